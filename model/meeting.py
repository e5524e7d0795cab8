"""How people who are not tied get to know each other: in the street, at activities, at work, by friends."""

from __future__ import annotations

import math

import numpy as np

from model import typical
from model.chance import Luck, bits, first_part, pair_uniform, second_part, third_part, uniform
from model.columns import Ints
from model.conditions import Conditions
from model.kernels import kernel, part, rule, whole
from model.loops import Loops
from model.outings import Outings
from model.place import Homes, Places
from model.residents import EMPLOYED, Residents
from model.shapes import DECADE
from model.ties import (
    SLOTS,
    TieParameters,
    Ties,
    join,
    likeness,
    stronger_of_two,
    suited,
    ties_in_common,
)  # fmt: skip


@rule
def warmth(income_gap: float, age_gap: float, mixing: float, p: TieParameters) -> float:
    """Return how readily two people warm (M3): exp(-mixing (x_R |income gap| + x_A |age gap| / 10))."""
    return math.exp(-mixing * (p.income_homophily * income_gap + p.age_homophily * age_gap / DECADE))


@rule
def openness(loneliness: float, degree: int, p: TieParameters) -> float:
    """Return how open a person is to new company: (1 - withdrawal L) (1 - (ties / slots)^2)."""
    return (1.0 - p.withdrawal * loneliness) * (1.0 - (degree / SLOTS) ** 2)


@rule
def friend_of_friend(one: int, draw: float, more: float, ties: Ties) -> int:
    """Return a tie of a tie of `one`, or `one` for none: strong ties introduce people more often."""
    return stronger_of_two(stronger_of_two(one, draw, ties), more, ties)


@part
def someone_met(
    one: int, word: np.uint64, r: Residents, ties: Ties, places: Places, homes: Homes, outings: Outings,
    c: Conditions,
    p: TieParameters,
) -> int:  # fmt: skip
    """Return whom `one` gets to know this week, or `one` for nobody; at most one person a week.

    Every chance to meet is cut with the week's contact between acquaintances.
    """
    first, which, also = first_part(word), second_part(word), third_part(word)
    here = whole(r.place[one])
    edge = c.loose_contact * p.neighbours * c.meeting[here]
    if first < edge:
        return whole(homes.members[places.first[here] + int(which * places.residents[here])])
    if outings.went[one]:
        edge += c.loose_contact * p.clubmates
        if first < edge:
            venue = whole(outings.venue[one])
            start, stop = whole(outings.first[venue]), whole(outings.first[venue + 1])
            return whole(outings.list[start + int(which * (stop - start))])
    edge += c.loose_contact * p.friends_of_friends
    if first < edge:
        return friend_of_friend(one, which, also, ties)
    if r.work[one] == EMPLOYED and first < edge + c.loose_contact * p.workmates:
        other = int(which * len(r.place))
        return other if r.work[other] == EMPLOYED else one
    return one


@part
def openness_of(i: int, r: Residents, ties: Ties, p: TieParameters, loops: Loops) -> float:
    """Return how open resident i is to new company."""
    return openness(r.loneliness[i] if loops.withdrawal else typical.LONELINESS, ties.degree[i], p)


@part
def warmth_between(one: int, other: int, mixing: float, r: Residents, p: TieParameters) -> float:
    """Return how readily two residents warm to each other."""
    return warmth(abs(r.income[one] - r.income[other]), abs(r.age[one] - r.age[other]), mixing, p)


@kernel
def meet(
    start: int, stop: int, r: Residents, ties: Ties, places: Places, homes: Homes, outings: Outings,
    c: Conditions, p: TieParameters, loops: Loops, luck: Luck, liked: Ints,
) -> None:  # fmt: skip
    """Write into `liked` whom residents start..stop-1 met and took to, or their own row for nobody.

    Two who meet take to each other with chance warmth x the openness of both. Nobody takes to others more
    than by the own openness, so only who draws less than that is followed to whom they meet.
    """
    for one in range(start, stop):
        liked[one] = one
        draw, mine = uniform(luck.encounter, one), openness_of(one, r, ties, p, loops)
        if draw >= mine:
            continue
        other = someone_met(one, bits(luck.acquaintance, one), r, ties, places, homes, outings, c, p)
        if other != one:
            both = mine * openness_of(other, r, ties, p, loops)
            if draw < warmth_between(one, other, c.mixing[r.place[one]], r, p) * both:
                liked[one] = other


@kernel
def befriend(r: Residents, ties: Ties, p: TieParameters, liked: Ints, luck: Luck) -> int:
    """Tie those who took to each other, while both have a free slot; return how many ties were made."""
    made = 0
    count = len(liked)
    begin = int(uniform(luck.encounter, count) * count)
    for step in range(count):
        one = (begin + step) % count
        other = whole(liked[one])
        if other != one:
            common = ties_in_common(one, other, ties)
            suits = suited(pair_uniform(luck.contact, one, other), common, p.affinity_skew, p)
            made += join(one, other, p.first_strength, suits, likeness(one, other, r, p), ties)
    return made
