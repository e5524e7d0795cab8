"""Newcomers: how a person is who takes over a row; home, household, tenure and income stay with it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model import typical
from model.founding import (
    CARING_LEAST,
    CARING_LIGHT,
    CARING_MORE,
    CARING_PEAK,
    CARING_REACH,
    LATE,
    ONLINE_FROM,
    ONLINE_TO,
)
from tests.reference.chance import first_part, second_part, third_part
from tests.reference.needs import known_on_arrival
from tests.reference.neighbourhood import someone
from tests.reference.person import ALL_SERVICES, FEMALE, MALE, NOT_WORKING, UNEMPLOYED, Person
from tests.reference.shapes import NEVER, bounded
from tests.reference.tie import join

if TYPE_CHECKING:
    from tests.reference.town import Town


def evenly(mean: float, sd: float, draw: float, low: float, high: float) -> float:
    """Return a value spread evenly with a mean and a standard deviation, held to low..high."""
    return min(high, max(low, mean + sd * math.sqrt(3.0) * (2.0 * draw - 1.0)))


def arrival_word(person: Person, number: int, town: Town) -> int:
    """Return one of the words of luck that a newcomer has."""
    return town.luck.word("arrival", person.row + number * len(town.people))


def come(person: Person, age: float, town: Town) -> None:
    """Let a new person of this age take over a row, known to the household and some kin alone."""
    person.age = age
    draw_traits(person, town)
    draw_circumstances(person, town)
    begin_state(person, town)
    begin_habits(person, town)
    luck = arrival_word(person, 5, town)
    begin_with_services(person, luck, town)
    begin_work(person, luck, town)
    tie_home(person, town)
    bring_kin(person, int(town.assume.newcomers.kin + second_part(luck)), town)


def draw_traits(person: Person, town: Town) -> None:
    """Draw what lasts, spread as in the founding population."""
    p, one, other = town.assume.population, arrival_word(person, 1, town), arrival_word(person, 2, town)
    person.sex = FEMALE if first_part(other) < p.female else MALE
    person.sociability = evenly(1.0, p.sociability_sd, first_part(one), 0.3, 1.7)
    person.set_point = evenly(0.0, p.set_point_sd, second_part(one), -0.5, 0.5)
    person.frailty = evenly(0.0, p.frailty_sd, third_part(one), -0.5, 0.5)
    person.shyness = evenly(0.0, p.shyness_sd, second_part(other), -4.0, 4.0)


def draw_circumstances(person: Person, town: Town) -> None:
    """Draw transport, digital ease, support from outside and caring, by income and age."""
    p, one, other = town.assume.population, arrival_word(person, 3, town), arrival_word(person, 4, town)
    moving = p.transport_poor + (p.transport_rich - p.transport_poor) * person.income
    moving -= p.transport_late if person.age >= LATE else 0.0
    online = p.digital_poor + (p.digital_rich - p.digital_poor) * person.income
    online -= p.digital_late * bounded((person.age - ONLINE_FROM) / (ONLINE_TO - ONLINE_FROM))
    person.transport = evenly(moving, p.circumstance_sd, first_part(one), 0.0, 1.0)
    person.digital = evenly(online, p.circumstance_sd, second_part(one), 0.0, 1.0)
    person.external = evenly(p.external, p.circumstance_sd, third_part(one), 0.0, 1.0)
    shape = max(CARING_LEAST, 1.0 - ((person.age - CARING_PEAK) / CARING_REACH) ** 2)
    cares = first_part(other) < p.caring * shape
    person.caring = CARING_LIGHT + CARING_MORE * second_part(other) if cares else 0.0


def begin_state(person: Person, town: Town) -> None:
    """Let a newcomer begin with the states that the parameters give."""
    p = town.assume.newcomers
    person.wellbeing = bounded(typical.WELLBEING + person.set_point)
    health = p.health - p.health_age * (person.age - 16.0) + p.health_income * (person.income - 0.5)
    person.health = min(1.0, max(p.health_least, health + person.frailty))
    for name in ("belonging", "trust", "control", "safety", "loneliness", "strain"):
        setattr(person, name, getattr(p, name))
    person.contact, person.support, person.load, person.used = p.contact, p.support, p.load, 0.0


def begin_habits(person: Person, town: Town) -> None:
    """Let a newcomer begin with few habits and nothing remembered."""
    p = town.assume.newcomers
    person.club_habit, person.volunteering_habit, person.civic_habit = p.club_habit, 0.0, p.civic_habit
    person.attended = person.volunteered = person.engaged = NEVER
    person.settled = 0


def begin_with_services(person: Person, luck: int, town: Town) -> None:
    """Let a newcomer begin without dealings with services."""
    person.knows = known_on_arrival(luck, town.assume.newcomers.knowing)
    person.needs, person.queued, person.waited = set(), set(), [0 for _ in ALL_SERVICES]
    person.setbacks = person.case_weeks = person.case_wait = person.sessions = person.coached = 0
    person.unmet = person.advice_gain = 0.0
    person.worker_link = person.group_link = person.council_link = 0.0


def begin_work(person: Person, luck: int, town: Town) -> None:
    """Let a newcomer take over the row's work; some look for it where the last person did not work."""
    p, pension = town.assume.newcomers, town.assume.population.pension_age
    if person.age >= pension:
        person.work, person.jobless = NOT_WORKING, 0
    elif person.work == NOT_WORKING and person.age < p.job_seeking_until and first_part(luck) < p.job_seeking:
        person.work, person.jobless = UNEMPLOYED, 0


def tie_home(person: Person, town: Town) -> None:
    """Tie a newcomer to the others of the household."""
    strength = town.assume.newcomers.home_strength
    for other in person.household:
        if other is not person:
            join(person, other, strength, 1.0, town.assume.ties, home=True, kin=True)


def bring_kin(person: Person, count: int, town: Town) -> None:
    """Tie a newcomer to so many kin elsewhere in the town."""
    p, people = town.assume.newcomers, len(town.people)
    for number in range(count):
        luck = town.luck.word("arrival", (person.row + 1) * 8 + number + 8 * people)
        other = someone(person, (first_part(luck), second_part(luck)), p.kin_near, town)
        affinity = p.kin_affinity + (1.0 - p.kin_affinity) * third_part(luck)
        join(person, other, p.kin_strength, affinity, town.assume.ties, kin=True)


def welcome(person: Person, town: Town) -> None:
    """Let a newcomer be welcomed with the place's chance: all services known, an organisation, a club."""
    p = town.assume.newcomers
    if first_part(arrival_word(person, 6, town)) < person.place.now.welcome:
        person.knows = set(ALL_SERVICES)
        person.group_link = max(person.group_link, p.welcome_link)
        person.club_habit = max(person.club_habit, p.welcome_habit)
