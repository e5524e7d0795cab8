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
    lockdown,
    loop_gain,
    moving,
    portraits,
    power,
    shocks,
)  # fmt: skip
from experiments.validation.patterns import Check, Pattern
from experiments.validation.towns import LONG


class Theme(NamedTuple):
    """Patterns that share paths, and the weeks that one replicate lives for all of them."""

    patterns: tuple[Pattern, ...]
    weeks: int


FOUNDING = 416 + LONG
"""Weeks of the burn-in and of the path without events."""
THEMES = (
    Theme((*levels.PATTERNS, *portraits.BEYOND), 52),
    Theme((*shocks.PATTERNS, *shocks.BEYOND, *information.PATTERNS, *information.BEYOND), 744),
    Theme((*lockdown.PATTERNS, *lockdown.BEYOND), 104),
    Theme((*buffers.PATTERNS, *buffers.BEYOND), 148),
    Theme((*helping.PATTERNS, *helping.BEYOND), 684),
    Theme((*power.PATTERNS, *power.BEYOND), 676),
    Theme((*moving.PATTERNS, *moving.BEYOND), 416),
    Theme(limits.PATTERNS, 542),
    Theme(loop_gain.BEYOND, 936),
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
