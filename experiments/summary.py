"""The ending in plain words: what changed, for whom, how sure, what was binding."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.comparison import YEAR, Paired, effect, end_weeks, reading
from experiments.figure import named
from experiments.panel import Panel
from experiments.resilience import Resilience
from experiments.spans import chosen
from experiments.timeline import Moment, built_on, moment

if TYPE_CHECKING:
    from model.scenario import Scenario

TOLD = (("wemwbs", "WEMWBS"), ("cohesion", "Cohesion"))
GAP = ("narrower", "wider")
ENDINGS = {
    "forward": "it ends above the run without the shock",
    "back": "it ends where the run without the shock ends",
    "scar": "it ends below the run without the shock",
    "inconclusive": "whether it ends below the run without the shock is inconclusive",
}
WIDTH, TEN, TENTH = 100, 10, 0.0995
CAUTION = (
    "Kith compares scenarios under stated assumptions; it does not forecast a place. "
    "{assumed} of its {all} parameters are assumed (the command 'kith parameters' lists them). "
    "{covered}"
)
COVERED = "Intervals cover chance between replicates, not doubt about the assumptions."


def caution(covered: str = COVERED) -> str:
    """Return the sentences every result ends with; `covered` says what its intervals cover."""
    from model.assumptions import table

    rows = table()
    return CAUTION.format(assumed=sum(row.about.assumed for row in rows), all=len(rows), covered=covered)


def number(value: float) -> str:
    """Return the size of a number with two decimals, one from 10 on."""
    return f"{abs(value):.1f}" if abs(value) >= TEN else f"{abs(value):.2f}"


def signed(value: float) -> str:
    """Return a number with its sign (a real minus), none when it shows as zero."""
    shown = number(value)
    return shown if not float(shown) else f"{'−' if value < 0 else '+'}{shown}"


def finely(value: float) -> str:
    """Return a number with its sign, a third decimal below a tenth: small effects stay to be seen."""
    text = f"{abs(value):.3f}"
    if abs(value) >= TENTH or not float(text):
        return signed(value)
    return f"{'−' if value < 0 else '+'}{text}"


def change(pair: Paired, sides: tuple[str, str] = ("lower", "higher"), unit: str = "points") -> str:
    """Return a difference in words; 'inconclusive' when its interval includes zero."""
    mean, low, high = float(pair.mean), float(pair.low), float(pair.high)
    if not np.isfinite(mean):
        return "not seen"
    if mean == 0 and (low == high == 0 or not np.isfinite(low)):
        return "no difference"
    if reading(low, high, 0) == "inconclusive":
        return f"inconclusive, {signed(mean)} {unit} (95 % interval {signed(low)} to {signed(high)})"
    size = number(mean) if float(number(mean)) else "less than 0.01"
    told = f"{size} {unit} {sides[int(mean > 0)]}"
    if not np.isfinite(low):
        return f"{told} (one replicate: no interval)"
    near, far = sorted((abs(low), abs(high)))
    return f"{told} (95 % interval {number(near)} to {number(far)})"


def first_year(panel: Panel, week: int) -> NDArray[np.bool_]:
    """Return which weeks belong to the year after a week."""
    return chosen("first_year", week, panel.weeks)


def last_weeks(panel: Panel) -> NDArray[np.bool_]:
    """Return which weeks count as the end."""
    last = int(panel.weeks[-1])
    weeks: NDArray[np.bool_] = panel.weeks > last - end_weeks(last)
    return weeks


def findings(panel: Panel, scenarios: Sequence[Scenario], recoveries: Sequence[Resilience]) -> list[str]:
    """Return a paragraph for every scenario: against the baseline, and against the one it builds on."""
    base, lines = scenarios[0], []
    for scenario in scenarios[1:]:
        since = moment(scenario, base)
        if since is None:
            lines += [f"{named(scenario.name)} never differs from {base.name} within the run.", ""]
            continue
        lines += [
            f"{named(scenario.name)} against {base.name}, counted from {since.what} (week {since.week}):"
        ]
        lines += _told(panel, scenario.name, base.name, since)
        lines += [f"  {_recovery(r)}" for r in recoveries if _headline(r, scenario.name)]
        under = built_on(scenario, scenarios[1:])
        if under:
            lines += ["", f"{named(scenario.name)} against {under.name}, counted from the same week:"]
            lines += _told(panel, scenario.name, under.name, since)
        lines += [""]
    return lines


def _told(panel: Panel, scenario: str, base: str, since: Moment) -> list[str]:
    """Return the lines on levels, on who gains and on the gap."""
    weeks, last = first_year(panel, since.week), last_weeks(panel)
    length = min(YEAR, int(panel.weeks[-1]) - since.week)
    span = "first year" if length == YEAR else f"first {length} weeks"

    pairs = {
        key: effect(panel, scenario, base, indicator, group, when)
        for key, (indicator, group, when) in {
            "W": ("wemwbs", "all", weeks), "W end": ("wemwbs", "all", last),
            "C": ("cohesion", "all", weeks), "C end": ("cohesion", "all", last),
            "Q1": ("wemwbs", "quintile=1", weeks), "Q5": ("wemwbs", "quintile=5", weeks),
            "gap": ("wemwbs_gap", "all", weeks),
        }.items()
    }  # fmt: skip
    end = f"last {int(last.sum())} weeks"
    return [
        f"  WEMWBS, {span}: {change(pairs['W'])}.",
        f"  WEMWBS, {end}: {change(pairs['W end'])}.",
        f"  Cohesion, {span}: {change(pairs['C'])}.",
        f"  Cohesion, {end}: {change(pairs['C end'])}.",
        f"  Most deprived areas (SIMD quintile 1), WEMWBS, {span}: {change(pairs['Q1'])}.",
        f"  Least deprived areas (SIMD quintile 5), WEMWBS, {span}: {change(pairs['Q5'])}.",
        f"  Gap of WEMWBS between them, {span}: {change(pairs['gap'], GAP)}.",
    ]


def _headline(recovery: Resilience, scenario: str) -> bool:
    return (recovery.scenario, recovery.group, recovery.indicator) == (scenario, "all", "wemwbs")


def _recovery(r: Resilience) -> str:
    """Return how the town took the shock, in one sentence."""
    if r.ending == "no loss seen":
        return f"Resilience: no loss of WEMWBS seen after {r.shock}."
    back = (
        f"back within 5 % of that loss after {r.weeks_to_recover} weeks"
        if r.weeks_to_recover is not None
        else "not back within 5 % of that loss by the end of the run"
    )
    return (
        f"Resilience: at worst {number(r.depth)} points of WEMWBS lost, {r.weeks_to_worst} weeks after "
        f"{r.shock} (against {r.against}); {back}; {ENDINGS[r.ending]}."
    )


def headline(panel: Panel, moments: Mapping[str, int]) -> str:
    """Return the figure's title: the clear first-year changes of WEMWBS, or that none is clear."""
    base, clear = panel.scenarios[0], []
    for scenario, week in moments.items():
        pair = effect(panel, scenario, base, "wemwbs", "all", first_year(panel, week))
        if reading(float(pair.low), float(pair.high), 1) in ("better", "worse"):
            clear.append((float(pair.mean), scenario))
    if not clear:
        return f"No clear first-year change of WEMWBS against {named(base).lower()}"
    low, high = min(clear), max(clear)
    if low == high:
        return _moves(*low)
    if low[0] * high[0] < 0:
        return f"{_moves(*low)}; {_moves(*high)}"
    first, second = sorted((low, high), key=lambda one: -abs(one[0]))
    return f"{_moves(*first)}; {named(second[1]).lower()} by {_by(second[0])}"


def _moves(mean: float, scenario: str) -> str:
    """Return 'Flood lowers WEMWBS by 1.20 points in its first year'."""
    side = "lowers" if mean < 0 else "raises"
    return f"{named(scenario)} {side} WEMWBS by {_by(mean)} points in its first year"


def _by(mean: float) -> str:
    """Return how large a clear change is: never nought."""
    shown = finely(mean).lstrip("+−")
    return shown if float(shown) else "less than 0.001"


def binding(sentences: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what was binding: first what held in every scenario, then what held in some."""
    common = [
        s for s in next(iter(sentences.values()), []) if all(s in list(of) for of in sentences.values())
    ]
    lines = [f"  {s}" if len(sentences) == 1 else f"  In every scenario: {s}" for s in common]
    for scenario, said in sentences.items():
        lines += [f"  {named(scenario)}: {s}" for s in said if s not in common]
    return ["What was binding (first replicate):", *lines] if lines else ["Nothing was binding."]


def wrapped(lines: Sequence[str]) -> str:
    """Return the lines wrapped for a terminal, indented as they were."""
    told = []
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()))
        told.append(
            textwrap.fill(line.strip(), WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")
        )
    return "\n".join(told)


def levels(panel: Panel) -> list[str]:
    """Return what one run shows: both outcomes at the start and at the end, for all and the most deprived."""
    scenario, last = panel.scenarios[0], int(panel.weeks[-1])
    lines = [f"{named(scenario)}, weeks 0 to {last}, one run (compare scenarios to see differences):"]
    for indicator, name in TOLD:
        for group, who in (("all", "all residents"), ("quintile=1", "the most deprived areas")):
            values = panel.series(scenario, indicator, group)[0]
            end = np.nanmean(values[last_weeks(panel)])
            lines.append(f"  {name}, {who}: {values[0]:.1f} at the start, {end:.1f} at the end.")
    return lines
