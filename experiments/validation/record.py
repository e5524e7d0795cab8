"""The record: which patterns passed in the quick study with the default seed, so that a loss is noticed."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from experiments import store
from experiments.refusal import Refusal
from experiments.validation.catalogue import PATTERNS
from experiments.validation.study import Finding, passes

RECORD = Path(__file__).with_name("record.csv")
FIELDS = ("pattern", "passed")
SAID = {"yes": True, "no": False}


def verdicts(found: Sequence[Finding], chosen: frozenset[str]) -> dict[str, bool]:
    """Return whether each chosen pattern passes."""
    return {p.number: passes(p, found) for p in PATTERNS if p.number in chosen}


def write(passed: Mapping[str, bool], path: Path = RECORD) -> Path:
    """Write the record."""

    def fill(file: Path) -> None:
        with file.open("w", newline="", encoding="utf-8") as out:
            table = csv.writer(out, lineterminator="\n")
            table.writerow(FIELDS)
            table.writerows((number, "yes" if good else "no") for number, good in passed.items())

    return store.written(path, fill)


def read(path: Path = RECORD) -> dict[str, bool]:
    """Return the record; raises Refusal when it is missing or is not one."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            lines = list(csv.DictReader(file))
        return {line["pattern"]: SAID[line["passed"]] for line in lines}
    except (OSError, KeyError, UnicodeDecodeError, csv.Error):
        raise Refusal(f"{path.name}: no record of passed patterns; write one with --quick --record") from None


def lost(passed: Mapping[str, bool], recorded: Mapping[str, bool]) -> list[str]:
    """Return the patterns that passed on record, were judged now, and fail."""
    return [number for number, good in passed.items() if recorded.get(number, False) and not good]


def won(passed: Mapping[str, bool], recorded: Mapping[str, bool]) -> list[str]:
    """Return the patterns that pass now and are not on record as passed."""
    return [number for number, good in passed.items() if good and not recorded.get(number, False)]
