"""The space that is searched: which parameters are fitted, and between which values."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from experiments.calibration.targets import HERE, YES, Doubles, read_rows
from experiments.refusal import Refusal

FITTED = HERE / "fitted.csv"
COLUMNS = ("parameter", "low", "high", "targets", "quick", "why")


class Knob(NamedTuple):
    """One fitted parameter: its path, default, fit range, and the targets that should identify it."""

    path: str
    default: float
    low: float
    high: float
    targets: tuple[str, ...]


def read_knobs(path: Path = FITTED, *, quick: bool = False) -> list[Knob]:
    """Return the fitted parameters of a file, or those of a quick fit only; raises Refusal."""
    from model.assumptions import table

    legal = {row.path: row for row in table()}
    found: dict[str, Knob] = {}
    faults: list[str] = []
    for line, row in enumerate(read_rows(path, "--parameters", COLUMNS), 2):
        fault = _fault(row, legal) or ("stands twice" if row["parameter"] in found else "")
        if fault:
            faults.append(f"{path}:{line}: {row['parameter']}: {fault}")
        elif row["quick"] == YES or not quick:
            found[row["parameter"]] = _knob(row, float(legal[row["parameter"]].default))
    if faults or not found:
        raise Refusal("\n".join(faults) or f"{path}: holds no row to fit")
    return list(found.values())


def _knob(row: dict[str, str], default: float) -> Knob:
    low, high = float(row["low"]), float(row["high"])
    return Knob(row["parameter"], default, low, high, tuple(row["targets"].split()))


def _fault(row: dict[str, str], legal: dict[str, Any]) -> str:
    """Return what is wrong with a row, or ''."""
    known = legal.get(row["parameter"])
    if known is None:
        return "is no parameter (see 'kith parameters')"
    try:
        low, high = float(row["low"]), float(row["high"])
    except ValueError:
        return "low and high are numbers"
    about, default = known.about, known.default
    if not about.low <= low < high <= about.high:
        return f"the fit range {low:g} to {high:g} does not lie inside {about.low:g} to {about.high:g}"
    if not low <= default <= high:
        return f"the default {default:g} lies outside the fit range {low:g} to {high:g}"
    return "whole numbers are not fitted" if isinstance(default, int) else ""


def lows(knobs: Sequence[Knob]) -> Doubles:
    """Return the low ends (knobs,)."""
    return np.array([knob.low for knob in knobs])


def widths(knobs: Sequence[Knob]) -> Doubles:
    """Return the widths of the ranges (knobs,)."""
    return np.array([knob.high - knob.low for knob in knobs])


def defaults(knobs: Sequence[Knob]) -> Doubles:
    """Return the defaults (knobs,)."""
    return np.array([knob.default for knob in knobs])


def values_at(units: Doubles, knobs: Sequence[Knob]) -> Doubles:
    """Return parameter values of points of the unit cube, rounded to 9 digits so that a log holds them."""
    values = lows(knobs) + np.clip(units, 0.0, 1.0) * widths(knobs)
    rounded = [float(f"{value:.9g}") for value in values.ravel()]
    return np.array(rounded, np.float64).reshape(values.shape)


def units_of(values: Doubles, knobs: Sequence[Knob]) -> Doubles:
    """Return points of the unit cube: (value - low) / (high - low)."""
    return np.asarray((values - lows(knobs)) / widths(knobs))


def around_defaults(count: int, knobs: Sequence[Knob], seed: int) -> Doubles:
    """Return a Latin hypercube half as wide as the ranges, about the defaults (count, knobs), as values."""
    from scipy.stats import qmc

    cube = qmc.LatinHypercube(len(knobs), seed=seed).random(count)
    centre = units_of(defaults(knobs), knobs)
    return values_at(0.5 * centre + 0.5 * cube, knobs)
