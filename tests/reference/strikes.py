"""What strikes once: jobs lost, homes damaged, people moved. Circumstances change, never outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reference.effects import Acting
from tests.reference.neighbourhood import Neighbourhood
from tests.reference.person import EMPLOYED, UNEMPLOYED, Person
from tests.reference.turnover import exchange

if TYPE_CHECKING:
    from tests.reference.town import Town

ANYBODY = 1.0
"""Difference of income rank up to which homes are exchanged when people are moved."""


def strike(acting: Acting, town: Town) -> None:
    """Let an event of this week strike, if it is of a kind that strikes once."""
    struck = [town.people[number] for number in acting.people]
    if acting.event.kind == "job_loss":
        lose_jobs(acting, struck, town)
    elif acting.event.kind == "damage":
        damage_homes(acting, struck)
    elif acting.event.kind == "relocation":
        relocate(acting, struck, town)


def lose_jobs(acting: Acting, struck: list[Person], town: Town) -> None:
    """Take work from a share of the employed."""
    for person in struck:
        luck = town.luck.uniform("job", person.row, acting.event.name)
        if person.work == EMPLOYED and luck < acting.event.share:
            person.work, person.jobless = UNEMPLOYED, 0


def damage_homes(acting: Acting, struck: list[Person]) -> None:
    """Damage the homes of those struck; all of a household share it."""
    for person in struck:
        for adult in person.household:
            adult.damage = max(adult.damage, acting.event.home)


def relocate(acting: Acting, struck: list[Person], town: Town) -> None:
    """Move a share of the households struck to other neighbourhoods, decided before anybody moves."""
    name = acting.event.name
    firsts = [person for person in struck if person.household[0] is person]
    movers = [person for person in firsts if town.luck.uniform("move", person.row, name) < acting.event.share]
    for person, goal in [(person, goal_of(person, acting, town)) for person in movers]:
        move_to(person, goal, town)


def goal_of(person: Person, acting: Acting, town: Town) -> int:
    """Return where a household is moved to: with neighbours, or to a place of its own."""
    name, luck = acting.event.name, town.luck
    together = luck.uniform("aftermath", person.row, name) < acting.event.together
    shared = luck.uniform("departure", person.place.number, name)
    alone = luck.uniform("arrival", person.row, name)
    return int((shared if together else alone) * len(town.places))


def move_to(person: Person, goal: int, town: Town) -> None:
    """Exchange homes with the first household of the same size in the goal, or in the places after it."""
    for further in range(len(town.places)):
        place = town.places[(goal + further) % len(town.places)]
        if any(exchange(person, other, ANYBODY, town) for other in residents_from(place, person.row)):
            return


def residents_from(place: Neighbourhood, begin: int) -> list[Person]:
    """Return a neighbourhood's residents as they live there now, from one on and round."""
    begin %= len(place.residents)
    return place.residents[begin:] + place.residents[:begin]
