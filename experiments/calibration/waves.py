"""The fit: waves of runs, each drawn where the last emulator finds the targets not implausible."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.calibration import matching, mending
from experiments.calibration.emulator import Emulator, expected, fitted
from experiments.calibration.space import around_defaults, defaults, units_of, values_at
from experiments.calibration.targets import Doubles, acceptable, column, misses
from experiments.calibration.trials import Log, Run, Study, Trial

NEARER = 0.75
"""Share of a tolerance inside which a set's expected values should lie before it is tried."""
CANDIDATES = 40
"""Draws looked at for each set that is tried."""
ROUNDS = 3
"""Batches from one drawing of sets to the next: between them those that missed are mended twice."""
RECENT = 2
"""Stages of runs, beside the sets tried, that an emulator learns from."""

Tell = Callable[[str], None]


class Runs(NamedTuple):
    """Runs by row: parameter values, town, what was seen, and the stage (0 defaults, 1 the first wave)."""

    values: Doubles
    towns: NDArray[np.int64]
    seen: Doubles
    stage: NDArray[np.int64]


class Sets(NamedTuple):
    """Sets tried in every town: values (sets, knobs), means over towns (sets, targets), acceptable or not."""

    values: Doubles
    means: Doubles
    accepted: NDArray[np.bool_]


class Found(NamedTuple):
    """What a fit found: means over towns at the defaults (targets,), the sets tried, the best one's row."""

    before: Doubles
    sets: Sets
    best: int
    runs: int


def fit(study: Study, log: Log, run: Run, tell: Tell) -> Found:
    """Return what the waves and the sets tried after them found."""
    plan = study.plan
    tell(f"The defaults in {len(plan.towns)} towns, and wave 1 of {plan.waves}: {plan.trials} runs")
    around = around_defaults(plan.trials, study.knobs, _luck(study, "wave 1"))
    usual = _each_town(study, "defaults", defaults(study.knobs)[None, :], 0)
    first = usual, _in_turn(study, 1, around)
    log.complete([*first[0], *first[1]], run)
    runs = _ran(study, log, run, first[0], 0)
    before = runs.seen.mean(axis=0)
    runs = _joined(runs, _ran(study, log, run, first[1], 1))
    for wave in range(2, plan.waves + 1):
        tell(f"Wave {wave} of {plan.waves}: {plan.trials} runs")
        values = values_at(_drawn(study, runs, f"wave {wave}", plan.trials), study.knobs)
        runs = _joined(runs, _ran(study, log, run, _in_turn(study, wave, values), wave))
    sets = Sets(np.zeros((0, len(study.knobs))), np.zeros((0, len(study.targets))), np.zeros(0, bool))
    for batch in range(1, plan.batches + 1):
        tell(f"Sets in every town, batch {batch}: {sets.accepted.sum()} of {plan.wanted} acceptable so far")
        trials = _each_town(study, f"sets {batch}", _candidates(study, runs, sets, batch), batch)
        more = _ran(study, log, run, trials, plan.waves + batch)
        runs, sets = _joined(runs, more), _with(sets, more, study)
        if sets.accepted.sum() >= plan.wanted:
            break
    return Found(before, sets, _best(sets, study), len(runs.towns))


def _in_turn(study: Study, wave: int, values: Doubles) -> list[Trial]:
    """Return the trials of a wave, the towns taking turns."""
    plan = study.plan
    first = len(plan.towns) + (wave - 1) * plan.trials
    towns = [plan.towns[row % len(plan.towns)] for row in range(len(values))]
    return [
        Trial(f"wave {wave}", first + row, towns[row], tuple(values[row].tolist()))
        for row in range(len(values))
    ]


def _each_town(study: Study, stage: str, values: Doubles, batch: int) -> list[Trial]:
    """Return trials of each set in every town, the towns of a set next to each other; batch 0 comes first."""
    plan = study.plan
    each = [(tuple(row.tolist()), town) for row in values for town in plan.towns]
    waves = len(plan.towns) + plan.waves * plan.trials
    first = waves + (batch - 1) * plan.batch * len(plan.towns) if batch else 0
    return [Trial(stage, first + place, town, row) for place, (row, town) in enumerate(each)]


def _ran(study: Study, log: Log, run: Run, trials: list[Trial], stage: int) -> Runs:
    """Return the runs of these trials."""
    seen = log.complete(trials, run)
    values = np.array([trial.values for trial in trials], np.float64)
    return Runs(values, np.array([trial.town for trial in trials]), seen, np.full(len(trials), stage))


def _joined(one: Runs, other: Runs) -> Runs:
    return Runs(*(np.concatenate(pair) for pair in zip(one, other, strict=True)))


def _with(sets: Sets, more: Runs, study: Study) -> Sets:
    """Return the sets tried and those of the last batch."""
    towns = len(study.plan.towns)
    means = more.seen.reshape(-1, towns, len(study.targets)).mean(axis=1)
    added = Sets(more.values[::towns], means, acceptable(means, study.targets))
    return Sets(*(np.concatenate(pair) for pair in zip(sets, added, strict=True)))


def emulated(study: Study, runs: Runs) -> Emulator:
    """Return emulators of the recent stages: far from the targets they need not be right."""
    last = min(int(runs.stage.max()), study.plan.waves)
    recent = (runs.stage > last - RECENT) | (runs.stage == 0)
    units = units_of(runs.values[recent], study.knobs)
    return fitted(units, runs.towns[recent], runs.seen[recent], study.targets)


def _drawn(study: Study, runs: Runs, what: str, count: int) -> Doubles:
    """Return draws of the not implausible region, in the unit cube (count, knobs)."""
    emulator = emulated(study, runs)
    return matching.draws(
        emulator, study.targets, _start(study, runs, emulator), count,
        chain=study.plan.chain, seed=_luck(study, what),
    )  # fmt: skip


def _start(study: Study, runs: Runs, emulator: Emulator) -> Doubles:
    """Return the emulator's best point, climbed to from the best of the runs."""
    units = units_of(runs.values, study.knobs)
    density = matching.log_density(emulator, np.clip(units, 0, 1), study.targets)
    return matching.best(emulator, units[int(np.argmax(density))], study.targets)


def _candidates(study: Study, runs: Runs, sets: Sets, batch: int) -> Doubles:
    """Return the sets to try next (sets, knobs): new draws, or for two batches those that missed, mended."""
    missed = _missed(study, runs, sets, batch)
    if (batch - 1) % ROUNDS == 0 or not len(missed.values):
        return _fresh(study, runs, batch)
    units = units_of(missed.values, study.knobs)
    moved = mending.mended(emulated(study, runs), np.clip(units, 0.0, 1.0), missed.means, study.targets)
    return values_at(moved, study.knobs)


def _missed(study: Study, runs: Runs, sets: Sets, batch: int) -> Sets:
    """Return the sets of the batch before that are not acceptable."""
    towns, before = len(study.plan.towns), study.plan.waves + batch - 1
    last = int((runs.stage == before).sum()) // towns if batch > 1 else 0
    rows = slice(len(sets.accepted) - last, None)
    away = ~sets.accepted[rows]
    return Sets(sets.values[rows][away], sets.means[rows][away], sets.accepted[rows][away])


def _fresh(study: Study, runs: Runs, batch: int) -> Doubles:
    """Return the emulator's best point and draws that it expects to be acceptable (sets, knobs)."""
    emulator, count = emulated(study, runs), study.plan.batch
    drawn = np.unique(_drawn(study, runs, f"sets {batch}", CANDIDATES * count), axis=0)
    near = [t._replace(tolerance=NEARER * t.tolerance) for t in study.targets if not t.exception]
    bound = np.array([not t.exception for t in study.targets])
    wrong = misses(expected(emulator, drawn)[0][:, bound], near).sum(axis=1)
    chosen = drawn[np.argsort(wrong, kind="stable")[: count - 1]]
    return values_at(np.vstack([_start(study, runs, emulator), chosen]), study.knobs)


def distance(means: Doubles, study: Study) -> Doubles:
    """Return the root mean square of (mean - value) / tolerance over targets (...)."""
    gaps = (means - column(study.targets, lambda t: t.value)) / column(study.targets, lambda t: t.tolerance)
    return np.asarray(np.sqrt(np.mean(gaps**2, axis=-1)))


def _best(sets: Sets, study: Study) -> int:
    """Return the row of the best set: acceptable if any is, fewest targets missed, least distance."""
    missed = misses(sets.means, study.targets).sum(axis=1)
    return int(np.lexsort((distance(sets.means, study), missed, ~sets.accepted))[0])


def _luck(study: Study, what: str) -> int:
    """Return a seed for one purpose of the design."""
    text = f"{study.seed}/calibration/{what}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=4).digest(), "little")
