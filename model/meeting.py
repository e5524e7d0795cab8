"""How people who are not tied get to know each other: in the street, at activities, at work, through friends."""

from __future__ import annotations

import math

import numpy as np

from model.chance import bits, first_part, pair_uniform, second_part, third_part
from model.company import Company
from model.conditions import Conditions
from model.kernels import kernel, part, rule
from model.outings import Outings
from model.place import Homes, Places
from model.residents import EMPLOYED, Residents
from model.ties import SLOTS, TieParameters, Ties, join, likeness


@rule
def warmth(income_gap: float, age_gap: float, mixing: float, p: TieParameters) -> float:
    """Return how readily two people take to each other: exp(-mixing (x_R |income gap| + x_A |age gap| / 10)) (M3)."""
    return math.exp(-mixing * (p.income_homophily * income_gap + p.age_homophily * age_gap / 10.0))


@rule
def openness(loneliness: float, degree: int, p: TieParameters) -> float:
    """Return how open a person is to new company: (1 - withdrawal L) (1 - (ties / slots)^2)."""
    return (1.0 - p.withdrawal * loneliness) * (1.0 - (degree / SLOTS) ** 2)


@rule
def friend_of_friend(one: int, luck: float, more_luck: float, ties: Ties) -> int:
    """Return a tie of a tie of `one`, or `one` when there is none."""
    if ties.degree[one] == 0:
        return one
    friend = ties.partner[one, int(luck * ties.degree[one])]
    if ties.degree[friend] == 0:
        return one
    return np.int64(ties.partner[friend, int(more_luck * ties.degree[friend])])


@part
def someone_met(
    one: int,
    luck: np.uint64,
    residents: Residents,
    ties: Ties,
    places: Places,
    homes: Homes,
    outings: Outings,
    c: Conditions,
    p: TieParameters,
) -> int:
    """Return whom `one` gets to know this week, or `one` for nobody; at most one person a week."""
    first, which, also = first_part(luck), second_part(luck), third_part(luck)
    here = np.int64(residents.place[one])
    edge = p.neighbours * c.meeting[here]
    if first < edge:
        return np.int64(homes.members[places.first[here] + int(which * places.residents[here])])
    if outings.went[one]:
        edge += p.clubmates
        if first < edge:
            venue = np.int64(outings.venue[one])
            start, stop = np.int64(outings.first[venue]), np.int64(outings.first[venue + 1])
            return np.int64(outings.list[start + int(which * (stop - start))])
    edge += p.friends_of_friends
    if first < edge:
        return friend_of_friend(one, which, also, ties)
    if residents.work[one] == EMPLOYED and first < edge + p.workmates:
        other = int(which * len(residents.place))
        return other if residents.work[other] == EMPLOYED else one
    return one


@kernel
def meet(
    residents: Residents,
    ties: Ties,
    company: Company,
    places: Places,
    homes: Homes,
    outings: Outings,
    c: Conditions,
    p: TieParameters,
    key: np.uint64,
    pair_key: np.uint64,
) -> int:
    """Make this week's new ties, resident by resident; return how many."""
    made = 0
    for one in range(len(residents.place)):
        other = someone_met(one, bits(key, one), residents, ties, places, homes, outings, c, p)
        if other == one:
            continue
        mixing = c.mixing[residents.place[one]]
        taken = warmth(
            abs(residents.income[one] - residents.income[other]),
            abs(residents.age[one] - residents.age[other]),
            mixing,
            p,
        )
        taken *= openness(residents.loneliness[one], ties.degree[one], p) * openness(
            residents.loneliness[other], ties.degree[other], p
        )
        luck = pair_uniform(pair_key, one, other)
        if luck < taken:
            suits = (luck / taken) ** p.affinity_skew
            made += join(
                one, other, p.first_strength, max(0.05, suits), likeness(one, other, residents, p), ties
            )
    return made
