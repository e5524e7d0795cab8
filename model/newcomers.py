"""Newcomers: how a person is who takes over a row that fell vacant."""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model import typical
from model.chance import Luck, bits, first_part, second_part, third_part, uniform
from model.conditions import SERVICE_COUNT
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
)  # fmt: skip
from model.kernels import part, rule
from model.parameters import parameter
from model.place import Homes, Places, someone
from model.residents import (
    ADULT,
    LARGEST_HOUSEHOLD,
    LEAST_SOCIABLE,
    MOST_SOCIABLE,
    NEVER,
    NOT_WORKING,
    UNEMPLOYED,
    Residents,
)
from model.shapes import bounded
from model.sites import GENERAL_PRACTICE
from model.ties import HOME, KIN, TieParameters, Ties, join, likeness

EVEN = 3.0**0.5
"""Half the width of an even spread, in standard deviations."""
SHYEST = 4.0
KIN_DRAWS = 8


class NewcomerParameters(NamedTuple):
    """How a newcomer is; tenure and household stay with the row, and income but for what events shift."""

    # fmt: off
    health: A[float, parameter("health at 16 and middle income", unit="health", low=0.3, high=1)] = 0.85
    health_age: A[float, parameter("fall of health with each year of age", unit="health/year", low=0, high=0.02)] = 0.004
    health_income: A[float, parameter("health by income rank (less 1/2)", unit="health", low=0, high=0.6)] = 0.2
    health_least: A[float, parameter("the least health of a newcomer", unit="health", low=0, high=0.5)] = 0.1
    belonging: A[float, parameter("belonging on arrival", unit="0-1", low=0, high=1)] = 0.45
    trust: A[float, parameter("trust on arrival", unit="0-1", low=0, high=1)] = 0.5
    control: A[float, parameter("control on arrival", unit="0-1", low=0, high=1)] = 0.35
    safety: A[float, parameter("safety on arrival", unit="0-1", low=0, high=1)] = 0.65
    loneliness: A[float, parameter("loneliness on arrival", unit="0-1", low=0, high=1)] = 0.3
    strain: A[float, parameter("strain on arrival", unit="0-1", low=0, high=1)] = 0.3
    contact: A[float, parameter("recent contact on arrival", unit="strength", low=0, high=20)] = 1.0
    support: A[float, parameter("support on arrival", unit="0-1", low=0, high=1)] = 0.3
    load: A[float, parameter("load of helping others on arrival", unit="0-1", low=0, high=1)] = 0.1
    club_habit: A[float, parameter("habit of taking part on arrival", unit="0-1", low=0, high=1)] = 0.1
    civic_habit: A[float, parameter("habit of taking part in decisions on arrival", unit="0-1", low=0, high=1)] = 0.05
    job_seeking_until: A[float, parameter("age up to which a newcomer may look for work where the row's last person was out of the labour force", unit="years", low=16, high=80)] = 60.0
    job_seeking: A[float, parameter("chance of that", unit="share", low=0, high=1)] = 0.7
    kin: A[float, parameter("kin elsewhere in the town whom a newcomer has or marries into; they replace those of who went", unit="people", low=0, high=6)] = 1.3
    kin_affinity: A[float, parameter("least affinity of such kin", unit="0-1", low=0.05, high=1)] = 0.3
    kin_near: A[float, parameter("share of such kin who live in the neighbourhood", unit="share", low=0, high=1)] = 0.4
    kin_strength: A[float, parameter("strength of the tie to such kin at the start", unit="strength", low=0.05, high=1)] = 0.5
    knowing: A[float, parameter("chance to know each service but the general practice on arrival", unit="share", low=0, high=1)] = 0.45
    home_strength: A[float, parameter("strength of a newcomer's ties in the household", unit="strength", low=0, high=1)] = 0.9
    welcome_habit: A[float, parameter("habit of taking part of a newcomer who is welcomed, at least", unit="0-1", low=0, high=1)] = 0.3
    welcome_link: A[float, parameter("linking tie to an organisation of a newcomer who is welcomed", unit="0-1", low=0, high=1)] = 0.5
    # fmt: on


@rule
def income_on_coming(rank: float, shift: float) -> float:
    """Return the income rank of a household that comes: that of the home's last one, shifted, within 0..1."""
    return bounded(rank + shift)


@part
def come(
    i: int, age: float, r: Residents, ties: Ties, places: Places, homes: Homes, tp: TieParameters,
    who: PopulationParameters, p: NewcomerParameters, luck: Luck,
) -> None:  # fmt: skip
    """Let a new person of this age take over row i, known to the household and some kin alone."""
    count = len(r.place)
    r.age[i] = age
    draw_traits(i, bits(luck.arrival, i + count), bits(luck.arrival, i + 2 * count), r, who)
    draw_circumstances(i, bits(luck.arrival, i + 3 * count), bits(luck.arrival, i + 4 * count), r, who)
    r.wellbeing[i] = bounded(typical.WELLBEING + r.set_point[i])
    by_income = p.health_income * (r.income[i] - 0.5)
    health = p.health - p.health_age * (age - ADULT) + by_income + r.frailty[i]
    r.health[i] = min(1.0, max(p.health_least, health))
    r.belonging[i], r.trust[i], r.control[i], r.safety[i] = p.belonging, p.trust, p.control, p.safety
    r.loneliness[i], r.strain[i], r.contact[i] = p.loneliness, p.strain, p.contact
    r.support[i], r.load[i], r.used[i] = p.support, p.load, 0.0
    r.club_habit[i], r.volunteering_habit[i], r.civic_habit[i] = p.club_habit, 0.0, p.civic_habit
    r.attended[i], r.volunteered[i], r.engaged[i], r.settled[i] = NEVER, NEVER, NEVER, 0
    word = bits(luck.arrival, i + 5 * count)
    start_with_services(i, word, p.knowing, r)
    if age >= who.pension_age:
        r.work[i], r.jobless[i] = NOT_WORKING, 0
    elif r.work[i] == NOT_WORKING and age < p.job_seeking_until and first_part(word) < p.job_seeking:
        r.work[i], r.jobless[i] = UNEMPLOYED, 0
    tie_home(i, p.home_strength, r, ties, tp)
    bring_kin(i, int(p.kin + second_part(word)), r, ties, places, homes, tp, p, luck)


@rule
def evenly(mean: float, sd: float, draw: float, low: float, high: float) -> float:
    """Return a value spread evenly with a mean and a standard deviation, held to low..high; `draw` is 0 to 1."""
    return min(high, max(low, mean + sd * EVEN * (2.0 * draw - 1.0)))


@part
def draw_traits(i: int, one: np.uint64, other: np.uint64, r: Residents, who: PopulationParameters) -> None:
    """Draw the lasting traits of the newcomer in row i, spread as in the founding population."""
    r.sex[i] = 0 if first_part(other) < who.female else 1
    r.sociability[i] = evenly(1.0, who.sociability_sd, first_part(one), LEAST_SOCIABLE, MOST_SOCIABLE)
    r.set_point[i] = evenly(0.0, who.set_point_sd, second_part(one), -0.5, 0.5)
    r.frailty[i] = evenly(0.0, who.frailty_sd, third_part(one), -0.5, 0.5)
    r.shyness[i] = evenly(0.0, who.shyness_sd, second_part(other), -SHYEST, SHYEST)


@part
def draw_circumstances(
    i: int, one: np.uint64, other: np.uint64, r: Residents, who: PopulationParameters
) -> None:
    """Draw transport, digital ease, support from outside and caring of the newcomer in row i, by income and age."""
    moving = who.transport_poor + (who.transport_rich - who.transport_poor) * r.income[i]
    moving -= who.transport_late if r.age[i] >= LATE else 0.0
    late = bounded((r.age[i] - ONLINE_FROM) / (ONLINE_TO - ONLINE_FROM))
    online = who.digital_poor + (who.digital_rich - who.digital_poor) * r.income[i] - who.digital_late * late
    r.transport[i] = evenly(moving, who.circumstance_sd, first_part(one), 0.0, 1.0)
    r.digital[i] = evenly(online, who.circumstance_sd, second_part(one), 0.0, 1.0)
    r.external[i] = evenly(who.external, who.circumstance_sd, third_part(one), 0.0, 1.0)
    shape = max(CARING_LEAST, 1.0 - ((r.age[i] - CARING_PEAK) / CARING_REACH) ** 2)
    cares = first_part(other) < who.caring * shape
    r.caring[i] = CARING_LIGHT + CARING_MORE * second_part(other) if cares else 0.0


@part
def welcome(i: int, chance: float, r: Residents, p: NewcomerParameters, luck: Luck) -> None:
    """Let the newcomer in row i be welcomed with a chance: all services known, an organisation, a club."""
    if first_part(bits(luck.arrival, i + 6 * len(r.place))) < chance:
        r.knows[i] = (1 << SERVICE_COUNT) - 1
        r.group_link[i] = max(r.group_link[i], p.welcome_link)
        r.club_habit[i] = max(r.club_habit[i], p.welcome_habit)


@part
def bring_kin(
    i: int, count: int, r: Residents, ties: Ties, places: Places, homes: Homes, tp: TieParameters,
    p: NewcomerParameters, luck: Luck,
) -> None:  # fmt: skip
    """Tie the newcomer in row i to so many kin elsewhere in the town."""
    for n in range(count):
        word = bits(luck.arrival, (i + 1) * KIN_DRAWS + n + 8 * len(r.place))
        other = someone(i, word, p.kin_near, r.place, places, homes)
        affinity = p.kin_affinity + (1.0 - p.kin_affinity) * third_part(word)
        join(i, other, p.kin_strength, affinity, KIN | likeness(i, other, r, tp), ties)


@part
def start_with_services(i: int, word: np.uint64, knowing: float, r: Residents) -> None:
    """Clear all dealings with services of row i; the general practice is known, each other one with a chance."""
    known = 1 << GENERAL_PRACTICE
    for service in range(1, 7):
        known |= (1 << service) if uniform(word, service) < knowing else 0
    r.knows[i], r.needs[i], r.queued[i], r.setbacks[i], r.unmet[i] = known, 0, 0, 0, 0.0
    r.waited[i, :] = 0
    r.case_weeks[i], r.case_wait[i], r.sessions[i], r.coached[i], r.advice_gain[i] = 0, 0, 0, 0, 0.0
    r.worker_link[i], r.group_link[i], r.council_link[i] = 0.0, 0.0, 0.0


@part
def tie_home(i: int, strength: float, r: Residents, ties: Ties, p: TieParameters) -> None:
    """Tie resident i to the others of the household, who are in the rows around."""
    reach = LARGEST_HOUSEHOLD
    for other in range(max(0, i - reach + 1), min(len(r.place), i + reach)):
        if other != i and r.household[other] == r.household[i]:
            join(i, other, strength, 1.0, HOME | KIN | likeness(i, other, r, p), ties)
