"""A neighbourhood: its residents, its condition, its incidents, and what its people together are like."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import mesa

from model import typical
from model.cohesion import CohesionParameters
from tests.reference.conditions import PlaceConditions
from tests.reference.shapes import YEAR, bounded, moved

if TYPE_CHECKING:
    from tests.reference.person import Person
    from tests.reference.site import Way
    from tests.reference.town import Town

MOST_INCIDENTS = 50


class Promise(NamedTuple):
    """What a decision round promised: an improvement by project, and the residents' power in it."""

    sizes: tuple[float, float, float, float]
    power: float


NO_PROMISE = Promise((0.0, 0.0, 0.0, 0.0), 0.0)


class Neighbourhood(mesa.Agent):  # type: ignore[misc]
    """One cell of the grid."""

    row: int
    col: int
    quintile: int
    base_quality: float
    quality: float
    lighting: float
    access: float
    incidents: float
    # activities
    groups: int
    usual_groups: int
    extra_groups: float
    short_weeks: int
    ready_weeks: int
    helping: float
    community_life: float
    attending: int
    wanting: int
    volunteers: int
    # decisions
    promises: list[Promise]
    """By round, four rounds in turn."""
    kept: float
    broken: float
    heard: float
    turnout: float
    # what its people together are like at the week's start
    connections: float
    belonging: float
    safety: float
    trust: float
    control: float
    cohesion: float
    efficacy: float
    linked: float
    engaged: float
    unmet: float

    def __init__(self, town: mesa.Model, number: int) -> None:
        super().__init__(town)
        self.number = number
        self.residents: list[Person] = []
        self.went_here: list[Person] = []
        self.offered, self.share = 0, 1.0
        self.ways: dict[int, Way] = {}
        self.now = PlaceConditions()


def next_door(here: Neighbourhood, draw: float, town: Town) -> Neighbourhood:
    """Return the neighbourhood on one of four sides, each alike; the same one at the edge of the grid."""
    down, right = ((-1, 0), (1, 0), (0, -1), (0, 1))[int(draw * 4) % 4]
    return town.grid.get((here.row + down, here.col + right), here)


def someone(person: Person, draws: tuple[float, float], local: float, town: Town) -> Person:
    """Return somebody of a person's neighbourhood with chance `local`, else anyone in the town."""
    among = person.place.residents if draws[0] < local else town.people
    return among[int(draws[1] * len(among))]


def connections(person: Person, enough: float) -> float:
    """Return how connected a person is: (local tie strength + contact / 2) / enough, at most 1."""
    return min(1.0, (person.local + 0.5 * person.contact) / enough)


def mean(values: list[float]) -> float:
    """Return the mean, 0 of nothing."""
    return sum(values) / max(1, len(values))


def sense(place: Neighbourhood, town: Town) -> None:
    """Note what a neighbourhood's people together are like, and put last week's promises behind."""
    people = place.residents
    place.connections = mean([connections(p, town.assume.cohesion.enough) for p in people])
    for name in ("belonging", "safety", "trust", "control", "unmet"):
        setattr(place, name, mean([getattr(p, name) for p in people]))
    place.linked = mean([0.5 * (p.council_link + p.group_link) for p in people])
    place.engaged = mean([p.engaged <= YEAR or p.volunteered <= YEAR for p in people])
    place.cohesion = (place.connections + place.belonging + place.safety) / 3.0
    place.efficacy = place.trust * (1.0 + place.connections) / 2.0
    place.kept = place.broken = place.heard = 0.0


def incidents_expected(place: Neighbourhood, efficacy: float, p: CohesionParameters) -> float:
    """Return the mean number of incidents in a week (M12)."""
    order = -p.incident_efficacy * (efficacy - typical.EFFICACY) + p.incident_place * (0.5 - place.quality)
    return p.incident_rate * len(place.residents) / 100.0 * place.now.incidents * math.exp(order)


def poisson(mean_number: float, draw: float) -> int:
    """Return a Poisson number: how many terms of the distribution a uniform draw passes, at most 50."""
    count, term = 0, math.exp(-mean_number)
    passed = term
    while draw > passed and count < MOST_INCIDENTS:
        count += 1
        term *= mean_number / count
        passed += term
    return count


def keep_place(place: Neighbourhood, town: Town) -> None:
    """Let incidents happen and be forgotten, and what was improved wear off."""
    p = town.assume.cohesion
    efficacy = place.efficacy if town.loops.safe_streets else typical.EFFICACY
    number = poisson(incidents_expected(place, efficacy, p), town.luck.uniform("incident", place.number))
    per_hundred = (number + place.now.struck) * 100.0 / max(1, len(place.residents))
    place.incidents = place.incidents * (1.0 - p.incident_memory) + per_hundred
    if town.loops.upkeep:
        place.quality = moved(place.quality, bounded(place.base_quality + place.now.quality), p.upkeep)
        place.lighting = moved(place.lighting, p.usual_lighting, p.wear)
        place.extra_groups = moved(place.extra_groups, 0.0, p.wear)
        place.access = moved(place.access, 0.0, p.wear)
