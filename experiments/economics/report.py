"""What a comparison costs and is worth: value.csv, spending.csv, value.png and the words about them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments import store
from experiments.economics.appraisal import Ledgers, appraised, origin_of
from experiments.economics.choices import Choice, choices
from experiments.economics.dominance import Domination, over_replicates
from experiments.economics.measures import Measure, Worth, measures, worth
from experiments.economics.plane import value_figure
from experiments.economics.prices import Prices, deflators, one_price_year
from experiments.economics.spending import SpendingRow, by_event, given, spending_rows
from experiments.economics.values import AppraisalValues
from experiments.economics.words import told
from experiments.figure import save
from experiments.panel import Doubles, Panel
from experiments.runner import Outcome

if TYPE_CHECKING:
    from model.scenario import Scenario

VALUES, SPENDING, FIGURE = "value.csv", "spending.csv", "value.png"


class Appraisal(NamedTuple):
    """The choices with their worth, who is dominated, prices, values and the week in which year 0 begins."""

    worths: tuple[Worth, ...]
    dominated: dict[str, Domination]
    prices: Prices
    values: AppraisalValues
    origin: int


def reported(
    panel: Panel, scenarios: Sequence[Scenario], outcomes: Sequence[Outcome], folder: Path,
    values: AppraisalValues,
) -> list[str]:  # fmt: skip
    """Write what a comparison costs and is worth and return it in words; nothing when no event has a cost.

    The first of `scenarios` is the baseline.
    """
    ledgers = ledgers_of(outcomes)
    found = appraisal(panel, scenarios, ledgers, values)
    if found is None:
        return []
    rows = [row for w in found.worths for row in measures(w, found.prices, values, found.dominated)]
    store.write_rows(folder / VALUES, rows, Measure._fields)
    spent = [row for w in found.worths for row in _spending(w.appraised.choice, panel, ledgers, found)]
    store.write_rows(folder / SPENDING, spent, SpendingRow._fields)
    lines = told(found.worths, found.dominated, found.prices, values, found.origin)
    figure = value_figure(found.worths, found.dominated, found.prices, values)
    store.written(folder / FIGURE, lambda path: save(figure, path))
    return lines


def ledgers_of(outcomes: Sequence[Outcome]) -> Ledgers:
    """Return the ledger of each scenario and replicate."""
    return {(o.scenario, o.replicate): o.ledger for o in outcomes}


def appraisal(
    panel: Panel, scenarios: Sequence[Scenario], ledgers: Ledgers, values: AppraisalValues
) -> Appraisal | None:
    """Return the appraisal of a comparison, None when nothing in it has a cost."""
    costs = [event.cost for scenario in scenarios for event in scenario.events if given(event.cost)]
    options = choices(scenarios) if costs and any(ledgers.values()) else []
    if not any(choice.costed for choice in options):
        return None
    prices, origin = one_price_year({cost.price_year for cost in costs}, deflators()), origin_of(options)
    worths = tuple(
        worth(appraised(choice, panel, ledgers, origin, prices, values), prices, values) for choice in options
    )
    return Appraisal(worths, who_is_dominated(worths), prices, values, origin)


def who_is_dominated(worths: Sequence[Worth]) -> dict[str, Domination]:
    """Return the dominated choices among those with one reference, which counts as doing nothing at no cost.

    A choice whose cost is partly unknown may be dominated but dominates none; one that faces shocks of
    its own is left out.
    """
    found: dict[str, Domination] = {}
    fair = [w for w in worths if w.appraised.choice.costed and not w.appraised.choice.facing]
    for name in dict.fromkeys(w.appraised.choice.against.name for w in fair):
        group = [w for w in fair if w.appraised.choice.against.name == name]
        none: Doubles = group[0].wellbys * 0.0
        costs = {name: none} | {w.appraised.choice.scenario.name: w.appraised.cost for w in group}
        effects = {name: none} | {w.appraised.choice.scenario.name: w.wellbys for w in group}
        sure = [w.appraised.choice.scenario.name for w in group if not w.appraised.choice.uncosted]
        found |= over_replicates(costs, effects, [name, *sure])
    return found


def _spending(choice: Choice, panel: Panel, ledgers: Ledgers, found: Appraisal) -> list[SpendingRow]:
    own, other = (
        by_event(s, [ledgers.get((s.name, r)) for r in panel.replicates], found.prices)
        for s in (choice.scenario, choice.against)
    )
    names = (choice.scenario.name, choice.against.name)
    return spending_rows(names, own, other, found.origin, found.prices.year, found.values)
