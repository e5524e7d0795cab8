"""All results of a comparison in one array: scenario, replicate, week, group, indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.runner import Outcome

Doubles = NDArray[np.float64]
KEYS = ("week", "group")


@dataclass(frozen=True)
class Panel:
    """Values of shape (scenarios, replicates, weeks, groups, indicators); NaN where nothing was seen."""

    scenarios: tuple[str, ...]
    replicates: tuple[int, ...]
    weeks: NDArray[np.int32]
    groups: tuple[str, ...]
    indicators: tuple[str, ...]
    values: NDArray[np.float32]

    def of(self, scenario: str) -> NDArray[np.float32]:
        """Return the values of one scenario, shape (replicates, weeks, groups, indicators)."""
        found: NDArray[np.float32] = self.values[self.scenarios.index(scenario)]
        return found

    def series(self, scenario: str, indicator: str, group: str = "all") -> Doubles:
        """Return one indicator of one group, shape (replicates, weeks)."""
        g, i = self.groups.index(group), self.indicators.index(indicator)
        return self.of(scenario)[:, :, g, i].astype(np.float64)

    def differences(self, scenario: str, baseline: str, indicator: str, group: str = "all") -> Doubles:
        """Return the paired difference scenario - baseline, shape (replicates, weeks)."""
        return self.series(scenario, indicator, group) - self.series(baseline, indicator, group)


def panel(outcomes: Sequence[Outcome], scenarios: Sequence[str]) -> Panel:
    """Return the panel of some outcomes; raises ValueError when there are none or their weeks differ."""
    if not outcomes:
        raise ValueError("no run has finished")
    first = outcomes[0].trajectory
    indicators = tuple(name for name in first if name not in KEYS)
    weeks = np.unique(first["week"]).astype(np.int32)
    groups = tuple(str(g) for g in first["group"][: len(first["group"]) // len(weeks)])
    replicates = tuple(sorted({o.replicate for o in outcomes}))
    shape = (len(scenarios), len(replicates), len(weeks), len(groups), len(indicators))
    values = np.full(shape, np.nan, np.float32)
    for o in outcomes:
        values[list(scenarios).index(o.scenario), replicates.index(o.replicate)] = _cube(o.trajectory, shape)
    return Panel(tuple(scenarios), replicates, weeks, groups, indicators, values)


def _cube(trajectory: dict[str, NDArray[Any]], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return a trajectory, rows ordered by week then group, as (weeks, groups, indicators)."""
    rows = shape[2] * shape[3]
    if len(trajectory["week"]) != rows:
        raise ValueError(f"a trajectory has {len(trajectory['week'])} rows, the others have {rows}")
    stacked = np.stack([column for name, column in trajectory.items() if name not in KEYS], axis=-1)
    return stacked.reshape(shape[2:]).astype(np.float32)
