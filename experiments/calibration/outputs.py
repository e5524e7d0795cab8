"""What a fit leaves in its folder, and what it says in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from experiments import store
from experiments.calibration.ensemble import ACCEPTABLE, MEMBER
from experiments.calibration.space import units_of
from experiments.calibration.targets import misses
from experiments.calibration.trials import Study
from experiments.calibration.waves import Found, distance

LOW, HIGH = 0.05, 0.95
"""Quantiles of the acceptable sets between which a parameter counts as open."""
PINNED = 0.5
"""Open share of the fit range below which a parameter is pinned down."""
READINGS = ("pinned down", "not pinned down by the data")
FEWEST, SHOWN, SLIGHT = 3, 5, 0.1
"""Sets that show a direction, the largest weights that are told, and the smallest."""
FILES = ("fitted.csv", "distances.csv", "ensemble.csv", "ensemble.json")
UNCHANGED = "Nothing was changed in the model: defaults change by a reviewed commit only."
WITHIN = ("no", "yes")


class Fitted(NamedTuple):
    """One line of fitted.csv: a parameter before and after, and how far the data leave it open."""

    parameter: str
    default: float
    fitted: float
    accepted_low: float
    accepted_high: float
    fit_low: float
    fit_high: float
    open_share: float
    reading: str


class Distance(NamedTuple):
    """One line of distances.csv: a target at the defaults and at the fitted values (means over towns)."""

    target: str
    unit: str
    value: float
    tolerance: float
    before: float
    after: float
    within_before: str
    within_after: str
    accepted_low: float
    accepted_high: float
    evidence: str
    exception: str


def fitted_rows(study: Study, found: Found) -> list[Fitted]:
    """Return one row a parameter; open share = 5 to 95 % of acceptable sets over 90 % of the range."""
    some = found.sets.values[found.sets.accepted]
    rows = []
    for k, knob in enumerate(study.knobs):
        low, high = np.quantile(some[:, k], (LOW, HIGH)) if len(some) else (np.nan, np.nan)
        share = float((high - low) / ((HIGH - LOW) * (knob.high - knob.low)))
        reading = READINGS[int(share >= PINNED)] if len(some) else ""
        value = float(found.sets.values[found.best, k])
        ends = (float(low), float(high), knob.low, knob.high)
        rows.append(Fitted(knob.path, knob.default, value, *ends, share, reading))
    return rows


def distance_rows(study: Study, found: Found) -> list[Distance]:
    """Return one row a target."""
    after, some = found.sets.means[found.best], found.sets.means[found.sets.accepted]
    far = [misses(values, study.targets) for values in (found.before, after)]
    rows = []
    for t, target in enumerate(study.targets):
        low, high = (some[:, t].min(), some[:, t].max()) if len(some) else (np.nan, np.nan)
        near = [WITHIN[int(not one[t])] for one in far]
        rows.append(Distance(
            target.name, target.unit, target.value, target.tolerance, float(found.before[t]), float(after[t]),
            near[0], near[1], float(low), float(high), " ".join(target.evidence), target.exception,
        ))  # fmt: skip
    return rows


def write(folder: Path, study: Study, found: Found, about: dict[str, Any]) -> None:
    """Write the tables and the ensemble with its side file."""
    store.write_rows(folder / "fitted.csv", fitted_rows(study, found), Fitted._fields)
    store.write_rows(folder / "distances.csv", distance_rows(study, found), Distance._fields)
    lines = [",".join([MEMBER, *(knob.path for knob in study.knobs)])]
    for number, row in enumerate(found.sets.values[found.sets.accepted], 1):
        lines.append(",".join([str(number), *(repr(float(value)) for value in row)]))
    store.written(folder / "ensemble.csv", lambda file: file.write_text("\n".join(lines) + "\n", "utf-8"))
    store.write_json(folder / "ensemble.json", about | facts(study, found))


def facts(study: Study, found: Found) -> dict[str, Any]:
    """Return what the side file says of the sets."""
    return {
        "sets": ACCEPTABLE,
        "members": int(found.sets.accepted.sum()),
        "tried": len(found.sets.accepted),
        "acceptable": "the mean over the towns is not implausible for any target but the exceptions:"
        " within three times root(standard error squared + half tolerance squared)",
        "exceptions": {t.name: t.exception for t in study.targets if t.exception},
        "distance_before": round(float(distance(found.before, study)), 4),
        "distance_after": round(float(distance(found.sets.means[found.best], study)), 4),
    }


def told(study: Study, found: Found) -> list[str]:
    """Return the summary in plain words."""
    rows, said = distance_rows(study, found), facts(study, found)
    lines = [
        f"{said['members']} of {said['tried']} parameter sets tried in all {len(study.plan.towns)} towns are"
        f" acceptable: {said['acceptable']}.",
        f"Targets within tolerance: {_count(rows, 'within_before')} of {len(rows)} at the defaults,"
        f" {_count(rows, 'within_after')} at the fitted values. Root mean square distance, in tolerances:"
        f" {said['distance_before']:.2f} before, {said['distance_after']:.2f} after.",
        "",
    ]
    lines += [f"  Missed: {_missed(row)}" for row in rows if row.within_after == "no"]
    return [*lines, *_openness(study, found), "", UNCHANGED]


def _openness(study: Study, found: Found) -> list[str]:
    """Return which parameters the acceptable sets pin down, and which direction they leave widest."""
    if not found.sets.accepted.any():
        return ["  No set is acceptable, so nothing can be said of what the data pin down."]
    rows, lines = fitted_rows(study, found), []
    for reading in READINGS:
        some = [row.parameter for row in rows if row.reading == reading]
        lines += [f"  {reading.capitalize()} ({len(some)}): {', '.join(some) or 'none'}."]
    return [*lines, widest(study, found)]


def widest(study: Study, found: Found) -> str:
    """Return the direction in which acceptable sets lie widest: weights in widths of the fit ranges."""
    units = units_of(found.sets.values[found.sets.accepted], study.knobs)
    if len(units) < FEWEST:
        return ""
    along = np.linalg.svd(units - units.mean(axis=0), full_matrices=False)[2][0]
    largest = np.argsort(-np.abs(along), kind="stable")[:SHOWN]
    along = along * np.sign(along[largest[0]])
    parts = [f"{along[k]:+.2f} {study.knobs[k].path}" for k in largest if abs(along[k]) >= SLIGHT]
    return f"  Least pinned down together (widths of ranges): {', '.join(parts)}."


def _count(rows: Sequence[Distance], field: str) -> int:
    return sum(getattr(row, field) == "yes" for row in rows)


def _missed(row: Distance) -> str:
    why = f" (exception: {row.exception})" if row.exception else ""
    gap = f"{row.after:.2f} where {row.value:g} ± {row.tolerance:g} {row.unit} is published"
    return f"{row.target}: {gap}{why}"
