"""Targets: published figures that a fit aims at, read from a file and checked."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.plain_files import text_of
from experiments.refusal import Refusal

HERE = Path(__file__).resolve().parent
TARGETS = HERE / "targets.csv"
YES = "yes"
HALF, CUTOFF = 0.5, 3.0
"""Half a tolerance stands for what the model leaves out; three deviations are the usual limit."""
SHARE = "%"
LARGEST = 16 * 1024 * 1024

Doubles = NDArray[np.float64]


class Target(NamedTuple):
    """One figure: what is observed of whom, its value, how near is near enough, and where it stands.

    `exception` says why the model cannot meet it; a set of parameters may then miss it and still be
    acceptable. `quick` marks the targets of a quick fit.
    """

    name: str
    indicator: str
    group: str
    value: float
    tolerance: float
    standard_error: float
    unit: str
    evidence: tuple[str, ...]
    quick: bool
    exception: str
    note: str


def read_targets(path: Path = TARGETS, *, quick: bool = False) -> list[Target]:
    """Return the targets of a file, or those of a quick fit only; raises Refusal with every fault."""
    rows = read_rows(path, "--targets", Target._fields)
    found, faults = [], []
    for line, row in enumerate(rows, 2):
        try:
            found.append(_target(row))
        except ValueError as fault:
            faults.append(f"{path}:{line}: {fault}")
    if faults:
        raise Refusal("\n".join(faults))
    chosen = [target for target in found if target.quick or not quick]
    _need_distinct(path, [target.name for target in chosen])
    return chosen


def read_rows(path: Path, option: str, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a CSV file that has just these columns; raises Refusal."""
    try:
        table = csv.DictReader(StringIO(text_of(path, LARGEST), newline=""))
        rows = list(table)
    except (OSError, ValueError, csv.Error) as fault:
        raise Refusal(f"{option} {path}: cannot be read ({fault})") from None
    if list(table.fieldnames or ()) != list(columns) or any(None in row.values() for row in rows):
        raise Refusal(f"{option} {path}: needs the columns {', '.join(columns)}, and each in every row")
    return rows


def _need_distinct(path: Path, names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Refusal(f"{path}: {', '.join(twice)} stands twice")
    if not names:
        raise Refusal(f"{path}: holds no row to fit")


def _target(row: dict[str, str]) -> Target:
    """Return one row as a target; raises ValueError."""
    from experiments.calibration.observing import known

    if not known(row["indicator"], row["group"]):
        raise ValueError(f"{row['indicator']!r} of {row['group']!r} is not observed (see 'kith indicators')")
    numbers = {name: float(row[name]) for name in ("value", "tolerance", "standard_error")}
    if not np.all(np.isfinite(list(numbers.values()))):
        raise ValueError("value, tolerance and standard_error are numbers")
    if numbers["tolerance"] <= 0 or numbers["standard_error"] < 0:
        raise ValueError("tolerance is above 0 and standard_error not below it")
    text: dict[str, Any] = dict(row) | numbers
    return Target(**text | {"quick": row["quick"] == YES, "evidence": tuple(row["evidence"].split())})


def digest(path: Path) -> str:
    """Return a digest of a file's text, whatever its line ends."""
    return hashlib.blake2b(path.read_text("utf-8").encode(), digest_size=12).hexdigest()


def column(targets: Sequence[Target], read: Callable[[Target], float]) -> Doubles:
    """Return one number of each target (targets,)."""
    return np.array([read(target) for target in targets], np.float64)


def misses(values: Doubles, targets: Sequence[Target]) -> NDArray[np.bool_]:
    """Return which targets are missed by more than their tolerance (..., targets); no number is a miss."""
    gaps = np.abs(values - column(targets, lambda t: t.value))
    return ~(gaps <= column(targets, lambda t: t.tolerance))


def acceptable(values: Doubles, targets: Sequence[Target]) -> NDArray[np.bool_]:
    """Return which rows are not implausible for any target but named exceptions (...).

    |mean - value| <= CUTOFF sqrt(standard_error^2 + (tolerance / 2)^2)
    """
    bound = np.array([not target.exception for target in targets])
    slack = column(targets, lambda t: np.hypot(t.standard_error, HALF * t.tolerance))
    far = ~(np.abs(values - column(targets, lambda t: t.value)) <= CUTOFF * slack)
    return np.asarray(~np.any(far & bound, axis=-1))
