"""Turnover: ageing, deaths, people who leave and people who come, and moves within the town.

The number of residents stays: a row that falls vacant is taken over at once by the next person. A
death is followed by a young adult of the household or a newcomer; a person who leaves by a newcomer
of the same age. Moves within the town are exchanges of homes.
"""

from __future__ import annotations

import math
from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model.chance import bits, first_part, second_part, third_part, uniform
from model.company import Company
from model.kernels import kernel, part, rule
from model.parameters import parameter
from model.place import Homes, Places, trade_homes
from model.residents import NEVER, NOT_WORKING, OWNER, PRIVATE_RENTER, UNEMPLOYED, Residents
from model.ties import HOME, KIN, TieParameters, Ties, join, leave_all, likeness, relabel


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
    moving: A[float, parameter("owners who move within the town", unit="1/year", low=0, high=0.5)] = 0.03
    near: A[float, parameter("share of moves that stay within the neighbourhood next door", unit="share", low=0, high=1)] = 0.4
    uproot: A[float, parameter("affinity that ties keep after a move away (contact gets rarer)", unit="share", low=0, high=1)] = 0.75
    young: A[float, parameter("share of vacancies by death that a 16 to 18 year old fills; others are 18 to 34", unit="share", low=0, high=1)] = 0.6
    # fmt: on


# rules -----------------------------------------------------------------------------------------------


@rule
def death_chance(age: float, male: bool, health: float, isolated: bool, p: TurnoverParameters) -> float:
    """Return the chance to die this week: Gompertz by age, times sex, health and isolation."""
    rate = p.death_at_30 * math.exp(p.death_growth * (age - 30.0) + p.death_health * (0.7 - health) * 10.0)
    rate *= p.death_male if male else 1.0 / p.death_male
    return min(1.0, rate * (p.death_isolation if isolated else 1.0) / 52.0)


@rule
def moving_chance(yearly: float, housing: int, age: float, p: TurnoverParameters) -> float:
    """Return the chance to leave or move this week: more for private renters, less with age."""
    rented = p.leaving_rent if housing == PRIVATE_RENTER else 1.0 if housing == OWNER else 1.5
    return yearly * rented * max(0.3, 1.6 - age / 60.0) / 52.0


# taking over a row ----------------------------------------------------------------------------------------


@part
def come(i: int, age: float, luck: np.uint64, r: Residents) -> None:
    """Let a new person of this age take over row i; income, tenure and household stay with the home."""
    r.age[i] = age
    r.sex[i] = int(first_part(luck) * 2.0)
    wander = 2.0 * second_part(luck) - 1.0
    r.sociability[i] = min(1.7, max(0.3, 1.0 + 0.43 * wander))
    r.set_point[i] = 0.1645 * (2.0 * third_part(luck) - 1.0)
    r.wellbeing[i] = min(1.0, max(0.0, 0.58 + r.set_point[i]))
    r.health[i] = min(1.0, max(0.1, 0.85 - 0.004 * (age - 16.0) + 0.2 * (r.income[i] - 0.5) + r.frailty[i]))
    r.belonging[i], r.trust[i], r.control[i], r.safety[i] = 0.45, 0.5, 0.35, 0.65
    r.loneliness[i], r.strain[i], r.contact[i], r.support[i], r.load[i] = 0.3, 0.3, 1.0, 0.3, 0.1
    r.club_habit[i], r.volunteering_habit[i], r.civic_habit[i] = 0.1, 0.0, 0.05
    r.attended[i], r.volunteered[i], r.engaged[i], r.settled[i] = NEVER, NEVER, NEVER, 0
    r.knows[i], r.needs[i], r.queued[i], r.setbacks[i], r.unmet[i] = 1, 0, 0, 0, 0.0
    r.waited[i, :] = 0
    r.case_weeks[i], r.sessions[i], r.coached[i], r.advice_gain[i] = 0, 0, 0, 0.0
    r.worker_link[i], r.group_link[i], r.council_link[i] = 0.0, 0.0, 0.0
    if age >= 66.0:
        r.work[i], r.jobless[i] = NOT_WORKING, 0
    elif r.work[i] == NOT_WORKING and age < 60.0 and first_part(luck) < 0.7:
        r.work[i], r.jobless[i] = UNEMPLOYED, 0


@part
def tie_home(i: int, first: int, last: int, r: Residents, ties: Ties, p: TieParameters) -> None:
    """Tie resident i to the others of the household, listed in rows first..last-1."""
    for other in range(first, last):
        if other != i and r.household[other] == r.household[i]:
            join(i, other, 0.9, 1.0, HOME | KIN | likeness(i, other, r, p), ties)


@kernel
def replace(
    r: Residents,
    ties: Ties,
    company: Company,
    p: TurnoverParameters,
    tp: TieParameters,
    death_key: np.uint64,
    leave_key: np.uint64,
    come_key: np.uint64,
    tally: np.ndarray,
) -> None:
    """Let people die or leave, and others come in their place; `tally` gains (deaths, departures)."""
    gone = False
    for i in range(len(r.place)):
        if i == 0 or r.household[i] != r.household[i - 1]:
            gone = uniform(leave_key, i) < moving_chance(p.leaving, r.housing[i], r.age[i], p)
        r.age[i] = min(120.0, r.age[i] + 1.0 / 52.0)
        r.settled[i] = min(NEVER, r.settled[i] + 1)
        isolated = company.close[i] == 0 and company.encounters[i] == 0
        if uniform(death_key, i) < death_chance(r.age[i], r.sex[i] == 1, r.health[i], isolated, p):
            luck = bits(come_key, i)
            age = (
                16.0 + 2.0 * second_part(luck)
                if first_part(luck) < p.young
                else 18.0 + 16.0 * second_part(luck)
            )
            tally[0] += 1
        elif gone:
            age = r.age[i] + 0.0
            tally[1] += 1
        else:
            continue
        leave_all(i, 0, ties)
        come(i, age, bits(come_key, i + len(r.place)), r)
        tie_home(i, max(0, i - 7), min(len(r.place), i + 8), r, ties, tp)


@part
def other_home(
    i: int, luck: np.uint64, r: Residents, places: Places, homes: Homes, columns: int, rows: int, near: float
) -> int:
    """Return a resident whose home resident i could exchange for: next door with chance `near`, else anywhere."""
    if first_part(luck) >= near:
        return int(second_part(luck) * len(r.place))
    here, side = np.int64(r.place[i]), int(second_part(luck) * 4.0)
    row, col = np.int64(places.row[here]), np.int64(places.col[here])
    there = here
    if side == 0 and row > 0:
        there = here - columns
    elif side == 1 and row + 1 < rows:
        there = here + columns
    elif side == 2 and col > 0:
        there = here - 1
    elif side == 3 and col + 1 < columns:
        there = here + 1
    return np.int64(homes.members[places.first[there] + int(third_part(luck) * places.residents[there])])


@part
def household_rows(i: int, r: Residents) -> int:
    """Return the first row of resident i's household (households fill neighbouring rows)."""
    first = i
    while first > 0 and r.household[first - 1] == r.household[i]:
        first -= 1
    return first


@part
def exchange(one: int, other: int, r: Residents, ties: Ties, homes: Homes, uproot: float) -> bool:
    """Let two households of the same size exchange homes; return False when they cannot."""
    a, b = household_rows(one, r), household_rows(other, r)
    if r.place[a] == r.place[b] or r.adults[a] != r.adults[b]:
        return False
    for step in range(np.int64(r.adults[a])):
        trade_homes(a + step, b + step, homes, r.place)
    for first in (a, b):
        for step in range(np.int64(r.adults[a])):
            i = first + step
            r.settled[i] = 0
            loosen(i, ties, uproot)
            relabel(i, ties, r.place)
    return True


@rule
def loosen(i: int, ties: Ties, uproot: float) -> None:
    """Make contact with neighbours who are not kin rarer after a move, at both ends."""
    for slot in range(np.int64(ties.degree[i])):
        if ties.kind[i, slot] & (KIN | HOME) or not ties.kind[i, slot] & 4:
            continue
        other = np.int64(ties.partner[i, slot])
        less = np.uint8(ties.affinity[i, slot] * uproot)
        ties.affinity[i, slot] = less
        for back in range(np.int64(ties.degree[other])):
            if ties.partner[other, back] == i:
                ties.affinity[other, back] = less


@kernel
def move(
    r: Residents,
    ties: Ties,
    places: Places,
    homes: Homes,
    columns: int,
    rows: int,
    p: TurnoverParameters,
    key: np.uint64,
) -> int:
    """Let households move within the town by exchanging homes; return how many exchanges there were."""
    moves = 0
    for i in range(len(r.place)):
        if i > 0 and r.household[i] == r.household[i - 1]:
            continue
        luck = bits(key, i)
        if uniform(key, i) < 0.5 * moving_chance(p.moving, r.housing[i], r.age[i], p):
            other = other_home(i, bits(key, i + len(r.place)), r, places, homes, columns, rows, p.near)
            moves += exchange(i, other, r, ties, homes, p.uproot)
    return moves
