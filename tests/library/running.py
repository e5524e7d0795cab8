"""The whole library, run once for all tests, whatever the number of processes that share them."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from experiments import replicates
from experiments.gallery.command import Options, chosen, entered
from experiments.gallery.measured import Number
from experiments.options import cores
from experiments.runner import Outcome
from experiments.workers import Listener


class Library(NamedTuple):
    """What came of the library: numbers in the gallery's order, failures, and what the placebo moved."""

    numbers: list[Number]
    failures: list[str]
    moved_by_placebo: list[str]


def run() -> Library:
    """Run all scenarios with the sizes and the seed of the published page."""
    options = Options()
    scenarios = chosen((), options)
    batch = replicates.run(
        scenarios, replicates=options.replicates, seed=options.seed, workers=cores(),
        listener=Listener(lambda weeks: None, lambda: None),
    )  # fmt: skip
    failures = [f"{', '.join(f.scenarios)}, replicate {f.replicate}: {f.error}" for f in batch.failures]
    entries = {} if failures else entered(scenarios, batch.outcomes)
    numbers = [number for entry in entries.values() for number in entry.numbers]
    return Library(numbers, failures, moved(batch.outcomes, "placebo", "baseline"))


def moved(outcomes: Sequence[Outcome], one: str, other: str) -> list[str]:
    """Return the columns in which two scenarios differ by a bit in some replicate, week or group."""
    runs: dict[int, dict[str, dict[str, Any]]] = {}
    for outcome in outcomes:
        runs.setdefault(outcome.replicate, {})[outcome.scenario] = outcome.trajectory
    return [
        f"{name}, replicate {replicate}"
        for replicate, by in runs.items()
        for name in by[one]
        if not same_bits(by[one][name], by[other][name])
    ]


def same_bits(one: Any, other: Any) -> bool:
    """Return whether two columns are alike to the bit; no number is like no number."""
    return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))


def once(root: Path) -> Library:
    """Return the library's results: run by the first process that asks, read by the others."""
    kept = root / "library.json"
    with (root / "library.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(json.dumps(run()), encoding="utf-8")
    numbers, failures, moved_by_placebo = json.loads(kept.read_text(encoding="utf-8"))
    return Library([Number(*row) for row in numbers], failures, moved_by_placebo)
