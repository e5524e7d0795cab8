"""Copies a community of columns into a town of objects, and takes down its week's events as plain data."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.community import Community
from model.residents import Residents
from model.unfolding import Unfolding
from tests.reference.effects import Acting, set_conditions
from tests.reference.neighbourhood import Promise
from tests.reference.person import ALL_SERVICES, Person
from tests.reference.town import Town

SETS = ("knows", "needs", "queued")
COMPANY = (
    "met", "peers", "gloom", "cheer", "strength", "local", "bonding", "bridging", "insiders", "close",
    "acquaintances", "encounters", "ended", "ended_close",
)  # fmt: skip
OF_PERSON = tuple(
    name for name in Residents._fields if name not in (*SETS, "place", "household", "adults", "waited")
)
OF_PLACE = (
    "row", "col", "quintile", "base_quality", "quality", "lighting", "access", "incidents", "groups",
    "usual_groups", "extra_groups", "short_weeks", "ready_weeks", "helping", "community_life", "attending",
    "wanting", "volunteers", "kept", "broken", "heard", "turnout",
)  # fmt: skip
OF_SITE = ("service", "capacity", "credit", "seats", "served", "waiting")
HOME, KIN, NEAR, ALIKE = 1, 2, 4, 8


def services_in(word: int) -> set[int]:
    """Return the services whose bits are set."""
    return {service for service in ALL_SERVICES if (int(word) >> service) & 1}


def plain(value: Any) -> Any:
    """Return a number of a column as a plain one."""
    return value.item() if isinstance(value, np.generic) else value


def town_of(community: Community, make: type[Town] = Town) -> Town:
    """Return a town of objects in the state of a community, which it shares nothing with."""
    town = make(community.seed, community.assume, community.loops, community.week)
    add_places(community, town)
    add_people(community, town)
    add_households(community, town)
    add_ties(community, town)
    add_sites(community, town)
    set_conditions(town)
    town.deaths, town.departures = (int(n) for n in community.world.tally)
    return town


def add_places(community: Community, town: Town) -> None:
    """Copy the neighbourhoods."""
    places, climate = community.world.places, community.world.climate
    for number in range(len(places.row)):
        place = town.Neighbourhood(town, number)
        for name in OF_PLACE:
            setattr(place, name, plain(getattr(places, name)[number]))
        for name in climate._fields:
            setattr(place, name, plain(getattr(climate, name)[number]))
        promised, voiced = places.promised[number].tolist(), places.voiced[number].tolist()
        sizes = [tuple(promised[4 * n : 4 * n + 4]) for n in range(len(voiced))]
        place.promises = [Promise(size, power) for size, power in zip(sizes, voiced, strict=True)]
        town.places.append(place)
        town.grid[place.row, place.col] = place


def add_people(community: Community, town: Town) -> None:
    """Copy the residents, and list them by neighbourhood in the order of the columns."""
    w = community.world
    for row in range(len(w.residents.place)):
        town.people.append(copied_person(community, row, town))
    for place in town.places:
        first, count = int(w.places.first[place.number]), int(w.places.residents[place.number])
        place.residents = [town.people[i] for i in w.homes.members[first : first + count]]


def copied_person(community: Community, row: int, town: Town) -> Person:
    """Return a copy of one resident."""
    w, person = community.world, town.Person(town, row)
    r = w.residents
    for table, names in (
        (r, OF_PERSON),
        (w.company, COMPANY),
        (w.care, ("relief", "passed", "leaked", "wait")),
    ):
        for name in names:
            setattr(person, name, plain(getattr(table, name)[row]))
    for name in SETS:
        setattr(person, name, services_in(getattr(r, name)[row]))
    person.place, person.waited = town.places[r.place[row]], r.waited[row].tolist()
    person.heard, person.served = services_in(w.company.heard[row]), services_in(w.care.served[row])
    person.went, person.helps = bool(w.outings.went[row]), bool(w.outings.volunteered[row])
    person.wants, person.took_part = bool(w.outings.wants[row]), bool(w.took_part[row])
    person.isolated_at_start = bool(community.isolated_at_start[row])
    return person


def add_households(community: Community, town: Town) -> None:
    """Gather those who live together."""
    by_number: dict[int, list[Person]] = {}
    for person, number in zip(town.people, community.world.residents.household.tolist(), strict=True):
        person.household = by_number.setdefault(number, [])
        person.household.append(person)
    town.households = list(by_number.values())


def add_ties(community: Community, town: Town) -> None:
    """Copy the ties: one object for both ends, each in its slot's place in both lists."""
    ties, made = community.world.ties, {}
    for person in town.people:
        for slot in range(int(ties.degree[person.row])):
            other = town.people[ties.partner[person.row, slot]]
            pair = tuple(sorted((person.row, other.row)))
            if pair not in made:
                strength, affinity = ties.strength[person.row, slot], ties.affinity[person.row, slot]
                made[pair] = town.Tie(person, other, plain(strength), plain(affinity))
                label(made[pair], int(ties.kind[person.row, slot]))
            person.ties.append(made[pair])


def label(tie: Any, kind: int) -> None:
    """Write the bits of a tie's kind as four flags."""
    tie.home, tie.kin = bool(kind & HOME), bool(kind & KIN)
    tie.near, tie.alike = bool(kind & NEAR), bool(kind & ALIKE)


def add_sites(community: Community, town: Town) -> None:
    """Copy the service sites."""
    sites = community.world.sites
    for number in range(len(sites.service)):
        site = town.Site(town, number)
        for name in OF_SITE:
            setattr(site, name, plain(getattr(sites, name)[number]))
        site.place = town.places[sites.place[number]]
        town.sites.append(site)


# events ----------------------------------------------------------------------------------------------


def events_of(community: Community, week: int) -> list[Acting]:
    """Return the events at work in a week that the community has just lived: whom they reached, as data."""
    lives = [life for life in community._schedule._lives if life.reach is not None]
    return [acting(life, week) for life in lives if life.dose(week) > 0.0 or life.course.begins == week]


def acting(life: Unfolding, week: int) -> Acting:
    """Return one event as data."""
    reach: Any = life.reach
    return Acting(
        life.event,
        life.dose(week),
        life.course.begins == week,
        np.flatnonzero(reach.offered).tolist(),
        shares(reach.taking_part, reach.by_resident),
        shares(reach.places, reach.by_place),
        shares(reach.sites, reach.by_site),
    )


def shares(flags: np.ndarray, doses: np.ndarray) -> dict[int, float]:
    """Return the share of the dose of each of those flagged, by number."""
    return {int(number): float(doses[number]) for number in np.flatnonzero(flags)}
