"""What each choice costs and gains over the run, replicate by replicate, held against its reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from experiments.economics.choices import Choice
from experiments.economics.discounting import WEEKS_A_YEAR, factors, years_since
from experiments.economics.prices import Prices
from experiments.economics.spending import Ledger, by_event, cost_factors, total
from experiments.economics.values import AppraisalValues
from experiments.panel import Doubles, Panel

Ledgers = Mapping[tuple[str, int], Ledger]
"""The ledger of each scenario and replicate that finished."""
MOST, LEAST = "1", "5"


class Appraised(NamedTuple):
    """One choice over the replicates: all arrays have shape (replicates,), NaN where one was not run.

    `cost` is discounted and beyond the reference, GBP; `undiscounted` the same in full; `wemwbs` the
    discounted WEMWBS point-years gained by all residents, `most` and `least` by those of SIMD
    quintiles 1 and 5; `connected` the discounted person-years out of isolation; `raised` the mean
    gain of WEMWBS; `closed` the mean points of the WEMWBS gap closed; `gap_years` the discounted
    point-years of it.
    """

    choice: Choice
    cost: Doubles
    undiscounted: Doubles
    wemwbs: Doubles
    most: Doubles
    least: Doubles
    connected: Doubles
    raised: Doubles
    closed: Doubles
    gap_years: Doubles


def origin_of(choices: Sequence[Choice]) -> int:
    """Return the week in which year 0 begins for all: the first in which any choice differs."""
    return min(choice.since for choice in choices)


def appraised(
    choice: Choice, panel: Panel, ledgers: Ledgers, origin: int, prices: Prices, values: AppraisalValues
) -> Appraised:
    """Return the costs and gains of one choice."""
    weekly = extra_spending(choice, panel.replicates, ledgers, prices)
    town = choice.scenario.town
    pair, later = (choice.scenario.name, choice.against.name), panel.weeks > origin
    people = {f"quintile={q}": living(choice, q, panel.replicates, ledgers) for q in (MOST, LEAST)}
    gains = {group: panel.differences(*pair, "wemwbs", group) for group in ("all", *people)}
    gap = -panel.differences(*pair, "wemwbs_gap")
    isolated = -panel.differences(*pair, "isolated") / 100.0
    gained = {g: yearly(x, panel, origin, values) * people.get(g, town.residents) for g, x in gains.items()}
    return Appraised(
        choice,
        cost=(weekly * cost_factors(weekly.shape[1], origin, values)).sum(axis=1),
        undiscounted=weekly.sum(axis=1),
        wemwbs=gained["all"],
        most=gained[f"quintile={MOST}"],
        least=gained[f"quintile={LEAST}"],
        connected=yearly(isolated, panel, origin, values) * town.residents,
        raised=gains["all"][:, later].mean(axis=1),
        closed=gap[:, later].mean(axis=1),
        gap_years=yearly(gap, panel, origin, values),
    )


def living(choice: Choice, quintile: str, replicates: Sequence[int], ledgers: Ledgers) -> Doubles:
    """Return how many live in a quintile, shape (replicates,): by the ledger, else by the town's mix."""
    town, name = choice.scenario.town, choice.scenario.name
    usual = town.residents * town.quintiles[quintile]
    entries = (next(iter(ledgers.get((name, r), {}).values()), {}) for r in replicates)
    counts = [entry["residents"][int(quintile) - 1] if "residents" in entry else usual for entry in entries]
    return np.array(counts, np.float64)


def extra_spending(
    choice: Choice, replicates: Sequence[int], ledgers: Ledgers, prices: Prices
) -> Doubles:
    """Return what a choice spends beyond its reference each week, shape (replicates, weeks)."""
    sides = []
    for scenario in (choice.scenario, choice.against):
        own = [ledgers.get((scenario.name, replicate)) for replicate in replicates]
        costs = by_event(scenario, own, prices)
        sides.append(total(costs, len(replicates), scenario.weeks))
    return np.asarray(sides[0] - sides[1])


def yearly(differences: Doubles, panel: Panel, origin: int, values: AppraisalValues) -> Doubles:
    """Return the discounted sum over years of a weekly difference, shape (replicates,).

    sum over weeks w after the origin of d(w) v(year of w) / 52.18; week w of the panel ends the week
    that began at w - 1.
    """
    later = panel.weeks > origin
    years = years_since(panel.weeks[later] - 1, origin)
    factor = factors(years, values.discount_effects, values.discount_effects_later)
    return np.asarray((differences[:, later] * factor).sum(axis=1) / WEEKS_A_YEAR)
