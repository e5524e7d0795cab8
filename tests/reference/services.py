"""Services: who is served, what it does, who is passed on, and the link workers (M7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reference.chance import first_part, second_part
from tests.reference.needs import MOST, SERVICES, close_need
from tests.reference.person import (
    EMPLOYABILITY,
    GENERAL_PRACTICE,
    HOUSING,
    MONEY_ADVICE,
    Person,
)
from tests.reference.shapes import moved

if TYPE_CHECKING:
    from tests.reference.town import Town


# queues ----------------------------------------------------------------------------------------------


def queue(town: Town) -> list[tuple[Person, int]]:
    """Return who waits and for what: by site, then longest wait, then luck."""
    waiting = [(p, service) for p in town.people for service in p.queued if service in p.place.ways]

    def turn(one: tuple[Person, int]) -> tuple[int, int, float]:
        person, service = one
        luck = town.luck.uniform("queue", person.row * SERVICES + service)
        return person.place.ways[service].site.number, -person.waited[service], luck

    return sorted(waiting, key=turn)


def serve(town: Town) -> None:
    """Open the doors and see those in the queues while each site has turns left."""
    for person in town.people:
        person.relief, person.served = 0.0, set()
        person.passed = person.leaked = person.wait = 0
    for site in town.sites:
        site.open_doors()
    for person, service in queue(town):
        site = person.place.ways[service].site
        if town.loops.queues and site.served >= site.seats:
            site.waiting += 1
        else:
            site.served += 1
            visit(person, service, town)


def visit(person: Person, service: int, town: Town) -> None:
    """Let a person's turn come: they leave the queue, and are seen unless they miss the appointment."""
    p, luck = town.assume.services, town.luck.word("visit", person.row * SERVICES + service)
    person.queued.discard(service)
    misses = min(1.0, p.missed * (1.0 + p.missed_strain * person.money_strain))
    if first_part(luck) >= misses:
        treat(person, service, second_part(luck), town)
        pass_on(person, service, town)


def treat(person: Person, service: int, luck: float, town: Town) -> None:
    """Let a person be seen: relief, a link to a worker, what the service changes, the need met or not."""
    p = town.assume.services
    person.served.add(service)
    person.relief += town.assume.relieves[service]
    person.wait = max(person.wait, person.waited[service])
    person.worker_link = moved(person.worker_link, 1.0, p.bonding)
    if service == HOUSING:
        person.damage *= 1.0 - p.repair
    if service == EMPLOYABILITY:
        person.coached = p.coaching
    if luck < town.assume.meets[service]:
        settle_matter(person, service, town)


def settle_matter(person: Person, service: int, town: Town) -> None:
    """Let a visit meet the need it was for; advice brings money."""
    if service == MONEY_ADVICE:
        person.advice_gain = max(person.advice_gain, town.assume.services.advice_gain)
    if town.loops.met_need:
        close_need(person, service)


def pass_on(person: Person, service: int, town: Town) -> None:
    """Pass a person on for needs that no queue holds yet: some arrive, some are lost on the way."""
    p = town.assume.services
    for other in sorted(person.needs - person.queued - {service}):
        if other not in person.place.ways:
            continue
        luck = town.luck.word("referral", (person.row * SERVICES + service) * SERVICES + other)
        if first_part(luck) < p.noticing:
            person.passed += 1
            link = town.now.link_between(service, other)
            if second_part(luck) < p.signpost_uptake + (p.warm_uptake - p.signpost_uptake) * link:
                person.queued.add(other)
                person.knows.add(other)
            else:
                person.leaked += 1


# link workers ----------------------------------------------------------------------------------------


def link_workers(town: Town) -> None:
    """Let link workers see their cases and take on new ones from their list, the longest wait first."""
    held = sum(person.case_weeks > 0 for person in town.people)
    for person in town.people:
        waits = person.case_wait > 0
        if person.case_weeks > 0:
            see_case(person, town)
        if waits:
            wait_on(person, town)
        elif person.case_weeks == 0:
            refer(person, town)
    fill_places(held, town)


def see_case(person: Person, town: Town) -> None:
    """Let a week with a link worker pass: a session makes them know and queue for all they need."""
    p = town.assume.services
    person.case_weeks -= 1
    if town.luck.uniform("programme", person.row) < town.now.sessions:
        person.sessions = min(MOST, person.sessions + 1)
        person.knows |= person.needs
        person.queued |= person.needs
        person.worker_link = moved(person.worker_link, 1.0, p.bonding)
        person.group_link = moved(person.group_link, 1.0, p.bonding)


def wait_on(person: Person, town: Town) -> None:
    """Let a person wait a week more, or leave the list: by giving up, or because the posts ended."""
    luck = first_part(town.luck.word("programme", person.row))
    leaves = luck < town.assume.services.case_giving_up or person.now.linkable <= 0.0
    person.case_wait = 0 if leaves else min(MOST, person.case_wait + 1)


def refer(person: Person, town: Town) -> None:
    """Put a person on the list: lonely or strained, seen at a practice this week, and willing."""
    limit = town.assume.services.distressed
    in_need = person.loneliness > limit or person.strain > limit
    willing = second_part(town.luck.word("programme", person.row)) < person.now.linkable
    if in_need and GENERAL_PRACTICE in person.served and willing:
        person.case_wait = 1


def fill_places(held: int, town: Town) -> None:
    """Give free places to those who waited longest; among equals from a drawn row on."""
    count = len(town.people)
    begin = int(town.luck.uniform("programme", count) * count)
    waiting = [person for person in town.people if person.case_wait > 0]
    waiting.sort(key=lambda person: (-person.case_wait, (person.row - begin) % count))
    for person in waiting:
        if held < town.now.caseload:
            person.case_wait, person.case_weeks, person.sessions = 0, town.now.episode, 0
            held += 1


def wear(person: Person, town: Town) -> None:
    """Let the link to a worker, gains from advice and coaching wear off."""
    person.worker_link = moved(person.worker_link, 0.0, town.assume.services.unbinding)
    person.advice_gain = moved(person.advice_gain, 0.0, town.assume.work.advice_fading)
    person.coached = max(0, person.coached - 1)
