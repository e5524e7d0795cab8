"""A week of company: contact between ties, what it does to them, and what passes along.

What a contact can see of a resident fits in one 32-bit word (see `outlook`). One pass over the ties
computes contact, strength, support given and asked, news and company. Both ends of a tie compute the
same update from the same draw.
"""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

import math
from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model.chance import Luck, first_part, pair_bits, second_part, third_part
from model.columns import Bytes, Floats, Ints, column
from model.conditions import Conditions
from model.kernels import kernel, part, rule, whole
from model.loops import Loops
from model.outlook import seen_out
from model.residents import Residents
from model.ties import HOME, KIN, NEAR, TieParameters, Ties, drop_slot, is_bonding

EACH_255TH = 1.0 / 255.0


class Company(NamedTuple):
    """What this week's ties brought each resident. Shapes: (residents,)."""

    # fmt: off
    met: A[Floats, column("strength of the ties met this week", unit="strength", high=64)]
    peers: A[Floats, column("share of ties, by strength, who went to an activity last week")]
    gloom: A[Floats, column("mean loneliness of ties, by strength")]
    cheer: A[Floats, column("mean wellbeing of ties, by strength")]
    heard: A[Bytes, column("services that contacts mentioned", unit="bits", high=127, dtype=np.uint8)]
    insiders: A[Bytes, column("acquaintances in work", unit="ties", high=24, dtype=np.uint8)]
    strength: A[Floats, column("total strength", unit="strength", high=64)]
    local: A[Floats, column("strength of ties in the neighbourhood outside the home", unit="strength", high=64)]
    bonding: A[Floats, column("strength of bonding ties", unit="strength", high=64)]
    bridging: A[Floats, column("strength of bridging ties", unit="strength", high=64)]
    close: A[Bytes, column("close ties", unit="ties", high=24, dtype=np.uint8)]
    acquaintances: A[Bytes, column("acquaintances", unit="ties", high=24, dtype=np.uint8)]
    encounters: A[Bytes, column("ties met this week outside the home", unit="ties", high=24, dtype=np.uint8)]
    ended: A[Bytes, column("ties that ended this week", unit="ties", high=24, dtype=np.uint8)]
    ended_close: A[Bytes, column("close ties that ended this week", unit="ties", high=24, dtype=np.uint8)]
    # fmt: on


# rules ---------------------------------------------------------------------------------------------


@rule
def contact_chance(
    strength: float, affinity: float, both_out: float, at_home: bool, factor: float, p: TieParameters
) -> float:
    """Return the chance that two tied people meet this week.

    affinity x g_i g_j x (reserve + (1 - reserve) s) x the week's factor; members of a household always meet.
    """
    chance = affinity * both_out * (p.reserve + (1.0 - p.reserve) * strength) * factor
    return max(chance, 1.0 if at_home else 0.0)


@rule
def next_strength(strength: float, met: bool, kin: bool, p: TieParameters) -> float:
    """Return a tie's strength after a week (M2): up by gain (1 - s) with contact, else down by fading s."""
    faded = strength - strength * (p.fading * (p.kin_fading if kin else 1.0))
    return strength + p.gain * (1.0 - strength) if met else faded


@rule
def ends(strength: float, kin: bool, draw: float, p: TieParameters) -> bool:
    """Return whether a tie ends: never kin; below the floor; or by lapsing with chance lapsing (1 - s)."""
    lapses = draw < p.lapsing * (1.0 - strength)
    return (not kin) & ((strength < p.floor) | lapses)


@rule
def telling_chance(strength: float, p: TieParameters) -> float:
    """Return the chance to mention a service at a contact: telling (1 - redundancy s), less where little is news."""
    return p.telling * (1.0 - p.redundancy * strength)


@rule
def taken_on(strength: float, met: bool, kind: int, p: TieParameters) -> float:
    """Return the weight of a close tie's asking: s for kin and household, met or not; favours s for friends met."""
    if kind & (KIN | HOME):
        return strength
    return p.favours * strength if met else 0.0


@rule
def support_from(given: float, external: float, p: TieParameters) -> float:
    """Return support (M5), 1 - exp(-helping x given - distant help x external): each more adds less."""
    return 1.0 - math.exp(-p.helping * given - p.distant_help * external)


# the week's pass over the ties ------------------------------------------------------------------------


@part
def met_and_after(
    i: int, slot: int, word: int, draw: np.uint64, out: float, ties: Ties, c: Conditions, p: TieParameters
) -> tuple[bool, float, bool]:
    """Return of one of i's ties whether the two meet, its strength after the week, and whether it ends.

    `word` is what is seen of the other, `out` is i's own going out.
    """
    before, kind = np.float64(ties.strength[i, slot]), whole(ties.kind[i, slot])
    kin, at_home = kind & (KIN | HOME) != 0, kind & HOME != 0
    factor = c.close_contact if before > p.close else c.loose_contact
    suits, both_out = ties.affinity[i, slot] * EACH_255TH, out * seen_out(word)
    met = first_part(draw) < contact_chance(before, suits, both_out, at_home, factor, p)
    strength = next_strength(before, met, kin, p)
    return met, strength, ends(strength, kin, second_part(draw), p)


@kernel
def keep_company(
    start: int, stop: int, r: Residents, ties: Ties, seen: Ints, c: Conditions, p: TieParameters,
    loops: Loops, luck: Luck,
    company: Company,
) -> None:  # fmt: skip
    """Let residents start..stop-1 meet their ties: update strengths, end ties, gather what passes.

    Reads `seen` (everybody's word at the week's start) and the residents' own ties only.
    """
    for i in range(start, stop):
        out = seen_out(whole(seen[i]))
        met = peers = gloom = cheer = total = local = bonding = given = load = 0.0
        heard = insiders = close = ended = ended_close = encounters = 0
        for slot in range(whole(ties.degree[i]) - 1, -1, -1):
            other, kind, before = (
                whole(ties.partner[i, slot]),
                whole(ties.kind[i, slot]),
                ties.strength[i, slot],
            )
            word, draw = whole(seen[other]), pair_bits(luck.contact, i, other)
            meets, strength, is_over = met_and_after(i, slot, word, draw, out, ties, c, p)
            if is_over:
                ended, ended_close = ended + 1, ended_close + (before > p.close)
                drop_slot(i, slot, ties)
                continue
            ties.strength[i, slot] = strength
            is_close, told = strength > p.close, meets & (third_part(draw) < telling_chance(strength, p))
            shared = strength if meets else 0.0
            leaned = shared if is_close else 0.0
            total, met = total + strength, met + shared
            peers += strength * ((word >> 7) & 1)
            cheer += strength * ((word >> 15) & 31)
            gloom += strength * ((word >> 20) & 15)
            given += leaned * ((word >> 24) & 15)
            load += taken_on(strength, meets, kind, p) * ((word >> 28) & 7) if is_close else 0.0
            bonding += strength if is_bonding(kind) else 0.0
            local += strength if kind & (NEAR | HOME) == NEAR else 0.0
            close, encounters = close + is_close, encounters + (meets & (kind & HOME == 0))
            insiders += (word >> 31) & (0 if is_close else 1)
            heard |= (word >> 8) & (127 if told else 0)
        company.met[i], company.strength[i], company.local[i] = met, total, local
        company.bonding[i], company.bridging[i] = bonding, total - bonding
        company.heard[i], company.insiders[i] = heard if loops.know_how else 0, insiders
        company.close[i], company.acquaintances[i] = close, whole(ties.degree[i]) - close
        company.encounters[i] = encounters
        company.ended[i], company.ended_close[i] = ended, ended_close
        average(i, total, peers, cheer, gloom, company)
        helped = given / 15.0 + p.visiting * c.visits[i]
        remember(i, met + c.visits[i], helped, p.burden * load / 10.0 if loops.helper_load else 0.0, p, r)


@rule
def average(i: int, total: float, peers: float, cheer: float, gloom: float, company: Company) -> None:
    """Write what resident i's ties are like on average, by strength, from sums of what is seen of them."""
    share = 1.0 / total if total > 0.0 else 0.0
    company.peers[i] = min(1.0, peers * share)
    company.cheer[i] = cheer * share / 31.0
    company.gloom[i] = gloom * share / 15.0


@rule
def remember(i: int, met: float, given: float, load: float, p: TieParameters, r: Residents) -> None:
    """Move resident i's recent contact, support and load towards this week's, with weight `memory`."""
    r.contact[i] += p.memory * (met - r.contact[i])
    r.support[i] += p.memory * (support_from(given, r.external[i], p) - r.support[i])
    r.load[i] += p.memory * (min(1.0, load) - r.load[i])
