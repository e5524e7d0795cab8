"""The ledger: what each event did in each recorded week, for reports of reach and of spending."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

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
