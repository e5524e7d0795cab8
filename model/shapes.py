"""Shapes that rules share: the logistic curve and the bounds of a share; and units of time."""

from __future__ import annotations

import math

from model.kernels import rule

YEAR = 52
"""Weeks in a year."""
DECADE = 10.0
"""Years in a decade."""


@rule
def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(-x))


@rule
def bounded(x: float) -> float:
    """Return x held to 0..1."""
    return min(1.0, max(0.0, x))
