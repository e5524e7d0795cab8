"""A run in stages, with a checkpoint after each: interrupted at any moment, it goes on from the newest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from numpy.typing import NDArray

from experiments import checkpoints
from experiments.progress import say
from experiments.refusal import Refusal
from experiments.runner import Progress, Single, outcome
from experiments.timeline import parting

if TYPE_CHECKING:
    from model.community import Community
    from model.resuming import Kept
    from model.scenario import Scenario

NAME = re.compile(r"week-(\d{5})\.kith")
KEPT = 2
"""How many checkpoints stay, the newest: a kill while one is written loses no other."""


FIRST_SEED = 1
"""The seed of a run that names none."""


class Plan(NamedTuple):
    """How a run is lived: when residents are seen, and where and how often checkpoints are written."""

    snapshot: int | None = None
    threads: int = 1
    check: bool = False
    folder: Path | None = None
    """Where checkpoints lie; None for none."""
    every: int = 1
    """Weeks from one checkpoint to the next."""


class Start(NamedTuple):
    """From what a run goes on, if from anything, and the residents of a snapshot that lies before."""

    town: Community | None
    residents: dict[str, NDArray[Any]] | None


NOWHERE = Start(None, None)


def file_of(folder: Path, week: int) -> Path:
    """Return the file of a week's checkpoint."""
    return folder / f"week-{week:05d}.kith"


def weeks_in(folder: Path) -> list[int]:
    """Return the weeks of which a folder holds checkpoints, the newest first."""
    names = (NAME.fullmatch(path.name) for path in folder.iterdir()) if folder.is_dir() else ()
    return sorted((int(match[1]) for match in names if match), reverse=True)


# where a run begins ---------------------------------------------------------------------------------------


def newest(folder: Path, scenario: Scenario, seed: int) -> Kept | None:
    """Return the newest intact checkpoint of this very run; a damaged one is told and left aside.

    Raises Refusal when the folder holds checkpoints of another run.
    """
    for week in weeks_in(folder):
        path = file_of(folder, week)
        try:
            kept = checkpoints.read(path)
        except Refusal as refusal:
            say(f"Left aside: {refusal}")
            continue
        if kept.scenario != scenario or kept.seed != seed:
            what = _difference(kept, scenario, seed)
            raise Refusal(f"{path}: is of another run ({what}); name another folder with --out, or remove it")
        say(f"Going on from week {week} ({path}).")
        return kept
    return None


def _difference(kept: Kept, scenario: Scenario, seed: int) -> str:
    """Return in what a checkpoint's run differs from one of this scenario and seed."""
    mine, other = scenario.resolved(), kept.scenario.resolved()
    differs = [key for key in mine if mine[key] != other.get(key)]
    if kept.seed != seed:
        differs.append(f"seed ({kept.seed}, not {seed})")
    return f"{kept.scenario.name}: other {', '.join(differs)}"


def branched(path: Path, scenario: Scenario, seed: int | None) -> Kept:
    """Return the checkpoint from which a scenario branches; raises Refusal when it cannot."""
    kept = checkpoints.read(path)
    week, before = int(kept.state.facts.get("week", 0)), kept.scenario
    parts = {"town": "town", "assumptions": "parameters", "loops": "loops", "settle": "settle"}
    other = [told for name, told in parts.items() if getattr(before, name) != getattr(scenario, name)]
    names = f"{scenario.name} and {before.name}"
    apart = parting(before, scenario)
    faults = [f"{names} differ in {', '.join(other)}"] if other else []
    if seed is not None and seed != kept.seed:
        faults.append(f"its seed is {kept.seed}, --seed says {seed}; leave --seed out")
    if apart is not None and apart < week:
        faults.append(f"{names} part in week {apart}, before its week {week}")
    if scenario.weeks < week:
        faults.append(f"its week is {week}, {scenario.name} ends in week {scenario.weeks}")
    if faults:
        raise Refusal("\n".join(f"--from {path}: {fault}" for fault in faults))
    return kept


def start_of(scenario: Scenario, seed: int | None, origin: Path | None, plan: Plan) -> Start:
    """Return where a run begins: at its newest checkpoint, else at the one to branch from, else nowhere yet.

    Raises Refusal when a checkpoint is another run's, cannot be gone on from, or holds no state of a town.
    """
    kept = newest(plan.folder, scenario, FIRST_SEED if seed is None else seed) if plan.folder else None
    if kept is None and origin is not None:
        kept = branched(origin, scenario, seed)
    if kept is None:
        return NOWHERE
    community = _resumed(scenario, kept, plan)
    if plan.snapshot is None or plan.snapshot >= community.week:
        return Start(community, None)
    path = file_of(plan.folder, plan.snapshot) if plan.folder else None
    if path is None or not path.exists():
        begins = f"week {community.week}, from which the run goes on"
        raise Refusal(f"--snapshot {plan.snapshot}: lies before {begins}")
    before = checkpoints.read(path)
    return Start(community, _resumed(before.scenario, before, plan).survey_table())


def _resumed(scenario: Scenario, kept: Kept, plan: Plan) -> Community:
    """Return the community that goes on; raises Refusal when no run can have left that state."""
    from model.community import Community
    from model.state import StateFault

    try:
        return Community.resumed(scenario, kept, threads=plan.threads, check=plan.check)
    except StateFault as fault:
        raise Refusal(f"The checkpoint of {kept.scenario.name} holds no state of a town: {fault}") from None


def tell_kept(plan: Plan) -> None:
    """Say how a run that was stopped goes on, if it kept a checkpoint."""
    weeks = weeks_in(plan.folder) if plan.folder else []
    if plan.folder and weeks:
        say(f"Week {weeks[0]} is kept; the same command with --out {plan.folder.parent} goes on from it.")


# the run ---------------------------------------------------------------------------------------------------


def run(scenario: Scenario, seed: int, plan: Plan, progress: Progress, start: Start = NOWHERE) -> Single:
    """Return one run; `progress` is told of the weeks lived, and of those that it starts after."""
    from model.community import Community

    town, residents = start
    town = town or Community(scenario, rng=seed, threads=plan.threads, check=plan.check)
    progress(scenario.settle + town.week)
    for stop in stops(town.week, scenario.weeks, plan):
        town.run(stop - town.week, lambda week: progress(1))
        if stop == plan.snapshot:
            residents = town.survey_table()
        if plan.folder:
            _keep(town, plan.folder, plan.snapshot)
    return Single(outcome(town, scenario.name, 1), residents)


def stops(week: int, last: int, plan: Plan) -> Iterator[int]:
    """Yield the weeks at which a run pauses: each `every` weeks, at the snapshot, and at its end."""
    for at in range(week, last + 1):
        due = at > week and plan.folder is not None and at % plan.every == 0
        if due or at == plan.snapshot or at == last:
            yield at


def _keep(community: Community, folder: Path, snapshot: int | None) -> None:
    """Write a checkpoint, then remove all but the newest and that of the snapshot."""
    folder.mkdir(exist_ok=True)
    checkpoints.write(file_of(folder, community.week), community)
    for old in folder.glob(".week-*.kith"):
        old.unlink(missing_ok=True)
    for week in [week for week in weeks_in(folder) if week != snapshot][KEPT:]:
        file_of(folder, week).unlink(missing_ok=True)
