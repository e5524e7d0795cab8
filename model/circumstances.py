"""What residents bring along: work, lasting traits, circumstances, and the state they start in.

Traits and circumstances last. `Start` does not: the burn-in forgets it, so it is no parameter.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.chance import Chance
from model.columns import Bytes, Doubles, Flags, Floats, Shorts, columns
from model.conditions import SERVICES
from model.founding import (
    CARING_LEAST,
    CARING_LIGHT,
    CARING_MORE,
    CARING_PEAK,
    CARING_REACH,
    LATE,
    ONLINE_FROM,
    ONLINE_TO,
    PopulationParameters,
    normals,
)  # fmt: skip
from model.households import Households
from model.residents import ADULT, EMPLOYED, NEVER, NOT_WORKING, UNEMPLOYED, Residents

WEEKS_A_YEAR = 365.25 / 7.0
STUDENTS_UNTIL = 25.0
KNOWN = {
    "general_practice": 0.97, "mental_health": 0.5, "money_advice": 0.4, "housing": 0.6,
    "employability": 0.4, "family": 0.6, "hub": 0.5,
}  # fmt: skip
"""Share of residents who know a service at the start."""


class Start(NamedTuple):
    """Where the changing state starts: plausible values that the burn-in replaces."""

    wellbeing: float = 0.62
    health: float = 0.85
    """Health at 16 and middle income."""
    health_a_year: float = -0.004
    health_by_income: float = 0.15
    money_strain: float = 0.62
    """Money strain at the lowest income."""
    money_by_income: float = -0.5
    strain: float = 0.3
    loneliness: float = 0.25
    belonging: float = 0.6
    safety: float = 0.65
    trust: float = 0.55
    control: float = 0.4
    contact: float = 3.0
    support: float = 0.5
    habit_few: float = 0.05
    habit_many: float = 0.6
    club: float = 0.55
    """Share of residents with much of the habit."""
    volunteering: float = 0.15
    civic: float = 0.1
    jobless_weeks: float = 26.0
    """Mean time out of work of the unemployed."""


START = Start()


def set_work(residents: Residents, chance: Chance, p: PopulationParameters) -> None:
    """Write work status and weeks out of work (counted for the unemployed alone)."""
    count = len(residents.age)
    out = chance.uniforms("work", count) < chance_inactive(residents.age, residents.income, p)
    jobless_rate = p.unemployed_poor + (p.unemployed_rich - p.unemployed_poor) * residents.income
    jobless = ~out & (chance.uniforms("work", count, salt="unemployed") < jobless_rate)
    residents.work[:] = np.where(out, NOT_WORKING, np.where(jobless, UNEMPLOYED, EMPLOYED))
    weeks = waits(chance.uniforms("work", count, salt="weeks"), np.full(count, START.jobless_weeks))
    residents.jobless[:] = np.where(jobless, np.maximum(weeks, 1), 0)


def chance_inactive(age: Floats, income: Floats, p: PopulationParameters) -> Doubles:
    """Return the chance to be out of the labour force: studying, sick, caring or retired."""
    tilt = 1.0 + p.inactive_income * (1.0 - 2.0 * income)
    young = np.where(age < STUDENTS_UNTIL, p.students, np.minimum(1.0, p.inactive * tilt))
    return np.where(age >= p.pension_age, 1.0, young)


def set_traits(residents: Residents, chance: Chance, p: PopulationParameters) -> None:
    """Write what stays with a person: sociability, wellbeing set point, frailty, shyness."""
    count = len(residents.age)
    legal = columns(Residents)
    for name, mean, sd in (
        ("sociability", 1.0, p.sociability_sd),
        ("set_point", 0.0, p.set_point_sd),
        ("frailty", 0.0, p.frailty_sd),
        ("shyness", 0.0, p.shyness_sd),
    ):
        drawn = mean + sd * normals(chance, "traits", count, name)
        getattr(residents, name)[:] = np.clip(drawn, legal[name].low, legal[name].high)


def set_circumstances(residents: Residents, chance: Chance, p: PopulationParameters) -> None:
    """Write transport, digital access, caring load and support from outside the town."""
    age, income, count = residents.age, residents.income, len(residents.age)
    late = np.clip((age - ONLINE_FROM) / (ONLINE_TO - ONLINE_FROM), 0.0, 1.0)
    moving = p.transport_poor + (p.transport_rich - p.transport_poor) * income
    moving = moving - p.transport_late * (age >= LATE)
    online = p.digital_poor + (p.digital_rich - p.digital_poor) * income - p.digital_late * late
    outside = np.full(count, p.external)
    for name, mean in (("transport", moving), ("digital", online), ("external", outside)):
        drawn = mean + p.circumstance_sd * normals(chance, "traits", count, name)
        getattr(residents, name)[:] = np.clip(drawn, 0.0, 1.0)
    residents.caring[:] = caring_load(age, chance, p)


def caring_load(age: Floats, chance: Chance, p: PopulationParameters) -> Doubles:
    """Return the load of caring (residents,): 0 for most, 0.2 to 0.8 for those who care."""
    shape = np.maximum(CARING_LEAST, 1.0 - ((age - CARING_PEAK) / CARING_REACH) ** 2)
    cares = chance.uniforms("traits", len(age), salt="caring") < p.caring * shape
    load = CARING_LIGHT + CARING_MORE * chance.uniforms("traits", len(age), salt="caring load")
    return np.where(cares, load, 0.0)


def set_stay(residents: Residents, homes: Households, chance: Chance, p: PopulationParameters) -> None:
    """Write weeks at this address: exponential with a mean by tenure, one draw a household, within a life."""
    tenure = residents.housing[homes.head]
    mean = WEEKS_A_YEAR * np.array([p.stay_owner, p.stay_social, p.stay_private])[tenure]
    weeks = waits(chance.uniforms("start", len(residents.age), salt="stay")[homes.head], mean)
    residents.settled[:] = np.minimum(np.repeat(weeks, homes.adults), residents.age * WEEKS_A_YEAR)


def waits(luck: Doubles, mean: Doubles) -> Shorts:
    """Return exponential times in whole weeks, at most one below NEVER."""
    return np.minimum(-np.log1p(-luck) * mean, NEVER - 1).astype(np.uint16)


def set_start(residents: Residents, chance: Chance) -> None:
    """Write the changing state: where the burn-in begins."""
    residents.wellbeing[:] = np.clip(START.wellbeing + residents.set_point, 0.0, 1.0)
    residents.health[:] = start_health(residents)
    residents.money_strain[:] = START.money_strain + START.money_by_income * residents.income
    for name in ("strain", "loneliness", "belonging", "safety", "trust", "control", "contact", "support"):
        getattr(residents, name)[:] = getattr(START, name)
    for name in ("attended", "volunteered", "engaged"):
        getattr(residents, name)[:] = NEVER
    _set_habits(residents, chance)
    residents.knows[:] = known_services(len(residents.age), chance)


def start_health(residents: Residents) -> Doubles:
    """Return health by age, income and frailty, within 0 to 1."""
    ageing = START.health_a_year * (residents.age - ADULT)
    income = START.health_by_income * (residents.income - 0.5)
    return np.clip(START.health + ageing + income + residents.frailty, 0.0, 1.0)


def _set_habits(residents: Residents, chance: Chance) -> None:
    """Write habits: most people have little of one, some have much."""
    for column, share, salt in (
        (residents.club_habit, START.club, "club"),
        (residents.volunteering_habit, START.volunteering, "volunteering"),
        (residents.civic_habit, START.civic, "civic"),
    ):
        many: Flags = chance.uniforms("start", len(column), salt=salt) < share
        column[:] = np.where(many, START.habit_many, START.habit_few)


def known_services(count: int, chance: Chance) -> Bytes:
    """Return the services that each resident knows (residents,), one bit each."""
    known = np.zeros(count, np.uint8)
    for bit, service in enumerate(SERVICES):
        luck = chance.uniforms("start", count, salt=service)
        known |= (luck < KNOWN[service]).astype(np.uint8) << np.uint8(bit)
    return known
