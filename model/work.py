"""Work and money: jobs lost and found, and the financial strain that follows."""

from __future__ import annotations

from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model.chance import uniform
from model.company import Company
from model.conditions import Conditions
from model.kernels import kernel, rule
from model.loops import Loops
from model.parameters import parameter
from model.residents import EMPLOYED, NEVER, NOT_WORKING, UNEMPLOYED, Drafts, Residents

USUAL_INSIDERS, USUAL_WELLBEING = 5.0, 0.58
"""What acquaintances in work and wellbeing count as when the loop of scarring is off."""


class WorkParameters(NamedTuple):
    """How jobs come and go and what money strain follows."""

    # fmt: off
    losing: A[float, parameter("chance to lose a job, times 1.6 - income rank", unit="1/week", low=0, high=0.05, source="theory M16")] = 0.0017
    finding: A[float, parameter("chance to find a job for a person without acquaintances in work, times 1/2 + wellbeing", unit="1/week", low=0, high=0.2, source="theory M16")] = 0.033
    insiders: A[float, parameter("rise of that chance for each acquaintance in work", unit="share", low=0, high=1, source="direction: weak ties raise job finding, theory PT17")] = 0.06
    coaching: A[float, parameter("factor on finding a job while helped by a service", unit="factor", low=1, high=5)] = 1.4
    scar: A[float, parameter("fall of that chance for each year out of work: 1 / (1 + x years)", unit="1/year", low=0, high=3)] = 0.5
    rate: A[float, parameter("how money strain follows circumstances (half-life 8 weeks)", unit="1/week", low=0.005, high=0.5, source="theory M16")] = 0.08
    base: A[float, parameter("money strain of the lowest income rank", unit="0-1", low=0, high=1.5, source="theory M16")] = 0.60
    income: A[float, parameter("fall of money strain from the lowest to the highest rank", unit="0-1", low=0, high=1.5, source="theory M16")] = 0.55
    jobless: A[float, parameter("rise of money strain without work", unit="0-1", low=0, high=1, source="theory M16")] = 0.22
    inactive: A[float, parameter("rise of money strain for those of working age not in the labour force", unit="0-1", low=0, high=1)] = 0.08
    alone: A[float, parameter("rise of money strain for an adult living alone", unit="0-1", low=0, high=1)] = 0.04
    ill: A[float, parameter("rise of money strain with poor health, times 0.7 - health", unit="0-1", low=0, high=1)] = 0.10
    pension: A[int, parameter("age at which work ends", unit="years", low=55, high=80)] = 66
    advice_fading: A[float, parameter("how gains from advice wear off (half-life 2.2 years)", unit="1/week", low=0, high=0.1, source="theory M7")] = 0.006
    # fmt: on


@rule
def finding_chance(
    insiders: float, wellbeing: float, weeks_out: float, coached: bool, hiring: float, p: WorkParameters
) -> float:
    """Return the chance to find work this week: finding (1 + insiders n) (1/2 + W) x coaching x hiring / (1 + scar x years)."""
    chance = (
        p.finding
        * (1.0 + p.insiders * insiders)
        * (0.5 + wellbeing)
        * hiring
        / (1.0 + p.scar * weeks_out / 52.0)
    )
    return min(1.0, chance * (p.coaching if coached else 1.0))


@rule
def strain_of_money(
    income: float, jobless: bool, inactive: bool, alone: bool, health: float, p: WorkParameters
) -> float:
    """Return the financial strain that circumstances lead to, before prices, advice and support (M16)."""
    level = p.base - p.income * income + p.ill * (0.7 - health)
    return (
        level
        + (p.jobless if jobless else 0.0)
        + (p.inactive if inactive else 0.0)
        + (p.alone if alone else 0.0)
    )


@rule
def bounded(x: float) -> float:
    """Return x held to 0..1."""
    return min(1.0, max(0.0, x))


@kernel
def earn(
    start: int,
    stop: int,
    r: Residents,
    company: Company,
    c: Conditions,
    p: WorkParameters,
    loops: Loops,
    key: np.uint64,
    drafts: Drafts,
) -> None:
    """Let residents start..stop-1 lose and find jobs, and draft their money strain."""
    for i in range(start, stop):
        luck = uniform(key, i)
        if r.work[i] == EMPLOYED:
            if luck < p.losing * (1.6 - r.income[i]):
                r.work[i], r.jobless[i] = UNEMPLOYED, 0
        elif r.work[i] == UNEMPLOYED:
            r.jobless[i] = min(NEVER, r.jobless[i] + 1)
            insiders, wellbeing, out = company.insiders[i] + 0.0, r.wellbeing[i] + 0.0, r.jobless[i] + 0.0
            if not loops.scarring:
                insiders, wellbeing, out = USUAL_INSIDERS, USUAL_WELLBEING, 0.0
            if luck < finding_chance(insiders, wellbeing, out, r.coached[i] > 0, c.hiring[r.place[i]], p):
                r.work[i], r.jobless[i] = EMPLOYED, 0
        if r.age[i] >= p.pension:
            r.work[i], r.jobless[i] = NOT_WORKING, 0
        inactive = r.work[i] == NOT_WORKING and r.age[i] < p.pension
        level = strain_of_money(
            r.income[i], r.work[i] == UNEMPLOYED, inactive, r.adults[i] == 1, r.health[i], p
        )
        prices = c.prices[r.place[i]] * (1.15 - r.income[i])
        level = bounded(level + prices + c.pressure[i] - r.advice_gain[i])
        drafts.money_strain[i] = r.money_strain[i] + p.rate * (level - r.money_strain[i])
