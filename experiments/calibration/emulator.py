"""Emulators: what the model would show at parameter values where it was not run, and how sure that is.

One Bayesian ridge regression a target on the standardised parameters, their squares and an offset for
each town; on their products too where there are runs enough. Shares are fitted as log-odds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import BayesianRidge  # type: ignore[import-untyped, unused-ignore]

from experiments.calibration.targets import SHARE, Doubles, Target

LEAST, MOST = 3.0, 97.0
"""Shares are kept inside these percents before they become log-odds: farther out a run says little."""
RUNS_A_FEATURE = 3
PERCENT = 100.0
SURE = 1e-9


class Emulator(NamedTuple):
    """All targets' regressions. They share inputs, so they share the basis in which doubt is diagonal."""

    centre: Doubles
    scale: Doubles
    products: bool
    seeds: tuple[int, ...]
    middle: Doubles
    """Mean of each feature (features,)."""
    level: Doubles
    """Mean of each transformed target (targets,)."""
    weights: Doubles
    """(features, targets)."""
    basis: Doubles
    """Directions of the features (features, features)."""
    doubt: Doubles
    """Variance of the weights along each direction (features, targets)."""
    noise: Doubles
    """Residual variance: chance and lack of fit (targets,)."""
    shares: NDArray[np.bool_]


def fitted(units: Doubles, seeds: NDArray[np.int64], seen: Doubles, targets: Sequence[Target]) -> Emulator:
    """Return emulators of runs: points (runs, knobs), towns (runs,) and what was seen (runs, targets)."""
    whole = np.isfinite(seen).all(axis=1)
    units, seeds, seen = units[whole], seeds[whole], seen[whole]
    shares = np.array([target.unit == SHARE for target in targets])
    towns = tuple(int(seed) for seed in np.unique(seeds))
    centre, scale = units.mean(axis=0), np.maximum(units.std(axis=0), SURE)
    knobs = units.shape[1]
    products = len(units) >= RUNS_A_FEATURE * (knobs * (knobs + 3) // 2 + len(towns))
    x = np.hstack([features((units - centre) / scale, products), seeds[:, None] == np.array(towns)])
    y = _stretched(seen, shares)
    middle, level = x.mean(axis=0), y.mean(axis=0)
    regressed = _regressed(x - middle, y - level)
    return Emulator(centre, scale, products, towns, middle, level, *regressed, shares)


def _regressed(x: Doubles, y: Doubles) -> tuple[Doubles, Doubles, Doubles, Doubles]:
    """Return weights, basis, doubt and noise of centred inputs and targets."""
    basis = np.linalg.svd(x, full_matrices=True)[2].T
    weights, doubt = np.zeros((2, x.shape[1], y.shape[1]))
    noise = np.zeros(y.shape[1])
    for t in np.flatnonzero(np.ptp(y, axis=0) > SURE):
        ridge = BayesianRidge(fit_intercept=False).fit(x, y[:, t])
        along = np.sum(basis * (ridge.sigma_ @ basis), axis=0)
        weights[:, t], doubt[:, t] = ridge.coef_, np.maximum(along, 0.0)
        noise[t] = 1.0 / float(ridge.alpha_)
    return weights, basis, doubt, noise


def features(z: Doubles, products: bool) -> Doubles:
    """Return the inputs, their squares and perhaps their products (points, features)."""
    one, other = np.triu_indices(z.shape[1], 1)
    return np.hstack([z, z**2, z[:, one] * z[:, other]] if products else [z, z**2])


def expected(emulator: Emulator, units: Doubles) -> tuple[Doubles, Doubles]:
    """Return mean and standard deviation of what towns show at some points, both (points, targets).

    The mean is that over the towns seen; the deviation covers doubt about the weights, lack of fit and
    the chance of one run.
    """
    e = emulator
    towns = np.full((len(units), len(e.seeds)), 1.0 / len(e.seeds))
    x = np.hstack([features((units - e.centre) / e.scale, e.products), towns]) - e.middle
    mean = e.level + x @ e.weights
    variance = e.noise + (x @ e.basis) ** 2 @ e.doubt
    return _back(mean, np.sqrt(variance), e.shares)


def _stretched(seen: Doubles, shares: NDArray[np.bool_]) -> Doubles:
    """Return the targets as they are fitted: shares as log-odds."""
    part = np.clip(seen, LEAST, MOST) / PERCENT
    return np.where(shares, np.log(part / (1.0 - part)), seen)


def _back(mean: Doubles, deviation: Doubles, shares: NDArray[np.bool_]) -> tuple[Doubles, Doubles]:
    """Return mean and deviation on the targets' own scale (delta method for shares)."""
    part = 1.0 / (1.0 + np.exp(-np.where(shares, mean, 0.0)))
    slope = PERCENT * part * (1.0 - part)
    return np.where(shares, PERCENT * part, mean), np.where(shares, slope, 1.0) * deviation
