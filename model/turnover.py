"""Turnover: ageing, deaths, people who leave and people who come, and moves within the town.

The number of residents stays: a row that falls vacant is taken over at once by the next person. A
death is followed by a young adult of the household or a newcomer; a person who leaves by a newcomer
of the same age. Moves within the town are exchanges of homes.
"""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

import math
from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model import typical
from model.chance import Luck, bits, first_part, second_part, third_part, uniform
from model.columns import Wholes
from model.company import Company
from model.conditions import Conditions
from model.founding import PopulationParameters
from model.kernels import kernel, part, rule, whole
from model.newcomers import NewcomerParameters, come, income_on_coming, welcome
from model.parameters import parameter
from model.place import Homes, Places, next_door, trade_homes
from model.residents import ADULT, MALE, NEVER, OLDEST, OWNER, PRIVATE_RENTER, Residents
from model.shapes import YEAR
from model.ties import HOME, KIN, NEAR, TieParameters, Ties, leave_all, relabel

THIRTY = 30.0
"""The age from which the growth of deaths is counted."""
TENTHS = 10.0
"""Health is counted in tenths for its weight on deaths."""


class TurnoverParameters(NamedTuple):
    """How people age, die, leave, come and move."""

    # fmt: off
    death_at_30: A[float, parameter("deaths a year at age 30", unit="1/year", low=0, high=0.02, source="fitted by hand to life expectancy 76.8 / 80.8, T235")] = 0.0008
    death_growth: A[float, parameter("growth of deaths with each year of age", unit="1/year", low=0.02, high=0.2, source="Gompertz; T235")] = 0.084
    death_male: A[float, parameter("factor on deaths of men, and its inverse for women", unit="factor", low=1, high=2, source="T235")] = 1.2
    death_health: A[float, parameter("growth of deaths with poor health, for each 0.1 of health below 0.7", unit="log rate", low=0, high=2, source="life expectancy gap, T236-T237, part of it")] = 0.25
    death_isolation: A[float, parameter("hazard ratio of isolated people", unit="factor", low=1, high=3, source="Holt-Lunstad et al. (2015), 1.29, M006")] = 1.29
    leaving: A[float, parameter("people who leave the town, owners", unit="1/year", low=0, high=0.5)] = 0.015
    leaving_rent: A[float, parameter("factor on leaving and moving for private renters", unit="factor", low=1, high=10)] = 4.0
    leaving_social: A[float, parameter("factor on leaving and moving for social renters", unit="factor", low=0.1, high=10)] = 1.5
    mobility: A[float, parameter("factor on leaving and moving at age 0; it falls with age", unit="factor", low=1, high=3)] = 1.6
    mobility_years: A[float, parameter("years of age that take 1 off that factor", unit="years", low=20, high=200)] = 60.0
    mobility_least: A[float, parameter("the least that this factor falls to", unit="factor", low=0, high=1)] = 0.3
    moving: A[float, parameter("owners who move within the town", unit="1/year", low=0, high=0.5)] = 0.03
    near: A[float, parameter("share of moves that stay within the neighbourhood next door", unit="share", low=0, high=1)] = 0.4
    sorting: A[float, parameter("largest difference of income rank between households that exchange homes: like moves to like", unit="rank", low=0.01, high=1)] = 0.08
    searches: A[int, parameter("homes that a household that wants to move looks at", unit="homes", low=1, high=100)] = 16
    uproot: A[float, parameter("affinity that ties keep after a move away (contact gets rarer)", unit="share", low=0, high=1)] = 0.75
    young: A[float, parameter("share of vacancies by death that somebody just grown up fills; others are young adults", unit="share", low=0, high=1)] = 0.95
    grown_up: A[float, parameter("age up to which a person counts as just grown up", unit="years", low=16.5, high=30)] = 18.0
    settled_down: A[float, parameter("age of the oldest young adult who fills a vacancy by death", unit="years", low=30, high=80)] = 34.0
    # fmt: on


# rules -----------------------------------------------------------------------------------------------


@rule
def death_chance(age: float, male: bool, health: float, isolated: bool, p: TurnoverParameters) -> float:
    """Return the chance to die this week: Gompertz by age, times sex, health and isolation."""
    ill = p.death_health * (typical.HEALTH - health) * TENTHS
    rate = p.death_at_30 * math.exp(p.death_growth * (age - THIRTY) + ill)
    rate *= p.death_male if male else 1.0 / p.death_male
    return min(1.0, rate * (p.death_isolation if isolated else 1.0) / YEAR)


@rule
def moving_chance(yearly: float, housing: int, age: float, p: TurnoverParameters) -> float:
    """Return the chance to leave or move this week: more for renters, less with age."""
    rented = p.leaving_rent if housing == PRIVATE_RENTER else 1.0 if housing == OWNER else p.leaving_social
    return yearly * rented * max(p.mobility_least, p.mobility - age / p.mobility_years) / YEAR


@rule
def heir_age(draw: float, more: float, p: TurnoverParameters) -> float:
    """Return the age of who follows on a death: just grown up with chance `young`, else a young adult."""
    if draw < p.young:
        return ADULT + (p.grown_up - ADULT) * more
    return p.grown_up + (p.settled_down - p.grown_up) * more


# taking over a row ----------------------------------------------------------------------------------------


@part
def leaves_town(i: int, r: Residents, c: Conditions, p: TurnoverParameters, luck: Luck) -> bool:
    """Return whether the household whose first row is i leaves this week: by itself, or for others to come."""
    chance = c.leaving[i] * moving_chance(p.leaving, r.housing[i], r.age[i], p)
    goes: bool = uniform(luck.departure, i) < chance
    return goes or uniform(luck.departure, i + len(r.place)) < float(c.resettled[i])


@kernel
def replace(
    r: Residents, ties: Ties, company: Company, places: Places, homes: Homes, c: Conditions,
    p: TurnoverParameters, new: NewcomerParameters, who: PopulationParameters, tp: TieParameters, luck: Luck,
    tally: Wholes,
) -> None:  # fmt: skip
    """Let people age, die or leave, and others take their place; `tally` gains (deaths, departures)."""
    gone = False
    for i in range(len(r.place)):
        if i == 0 or r.household[i] != r.household[i - 1]:
            gone = leaves_town(i, r, c, p, luck)
        r.age[i] = min(OLDEST, r.age[i] + 1.0 / YEAR)
        r.settled[i] = min(NEVER, whole(r.settled[i]) + 1)
        isolated = company.close[i] == 0 and company.encounters[i] == 0
        chance = c.mortality[i] * death_chance(r.age[i], r.sex[i] == MALE, r.health[i], isolated, p)
        if uniform(luck.death, i) < chance:
            word = bits(luck.arrival, i)
            age = heir_age(first_part(word), second_part(word), p)
            tally[0] += 1
        elif gone:
            age = r.age[i] + 0.0
            tally[1] += 1
        else:
            continue
        if gone:
            r.income[i] = income_on_coming(r.income[i], c.newcomer_income[r.place[i]])
        leave_all(i, 0, ties)
        come(i, age, r, ties, places, homes, tp, who, new, luck)
        if gone:
            welcome(i, c.welcome[r.place[i]], r, new, luck)


# moving within the town -----------------------------------------------------------------------------------


@part
def other_home(i: int, word: np.uint64, r: Residents, places: Places, homes: Homes, near: float) -> int:
    """Return whose home resident i could exchange for: next door with chance `near`, else anywhere."""
    if first_part(word) >= near:
        return int(second_part(word) * len(r.place))
    there = next_door(whole(r.place[i]), second_part(word), places)
    return whole(homes.members[places.first[there] + int(third_part(word) * places.residents[there])])


@part
def household_rows(i: int, r: Residents) -> int:
    """Return the first row of resident i's household (households fill neighbouring rows)."""
    first = i
    while first > 0 and r.household[first - 1] == r.household[i]:
        first -= 1
    return first


@part
def exchange(
    one: int, other: int, apart: float, r: Residents, ties: Ties, homes: Homes, uproot: float
) -> bool:
    """Let two households of one size, with incomes at most `apart`, exchange homes; return False if they cannot."""
    a, b = household_rows(one, r), household_rows(other, r)
    if r.place[a] == r.place[b] or r.adults[a] != r.adults[b] or abs(r.income[a] - r.income[b]) > apart:
        return False
    for step in range(whole(r.adults[a])):
        trade_homes(a + step, b + step, homes, r.place)
    for first in (a, b):
        for step in range(whole(r.adults[a])):
            i = first + step
            r.settled[i] = 0
            loosen(i, ties, uproot)
            relabel(i, ties, r.place)
    for step in range(whole(r.adults[a])):
        r.damage[a + step], r.damage[b + step] = r.damage[b + step], r.damage[a + step]
    return True


@rule
def loosen(i: int, ties: Ties, uproot: float) -> None:
    """Make contact with neighbours who are not kin rarer after a move, at both ends."""
    for slot in range(whole(ties.degree[i])):
        if ties.kind[i, slot] & (KIN | HOME) or not ties.kind[i, slot] & NEAR:
            continue
        other = whole(ties.partner[i, slot])
        less = np.uint8(ties.affinity[i, slot] * uproot)
        ties.affinity[i, slot] = less
        for back in range(whole(ties.degree[other])):
            if ties.partner[other, back] == i:
                ties.affinity[other, back] = less


@kernel
def move(r: Residents, ties: Ties, places: Places, homes: Homes, p: TurnoverParameters, luck: Luck) -> int:
    """Let households move within the town by exchanging homes; return how many exchanges there were."""
    moves = 0
    for i in range(len(r.place)):
        if i > 0 and r.household[i] == r.household[i - 1]:
            continue
        if uniform(luck.move, i) < 0.5 * moving_chance(p.moving, r.housing[i], r.age[i], p):
            for search in range(1, p.searches + 1):
                other = other_home(i, bits(luck.move, i + search * len(r.place)), r, places, homes, p.near)
                if exchange(i, other, p.sorting, r, ties, homes, p.uproot):
                    moves += 1
                    break
    return moves
