"""Taking a town up again: the tables of a state, held against what a town of its size can look like."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.chance import Chance
from model.columns import blank
from model.place import Homes, Places
from model.residents import Residents
from model.sites import stand
from model.state import State, StateFault
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
