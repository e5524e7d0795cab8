"""Calibration towns: every SIMD quintile a fifth, so that `all` compares with national surveys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from experiments import replicates
from experiments.calibration.observing import year_of
from experiments.calibration.trials import Keep, Run, Seen, Study, Trial
from experiments.runner import Progress
from experiments.workers import Listener, Lost, spread

if TYPE_CHECKING:
    from model.scenario import Scenario

EQUAL = {str(quintile): 0.2 for quintile in range(1, 6)}
ROWS, EACH = 5, 100
"""Rows of neighbourhoods, so that each quintile has as many, and residents of each."""


class TrialFailedError(RuntimeError):
    """A town could not be run."""


class StoppedError(RuntimeError):
    """The person stopped the fit; the log holds what was done."""


class Job(NamedTuple):
    """What a worker needs to run one trial: size, burn-in, weeks, seed, settings and what is asked."""

    residents: int
    settle: int
    weeks: int
    town: int
    settings: dict[str, float]
    asked: tuple[tuple[str, str], ...]


def job_of(trial: Trial, study: Study) -> Job:
    """Return the job of one trial."""
    plan = study.plan
    settings = {knob.path: value for knob, value in zip(study.knobs, trial.values, strict=True)}
    asked = tuple((target.indicator, target.group) for target in study.targets)
    return Job(plan.residents, plan.settle, plan.weeks, trial.town, settings, asked)


def scenario_of(job: Job) -> Scenario:
    """Return the baseline in a calibration town under the job's settings."""
    from model.scenario import Scenario

    columns = job.residents // (ROWS * EACH)
    grid = {"town.residents": job.residents, "town.rows": ROWS, "town.columns": columns}
    return Scenario.load("baseline").with_(
        weeks=job.weeks, settle=job.settle, set=grid | {"town.quintiles": EQUAL} | job.settings
    )


def simulate(job: Job, progress: Progress) -> Seen:
    """Return what a town shows, one number for each thing asked."""
    from model.community import Community

    town = Community(scenario_of(job), rng=job.town)
    progress(job.settle)
    seen = year_of(town, job.asked, job.weeks)
    progress(job.weeks)
    return tuple(seen)


def runner(study: Study, workers: int, listener: Listener) -> Run:
    """Return what runs trials in worker processes; raises StoppedError or TrialFailedError."""

    def run(trials: Sequence[Trial], keep: Keep) -> None:
        if not trials:
            return
        jobs = [job_of(trial, study) for trial in trials]
        found = spread(
            jobs, simulate, workers=min(workers, len(jobs)), listener=listener, warm=replicates.warm_up,
            keep=lambda number, seen: keep(trials[number], seen),
        )  # fmt: skip
        if found.stopped:
            raise StoppedError
        if found.lost:
            raise TrialFailedError(_told(found.lost[0], trials))

    return run


def _told(lost: Lost, trials: Sequence[Trial]) -> str:
    trial = trials[lost.job]
    return f"trial {trial.number} ({trial.stage}, town {trial.town}) failed: {lost.error}\n{lost.traceback}"
