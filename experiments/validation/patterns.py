"""What a pattern and a check are."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from experiments.validation.towns import Towns
from experiments.validation.verdicts import Claim

FITTED, SET, PREDICTED = "fitted", "set by hand", "predicted"
"""Fitted to the same survey; a number chosen by hand with the check in view; or neither."""
Measure = Callable[[Towns], float]


class Check(NamedTuple):
    """One number of a pattern: a short name, what it is, the claim, how it is measured, and in what unit."""

    name: str
    sentence: str
    claim: Claim
    measure: Measure
    unit: str
    kind: str = PREDICTED


class Pattern(NamedTuple):
    """A published pattern: its number, one sentence, its evidence, its checks; or why it is not run."""

    number: str
    sentence: str
    evidence: str
    checks: tuple[Check, ...]
    not_run: str = ""

    @property
    def kind(self) -> str:
        """Return whether the pattern was fitted, set by hand or predicted; all that its checks are."""
        return " and ".join(sorted({check.kind for check in self.checks})) or PREDICTED
