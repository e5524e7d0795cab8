"""What scenarios spend, week by week, from their ledgers and the costs of their events.

A ledger holds, for each event, arrays over the weeks 0, 1, 2...: `dose` (weeks,) and `joined`
(weeks, 5), residents who newly take part by SIMD quintile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from experiments.economics.discounting import factors, years_since
from experiments.economics.prices import Prices
from experiments.economics.values import AppraisalValues
from experiments.panel import Doubles

Ledger = Mapping[str, Mapping[str, NDArray[Any]]]
PER = 10_000
"""Fixed and weekly costs are for so many residents and scale with the town."""


class Priced(Protocol):
    """What an event's cost offers."""

    fixed: float
    weekly: float
    per_participant: float
    price_year: int | None


class SpendingRow(NamedTuple):
    """One line of spending.csv: one scenario, event and year; means over replicates in GBP."""

    scenario: str
    against: str
    event: str
    year: int
    price_year: int | None
    spent: float
    discounted: float
    beyond: float


def given(cost: Priced) -> bool:
    """Return whether a cost was given at all; nothing but a price year says that it costs nothing."""
    return bool(cost.fixed or cost.weekly or cost.per_participant or cost.price_year is not None)


def spent(entry: Mapping[str, NDArray[Any]], cost: Priced, residents: int) -> Doubles:
    """Return what an event spends each week in GBP of its price year, shape (weeks,).

    fixed x n/10,000 in the first week with a dose + weekly x dose x n/10,000 + per participant x joined.
    """
    dose, size = np.asarray(entry["dose"], np.float64), residents / PER
    weekly = cost.weekly * dose * size + cost.per_participant * np.asarray(entry["joined"]).sum(axis=1)
    if (dose > 0).any():
        weekly[int(np.argmax(dose > 0))] += cost.fixed * size
    return np.asarray(weekly, np.float64)


def by_event(scenario: Any, ledgers: Sequence[Ledger | None], prices: Prices) -> dict[str, Doubles]:
    """Return the weekly spending of each costed event, shape (replicates, weeks), in one price year.

    A replicate without a ledger is NaN; an event that a ledger does not name spent nothing.
    """
    weeks, found = int(scenario.weeks), {}
    for event in (event for event in scenario.events if given(event.cost)):
        rate = prices.of(1.0, event.cost.price_year)
        rows = [_row(ledger, event, scenario.town.residents, weeks) * rate for ledger in ledgers]
        found[str(event.name)] = np.stack(rows)
    return found


def _row(ledger: Ledger | None, event: Any, residents: int, weeks: int) -> Doubles:
    if ledger is None:
        return np.full(weeks, np.nan)
    if event.name not in ledger:
        return np.zeros(weeks)
    return spent(ledger[event.name], event.cost, residents)


def total(spending: Mapping[str, Doubles], replicates: int, weeks: int) -> Doubles:
    """Return the spending of all events together, shape (replicates, weeks)."""
    return np.asarray(sum(spending.values(), np.zeros((replicates, weeks))))


def cost_factors(weeks: int, origin: int, values: AppraisalValues) -> Doubles:
    """Return the discount factor of costs in each week, shape (weeks,)."""
    years = years_since(np.arange(weeks), origin)
    return factors(years, values.discount_costs, values.discount_costs_later)


def spending_rows(
    names: tuple[str, str], own: Mapping[str, Doubles], other: Mapping[str, Doubles], origin: int,
    price_year: int | None, values: AppraisalValues,
) -> list[SpendingRow]:  # fmt: skip
    """Return one row an event and year for (scenario, against) and their spending by event.

    `beyond` is the discounted spending less that of the reference on the event of the same name.
    """
    rows = []
    for event in dict.fromkeys((*own, *other)):
        shape = next(s[event] for s in (own, other) if event in s)
        mine, theirs = (s.get(event, np.zeros_like(shape)) for s in (own, other))
        factor = cost_factors(shape.shape[1], origin, values)
        years = years_since(np.arange(shape.shape[1]), origin)
        for year in np.unique(years):
            now = years == year
            sums = [_mean(x[:, now]) for x in (mine, mine * factor, (mine - theirs) * factor)]
            if any(sums):
                rows.append(SpendingRow(*names, event, int(year), price_year, *sums))
    return rows


def _mean(weekly: Doubles) -> float:
    """Return the mean over replicates of the sum over weeks; replicates that were not run are left out."""
    sums = weekly.sum(axis=1)
    seen = sums[np.isfinite(sums)]
    return float(seen.mean()) if seen.size else float("nan")
