"""Services: who is served when there are fewer places than people, what it does, and who is passed on.

Every site serves up to its weekly capacity, longest wait first. A person who is served and has
another need may be passed on to the service for it; how many arrive depends on the link between the
two services: a leaflet loses most, the same room or a link worker who comes along loses fewer. Link workers
have a list of their own: who waits longest is taken on first.
"""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model.chance import Luck, bits, first_part, second_part, uniform, uniforms_at
from model.columns import Bytes, Floats, Ints, Shorts, column
from model.conditions import SERVICE_COUNT, Conditions
from model.kernels import kernel, part, rule, whole
from model.loops import Loops
from model.parameters import parameter
from model.residents import Residents
from model.sites import EMPLOYABILITY, GENERAL_PRACTICE, HOUSING, MONEY_ADVICE, NO_SITE, Sites, Ways

LONGEST = 255
"""The largest number of weeks or sessions that a column can count."""


class Meets(NamedTuple):
    """How often one visit meets the need it is for."""

    # fmt: off
    general_practice: A[float, parameter("visits to a general practice that settle the matter", unit="share", low=0, high=1)] = 0.75
    mental_health: A[float, parameter("contacts with mental health care that settle the matter", unit="share", low=0, high=1)] = 0.5
    money_advice: A[float, parameter("advice sessions that settle the matter", unit="share", low=0, high=1)] = 0.65
    housing: A[float, parameter("housing contacts that settle the matter", unit="share", low=0, high=1)] = 0.45
    employability: A[float, parameter("contacts about work that settle the matter", unit="share", low=0, high=1)] = 0.5
    family: A[float, parameter("family support contacts that settle the matter", unit="share", low=0, high=1)] = 0.5
    hub: A[float, parameter("visits to a hub that settle the matter", unit="share", low=0, high=1)] = 0.6
    # fmt: on


class Relieves(NamedTuple):
    """How much strain a visit takes away at once."""

    # fmt: off
    general_practice: A[float, parameter("relief of strain by a general practice", unit="strain", low=0, high=0.5)] = 0.01
    mental_health: A[float, parameter("relief of strain by mental health care", unit="strain", low=0, high=0.5)] = 0.08
    money_advice: A[float, parameter("relief of strain by advice, beside the money", unit="strain", low=0, high=0.5)] = 0.03
    housing: A[float, parameter("relief of strain by housing services", unit="strain", low=0, high=0.5)] = 0.04
    employability: A[float, parameter("relief of strain by help with work", unit="strain", low=0, high=0.5)] = 0.02
    family: A[float, parameter("relief of strain by family support", unit="strain", low=0, high=0.5)] = 0.05
    hub: A[float, parameter("relief of strain by a hub", unit="strain", low=0, high=0.5)] = 0.02
    # fmt: on


class ServiceParameters(NamedTuple):
    """How services serve, miss and pass on people."""

    # fmt: off
    missed: A[float, parameter("appointments missed by a resident with no strain", unit="share", low=0, high=0.5)] = 0.05
    missed_strain: A[float, parameter("rise of missed appointments with money strain: x (1 + this x F)", unit="factor", low=0, high=10, source="2.27 times as many in the most deprived tenth, Ellis et al. (2017), M001")] = 3.0
    advice_gain: A[float, parameter("fall of money strain after advice that settles the matter", unit="money strain", low=0, high=0.6, source="median gain almost 7,000 GBP a year, M093; conservative")] = 0.15
    repair: A[float, parameter("share of the damage to a home that housing services repair at a visit", unit="share", low=0, high=1)] = 0.3
    coaching: A[int, parameter("weeks of easier job search after help with work", unit="weeks", low=0, high=104)] = 26
    bonding: A[float, parameter("how a visit builds the linking tie to a worker: l + x (1 - l)", unit="share", low=0, high=1)] = 0.12
    unbinding: A[float, parameter("how the linking tie to a worker fades", unit="1/week", low=0, high=0.2)] = 0.02
    noticing: A[float, parameter("chance that a worker sees and acts on another need", unit="share", low=0, high=1)] = 0.35
    ordinary_link: A[float, parameter("how well services are linked ordinarily (0 leaflet, 1 same room)", unit="link", low=0, high=1)] = 0.15
    signpost_uptake: A[float, parameter("people passed on by a leaflet who arrive", unit="share", low=0, high=1)] = 0.22
    warm_uptake: A[float, parameter("people passed on in the same room who arrive", unit="share", low=0, high=1, source="165 of 276 referred engaged, M092")] = 0.60
    distressed: A[float, parameter("loneliness or strain at which a practice thinks of a link worker", unit="0-1", low=0, high=1)] = 0.5
    case_giving_up: A[float, parameter("chance to leave the link workers' waiting list", unit="1/week", low=0, high=0.5, source="assumed; as for a service's queue, seeking.giving_up: people lose heart, recover or find help elsewhere")] = 0.04
    # fmt: on


class Care(NamedTuple):
    """What services did this week. Shapes: (residents,)."""

    # fmt: off
    relief: A[Floats, column("strain taken away", unit="strain")]
    served: A[Bytes, column("services that saw the resident", unit="bits", high=127, dtype=np.uint8)]
    passed: A[Bytes, column("times passed on", unit="times", high=64, dtype=np.uint8)]
    leaked: A[Bytes, column("times passed on and never arrived", unit="times", high=64, dtype=np.uint8)]
    wait: A[Bytes, column("weeks waited by those served (longest)", unit="weeks", high=255, dtype=np.uint8)]
    # fmt: on


@rule
def uptake(link: float, p: ServiceParameters) -> float:
    """Return the share of people passed on who arrive: signpost + (warm - signpost) x link."""
    return p.signpost_uptake + (p.warm_uptake - p.signpost_uptake) * link


@rule
def misses(money_strain: float, p: ServiceParameters) -> float:
    """Return the chance to miss an appointment: missed x (1 + missed_strain x F)."""
    return min(1.0, p.missed * (1.0 + p.missed_strain * money_strain))


@part
def open_doors(sites: Sites, c: Conditions) -> None:
    """Write how many people each site can serve this week; parts of a person carry over."""
    for s in range(len(sites.service)):
        turn = sites.credit[s] + (sites.capacity[s] * c.capacity[s] if c.open[s] else 0.0)
        sites.seats[s] = int(turn)
        sites.credit[s] = turn - int(turn)
        sites.served[s] = 0
        sites.waiting[s] = 0


def queue(r: Residents, ways: Ways, key: np.uint64) -> tuple[Shorts, Ints, Bytes]:
    """Return who waits, as (site, resident, service), ordered by site, then longest wait, then luck."""
    waiting = [np.flatnonzero(r.queued & np.uint8(1 << service)) for service in range(SERVICE_COUNT)]
    who = np.concatenate(waiting).astype(np.uint32)
    what = np.repeat(np.arange(SERVICE_COUNT, dtype=np.uint8), [len(people) for people in waiting])
    where = ways.site[r.place[who], what]
    luck = uniforms_at(key, who.astype(np.uint64) * np.uint64(SERVICE_COUNT) + what)
    order = np.lexsort((luck, LONGEST - r.waited[who, what], where))
    return where[order], who[order], what[order]


@part
def treat(
    i: int, service: int, r: Residents, care: Care, meets: Meets, relieves: Relieves, p: ServiceParameters,
    loops: Loops,
    draw: float,
) -> None:  # fmt: skip
    """Let resident i be served: relief, what the service changes, and the need met or not."""
    bit = np.uint8(1 << service)
    care.served[i] |= bit
    care.relief[i] += relieves[service]
    care.wait[i] = max(care.wait[i], r.waited[i, service])
    r.worker_link[i] += p.bonding * (1.0 - r.worker_link[i])
    if service == HOUSING:
        r.damage[i] *= 1.0 - p.repair
    elif service == EMPLOYABILITY:
        r.coached[i] = p.coaching
    if draw < meets[service]:
        if service == MONEY_ADVICE:
            r.advice_gain[i] = max(r.advice_gain[i], p.advice_gain)
        if loops.met_need:
            r.needs[i] &= ~bit
            r.waited[i, service] = 0


@part
def pass_on(
    i: int,
    service: int,
    r: Residents,
    care: Care,
    ways: Ways,
    c: Conditions,
    p: ServiceParameters,
    luck: Luck,
) -> None:
    """Pass resident i on for needs that no queue holds yet: some arrive, some are lost on the way."""
    for other in range(SERVICE_COUNT):
        bit = np.uint8(1 << other)
        if other == service or not r.needs[i] & bit or r.queued[i] & bit:
            continue
        if ways.site[r.place[i], other] == NO_SITE:
            continue
        word = bits(luck.referral, (i * SERVICE_COUNT + service) * SERVICE_COUNT + other)
        if first_part(word) >= p.noticing:
            continue
        care.passed[i] += 1
        if second_part(word) < uptake(c.link[service, other], p):
            r.queued[i] |= bit
            r.knows[i] |= bit
        else:
            care.leaked[i] += 1


def serve(
    r: Residents, sites: Sites, ways: Ways, care: Care, c: Conditions, meets: Meets, relieves: Relieves,
    p: ServiceParameters,
    loops: Loops, luck: Luck,
) -> None:  # fmt: skip
    """Serve the queues of the week; fills `care` and the sites' seats, served and waiting."""
    for counted in care:
        counted[:] = 0
    where, who, what = queue(r, ways, luck.queue)
    see(where, who, what, r, sites, ways, care, c, meets, relieves, p, loops, luck)


@kernel
def see(
    where: Shorts, who: Ints, what: Bytes, r: Residents, sites: Sites, ways: Ways, care: Care,
    c: Conditions, meets: Meets,
    relieves: Relieves, p: ServiceParameters, loops: Loops, luck: Luck,
) -> None:  # fmt: skip
    """Open the doors and see the people of a queue, in its order, while each site has turns left."""
    open_doors(sites, c)
    for at in range(len(who)):
        site, i, service = where[at], whole(who[at]), whole(what[at])
        if site == NO_SITE:
            continue
        if loops.queues and sites.served[site] >= sites.seats[site]:
            sites.waiting[site] += 1
            continue
        sites.served[site] += 1
        word = bits(luck.visit, i * SERVICE_COUNT + service)
        r.queued[i] &= ~np.uint8(1 << service)
        if first_part(word) >= misses(r.money_strain[i], p):
            treat(i, service, r, care, meets, relieves, p, loops, second_part(word))
            pass_on(i, service, r, care, ways, c, p, luck)


@kernel
def link_workers(r: Residents, care: Care, c: Conditions, p: ServiceParameters, luck: Luck) -> int:
    """Let link workers see their cases and take on new ones from their list; return how many they hold.

    Practices refer lonely or strained people whom they saw this week; those who find no place wait.
    """
    held = longest = 0
    for i in range(len(r.place)):
        waits = r.case_wait[i] > 0
        if r.case_weeks[i] > 0:
            held += 1
            see_case(i, r, c, p, luck)
        if waits:
            wait_on(i, r, c, p, luck)
        elif r.case_weeks[i] == 0 and c.linkable[i] > 0.0:
            refer(i, r, care, c, p, luck)
        longest = max(longest, whole(r.case_wait[i]))
    turn = int(uniform(luck.programme, len(r.place)) * len(r.place))
    return fill_places(longest, held, turn, r, c)


@part
def see_case(i: int, r: Residents, c: Conditions, p: ServiceParameters, luck: Luck) -> None:
    """Let resident i's week with a link worker pass: a session makes them know and queue for what they need.

    A session also builds the linking ties to a worker and to an organisation.
    """
    r.case_weeks[i] -= 1
    if uniform(luck.programme, i) < c.sessions:
        r.sessions[i] = min(LONGEST, whole(r.sessions[i]) + 1)
        r.knows[i] |= r.needs[i]
        r.queued[i] |= r.needs[i]
        r.worker_link[i] += p.bonding * (1.0 - r.worker_link[i])
        r.group_link[i] += p.bonding * (1.0 - r.group_link[i])


@part
def wait_on(i: int, r: Residents, c: Conditions, p: ServiceParameters, luck: Luck) -> None:
    """Let resident i wait a week more on the list, or leave it: by giving up, or because the posts ended."""
    leaves = (first_part(bits(luck.programme, i)) < p.case_giving_up) | (c.linkable[i] <= 0.0)
    r.case_wait[i] = 0 if leaves else min(LONGEST, whole(r.case_wait[i]) + 1)


@part
def refer(i: int, r: Residents, care: Care, c: Conditions, p: ServiceParameters, luck: Luck) -> None:
    """Put resident i on the list of the link workers: in need, at a practice this week, and willing."""
    in_need = r.loneliness[i] > p.distressed or r.strain[i] > p.distressed
    at_practice = care.served[i] & np.uint8(1 << GENERAL_PRACTICE)
    if in_need and at_practice and second_part(bits(luck.programme, i)) < c.linkable[i]:
        r.case_wait[i] = 1


@rule
def fill_places(longest: int, held: int, turn: int, r: Residents, c: Conditions) -> int:
    """Give free places to those who waited `longest`, then less, equals from row `turn` on; return cases held."""
    while longest > 0 and held < c.caseload:
        shorter = 0
        for step in range(len(r.place)):
            i = (turn + step) % len(r.place)
            wait = whole(r.case_wait[i])
            if wait == longest and held < c.caseload:
                r.case_wait[i], r.case_weeks[i], r.sessions[i] = 0, c.episode, 0
                held += 1
            elif wait < longest:
                shorter = max(shorter, wait)
        longest = shorter
    return held


@kernel
def wear(start: int, stop: int, r: Residents, advice_fading: float, p: ServiceParameters) -> None:
    """Let links to workers, gains from advice and coaching of residents start..stop-1 wear off."""
    for i in range(start, stop):
        r.worker_link[i] *= 1.0 - p.unbinding
        r.advice_gain[i] *= 1.0 - advice_fading
        if r.coached[i] > 0:
            r.coached[i] -= 1
