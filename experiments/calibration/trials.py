"""Trials: one set of parameter values in one town, and the log from which a stopped fit goes on."""

from __future__ import annotations

import csv
import io
import math
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments import store
from experiments.calibration.matching import Chain
from experiments.calibration.space import Knob
from experiments.calibration.targets import Doubles, Target
from experiments.plain_files import text_of
from experiments.refusal import Refusal

KEYS = ("stage", "trial", "town")
CLOSE = 1e-6


class Plan(NamedTuple):
    """How much is run: the town, the towns' seeds, waves of trials, then batches of sets tried in every town.

    The fit stops when `wanted` acceptable sets are found, or after the last batch.
    """

    residents: int
    settle: int
    weeks: int
    towns: tuple[int, ...]
    waves: int
    trials: int
    batches: int
    batch: int
    wanted: int
    chain: Chain

    def most(self) -> int:
        """Return the largest number of trials that the plan can take."""
        return self.waves * self.trials + (1 + self.batches * self.batch) * len(self.towns)


class Study(NamedTuple):
    """What is fitted to what, how, and the root of the design's luck."""

    knobs: tuple[Knob, ...]
    targets: tuple[Target, ...]
    plan: Plan
    seed: int


class Trial(NamedTuple):
    """One run: its stage, its number in the whole fit, the town's seed, and a value for each knob."""

    stage: str
    number: int
    town: int
    values: tuple[float, ...]


Seen = tuple[float, ...]
"""What a trial showed, one number a target."""
Keep = Callable[[Trial, Seen], None]
Run = Callable[[Sequence[Trial], Keep], None]
"""Runs trials and hands each over as soon as it is done."""


class Log:
    """The trials done, in a CSV file to which each is appended as it finishes."""

    def __init__(self, path: Path, study: Study) -> None:
        self.path = path
        self.columns = [*KEYS, *(k.path for k in study.knobs), *(t.name for t in study.targets)]
        self.knobs = len(study.knobs)
        self.done: dict[int, tuple[Trial, Seen]] = {}
        if path.exists():
            self._read()
        self._write()

    def _read(self) -> None:
        """Take in a log; a last line that was cut short is left out."""
        text = text_of(self.path)
        lines = text[: text.rfind("\n") + 1].splitlines()
        rows = list(csv.reader(lines))
        if not rows or rows[0] != self.columns:
            raise Refusal(f"{self.path}: is the log of another fit; name another folder with --out")
        try:
            for row in rows[1:]:
                self._take(row)
        except (ValueError, IndexError):
            raise Refusal(f"{self.path}: line {len(self.done) + 2} is damaged; name another folder") from None

    def _take(self, row: list[str]) -> None:
        stage, number, town = row[0], int(row[1]), int(row[2])
        numbers = [float(cell) if cell else math.nan for cell in row[3:]]
        if len(row) != len(self.columns):
            raise ValueError(f"{len(row)} cells")
        trial = Trial(stage, number, town, tuple(numbers[: self.knobs]))
        self.done[number] = (trial, tuple(numbers[self.knobs :]))

    def _write(self) -> None:
        """Write the whole log anew, in the order of trials."""
        lines = [_line(self.columns), *(_line(_cells(*self.done[n])) for n in sorted(self.done))]
        store.written(self.path, lambda file: file.write_text("".join(lines), "utf-8"))

    def keep(self, trial: Trial, seen: Seen) -> None:
        """Append one trial, at once."""
        self.done[trial.number] = (trial, seen)
        with self.path.open("a", encoding="utf-8", newline="") as file:
            file.write(_line(_cells(trial, seen)))
            file.flush()
            os.fsync(file.fileno())

    def complete(self, trials: Sequence[Trial], run: Run) -> Doubles:
        """Return what all these trials showed (trials, targets), after running those that the log lacks."""
        for trial in trials:
            self._check(trial)
        run([trial for trial in trials if trial.number not in self.done], self.keep)
        self._write()
        return np.array([self.done[trial.number][1] for trial in trials], np.float64)

    def _check(self, trial: Trial) -> None:
        """Raise Refusal when the log holds other values under the number of this trial."""
        if trial.number not in self.done:
            return
        old = self.done[trial.number][0]
        same = np.allclose(old.values, trial.values, rtol=CLOSE, atol=0.0)
        if (old.stage, old.town) != (trial.stage, trial.town) or not same:
            what = f"trial {trial.number} is not the one that this fit would run"
            raise Refusal(f"{self.path}: {what}; it is the log of another design, name another folder")


def _cells(trial: Trial, seen: Seen) -> list[object]:
    numbers = [repr(float(x)) if math.isfinite(x) else "" for x in (*trial.values, *seen)]
    return [trial.stage, trial.number, trial.town, *numbers]


def _line(cells: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
