"""Decisions: who takes part, whose wishes shape the budget, what is delivered, and what that does to control.

Every quarter each neighbourhood promises how to spend its improvement budget. The authority's usual
division and what the engaged need most are mixed by the share of power that residents hold. After
some rounds a promise is kept or broken. Rung (how much power is shared) and reliability (whether
promises are kept) are two things.
"""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model import typical
from model.columns import Doubles
from model.kernels import kernel, part, rule
from model.loops import Loops
from model.parameters import parameter
from model.place import PROJECT_COUNT, ROUNDS_AHEAD, Places
from model.residents import EMPLOYED, Drafts, Residents
from model.shapes import bounded


class DecisionParameters(NamedTuple):
    """How decisions are taken and what they change. Weights of turnout are log-odds."""

    # fmt: off
    cycle: A[int, parameter("weeks between decision rounds", unit="weeks", low=4, high=104)] = 13
    lag: A[int, parameter("rounds from promise to delivery", unit="rounds", low=1, high=ROUNDS_AHEAD)] = 2
    power: A[float, parameter("share of power that residents hold ordinarily (rung / 8 of Arnstein's ladder)", unit="share", low=0, high=1)] = 0.25
    delivery: A[float, parameter("chance that a promise is kept ordinarily", unit="share", low=0, high=1)] = 0.7
    budget: A[float, parameter("improvement budget of a round for each resident, in units that raise quality by 1 when all is spent on place", unit="budget", low=0, high=1)] = 0.006
    base: A[float, parameter("inclination of an average resident to take part", unit="log-odds", low=-8, high=2)] = -2.0
    control: A[float, parameter("weight of control (less 0.4)", unit="log-odds", low=0, high=8)] = 2.0
    trust: A[float, parameter("weight of trust (less 0.55)", unit="log-odds", low=0, high=8)] = 1.5
    habit: A[float, parameter("weight of the habit of taking part", unit="log-odds", low=0, high=8)] = 2.5
    linked: A[float, parameter("weight of linking ties to decision makers and organisations", unit="log-odds", low=0, high=8)] = 1.0
    time: A[float, parameter("barrier of time: caring, working hours", unit="log-odds", low=0, high=5)] = 0.6
    working_hours: A[float, parameter("time that a job takes, beside the load of caring", unit="0-1", low=0, high=1)] = 0.3
    money: A[float, parameter("barrier of money", unit="log-odds", low=0, high=5)] = 0.7
    confidence: A[float, parameter("barrier of confidence, more where income rank is low", unit="log-odds", low=0, high=5)] = 0.8
    information: A[float, parameter("barrier of information: no link, no digital ease", unit="log-odds", low=0, high=5)] = 0.7
    access: A[float, parameter("barrier of access: poor health, no transport", unit="log-odds", low=0, high=5)] = 0.7
    habit_gain: A[float, parameter("how the habit moves at each round", unit="1/round", low=0.01, high=0.9)] = 0.15
    disappointment: A[float, parameter("share of the habit that a broken promise takes from those who took part", unit="share", low=0, high=1, source="assumed; direction: theory PT11")] = 0.3
    gain: A[float, parameter("how far control moves at a promise kept or broken, for those who took part", unit="share", low=0, high=0.9)] = 0.14
    ceiling: A[float, parameter("control towards which full power and delivery lift participants", unit="0-1", low=0, high=1)] = 0.95
    onlooking: A[float, parameter("effect on those who only look on, as a share", unit="share", low=0, high=1, source="assumed; theory M10, direction: proactive more than passive, M059")] = 0.15
    drift: A[float, parameter("how control returns to what a person's position allows", unit="1/week", low=0, high=0.1)] = 0.008
    own_base: A[float, parameter("control of a person of no income rank and no wellbeing", unit="0-1", low=0, high=1)] = 0.34
    own_income: A[float, parameter("control by income rank", unit="0-1", low=0, high=1, source="assumed; moved with the fit to T127, T128, which leaves it open (appendix H)")] = 0.1186
    own_wellbeing: A[float, parameter("control by wellbeing", unit="0-1", low=0, high=1)] = 0.12
    own_habit: A[float, parameter("control by the habit of taking part and of activities", unit="0-1", low=0, high=1)] = 0.1
    council_bond: A[float, parameter("how taking part builds the linking tie to decision makers", unit="share", low=0, high=1)] = 0.2
    council_fading: A[float, parameter("how that tie fades", unit="1/week", low=0, high=0.1)] = 0.006
    usual_place: A[float, parameter("share of the budget that the authority gives to place", unit="share", low=0, high=1)] = 0.45
    usual_safety: A[float, parameter("share that the authority gives to safety", unit="share", low=0, high=1)] = 0.20
    usual_activities: A[float, parameter("share that the authority gives to activities", unit="share", low=0, high=1)] = 0.15
    usual_access: A[float, parameter("share that the authority gives to access", unit="share", low=0, high=1)] = 0.20
    focus: A[float, parameter("how sharply the engaged choose what they need most (power of the need)", unit="power", low=0, high=8)] = 2.0
    groups_each: A[float, parameter("groups that a unit of budget houses", unit="groups/budget", low=0, high=100)] = 12.0
    # fmt: on


# rules -----------------------------------------------------------------------------------------------


@part
def hindrance(i: int, r: Residents, barriers: Doubles, p: DecisionParameters) -> float:
    """Return the barriers to resident i's part in decisions, in log-odds.

    Time, money, confidence, information and access, each times its factor in `barriers` (5,).
    """
    busy = min(1.0, r.caring[i] + (p.working_hours if r.work[i] == EMPLOYED else 0.0))
    uninformed = 1.0 - 0.5 * (r.digital[i] + max(r.council_link[i], r.group_link[i]))
    immobile = 1.0 - 0.5 * (r.health[i] + r.transport[i])
    total: float = p.time * barriers[0] * busy + p.money * barriers[1] * r.money_strain[i]
    total += p.confidence * barriers[2] * (1.0 - r.income[i])
    total = total + p.information * barriers[3] * uninformed + p.access * barriers[4] * immobile
    return total


@part
def turnout_odds(i: int, r: Residents, barriers: Doubles, asked: float, p: DecisionParameters) -> float:
    """Return the log-odds that resident i takes part in this round (theory M10)."""
    draws: float = (
        p.control * (r.control[i] - typical.CONTROL)
        + p.trust * (r.trust[i] - typical.TRUST)
        + p.habit * r.civic_habit[i]
    )
    draws += p.linked * 0.5 * (r.council_link[i] + r.group_link[i]) + asked
    return p.base + draws - hindrance(i, r, barriers, p)


@rule
def own_control(income: float, wellbeing: float, civic: float, club: float, p: DecisionParameters) -> float:
    """Return the control that a person's position allows: base + income + wellbeing + habits."""
    position = p.own_base + p.own_income * income + p.own_wellbeing * wellbeing
    return position + p.own_habit * 0.5 * (civic + club)


@rule
def control_after(
    control: float,
    own: float,
    took_part: bool,
    kept: float,
    broken: float,
    heard: float,
    p: DecisionParameters,
) -> float:
    """Return control after a week.

    Drifts to `own`; a kept promise moves it towards ceiling x heard (never down for those who only look on),
    a broken one towards 0, by `gain` for those who took part and `onlooking` of that for others. `kept` and
    `broken` are above 0 in a week when it happens.
    """
    step = p.gain * (1.0 if took_part else p.onlooking)
    moved = control + p.drift * (own - control)
    if kept > 0.0:
        moved += step * (p.ceiling * heard - control) if p.ceiling * heard > control or took_part else 0.0
    if broken > 0.0:
        moved -= step * control
    return bounded(moved)


@rule
def usual_share(project: int, p: DecisionParameters) -> float:
    """Return the share of the budget that the authority gives to a project; the four add to 1."""
    total = p.usual_place + p.usual_safety + p.usual_activities + p.usual_access
    shares = (p.usual_place, p.usual_safety, p.usual_activities, p.usual_access)
    return shares[project] / total if total > 0.0 else 1.0 / PROJECT_COUNT


def usual_improvements(places: Places, p: DecisionParameters, upkeep: float, wear: float) -> None:
    """Give places what ordinary budgets hold against wear: budget x delivery x share / (cycle x wear)."""
    improved = (
        (places.quality, upkeep, 1.0),
        (places.lighting, wear, 1.0),
        (places.extra_groups, wear, p.groups_each),
        (places.access, wear, 1.0),
    )
    for project, (column, rate, each) in enumerate(improved):
        if rate > 0.0:
            column += np.float32(each * p.budget * p.delivery * usual_share(project, p) / (p.cycle * rate))
    for column in (places.quality, places.lighting, places.access):
        np.clip(column, 0.0, 1.0, out=column)


def look_back(places: Places) -> None:
    """Put last week's promises, kept or broken, behind."""
    for column in (places.kept, places.broken, places.heard):
        column[:] = 0.0


# the week ----------------------------------------------------------------------------------------------


@rule
def weeks_remembered(p: DecisionParameters) -> int:
    """Return for how many weeks a part in decisions counts: until delivery is due, and a cycle more."""
    return p.cycle * (p.lag + 1)


@kernel
def live_with_decisions(
    start: int, stop: int, r: Residents, places: Places, p: DecisionParameters, loops: Loops, drafts: Drafts
) -> None:
    """Draft the control of residents start..stop-1."""
    memory = weeks_remembered(p)
    for i in range(start, stop):
        here = r.place[i]
        own = own_control(r.income[i], r.wellbeing[i], r.civic_habit[i], r.club_habit[i], p)
        kept, broken = 0.0, 0.0
        if loops.voice:
            kept, broken = places.kept[here], places.broken[here]
        part_taken = r.engaged[i] <= memory
        drafts.control[i] = control_after(r.control[i], own, part_taken, kept, broken, places.heard[here], p)
