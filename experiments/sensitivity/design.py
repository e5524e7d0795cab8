"""The plan of a Morris screening: trajectories of rows, each row one step in one factor.

Morris (1991), Technometrics 33:161; Campolongo, Cariboni & Saltelli (2007), Environmental Modelling
& Software 22:1509. SALib makes the rows. All rows of a trajectory share one seed, so that a step is
seen against the same luck; only a step in a control of luck changes the seed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np

from experiments.panel import Doubles
from experiments.refusal import Refusal
from experiments.sensitivity.ranges import LUCK, Factor

LEVELS = 4
"""Levels of the grid on which factors move; a step is LEVELS / (2 (LEVELS - 1)) = 2/3 of a range."""
SEED_OF_DESIGN = 2**32


class Design(NamedTuple):
    """Factors and rows (trajectories x (factors + 1), factors); a trajectory's rows stand together."""

    factors: tuple[Factor, ...]
    rows: Doubles

    @property
    def block(self) -> int:
        """Return how many rows a trajectory has."""
        return len(self.factors) + 1

    @property
    def trajectories(self) -> int:
        """Return how many trajectories there are."""
        return len(self.rows) // self.block


class BrokenDesignError(ValueError):
    """Rows that are not trajectories: SALib would return wrong indices without a word."""


def salib(part: str) -> Any:
    """Return SALib's Morris module for `sample` or `analyze`; raises Refusal without SALib."""
    try:
        return import_module(f"SALib.{part}.morris")
    except ImportError:
        raise Refusal("sensitivity: needs SALib; install Kith with its extra 'fit'") from None


def problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """Return the factors as SALib takes them."""
    return {
        "num_vars": len(factors),
        "names": [factor.path for factor in factors],
        "bounds": [[factor.low, factor.high] for factor in factors],
    }


def designed(factors: Sequence[Factor], trajectories: int, seed: int) -> Design:
    """Return the plan with so many trajectories."""
    rows = salib("sample").sample(
        problem(factors), trajectories, num_levels=LEVELS, seed=seed % SEED_OF_DESIGN
    )
    design = Design(tuple(factors), np.asarray(rows, np.float64))
    check(design)
    return design


def check(design: Design) -> None:
    """Raise BrokenDesignError unless in each trajectory every factor moves once, one at a step."""
    moved = np.diff(blocks(design, design.rows), axis=1) != 0.0
    if not ((moved.sum(axis=2) == 1).all() and (moved.sum(axis=1) == 1).all()):
        raise BrokenDesignError(
            "the rows are not trajectories in which each factor moves once, one at a step"
        )


def blocks(design: Design, values: Doubles) -> Doubles:
    """Return values by row as (trajectories, rows of a trajectory, ...)."""
    if len(values) != design.block * design.trajectories:
        raise BrokenDesignError(f"{len(values)} rows do not fill trajectories of {design.block} rows")
    return values.reshape(design.trajectories, design.block, *values.shape[1:])


def parameters_of(design: Design, row: int) -> dict[str, float]:
    """Return the values of the parameters in a row by path, controls left out."""
    pairs = zip(design.factors, design.rows[row], strict=True)
    return {factor.path: float(value) for factor, value in pairs if not factor.control}


def seed_of(design: Design, row: int, root: int) -> int:
    """Return the seed of a row: 48 bits of a hash of root seed, trajectory and the controls of luck."""
    lucky = [i for i, factor in enumerate(design.factors) if factor.path.startswith(LUCK)]
    levels = "".join(str(round(float(design.rows[row, i]) * (LEVELS - 1))) for i in lucky)
    text = f"{root}/trajectory/{row // design.block}/{levels}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "little")
