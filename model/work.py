"""Work and money: jobs lost and found, and the financial strain that follows."""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

from typing import Annotated as A
from typing import NamedTuple

from model import typical
from model.chance import Luck, uniform
from model.company import Company
from model.conditions import Conditions
from model.kernels import kernel, rule, whole
from model.loops import Loops
from model.parameters import parameter
from model.residents import EMPLOYED, NEVER, NOT_WORKING, UNEMPLOYED, Drafts, Residents
from model.shapes import YEAR, bounded

USUAL_INSIDERS = 5.0
"""What acquaintances in work count as when the loop of scarring is off."""


class WorkParameters(NamedTuple):
    """How jobs come and go and what money strain follows."""

    # fmt: off
    losing: A[float, parameter("chance to lose a job, times losing_income - income rank", unit="1/week", low=0, high=0.05, source="assumed; theory M16")] = 0.0017
    losing_income: A[float, parameter("how many times that chance is at the lowest income rank; 1 less at the highest", unit="factor", low=1, high=5, source="assumed; theory M16")] = 1.6
    finding: A[float, parameter("chance to find a job for a person without acquaintances in work, times 1/2 + wellbeing", unit="1/week", low=0, high=0.2, source="assumed; theory M16")] = 0.033
    insiders: A[float, parameter("rise of that chance for each acquaintance in work", unit="share", low=0, high=1, source="direction: weak ties raise job finding, theory PT17")] = 0.06
    coaching: A[float, parameter("factor on finding a job while helped by a service", unit="factor", low=1, high=5)] = 1.4
    scar: A[float, parameter("fall of that chance for each year out of work: 1 / (1 + x years)", unit="1/year", low=0, high=3)] = 0.5
    rate: A[float, parameter("how money strain follows circumstances (half-life 8 weeks)", unit="1/week", low=0.005, high=0.5, source="assumed; theory M16")] = 0.08
    base: A[float, parameter("money strain of the lowest income rank", unit="0-1", low=0, high=1.5, source="assumed; theory M16")] = 0.80
    income: A[float, parameter("fall of money strain from the lowest to the highest rank", unit="0-1", low=0, high=1.5, source="assumed; theory M16")] = 0.70
    diminishing: A[float, parameter("power of the income rank: below 1, more income matters more to those with little", unit="power", low=0.1, high=2, source="fitted to T177, T178, T212")] = 0.2
    jobless: A[float, parameter("rise of money strain without work", unit="0-1", low=0, high=1, source="assumed; theory M16")] = 0.22
    inactive: A[float, parameter("rise of money strain for those of working age not in the labour force", unit="0-1", low=0, high=1)] = 0.08
    alone: A[float, parameter("rise of money strain for an adult living alone", unit="0-1", low=0, high=1)] = 0.04
    ill: A[float, parameter("rise of money strain with poor health, times 0.7 - health", unit="0-1", low=0, high=1)] = 0.10
    price_reach: A[float, parameter("how many times a rise of prices presses at the lowest income rank; 1 less at the highest", unit="factor", low=1, high=5)] = 1.15
    advice_fading: A[float, parameter("how gains from advice wear off (half-life 2.2 years)", unit="1/week", low=0, high=0.1, source="assumed; theory M7")] = 0.006
    # fmt: on


@rule
def finding_chance(
    insiders: float, wellbeing: float, weeks_out: float, coached: bool, hiring: float, p: WorkParameters
) -> float:
    """Return the chance to find work this week, at most 1.

    finding (1 + insiders n) (1/2 + W) x hiring / (1 + scar x years) x coaching
    """
    scarred = 1.0 + p.scar * weeks_out / YEAR
    chance = p.finding * (1.0 + p.insiders * insiders) * (0.5 + wellbeing) * hiring / scarred
    return min(1.0, chance * (p.coaching if coached else 1.0))


@rule
def strain_of_money(
    income: float, jobless: bool, inactive: bool, alone: bool, health: float, p: WorkParameters
) -> float:
    """Return the financial strain that circumstances lead to, before prices, advice and support (M16).

    base - income x rank^diminishing + ill (0.7 - health) + jobless + inactive + alone
    """
    eased: float = p.income * income**p.diminishing
    level = p.base - eased + p.ill * (typical.HEALTH - health)
    level += p.jobless if jobless else 0.0
    level += p.inactive if inactive else 0.0
    return level + (p.alone if alone else 0.0)


@kernel
def find_and_lose_work(
    start: int, stop: int, r: Residents, company: Company, c: Conditions, p: WorkParameters, pension: float,
    loops: Loops, luck: Luck,
) -> None:  # fmt: skip
    """Let residents start..stop-1 lose a job or find one, and stop working at age `pension`."""
    for i in range(start, stop):
        draw = uniform(luck.job, i)
        if r.work[i] == EMPLOYED:
            if draw < p.losing * (p.losing_income - r.income[i]):
                r.work[i], r.jobless[i] = UNEMPLOYED, 0
        elif r.work[i] == UNEMPLOYED:
            r.jobless[i] = min(NEVER, whole(r.jobless[i]) + 1)
            insiders, wellbeing, out = company.insiders[i] + 0.0, r.wellbeing[i] + 0.0, r.jobless[i] + 0.0
            if not loops.scarring:
                insiders, wellbeing, out = USUAL_INSIDERS, typical.WELLBEING, 0.0
            hiring = c.hiring[r.place[i]]
            if draw < finding_chance(insiders, wellbeing, out, r.coached[i] > 0, hiring, p):
                r.work[i], r.jobless[i] = EMPLOYED, 0
        if r.age[i] >= pension:
            r.work[i], r.jobless[i] = NOT_WORKING, 0


@kernel
def earn(
    start: int, stop: int, r: Residents, c: Conditions, p: WorkParameters, pension: float, drafts: Drafts
) -> None:
    """Draft the money strain of residents start..stop-1."""
    for i in range(start, stop):
        inactive = r.work[i] == NOT_WORKING and r.age[i] < pension
        jobless, alone = r.work[i] == UNEMPLOYED, r.adults[i] == 1
        level = strain_of_money(r.income[i], jobless, inactive, alone, r.health[i], p)
        prices = c.prices[r.place[i]] * (p.price_reach - r.income[i])
        level = bounded(level + prices + c.pressure[i] - r.advice_gain[i])
        drafts.money_strain[i] = r.money_strain[i] + p.rate * (level - r.money_strain[i])
