"""Taking part: who goes to activities, who gets a place, who volunteers, which groups live on.

Activities are groups that meet in a neighbourhood's venues. Groups need volunteers; volunteers come
from those who take part; their work builds community life, which makes room for more (loop R6).
"""

from __future__ import annotations

import math
from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model.chance import bits, first_part, second_part, uniform
from model.company import Company
from model.conditions import Conditions
from model.kernels import kernel, part, rule
from model.loops import Loops
from model.outings import Outings
from model.parameters import parameter
from model.place import Places
from model.residents import NEVER, Residents

USUAL_PEERS, USUAL_BELONGING = 0.25, 0.6
"""What friends' attendance and belonging count as when the loop of joining is off."""


class ParticipationParameters(NamedTuple):
    """What brings people to activities and to volunteering. Weights are log-odds."""

    # fmt: off
    base: A[float, parameter("inclination of an average person to go in a week", unit="log-odds", low=-8, high=2)] = -1.75
    habit: A[float, parameter("weight of the habit of going", unit="log-odds", low=0, high=8)] = 3.4
    peers: A[float, parameter("weight of the share of ties who went last week", unit="log-odds", low=0, high=5)] = 1.2
    belonging: A[float, parameter("weight of belonging (less 0.6)", unit="log-odds", low=0, high=5)] = 0.6
    health: A[float, parameter("weight of health (less 0.7)", unit="log-odds", low=0, high=5)] = 0.6
    company: A[float, parameter("weight of sociability (less 1)", unit="log-odds", low=0, high=5)] = 0.9
    strain: A[float, parameter("weight of strain, against going", unit="log-odds", low=0, high=5)] = 0.5
    cost: A[float, parameter("weight of cost, times 1 - income rank, against going", unit="log-odds", low=0, high=5)] = 0.4
    travel: A[float, parameter("weight of travel, times 1 - transport, against going", unit="log-odds", low=0, high=5)] = 0.5
    fear: A[float, parameter("weight of unsafe evenings, times 1 - safety, against going", unit="log-odds", low=0, high=5, source="direction: Stafford, Chandola & Marmot (2007), M049")] = 0.6
    caring: A[float, parameter("weight of caring, against going", unit="log-odds", low=0, high=5)] = 0.3
    linked: A[float, parameter("weight of a linking tie to an organisation", unit="log-odds", low=0, high=5)] = 0.5
    habit_rate: A[float, parameter("how fast habits follow what is done (half-life 13.5 weeks)", unit="1/week", low=0.005, high=0.5)] = 0.05
    roaming: A[float, parameter("chance that the activity is in a neighbourhood next door", unit="share", low=0, high=1)] = 0.2
    volunteer_base: A[float, parameter("inclination of an average participant to volunteer in a week", unit="log-odds", low=-8, high=2, source="set so that 26 % volunteer in a year, T105")] = -3.5
    volunteer_habit: A[float, parameter("weight of the habit of volunteering", unit="log-odds", low=0, high=12)] = 3.5
    volunteer_control: A[float, parameter("weight of control (less 0.4) on volunteering", unit="log-odds", low=0, high=5)] = 1.0
    volunteer_income: A[float, parameter("weight of income rank (less 0.5): expenses, free time", unit="log-odds", low=0, high=5, source="16 % in SIMD quintile 1, 33 % in quintile 5, T106-T107")] = 0.3
    volunteer_life: A[float, parameter("weight of community life (less 0.4): being asked", unit="log-odds", low=0, high=5)] = 0.6
    volunteer_strain: A[float, parameter("weight of strain, against volunteering", unit="log-odds", low=0, high=5)] = 0.4
    roles: A[int, parameter("volunteer roles a group has in a week", unit="people", low=1, high=20)] = 3
    group_places: A[float, parameter("places a group offers in an average community", unit="people", low=3, high=60)] = 13.0
    needed: A[float, parameter("volunteers a week that one group needs to live", unit="people", low=0.02, high=5)] = 0.12
    patience: A[int, parameter("weeks short of volunteers after which a group closes", unit="weeks", low=4, high=104)] = 26
    readiness: A[int, parameter("weeks with volunteers enough for one more group before it can open", unit="weeks", low=2, high=104)] = 13
    opening: A[float, parameter("chance that such a group opens", unit="1/week", low=0, high=1)] = 0.10
    founding: A[float, parameter("chance that a group is founded where none is left", unit="1/week", low=0, high=0.2)] = 0.01
    anchor_reach: A[float, parameter("how an anchor organisation links everybody nearby to it", unit="share", low=0, high=1)] = 0.15
    regulars: A[float, parameter("how far regulars come first where an activity is full", unit="share", low=0, high=2)] = 0.6
    life_rate: A[float, parameter("how fast community life follows volunteering (half-life 9 months)", unit="1/week", low=0.002, high=0.2)] = 0.018
    life_volunteers: A[float, parameter("volunteers a week per group at which community life is 1/2", unit="people", low=0.1, high=10)] = 0.6
    life_places: A[float, parameter("how far community life adds places: 1 + x (life - 0.4)", unit="share", low=0, high=2)] = 0.6
    # fmt: on


# rules -----------------------------------------------------------------------------------------------


@rule
def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(-x))


@part
def wish_to_go(
    i: int,
    peers: float,
    belonging: float,
    cost: float,
    travel: float,
    invited: float,
    r: Residents,
    p: ParticipationParameters,
) -> float:
    """Return the log-odds that resident i wants to go this week (theory M8): habit, friends, belonging, health and
    invitation draw; strain, cost, travel, fear and caring hold back."""
    draws = p.base + p.habit * r.club_habit[i] + p.peers * peers + p.belonging * (belonging - 0.6)
    draws += (
        p.health * (r.health[i] - 0.7)
        + p.company * (r.sociability[i] - 1.0)
        + p.linked * r.group_link[i]
        + invited
    )
    holds = (
        p.strain * r.strain[i]
        + p.cost * cost * (1.0 - r.income[i])
        + p.travel * travel * (1.0 - r.transport[i])
    )
    return draws - holds - p.fear * (1.0 - r.safety[i]) - p.caring * r.caring[i]


@rule
def wish_to_volunteer(
    habit: float,
    control: float,
    income: float,
    life: float,
    strain: float,
    encouraged: float,
    p: ParticipationParameters,
) -> float:
    """Return the log-odds that a participant would volunteer this week."""
    draws = (
        p.volunteer_habit * habit
        + p.volunteer_control * (control - 0.4)
        + p.volunteer_income * (income - 0.5)
    )
    return (
        p.volunteer_base + draws + p.volunteer_life * (life - 0.4) - p.volunteer_strain * strain + encouraged
    )


@rule
def habit_after(habit: float, did: bool, rate: float) -> float:
    """Return a habit after a week: it moves by `rate` towards 1 if done, 0 if not."""
    return habit + rate * ((1.0 if did else 0.0) - habit)


@rule
def places_offered(groups: float, life: float, factor: float, p: ParticipationParameters) -> int:
    """Return how many can take part: groups x places x (1 + life_places (life - 0.4)) x factor, whole people."""
    return int(groups * p.group_places * max(0.0, 1.0 + p.life_places * (life - 0.4)) * factor)


@rule
def bond_to_groups(went: bool, volunteered: bool, anchor: float, p: ParticipationParameters) -> float:
    """Return the linking tie to organisations that this week leads to: 1 for volunteers, 1/2 for participants, plus
    what an anchor organisation adds for everybody nearby."""
    level = 1.0 if volunteered else 0.5 if went else 0.0
    return min(1.0, level + p.anchor_reach * anchor)


# the week ----------------------------------------------------------------------------------------------


@part
def venue_for(
    i: int, luck: float, r: Residents, places: Places, columns: int, rows: int, p: ParticipationParameters
) -> int:
    """Return the neighbourhood where resident i would take part: the own, or one next door (also when the own has no group)."""
    here = np.int64(r.place[i])
    if places.groups[here] > 0 and luck >= p.roaming:
        return here
    side = int(luck / p.roaming * 4.0) % 4 if p.roaming > 0.0 else int(luck * 4.0)
    row, col = np.int64(places.row[here]), np.int64(places.col[here])
    if side == 0 and row > 0:
        return here - columns
    if side == 1 and row + 1 < rows:
        return here + columns
    if side == 2 and col > 0:
        return here - 1
    if side == 3 and col + 1 < columns:
        return here + 1
    return here


@kernel
def wish(
    start: int,
    stop: int,
    r: Residents,
    company: Company,
    places: Places,
    columns: int,
    rows: int,
    c: Conditions,
    p: ParticipationParameters,
    loops: Loops,
    key: np.uint64,
    outings: Outings,
) -> None:
    """Write who of residents start..stop-1 wants to take part this week, and where."""
    for i in range(start, stop):
        here, luck = r.place[i], bits(key, i)
        peers = company.peers[i] if loops.joining else USUAL_PEERS
        belonging = r.belonging[i] if loops.joining else USUAL_BELONGING
        odds = wish_to_go(i, peers, belonging, c.activity_cost[here], c.travel[here], c.invited[i], r, p)
        outings.wants[i] = first_part(luck) < logistic(odds)
        outings.venue[i] = venue_for(i, second_part(luck), r, places, columns, rows, p)
        outings.went[i] = False
        outings.volunteered[i] = False


@kernel
def admit(
    r: Residents,
    places: Places,
    c: Conditions,
    p: ParticipationParameters,
    loops: Loops,
    key: np.uint64,
    outings: Outings,
) -> None:
    """Give out places: nobody beyond what the groups offer; where too many want one, regulars come first, then luck.

    Fills `outings.went`, `.first`, `.list` and the places' columns `wanting` and `attending`.
    """
    for v in range(len(places.groups)):
        places.wanting[v] = places.attending[v] = 0
    for i in range(len(r.place)):
        if outings.wants[i]:
            places.wanting[outings.venue[i]] += 1
    for v in range(len(places.groups)):
        offered = places_offered(places.groups[v] + 0.0, places.community_life[v], c.activities[v], p)
        wanting = np.int64(places.wanting[v])
        outings.room[v] = offered if loops.group_places else wanting
        outings.share[v] = offered / wanting if loops.group_places and wanting > offered else 1.0
    seat(r, places, key, p.regulars, outings)
    list_participants(places, outings)


@part
def seat(r: Residents, places: Places, key: np.uint64, regulars: float, outings: Outings) -> None:
    """Seat those who want to go: first those whose rank falls under the venue's share, then others while places last."""
    for turn in range(2):
        for i in range(len(r.place)):
            if not outings.wants[i] or outings.went[i]:
                continue
            v = outings.venue[i]
            early = uniform(key, i) * (1.0 + regulars * (0.5 - r.club_habit[i])) < outings.share[v]
            if (early or turn == 1) and places.attending[v] < outings.room[v]:
                outings.went[i] = True
                places.attending[v] += 1


@part
def list_participants(places: Places, outings: Outings) -> None:
    """Write who went where into `outings.list`, venue by venue; uses `outings.room` up."""
    outings.first[0] = 0
    for v in range(len(outings.room)):
        outings.first[v + 1] = outings.first[v] + places.attending[v]
        outings.room[v] = outings.first[v]
    for i in range(len(outings.went)):
        if outings.went[i]:
            v = outings.venue[i]
            outings.list[outings.room[v]] = i
            outings.room[v] += 1


@kernel
def volunteer(
    r: Residents, places: Places, c: Conditions, p: ParticipationParameters, key: np.uint64, outings: Outings
) -> None:
    """Let participants volunteer while their venue's groups have roles; fills `outings.volunteered` and `places.volunteers`."""
    for v in range(len(places.groups)):
        roles, taken = p.roles * np.int64(places.groups[v]), 0
        low, high = np.int64(outings.first[v]), np.int64(outings.first[v + 1])
        turn = int(uniform(key, v) * (high - low)) if high > low else 0
        for step in range(high - low):
            i = outings.list[low + (turn + step) % (high - low)]
            odds = wish_to_volunteer(
                r.volunteering_habit[i],
                r.control[i],
                r.income[i],
                places.community_life[v],
                r.strain[i],
                c.encouraged[i],
                p,
            )
            if taken < roles and uniform(key, i + len(places.groups)) < logistic(odds):
                outings.volunteered[i] = True
                taken += 1
        places.volunteers[v] = taken


@kernel
def take_part(
    start: int, stop: int, r: Residents, c: Conditions, p: ParticipationParameters, outings: Outings
) -> None:
    """Write habits and weeks since, for residents start..stop-1."""
    for i in range(start, stop):
        r.club_habit[i] = habit_after(r.club_habit[i], outings.went[i], p.habit_rate)
        r.volunteering_habit[i] = habit_after(r.volunteering_habit[i], outings.volunteered[i], p.habit_rate)
        r.attended[i] = 0 if outings.went[i] else min(NEVER, r.attended[i] + 1)
        r.volunteered[i] = 0 if outings.volunteered[i] else min(NEVER, r.volunteered[i] + 1)
        bond = bond_to_groups(outings.went[i], outings.volunteered[i], c.anchor[r.place[i]], p)
        r.group_link[i] += 0.5 * p.habit_rate * (bond - r.group_link[i])


@part
def groups_after(
    v: int, room: int, luck: float, places: Places, anchor: float, p: ParticipationParameters
) -> int:
    """Return how many groups meet at v next week: one closes after `patience` weeks with too few volunteers; one
    opens, with a chance, after `readiness` weeks with volunteers enough for it (M9). An anchor halves the need."""
    groups, need = np.int64(places.groups[v]), p.needed * (1.0 - 0.5 * anchor)
    short = groups > 0 and places.helping[v] < need * groups
    ready = groups < room and places.helping[v] > 1.2 * need * (groups + 1)
    places.short_weeks[v] = places.short_weeks[v] + 1 if short else 0
    places.ready_weeks[v] = places.ready_weeks[v] + 1 if ready else 0
    if places.short_weeks[v] > p.patience:
        places.short_weeks[v] = 0
        return groups - 1
    if places.ready_weeks[v] > p.readiness and luck < p.opening * (1.0 + anchor):
        places.ready_weeks[v] = 0
        return groups + 1
    if groups == 0 and room > 0 and luck < p.founding * (1.0 + 4.0 * anchor):
        places.helping[v] = need
        return 1
    return min(groups, room)


@kernel
def keep_groups(
    places: Places, c: Conditions, p: ParticipationParameters, loops: Loops, key: np.uint64
) -> None:
    """Let volunteering build community life, and groups close or open."""
    for v in range(len(places.groups)):
        groups = max(1.0, places.groups[v] + 0.0)
        room = max(0, int(places.usual_groups[v] + places.extra_groups[v] + c.venues[v]))
        if not loops.volunteers:
            places.groups[v] = room
            continue
        if c.activities[v] > 0.0:
            places.helping[v] += 0.1 * (places.volunteers[v] - places.helping[v])
            places.groups[v] = groups_after(v, room, uniform(key, v), places, c.anchor[v], p)
        each = places.volunteers[v] / groups
        life = each / (each + p.life_volunteers)
        places.community_life[v] += p.life_rate * (life - places.community_life[v])
