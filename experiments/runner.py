"""Running one replicate of several scenarios, each stretch of weeks that they share only once.

Scenarios with the same town, assumptions, loops and burn-in share the burn-in, and share every
week until their events first differ. There the state is copied and each goes its own way. The
numbers are the same, bit for bit, as when every scenario is run alone.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.timeline import begun, parting, same_world

if TYPE_CHECKING:
    from model.community import Community
    from model.scenario import Scenario

Progress = Callable[[int], None]
"""Called with the number of weeks done since the last call."""


class Job(NamedTuple):
    """One replicate: its number, its seed and the scenarios that share its luck."""

    replicate: int
    seed: int
    scenarios: tuple[Scenario, ...]


class Outcome(NamedTuple):
    """What one scenario did in one replicate."""

    scenario: str
    replicate: int
    trajectory: dict[str, NDArray[Any]]
    binding: list[str]
    events: list[dict[str, Any]]
    ledger: dict[str, dict[str, NDArray[Any]]] = {}  # noqa: RUF012 (never changed)
    """By event, what it did in each recorded week (`Community.ledger`)."""


class Failure(NamedTuple):
    """Scenarios of one replicate that did not finish, the stage they were in, and why."""

    scenarios: tuple[str, ...]
    replicate: int
    stage: str
    error: str
    traceback: str


class Stretch(NamedTuple):
    """Weeks that some scenarios share, and where they go after `until`."""

    scenarios: tuple[Scenario, ...]
    begins: int
    until: int
    branches: tuple[Stretch, ...]


def replicate_seed(root: int, replicate: int) -> int:
    """Return the seed of a replicate: 48 bits of a hash of root seed and replicate, for all scenarios."""
    digest = hashlib.blake2b(f"{root}/replicate/{replicate}".encode(), digest_size=6).digest()
    return int.from_bytes(digest, "little")


def plan(scenarios: Sequence[Scenario]) -> list[Stretch]:
    """Return what to run, one tree for each world; raises ValueError when horizons differ."""
    if len({scenario.weeks for scenario in scenarios}) > 1:
        raise ValueError("scenarios that are run together need the same number of weeks")
    worlds: list[list[Scenario]] = []
    for scenario in scenarios:
        home = next((world for world in worlds if same_world(world[0], scenario)), None)
        if home is None:
            worlds.append(home := [])
        home.append(scenario)
    return [_stretch(world, 0) for world in worlds]


def _stretch(scenarios: Sequence[Scenario], begins: int) -> Stretch:
    """Return the tree of scenarios that agree up to the week `begins`."""
    weeks = [parting(scenarios[0], scenario) for scenario in scenarios[1:]]
    apart = min((w for w in weeks if w is not None and w < scenarios[0].weeks), default=None)
    if apart is None:
        return Stretch(tuple(scenarios), begins, scenarios[0].weeks, ())
    kinds: list[list[Scenario]] = []
    for scenario in scenarios:
        kin = next((k for k in kinds if begun(k[0], apart) == begun(scenario, apart)), None)
        if kin is None:
            kinds.append(kin := [])
        kin.append(scenario)
    return Stretch(tuple(scenarios), begins, apart, tuple(_stretch(k, apart) for k in kinds))


def planned_weeks(scenarios: Sequence[Scenario]) -> int:
    """Return how many weeks one replicate simulates, burn-ins included."""
    trees = plan(scenarios)
    return sum(_weeks(tree) + tree.scenarios[0].settle for tree in trees)


def _weeks(stretch: Stretch) -> int:
    return stretch.until - stretch.begins + sum(_weeks(branch) for branch in stretch.branches)


def run_replicate(job: Job, progress: Progress) -> list[Outcome | Failure]:
    """Return what every scenario did; one that fails leaves the others of the replicate standing."""
    found: list[Outcome | Failure] = []
    for tree in plan(job.scenarios):
        with _kept(job, tree, "burn-in", found):
            _founded(job, tree, progress, found)
    order = [scenario.name for scenario in job.scenarios]
    return sorted(found, key=lambda f: order.index(_names(f)[0]))


def _names(found: Outcome | Failure) -> tuple[str, ...]:
    return found.scenarios if isinstance(found, Failure) else (found.scenario,)


@contextmanager
def _kept(job: Job, stretch: Stretch, stage: str, found: list[Outcome | Failure]) -> Iterator[None]:
    """Turn an error into a failure of those scenarios of the stretch that have no result yet."""
    try:
        yield
    except Exception as error:
        done = {name for f in found for name in _names(f)}
        lost = tuple(s.name for s in stretch.scenarios if s.name not in done)
        found.append(Failure(lost, job.replicate, stage, in_short(error), traceback.format_exc()))


def in_short(error: BaseException) -> str:
    """Return an error's type and the first line of what it says."""
    first = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def _founded(job: Job, tree: Stretch, progress: Progress, found: list[Outcome | Failure]) -> None:
    """Build the town, burn it in and grow the tree."""
    from model.community import Community

    community = Community(tree.scenarios[0], rng=job.seed)
    progress(tree.scenarios[0].settle)
    with _kept(job, tree, "weeks", found):
        _grown(job, community, tree, progress, found)


def _grown(
    job: Job, community: Community, stretch: Stretch, progress: Progress, found: list[Outcome | Failure]
) -> None:
    """Run the shared weeks, then each branch on a copy; the first branch goes on with the original."""
    community.run(stretch.until - community.week, lambda week: progress(1))
    for branch in stretch.branches[1:]:
        with _kept(job, branch, "weeks", found):
            _grown(job, community.branch(branch.scenarios[0]), branch, progress, found)
    if stretch.branches:
        _grown(job, community, stretch.branches[0], progress, found)
    else:
        found += [outcome(community, scenario.name, job.replicate) for scenario in stretch.scenarios]


class Single(NamedTuple):
    """One run of one scenario: its outcome and, if asked for, the residents at one week."""

    outcome: Outcome
    residents: dict[str, NDArray[Any]] | None


def outcome(community: Community, scenario: str, replicate: int) -> Outcome:
    """Return the results of a community that has reached its horizon."""
    trajectory = {name: np.asarray(column) for name, column in community.record.trajectory().items()}
    log, ledger = list(community.event_log), community.ledger()
    return Outcome(scenario, replicate, trajectory, list(community.binding()), log, ledger)
