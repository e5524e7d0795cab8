"""What the gallery says of a scenario, from its runs: differences, who gains, verdicts, reach and cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from experiments.comparison import YEAR, Paired, effect, paired
from experiments.economics.spending import PER, given, spent
from experiments.expectations import Verdict, unit, verdicts
from experiments.gallery.themes import theme_of
from experiments.library import FIRST
from experiments.panel import Doubles, Panel
from experiments.runner import Outcome
from experiments.spans import NAMES, span
from experiments.timeline import first_difference, is_shock, moment, onset, shocks

if TYPE_CHECKING:
    from model.scenario import Scenario

STRIPS = (
    ("wemwbs", "WEMWBS", 1.0), ("lonely", "Lonely", 2.0), ("isolated", "Isolated", 2.0),
    ("unmet_need", "Unmet need", 2.0), ("control", "Control", 1.0), ("wemwbs_gap", "WEMWBS gap", 1.0),
)  # fmt: skip
"""The indicators shown of every scenario: name, label, and the least reach of their scale in the figure."""
ENDS = ("quintile=1", "quintile=5")


class Window(NamedTuple):
    """The weeks that differences are averaged over: first, last, and in words."""

    first: int
    last: int
    words: str


class Number(NamedTuple):
    """One line of the gallery's table.

    `what` is level, headline, help, gains, shown, expected, reach or cost. `value` is a mean over
    replicates with its 95 % interval: of the difference from `against`, of a level, of residents
    reached for 10,000 residents, or of spending in GBP for 10,000 residents.
    """

    theme: str
    scenario: str
    what: str
    indicator: str
    group: str
    against: str
    over: str
    first_week: int
    last_week: int
    replicates: int
    unit: str
    value: float
    low: float
    high: float
    moves: str = ""
    p: float = float("nan")
    verdict: str = ""


class Entry(NamedTuple):
    """A scenario as the gallery shows it.

    `reference` is what it is held against: the baseline, or the shock in which it helps; `since` the
    week in which the two part; `window` the weeks of the figure's right panel.
    """

    scenario: Scenario
    reference: Scenario
    panel: Panel
    since: int
    window: Window
    numbers: tuple[Number, ...]
    verdicts: tuple[Verdict, ...]

    def of(self, what: str) -> list[Number]:
        """Return the numbers of one sort."""
        return [number for number in self.numbers if number.what == what]


def reference_of(scenario: Scenario) -> str:
    """Return what a scenario is held against: the first that its expectations name beside the baseline."""
    return next((claim.against for claim in scenario.expect if claim.against != FIRST), FIRST)


def entry(
    panel: Panel, scenario: Scenario, scenarios: Sequence[Scenario], outcomes: Sequence[Outcome]
) -> Entry:
    """Return the entry of a scenario; `scenarios` has all of the panel, `outcomes` those of the scenario."""
    known = {one.name: one for one in scenarios}
    base, reference = known[FIRST], known.get(reference_of(scenario), known[FIRST])
    window = window_of(scenario, reference, int(panel.weeks[-1]))
    found = tuple(one for one in verdicts(panel, scenarios) if one.scenario == scenario.name)
    if scenario is base:
        numbers = _levels(panel, base)
    else:
        year = window_of(scenario, base, int(panel.weeks[-1]))
        numbers = [_difference("headline", panel, scenario, base, "wemwbs", "all", year)]
        if reference is not base:
            numbers.append(_difference("help", panel, scenario, reference, "wemwbs", "all", window))
        numbers += [_difference("gains", panel, scenario, reference, "wemwbs", g, window) for g in ENDS]
        numbers += [_difference("shown", panel, scenario, reference, i, "all", window) for i, _, _ in STRIPS]
    numbers += [_expected(one) for one in found]
    numbers += [number for event in scenario.events for number in _given_out(scenario, event, outcomes)]
    since = first_difference(scenario, reference)
    return Entry(scenario, reference, panel, since, window, tuple(numbers), found)


def window_of(scenario: Scenario, reference: Scenario, last: int) -> Window:
    """Return the weeks to average: the first year after the shock or start, held against the baseline.

    Against another scenario it is the first year of the shock that both meet after they part, if there
    is one, and else the span of the first expectation against it.
    """
    claim = next((c for c in scenario.expect if c.against == reference.name), None)
    if reference.name != FIRST and claim is not None:
        part = first_difference(scenario, reference)
        struck = next((onset(e) for e in shocks(scenario) if part < onset(e) < last), None)
        if struck is not None:
            return Window(*span("first_year", struck, last), "first year of the shock")
        return Window(*span(claim.over, part, last), NAMES[claim.over])
    since = moment(scenario, reference)
    week = since.week if since is not None else 0
    return Window(*span("first_year", week, last), NAMES["first_year"])


def _difference(
    what: str, panel: Panel, scenario: Scenario, against: Scenario, indicator: str, group: str, when: Window
) -> Number:
    weeks = (panel.weeks >= when.first) & (panel.weeks <= when.last)
    pair = effect(panel, scenario.name, against.name, indicator, group, weeks)
    return _number(what, scenario, indicator, group, pair, when, unit(indicator), against.name)


def _number(
    what: str, scenario: Scenario, indicator: str, group: str, pair: Paired, when: Window, unit: str,
    against: str = "",
) -> Number:  # fmt: skip
    return Number(
        theme_of(scenario.name), scenario.name, what, indicator, group, against, when.words, when.first,
        when.last, int(pair.number), unit, float(pair.mean), float(pair.low), float(pair.high),
    )  # fmt: skip


def _levels(panel: Panel, base: Scenario) -> list[Number]:
    """Return the levels of the baseline in its first and its last year."""
    last = int(panel.weeks[-1])
    years = (Window(1, YEAR, "first year"), Window(max(0, last - YEAR) + 1, last, "last year of the run"))
    found = []
    for indicator, _, _ in STRIPS:
        for year in years:
            weeks = (panel.weeks >= year.first) & (panel.weeks <= year.last)
            pair = paired(panel.series(base.name, indicator)[:, weeks].mean(axis=1))
            points = unit(indicator).replace("percentage points", "%")
            found.append(_number("level", base, indicator, "all", pair, year, points))
    return found


def _expected(one: Verdict) -> Number:
    return Number(
        theme_of(one.scenario), one.scenario, "expected", one.indicator, one.group, one.against,
        NAMES[one.over], one.first_week, one.last_week, one.replicates, unit(one.indicator), one.difference,
        one.low, one.high, one.moves, one.p, one.verdict,
    )  # fmt: skip


def _given_out(scenario: Scenario, event: Any, outcomes: Sequence[Outcome]) -> list[Number]:
    """Return whom an event that helps reached, and what it cost, for 10,000 residents over the run."""
    entries = [o.ledger[event.name] for o in outcomes if event.name in o.ledger]
    if not entries:
        return []
    size, whole = scenario.town.residents, Window(0, scenario.weeks - 1, NAMES["whole"])
    scale, found = PER / size, []
    offered, joined = (np.stack([e[key].sum(axis=0) for e in entries]) for key in ("offered", "joined"))
    if offered.any() and not is_shock(event):
        for what, people in (("offered", offered), ("took part", joined)):
            by = {"all": people.sum(axis=1), ENDS[0]: people[:, 0], ENDS[1]: people[:, -1]}
            found += [_people(scenario, f"{event.name}: {what}", g, by[g] * scale, whole) for g in by]
    if given(event.cost):
        pounds = np.array([spent(e, event.cost, size).sum() for e in entries]) * scale
        year = f"GBP of {event.cost.price_year}" if event.cost.price_year else "GBP"
        found.append(_number("cost", scenario, event.name, "all", paired(pounds), whole, year))
    return found


def _people(scenario: Scenario, what: str, group: str, number: Doubles, when: Window) -> Number:
    return _number("reach", scenario, what, group, paired(number), when, "residents of 10,000")
