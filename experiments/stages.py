"""A run in stages, with a checkpoint after each: interrupted at any moment, it goes on from the newest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import checkpoints
from experiments.progress import say
from experiments.runner import Progress, Single, outcome
from experiments.taking_up import NOWHERE, Plan, Start, file_of, weeks_in

if TYPE_CHECKING:
    from model.community import Community
    from model.scenario import Scenario

KEPT = 2
"""How many checkpoints stay, the newest: a kill while one is written loses no other."""


def run(scenario: Scenario, seed: int, plan: Plan, progress: Progress, start: Start = NOWHERE) -> Single:
    """Return one run; `progress` is told of the weeks lived, and of those that it starts after."""
    from model.community import Community

    town, residents = start
    if plan.folder:
        where = f"with --out {plan.folder.parent} goes on after a cut"
        say(f"A checkpoint every {plan.every} weeks, in {plan.folder}; the same command {where}.")
    if town is None:
        town = Community(scenario, rng=seed, threads=plan.threads, check=plan.check)
        _keep(town, plan)
    progress(scenario.settle + town.week)
    for stop in stops(town.week, scenario.weeks, plan):
        town.run(stop - town.week, lambda week: progress(1))
        if stop == plan.snapshot:
            residents = town.survey_table()
        _keep(town, plan)
    return Single(outcome(town, scenario.name, 1), residents)


def stops(week: int, last: int, plan: Plan) -> Iterator[int]:
    """Yield the weeks at which a run pauses: each `every` weeks, at the snapshot, and at its end."""
    for at in range(week, last + 1):
        due = at > week and plan.folder is not None and at % plan.every == 0
        if due or at == plan.snapshot or at == last:
            yield at


def _keep(community: Community, plan: Plan) -> None:
    """Write a checkpoint if the plan has a folder for them; where the disk takes none the run goes on."""
    if plan.folder is None:
        return
    week = community.week
    try:
        plan.folder.mkdir(exist_ok=True)
        _remove(plan.folder.glob(".week-*.kith"))
        checkpoints.write(file_of(plan.folder, week), community)
        _remove(_outlived(plan.folder, week, plan.snapshot))
    except OSError as fault:
        say(f"No checkpoint of week {week} ({fault.strerror or fault}); the run goes on without it.")


def _outlived(folder: Path, now: int, snapshot: int | None) -> list[Path]:
    """Return the checkpoints that are needed no more: all but the newest, and of weeks still to come."""
    weeks = weeks_in(folder)
    newest = [week for week in weeks if week <= now and week != snapshot][:KEPT]
    return [file_of(folder, week) for week in weeks if week not in (*newest, snapshot)]


def _remove(paths: Iterable[Path]) -> None:
    for path in list(paths):
        path.unlink(missing_ok=True)


def tell_kept(plan: Plan) -> None:
    """Say how a run that was stopped goes on, if it kept a checkpoint."""
    weeks = weeks_in(plan.folder) if plan.folder else []
    if plan.folder and weeks:
        say(f"Week {weeks[0]} is kept; the same command with --out {plan.folder.parent} goes on from it.")
