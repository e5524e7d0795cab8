"""Where a run begins: at its own newest checkpoint, at another run's, or nowhere yet."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from numpy.typing import NDArray

from experiments import checkpoints
from experiments.progress import say
from experiments.refusal import Refusal
from experiments.timeline import parting

if TYPE_CHECKING:
    from model.community import Community
    from model.resuming import Kept
    from model.scenario import Scenario

NAME = re.compile(r"week-(\d{5})\.kith")
WORLD = ("town", "parameters", "loops", "settle")
"""What two scenarios must have in common for one to branch from the other."""
TOLD = 4
"""How many differences are told."""
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


def newest(scenario: Scenario, seed: int | None, plan: Plan) -> Start:
    """Return the start at the newest intact checkpoint of this very run; what cannot be used is told.

    Raises Refusal when the folder holds checkpoints of another run or of another version of the model.
    """
    weeks = weeks_in(plan.folder) if plan.folder else []
    for week in weeks:
        try:
            return _at(week, scenario, seed, plan)
        except checkpoints.Damaged as damaged:
            say(f"Left aside: {damaged}")
    if weeks:
        say("No checkpoint can be used: the run begins anew.")
    return NOWHERE


def _at(week: int, scenario: Scenario, seed: int | None, plan: Plan) -> Start:
    """Return the start at one checkpoint of this run; raises Damaged when it or the snapshot is not there."""
    assert plan.folder
    path, seen = file_of(plan.folder, week), plan.snapshot
    residents = None
    if seen is not None and seen < week:
        if seen not in weeks_in(plan.folder):
            raise checkpoints.Damaged(f"{path}: is past week {seen}, of which --snapshot wants the residents")
        earlier = file_of(plan.folder, seen)
        residents = _resumed(earlier, scenario, _own(earlier, seen, scenario, seed), plan).survey_table()
    town = _resumed(path, scenario, _own(path, week, scenario, seed), plan)
    say(f"Going on from week {week} of {scenario.weeks} ({path}).")
    return Start(town, residents)


def _own(path: Path, week: int, scenario: Scenario, seed: int | None) -> Kept:
    """Return this run's checkpoint of a week, None for any seed; raises Damaged, Refusal for another's."""
    kept = checkpoints.read(path)
    own = {"seed": kept.seed if seed is None else seed, **scenario.resolved()}
    told = differences({"seed": kept.seed, **kept.scenario.resolved()}, own)
    if told:
        way = f"name another folder with --out, or remove {path.parent}"
        raise Refusal(f"{path}: is of another run ({told}); {way}")
    if kept.state.facts["week"] != week:
        raise checkpoints.Damaged(f"{path}: is of week {kept.state.facts['week']}")
    return kept


def branched(path: Path, scenario: Scenario, seed: int | None, plan: Plan) -> Start:
    """Return the start at a checkpoint of another run; raises Refusal with every reason why it cannot be."""
    kept = checkpoints.read(path)
    week, before = int(kept.state.facts["week"]), kept.scenario
    mine, other = ({key: one.resolved()[key] for key in WORLD} for one in (scenario, before))
    told = differences(other, mine)
    apart, seen = parting(before, scenario), plan.snapshot
    faults = [f"{scenario.name} is of another town ({told})"] if told else []
    if seed is not None and seed != kept.seed:
        faults.append(f"its seed is {kept.seed}, --seed says {seed}; leave --seed out")
    if apart is not None and apart < week:
        faults.append(f"{scenario.name} and {before.name} part in week {apart}, before its week {week}")
    if scenario.weeks < week:
        faults.append(f"its week is {week}, {scenario.name} ends in week {scenario.weeks}")
    if seen is not None and seen < week:
        faults.append(f"--snapshot {seen} lies before its week {week}")
    if faults:
        raise Refusal("\n".join(f"--from {path}: {fault}" for fault in faults))
    return Start(_resumed(path, scenario, kept, plan), None)


def start_of(scenario: Scenario, seed: int | None, origin: Path | None, plan: Plan) -> Start:
    """Return where a run begins: at its newest checkpoint, else at the one to branch from, else nowhere yet.

    Raises Refusal when a checkpoint is another run's, cannot be gone on from, or holds no state of a town.
    """
    start = newest(scenario, FIRST_SEED if seed is None and origin is None else seed, plan)
    return branched(origin, scenario, seed, plan) if origin and start.town is None else start


def _resumed(path: Path, scenario: Scenario, kept: Kept, plan: Plan) -> Community:
    """Return the community that goes on; raises Damaged when no run can have left that state."""
    from model.community import Community
    from model.state import StateFault

    try:
        return Community.resumed(scenario, kept, threads=plan.threads, check=plan.check)
    except (StateFault, MemoryError) as fault:
        what = str(fault) or "larger than the memory that is free"
        raise checkpoints.Damaged(f"{path}: is no state of a town ({what})") from None


# differences in words ------------------------------------------------------------------------------------


def differences(theirs: dict[str, Any], mine: dict[str, Any]) -> str:
    """Return in what a checkpoint's plain data differ from one's own, the first few of it, or ''."""
    told, there, here = [], _flat(theirs, ""), _flat(mine, "")
    for path in dict.fromkeys([*there, *here]):
        if path in there and path in here:
            if there[path] != here[path]:
                told.append(f"{path} is {str(there[path])[:40]} there, {str(here[path])[:40]} here")
        else:
            told.append(f"{'.'.join(path.split('.')[:2])} is only {'there' if path in there else 'here'}")
    told = list(dict.fromkeys(told))
    more = f"; and {len(told) - TOLD} more" if len(told) > TOLD else ""
    return "; ".join(told[:TOLD]) + more


def _flat(content: Any, path: str) -> dict[str, Any]:
    """Return plain data by dotted path; what has a name in a list goes by it."""
    if isinstance(content, list):
        names = (one.get("name", at) if isinstance(one, dict) else at for at, one in enumerate(content))
        content = dict(zip(names, content, strict=True))
    if not isinstance(content, dict):
        return {path: content}
    found: dict[str, Any] = {}
    for name, value in content.items():
        found |= _flat(value, f"{path}.{name}" if path else str(name))
    return found
