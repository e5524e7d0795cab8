"""Needs: how they arise, pass, are given up, and are taken to a service (M6, M7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model import typical
from model.needs import SeekingParameters
from tests.reference.chance import first_part, second_part, share_of, third_part, word_of
from tests.reference.person import (
    ALL_SERVICES,
    EMPLOYABILITY,
    FAMILY,
    GENERAL_PRACTICE,
    HOUSING,
    HUB,
    MENTAL_HEALTH,
    MONEY_ADVICE,
    UNEMPLOYED,
    Person,
)
from tests.reference.shapes import bounded, logistic, moved

if TYPE_CHECKING:
    from tests.reference.town import Town

STIGMA = {MENTAL_HEALTH, MONEY_ADVICE, EMPLOYABILITY}
LATE = 4
"""Weeks after which a need that waits counts as unmet."""
MOST = 255
"""Counts of weeks, setbacks and sessions stop there."""
SERVICES = len(ALL_SERVICES)


def reasons(person: Person, p: SeekingParameters) -> dict[int, float]:
    """Return how much reason a person has for each service, 0 to 1: also the severity of the need."""
    illness = p.practice_reason + p.practice_illness * (1.0 - person.health)
    return {
        GENERAL_PRACTICE: min(1.0, illness),
        MENTAL_HEALTH: bounded(person.strain + (1.0 - person.wellbeing) - p.distress),
        MONEY_ADVICE: person.money_strain,
        HOUSING: min(1.0, 0.5 * person.money_strain + person.damage),
        EMPLOYABILITY: 1.0 if person.work == UNEMPLOYED else 0.0,
        FAMILY: person.caring,
        HUB: person.loneliness,
    }


# what becomes of open needs --------------------------------------------------------------------------


def close_need(person: Person, service: int) -> None:
    """Let a need be over."""
    person.needs.discard(service)
    person.queued.discard(service)
    person.waited[service] = 0


def wait_or_pass(person: Person, luck: int, p: SeekingParameters) -> None:
    """Let open needs grow older; one service a week is looked at, whose need may pass by itself."""
    looked_at = int(third_part(luck) * SERVICES)
    for service in sorted(person.needs):
        person.waited[service] = min(MOST, person.waited[service] + 1)
        passing = p.passing * (p.practice_passing if service == GENERAL_PRACTICE else 1.0)
        if service == looked_at and second_part(luck) < SERVICES * passing:
            close_need(person, service)


def late_needs(person: Person) -> set[int]:
    """Return the needs that wait too long."""
    return {service for service in person.needs if person.waited[service] > LATE}


def give_up(person: Person, town: Town) -> None:
    """Let a person leave the queues for needs that wait too long, with a chance; each is a setback."""
    luck = first_part(town.luck.word("giving up", person.row))
    if luck < town.assume.seeking.giving_up:
        left = person.queued & late_needs(person)
        person.queued -= left
        person.setbacks = min(MOST, person.setbacks + len(left))


def arise(person: Person, luck: int, town: Town) -> None:
    """Let at most one new need arise this week: rate x reason x the week's demand (M6)."""
    edge = 0.0
    for service, reason in reasons(person, town.assume.seeking).items():
        edge += town.assume.needs[service] * reason * town.now.demand[service]
        if first_part(luck) < edge:
            person.needs.add(service)
            return


# knowing and seeking ---------------------------------------------------------------------------------


def learn(person: Person, luck: int, town: Town) -> None:
    """Let a person learn what contacts mention, if needed or by interest, and forget what is not needed."""
    p = town.assume.seeking
    curious = town.luck.uniform("news", person.row) < p.interest
    person.knows |= person.heard if curious else person.heard & person.needs
    if first_part(luck) < SERVICES * p.forgetting:
        service = int(second_part(luck) * SERVICES)
        if service not in person.needs:
            person.knows.discard(service)


def most_pressing(person: Person, why: dict[int, float], p: SeekingParameters) -> int | None:
    """Return the service, best a known one, for the most severe need in no queue yet, if it has any pull."""
    open_to = [s for s in sorted(person.needs - person.queued) if s in person.place.ways]
    pull = {s: (p.least_pull + why[s]) * (1.0 if s in person.knows else p.finding_out) for s in open_to}
    best = max(pull, key=pull.__getitem__, default=None)
    return best if best is not None and pull[best] > 0.0 else None


def seeking_odds(person: Person, service: int, severity: float, p: SeekingParameters) -> float:
    """Return the weekly log-odds that a person in need seeks a service (M6)."""
    way, place = person.place.ways[service], person.place
    odds = p.base + p.severity * (severity - 0.5) + p.control * (person.control - typical.CONTROL)
    odds += p.linked * person.worker_link + p.digital * (person.digital - 0.5)
    odds -= p.stigma if service in STIGMA else 0.0
    odds -= p.setbacks * min(p.setbacks_most, person.setbacks)
    if way.site.now.remote:
        return odds - p.online * (1.0 - person.digital)
    far = way.far * (1.0 - place.access) * place.now.travel
    return odds - p.distance * far * (1.0 - person.transport)


def seek(person: Person, town: Town) -> None:
    """Let a person take the most pressing need to a service: to queue for it is to know it."""
    p = town.assume.seeking
    why = reasons(person, p)
    service = most_pressing(person, why, p)
    if service is None:
        return
    chance = logistic(seeking_odds(person, service, why[service], p))
    chance *= 1.0 if service in person.knows else p.finding_out
    if first_part(town.luck.word("seeking", person.row)) < chance:
        person.queued.add(service)
        person.knows.add(service)


def arise_and_seek(person: Person, town: Town) -> None:
    """Let a person's needs grow older, pass, be given up, arise and be taken to a service."""
    p, luck = town.assume.seeking, town.luck.word("need", person.row)
    memory = town.luck.word("forgetting", person.row)
    wait_or_pass(person, luck, p)
    late = len(late_needs(person))
    give_up(person, town)
    person.unmet = moved(person.unmet, late / (late + 1.0), p.unmet_rate)
    arise(person, luck, town)
    learn(person, memory, town)
    seek(person, town)
    if person.setbacks > 0 and third_part(memory) < p.setback_fading:
        person.setbacks -= 1


def known_on_arrival(luck: int, knowing: float) -> set[int]:
    """Return the services that a newcomer knows: the general practice, each other one with a chance."""
    others = (service for service in ALL_SERVICES if service != GENERAL_PRACTICE)
    return {GENERAL_PRACTICE} | {s for s in others if share_of(word_of(luck, s)) < knowing}
