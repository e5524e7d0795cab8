"""Patterns 1 to 5: levels and gradients of a town without events, held against Scottish surveys."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from experiments.validation.patterns import FITTED, Check, Pattern
from experiments.validation.residents_compared import PERCENT, quintile_gap, ties_ended
from experiments.validation.towns import QUINTILES, YEAR, Towns, event
from experiments.validation.verdicts import INFINITE, band, level, rises

WEMWBS = (44.7, 46.3, 47.2, 48.4, 48.3)
GOOD_HEALTH = (55.0, 66.0, 72.0, 75.0, 81.0)
NO_BARRIERS: dict[str, Any] = dict.fromkeys(("time", "money", "confidence", "information", "access"), 0.0)


def indicator(towns: Towns, name: str, group: str) -> float:
    """Return an indicator's mean over the first two years without events."""
    return towns.ordinary().mean(name, group)


def by_group(name: str, group: str) -> partial[float]:
    """Return the measure of an indicator in a group."""
    return partial(indicator, name=name, group=group)


def gradient(towns: Towns, name: str, sign: int = 1) -> float:
    """Return quintile 5 less quintile 1 (times `sign`)."""
    return sign * quintile_gap(towns.ordinary(), name)


def without_close(towns: Towns) -> float:
    """Return the share of residents without any close tie, % at week 0."""
    return float(PERCENT * np.mean(towns.ordinary().page("company.close", 0) == 0))


def clustering_over_chance(towns: Towns) -> float:
    """Return how many times more often two ties of a person are tied than two residents picked anyhow."""
    path, ties = towns.ordinary(), towns.trunk.world.ties
    return path.mean("clustering", "all") / (PERCENT * float(ties.degree.mean()) / (len(ties.degree) - 1))


def inner_circle_turnover(towns: Towns) -> float:
    """Return how many close ties of week 0 no longer stand a year on, % (residents who stayed)."""
    return ties_ended(towns.ordinary(), towns, close=True)


def more_turnout_when_asked(towns: Towns) -> float:
    """Return the rise of part taken in decisions in quintile 1, all asked and no barriers, %."""
    easy = (event("barriers", 0, **NO_BARRIERS), event("outreach", strength=1.0))
    path = towns.path("without barriers", YEAR, easy)
    most = QUINTILES[0]
    return path.mean("engaged_year", most, 40, YEAR) - towns.ordinary().mean("engaged_year", most, 40, YEAR)


def _fifths(name: str, short: str, values: tuple[float, ...], tolerance: float, unit: str) -> list[Check]:
    return [
        Check(f"{short} Q{q}", f"{short} in quintile {q}", level(value, tolerance),
              by_group(name, QUINTILES[q - 1]), unit, FITTED)
        for q, value in enumerate(values, 1)
    ]  # fmt: skip


def _level(name: str, short: str, value: float, tolerance: float, group: str, unit: str = "%") -> Check:
    where = {"national": "all Scotland", QUINTILES[0]: "quintile 1", QUINTILES[4]: "quintile 5"}[group]
    return Check(f"{short}, {where}", f"{short}, {where}", level(value, tolerance), by_group(name, group),
                 unit, FITTED)  # fmt: skip


def _gradient(name: str, short: str, sign: int = 1, unit: str = "%") -> Check:
    sides = "quintile 5 less quintile 1" if sign > 0 else "quintile 1 less quintile 5"
    return Check(f"{short}: gradient", f"{short}, {sides}", rises(), partial(gradient, name=name, sign=sign),
                 unit, FITTED)  # fmt: skip


MOST, LEAST, ALL = QUINTILES[0], QUINTILES[4], "national"
HEALTH = Pattern(
    "1", "WEMWBS and good health rise from the most to the least deprived quintile", "T174-T178, T212-T216",
    (
        *_fifths("wemwbs", "WEMWBS", WEMWBS, 0.7, "points"),
        *_fifths("good_health", "Good health", GOOD_HEALTH, 3.0, "%"),
        _gradient("wemwbs", "WEMWBS", unit="points"),
        _gradient("good_health", "Good health"),
    ),
)  # fmt: skip
PART_TAKEN = Pattern(
    "2", "Volunteering and influence are lower in deprived areas, where wanting a part is not absent",
    "T032, T105-T107, T126-T128, T246, T247",
    (
        _level("volunteering_year", "Volunteered in a year", 26.0, 3.0, ALL),
        _level("volunteering_year", "Volunteered in a year", 16.0, 4.0, MOST),
        _level("volunteering_year", "Volunteered in a year", 33.0, 4.0, LEAST),
        Check("Can influence decisions, all Scotland", "Can influence decisions, all Scotland, 2016 to 2022",
              band(17.8, 23.0), by_group("can_influence", ALL), "%", FITTED),
        _level("can_influence", "Can influence decisions", 21.0, 4.0, MOST),
        _level("can_influence", "Can influence decisions", 27.0, 4.0, LEAST),
        Check("Wanting a part", "part taken in quintile 1 when asked and free of barriers, less usual",
              rises(), more_turnout_when_asked, "%"),
    ),
)  # fmt: skip
NEIGHBOURHOOD = Pattern(
    "3", "Belonging, safety and ratings of the neighbourhood are lower in deprived areas",
    "T002, T003, T012, T013, T016, T091, T242, T243",
    (
        _level("very_good_place", "Very good place", 29.0, 4.0, MOST),
        _level("very_good_place", "Very good place", 77.0, 4.0, LEAST),
        _level("strong_belonging", "Strong belonging", 78.0, 3.0, ALL),
        _gradient("strong_belonging", "Strong belonging"),
        _level("safe_after_dark", "Safe after dark", 81.0, 3.0, ALL),
        _gradient("safe_after_dark", "Safe after dark"),
        _level("places_to_meet", "Places to meet", 48.0, 5.0, MOST),
        _level("places_to_meet", "Places to meet", 61.0, 5.0, LEAST),
    ),
)  # fmt: skip
LONELY = Pattern(
    "4", "One in five is lonely some of the time, one in ten most of it; more in deprived areas",
    "T022, T073, T088",
    (
        _level("lonely", "Lonely some of the time", 21.3, 3.0, ALL),
        _level("lonely_often", "Lonely most of the time", 10.0, 2.0, ALL),
        _gradient("lonely", "Lonely some of the time", -1),
    ),
)  # fmt: skip
TIES = Pattern(
    "5", "About five close ties, few people with none, slow turnover; ties cluster and join like with like",
    "M068, M071-M073, M077",
    (
        _level("close_ties", "Close ties", 5.0, 1.0, ALL, "people"),
        Check("No close tie", "residents without any close tie", band(0.0, 8.0, 4.0), without_close, "%",
              FITTED),
        Check("Ties that end", "ties that end in a year", level(10.0, 2.0), by_group("tie_loss", ALL),
              "%/year", FITTED),
        Check("Close ties that end", "close ties of a year ago that have ended", band(1.0, 4.0),
              inner_circle_turnover, "%/year", FITTED),
        Check("Ties of ties", "pairs of a person's ties who are tied too; at least a tenth",
              band(10.0, 60.0), by_group("clustering", "all"), "%", FITTED),
        Check("Ties of ties over chance", "the same, times as often as by chance", band(5.0, INFINITE),
              clustering_over_chance, "times", FITTED),
        Check("Like with like", "correlation of tied people's income rank", band(0.1, 0.6),
              by_group("income_assortativity", "all"), "r", FITTED),
    ),
)  # fmt: skip
PATTERNS = (HEALTH, PART_TAKEN, NEIGHBOURHOOD, LONELY, TIES)
