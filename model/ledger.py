"""The ledger: what each event did in each recorded week, for reports of reach and of spending."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from model.state import State, StateFault

QUINTILES = 5


class Entry(NamedTuple):
    """One week of one event."""

    dose: float = 0.0
    offered: tuple[int, ...] = (0,) * QUINTILES
    """Residents newly offered it, by SIMD quintile 1 to 5."""
    joined: tuple[int, ...] = (0,) * QUINTILES
    """Residents who newly take part, by SIMD quintile."""
    present: int = 0
    """Residents taking part."""
    waiting: int = 0
    """Residents on the waiting list."""
    waited: int = 0
    """Weeks that those who joined had waited, together."""


class Ledger:
    """Entries by event and week; weeks without one are empty."""

    def __init__(self) -> None:
        self._entries: dict[str, dict[int, Entry]] = {}

    def add(self, name: str, week: int, entry: Entry) -> None:
        """Write down one week of one event."""
        if entry != Entry():
            self._entries.setdefault(name, {})[week] = entry

    def of(self, name: str, week: int) -> Entry:
        """Return one week of one event."""
        return self._entries.get(name, {}).get(week, Entry())

    def kept(self, names: set[str]) -> Ledger:
        """Return an independent ledger of some events."""
        twin = Ledger()
        twin._entries = {name: dict(weeks) for name, weeks in self._entries.items() if name in names}
        return twin

    def state(self) -> State:
        """Return one array an event: a row a week, with the week and the numbers of its entry in order."""
        return State({name: np.array([_row(*one) for one in weeks.items()], np.float64)
                      for name, weeks in self._entries.items()}, {})  # fmt: skip

    @classmethod
    def resumed(cls, state: State, week: int) -> Ledger:
        """Return the ledger that a state holds of the weeks before `week`; raises StateFault."""
        ledger = cls()
        for name in state.arrays:
            rows = state.array(name, np.float64, None, 5 + 2 * QUINTILES)
            counts = np.delete(rows, 1, axis=1)
            if not ((rows >= 0).all() and (counts == np.floor(counts)).all() and (rows[:, 0] < week).all()):
                raise StateFault(f"{name} holds what no week can have brought")
            ledger._entries[name] = dict(_entry(row) for row in rows.tolist())
        return ledger

    def tables(self, names: tuple[str, ...], weeks: int) -> dict[str, dict[str, Any]]:
        """Return, by event, the columns of `Entry` over weeks 0..weeks-1: (weeks,) or (weeks, 5)."""
        found = {}
        for name in names:
            rows = [self.of(name, week) for week in range(weeks)]
            kinds = {field: np.float64 if field == "dose" else np.int64 for field in Entry._fields}
            found[name] = {
                field: np.array([getattr(row, field) for row in rows], kind) for field, kind in kinds.items()
            }
        return found


def _row(week: int, entry: Entry) -> tuple[float, ...]:
    """Return a week and its entry as one row of numbers."""
    return (
        week, entry.dose, *entry.offered, *entry.joined, entry.present, entry.waiting, entry.waited
    )  # fmt: skip


def _entry(row: Sequence[float]) -> tuple[int, Entry]:
    """Return the week and the entry of one row of numbers."""
    week, dose, *counts = row
    number = [int(count) for count in counts]
    offered, joined = tuple(number[:QUINTILES]), tuple(number[QUINTILES : 2 * QUINTILES])
    return int(week), Entry(dose, offered, joined, *number[2 * QUINTILES :])
