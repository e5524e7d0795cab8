"""The record of a run: every week's indicators for every group."""

from __future__ import annotations

from typing import Any

import numpy as np

from model import inequality
from model.columns import Doubles
from model.indicators import BY_RESIDENT, BY_TOWN, GROUPS, INDICATORS, INEQUALITY_OF, MEASURES
from model.measuring import CELLS
from model.state import State, StateFault


def _membership() -> Doubles:
    """Return which cells belong to which group (groups, cells)."""
    quintile, band, sex, isolated = np.unravel_index(np.arange(CELLS), (5, 3, 2, 2))
    rows = [np.ones(CELLS, bool), *(quintile == q for q in range(5)), isolated == 1, isolated == 0]
    return np.array([*rows, *(band == b for b in range(3)), sex == 0, sex == 1], np.float64)


MEMBERSHIP = _membership()


class Record:
    """Weekly sums by cell and numbers of the town; `trajectory` turns them into indicators."""

    def __init__(self) -> None:
        self.weeks: list[int] = []
        self._sums: list[Doubles] = []
        self._counts: list[Doubles] = []
        self._town: list[tuple[float, ...]] = []

    def add(self, week: int, sums: Doubles, counts: Doubles, town: dict[str, float]) -> None:
        """Append a week: `sums` (cells, measures), `counts` (cells,), and the town's own numbers by name."""
        self.weeks.append(week)
        self._sums.append(MEMBERSHIP @ sums)
        self._counts.append(MEMBERSHIP @ counts)
        self._town.append(tuple(town.get(name, np.nan) for name in BY_TOWN))

    def branch(self) -> Record:
        """Return an independent record that goes on from here."""
        twin = Record()
        twin.weeks, twin._sums = list(self.weeks), list(self._sums)
        twin._counts, twin._town = list(self._counts), list(self._town)
        return twin

    def state(self) -> State:
        """Return the weeks so far: `weeks` (weeks,), `sums` and `counts` by group, the town's own numbers."""
        arrays = {
            "weeks": np.array(self.weeks, np.int64), "sums": np.stack(self._sums),
            "counts": np.stack(self._counts), "town": np.array(self._town, np.float64),
        }  # fmt: skip
        return State(arrays, {})

    @classmethod
    def resumed(cls, state: State, week: int) -> Record:
        """Return the record that a state holds up to a week; raises StateFault."""
        record, groups = cls(), len(GROUPS)
        weeks = state.array("weeks", np.int64, None)
        if not np.array_equal(weeks, np.arange(week + 1)):
            raise StateFault(f"weeks of the record are not 0 to {week}")
        record.weeks = weeks.tolist()
        record._sums = list(state.array("sums", np.float64, week + 1, groups, len(MEASURES)))
        record._counts = list(state.array("counts", np.float64, week + 1, groups))
        town = state.array("town", np.float64, week + 1, len(BY_TOWN))
        record._town = [tuple(row) for row in town.tolist()]
        return record

    def values(self) -> dict[str, Doubles]:
        """Return every indicator as (weeks, groups); NaN over nothing; the town's are NaN but for `all`."""
        sums, counts = np.stack(self._sums), np.stack(self._counts)
        made: dict[str, Doubles] = {}
        for name in BY_RESIDENT:
            about = INDICATORS[name]
            over = sums[:, :, MEASURES.index(about.over)] if about.over else counts
            above = about.scale * sums[:, :, MEASURES.index(about.measure)]
            made[name] = np.divide(above, over, out=np.full(over.shape, np.nan), where=over != 0.0)
        town = np.array(self._town)
        for column, name in enumerate(BY_TOWN):
            made[name] = np.full(counts.shape, np.nan)
            made[name][:, 0] = town[:, column]
        for name in INEQUALITY_OF:
            means, sizes = made[name][:, 1:6], counts[:, 1:6]
            made[f"{name}_gap"][:, 0] = inequality.absolute_gap(means)
            made[f"{name}_sii"][:, 0] = inequality.slope_index(means, sizes)
            made[f"{name}_rii"][:, 0] = inequality.relative_index(means, sizes)
        return made

    def trajectory(self) -> dict[str, Any]:
        """Return the table: `week`, `group`, one float32 column an indicator; rows by week, then group."""
        weeks, groups = len(self.weeks), len(GROUPS)
        table: dict[str, Any] = {
            "week": np.repeat(np.array(self.weeks, np.int32), groups),
            "group": np.tile(np.array(GROUPS, object), weeks),
        }
        values = self.values()
        return table | {name: values[name].astype(np.float32).ravel() for name in INDICATORS}

    def now(self, name: str, group: str = "all") -> float:
        """Return one indicator of one group as last recorded; NaN when it is not known."""
        last = Record()
        last.weeks, last._sums, last._counts = self.weeks[-1:], self._sums[-1:], self._counts[-1:]
        last._town = self._town[-1:]
        return float(last.series(name, group)[0]) if last.weeks else float("nan")

    def series(self, name: str, group: str = "all") -> Doubles:
        """Return one indicator of one group by week (weeks,)."""
        return self.values()[name][:, GROUPS.index(group)]
