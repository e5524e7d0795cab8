"""Meeting new people: in the street, at activities, at work, by friends; and becoming tied (M3)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model import typical
from tests.reference.chance import first_part, second_part, third_part
from tests.reference.person import EMPLOYED, MOST_TIES, Person, in_turn
from tests.reference.tie import join

if TYPE_CHECKING:
    from tests.reference.town import Town


def stronger_of_two(person: Person, draw: float) -> Person:
    """Return who is at the other end of the stronger of two ties drawn; the same person without ties."""
    if not person.ties:
        return person
    at = draw * len(person.ties)
    first = person.ties[int(at)]
    second = person.ties[int((at - int(at)) * len(person.ties))]
    return (first if first.strength >= second.strength else second).other_than(person)


def chances_to_meet(person: Person, town: Town) -> dict[str, float]:
    """Return the chances of a week to get to know somebody, by occasion; all follow loose contact."""
    p = town.assume.ties
    return {
        "neighbours": p.neighbours * person.place.now.meeting * town.now.loose_contact,
        "activity": p.clubmates * town.now.loose_contact if person.went else 0.0,
        "friends": p.friends_of_friends * town.now.loose_contact,
        "work": p.workmates * town.now.loose_contact if person.work == EMPLOYED else 0.0,
    }


def whom(person: Person, occasion: str, which: float, also: float, town: Town) -> Person:
    """Return who is met at an occasion; the person themselves for nobody."""
    if occasion == "friends":
        return stronger_of_two(stronger_of_two(person, which), also)
    among = {"neighbours": person.place.residents, "activity": person.venue.went_here}
    people = among.get(occasion, town.people)
    other = people[int(which * len(people))]
    return person if occasion == "work" and other.work != EMPLOYED else other


def someone_met(person: Person, town: Town) -> Person:
    """Return whom a person gets to know this week, at most one; the person themselves for nobody."""
    luck = town.luck.word("acquaintance", person.row)
    edge = 0.0
    for occasion, chance in chances_to_meet(person, town).items():
        edge += chance
        if first_part(luck) < edge:
            return whom(person, occasion, second_part(luck), third_part(luck), town)
    return person


def openness(person: Person, town: Town) -> float:
    """Return how open a person is to new company: (1 - withdrawal L) (1 - (ties / 24)^2)."""
    lonely = person.loneliness if town.loops.withdrawal else typical.LONELINESS
    return (1.0 - town.assume.ties.withdrawal * lonely) * (1.0 - (len(person.ties) / MOST_TIES) ** 2)


def warmth(one: Person, two: Person, mixing: float, town: Town) -> float:
    """Return how readily two people warm to each other: less the more income and age differ (M3)."""
    p = town.assume.ties
    unlike = p.income_homophily * abs(one.income - two.income)
    unlike += p.age_homophily * abs(one.age - two.age) / 10.0
    return math.exp(-mixing * unlike)


def meet(person: Person, town: Town) -> None:
    """Note whom a person met and took to this week."""
    person.liked = None
    other = someone_met(person, town)
    if other is not person:
        taken = warmth(person, other, person.place.now.mixing, town)
        taken *= openness(person, town) * openness(other, town)
        if town.luck.uniform("encounter", person.row) < taken:
            person.liked = other


def affinity_of(one: Person, two: Person, town: Town) -> float:
    """Return a new tie's affinity: u^(skew / (1 + embedding x ties in common)), at least least_affinity."""
    p = town.assume.ties
    common = len(set(one.contacts()) & set(two.contacts()))
    luck = town.luck.pair_uniform("contact", one.row, two.row)
    return float(max(p.least_affinity, luck ** (p.affinity_skew / (1.0 + p.embedding * common))))


def befriend(town: Town) -> None:
    """Tie those who took to each other, from a drawn row on, while both have a free slot."""
    p, count = town.assume.ties, len(town.people)
    begin = int(town.luck.uniform("encounter", count) * count)
    for person in in_turn(town.people, begin):
        if person.liked:
            join(person, person.liked, p.first_strength, affinity_of(person, person.liked, town), p)
