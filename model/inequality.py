"""Inequality between SIMD quintiles: absolute gap, slope index, relative index, concentration indices.

Groups run along the last axis from quintile 1 (most deprived) to quintile 5; all other axes (weeks,
replicates) are kept. Deprivation rank is the ridit: the mid-point of a group's range of cumulative
population share, 0 = most deprived, 1 = least deprived. So all measures are positive when the outcome
is higher among the least deprived, and 0 when there is no gradient. Groups without people count for
nothing. Sources: Scottish Government, Long-term monitoring of health inequalities (slope index by
weighted regression, relative index = slope index / mean).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from model.columns import Doubles


def absolute_gap(means: ArrayLike) -> Doubles:
    """Return the least minus the most deprived group's mean (...), in the outcome's unit.

    Equation: h_5 - h_1. It is NaN where either group has nobody (mean NaN); `means` is (..., groups).
    """
    values = np.asarray(means, np.float64)
    return np.asarray(values[..., -1] - values[..., 0])


def ridits(sizes: ArrayLike) -> Doubles:
    """Return each group's mid-point of cumulative population share (..., groups).

    Equation: r_g = sum of p_k for k < g, plus p_g / 2, with p the shares; their weighted mean is 1/2.
    """
    shares = population_shares(sizes)
    return np.asarray(np.cumsum(shares, axis=-1) - shares / 2.0)


def population_shares(sizes: ArrayLike) -> Doubles:
    """Return sizes scaled to add to 1 (..., groups); raises ValueError for negative sizes or none at all."""
    people = np.asarray(sizes, np.float64)
    total = people.sum(axis=-1, keepdims=True)
    if (people < 0).any() or not (total > 0).all():
        raise ValueError("sizes of groups are 0 or more, and at least one group has people")
    return np.asarray(people / total)


def overall_mean(means: ArrayLike, sizes: ArrayLike) -> Doubles:
    """Return the mean over all people (...): sum of p_g h_g."""
    shares = population_shares(sizes)
    return np.asarray((shares * _held(means, shares)).sum(axis=-1))


def slope_index(means: ArrayLike, sizes: ArrayLike) -> Doubles:
    """Return the slope index of inequality (...), in the outcome's unit.

    Equation: SII = cov_w(r, h) / var_w(r), the slope of weighted least squares of group means on
    ridits, weights = population shares: the fitted difference between the two ends of the ranking.
    It is NaN where only one group has people.
    """
    ranks, shares = ridits(sizes), population_shares(sizes)
    spread = (shares * (ranks - 0.5) ** 2).sum(axis=-1)
    return _ratio(_covariance(means, sizes), np.where(np.count_nonzero(shares, axis=-1) > 1, spread, 0.0))


def relative_index(means: ArrayLike, sizes: ArrayLike) -> Doubles:
    """Return the relative index of inequality (...): SII / overall mean, NaN where the mean is 0.

    This is the official Scottish form, not the ratio of the fitted ends.
    """
    return _ratio(slope_index(means, sizes), overall_mean(means, sizes))


def concentration_index(means: ArrayLike, sizes: ArrayLike) -> Doubles:
    """Return the concentration index (...), -1 to 1, NaN where the mean is 0.

    Equation: CI = 2 cov_w(h, r) / mean, from grouped data (Kakwani, Wagstaff & van Doorslaer 1997,
    doi 10.1016/S0304-4076(96)01807-6). It leaves out inequality inside groups.
    """
    return _ratio(2.0 * _covariance(means, sizes), overall_mean(means, sizes))


def erreygers_index(means: ArrayLike, sizes: ArrayLike, low: float = 0.0, high: float = 1.0) -> Doubles:
    """Return Erreygers' index (...) of an outcome bounded by `low` and `high`, -1 to 1.

    Equation: E = 4 mean CI / (high - low) = 8 cov_w(h, r) / (high - low) (Erreygers 2009,
    doi 10.1016/j.jhealeco.2008.02.003). Unlike CI it is the same for an outcome and its complement,
    but for the sign. Raises ValueError when `low` is not below `high`.
    """
    if not low < high:
        raise ValueError(f"the outcome's lower bound {low:g} is not below its upper bound {high:g}")
    return np.asarray(8.0 * _covariance(means, sizes) / (high - low))


def _covariance(means: ArrayLike, sizes: ArrayLike) -> Doubles:
    """Return cov_w(h, r) over people (...)."""
    ranks, shares = ridits(sizes), population_shares(sizes)
    held = _held(means, shares)
    centred = held - (shares * held).sum(axis=-1, keepdims=True)
    return np.asarray((shares * (ranks - 0.5) * centred).sum(axis=-1))


def _held(means: ArrayLike, shares: Doubles) -> Doubles:
    """Return group means with 0 for groups that have nobody (their mean is not a number)."""
    return np.asarray(np.where(shares > 0.0, np.asarray(means, np.float64), 0.0))


def _ratio(above: Doubles, below: Doubles) -> Doubles:
    """Return above / below, NaN where `below` is 0."""
    return np.asarray(np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below != 0.0))
