"""Replicates of scenarios over worker processes: same luck in every scenario of a replicate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.runner import Failure, Job, Outcome, planned_weeks, replicate_seed, run_replicate
from experiments.serving import Work
from experiments.workers import Listener, spread

if TYPE_CHECKING:
    from model.scenario import Scenario

WARM_RESIDENTS = 200
WARM_WEEKS = 14


class Batch(NamedTuple):
    """All that came of a comparison: outcomes and failures in order, seeds, and whether it was stopped."""

    outcomes: list[Outcome]
    failures: list[Failure]
    seeds: dict[int, int]
    stopped: bool


Suppose = Callable[[int], Sequence["Scenario"]]
"""Gives the scenarios of a replicate, each under what the replicate supposes."""


def jobs(
    scenarios: Sequence[Scenario], replicates: int, seed: int, suppose: Suppose | None = None
) -> list[Job]:
    """Return one job per replicate, numbered from 1."""
    return [
        Job(r, replicate_seed(seed, r), tuple(suppose(r) if suppose else scenarios))
        for r in range(1, replicates + 1)
    ]


def total_weeks(scenarios: Sequence[Scenario], replicates: int) -> int:
    """Return how many weeks all replicates simulate together, burn-ins included."""
    return replicates * planned_weeks(scenarios)


def warm_up() -> None:
    """Run a very small town for a few weeks, so that all kernels are compiled and on disk."""
    from model.community import Community
    from model.scenario import Scenario

    tiny = Scenario.load("baseline").with_(residents=WARM_RESIDENTS, settle=0, weeks=WARM_WEEKS)
    Community(tiny, rng=0).run(WARM_WEEKS)


def run(
    scenarios: Sequence[Scenario], *, replicates: int, seed: int, workers: int, listener: Listener,
    work: Work = run_replicate, suppose: Suppose | None = None,
) -> Batch:  # fmt: skip
    """Return all replicates of all scenarios; outcomes don't depend on the number of workers."""
    todo = jobs(scenarios, replicates, seed, suppose)
    names = tuple(scenario.name for scenario in scenarios)
    done = spread(todo, work, workers=min(workers, replicates), listener=listener, warm=warm_up)
    found: list[Any] = [item for number in sorted(done.results) for item in done.results[number]]
    failures = [item for item in found if isinstance(item, Failure)]
    failures += [
        Failure(names, todo[lost.job].replicate, "worker", lost.error, lost.traceback) for lost in done.lost
    ]
    outcomes = [item for item in found if isinstance(item, Outcome)]
    return Batch(
        sorted(outcomes, key=lambda o: (names.index(o.scenario), o.replicate)),
        sorted(failures, key=lambda f: f.replicate),
        {job.replicate: job.seed for job in todo},
        done.stopped,
    )  # fmt: skip
