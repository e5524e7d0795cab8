"""Taking part: who goes to activities, who gets a place, who volunteers, which groups live on.

Activities are groups that meet in a neighbourhood's venues. Groups need volunteers; volunteers come
from those who take part; their work builds community life, which makes room for more (loop R6).
"""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

from typing import Annotated as A
from typing import NamedTuple

from model import typical
from model.chance import Luck, bits, first_part, second_part, uniform
from model.company import Company
from model.conditions import Conditions
from model.kernels import kernel, part, rule, whole
from model.loops import Loops
from model.outings import Outings, list_participants, seat
from model.parameters import parameter
from model.place import Places, next_door
from model.residents import NEVER, Residents
from model.shapes import logistic

USUAL_PEERS, USUAL_BELONGING = 0.25, 0.6
"""What friends' attendance and belonging count as when the loop of joining is off."""


class ParticipationParameters(NamedTuple):
    """What brings people to activities and to volunteering. Weights are log-odds."""

    # fmt: off
    base: A[float, parameter("inclination of an average person to go in a week", unit="log-odds", low=-8, high=2)] = -1.58
    habit: A[float, parameter("weight of the habit of going", unit="log-odds", low=0, high=8)] = 3.4
    peers: A[float, parameter("weight of the share of ties who went last week", unit="log-odds", low=0, high=5)] = 0.7
    belonging: A[float, parameter("weight of belonging (less 0.6)", unit="log-odds", low=0, high=5)] = 0.6
    health: A[float, parameter("weight of health (less 0.7)", unit="log-odds", low=0, high=5)] = 0.6
    company: A[float, parameter("weight of sociability (less 1)", unit="log-odds", low=0, high=5)] = 0.9
    strain: A[float, parameter("weight of strain, against going", unit="log-odds", low=0, high=5)] = 0.5
    cost: A[float, parameter("weight of cost, times 1 - income rank, against going", unit="log-odds", low=0, high=5)] = 0.4
    travel: A[float, parameter("weight of travel, times 1 - transport, against going", unit="log-odds", low=0, high=5)] = 0.5
    fear: A[float, parameter("weight of unsafe evenings, times 1 - safety, against going", unit="log-odds", low=0, high=5, source="direction: Stafford, Chandola & Marmot (2007), M049")] = 0.6
    caring: A[float, parameter("weight of caring, against going", unit="log-odds", low=0, high=5)] = 0.3
    linked: A[float, parameter("weight of a linking tie to an organisation", unit="log-odds", low=0, high=5)] = 0.5
    accompanied: A[float, parameter("weight of a link worker who comes along, while a person is on a caseload and has been seen", unit="log-odds", low=0, high=5)] = 1.0
    habit_rate: A[float, parameter("how fast habits follow what is done (half-life 13.5 weeks)", unit="1/week", low=0.005, high=0.5)] = 0.05
    roaming: A[float, parameter("chance that the activity is in a neighbourhood next door", unit="share", low=0, high=1)] = 0.2
    volunteer_base: A[float, parameter("inclination of an average participant to volunteer in a week", unit="log-odds", low=-8, high=2, source="fitted to T105-T107")] = -3.657
    volunteer_habit: A[float, parameter("weight of the habit of volunteering", unit="log-odds", low=0, high=12)] = 3.5
    volunteer_control: A[float, parameter("weight of control (less 0.4) on volunteering", unit="log-odds", low=0, high=5)] = 1.0
    volunteer_income: A[float, parameter("weight of income rank (less 0.5): expenses, free time", unit="log-odds", low=0, high=5, source="assumed; moved with the fit to T106, T107, which leaves it open (appendix H)")] = 0.4111
    volunteer_life: A[float, parameter("weight of community life (less 0.4): being asked", unit="log-odds", low=0, high=5)] = 0.6
    volunteer_strain: A[float, parameter("weight of strain, against volunteering", unit="log-odds", low=0, high=5)] = 0.4
    roles: A[int, parameter("volunteer roles a group has in a week", unit="people", low=1, high=20)] = 3
    group_places: A[float, parameter("places a group offers in an average community", unit="people", low=3, high=60)] = 13.0
    needed: A[float, parameter("volunteers a week that one group needs to live", unit="people", low=0.02, high=5)] = 0.10
    patience: A[int, parameter("weeks short of volunteers after which a group closes", unit="weeks", low=4, high=104)] = 26
    readiness: A[int, parameter("weeks with volunteers enough for one more group before it can open", unit="weeks", low=2, high=104)] = 13
    spare_help: A[float, parameter("volunteers for one more group, as a multiple of what it needs", unit="factor", low=1, high=5)] = 1.2
    helping_rate: A[float, parameter("how the count of volunteers is smoothed (half-life 7 weeks)", unit="1/week", low=0.01, high=1)] = 0.1
    opening: A[float, parameter("chance that such a group opens", unit="1/week", low=0, high=1)] = 0.10
    founding: A[float, parameter("chance that a group is founded where none is left", unit="1/week", low=0, high=0.2)] = 0.01
    anchor_founding: A[float, parameter("rise of that chance with a full anchor organisation: 1 + x anchor", unit="factor", low=0, high=20)] = 4.0
    anchor_reach: A[float, parameter("how an anchor organisation links everybody nearby to it", unit="share", low=0, high=1)] = 0.15
    regulars: A[float, parameter("how far regulars come first where an activity is full", unit="share", low=0, high=2)] = 0.6
    life_rate: A[float, parameter("how fast community life follows volunteering (half-life 9 months)", unit="1/week", low=0.002, high=0.2)] = 0.018
    life_volunteers: A[float, parameter("volunteers a week per group at which community life is 1/2", unit="people", low=0.1, high=10)] = 0.6
    life_places: A[float, parameter("how far community life adds places: 1 + x (life - 0.4)", unit="share", low=0, high=2)] = 0.6
    # fmt: on


# rules -----------------------------------------------------------------------------------------------


@part
def wish_to_go(
    i: int, peers: float, belonging: float, cost: float, travel: float, invited: float, r: Residents,
    p: ParticipationParameters,
) -> float:  # fmt: skip
    """Return the log-odds that resident i wants to go this week (theory M8).

    Habit, friends, belonging, health, sociability, links and invitation draw; strain, cost, travel, fear and
    caring hold back.
    """
    draws: float = (
        p.base + p.habit * r.club_habit[i] + p.peers * peers + p.belonging * (belonging - typical.BELONGING)
    )
    draws += (
        p.health * (r.health[i] - typical.HEALTH)
        + p.company * (r.sociability[i] - typical.SOCIABILITY)
        + p.linked * r.group_link[i]
        + invited
        + (p.accompanied if r.case_weeks[i] > 0 and r.sessions[i] > 0 else 0.0)
    )
    holds = (
        p.strain * r.strain[i]
        + p.cost * cost * (1.0 - r.income[i])
        + p.travel * travel * (1.0 - r.transport[i])
    )
    afraid = p.fear * (1.0 - r.safety[i])
    odds: float = draws - holds - afraid - p.caring * r.caring[i]
    return odds


@rule
def wish_to_volunteer(
    habit: float, control: float, income: float, life: float, strain: float, encouraged: float,
    p: ParticipationParameters,
) -> float:  # fmt: skip
    """Return the log-odds that a participant would volunteer this week."""
    draws = (
        p.volunteer_habit * habit
        + p.volunteer_control * (control - typical.CONTROL)
        + p.volunteer_income * (income - 0.5)
    )
    asked = p.volunteer_life * (life - typical.COMMUNITY_LIFE)
    return p.volunteer_base + draws + asked - p.volunteer_strain * strain + encouraged


@rule
def habit_after(habit: float, did: bool, rate: float) -> float:
    """Return a habit after a week: it moves by `rate` towards 1 if done, 0 if not."""
    return habit + rate * ((1.0 if did else 0.0) - habit)


@rule
def places_offered(groups: float, life: float, factor: float, p: ParticipationParameters) -> int:
    """Return how many can take part: groups x places x (1 + life_places (life - 0.4)) x factor."""
    lively = max(0.0, 1.0 + p.life_places * (life - typical.COMMUNITY_LIFE))
    return int(groups * p.group_places * lively * factor)


@rule
def bond_to_groups(went: bool, volunteered: bool, anchor: float, p: ParticipationParameters) -> float:
    """Return the linking tie to organisations that this week leads to.

    1 for volunteers, 1/2 for participants, plus what an anchor adds for everybody nearby; at most 1.
    """
    level = 1.0 if volunteered else 0.5 if went else 0.0
    return min(1.0, level + p.anchor_reach * anchor)


# the week ----------------------------------------------------------------------------------------------


@part
def venue_for(i: int, draw: float, r: Residents, places: Places, p: ParticipationParameters) -> int:
    """Return where i would take part: at home; next door with chance `roaming` or without a group here."""
    here = whole(r.place[i])
    if places.groups[here] > 0 and draw >= p.roaming:
        return here
    return next_door(here, draw / p.roaming if p.roaming > 0.0 else draw, places)


@kernel
def wish(
    start: int, stop: int, r: Residents, company: Company, places: Places, c: Conditions,
    p: ParticipationParameters,
    loops: Loops, luck: Luck, outings: Outings,
) -> None:  # fmt: skip
    """Write who of residents start..stop-1 wants to take part this week, and where."""
    for i in range(start, stop):
        here, draw = r.place[i], bits(luck.attendance, i)
        peers = company.peers[i] if loops.joining else USUAL_PEERS
        belonging = r.belonging[i] if loops.joining else USUAL_BELONGING
        odds = wish_to_go(i, peers, belonging, c.activity_cost[here], c.travel[here], c.invited[i], r, p)
        outings.wants[i] = first_part(draw) < logistic(odds)
        outings.venue[i] = venue_for(i, second_part(draw), r, places, p)
        outings.went[i] = False
        outings.volunteered[i] = False


@kernel
def admit(
    r: Residents,
    places: Places,
    c: Conditions,
    p: ParticipationParameters,
    loops: Loops,
    luck: Luck,
    outings: Outings,
) -> None:
    """Give out the places that groups offer; where too many want one, regulars come first, then luck.

    Fills `outings.went`, `.first`, `.list` and the places' columns `wanting` and `attending`.
    """
    for v in range(len(places.groups)):
        places.wanting[v] = places.attending[v] = 0
    for i in range(len(r.place)):
        if outings.wants[i]:
            places.wanting[outings.venue[i]] += 1
    for v in range(len(places.groups)):
        offered = places_offered(places.groups[v] + 0.0, places.community_life[v], c.activities[v], p)
        wanting = whole(places.wanting[v])
        outings.offered[v] = offered if loops.group_places else wanting
        outings.share[v] = offered / wanting if loops.group_places and wanting > offered else 1.0
    seat(r, places, luck, p.regulars, outings)
    list_participants(places, outings)


@kernel
def volunteer(
    r: Residents, places: Places, c: Conditions, p: ParticipationParameters, luck: Luck, outings: Outings
) -> None:
    """Let participants volunteer while groups have roles; they are asked in turn from a drawn start.

    Fills `outings.volunteered` and `places.volunteers`.
    """
    spots = len(places.groups)
    for v in range(spots):
        roles, taken = p.roles * whole(places.groups[v]), 0
        low, high = whole(outings.first[v]), whole(outings.first[v + 1])
        turn = int(uniform(luck.volunteering, v) * (high - low)) if high > low else 0
        life = places.community_life[v]
        for step in range(high - low):
            i = outings.list[low + (turn + step) % (high - low)]
            odds = wish_to_volunteer(
                r.volunteering_habit[i], r.control[i], r.income[i], life, r.strain[i], c.encouraged[i], p
            )
            if taken < roles and uniform(luck.volunteering, i + spots) < logistic(odds):
                outings.volunteered[i] = True
                taken += 1
        places.volunteers[v] = taken


@kernel
def take_part(
    start: int, stop: int, r: Residents, c: Conditions, p: ParticipationParameters, outings: Outings
) -> None:
    """Write habits, weeks since, and the linking tie to organisations of residents start..stop-1."""
    for i in range(start, stop):
        r.club_habit[i] = habit_after(r.club_habit[i], outings.went[i], p.habit_rate)
        r.volunteering_habit[i] = habit_after(r.volunteering_habit[i], outings.volunteered[i], p.habit_rate)
        r.attended[i] = 0 if outings.went[i] else min(NEVER, whole(r.attended[i]) + 1)
        r.volunteered[i] = 0 if outings.volunteered[i] else min(NEVER, whole(r.volunteered[i]) + 1)
        bond = bond_to_groups(outings.went[i], outings.volunteered[i], c.anchor[r.place[i]], p)
        r.group_link[i] += 0.5 * p.habit_rate * (bond - r.group_link[i])
