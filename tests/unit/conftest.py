"""A hamlet made by hand: six residents in two neighbourhoods side by side, everything middling."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from model.chance import Chance, Luck
from model.columns import blank
from model.conditions import SERVICES, Conditions, ordinary
from model.place import Homes, Places
from model.residents import Residents
from model.sites import Sites, Ways
from model.ties import SLOTS, Ties, join
from model.world import World, assembled

LONG_AGO = 500
"""Weeks since what residents of the hamlet last did."""
HALVES = (
    "income", "transport", "digital", "health", "wellbeing", "money_strain", "strain", "loneliness",
    "belonging", "safety", "trust", "control",
)  # fmt: skip


class Hamlet(NamedTuple):
    """The hamlet's tables, an ordinary week's conditions, the ways to its services, and its luck."""

    world: World
    c: Conditions
    ways: Ways
    chance: Chance

    def luck(self, week: int = 0) -> Luck:
        """Return the keys of a week's draws."""
        return self.chance.luck(week)

    def tie(self, one: int, other: int, strength: float = 0.5, affinity: float = 1.0, kind: int = 0) -> None:
        """Tie two residents."""
        assert join(one, other, strength, affinity, kind, self.world.ties)

    def strength(self, one: int, other: int) -> float:
        """Return the strength of a tie, 0 when there is none, after a look at both its ends."""
        ties = self.world.ties
        found = [
            [float(ties.strength[a, k]) for k in range(ties.degree[a]) if ties.partner[a, k] == b]
            for a, b in ((one, other), (other, one))
        ]
        assert found[0] == found[1]
        return found[0][0] if found[0] else 0.0


def six_residents() -> Residents:
    """Return three residents in each of two neighbourhoods, in households of 2, 1, 2 and 1 adults."""
    r = blank(Residents, 6)
    r.place[:] = 0, 0, 0, 1, 1, 1
    r.household[:] = 0, 0, 1, 2, 2, 3
    r.adults[:] = 2, 2, 1, 2, 2, 1
    r.age[:], r.sociability[:] = 40.0, 1.0
    for name in HALVES:
        getattr(r, name)[:] = 0.5
    for name in ("attended", "volunteered", "engaged", "settled"):
        getattr(r, name)[:] = LONG_AGO
    return r


def two_places() -> Places:
    """Return two neighbourhoods side by side, the first in SIMD quintile 1, the second in 5."""
    places = blank(Places, 2)
    places.col[:], places.quintile[:] = (0, 1), (1, 5)
    places.first[:], places.residents[:] = (0, 3), 3
    for name in ("quality", "base_quality", "lighting", "community_life"):
        getattr(places, name)[:] = 0.5
    places.groups[:] = places.usual_groups[:] = 1
    return places


def one_site_each() -> Sites:
    """Return one site of each service with two seats a week, the even ones in the first neighbourhood."""
    sites = blank(Sites, len(SERVICES))
    sites.service[:] = np.arange(len(SERVICES))
    sites.place[:] = sites.service % 2
    sites.capacity[:] = 2.0
    return sites


@pytest.fixture
def hamlet() -> Hamlet:
    """The hamlet, new for each test; services are not linked to each other (link 0)."""
    places, sites = two_places(), one_site_each()
    rows = np.arange(6, dtype=np.uint32)
    world = assembled(six_residents(), blank(Ties, 6), places, Homes(rows, rows.copy()), sites)
    links = np.zeros((len(SERVICES), len(SERVICES)))
    ways = Ways(np.tile(np.arange(7, dtype=np.uint16), (2, 1)), np.zeros((2, 7)))
    assert world.ties.partner.shape == (6, SLOTS)
    return Hamlet(world, ordinary(2, len(SERVICES), 6, links), ways, Chance(7))
