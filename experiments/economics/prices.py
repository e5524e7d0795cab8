"""One price year for all costs, by the GDP deflator; where it cannot be had, costs stay as given.

deflators.csv: HM Treasury, GDP deflators at market prices, calendar years, release of December 2025,
2024 = 100 (taken from the tables of the R package greenbook 0.1.0).
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("deflators.csv")


class Prices(NamedTuple):
    """The price year of an appraisal (None: not known), the deflators, and what could not be converted.

    `converted` tells whether costs of other years are brought to that year.
    """

    year: int | None
    deflators: Mapping[int, float]
    converted: bool
    notes: tuple[str, ...] = ()

    def of(self, amount: float, year: int | None) -> float:
        """Return an amount of a price year in prices of the appraisal, as given where that is impossible."""
        known = self.year in self.deflators and year in self.deflators
        if not self.converted or year == self.year or not known:
            return amount
        return amount * self.deflators[int(self.year or 0)] / self.deflators[int(year or 0)]


def deflators(path: Path = TABLE) -> dict[int, float]:
    """Return the deflator index by calendar year."""
    with path.open(encoding="utf-8", newline="") as file:
        return {int(row["year"]): float(row["index"]) for row in csv.DictReader(file)}


def one_price_year(years: Collection[int | None], table: Mapping[int, float]) -> Prices:
    """Return the prices for costs of these price years: the latest one, if all can be converted to it."""
    given = sorted({year for year in years if year is not None})
    if None in years:
        told = f"a price year is missing (given: {_listed(given)})" if given else "no price year is given"
        return Prices(None, table, False, (f"{told}; costs are not converted",))
    foreign = [year for year in given if year not in table]
    if len(given) > 1 and foreign:
        told = f"price years differ ({_listed(given)}), not converted: the deflators cover {_span(table)}"
        return Prices(None, table, False, (told,))
    notes = [f"price year {year} lies outside the deflators ({_span(table)})" for year in foreign]
    return Prices(given[-1] if given else None, table, not foreign, tuple(notes))


def _listed(years: Collection[int]) -> str:
    return ", ".join(map(str, years))


def _span(table: Mapping[int, float]) -> str:
    return f"{min(table)} to {max(table)}"
