"""Taking a town up again: the tables of a state, held against what a town of its size can look like."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.assumptions import Assumptions
from model.chance import Chance
from model.columns import Flags, blank
from model.conditions import Conditions
from model.events import Schedule
from model.place import Homes, Places
from model.recording import Record
from model.residents import Residents
from model.settlement import usual_conditions
from model.sites import stand
from model.state import State, StateFault
from model.tally import Tally
from model.ties import Ties
from model.town import Town
from model.world import World, assembled

if TYPE_CHECKING:
    from model.scenario import Scenario


class Kept(NamedTuple):
    """What a community left: the scenario that it lived under, its seed and its state."""

    scenario: Scenario
    seed: int
    state: State


class Left(NamedTuple):
    """What a community left, as the classes that remember it."""

    week: int
    steps: int
    world: World
    ordinary: Conditions
    conditions: Conditions
    """Those of its last week."""
    schedule: Schedule
    isolated_at_start: Flags
    record: Record
    tally: Tally


def left(kept: Kept, chance: Chance, assume: Assumptions) -> Left:
    """Return what a community left, its conditions made anew; raises StateFault."""
    state, before = kept.state, kept.scenario
    week = state.whole("week", 0, before.weeks)
    world = world_of(state.part("world"), before.town)
    ordinary = usual_conditions(world, assume.services.ordinary_link)
    schedule = Schedule(before.events, chance, assume.survey, before.calendar)
    schedule.resume(state.part("schedule"), week, world)
    return Left(
        week,
        state.whole("steps", 0, week),
        world,
        ordinary,
        schedule.lived_under(week - 1, ordinary),
        schedule,
        state.array("isolated_at_start", np.bool_, before.town.residents),
        Record.resumed(state.part("record"), week),
        Tally.resumed(state.part("tally"), week),
    )


def refuse_other_world(scenario: Scenario, mine: Scenario) -> None:
    """Raise ValueError unless two scenarios differ in their events alone."""
    same = (mine.town, mine.assumptions, mine.loops, mine.settle)
    if same != (scenario.town, scenario.assumptions, scenario.loops, scenario.settle):
        what = "is about another town, other assumptions or loops"
        raise ValueError(f"{scenario.name} {what} than {mine.name}")


def vacant(town: Town) -> World:
    """Return a world with the tables of a town's size and nobody in it; blank columns take no memory."""
    people, places = town.residents, blank(Places, town.rows * town.columns)
    sites = stand(town, places, Chance(0))
    return assembled(blank(Residents, people), blank(Ties, people), places, blank(Homes, people), sites)


def world_of(state: State, town: Town) -> World:
    """Return the world of a state, without a copy; raises StateFault when it cannot be this town's."""
    world = vacant(town).taken(state)
    faults = [what for what, sound in _soundness(world, town).items() if not sound]
    if faults:
        raise StateFault("; ".join(faults))
    return world


def _soundness(w: World, town: Town) -> dict[str, bool]:
    """Return what must hold before anything goes by the indices in a world, and whether it does."""
    people, spots = town.residents, town.rows * town.columns
    ends = np.cumsum(w.places.residents, dtype=np.float64)
    grid = np.arange(spots)
    indices = (
        (w.residents.place, spots), (w.homes.members, people), (w.homes.position, people),
        (w.sites.place, spots), (w.outings.venue, spots),
    )  # fmt: skip
    return {
        "neighbourhoods hold another number of residents": bool(
            ends[-1] == people and np.array_equal(w.places.first, ends - w.places.residents)
        ),
        "neighbourhoods lie otherwise": bool(
            np.array_equal(w.places.row, grid // town.columns)
            and np.array_equal(w.places.col, grid % town.columns)
        ),
        "somebody or something lies beyond the town": all(array.max() < most for array, most in indices),
    }
