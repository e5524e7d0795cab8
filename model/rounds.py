"""A round of decisions: who takes part, what is promised, and what becomes of earlier promises."""

from __future__ import annotations

import numpy as np

from model.chance import Luck, uniform
from model.columns import Doubles, Flags
from model.conditions import Conditions
from model.decisions import DecisionParameters, turnout_odds, usual_share, weeks_remembered
from model.kernels import kernel, part, whole
from model.loops import Loops
from model.place import PROJECT_COUNT, ROUNDS_AHEAD, Homes, Places
from model.residents import NEVER, Residents
from model.shapes import bounded, logistic


@part
def lacking(i: int, project: int, r: Residents, places: Places, turned_away: float) -> float:
    """Return how much resident i lacks what a project would improve, 0 to 1."""
    here = r.place[i]
    lack: float = min(1.0, r.unmet[i] + 0.5 * (1.0 - r.transport[i]))
    if project == 0:
        lack = 1.0 - places.quality[here]
    elif project == 1:
        lack = 1.0 - r.safety[i]
    elif project == 2:
        lack = min(1.0, turned_away + 0.5 * (1.0 - places.community_life[here]))
    return lack


def hold_round(
    r: Residents, places: Places, homes: Homes, c: Conditions, p: DecisionParameters, loops: Loops,
    week: int, luck: Luck,
    took_part: Flags,
) -> None:  # fmt: skip
    """Once a cycle, keep or break promises that are due and decide anew; fills `took_part` (residents,)."""
    if week % p.cycle == 0:
        deliver(places, c, p, week, luck)
        gather(r, places, homes, c, p, loops, week, luck, took_part, np.zeros(PROJECT_COUNT))


@kernel
def gather(
    r: Residents, places: Places, homes: Homes, c: Conditions, p: DecisionParameters, loops: Loops,
    week: int, luck: Luck,
    took_part: Flags, wanted: Doubles,
) -> None:  # fmt: skip
    """Hold this week's round everywhere: turnout, then the promise, written to `places.promised[:, round]`.

    `wanted` (4,) is room to add up in.
    """
    slot = (week // p.cycle) % ROUNDS_AHEAD
    for v in range(len(places.row)):
        wanted[:] = 0.0
        here = 0
        missed = places.wanting[v] - min(places.wanting[v], places.attending[v])
        turned_away = missed / max(1.0, places.wanting[v] + 0.0)
        for at in range(whole(places.first[v]), whole(places.first[v]) + whole(places.residents[v])):
            i = homes.members[at]
            odds = turnout_odds(i, r, c.barriers[v], c.asked[i], p)
            took_part[i] = uniform(luck.turnout, i) < logistic(odds)
            here += took_part[i]
            if took_part[i] or not loops.success_to_successful:
                for project in range(PROJECT_COUNT):
                    wanted[project] += lacking(i, project, r, places, turned_away)
        places.turnout[v] = here / max(1.0, places.residents[v] + 0.0)
        power = bounded(p.power + c.power[v]) if here > 0 else 0.0
        promise(v, slot, wanted, power, p.budget * c.budget[v], places, p)


@part
def promise(
    v: int, slot: int, wanted: Doubles, power: float, budget: float, places: Places, p: DecisionParameters
) -> None:
    """Write v's promise: (1 - power) x the authority's division + power x that of the engaged."""
    most = max(wanted[0], wanted[1], wanted[2], wanted[3])
    total = 0.0
    for project in range(PROJECT_COUNT):
        wanted[project] = (wanted[project] / most) ** p.focus if most > 0.0 else 0.0
        total += wanted[project]
    for project in range(PROJECT_COUNT):
        usual = usual_share(project, p)
        theirs = wanted[project] / total if total > 0.0 else usual
        places.promised[v, slot * PROJECT_COUNT + project] = budget * ((1.0 - power) * usual + power * theirs)
    places.voiced[v, slot] = power


@kernel
def deliver(places: Places, c: Conditions, p: DecisionParameters, week: int, luck: Luck) -> None:
    """Keep or break the promises due this week; kept ones better place, safety, activities, access."""
    slot = (week // p.cycle - p.lag) % ROUNDS_AHEAD
    first = slot * PROJECT_COUNT
    for v in range(len(places.row)):
        size = 0.0
        for project in range(PROJECT_COUNT):
            size += places.promised[v, first + project]
        if size <= 0.0:
            continue
        if uniform(luck.delivery, v) < p.delivery + c.delivery[v]:
            places.kept[v], places.heard[v] = size, places.voiced[v, slot]
            places.quality[v] = min(1.0, places.quality[v] + places.promised[v, first])
            places.lighting[v] = min(1.0, places.lighting[v] + places.promised[v, first + 1])
            places.extra_groups[v] += p.groups_each * places.promised[v, first + 2]
            places.access[v] = min(1.0, places.access[v] + places.promised[v, first + 3])
        else:
            places.broken[v] = size
        for project in range(PROJECT_COUNT):
            places.promised[v, first + project] = 0.0


@kernel
def remember_round(
    start: int, stop: int, r: Residents, places: Places, p: DecisionParameters, loops: Loops, week: int,
    took_part: Flags,
) -> None:  # fmt: skip
    """Write civic habit and the linking tie to decision makers of residents start..stop-1.

    Who took part in a round whose promise is broken this week loses `disappointment` of the habit first.
    """
    memory = weeks_remembered(p)
    for i in range(start, stop):
        r.council_link[i] *= 1.0 - p.council_fading
        r.engaged[i] = min(NEVER, whole(r.engaged[i]) + 1)
        if week % p.cycle == 0:
            if loops.voice and places.broken[r.place[i]] > 0.0 and r.engaged[i] <= memory:
                r.civic_habit[i] *= 1.0 - p.disappointment
            r.civic_habit[i] += p.habit_gain * ((1.0 if took_part[i] else 0.0) - r.civic_habit[i])
            if took_part[i]:
                r.engaged[i] = 0
                r.council_link[i] += p.council_bond * (1.0 - r.council_link[i])
