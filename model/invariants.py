"""The promises that the world keeps every week, whatever happens in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from model.columns import out_of_range
from model.ties import faults
from model.world import World

if TYPE_CHECKING:
    from model.community import Community


class BrokenWorldError(AssertionError):
    """An invariant of the world does not hold: a defect of the model, never of a scenario."""


def broken(town: Community) -> list[str]:
    """Return one sentence for each promise that does not hold; an empty list when all do."""
    w = town.world
    found = [
        fault
        for table in (w.residents, w.ties, w.company, w.places, w.sites, w.care)
        for fault in out_of_range(table)
    ]
    return [*found, *faults(w.ties), *_homes(w), *_services(w, town), *_activities(w, town)]


def _homes(w: World) -> Iterator[str]:
    """People are conserved, and nobody lives in two places."""
    members, place = w.homes.members, w.residents.place
    if not np.array_equal(np.sort(members), np.arange(len(place))):
        yield "somebody lives in two places or in none"
        return
    if not np.array_equal(w.homes.position[members], np.arange(len(members))):
        yield "a position in the list of homes is wrong"
    if not np.array_equal(place[members], np.repeat(np.arange(len(w.places.row)), w.places.residents)):
        yield "a resident's neighbourhood and the list of homes differ"
    same = w.residents.household[1:] == w.residents.household[:-1]
    if (place[1:][same] != place[:-1][same]).any():
        yield "a household lives in two neighbourhoods"


def _services(w: World, town: Community) -> Iterator[str]:
    """No site serves more than it can; nobody queues for what they do not need."""
    if town.loops.queues and (w.sites.served > w.sites.seats).any():
        yield "a site served more people than it has capacity for"
    if (w.residents.queued & ~w.residents.needs).any():
        yield "somebody waits for a service without a need for it"


def _activities(w: World, town: Community) -> Iterator[str]:
    """No activity takes more than it has places for; volunteers are among those who went."""
    if (w.outings.volunteered & ~w.outings.went).any():
        yield "somebody volunteered without going"
    went = np.bincount(w.outings.venue[w.outings.went], minlength=len(w.places.row))
    if not np.array_equal(went, w.places.attending):
        yield "the count of those at activities is wrong"
    if (w.places.attending > w.outings.offered).any():
        yield "an activity took more people than it has places for"
