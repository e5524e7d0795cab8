"""Decisions: who takes part, whose wishes shape the budget, what is delivered, and what that does to control.

Every quarter each neighbourhood promises how to spend its improvement budget. The authority's usual
division and what the engaged need most are mixed by the share of power that residents hold. After
some rounds a promise is kept or broken. Rung (how much power is shared) and reliability (whether
promises are kept) are two things.
"""

from __future__ import annotations

import math
from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model.chance import uniform
from model.columns import Doubles, Flags
from model.conditions import Conditions
from model.kernels import kernel, part, rule
from model.loops import Loops
from model.parameters import parameter
from model.place import ROUNDS_AHEAD, Homes, Places
from model.residents import EMPLOYED, NEVER, Drafts, Residents


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
    money: A[float, parameter("barrier of money", unit="log-odds", low=0, high=5)] = 0.7
    confidence: A[float, parameter("barrier of confidence, more where income rank is low", unit="log-odds", low=0, high=5)] = 0.8
    information: A[float, parameter("barrier of information: no link, no digital ease", unit="log-odds", low=0, high=5)] = 0.7
    access: A[float, parameter("barrier of access: poor health, no transport", unit="log-odds", low=0, high=5)] = 0.7
    habit_gain: A[float, parameter("how the habit moves at each round", unit="1/round", low=0.01, high=0.9)] = 0.15
    gain: A[float, parameter("how far control moves at a promise kept or broken, for those who took part", unit="share", low=0, high=0.9)] = 0.14
    ceiling: A[float, parameter("control towards which full power and delivery lift participants", unit="0-1", low=0, high=1)] = 0.95
    onlooking: A[float, parameter("effect on those who only look on, as a share", unit="share", low=0, high=1, source="theory M10, direction: proactive more than passive, M059")] = 0.15
    drift: A[float, parameter("how control returns to what a person's position allows", unit="1/week", low=0, high=0.1)] = 0.008
    own_base: A[float, parameter("control of a person of no income rank and no wellbeing", unit="0-1", low=0, high=1)] = 0.34
    own_income: A[float, parameter("control by income rank", unit="0-1", low=0, high=1)] = 0.12
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
def hindrance(i: int, r: Residents, barriers: np.ndarray, p: DecisionParameters) -> float:
    """Return the barriers to resident i's part in decisions, in log-odds: time, money, confidence, information, access."""
    busy = min(1.0, r.caring[i] + (0.3 if r.work[i] == EMPLOYED else 0.0))
    uninformed = 1.0 - 0.5 * (r.digital[i] + max(r.council_link[i], r.group_link[i]))
    immobile = 1.0 - 0.5 * (r.health[i] + r.transport[i])
    total = p.time * barriers[0] * busy + p.money * barriers[1] * r.money_strain[i]
    total += p.confidence * barriers[2] * (1.0 - r.income[i])
    return total + p.information * barriers[3] * uninformed + p.access * barriers[4] * immobile


@part
def turnout_odds(i: int, r: Residents, barriers: np.ndarray, asked: float, p: DecisionParameters) -> float:
    """Return the log-odds that resident i takes part in this round (theory M10)."""
    draws = p.control * (r.control[i] - 0.4) + p.trust * (r.trust[i] - 0.55) + p.habit * r.civic_habit[i]
    draws += p.linked * 0.5 * (r.council_link[i] + r.group_link[i]) + asked
    return p.base + draws - hindrance(i, r, barriers, p)


@rule
def own_control(income: float, wellbeing: float, civic: float, club: float, p: DecisionParameters) -> float:
    """Return the control that a person's position allows: base + income + wellbeing + habits."""
    return (
        p.own_base + p.own_income * income + p.own_wellbeing * wellbeing + p.own_habit * 0.5 * (civic + club)
    )


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

    Drifts to `own`; a kept promise moves it towards ceiling x heard, a broken one towards 0, by `gain` for those who
    took part and `onlooking` of that for others. `kept` and `broken` are 1 in a week when it happens, else 0.
    """
    step = p.gain * (1.0 if took_part else p.onlooking)
    moved = control + p.drift * (own - control)
    if kept > 0.0:
        moved += step * (p.ceiling * heard - control) if p.ceiling * heard > control or took_part else 0.0
    if broken > 0.0:
        moved -= step * control
    return min(1.0, max(0.0, moved))


@rule
def usual_share(project: int, p: DecisionParameters) -> float:
    """Return the share of the budget that the authority gives to a project; the four add to 1."""
    total = p.usual_place + p.usual_safety + p.usual_activities + p.usual_access
    shares = (p.usual_place, p.usual_safety, p.usual_activities, p.usual_access)
    return shares[project] / total if total > 0.0 else 0.25


def usual_improvements(places: Places, p: DecisionParameters, upkeep: float, wear: float) -> None:
    """Give places the improvements that ordinary budgets hold against wear: budget x delivery x share / (cycle x wear)."""
    for project, (column, rate, each) in enumerate(
        (
            (places.quality, upkeep, 1.0),
            (places.lighting, wear, 1.0),
            (places.extra_groups, wear, p.groups_each),
            (places.access, wear, 1.0),
        )
    ):
        if rate > 0.0:
            column += np.float32(each * p.budget * p.delivery * usual_share(project, p) / (p.cycle * rate))
    for column in (places.quality, places.lighting, places.access):
        np.clip(column, 0.0, 1.0, out=column)


def look_back(places: Places) -> None:
    """Put last week's promises, kept or broken, behind."""
    for column in (places.kept, places.broken, places.heard):
        column[:] = 0.0


# a round -----------------------------------------------------------------------------------------------


@part
def lacking(i: int, project: int, r: Residents, places: Places, turned_away: float) -> float:
    """Return how much resident i lacks what a project would improve, 0 to 1."""
    here = r.place[i]
    if project == 0:
        return 1.0 - places.quality[here]
    if project == 1:
        return 1.0 - r.safety[i]
    if project == 2:
        return min(1.0, turned_away + 0.5 * (1.0 - places.community_life[here]))
    return min(1.0, r.unmet[i] + 0.5 * (1.0 - r.transport[i]))


@kernel
def gather(
    r: Residents,
    places: Places,
    homes: Homes,
    c: Conditions,
    p: DecisionParameters,
    loops: Loops,
    week: int,
    key: np.uint64,
    took_part: Flags,
    wanted: Doubles,
) -> None:
    """Hold this week's round everywhere: turnout, then the promise, written to `places.promised[:, round]`.

    `wanted` (4,) is room to add up in.
    """
    slot = (week // p.cycle) % ROUNDS_AHEAD
    for v in range(len(places.row)):
        wanted[:] = 0.0
        here = 0
        missed = places.wanting[v] - min(places.wanting[v], places.attending[v])
        turned_away = missed / max(1.0, places.wanting[v] + 0.0)
        for at in range(np.int64(places.first[v]), np.int64(places.first[v]) + np.int64(places.residents[v])):
            i = homes.members[at]
            odds = turnout_odds(i, r, c.barriers[v], c.asked[i], p)
            took_part[i] = uniform(key, i) < 1.0 / (1.0 + math.exp(-odds))
            here += took_part[i]
            if took_part[i] or not loops.success_to_successful:
                for project in range(4):
                    wanted[project] += lacking(i, project, r, places, turned_away)
        places.turnout[v] = here / max(1.0, places.residents[v] + 0.0)
        power = min(1.0, max(0.0, p.power + c.power[v])) if here > 0 else 0.0
        promise(v, slot, wanted, power, p.budget * c.budget[v], places, p)


@part
def promise(
    v: int, slot: int, wanted: np.ndarray, power: float, budget: float, places: Places, p: DecisionParameters
) -> None:
    """Write the promise of neighbourhood v: (1 - power) x the authority's division + power x the engaged's."""
    most = max(wanted[0], wanted[1], wanted[2], wanted[3])
    total = 0.0
    for project in range(4):
        wanted[project] = (wanted[project] / most) ** p.focus if most > 0.0 else 0.0
        total += wanted[project]
    for project in range(4):
        theirs = wanted[project] / total if total > 0.0 else usual_share(project, p)
        places.promised[v, slot * 4 + project] = budget * (
            (1.0 - power) * usual_share(project, p) + power * theirs
        )
    places.voiced[v, slot] = power


@kernel
def deliver(places: Places, c: Conditions, p: DecisionParameters, week: int, key: np.uint64) -> None:
    """Keep or break the promises that are due this week; what is kept changes place, safety, activities, access."""
    slot = (week // p.cycle - p.lag) % ROUNDS_AHEAD
    for v in range(len(places.row)):
        size = 0.0
        for project in range(4):
            size += places.promised[v, slot * 4 + project]
        if size <= 0.0:
            continue
        if uniform(key, v) < p.delivery + c.delivery[v]:
            places.kept[v], places.heard[v] = size, places.voiced[v, slot]
            places.quality[v] = min(1.0, places.quality[v] + places.promised[v, slot * 4])
            places.lighting[v] = min(1.0, places.lighting[v] + places.promised[v, slot * 4 + 1])
            places.extra_groups[v] += p.groups_each * places.promised[v, slot * 4 + 2]
            places.access[v] = min(1.0, places.access[v] + places.promised[v, slot * 4 + 3])
        else:
            places.broken[v] = size
        for project in range(4):
            places.promised[v, slot * 4 + project] = 0.0


@kernel
def remember_round(
    start: int, stop: int, r: Residents, p: DecisionParameters, round_now: bool, took_part: Flags
) -> None:
    """Write civic habit and the linking tie to decision makers of residents start..stop-1."""
    for i in range(start, stop):
        r.council_link[i] *= 1.0 - p.council_fading
        r.engaged[i] = min(NEVER, r.engaged[i] + 1)
        if round_now:
            r.civic_habit[i] += p.habit_gain * ((1.0 if took_part[i] else 0.0) - r.civic_habit[i])
            if took_part[i]:
                r.engaged[i] = 0
                r.council_link[i] += p.council_bond * (1.0 - r.council_link[i])


@kernel
def live_with_decisions(
    start: int, stop: int, r: Residents, places: Places, p: DecisionParameters, loops: Loops, drafts: Drafts
) -> None:
    """Draft the control of residents start..stop-1."""
    memory = p.cycle * (p.lag + 1)
    for i in range(start, stop):
        here = r.place[i]
        own = own_control(r.income[i], r.wellbeing[i], r.civic_habit[i], r.club_habit[i], p)
        kept, broken = 0.0, 0.0
        if loops.voice:
            kept, broken = places.kept[here], places.broken[here]
        drafts.control[i] = control_after(
            r.control[i], own, r.engaged[i] <= memory, kept, broken, places.heard[here], p
        )
