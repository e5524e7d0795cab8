"""Holds a town of objects against a community of columns, and says in words where they differ."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from model.community import Community
from tests.reference.copying import (
    ALIKE,
    COMPANY,
    HOME,
    KIN,
    NEAR,
    OF_PERSON,
    OF_PLACE,
    OF_SITE,
    SETS,
    events_of,
    plain,
)
from tests.reference.person import Person
from tests.reference.survey import GROUPS, Survey
from tests.reference.tie import Tie
from tests.reference.town import Town

CLOSE = 1e-4
"""Largest difference of a continuous state."""
NEAR_ENOUGH = 1e-3
"""Largest difference of an indicator, as a share of it."""
OF_CARE = ("relief", "passed", "leaked", "wait")


def differences(community: Community, town: Town) -> list[str]:
    """Return one sentence for each thing in which the two differ."""
    of = (of_people, of_homes, of_ties, of_places, of_sites, of_town)
    return [sentence for check in of for sentence in check(community, town)]


def differ(mine: Any, theirs: Any) -> bool:
    """Tell whether two values differ: whole numbers, flags and sets at all, others by more than CLOSE."""
    if isinstance(mine, float) or isinstance(theirs, float):
        return not abs(mine - theirs) <= CLOSE
    return bool(mine != theirs)


def bits(services: set[int]) -> int:
    """Return services as bits of a whole number."""
    return sum(1 << service for service in services)


def of_people(community: Community, town: Town) -> Iterator[str]:
    """Yield where residents differ."""
    w = community.world
    named = [(w.residents, OF_PERSON), (w.company, COMPANY), (w.care, OF_CARE)]
    for person in town.people:
        values = [(name, getattr(person, name), getattr(t, name)) for t, names in named for name in names]
        values += [(name, bits(getattr(person, name)), getattr(w.residents, name)) for name in SETS]
        values += discrete_state(person, w)
        for name, mine, column in values:
            theirs = plain(column[person.row]) if isinstance(column, np.ndarray) else column
            if differ(mine, theirs):
                yield f"{name} of resident {person.row}: {mine} by objects, {theirs} by columns"


def discrete_state(person: Person, w: Any) -> list[tuple[str, Any, Any]]:
    """Return what has another shape in the columns: (name, by objects, column or value)."""
    r, row = w.residents, person.row
    return [
        ("place", person.place.number, r.place),
        ("adults", len(person.household), r.adults),
        ("waited", person.waited, r.waited[row].tolist()),
        ("heard", bits(person.heard), w.company.heard),
        ("served", bits(person.served), w.care.served),
        ("wants", person.wants, w.outings.wants),
        ("went", person.went, w.outings.went),
        ("volunteered now", person.helps, w.outings.volunteered),
        ("took part", person.took_part, w.took_part),
        ("degree", len(person.ties), w.ties.degree),
    ]


def of_homes(community: Community, town: Town) -> Iterator[str]:
    """Yield the neighbourhoods whose residents differ, or stand in another order."""
    w = community.world
    for place in town.places:
        first, count = int(w.places.first[place.number]), int(w.places.residents[place.number])
        if [person.row for person in place.residents] != w.homes.members[first : first + count].tolist():
            yield f"the residents of neighbourhood {place.number}"


def kind_of(tie: Tie) -> int:
    """Return a tie's kind as bits."""
    return HOME * tie.home + KIN * tie.kin + NEAR * tie.near + ALIKE * tie.alike


def of_ties(community: Community, town: Town) -> Iterator[str]:
    """Yield where the ties of a resident differ, slot by slot."""
    ties = community.world.ties
    for person in town.people:
        mine = [(tie.other_than(person).row, kind_of(tie), tie.affinity) for tie in person.ties]
        row, degree = person.row, int(ties.degree[person.row])
        columns = (ties.partner[row, :degree], ties.kind[row, :degree], ties.affinity[row, :degree])
        theirs = list(zip(*(column.tolist() for column in columns), strict=True))
        if mine != theirs:
            yield f"ties of resident {row}: {mine} by objects, {theirs} by columns"
        elif any(map(differ, [tie.strength for tie in person.ties], ties.strength[row, :degree].tolist())):
            yield f"the strength of ties of resident {row}"


def of_places(community: Community, town: Town) -> Iterator[str]:
    """Yield where neighbourhoods differ, their climate and promises included."""
    w = community.world
    climate = w.climate._fields
    for place in town.places:
        values = [(name, getattr(place, name), getattr(w.places, name)) for name in OF_PLACE]
        values += [(name, getattr(place, name), getattr(w.climate, name)) for name in climate]
        for name, mine, column in values:
            if differ(float(mine), float(column[place.number])):
                yield f"{name} of neighbourhood {place.number}: {mine} and {column[place.number]}"
        promises = [size for promise in place.promises for size in promise.sizes]
        if any(map(differ, promises, w.places.promised[place.number].tolist())):
            yield f"promises of neighbourhood {place.number}"
        if any(map(differ, [p.power for p in place.promises], w.places.voiced[place.number].tolist())):
            yield f"power in the promises of neighbourhood {place.number}"


def of_sites(community: Community, town: Town) -> Iterator[str]:
    """Yield where service sites differ, and the ways to them."""
    sites, ways = community.world.sites, community.ways
    for site in town.sites:
        for name in OF_SITE:
            if differ(getattr(site, name), plain(getattr(sites, name)[site.number])):
                yield f"{name} of site {site.number}"
    for place in town.places:
        for service, way in place.ways.items():
            far = float(ways.distance[place.number, service])
            if way.site.number != ways.site[place.number, service] or differ(way.far, far):
                yield f"the way from neighbourhood {place.number} to service {service}"


def of_town(community: Community, town: Town) -> Iterator[str]:
    """Yield whether deaths and departures differ."""
    mine, theirs = [town.deaths, town.departures], community.world.tally.tolist()
    if mine != theirs:
        yield f"deaths and departures: {mine} by objects, {theirs} by columns"


def of_indicators(community: Community, survey: Survey, first: int = 0) -> list[str]:
    """Return the indicators and groups that differ, by more than NEAR_ENOUGH, in a week from `first` on."""
    found = []
    for name, values in community.record.values().items():
        for column, group in enumerate(GROUPS):
            mine, theirs = survey.series(name, group)[first:], values[first:, column].tolist()
            if any(map(are_apart, mine, theirs)) or len(mine) != len(theirs):
                found.append(f"{name} of {group}: {mine[-1]} by objects, {theirs[-1]} by columns")
    return found


def are_apart(mine: float, theirs: float) -> bool:
    """Tell whether two numbers differ by more than NEAR_ENOUGH of their size; neither known is the same."""
    if math.isnan(mine) or math.isnan(theirs):
        return math.isnan(mine) != math.isnan(theirs)
    return abs(mine - theirs) > NEAR_ENOUGH * max(abs(mine), abs(theirs), CLOSE)


def live_both(community: Community, town: Town, survey: Survey | None = None) -> None:
    """Let both live one week, the columns first: whom an event reaches is data that the objects are given."""
    week = community.week
    community.step()
    town.acting = events_of(community, week)
    town.step()
    if survey:
        survey.ask(town)
