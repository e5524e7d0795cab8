"""History matching: which points are not implausible, and draws from among them.

implausibility^2 = (expected - value)^2 / (standard_error^2 + (tolerance / 2)^2 + emulator's variance);
log density = -1/2 the sum over targets, uniform over the box. (tolerance / 2 stands for what the model
leaves out.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import emcee  # type: ignore[import-untyped, unused-ignore]
import numpy as np

from experiments.calibration.emulator import Emulator, expected
from experiments.calibration.targets import Doubles, Target, column

HALF = 0.5
JITTER = 0.03
WALKERS_A_KNOB = 2
FEWEST_WALKERS = 20
LAST = 2**32
MOVES = (0.7, 0.1, 0.2)
"""How often walkers move by difference, by snooker and by stretch."""


class Chain(NamedTuple):
    """How long the walkers walk, and how many of their steps are thrown away first."""

    steps: int
    burn: int


def implausibility(emulator: Emulator, units: Doubles, targets: Sequence[Target]) -> Doubles:
    """Return how many standard deviations each point is from each target (points, targets)."""
    mean, deviation = expected(emulator, units)
    slack = column(targets, lambda t: t.standard_error**2 + (HALF * t.tolerance) ** 2)
    return (mean - column(targets, lambda t: t.value)) / np.sqrt(slack + deviation**2)


def log_density(emulator: Emulator, units: Doubles, targets: Sequence[Target]) -> Doubles:
    """Return the log density of points (points,), -inf outside the cube."""
    inside = np.all((units >= 0.0) & (units <= 1.0), axis=1)
    gaps = implausibility(emulator, np.clip(units, 0.0, 1.0), targets)
    return np.where(inside, -HALF * np.sum(gaps**2, axis=1), -np.inf)


def best(emulator: Emulator, start: Doubles, targets: Sequence[Target]) -> Doubles:
    """Return the point of highest density that a climb from `start` reaches (knobs,)."""
    from scipy.optimize import minimize

    step = 1e-5

    def climb(point: Doubles) -> tuple[float, Doubles]:
        around = np.vstack([point, point + step * np.eye(len(point))])
        gaps = np.sum(implausibility(emulator, around, targets) ** 2, axis=1)
        return float(gaps[0]), (gaps[1:] - gaps[0]) / step

    found = minimize(climb, np.clip(start, 0, 1), jac=True, method="L-BFGS-B", bounds=[(0, 1)] * len(start))
    return np.clip(np.asarray(found.x, np.float64), 0.0, 1.0)


def draws(
    emulator: Emulator, targets: Sequence[Target], start: Doubles, count: int, *,
    chain: Chain, seed: int,
) -> Doubles:  # fmt: skip
    """Return `count` draws of the not implausible region (count, knobs), by emcee from about `start`."""
    knobs = len(start)
    walkers = max(FEWEST_WALKERS, 2 * WALKERS_A_KNOB * knobs)
    chance = np.random.RandomState(seed % LAST)
    first = np.clip(start + JITTER * chance.standard_normal((walkers, knobs)), 0.001, 0.999)
    kinds = (emcee.moves.DEMove(), emcee.moves.DESnookerMove(), emcee.moves.StretchMove())
    sampler = emcee.EnsembleSampler(
        walkers, knobs, lambda points: log_density(emulator, points, targets),
        moves=list(zip(kinds, MOVES, strict=True)), vectorize=True,
    )  # fmt: skip
    sampler.run_mcmc(emcee.State(first, random_state=chance.get_state()), chain.steps, progress=False)
    flat = np.asarray(sampler.get_chain(discard=chain.burn, thin=5, flat=True), np.float64)
    return flat[chance.permutation(len(flat))[:count]]
