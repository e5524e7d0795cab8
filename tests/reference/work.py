"""Work and money: jobs lost and found, and the strain that follows (M16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model import typical
from tests.reference.person import EMPLOYED, NOT_WORKING, UNEMPLOYED, Person
from tests.reference.shapes import NEVER, YEAR

if TYPE_CHECKING:
    from tests.reference.town import Town

USUAL_INSIDERS = 5.0
"""What acquaintances in work count as when the loop of scarring is off."""


def finding_chance(person: Person, town: Town) -> float:
    """Return the chance to find work this week."""
    p, scarring = town.assume.work, town.loops.scarring
    insiders = person.insiders if scarring else USUAL_INSIDERS
    wellbeing = person.wellbeing if scarring else typical.WELLBEING
    years_out = person.jobless / YEAR if scarring else 0.0
    chance = p.finding * (1.0 + p.insiders * insiders) * (0.5 + wellbeing) * person.place.now.hiring
    chance *= p.coaching if person.coached > 0 else 1.0
    return min(1.0, chance / (1.0 + p.scar * years_out))


def find_and_lose_work(person: Person, town: Town) -> None:
    """Let a person lose a job or find one, and stop working at pension age."""
    p, luck = town.assume.work, town.luck.uniform("job", person.row)
    if person.work == EMPLOYED:
        if luck < p.losing * (p.losing_income - person.income):
            person.work, person.jobless = UNEMPLOYED, 0
    elif person.work == UNEMPLOYED:
        person.jobless = min(NEVER, person.jobless + 1)
        if luck < finding_chance(person, town):
            person.work, person.jobless = EMPLOYED, 0
    if person.age >= town.assume.population.pension_age:
        person.work, person.jobless = NOT_WORKING, 0


def money_strain_at_rest(person: Person, town: Town) -> float:
    """Return the money strain that circumstances lead to (M16)."""
    p = town.assume.work
    level = p.base - p.income * person.income**p.diminishing + p.ill * (typical.HEALTH - person.health)
    level += p.jobless if person.work == UNEMPLOYED else 0.0
    inactive = person.work == NOT_WORKING and person.age < town.assume.population.pension_age
    level += (p.inactive if inactive else 0.0) + (p.alone if person.lives_alone else 0.0)
    level += person.place.now.prices * (p.price_reach - person.income)
    return float(level + person.now.pressure - person.advice_gain)
