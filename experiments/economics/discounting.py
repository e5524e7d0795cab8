"""Discounting by whole years, as the tables of the Green Book do: year 0 counts in full."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from experiments.panel import Doubles

WEEKS_A_YEAR = 365.25 / 7
STEP = 30
"""The last year of the first rate: from year 31 on the rate is lower."""


def years_since(weeks: NDArray[np.integer], origin: int) -> NDArray[np.int64]:
    """Return the year in which each week begins, counted from the week `origin`: 0, 1, 2...; 0 before it."""
    passed = np.maximum(0, weeks.astype(np.int64) - origin)
    return np.floor(passed / WEEKS_A_YEAR).astype(np.int64)


def factors(years: NDArray[np.integer], rate: float, later: float) -> Doubles:
    """Return discount factors: (1 + rate)^-min(t, 30) x (1 + later)^-max(t - 30, 0)."""
    first, beyond = np.minimum(years, STEP), np.maximum(years - STEP, 0)
    return np.asarray((1.0 + rate) ** -first.astype(float) * (1.0 + later) ** -beyond.astype(float))
