"""A service site: what it can do in a week, and the way to the nearest one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import mesa

from tests.reference.conditions import SiteConditions
from tests.reference.neighbourhood import Neighbourhood
from tests.reference.person import ALL_SERVICES

if TYPE_CHECKING:
    from tests.reference.town import Town


class Site(mesa.Agent):  # type: ignore[misc]
    """Where one service sees people; `credit` is the part of a person's turn carried over."""

    service: int
    place: Neighbourhood
    capacity: float
    credit: float
    seats: int
    served: int
    waiting: int

    def __init__(self, town: mesa.Model, number: int) -> None:
        super().__init__(town)
        self.number = number
        self.now = SiteConditions()

    def open_doors(self) -> None:
        """Count how many people it can see this week."""
        turns = self.credit + (self.capacity * self.now.capacity if self.now.open else 0.0)
        self.seats, self.credit = int(turns), turns - int(turns)
        self.served = self.waiting = 0


class Way(NamedTuple):
    """The way to a service: its nearest open site, and how far that is, 0 to 1."""

    site: Site
    far: float


def steps(one: Neighbourhood, other: Neighbourhood) -> int:
    """Return grid steps along rows and columns."""
    return abs(one.row - other.row) + abs(one.col - other.col)


def nearest(place: Neighbourhood, service: int, town: Town) -> Way | None:
    """Return the way to the nearest open site of a service: far = steps / (steps + half_way)."""
    able = [site for site in town.sites if site.service == service and site.now.open]
    if not able:
        return None
    site = min(able, key=lambda site: (steps(place, site.place), site.number))
    away = steps(place, site.place)
    return Way(site, away / (away + town.assume.seeking.half_way))


def find_ways(place: Neighbourhood, town: Town) -> None:
    """Note the ways from a neighbourhood; a service that moved in with another is as near as its host."""
    found = {service: nearest(place, service, town) for service in ALL_SERVICES}
    place.ways = {service: way for service, way in found.items() if way}
    own = dict(place.ways)
    for guest, host in town.now.host.items():
        if guest in own and host in own:
            place.ways[guest] = Way(own[guest].site, min(own[guest].far, own[host].far))
