"""Newcomers: how a person is who takes over a row that fell vacant."""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model import typical
from model.chance import first_part, second_part, third_part
from model.kernels import part
from model.parameters import parameter
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


class NewcomerParameters(NamedTuple):
    """How a newcomer is; income, tenure, household and lasting health stay with the row."""

    # fmt: off
    sociability_spread: A[float, parameter("how far sociability is spread evenly around 1", unit="factor", low=0, high=0.7)] = 0.43
    set_point_spread: A[float, parameter("how far the wellbeing set point is spread evenly around 0", unit="wellbeing", low=0, high=0.5)] = 0.1645
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
    pension: A[float, parameter("age from which a newcomer does not work", unit="years", low=50, high=80)] = 66.0
    job_seeking_until: A[float, parameter("age up to which a newcomer may look for work where the row's last person was out of the labour force", unit="years", low=16, high=80)] = 60.0
    job_seeking: A[float, parameter("chance of that", unit="share", low=0, high=1)] = 0.7
    home_strength: A[float, parameter("strength of a newcomer's ties in the household", unit="strength", low=0, high=1)] = 0.9
    # fmt: on


@part
def come(
    i: int, age: float, word: np.uint64, r: Residents, ties: Ties, tp: TieParameters, p: NewcomerParameters
) -> None:
    """Let a new person of this age take over row i, known to the household alone."""
    r.age[i] = age
    bring_traits(i, word, r, p)
    r.wellbeing[i] = bounded(typical.WELLBEING + r.set_point[i])
    by_income = p.health_income * (r.income[i] - 0.5)
    health = p.health - p.health_age * (age - ADULT) + by_income + r.frailty[i]
    r.health[i] = min(1.0, max(p.health_least, health))
    r.belonging[i], r.trust[i], r.control[i], r.safety[i] = p.belonging, p.trust, p.control, p.safety
    r.loneliness[i], r.strain[i], r.contact[i] = p.loneliness, p.strain, p.contact
    r.support[i], r.load[i] = p.support, p.load
    r.club_habit[i], r.volunteering_habit[i], r.civic_habit[i] = p.club_habit, 0.0, p.civic_habit
    r.attended[i], r.volunteered[i], r.engaged[i], r.settled[i] = NEVER, NEVER, NEVER, 0
    know_nobody_in_services(i, r)
    if age >= p.pension:
        r.work[i], r.jobless[i] = NOT_WORKING, 0
    elif r.work[i] == NOT_WORKING and age < p.job_seeking_until and first_part(word) < p.job_seeking:
        r.work[i], r.jobless[i] = UNEMPLOYED, 0
    tie_home(i, p.home_strength, r, ties, tp)


@part
def bring_traits(i: int, word: np.uint64, r: Residents, p: NewcomerParameters) -> None:
    """Draw the sex, sociability and wellbeing set point of the newcomer in row i."""
    r.sex[i] = int(first_part(word) * 2.0)
    wander = 2.0 * second_part(word) - 1.0
    r.sociability[i] = min(MOST_SOCIABLE, max(LEAST_SOCIABLE, 1.0 + p.sociability_spread * wander))
    r.set_point[i] = p.set_point_spread * (2.0 * third_part(word) - 1.0)


@part
def know_nobody_in_services(i: int, r: Residents) -> None:
    """Clear all dealings with services of row i; a newcomer knows the general practice alone."""
    r.knows[i], r.needs[i], r.queued[i], r.setbacks[i], r.unmet[i] = 1 << GENERAL_PRACTICE, 0, 0, 0, 0.0
    r.waited[i, :] = 0
    r.case_weeks[i], r.sessions[i], r.coached[i], r.advice_gain[i] = 0, 0, 0, 0.0
    r.worker_link[i], r.group_link[i], r.council_link[i] = 0.0, 0.0, 0.0


@part
def tie_home(i: int, strength: float, r: Residents, ties: Ties, p: TieParameters) -> None:
    """Tie resident i to the others of the household, who are in the rows around."""
    reach = LARGEST_HOUSEHOLD
    for other in range(max(0, i - reach + 1), min(len(r.place), i + reach)):
        if other != i and r.household[other] == r.household[i]:
            join(i, other, strength, 1.0, HOME | KIN | likeness(i, other, r, p), ties)
