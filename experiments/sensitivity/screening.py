"""The runs of a screening, in parts that are written as they finish, so that a stopped one goes on.

A part is some rows of the plan. Its file appears whole or not at all, and what is in it does not
depend on the number of workers. `design.json` says what the parts belong to.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from experiments import store
from experiments.panel import Doubles
from experiments.plain_files import json_of
from experiments.refusal import Refusal
from experiments.replicates import warm_up
from experiments.runner import Failure, Job, Outcome, Progress, planned_weeks, run_replicate
from experiments.sensitivity.design import Design, parameters_of, seed_of
from experiments.sensitivity.ranges import with_values
from experiments.workers import Listener, spread

if TYPE_CHECKING:
    from model.scenario import Scenario

OUTCOMES = (
    "wemwbs", "wemwbs_gap", "good_health", "cohesion", "lonely", "volunteering_year", "unmet_need",
    "close_ties", "can_influence",
)  # fmt: skip
SIDES = ("level", "difference")
LAST_WEEKS = 26
PLAN, PARTS = "design.json", "parts"
ROWS_OF_A_PART = 16


class Setup(NamedTuple):
    """Two scenarios of one world, the plan, and the root seed."""

    pair: tuple[Scenario, Scenario]
    design: Design
    seed: int


class Run(NamedTuple):
    """One row of the plan: its number, its seed and its parameters by path."""

    row: int
    seed: int
    values: dict[str, float]


class Part(NamedTuple):
    """Rows that a worker runs one after another, and the file they go to."""

    pair: tuple[Scenario, Scenario]
    runs: tuple[Run, ...]
    file: str


class Result(NamedTuple):
    """One line of a part: the row, what was measured (2 x outcomes; NaN when missing) and any error."""

    row: int
    values: tuple[float, ...]
    error: str


def advanced(pair: Sequence[Scenario]) -> tuple[Scenario, Scenario]:
    """Return two scenarios with all events moved so that the first one begins in week 0."""
    begins = [event.start - getattr(event, "notice", 0) for scenario in pair for event in scenario.events]
    shift = max(0, min(begins, default=0))
    one, other = (_moved(scenario, shift) for scenario in pair)
    return one, other


def _moved(scenario: Scenario, shift: int) -> Scenario:
    """Return a scenario whose events start so many weeks earlier."""
    events = tuple(event.model_copy(update={"start": event.start - shift}) for event in scenario.events)
    return scenario.model_copy(update={"events": events})


def measured(pair: Sequence[Scenario], run: Run, progress: Progress) -> Result:
    """Return the outcomes of one row: levels of the first scenario, then second less first.

    Each is the mean of the group `all` over the last 26 weeks.
    """
    assume = with_values(pair[0].assumptions, run.values)
    changed = tuple(scenario.model_copy(update={"assumptions": assume}) for scenario in pair)
    found = run_replicate(Job(1, run.seed, changed), progress)
    failures = [one.error for one in found if isinstance(one, Failure)]
    if failures:
        return Result(run.row, (np.nan,) * (2 * len(OUTCOMES)), failures[0])
    first, second = (_levels(one) for one in found if isinstance(one, Outcome))
    return Result(run.row, (*first, *(b - a for a, b in zip(first, second, strict=True))), "")


def _levels(outcome: Outcome) -> tuple[float, ...]:
    everyone = outcome.trajectory["group"] == "all"
    return tuple(
        float(outcome.trajectory[name][everyone][-LAST_WEEKS:].astype(np.float64).mean()) for name in OUTCOMES
    )


def run_part(part: Part, progress: Progress) -> int:
    """Run the rows of a part, write its file and return how many there were (in a worker)."""
    results = [measured(part.pair, run, progress) for run in part.runs]
    write_part(Path(part.file), results)
    return len(results)


def write_part(path: Path, results: Sequence[Result]) -> None:
    """Write results as CSV with every digit."""

    def fill(file: Path) -> None:
        with file.open("w", newline="", encoding="utf-8") as out:
            table = csv.writer(out, lineterminator="\n")
            table.writerow(["row", *(f"{side}:{name}" for side in SIDES for name in OUTCOMES), "error"])
            table.writerows([result.row, *map(repr, result.values), result.error] for result in results)

    store.written(path, fill)


def read_parts(folder: Path) -> list[Result]:
    """Return the results of all parts in a folder; raises Refusal for a file that is not one."""
    found: list[Result] = []
    for path in sorted((folder / PARTS).glob("part-*.csv")):
        try:
            with path.open(newline="", encoding="utf-8") as lines:
                found += [_result(line) for line in list(csv.reader(lines))[1:]]
        except (ValueError, IndexError, OSError):
            raise Refusal(f"{path}: is not a part of a screening; remove it and start again") from None
    return found


def _result(line: Sequence[str]) -> Result:
    row, *values, error = line
    if len(values) != len(SIDES) * len(OUTCOMES):
        raise ValueError("the columns are others")
    return Result(int(row), tuple(map(float, values)), error)


def in_order(results: Sequence[Result], rows: int) -> Doubles:
    """Return what was measured by row (rows, 2 x outcomes), whatever the order of the results.

    Raises Refusal when a row is missing or stands twice.
    """
    if sorted(result.row for result in results) != list(range(rows)):
        raise Refusal(f"{len(results)} results are not the {rows} rows of the plan, each once; start again")
    return np.array([result.values for result in sorted(results, key=lambda result: result.row)])


def parts_left(setup: Setup, folder: Path) -> list[Part]:
    """Return the parts whose file is not there yet."""
    count = len(setup.design.rows)
    todo = []
    for number, first in enumerate(range(0, count, ROWS_OF_A_PART)):
        file = folder / PARTS / f"part-{number:05d}.csv"
        if not file.exists():
            rows = range(first, min(count, first + ROWS_OF_A_PART))
            todo.append(Part(setup.pair, tuple(_run(setup, row) for row in rows), str(file)))
    return todo


def _run(setup: Setup, row: int) -> Run:
    design = setup.design
    return Run(row, seed_of(design, row, setup.seed), parameters_of(design, row))


def weeks_of(parts: Sequence[Part]) -> int:
    """Return how many weeks some parts simulate."""
    return sum(planned_weeks(part.pair) * len(part.runs) for part in parts)


def run_parts(parts: Sequence[Part], workers: int, listener: Listener) -> tuple[list[str], bool]:
    """Run the parts and return what went wrong with any, and whether a person stopped it."""
    done = spread(parts, run_part, workers=min(workers, len(parts)), listener=listener, warm=warm_up)
    return [lost.error for lost in done.lost], done.stopped


def description(setup: Setup) -> dict[str, Any]:
    """Return what a screening is, as JSON data: another description, another screening."""
    from model.kernels import source_digest

    rows = hashlib.sha256(np.ascontiguousarray(setup.design.rows, "<f8").tobytes()).hexdigest()
    return {
        "made_by": f"{store.MADE_BY} sensitivity",
        "model": source_digest(),
        "seed": setup.seed,
        "outcomes": list(OUTCOMES),
        "last_weeks": LAST_WEEKS,
        "trajectories": setup.design.trajectories,
        "factors": [factor._asdict() for factor in setup.design.factors],
        "rows": rows,
        "scenarios": [scenario.resolved() for scenario in setup.pair],
    }


def opened(folder: Path, setup: Setup) -> bool:
    """Make a folder ready for a screening and return whether it held a part of the same one.

    Raises Refusal when it belongs to another screening, or holds anything else.
    """
    about = json.loads(json.dumps(description(setup)))
    if (folder / PLAN).exists():
        _refuse_other(folder / PLAN, about)
        return True
    store.results_folder(folder)
    (folder / PARTS).mkdir(exist_ok=True)
    store.write_json(folder / PLAN, about)
    return False


def _refuse_other(path: Path, about: dict[str, Any]) -> None:
    """Raise Refusal unless the plan in a file is the one that is asked for."""
    try:
        there = json_of(path)
    except (OSError, ValueError):
        raise Refusal(f"{path}: cannot be read; name another folder") from None
    if not isinstance(there, dict) or there != about:
        differing = [key for key in about if not isinstance(there, dict) or there.get(key) != about[key]]
        raise Refusal(
            f"--out {path.parent}: holds a screening with other {', '.join(differing)}; name another folder"
        )
