"""What is printed: the table, the failures with their reasons, and the counts."""

from __future__ import annotations

import math
import sys
import textwrap
from collections.abc import Sequence

from experiments import tables
from experiments.validation.catalogue import PATTERNS, is_designed
from experiments.validation.patterns import Pattern
from experiments.validation.study import Finding, Size, passes
from experiments.validation.verdicts import ERROR_RATE

HEADINGS = (
    "pattern",
    "what",
    "evidence",
    "claim",
    "model [95 % interval]",
    "unit",
    "kind",
    "chance",
    "verdict",
)
PASS, FAIL, NOT_RUN = "pass", "FAIL", "NOT RUN"
WIDTH = 110


def chosen_patterns(chosen: frozenset[str]) -> list[Pattern]:
    """Return the chosen patterns in order."""
    return [pattern for pattern in PATTERNS if pattern.number in chosen]


def rows(found: Sequence[Finding], chosen: frozenset[str]) -> list[tuple[str, ...]]:
    """Return a row for each pattern, followed by one for each of its checks."""
    table: list[tuple[str, ...]] = []
    for p in chosen_patterns(chosen):
        table.append((p.number, p.sentence, p.evidence, "", "", "", p.kind, "", verdict(p, found)))
        table += [("", f.sentence, "", *_numbers(f)) for f in found if f.pattern == p.number]
    return table


def _numbers(f: Finding) -> tuple[str, ...]:
    """Return claim, model's number with interval, unit, kind, chance and verdict of a check."""
    shown = f"{number(f.model)} [{number(f.low)}, {number(f.high)}]"
    return f.claim, shown, f.unit, f.kind, chance(f.chance), PASS if f.passed else FAIL


def lines(found: Sequence[Finding], chosen: frozenset[str]) -> str:
    """Return the table for a terminal: a heading for each pattern, its checks in columns below."""
    cells = [(f"  {f.sentence}", *_numbers(f)) for f in found]
    aligned = tables.aligned([("", *HEADINGS[3:]), *cells]).splitlines() if cells else [""]
    body = dict(zip(((f.pattern, f.check) for f in found), aligned[1:]))
    said = [aligned[0]]
    for p in chosen_patterns(chosen):
        said += ["", f"{verdict(p, found)}  {p.number}: {p.sentence}", f"  evidence: {p.evidence}"]
        said += [f"  {p.not_run}"] if p.not_run else [body[p.number, check.name] for check in p.checks]
    return "\n".join(said) + "\n"


def verdict(pattern: Pattern, found: Sequence[Finding]) -> str:
    """Return pass, FAIL or NOT RUN for a pattern."""
    return NOT_RUN if pattern.not_run else PASS if passes(pattern, found) else FAIL


def number(value: float) -> str:
    """Return a number with three digits that count: 47.2, 0.346, -1.28."""
    if not math.isfinite(value):
        return "none"
    if abs(value) >= 100.0:
        return f"{value:.0f}"
    return f"{0.0 if abs(value) < 5e-7 else value:.3g}"


def chance(value: float) -> str:
    """Return the chance that many more replicates would turn a verdict round."""
    if not math.isfinite(value):
        return ""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def failures(found: Sequence[Finding], chosen: frozenset[str]) -> list[str]:
    """Return one paragraph for each failed check and each pattern that was not run."""
    said = []
    for pattern in chosen_patterns(chosen):
        if pattern.not_run:
            said.append(f"{pattern.number}: not run: {pattern.not_run}")
        said += [
            f"{f.pattern}, {f.check}: {number(f.model)} {f.unit}, claimed {f.claim}: {f.reason}"
            for f in found
            if f.pattern == pattern.number and not f.passed
        ]
    return said


def counts(found: Sequence[Finding], chosen: frozenset[str], size: Size) -> list[str]:
    """Return how many patterns pass, of the eighteen and beyond, and what luck alone would pass."""
    said = []
    for words, designed in (("patterns of the design", True), ("patterns beyond the design", False)):
        mine = [p for p in chosen_patterns(chosen) if is_designed(p) == designed]
        if mine:
            good = sum(passes(p, found) for p in mine)
            said.append(f"{good} of {len(mine)} {words} pass{_split(mine, found)}.")
    directions = sum(f.rule == "direction" for f in found)
    said.append(
        f"{sum(f.passed for f in found)} of {len(found)} checks pass; {size.replicates} replicates of"
        f" {size.residents:,} residents. {directions} are directions, tested one-sided at {ERROR_RATE:.1%}:"
        f" if none existed, {directions * ERROR_RATE:.1f} would pass by luck."
    )
    return said


def _split(mine: Sequence[Pattern], found: Sequence[Finding]) -> str:
    """Return how many of those that are predictions pass."""
    predicted = [p for p in mine if p.kind == "predicted"]
    good = sum(passes(p, found) for p in predicted)
    return f"; {good} of the {len(predicted)} that are predictions throughout" if predicted else ""


def tell(found: Sequence[Finding], chosen: frozenset[str], size: Size, markdown: bool) -> str:
    """Return all that is said after the table."""
    why = failures(found, chosen)
    bullet = "- " if markdown else ""
    body = [
        bullet + line if markdown else textwrap.fill(line, WIDTH, subsequent_indent="    ") for line in why
    ]
    heading = "### What fails, and why" if markdown else "What fails, and why"
    parts = ["", heading, "", *body] if why else []
    return "\n".join([*parts, "", *counts(found, chosen, size)]) + "\n"


def show(found: Sequence[Finding], chosen: frozenset[str], size: Size, markdown: bool) -> None:
    """Print the table, then the failures, then the counts."""
    if markdown:
        tables.shown(HEADINGS, rows(found, chosen), markdown)
    else:
        sys.stdout.write(lines(found, chosen))
    sys.stdout.write(tell(found, chosen, size, markdown))
