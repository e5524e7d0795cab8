"""What the benchmark finds: lines that say what was measured, how it came out, and what was asked."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """A measurement: what it is, how it came out, and what was asked of it, if anything."""

    what: str
    found: str
    asked: str = ""

    def text(self) -> str:
        """Return the line as it is read."""
        return f"{self.what}: {self.found}" + (f" ({self.asked})" if self.asked else "")


class Table(NamedTuple):
    """A table of figures under a caption."""

    caption: str
    heading: list[str]
    rows: list[list[str]]


def at_most(what: str, value: float, limit: float, shown: str) -> Line:
    """Return the line of a value that should be no more than a limit; `shown` formats both."""
    return Line(what, shown.format(value), _asked("at most", shown.format(limit), value <= limit))


def at_least(what: str, value: float, limit: float, shown: str) -> Line:
    """Return the line of a value that should be no less than a limit; `shown` formats both."""
    return Line(what, shown.format(value), _asked("at least", shown.format(limit), value >= limit))


def _asked(bound: str, limit: str, met: bool) -> str:
    return f"asked: {bound} {limit}; {'met' if met else 'missed'}"
