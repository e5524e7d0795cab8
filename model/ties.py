"""Ties between residents: who is tied to whom, how strongly, and of what kind.

Each resident has up to 24 slots, filled from the front. A tie stands in both its ends' slots with
the same strength, affinity and kind: i lists j exactly when j lists i. How strong a tie is (close,
acquaintance) and whom it joins (bonding, bridging) are two axes and stay apart.
"""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model.columns import Bytes, Floats, Ints, Shorts, column
from model.kernels import part, rule, whole
from model.parameters import parameter
from model.residents import Residents

SLOTS = 24
HOME, KIN, NEAR, ALIKE = 1, 2, 4, 8
"""Bits of a tie's kind: same household, kin, same neighbourhood, alike in income and age."""
LOOKED_AT = 1 << 14
"""Residents whose ties are held against their other ends at a time, to spare memory."""


class TieParameters(NamedTuple):
    """How contact makes, keeps and ends ties."""

    # fmt: off
    gain: A[float, parameter("rise of strength at a contact: s + gain (1 - s)", unit="1/contact", low=0.005, high=0.3)] = 0.06
    fading: A[float, parameter("fall of strength in a week without contact: s (1 - fading)", unit="1/week", low=0.002, high=0.2, source="fitted to M068, M071")] = 0.04004
    kin_fading: A[float, parameter("fading of kin ties, as a share of the others' (friends fade faster; M075)", unit="share", low=0, high=1, source="Roberts & Dunbar (2015), direction only, M075")] = 0.2
    floor: A[float, parameter("strength below which a tie that is not kin ends", unit="strength", low=0.005, high=0.15)] = 0.04
    lapsing: A[float, parameter("chance that a tie of no strength lapses, times 1 - s", unit="1/week", low=0, high=0.05, source="fitted to M072, M073")] = 0.001793
    close: A[float, parameter("strength above which a tie is close", unit="strength", low=0.4, high=0.9, source="definition: contact about weekly or more, M069")] = 0.6
    like_income: A[float, parameter("largest difference of income rank between people who are alike", unit="rank", low=0.05, high=1)] = 0.33
    like_age: A[float, parameter("largest difference of age between people who are alike", unit="years", low=1, high=80)] = 15.0
    going_out: A[float, parameter("level of going out", unit="factor", low=0.3, high=3, source="fitted to M068, T021")] = 1.265
    withdrawal: A[float, parameter("how far loneliness keeps a person at home", unit="share", low=0, high=1)] = 0.30
    thrift: A[float, parameter("how far financial strain keeps a person at home", unit="share", low=0, high=1)] = 0.15
    fearful: A[float, parameter("how far lack of safety keeps a person at home", unit="share", low=0, high=1, source="direction: Stafford, Chandola & Marmot (2007), M049")] = 0.30
    infirmity: A[float, parameter("how far poor health keeps a person at home", unit="share", low=0, high=1)] = 0.30
    time: A[float, parameter("total strength at which company takes all the time a person has for it", unit="strength", low=1, high=50)] = 7.0
    reserve: A[float, parameter("part of contact that does not grow with strength", unit="share", low=0, high=1)] = 0.6
    telling: A[float, parameter("chance to mention a service to someone in need of it, at a contact", unit="1/contact", low=0, high=1)] = 0.2
    redundancy: A[float, parameter("how much less there is to tell at a contact the stronger the tie: telling x (1 - redundancy s)", unit="share", low=0, high=1, source="direction: news comes by weak ties, Granovetter (1973), Am J Sociol 78:1360")] = 0.85
    helping: A[float, parameter("support from one unit of strength of a close tie who has energy to spare", unit="1/strength", low=0, high=3)] = 0.35
    distant_help: A[float, parameter("support from kin and friends outside the town", unit="support", low=0, high=1)] = 0.25
    burden: A[float, parameter("load from one unit of help asked by a close tie of full strength", unit="load", low=0, high=2)] = 0.25
    favours: A[float, parameter("share of the help asked by close friends that a person takes on; kin cannot be refused", unit="share", low=0, high=1, source="assumed; direction: bonding as a burden in poor areas, theory PT18")] = 0.25
    visiting: A[float, parameter("support that a visitor gives, as a share of that of a close tie met with energy to spare", unit="share", low=0, high=1, source="assumed; small: befriending, SMD about 0.18 in Siette et al. (2017), theory I12")] = 0.1
    memory: A[float, parameter("weight of this week in recent contact, support and load", unit="1/week", low=0.02, high=1)] = 0.2
    asking_mood: A[float, parameter("help asked for by a person without any wellbeing", unit="help", low=0, high=2, source="assumed; theory M5")] = 0.6
    asking_shy: A[float, parameter("need that a person bears without asking", unit="help", low=0, high=1, source="assumed; theory M5")] = 0.35
    neighbours: A[float, parameter("chance to get to know a neighbour", unit="1/week", low=0, high=0.5)] = 0.06
    clubmates: A[float, parameter("chance to get to know someone at an activity attended", unit="1/visit", low=0, high=0.9)] = 0.13
    friends_of_friends: A[float, parameter("chance to get to know a tie's tie", unit="1/week", low=0, high=1, source="assumed; moved with the fit to M068, M072, M073, which leaves it open (appendix H)")] = 0.4127
    workmates: A[float, parameter("chance for the employed to get to know someone at work", unit="1/week", low=0, high=0.5)] = 0.03
    income_homophily: A[float, parameter("reluctance to befriend people of another income rank: exp(-x |difference|)", unit="1/rank", low=0, high=10)] = 2.0
    age_homophily: A[float, parameter("reluctance to befriend people of another age: exp(-x |difference| / 10 years)", unit="1/decade", low=0, high=3)] = 0.35
    first_strength: A[float, parameter("strength of a new tie", unit="strength", low=0.05, high=0.6)] = 0.2
    least_affinity: A[float, parameter("the least affinity of a tie that is no kin", unit="0-1", low=0, high=0.5)] = 0.05
    affinity_skew: A[float, parameter("how rare new ties are that suit for close friendship: affinity = u^(skew / (1 + embedding x ties in common))", unit="power", low=0.2, high=8, source="assumed; moved with the fit to M068, M072, M073, which leaves it open (appendix H)")] = 2.136
    embedding: A[float, parameter("how each tie in common makes a new tie likelier to become close", unit="1/tie", low=0, high=3, source="direction: the stronger a tie the more friends in common, Granovetter (1973), Am J Sociol 78:1360")] = 0.4
    # fmt: on


class Ties(NamedTuple):
    """All ties, by resident and slot; the first `degree[i]` slots of resident i are filled."""

    # fmt: off
    partner: A[Ints, column("the other resident", unit="index", high=2**32 - 1, dtype=np.uint32, width=SLOTS)]
    strength: A[Floats, column("strength", width=SLOTS)]
    affinity: A[Bytes, column("how often the two would meet, x 255", unit="1/255", high=255, dtype=np.uint8, width=SLOTS)]
    kind: A[Bytes, column("bits HOME, KIN, NEAR, ALIKE", unit="bits", high=15, dtype=np.uint8, width=SLOTS)]
    degree: A[Bytes, column("ties", unit="ties", high=SLOTS, dtype=np.uint8)]
    # fmt: on


@rule
def slot_of(one: int, other: int, ties: Ties) -> int:
    """Return the slot in which `one` lists `other`, or -1."""
    for slot in range(whole(ties.degree[one])):
        if ties.partner[one, slot] == other:
            return slot
    return -1


@rule
def drop_slot(one: int, slot: int, ties: Ties) -> None:
    """Empty one slot of one end: the last filled slot takes its place."""
    last = whole(ties.degree[one]) - 1
    ties.partner[one, slot] = ties.partner[one, last]
    ties.strength[one, slot] = ties.strength[one, last]
    ties.affinity[one, slot] = ties.affinity[one, last]
    ties.kind[one, slot] = ties.kind[one, last]
    ties.degree[one] = last


@rule
def fill_slot(one: int, other: int, strength: float, affinity: float, kind: int, ties: Ties) -> None:
    """Write a tie into one end's next free slot; affinity is 0 to 1."""
    slot = whole(ties.degree[one])
    ties.partner[one, slot] = other
    ties.strength[one, slot] = strength
    ties.affinity[one, slot] = np.uint8(affinity * 255.0)
    ties.kind[one, slot] = kind
    ties.degree[one] = slot + 1


@rule
def join(one: int, other: int, strength: float, affinity: float, kind: int, ties: Ties) -> bool:
    """Tie two residents; return False when they are tied already, are one, or have no free slot."""
    if one == other or ties.degree[one] >= SLOTS or ties.degree[other] >= SLOTS:
        return False
    if slot_of(one, other, ties) >= 0:
        return False
    fill_slot(one, other, strength, affinity, kind, ties)
    fill_slot(other, one, strength, affinity, kind, ties)
    return True


@rule
def leave_all(one: int, keep: int, ties: Ties) -> None:
    """End every tie of `one`, at both ends, but those whose kind has a bit of `keep`."""
    for slot in range(whole(ties.degree[one]) - 1, -1, -1):
        if ties.kind[one, slot] & keep:
            continue
        other = whole(ties.partner[one, slot])
        drop_slot(other, slot_of(other, one, ties), ties)
        drop_slot(one, slot, ties)


@part
def likeness(one: int, other: int, residents: Residents, p: TieParameters) -> int:
    """Return the bits NEAR and ALIKE of a pair as they live now."""
    bits = NEAR if residents.place[one] == residents.place[other] else 0
    if (
        abs(residents.income[one] - residents.income[other]) <= p.like_income
        and abs(residents.age[one] - residents.age[other]) <= p.like_age
    ):
        bits |= ALIKE
    return bits


@rule
def relabel(one: int, ties: Ties, place: Shorts) -> None:
    """Set the NEAR bit of all ties of a resident who moved, at both ends."""
    for slot in range(whole(ties.degree[one])):
        other = whole(ties.partner[one, slot])
        kind = ties.kind[one, slot] & (HOME | KIN | ALIKE)
        if place[one] == place[other]:
            kind |= NEAR
        ties.kind[one, slot] = kind
        ties.kind[other, slot_of(other, one, ties)] = kind


@rule
def ties_in_common(one: int, other: int, ties: Ties) -> int:
    """Return how many residents are tied to both."""
    shared = 0
    for slot in range(whole(ties.degree[one])):
        shared += slot_of(other, whole(ties.partner[one, slot]), ties) >= 0
    return shared


@rule
def stronger_of_two(one: int, draw: float, ties: Ties) -> int:
    """Return the stronger of two ties of `one` drawn at random, or `one` when there is none."""
    degree = whole(ties.degree[one])
    if degree == 0:
        return one
    at = draw * degree
    first = int(at)
    second = int((at - first) * degree)
    chosen = first if ties.strength[one, first] >= ties.strength[one, second] else second
    return whole(ties.partner[one, chosen])


@rule
def suited(draw: float, common: int, skew: float, p: TieParameters) -> float:
    """Return a new tie's affinity: u^(skew / (1 + embedding x ties in common)), at least least_affinity."""
    affinity: float = draw ** (skew / (1.0 + p.embedding * common))
    return max(p.least_affinity, affinity)


@rule
def is_bonding(kind: int) -> bool:
    """Return whether a tie bonds: kin, or neighbours who are alike. All others bridge."""
    return (kind & KIN) != 0 or (kind & (NEAR | ALIKE)) == (NEAR | ALIKE)


def faults(ties: Ties) -> Iterator[str]:
    """Yield one sentence for each fault: a tie that differs at its ends, stands twice, or is to oneself."""
    count = len(ties.degree)
    found: dict[str, None] = {}
    for start in range(0, count, LOOKED_AT):
        found |= dict.fromkeys(_faults_of(start, min(count, start + LOOKED_AT), ties))
    yield from found


def _faults_of(start: int, stop: int, ties: Ties) -> Iterator[str]:
    """Yield the faults of the ties of residents start..stop-1."""
    count, slots = len(ties.degree), np.arange(SLOTS)
    mine = np.nonzero(slots < ties.degree[start:stop, None])
    mine = (mine[0] + start, mine[1])
    owner, other = mine[0], ties.partner[mine]
    if (owner == other).any():
        yield f"resident {owner[owner == other][0]} is tied to oneself"
    if other.size and other.max() >= count:
        yield f"a tie names resident {other.max()}, there are {count}"
        return
    back = (ties.partner[other] == owner[:, None]) & (slots < ties.degree[other, None])
    ends = back.sum(axis=1)
    if (ends > 1).any():
        yield "two residents are tied twice"
    if (ends == 0).any():
        yield "a tie stands at one end only"
        return
    theirs = (other, back.argmax(axis=1))
    for name in ("strength", "affinity", "kind"):
        values = getattr(ties, name)
        if not np.array_equal(values[mine], values[theirs]):
            yield f"a tie has another {name} at its other end"
