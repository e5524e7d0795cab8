"""All patterns in order, and the theme in which each is measured."""

from __future__ import annotations

import re
from typing import NamedTuple

from experiments.validation import (
    buffers,
    helping,
    information,
    levels,
    limits,
    loop_gain,
    moving,
    portraits,
    power,
    shocks,
)  # fmt: skip
from experiments.validation.patterns import Check, Pattern

DESIGNED = 18


class Theme(NamedTuple):
    """Patterns that share paths, which are let go of when the theme is done."""

    patterns: tuple[Pattern, ...]


THEMES = (
    Theme((*levels.PATTERNS, *portraits.BEYOND)),
    Theme((*shocks.PATTERNS, *shocks.BEYOND, *information.PATTERNS, *information.BEYOND)),
    Theme((*buffers.PATTERNS, *buffers.BEYOND)),
    Theme((*helping.PATTERNS, *helping.BEYOND)),
    Theme((*power.PATTERNS, *power.BEYOND)),
    Theme((*moving.PATTERNS, *moving.BEYOND)),
    Theme(limits.PATTERNS),
    Theme(loop_gain.BEYOND),
)


def place(pattern: Pattern) -> tuple[int, int]:
    """Return where a pattern stands in the table: 1 to 18, then PT1 to PT24, then the rest."""
    kind, number = re.fullmatch(r"(\D*)(\d*)", pattern.number).groups()  # type: ignore[union-attr]
    return ("", "PT", "extra ", "loop gain").index(kind), int(number or 0)


PATTERNS: tuple[Pattern, ...] = tuple(sorted((p for theme in THEMES for p in theme.patterns), key=place))
NUMBERS = tuple(pattern.number for pattern in PATTERNS)


def is_designed(pattern: Pattern) -> bool:
    """Return whether a pattern is one of the eighteen that the design names."""
    return pattern.number.isdecimal()


def checks_of(chosen: frozenset[str]) -> list[tuple[Pattern, Check]]:
    """Return the checks of the chosen patterns, in the order of the table."""
    return [(p, check) for p in PATTERNS if p.number in chosen for check in p.checks]
