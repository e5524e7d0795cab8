"""The ending in plain words: what changed, for whom, how sure, what was binding."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.comparison import YEAR, Paired, effect, end_weeks, reading
from experiments.figure import named
from experiments.panel import Panel
from experiments.resilience import Resilience

TOLD = (("wemwbs", "WEMWBS"), ("cohesion", "Cohesion"))
WIDTH = 100
CAUTION = (
    "Kith compares scenarios under stated assumptions; it does not forecast a place. "
    "{assumed} of its {all} parameters are assumed (`kith parameters` lists them). Intervals cover "
    "chance between replicates, not doubt about the assumptions."
)


def caution() -> str:
    """Return the sentence every result ends with."""
    from model.assumptions import table
    from model.parameters import ASSUMED

    rows = table()
    return CAUTION.format(assumed=sum(row.about.source == ASSUMED for row in rows), all=len(rows))


def number(value: float) -> str:
    """Return a number with as many decimals as its size deserves, without sign."""
    size = abs(value)
    return f"{size:.1f}" if size >= 10 else f"{size:.2f}" if size >= 0.095 else f"{size:.3f}"


def signed(value: float) -> str:
    """Return a number with its sign, a real minus."""
    return f"{'−' if value < 0 else '+'}{number(value)}"


def change(pair: Paired, unit: str = "points") -> str:
    """Return a difference in words; 'inconclusive' when its interval includes zero."""
    mean, low, high = float(pair.mean), float(pair.low), float(pair.high)
    if not np.isfinite(mean):
        return "not seen"
    if low == high == mean == 0 or (mean == 0 and int(pair.number) == 1):
        return "no difference"
    side = "lower" if mean < 0 else "higher"
    if not np.isfinite(low):
        return f"{number(mean)} {unit} {side} (one replicate: no interval)"
    if reading(low, high, 0) == "inconclusive":
        return f"inconclusive, {signed(mean)} {unit} (95 % interval {signed(low)} to {signed(high)})"
    near, far = sorted((abs(low), abs(high)))
    return f"{number(mean)} {unit} {side} (95 % interval {number(near)} to {number(far)})"


def first_year(panel: Panel, since: int) -> NDArray[np.bool_]:
    """Return which weeks belong to the first year after scenarios part."""
    weeks: NDArray[np.bool_] = (panel.weeks > since) & (panel.weeks <= since + YEAR)
    return weeks


def last_weeks(panel: Panel) -> NDArray[np.bool_]:
    """Return which weeks count as the end."""
    last = int(panel.weeks[-1])
    weeks: NDArray[np.bool_] = panel.weeks > last - end_weeks(last)
    return weeks


def findings(panel: Panel, since: Mapping[str, int], recoveries: Sequence[Resilience]) -> list[str]:
    """Return a paragraph of lines for every scenario other than the baseline."""
    lines: list[str] = []
    for scenario in panel.scenarios[1:]:
        if since[scenario] >= panel.weeks[-1]:
            lines += [f"{named(scenario)} never differs from {panel.scenarios[0]} within the run."]
            continue
        lines += [f"{named(scenario)} against {panel.scenarios[0]}, from week {since[scenario]}:"]
        lines += [f"  {line}" for line in _told(panel, scenario, since[scenario])]
        lines += [f"  {_recovery(r)}" for r in recoveries if _headline(r, scenario)]
    return lines


def _told(panel: Panel, scenario: str, since: int) -> list[str]:
    """Return the lines on levels and on who gains."""
    base, weeks = panel.scenarios[0], first_year(panel, since)
    length = min(YEAR, int(panel.weeks[-1]) - since)
    span = "the first year" if length == YEAR else f"{length} weeks"
    found = []
    for indicator, name in TOLD:
        begin = change(effect(panel, scenario, base, indicator, "all", weeks))
        end = change(effect(panel, scenario, base, indicator, "all", last_weeks(panel)))
        found.append(f"{name} over {span}: {begin}.")
        found.append(f"{name} at the end: {end}.")
    for group, who in (("quintile=1", "most"), ("quintile=5", "least")):
        pair = effect(panel, scenario, base, "wemwbs", group, weeks)
        found.append(f"The {who} deprived fifth, WEMWBS over {span}: {change(pair)}.")
    return found


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
        f"Resilience: at worst {number(r.depth)} WEMWBS points lost, {r.weeks_to_worst} weeks after the "
        f"onset of {r.shock} (against {r.against}); {back}; the end: {r.ending}."
    )


def headline(panel: Panel, since: Mapping[str, int]) -> str:
    """Return the figure's title: the largest clear first-year changes of WEMWBS, or that none is clear."""
    base, clear = panel.scenarios[0], []
    for scenario in panel.scenarios[1:]:
        if since[scenario] < panel.weeks[-1]:
            pair = effect(panel, scenario, base, "wemwbs", "all", first_year(panel, since[scenario]))
            if reading(float(pair.low), float(pair.high), 1) in ("better", "worse"):
                clear.append((float(pair.mean), scenario))
    if not clear:
        return f"No clear first-year change of WEMWBS against {named(base).lower()}"
    low, high = min(clear), max(clear)
    told = _moves(*low) if low == high else f"{_moves(*low)}; {_moves(*high, later=low[0] * high[0] > 0)}"
    return told.replace(" by", " by", 1)


def _moves(mean: float, scenario: str, later: bool = False) -> str:
    """Return 'Flood lowers WEMWBS by 1.2 points in its first year', or a shorter second half."""
    words = named(scenario)
    if later:
        return f"{words.lower()} by {number(mean)}"
    return f"{words} {'lowers' if mean < 0 else 'raises'} WEMWBS by {number(mean)} points in its first year"


def binding(sentences: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what was binding: first what held in every scenario, then what held in some."""
    common = [
        s for s in next(iter(sentences.values()), []) if all(s in list(of) for of in sentences.values())
    ]
    lines = [f"  In every scenario: {s}" for s in common]
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
        for group, who in (("all", "all residents"), ("quintile=1", "the most deprived fifth")):
            values = panel.series(scenario, indicator, group)[0]
            end = np.nanmean(values[last_weeks(panel)])
            lines.append(f"  {name}, {who}: {values[0]:.1f} at the start, {end:.1f} at the end.")
    return lines
