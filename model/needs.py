"""Needs: how they arise, who knows and seeks a service, who waits, who gives up."""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model import typical
from model.chance import Luck, bits, first_part, second_part, third_part, uniform
from model.company import Company
from model.conditions import SERVICE_COUNT, Conditions
from model.kernels import kernel, part, rule, whole
from model.parameters import parameter
from model.place import Places
from model.residents import UNEMPLOYED, Residents
from model.shapes import logistic
from model.sites import (
    EMPLOYABILITY,
    FAMILY,
    GENERAL_PRACTICE,
    HOUSING,
    MENTAL_HEALTH,
    MONEY_ADVICE,
    NO_SITE,
    Ways,
)  # fmt: skip

LATE = 4
"""Weeks after which a need that still waits counts as unmet (theory M7)."""
LONGEST = 255
"""The largest number of weeks or setbacks that a column can count."""


class NeedRates(NamedTuple):
    """How often each need arises in a resident with every reason for it (times its reason, 0 to 1)."""

    # fmt: off
    general_practice: A[float, parameter("new reasons to see a general practice", unit="1/week", low=0, high=0.5, source="assumed; moved with the fit to T151, T152, which leaves it open (appendix H)")] = 0.1773
    mental_health: A[float, parameter("new needs for mental health care", unit="1/week", low=0, high=0.2)] = 0.005
    money_advice: A[float, parameter("new needs for money advice", unit="1/week", low=0, high=0.2, source="654 referrals from 9 practices in a year, Deep End advice workers")] = 0.005
    housing: A[float, parameter("new housing needs", unit="1/week", low=0, high=0.2)] = 0.006
    employability: A[float, parameter("new needs for help with work", unit="1/week", low=0, high=0.2)] = 0.03
    family: A[float, parameter("new needs for family support or childcare", unit="1/week", low=0, high=0.2)] = 0.008
    hub: A[float, parameter("new needs for company or a place to go", unit="1/week", low=0, high=0.2)] = 0.012
    # fmt: on


class SeekingParameters(NamedTuple):
    """What brings a person with a need to a service. Weights are log-odds a week."""

    # fmt: off
    base: A[float, parameter("inclination to seek a known service for a middling need", unit="log-odds", low=-6, high=4)] = 0.0
    severity: A[float, parameter("weight of severity (less 1/2)", unit="log-odds", low=0, high=6)] = 1.5
    control: A[float, parameter("weight of control (less 0.4)", unit="log-odds", low=0, high=6)] = 1.0
    linked: A[float, parameter("weight of a linking tie to a worker", unit="log-odds", low=0, high=6)] = 0.8
    digital: A[float, parameter("weight of digital ease (less 1/2)", unit="log-odds", low=0, high=6)] = 0.4
    online: A[float, parameter("weight of lacking digital ease when the service is online only", unit="log-odds", low=0, high=10)] = 3.0
    distance: A[float, parameter("weight of distance times 1 - transport", unit="log-odds", low=0, high=10)] = 2.0
    stigma: A[float, parameter("weight of stigma for money, mental health and work", unit="log-odds", low=0, high=6)] = 0.8
    setbacks: A[float, parameter("weight of each recent setback, up to setbacks_most", unit="log-odds", low=0, high=3)] = 0.4
    setbacks_most: A[int, parameter("setbacks beyond which more do not discourage", unit="times", low=0, high=20)] = 3
    setback_fading: A[float, parameter("chance that a setback is forgotten", unit="1/week", low=0, high=1)] = 0.02
    half_way: A[float, parameter("grid steps at which a site counts as half out of reach: steps / (steps + x)", unit="steps", low=0.5, high=50)] = 4.0
    finding_out: A[float, parameter("chance to seek a service one does not know, as a share of when one does", unit="share", low=0, high=1)] = 0.04
    interest: A[float, parameter("chance to keep in mind a service mentioned, without a need for it", unit="1/week", low=0, high=1)] = 0.03
    forgetting: A[float, parameter("chance to forget a service not in use", unit="1/week", low=0, high=0.1)] = 0.003
    giving_up: A[float, parameter("chance to leave the queues for all needs that arose more than four weeks ago, by one draw", unit="1/week", low=0, high=0.5)] = 0.04
    passing: A[float, parameter("chance that a need passes by itself", unit="1/week", low=0, high=0.5)] = 0.02
    practice_passing: A[float, parameter("how many times more likely a reason to see a general practice passes", unit="factor", low=0, high=10)] = 3.0
    least_pull: A[float, parameter("pull of a need without severity, when one of several is taken to a service", unit="0-1", low=0, high=1)] = 0.05
    practice_reason: A[float, parameter("reason of a person in full health to see a general practice", unit="0-1", low=0, high=1)] = 0.3
    practice_illness: A[float, parameter("rise of that reason with poor health, times 1 - health", unit="0-1", low=0, high=2, source="assumed; moved with the fit to T151, T152, which leaves it open (appendix H)")] = 0.6022
    distress: A[float, parameter("strain + 1 - wellbeing above which there is reason for mental health care", unit="0-1", low=0, high=2)] = 0.35
    unmet_rate: A[float, parameter("how fast the burden of unmet needs builds and fades", unit="1/week", low=0.005, high=1, source="assumed; theory M7")] = 0.12
    # fmt: on


@part
def reason(service: int, i: int, r: Residents, p: SeekingParameters) -> float:
    """Return how much reason resident i has for a service, 0 to 1: also the severity of the need."""
    why: float = r.loneliness[i]
    if service == GENERAL_PRACTICE:
        why = min(1.0, p.practice_reason + p.practice_illness * (1.0 - r.health[i]))
    elif service == MENTAL_HEALTH:
        why = min(1.0, max(0.0, r.strain[i] + (1.0 - r.wellbeing[i]) - p.distress))
    elif service == MONEY_ADVICE:
        why = r.money_strain[i]
    elif service == HOUSING:
        why = min(1.0, 0.5 * r.money_strain[i] + r.damage[i])
    elif service == EMPLOYABILITY:
        why = 1.0 if r.work[i] == UNEMPLOYED else 0.0
    elif service == FAMILY:
        why = r.caring[i]
    return why


@rule
def has_stigma(service: int) -> bool:
    """Return whether asking for a service carries stigma."""
    return service in (MENTAL_HEALTH, MONEY_ADVICE, EMPLOYABILITY)


@rule
def seeking_odds(
    severity: float, control: float, linked: float, digital: float, way: float, remote: bool, stigma: bool,
    setbacks: int,
    p: SeekingParameters,
) -> float:  # fmt: skip
    """Return the weekly log-odds that one in need seeks a service; `way` is distance x (1 - transport)."""
    draws = p.base + p.severity * (severity - 0.5) + p.control * (control - typical.CONTROL)
    draws = draws + p.linked * linked + p.digital * (digital - 0.5)
    holds = p.online * (1.0 - digital) if remote else p.distance * way
    if stigma:
        holds += p.stigma
    return draws - holds - p.setbacks * min(p.setbacks_most, setbacks)


@part
def new_need(i: int, draw: float, r: Residents, c: Conditions, rates: NeedRates, p: SeekingParameters) -> int:
    """Return the service that resident i newly needs this week, or -1; at most one need arises a week."""
    edge = 0.0
    for service in range(SERVICE_COUNT):
        edge += rates[service] * reason(service, i, r, p) * c.demand[service]
        if draw < edge:
            return service
    return -1


@rule
def burden_after(burden: float, late: int, rate: float) -> float:
    """Return the burden of unmet needs after a week: it moves towards late / (late + 1)."""
    return burden + rate * (late / (late + 1.0) - burden)


@part
def pass_or_wait(i: int, word: np.uint64, r: Residents, p: SeekingParameters) -> int:
    """Let each open need of resident i grow older or pass by itself; return how many wait too long.

    One service a week is drawn to be looked at, so its chance to pass is that of a week times the services.
    """
    late = 0
    which = int(third_part(word) * SERVICE_COUNT)
    for service in range(SERVICE_COUNT):
        bit = np.uint8(1 << service)
        if not r.needs[i] & bit:
            continue
        r.waited[i, service] = min(LONGEST, whole(r.waited[i, service]) + 1)
        passing = p.passing * (p.practice_passing if service == GENERAL_PRACTICE else 1.0)
        if service == which and second_part(word) < SERVICE_COUNT * passing:
            r.needs[i] &= ~bit
            r.queued[i] &= ~bit
            r.waited[i, service] = 0
            continue
        late += r.waited[i, service] > LATE
    return late


@part
def give_up(i: int, draw: float, r: Residents, p: SeekingParameters) -> None:
    """Let resident i leave the queues for needs older than four weeks, by one draw; each is a setback."""
    if r.queued[i] == 0 or draw >= p.giving_up:
        return
    for service in range(SERVICE_COUNT):
        bit = np.uint8(1 << service)
        if r.queued[i] & bit and r.waited[i, service] > LATE:
            r.queued[i] &= ~bit
            r.setbacks[i] = min(LONGEST, whole(r.setbacks[i]) + 1)


@part
def learn(i: int, heard: int, curious: bool, word: np.uint64, r: Residents, p: SeekingParameters) -> None:
    """Let resident i learn of services mentioned and forget one not needed.

    What answers an open need is learnt at once; anything else with chance `interest`.
    """
    r.knows[i] |= heard if curious else heard & r.needs[i]
    if first_part(word) < SERVICE_COUNT * p.forgetting:
        bit = np.uint8(1 << int(second_part(word) * SERVICE_COUNT))
        if not r.needs[i] & bit:
            r.knows[i] &= ~bit


@part
def most_pressing(i: int, r: Residents, ways: Ways, p: SeekingParameters) -> int:
    """Return the service, best a known one, for i's most severe need that is in no queue yet, or -1."""
    best, most = -1, 0.0
    for service in range(SERVICE_COUNT):
        bit = np.uint8(1 << service)
        if r.needs[i] & bit and not r.queued[i] & bit and ways.site[r.place[i], service] != NO_SITE:
            known = 1.0 if r.knows[i] & bit else p.finding_out
            weight = known * (p.least_pull + reason(service, i, r, p))
            if weight > most:
                best, most = service, weight
    return best


@part
def seek(
    i: int, word: np.uint64, r: Residents, places: Places, ways: Ways, c: Conditions, p: SeekingParameters
) -> None:
    """Let resident i seek a service for the most pressing need: to queue for it is to know it."""
    here, best = r.place[i], most_pressing(i, r, ways, p)
    if best < 0:
        return
    remote, stigma, severity = c.remote[ways.site[here, best]], has_stigma(best), reason(best, i, r, p)
    way = ways.distance[here, best] * (1.0 - places.access[here]) * c.travel[here] * (1.0 - r.transport[i])
    odds = seeking_odds(
        severity, r.control[i], r.worker_link[i], r.digital[i], way, remote, stigma, r.setbacks[i], p
    )
    bit = np.uint8(1 << best)
    if first_part(word) < logistic(odds) * (1.0 if r.knows[i] & bit else p.finding_out):
        r.queued[i] |= bit
        r.knows[i] |= bit


@kernel
def arise_and_seek(
    start: int, stop: int, r: Residents, company: Company, places: Places, ways: Ways, c: Conditions,
    rates: NeedRates,
    p: SeekingParameters, luck: Luck,
) -> None:  # fmt: skip
    """Let needs of residents start..stop-1 grow older, pass, be given up, arise and be taken to a service."""
    for i in range(start, stop):
        word = bits(luck.need, i)
        late = 0
        if r.needs[i]:
            late = pass_or_wait(i, word, r, p)
            give_up(i, first_part(bits(luck.giving_up, i)), r, p)
        r.unmet[i] = burden_after(r.unmet[i], late, p.unmet_rate)
        service = new_need(i, first_part(word), r, c, rates, p)
        if service >= 0 and not r.needs[i] & np.uint8(1 << service):
            r.needs[i] |= np.uint8(1 << service)
            r.waited[i, service] = 0
        memory = bits(luck.forgetting, i)
        heard = whole(company.heard[i])
        curious = heard > 0 and uniform(luck.news, i) < p.interest
        learn(i, heard, curious, memory, r, p)
        if r.needs[i] & ~r.queued[i]:
            seek(i, bits(luck.seeking, i), r, places, ways, c, p)
        if r.setbacks[i] > 0 and third_part(memory) < p.setback_fading:
            r.setbacks[i] -= 1
