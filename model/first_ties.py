"""The ties that a town starts with, near where contact would settle them; the burn-in does the rest."""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model.chance import Chance, bits, first_part, pair_uniform, second_part, third_part
from model.columns import blank
from model.kernels import kernel, numbers, part, rule
from model.meeting import friend_of_friend, warmth
from model.parameters import parameter
from model.place import Homes, Places, someone
from model.residents import Residents
from model.ties import HOME, KIN, TieParameters, Ties, join, likeness, suited, ties_in_common

KIN_DRAWS, FRIEND_DRAWS = 8, 64
"""Draws kept for each resident, so that no two residents share one."""


class FirstTies(NamedTuple):
    """How many ties of each kind people start with."""

    # fmt: off
    kin: A[float, parameter("kin elsewhere in the town whom a person names", unit="people", low=0, high=6)] = 0.8
    friends: A[float, parameter("people outside the family whom a person of average sociability names", unit="people", low=0, high=16, source="assumed; moved with the fit to M068, T021, which leaves it open (appendix H)")] = 12.6
    in_neighbourhood: A[float, parameter("share of those named who live in the neighbourhood", unit="share", low=0, high=1)] = 0.30
    home_strength: A[float, parameter("strength of ties in a household", unit="strength", low=0, high=1)] = 0.95
    kin_in_neighbourhood: A[float, parameter("share of kin who live in the neighbourhood", unit="share", low=0, high=1)] = 0.4
    most_contact: A[float, parameter("the largest contact chance that first strengths are made for", unit="1/week", low=0.5, high=0.999)] = 0.98
    tries: A[int, parameter("people looked at for each friend named", unit="people", low=1, high=5)] = 3
    kin_contact: A[float, parameter("least affinity of kin outside the home", unit="0-1", low=0.05, high=1)] = 0.25
    skew: A[float, parameter("skew of the affinity of friends: u^(skew / (1 + ties.embedding x ties in common))", unit="power", low=0.2, high=8)] = 2.2
    circle: A[float, parameter("share of the friends named whom a tie introduced", unit="share", low=0, high=1)] = 0.8
    # fmt: on


@rule
def settled_strength(affinity: float, most: float, p: TieParameters) -> float:
    """Return the strength at which gain and fading balance: q g / (q g + f (1 - q)) for contact chance q.

    q = affinity (reserve + (1 - reserve) affinity), at most `most`.
    """
    q = min(most, affinity * (p.reserve + (1.0 - p.reserve) * affinity))
    return q * p.gain / (q * p.gain + p.fading * (1.0 - q))


@part
def named_by(
    i: int, word: np.uint64, circle: np.uint64, r: Residents, places: Places, homes: Homes, ties: Ties, f: FirstTies
) -> int:
    """Return whom resident i may name a friend: a tie of a tie with chance `circle`, else a neighbour or anybody."""
    if first_part(circle) < f.circle:
        return friend_of_friend(i, second_part(circle), third_part(circle), ties)
    return someone(i, word, f.in_neighbourhood, r.place, places, homes)


@kernel
def tie_up(
    r: Residents, places: Places, homes: Homes, ties: Ties, p: TieParameters, f: FirstTies,
    kin_key: np.uint64, friend_key: np.uint64, circle_key: np.uint64, pair_key: np.uint64,
) -> None:  # fmt: skip
    """Make household, kin and friendship ties, resident by resident."""
    count = len(r.place)
    for i in range(count):
        step = i + 1
        while step < count and r.household[step] == r.household[i]:
            join(i, step, f.home_strength, 1.0, HOME | KIN | likeness(i, step, r, p), ties)
            step += 1
    for i in range(count):
        kin = int(f.kin + first_part(bits(kin_key, i)))
        for n in range(kin):
            word = bits(kin_key, i * KIN_DRAWS + n + count)
            other = someone(i, word, f.kin_in_neighbourhood, r.place, places, homes)
            affinity = f.kin_contact + (1.0 - f.kin_contact) * pair_uniform(pair_key, i, other)
            strength = settled_strength(affinity, f.most_contact, p)
            join(i, other, strength, affinity, KIN | likeness(i, other, r, p), ties)
    for i in range(count):
        named = int(f.friends * r.sociability[i] + first_part(bits(friend_key, i)))
        for n in range(f.tries * named):
            word = bits(friend_key, i * FRIEND_DRAWS + n + count)
            other = named_by(i, word, bits(circle_key, i * FRIEND_DRAWS + n), r, places, homes, ties, f)
            taken = warmth(abs(r.income[i] - r.income[other]), abs(r.age[i] - r.age[other]), 1.0, p)
            if named > 0 and third_part(word) < taken:
                common = ties_in_common(i, other, ties)
                affinity = suited(pair_uniform(pair_key, i, other), common, f.skew, p)
                strength = settled_strength(affinity, f.most_contact, p)
                named -= join(i, other, strength, affinity, likeness(i, other, r, p), ties)


def first_ties(
    r: Residents, places: Places, homes: Homes, p: TieParameters, f: FirstTies, chance: Chance
) -> Ties:
    """Return the ties a town starts with."""
    ties = blank(Ties, len(r.place))
    f = numbers(f)
    keys = [chance.key(purpose) for purpose in ("kin", "friends", "circle", "affinity")]
    tie_up(r, places, homes, ties, p, f, *keys)
    return ties
