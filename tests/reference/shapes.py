"""The shapes of equations: the logistic curve, the bounds of a share, and movement at a rate."""

from __future__ import annotations

import math

YEAR = 52
NEVER = 65535
"""Weeks since something that never happened; counts of weeks stop there."""


def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(-x))


def bounded(x: float) -> float:
    """Return x held to 0..1."""
    return min(1.0, max(0.0, x))


def moved(now: float, goal: float, rate: float) -> float:
    """Return a value after a week in which it moves towards a goal: now + rate (goal - now)."""
    return now + rate * (goal - now)
