"""Morris indices of a screening, guarded: whole trajectories only, and a bar that luck alone reaches.

SALib gives wrong indices without an error when rows are missing, out of order or NaN. So the plan
is checked, and a trajectory with anything missing is left out as a whole and counted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.panel import Doubles
from experiments.refusal import Refusal
from experiments.sensitivity.design import LEVELS, Design, blocks, check, problem, salib
from experiments.sensitivity.ranges import LUCK

ERROR_RATE = 0.05
"""Chance that a parameter that only changes luck passes the bar in any of its outcomes."""
DRAWS, FIXED = 200_000, 1
LEAST = 2
"""Trajectories without which there is no sigma."""


class Indices(NamedTuple):
    """Morris indices (factors, outcomes), and what they rest on.

    `mu` mean effect of moving a factor over its whole range, `mu_star` mean of absolute effects, `sigma`
    their standard deviation, `conf` half width of the 95 % interval of mu_star; `bar` (outcomes,) what
    luck alone reaches; `spread` (outcomes,) standard deviation over all rows; `kept` and `dropped`
    trajectories.
    """

    mu: Doubles
    mu_star: Doubles
    sigma: Doubles
    conf: Doubles
    bar: Doubles
    spread: Doubles
    kept: int
    dropped: int


def whole_trajectories(design: Design, values: Doubles) -> NDArray[np.bool_]:
    """Return which trajectories have every outcome of every row (trajectories,)."""
    return np.asarray(np.isfinite(blocks(design, values)).all(axis=(1, 2)))


def indices(design: Design, values: Doubles, names: Sequence[str]) -> Indices:
    """Return the indices of values (rows, outcomes), rows in the plan's order.

    Raises Refusal when too few trajectories are left, BrokenDesignError when rows are no trajectories.
    """
    check(design)
    whole = whole_trajectories(design, values)
    kept = int(whole.sum())
    if kept < LEAST:
        missing = [n for n, column in zip(names, values.T, strict=True) if not np.isfinite(column).all()]
        raise Refusal(
            f"only {kept} trajectories have every outcome ({', '.join(missing) or 'none'} missing elsewhere);"
            f" at least {LEAST} are needed: give more --trajectories or --residents"
        )
    rows = np.repeat(whole, design.block)
    found = np.stack([_of_one(design, design.rows[rows], column) for column in values[rows].T], axis=-1)
    mu, mu_star, sigma, conf = found
    bar = luck_bar(_lucky(design, mu), _lucky(design, sigma), kept)
    return Indices(mu, mu_star, sigma, conf, bar, values[rows].std(axis=0), kept, len(whole) - kept)


def _of_one(design: Design, rows: Doubles, values: Doubles) -> Doubles:
    """Return mu, mu_star, sigma and conf of one outcome (4, factors)."""
    found = salib("analyze").analyze(
        problem(design.factors), rows, np.ascontiguousarray(values), num_levels=LEVELS, seed=FIXED
    )
    return np.array([found[key] for key in ("mu", "mu_star", "sigma", "mu_star_conf")], np.float64)


def _lucky(design: Design, index: Doubles) -> Doubles:
    """Return the rows of the controls of luck."""
    return index[[factor.path.startswith(LUCK) for factor in design.factors]]


def luck_bar(mu: Doubles, sigma: Doubles, trajectories: int) -> Doubles:
    """Return the mu_star (outcomes,) that luck alone passes in 5 % of parameters, all outcomes together.

    Equation: s x q, with s^2 the mean square of the controls' effects, mu^2 + sigma^2 (r - 1) / r, and q
    the quantile 1 - 0.05 / outcomes of the mean of r absolute normal numbers over s, itself estimated.
    """
    square = mu**2 + sigma**2 * (trajectories - 1) / trajectories
    quantile = _quantile(trajectories, len(mu) * trajectories, ERROR_RATE / mu.shape[1])
    return np.asarray(np.sqrt(square.mean(axis=0)) * quantile)


@cache
def _quantile(trajectories: int, effects: int, error_rate: float) -> float:
    """Return a quantile of mean |z| / s, z and the effects behind s standard normal: a fixed simulation."""
    rng = np.random.default_rng(FIXED)
    means = np.abs(rng.standard_normal((DRAWS, trajectories))).mean(axis=1)
    return float(np.quantile(means / np.sqrt(rng.chisquare(effects, DRAWS) / effects), 1.0 - error_rate))


def scores(found: Indices, outcomes: slice) -> Doubles:
    """Return how much each factor matters (factors,): mean over outcomes of mu_star / spread.

    Effects that luck alone could make count as 0, and so does an outcome without spread.
    """
    spread = found.spread[outcomes]
    larger = np.where(beyond_luck(found), found.mu_star, 0.0)[:, outcomes]
    each = np.divide(larger, spread, out=np.zeros_like(larger), where=spread > 0)
    return np.asarray(each.mean(axis=1))


def beyond_luck(found: Indices) -> NDArray[np.bool_]:
    """Return which effects are larger than luck alone makes them (factors, outcomes)."""
    return np.asarray(found.mu_star > found.bar)


def without_effect(found: Indices) -> NDArray[np.bool_]:
    """Return which factors changed no outcome by a single bit (factors,)."""
    return np.asarray((found.mu_star == 0.0).all(axis=1))


def share(flags: NDArray[np.bool_]) -> float:
    """Return the share that is true, NaN of none."""
    return float(flags.mean()) if len(flags) else math.nan
