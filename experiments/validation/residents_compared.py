"""Residents of two paths held against each other, and regressions on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.validation.towns import QUINTILES, YEAR, Path, Towns

WEMWBS_SPAN = 56.0
"""WEMWBS points from the lowest wellbeing to the highest."""
PERCENT = 100.0
Doubles = NDArray[np.float64]
Flags = NDArray[np.bool_]


def same_people(one: Path, other: Path, week: int) -> Flags:
    """Return which rows hold the same person in both paths since week 0 (residents,)."""
    return np.asarray(one.stayed(week) & other.stayed(week))


def change(path: Path, other: Path, column: str, week: int) -> Doubles:
    """Return a column in one path less the same in another, resident by resident (residents,)."""
    return np.asarray(path.page(column, week), np.float64) - other.page(column, week)


def gain(path: Path, other: Path, week: int) -> Doubles:
    """Return the difference in wellbeing, WEMWBS points, NaN where a row changed hands (residents,)."""
    points = WEMWBS_SPAN * change(path, other, "wellbeing", week)
    return np.where(same_people(path, other, week), points, np.nan)


def distressed(path: Path, week: int, threshold: float) -> Flags:
    """Return who would be a case in the GHQ-12: (1 - wellbeing + strain) / 2 above the threshold."""
    return np.asarray(
        0.5 * (1.0 - path.page("wellbeing", week) + path.page("strain", week)) > threshold
    )  # fmt: skip


def excess_distress(towns: Towns, path: Path, week: int, who: Flags) -> float:
    """Return how many percentage points more of `who` are distressed than without events."""
    limit, usual = towns.trunk.assume.survey.distress, towns.ordinary()
    kept = who & same_people(path, usual, week)
    more = distressed(path, week, limit)[kept].mean() - distressed(usual, week, limit)[kept].mean()
    return float(PERCENT * more)


def mean_of(values: Doubles, who: Flags) -> float:
    """Return the mean over some residents, NaN entries left out; NaN when nobody is left."""
    kept = values[who & np.isfinite(values)]
    return float(kept.mean()) if kept.size else float("nan")


def least_squares(outcome: Doubles, columns: Sequence[NDArray[Any]], who: Flags | None = None) -> Doubles:
    """Return the coefficients of columns in a linear regression with a constant, those with NaN left out."""
    table = np.column_stack([np.ones(len(outcome)), *columns]).astype(np.float64)
    kept = np.isfinite(outcome) & np.isfinite(table).all(axis=1)
    if who is not None:
        kept &= who
    found = np.linalg.lstsq(table[kept], np.asarray(outcome, np.float64)[kept], rcond=None)[0]
    return np.asarray(found[1:], np.float64)


def standardised(values: NDArray[Any]) -> Doubles:
    """Return values with mean 0 and standard deviation 1."""
    wide = np.asarray(values, np.float64)
    return np.asarray((wide - np.nanmean(wide)) / (np.nanstd(wide) or 1.0))


def correlation(one: NDArray[Any], other: NDArray[Any], who: Flags) -> float:
    """Return the correlation of two columns over some residents."""
    return float(np.corrcoef(one[who].astype(np.float64), other[who].astype(np.float64))[0, 1])


def quintile_dummies(towns: Towns) -> list[Doubles]:
    """Return for quintiles 2 to 5 who lives in them at week 0 (residents,): deprivation as covariate."""
    quintile = quintiles(towns)
    return [(quintile == q).astype(np.float64) for q in range(2, 6)]


def quintiles(towns: Towns) -> NDArray[np.uint8]:
    """Return the SIMD quintile of each resident's home at week 0 (residents,)."""
    world = towns.trunk.world
    return np.asarray(world.places.quintile[world.residents.place])


def thirds(values: Doubles, among: Flags) -> tuple[Flags, Flags]:
    """Return who is in the lowest and who in the highest third of values, among some."""
    low, high = np.nanquantile(values[among], [1 / 3, 2 / 3])
    return among & (values <= low), among & (values >= high)


def quintile_gap(path: Path, name: str, first: int = 1, last: int = 104) -> float:
    """Return quintile 5 less quintile 1 of an indicator over some weeks."""
    return path.mean(name, QUINTILES[4], first, last) - path.mean(name, QUINTILES[0], first, last)


def difference(path: Path, other: Path, name: str, group: str, first: int, last: int) -> float:
    """Return an indicator's mean in one path less that in another over some weeks."""
    return path.mean(name, group, first, last) - other.mean(name, group, first, last)


def ties_ended(path: Path, towns: Towns, close: bool) -> float:
    """Return how many of the close ties (or of the others) of week 0 no longer stand a year on, %."""
    from model.ties import SLOTS

    ties, p = towns.trunk.world.ties, towns.trunk.assume.ties
    before, after = path.page("ties.partner", 0), path.page("ties.partner", YEAR)
    filled = np.arange(SLOTS)[None, :] < ties.degree[:, None]
    still = np.arange(SLOTS)[None, :] < path.page("ties.degree", YEAR)[:, None]
    there = ((before[:, :, None] == after[:, None, :]) & still[:, None, :]).any(axis=2)
    stayed = path.stayed(YEAR)
    counted = filled & stayed[:, None] & stayed[np.where(filled, before, 0)]
    counted &= (ties.strength > p.close) == close
    return float(PERCENT * (1.0 - there[counted].mean()))
