"""What is wrong with a person's scenario: every fault at once, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

LONGEST = 1000
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
"""What moves the cursor, ends a line, turns the direction of writing, or cannot be written at all."""


class Mark(NamedTuple):
    """Where something stands: file (or option) and, 1-based, line and column; line 0 if it has none."""

    source: str
    line: int = 0
    column: int = 0


class Fault(NamedTuple):
    """One thing that is wrong: where, at which path of the scenario, and what is legal instead."""

    mark: Mark
    path: str
    message: str

    def __str__(self) -> str:
        source, line, column = self.mark
        place = f"{source}:{line}:{column}:" if line else source
        named = f"{self.path}:" if self.path else ""
        if source and not line and not named:
            place += ":"
        return " ".join(visible(part) for part in (place, named, brief(self.message)) if part)


def brief(text: str, longest: int = LONGEST) -> str:
    """Return a text cut to a length, with '...' for what is left out."""
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def visible(text: str) -> str:
    r"""Return a text that stays on its line: a line break becomes \n, an escape character \x1b."""
    return _HIDDEN.sub(lambda found: found.group().encode("unicode_escape").decode("ascii"), text)


class ScenarioFault(ValueError):  # noqa: N818 (a person's fault, not the program's error)
    """A scenario is refused; `faults` holds each reason and the text has one line a fault."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def dotted(path: Iterable[str | int]) -> str:
    """Return a path as a person writes it: ('events', 0, 'start') is 'events[0].start'."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
