"""Cost for each unit of effect, with Fieller's interval; none is given where the effect is not clear.

Fieller (1954): R lies in the interval when |C - R E| <= t(0.975, n - 1) s(C - R E) / sqrt(n).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from experiments.comparison import LEVEL, paired
from experiments.panel import Doubles

RATIO, UNCLEAR, NO_EFFECT = "ratio", "no clear effect", "no effect"
HARM, SAVING, WORSE_BUT_CHEAPER = "costs more and does harm", "saves money", "saves money and does harm"
NOTHING_KNOWN = "not seen"


class Ratio(NamedTuple):
    """A ratio of means with its 95 % interval, NaN where there is none, and how it is to be read."""

    mean: float
    low: float
    high: float
    reading: str


def no_ratio(reading: str) -> Ratio:
    """Return a ratio that is not given, and why."""
    return Ratio(np.nan, np.nan, np.nan, reading)


def ratio(cost: Doubles, effect: Doubles) -> Ratio:
    """Return mean cost / mean effect of paired replicates, shape (replicates,) both."""
    seen = np.isfinite(cost) & np.isfinite(effect)
    c, e = cost[seen], effect[seen]
    if not len(c):
        return no_ratio(NOTHING_KNOWN)
    reading = _reading(c, e)
    if reading not in (RATIO, WORSE_BUT_CHEAPER):
        return no_ratio(reading)
    low, high = fieller(c, e)
    return Ratio(float(c.mean() / e.mean()), low, high, reading)


def _reading(c: Doubles, e: Doubles) -> str:
    """Return what the intervals of cost and effect allow one to say; one replicate is taken at its word."""
    if not e.any():
        return NO_EFFECT
    cost, effect = paired(c), paired(e)
    low, high = (float(effect.mean if len(e) < 2 else x) for x in (effect.low, effect.high))
    if low <= 0 <= high:
        return UNCLEAR
    if low > 0:
        return SAVING if float(cost.mean if len(c) < 2 else cost.high) < 0 else RATIO
    return WORSE_BUT_CHEAPER if float(cost.mean if len(c) < 2 else cost.high) < 0 else HARM


def fieller(c: Doubles, e: Doubles) -> tuple[float, float]:
    """Return the interval of mean(c) / mean(e); NaN with one replicate or when the effect is not clear.

    The roots R of (e² - g_ee) R² - 2 (ce - g_ce) R + (c² - g_cc) = 0, g = t² s / n.
    """
    from scipy.stats import t

    n = len(c)
    if n < 2:
        return np.nan, np.nan
    spread = np.cov(c, e) * float(t.ppf((1 + LEVEL) / 2, n - 1)) ** 2 / n
    a, b = e.mean() ** 2 - spread[1, 1], c.mean() * e.mean() - spread[0, 1]
    if a <= 0:
        return np.nan, np.nan
    root = max(0.0, b * b - a * (c.mean() ** 2 - spread[0, 0])) ** 0.5
    return float((b - root) / a), float((b + root) / a)
