"""The towns of one replicate: one burn-in, and a branch for everything that is tried on it.

A path is a branch with what was recorded on the way. All paths of a replicate share their luck, so a
difference between two paths is what the event did. Paths are kept until `forget`, so that the checks of a
theme share them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.timeline import shocks

if TYPE_CHECKING:
    from model.community import Community
    from model.scenario import Scenario

EVERY = 4
"""Weeks between two pages of a diary."""
LONG = 260
"""Weeks of the path without events."""
YEAR = 52
EQUAL_FIFTHS = {"1": 0.2, "2": 0.2, "3": 0.2, "4": 0.2, "5": 0.2}
QUINTILES = tuple(f"quintile={q}" for q in range(1, 6))
WATCHED = ("wellbeing", "strain", "age")
SAME_PERSON = 0.02
Column = NDArray[Any]
Alteration = Callable[["Community"], None]


class Path:
    """What one branch recorded: indicators by week and group, and some columns every four weeks."""

    def __init__(self, town: Community, watched: Sequence[str]) -> None:
        self.town, self._pages = town, {name: [_column(town, name)] for name in watched}

    def turn(self) -> None:
        """Write a page of the diary."""
        for name, pages in self._pages.items():
            pages.append(_column(self.town, name))

    @cached_property
    def values(self) -> dict[str, Column]:
        """Return every indicator (weeks + 1, groups)."""
        return self.town.record.values()

    def series(self, name: str, group: str = "all") -> Column:
        """Return an indicator by week; group `national` is the mean of the five quintiles."""
        from model.indicators import GROUPS

        if group == "national":
            return np.asarray(np.mean([self.series(name, fifth) for fifth in QUINTILES], axis=0))
        return self.values[name][:, GROUPS.index(group)]

    def mean(self, name: str, group: str = "national", first: int = 1, last: int = 2 * YEAR) -> float:
        """Return an indicator's mean over weeks first..last."""
        return float(np.nanmean(self.series(name, group)[first : last + 1]))

    def page(self, name: str, week: int) -> Column:
        """Return a watched column as it was at the end of a week that is a multiple of four (residents,)."""
        if week % EVERY:
            raise ValueError(f"the diary has every {EVERY}th week, not week {week}")
        return self._pages[name][week // EVERY]

    def stayed(self, week: int) -> Column:
        """Return which rows still hold the person of week 0 (residents,): a newcomer has another age."""
        aged = self.page("age", week) - self.page("age", 0) - week / YEAR
        return np.asarray(np.abs(aged) < SAME_PERSON)


def _column(town: Community, name: str) -> Column:
    """Return a copy of a residents' column, or of one of company (`company.local`)."""
    part, _, column = name.rpartition(".")
    table = getattr(town.world, part) if part else town.world.residents
    return np.array(getattr(table, column))


class Towns:
    """One replicate: a town after its burn-in, and the paths that begin there."""

    def __init__(
        self, seed: int, residents: int, progress: Callable[[int], None], long: int = LONG
    ) -> None:  # fmt: skip
        self.seed, self.residents, self.long, self._progress = seed, residents, long, progress
        self._paths: dict[tuple[str, int], Path] = {}
        self._found: dict[str, Any] = {}

    @cached_property
    def trunk(self) -> Community:
        """Return the town at week 0; never stepped."""
        return self.founded(national(self.residents))

    def founded(self, scenario: Scenario) -> Community:
        """Return a town after its own burn-in."""
        from model.community import Community

        town = Community(scenario, rng=self.seed)
        self._progress(town.scenario.settle)
        return town

    def ordinary(self) -> Path:
        """Return the path without events over five years (`long` weeks)."""
        return self.path("ordinary", self.long, watch=ORDINARY)

    def half(self) -> Path:
        """Return a year without events in a town of half the size, neighbourhoods as large."""
        if ("half", YEAR) not in self._paths:
            self._paths["half", YEAR] = Path(self.founded(halved(self.trunk.scenario)), WATCHED)
            self.live(self._paths["half", YEAR], YEAR)
        return self._paths["half", YEAR]

    def path(
        self, name: str, weeks: int, events: Sequence[Any] = (), *, watch: Sequence[str] = (),
        given: Mapping[str, float] | None = None, loops: Mapping[str, bool] | None = None,
        alter: Alteration | None = None,
    ) -> Path:  # fmt: skip
        """Return the path of that name, lived now if it has not been: `events` count weeks from the trunk."""
        if (name, weeks) not in self._paths:
            town = branched(self.trunk, events, given, loops)
            if alter:
                alter(town)
            path = Path(town, (*WATCHED, *watch))
            self.live(path, weeks)
            self._paths[name, weeks] = path
        return self._paths[name, weeks]

    def live(self, path: Path, weeks: int) -> None:
        """Let a path go on for some weeks."""
        for week in range(1, weeks + 1):
            path.town.step()
            if week % EVERY == 0:
                path.turn()
        self._progress(weeks)

    def once(self, name: str, weeks: int, find: Callable[[], float]) -> float:
        """Return what `find` gives, found once; it lives so many weeks outside any path."""
        if name not in self._found:
            self._found[name] = find()
            self._progress(weeks)
        return float(self._found[name])

    def forget(self) -> None:
        """Let go of all paths but those without events."""
        self._paths = {key: path for key, path in self._paths.items() if key[0] == "ordinary"}


ORDINARY = (
    "belonging", "case_weeks", "company.acquaintances", "company.close", "company.local", "control",
    "damage", "health", "loneliness", "money_strain", "place", "sessions", "settled", "strain", "trust",
    "ties.degree", "ties.partner", "volunteering_habit", "work",
)  # fmt: skip


def national(residents: int) -> Scenario:
    """Return the baseline in a town with a fifth of its neighbourhoods in each SIMD quintile."""
    from model.scenario import Scenario

    return Scenario.load("baseline").with_(residents=residents, set={"town.quintiles": EQUAL_FIFTHS})


def halved(scenario: Scenario) -> Scenario:
    """Return a scenario in a town of half the rows and half the residents: density stays."""
    town = scenario.town
    if town.rows % 2 or town.residents % 2:
        raise ValueError(f"a town of {town.rows} rows and {town.residents} residents cannot be halved")
    size = {"residents": town.residents // 2, "rows": town.rows // 2}
    return scenario.with_(set={f"town.{name}": number for name, number in size.items()})


def branched(
    town: Community, events: Sequence[Any] = (), given: Mapping[str, float] | None = None,
    loops: Mapping[str, bool] | None = None,
) -> Community:  # fmt: skip
    """Return a copy of a town that goes on under other events, parameters or loops."""
    other = town.branch(town.scenario.model_copy(update={"events": tuple(events)}))
    assume = town.assume
    for path, value in (given or {}).items():
        assume = assume.changed(path, value)
    other.suppose(assume, town.loops._replace(**(loops or {})))
    return other


def event(kind: str, start: int = 0, **fields: Any) -> Any:
    """Return an event of a kind with some fields."""
    from model.event_kinds import EVENT_KINDS

    return EVENT_KINDS[kind](**{"kind": kind, "start": start, **fields})


def library(name: str, **change: Any) -> tuple[Any, ...]:
    """Return the events of a scenario of the library, each with a change, dated from its first shock.

    The first shock, or else the first event, is in week 0; what began before it begins in week 0 too.
    """
    from model.scenario import Scenario

    scenario = Scenario.load(name)
    dated = shocks(scenario) or scenario.events
    first = min((one.start for one in dated), default=0)
    return tuple(
        one.model_copy(update={"start": max(0, one.start - first), **change}) for one in scenario.events
    )
