"""Turnover: ageing, deaths, people who leave and come, and moves within the town (M20)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model import typical
from model.turnover import TurnoverParameters
from tests.reference.chance import first_part, second_part, third_part
from tests.reference.neighbourhood import next_door
from tests.reference.newcomers import come, welcome
from tests.reference.person import MALE, OWNER, PRIVATE_RENTER, Person
from tests.reference.shapes import NEVER, YEAR, bounded
from tests.reference.tie import leave_all

if TYPE_CHECKING:
    from tests.reference.town import Town

ADULT, OLDEST = 16.0, 120.0


def death_chance(person: Person, p: TurnoverParameters) -> float:
    """Return the chance to die this week: by age, sex, health and isolation."""
    ill = 10.0 * p.death_health * (typical.HEALTH - person.health)
    yearly = p.death_at_30 * math.exp(p.death_growth * (person.age - 30.0) + ill)
    yearly *= p.death_male if person.sex == MALE else 1.0 / p.death_male
    isolated = person.close == 0 and person.encounters == 0
    return min(1.0, person.now.mortality * min(1.0, yearly * (p.death_isolation if isolated else 1.0) / YEAR))


def moving_chance(person: Person, yearly: float, p: TurnoverParameters) -> float:
    """Return a household's chance to leave or move this week: more for renters, less with age."""
    rented = {OWNER: 1.0, PRIVATE_RENTER: p.leaving_rent}.get(person.housing, p.leaving_social)
    return yearly * rented * max(p.mobility_least, p.mobility - person.age / p.mobility_years) / YEAR


def heir_age(luck: int, p: TurnoverParameters) -> float:
    """Return the age of who follows on a death: just grown up with chance `young`, else a young adult."""
    low, high = (ADULT, p.grown_up) if first_part(luck) < p.young else (p.grown_up, p.settled_down)
    return low + (high - low) * second_part(luck)


# coming and going ------------------------------------------------------------------------------------


def leaves_town(first: Person, town: Town) -> bool:
    """Tell whether a household leaves this week: by itself, or to make room for others."""
    p, luck = town.assume.turnover, town.luck
    chance = first.now.leaving * moving_chance(first, p.leaving, p)
    by_itself = luck.uniform("departure", first.row) < chance
    return by_itself or luck.uniform("departure", first.row + len(town.people)) < first.now.resettled


def replace(town: Town) -> None:
    """Let people age, die or leave, and others take their place: household by household, row by row."""
    for household in town.households:
        gone = leaves_town(household[0], town)
        for person in household:
            grow_older(person, gone, town)


def grow_older(person: Person, gone: bool, town: Town) -> None:
    """Let a person grow a week older; who dies, or leaves with the household, is followed by another."""
    p = town.assume.turnover
    person.age = min(OLDEST, person.age + 1.0 / YEAR)
    person.settled = min(NEVER, person.settled + 1)
    if town.luck.uniform("death", person.row) < death_chance(person, p):
        town.deaths += 1
        follow(person, heir_age(town.luck.word("arrival", person.row), p), gone, town)
    elif gone:
        town.departures += 1
        follow(person, person.age, gone, town)


def follow(person: Person, age: float, gone: bool, town: Town) -> None:
    """Let another person of some age take over a row; those who come from outside may be welcomed."""
    if gone:
        person.income = bounded(person.income + person.place.now.newcomer_income)
    leave_all(person)
    come(person, age, town)
    if gone:
        welcome(person, town)


# moving ----------------------------------------------------------------------------------------------


def home_looked_at(person: Person, search: int, town: Town) -> Person:
    """Return whose home a household could exchange for: next door with chance `near`, else anywhere."""
    luck = town.luck.word("move", person.row + search * len(town.people))
    if first_part(luck) >= town.assume.turnover.near:
        return town.people[int(second_part(luck) * len(town.people))]
    there = next_door(person.place, second_part(luck), town).residents
    return there[int(third_part(luck) * len(there))]


def move(town: Town) -> None:
    """Let households move within the town: by an exchange of homes with one that suits."""
    p = town.assume.turnover
    for household in town.households:
        first = household[0]
        if town.luck.uniform("move", first.row) < 0.5 * moving_chance(first, p.moving, p):
            look_for_home(first, town)


def look_for_home(person: Person, town: Town) -> None:
    """Look at homes one after another; exchange for the first that suits."""
    p = town.assume.turnover
    for search in range(1, p.searches + 1):
        if exchange(person, home_looked_at(person, search, town), p.sorting, town):
            return


def exchange(one: Person, two: Person, apart: float, town: Town) -> bool:
    """Let two households of one size, with incomes at most `apart`, exchange homes; tell if they could."""
    here, there = one.household, two.household
    like = abs(here[0].income - there[0].income) <= apart
    if here[0].place is there[0].place or len(here) != len(there) or not like:
        return False
    for mine, theirs in zip(here, there, strict=True):
        trade_homes(mine, theirs)
    for person in (*here, *there):
        settle_in(person, town)
    return True


def trade_homes(one: Person, two: Person) -> None:
    """Let two residents change neighbourhoods; damage stays with the home."""
    here, there = one.place.residents, two.place.residents
    mine, theirs = here.index(one), there.index(two)
    here[mine], there[theirs] = two, one
    one.place, two.place = two.place, one.place
    one.damage, two.damage = two.damage, one.damage


def settle_in(person: Person, town: Town) -> None:
    """Begin to count weeks at the address anew; ties with old neighbours who are no kin meet less often."""
    person.settled = 0
    for tie in person.ties:
        if tie.near and not (tie.kin or tie.home):
            tie.affinity = int(tie.affinity * town.assume.turnover.uproot)
    for tie in person.ties:
        tie.near = tie.one.place is tie.two.place
