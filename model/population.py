"""The people of a town, made from its marginals, and how well the making fits.

`people` runs in this order because each step reads the one before: households, ages, sexes, income
and tenure, work, traits, circumstances, time at the address, and the state that the burn-in starts from.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

import numpy as np

from model import circumstances, households
from model.chance import Chance
from model.columns import Flags, blank
from model.founding import AS_DECLARED, PopulationParameters
from model.place import Homes, Places
from model.residents import Residents
from model.town import AGES, HOUSEHOLDS, QUINTILES, TENURES, Town

__all__ = ["FitRow", "PopulationParameters", "fit_report", "fit_text", "people"]


def people(
    town: Town, places: Places, chance: Chance, p: PopulationParameters = AS_DECLARED
) -> tuple[Residents, Homes]:
    """Return the residents, listed neighbourhood by neighbourhood, and who lives where."""
    residents = blank(Residents, town.residents)
    made = households.house(town, places, residents, chance, p)
    households.set_ages(residents, made, town, chance, p)
    households.set_sexes(residents, made, chance, p)
    households.set_income_and_tenure(residents, made, town, chance, p)
    circumstances.set_work(residents, chance, p)
    circumstances.set_traits(residents, chance, p)
    circumstances.set_circumstances(residents, chance, p)
    circumstances.set_stay(residents, made, chance, p)
    circumstances.set_start(residents, chance)
    rows = np.arange(town.residents, dtype=np.uint32)
    return residents, Homes(members=rows, position=rows.copy())


class FitRow(NamedTuple):
    """One marginal: what was asked of the town and what was made."""

    what: str
    group: str
    asked: float
    made: float
    difference: float


def fit_report(town: Town, places: Places, residents: Residents) -> list[FitRow]:
    """Return asked and made for every marginal; a quintile without neighbourhoods has no rows."""
    people_fit = _people_fit(town, residents)
    rows = chain(_places_fit(town, places), people_fit, _quintile_fit(town, places, residents))
    return [FitRow(what, group, asked, made, made - asked) for what, group, asked, made in rows]


Fit = Iterator[tuple[str, str, float, float]]


def _places_fit(town: Town, places: Places) -> Fit:
    """Yield the fit of neighbourhoods: deprivation and flooding."""
    for name in QUINTILES:
        made = _share(places.quintile == int(name))
        yield "neighbourhoods by quintile", f"quintile {name}", town.quintiles[name], made
    yield "neighbourhoods that flood", "all", town.flood_prone, _share(places.flood_prone == 1.0)


def _people_fit(town: Town, residents: Residents) -> Fit:
    """Yield the fit of ages (of adults) and sizes (of households)."""
    for band in AGES:
        low, high = (int(edge) for edge in band.split("-"))
        inside = (residents.age >= low) & (residents.age < high + 1)
        yield "adults by age", band, town.ages[band], _share(inside)
    adults = residents.adults[_heads(residents)]
    for size in HOUSEHOLDS:
        yield "households by adults", size, town.households[size], _share(adults == int(size))


def _quintile_fit(town: Town, places: Places, residents: Residents) -> Fit:
    """Yield the fit of what differs by quintile: income of adults, tenure of households."""
    quintile, head = places.quintile[residents.place], _heads(residents)
    for name in (q for q in QUINTILES if (quintile == int(q)).any()):
        mine = quintile == int(name)
        income = residents.income[mine].astype(np.float64)
        yield "mean income rank", f"quintile {name}", town.income[name], float(income.mean())
        yield "spread of income rank", f"quintile {name}", town.income_spread, float(income.std())
        for code, tenure in enumerate(TENURES):
            made = _share(residents.housing[mine & head] == code)
            yield "households by tenure", f"quintile {name}, {tenure}", town.tenure[name][tenure], made


def _heads(residents: Residents) -> Flags:
    """Return which residents are the first of their household."""
    seen = np.zeros(len(residents.household), np.bool_)
    seen[np.unique(residents.household, return_index=True)[1]] = True
    return seen


def _share(flags: Flags) -> float:
    return float(flags.mean()) if flags.size else 0.0


def fit_text(rows: list[FitRow]) -> str:
    """Return the fit report as aligned lines, the largest difference last."""
    lines = [f"{'what':<27} {'group':<20} {'asked':>7} {'made':>7} {'differs':>8}"]
    lines += [
        f"{row.what:<27} {row.group:<20} {row.asked:>7.3f} {row.made:>7.3f} {row.difference:>+8.3f}"
        for row in rows
    ]
    worst = max(rows, key=lambda row: abs(row.difference))
    return "\n".join([*lines, f"largest difference: {worst.what}, {worst.group}: {worst.difference:+.3f}"])
