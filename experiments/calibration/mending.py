"""Mending: a set that was run and misses some targets is moved a little, along the emulator's slopes.

The emulator is off by a known amount where a set was run. With that taken into account,

    minimise  sum over targets ((expected + off - value) / (tolerance / 2))^2
              + sum over parameters (move / NEAR)^2

where moves are in widths of the fit ranges: the set stays what it was in the directions that no target needs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.calibration.emulator import Emulator, expected
from experiments.calibration.targets import Doubles, Target, column

NEAR = 0.15
"""A move, in widths of the fit range, that counts as much as a target missed by half its tolerance."""
HALF = 0.5
STEP = 1e-5


def mended(emulator: Emulator, units: Doubles, means: Doubles, targets: Sequence[Target]) -> Doubles:
    """Return sets moved towards their targets (sets, knobs), from where they were and what they showed."""
    off = means - expected(emulator, units)[0]
    return np.array([_moved(emulator, one, by, targets) for one, by in zip(units, off, strict=True)])


def _moved(emulator: Emulator, start: Doubles, off: Doubles, targets: Sequence[Target]) -> Doubles:
    """Return one set after its move (knobs,)."""
    from scipy.optimize import minimize

    value, slack = column(targets, lambda t: t.value), column(targets, lambda t: HALF * t.tolerance)
    steps = STEP * np.eye(len(start))

    def cost(point: Doubles) -> tuple[float, Doubles]:
        around = np.vstack([point, point + steps])
        gaps = (expected(emulator, around)[0] + off - value) / slack
        costs = np.sum(gaps**2, axis=1) + np.sum(((around - start) / NEAR) ** 2, axis=1)
        return float(costs[0]), (costs[1:] - costs[0]) / STEP

    found = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=[(0.0, 1.0)] * len(start))
    return np.clip(np.asarray(found.x, np.float64), 0.0, 1.0)
