"""Verdicts: a claim about one number, the number of each replicate, and whether the claim holds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from experiments.comparison import paired

FEWEST = 3
"""Replicates below which nothing is judged."""
ERROR_RATE = 0.025
"""Chance that a direction which does not exist passes."""
INFINITE = math.inf


class TooFewReplicatesError(ValueError):
    """A verdict was asked of so few replicates that it could not be false."""


class Estimate(NamedTuple):
    """Mean of a number over replicates, its 95 % t interval, its standard error, and how many there are."""

    mean: float
    low: float
    high: float
    error: float
    number: int


class Claim(NamedTuple):
    """What is claimed of a number: it lies between `low` and `high` (both inclusive), by one of four rules.

    `value` is the published value that the claim is drawn beside, NaN when there is none.
    """

    rule: str
    low: float
    high: float
    value: float = math.nan

    def holds(self, estimate: Estimate) -> bool:
        """Return whether the claim holds; a number that could not be measured never passes."""
        if not math.isfinite(estimate.mean):
            return False
        if self.rule == "direction":
            return self.inside(estimate.mean) and self.chance(estimate) <= ERROR_RATE
        if self.rule == "interval":
            return estimate.low <= self.value <= estimate.high
        return self.inside(estimate.mean)

    def inside(self, number: float) -> bool:
        """Return whether a number lies between the ends."""
        return self.low <= number <= self.high

    def chance(self, estimate: Estimate) -> float:
        """Return the chance that the true mean lies across the nearest end (Student's t, n - 1)."""
        near = min(abs(estimate.mean - self.low), abs(estimate.mean - self.high))
        if not math.isfinite(near):
            return math.nan
        if self.rule == "interval":
            return 2.0 * beyond(abs(estimate.mean - self.value), estimate)
        return beyond(near, estimate)

    def told(self) -> str:
        """Return the claim in a few characters: '45 ± 0.7', '20 to 32', 'above 0', 'interval holds 0'."""
        if self.rule == "interval":
            return f"interval holds {self.value:g}"
        if self.rule == "level":
            return f"{self.value:g} ± {(self.high - self.low) / 2:g}"
        if not math.isfinite(self.high):
            return f"above {self.low:g}"
        if not math.isfinite(self.low):
            return f"below {self.high:g}"
        return f"{self.low:g} to {self.high:g}"


def beyond(distance: float, estimate: Estimate) -> float:
    """Return the chance of a t statistic above distance / error; 0 or 1/2 when there is no spread."""
    from scipy.stats import t

    if estimate.error == 0.0:
        return 0.0 if distance > 0.0 else 0.5
    return float(t.sf(distance / estimate.error, estimate.number - 1))


def level(value: float, tolerance: float) -> Claim:
    """Return the claim that a number is a published value, give or take a tolerance."""
    return Claim("level", value - tolerance, value + tolerance, value)


def band(low: float, high: float, value: float = math.nan) -> Claim:
    """Return the claim that a number lies in a band."""
    return Claim("band", low, high, value)


def rises() -> Claim:
    """Return the claim that a difference is above 0."""
    return Claim("direction", 0.0, INFINITE, 0.0)


def falls() -> Claim:
    """Return the claim that a difference is below 0."""
    return Claim("direction", -INFINITE, 0.0, 0.0)


def includes(value: float) -> Claim:
    """Return the claim that the 95 % interval of a number holds a value."""
    return Claim("interval", value, value, value)


def estimated(numbers: Sequence[float]) -> Estimate:
    """Return mean, interval and standard error; raises TooFewReplicatesError below three numbers."""
    if len(numbers) < FEWEST:
        raise TooFewReplicatesError(f"{len(numbers)} replicates; a verdict needs at least {FEWEST}")
    values = np.asarray(numbers, np.float64)
    if not np.isfinite(values).all():
        return Estimate(math.nan, math.nan, math.nan, math.nan, len(numbers))
    found = paired(values)
    error = float(values.std(ddof=1)) / math.sqrt(len(values))
    return Estimate(float(found.mean), float(found.low), float(found.high), error, len(numbers))
