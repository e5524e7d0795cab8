"""A week of company: contact between ties, what it does to them, and what passes along.

What a contact can see of a resident is coarse and fits in one 32-bit word (`outlook`): going out,
whether they went to an activity, services known, wellbeing, loneliness, energy to spare, help
asked for, having work. One pass over the ties then computes contact, strength, support given and
asked, news and company. Both ends of a tie compute the same update from the same draw.
"""

from __future__ import annotations

import math
from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model.chance import first_part, pair_bits, second_part, third_part
from model.columns import Bytes, Floats, Ints, column
from model.conditions import Conditions
from model.kernels import kernel, rule
from model.loops import Loops
from model.residents import EMPLOYED, Residents
from model.ties import HOME, KIN, NEAR, TieParameters, Ties, drop_slot, is_bonding

TYPICAL_LONELINESS = 0.25
"""What loneliness counts as for going out when the loop of withdrawal is off."""


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
def going_out(
    loneliness: float, money_strain: float, safety: float, health: float, sociability: float, p: TieParameters
) -> float:
    """Return a person's propensity to be in company, about 1 on average (theory M1).

    level x sociability x (1 - withdrawal L) (1 - thrift F) (1 - fearful (1 - S)) (1 - infirmity (1 - K))
    """
    held = (1.0 - p.withdrawal * loneliness) * (1.0 - p.thrift * money_strain)
    return (
        p.going_out
        * sociability
        * held
        * (1.0 - p.fearful * (1.0 - safety))
        * (1.0 - p.infirmity * (1.0 - health))
    )


@rule
def time_left(strength: float, time: float) -> float:
    """Return the share of time that each tie gets: 2 T / (T + total strength), 1 when the total is T."""
    return 2.0 * time / (time + strength)


@rule
def spare_energy(money_strain: float, strain: float) -> float:
    """Return what a person has to spare for others: (1 - F / 2) (1 - X / 2)."""
    return (1.0 - 0.5 * money_strain) * (1.0 - 0.5 * strain)


@rule
def help_asked(money_strain: float, wellbeing: float, damage: float) -> float:
    """Return how much help a person asks for: F + 0.6 (1 - W) + D - 0.35, never below 0, at most 0.7 (M5)."""
    return min(0.7, max(0.0, money_strain + 0.6 * (1.0 - wellbeing) + damage - 0.35))


@rule
def contact_chance(
    strength: float, affinity: float, both_out: float, at_home: bool, factor: float, p: TieParameters
) -> float:
    """Return the chance that two tied people meet this week.

    affinity x g_i g_j x (reserve + (1 - reserve) s) x the week's factor; members of a household always meet.
    """
    if at_home:
        return 1.0
    return min(1.0, affinity * both_out * (p.reserve + (1.0 - p.reserve) * strength) * factor)


@rule
def next_strength(strength: float, met: bool, kin: bool, p: TieParameters) -> float:
    """Return a tie's strength after a week: up by gain (1 - s) with contact, down by fading s without (M2)."""
    if met:
        return strength + p.gain * (1.0 - strength)
    return strength * (1.0 - p.fading * (p.kin_fading if kin else 1.0))


@rule
def ends(strength: float, kin: bool, luck: float, p: TieParameters) -> bool:
    """Return whether a tie ends: never kin; below the floor; or by lapsing with chance lapsing (1 - s)^2."""
    if kin:
        return False
    return strength < p.floor or luck < p.lapsing * (1.0 - strength) * (1.0 - strength)


@rule
def support_from(given: float, external: float, p: TieParameters) -> float:
    """Return support, 1 - exp(-helping x given - distant help x external): each further helper adds less (M5)."""
    return 1.0 - math.exp(-p.helping * given - p.distant_help * external)


# what a contact sees ----------------------------------------------------------------------------------


@rule
def packed(
    out: float,
    went: bool,
    knows: int,
    wellbeing: float,
    loneliness: float,
    spare: float,
    asks: float,
    works: bool,
) -> int:
    """Return the 32-bit word that contacts see; each part is rounded to its few bits."""
    word = min(127, int(out * 100.0 + 0.5))
    word |= (1 if went else 0) << 7
    word |= (knows & 127) << 8
    word |= int(wellbeing * 31.0 + 0.5) << 15
    word |= int(loneliness * 15.0 + 0.5) << 20
    word |= int(spare * 15.0 + 0.5) << 24
    word |= min(7, int(asks * 10.0 + 0.5)) << 28
    return word | (1 if works else 0) << 31


@rule
def seen_out(word: int) -> float:
    """Return the going out that a contact sees."""
    return (word & 127) / 100.0


@kernel
def outlook(
    start: int,
    stop: int,
    residents: Residents,
    company: Company,
    c: Conditions,
    p: TieParameters,
    loops: Loops,
    seen: Ints,
) -> None:
    """Write what contacts see of residents start..stop-1 into `seen` (uint32)."""
    for i in range(start, stop):
        lonely = residents.loneliness[i] if loops.withdrawal else TYPICAL_LONELINESS
        out = going_out(
            lonely,
            residents.money_strain[i],
            residents.safety[i],
            residents.health[i],
            residents.sociability[i],
            p,
        )
        if loops.time_budget:
            out *= time_left(company.strength[i], p.time)
        seen[i] = packed(
            out * c.going_out[i], residents.attended[i] <= 1, residents.knows[i], residents.wellbeing[i], residents.loneliness[i],
            spare_energy(residents.money_strain[i], residents.strain[i]),
            help_asked(residents.money_strain[i], residents.wellbeing[i], residents.damage[i]), residents.work[i] == EMPLOYED,
        )  # fmt: skip


# the week's pass over the ties ------------------------------------------------------------------------


@kernel
def keep_company(
    start: int, stop: int, residents: Residents, ties: Ties, seen: Ints, c: Conditions, p: TieParameters, loops: Loops,
    key: np.uint64, company: Company,
) -> None:  # fmt: skip
    """Let residents start..stop-1 meet their ties: update strengths, end ties, gather what passes.

    Reads `seen` (everybody's word at the week's start) and the residents' own ties only.
    """
    for i in range(start, stop):
        out = seen_out(np.int64(seen[i]))
        met = peers = gloom = cheer = total = local = bonding = bridging = given = load = 0.0
        heard = insiders = close = acquaintances = ended = ended_close = encounters = 0
        for slot in range(np.int64(ties.degree[i]) - 1, -1, -1):
            other, kind = np.int64(ties.partner[i, slot]), ties.kind[i, slot]
            word, luck = np.int64(seen[other]), pair_bits(key, i, other)
            before = ties.strength[i, slot]
            kin, at_home = kind & (KIN | HOME) != 0, kind & HOME != 0
            factor = c.close_contact if before > p.close else c.loose_contact
            chance = contact_chance(
                before, ties.affinity[i, slot] / 255.0, out * seen_out(word), at_home, factor, p
            )
            meets = first_part(luck) < chance
            strength = next_strength(before, meets, kin, p)
            if ends(strength, kin, second_part(luck), p):
                ended += 1
                ended_close += before > p.close
                drop_slot(i, slot, ties)
                continue
            ties.strength[i, slot] = strength
            total += strength
            peers += strength * ((word >> 7) & 1)
            cheer += strength * ((word >> 15) & 31)
            gloom += strength * ((word >> 20) & 15)
            is_close = strength > p.close
            close += is_close
            acquaintances += not is_close
            if is_bonding(kind):
                bonding += strength
            else:
                bridging += strength
            if kind & NEAR and not at_home:
                local += strength
            if (word >> 31) & 1 and not is_close:
                insiders += 1
            if meets:
                met += strength
                encounters += not at_home
                if third_part(luck) < p.telling:
                    heard |= (word >> 8) & 127
                if is_close:
                    given += strength * ((word >> 24) & 15) / 15.0
                    load += strength * ((word >> 28) & 7) / 10.0
        share = 1.0 / total if total > 0.0 else 0.0
        company.met[i], company.strength[i], company.local[i] = met, total, local
        company.peers[i], company.cheer[i], company.gloom[i] = (
            min(1.0, peers * share),
            cheer * share / 31.0,
            gloom * share / 15.0,
        )
        company.bonding[i], company.bridging[i] = bonding, bridging
        company.heard[i], company.insiders[i] = heard if loops.know_how else 0, insiders
        company.close[i], company.acquaintances[i], company.encounters[i] = close, acquaintances, encounters
        company.ended[i], company.ended_close[i] = ended, ended_close
        remember(
            i,
            met,
            support_from(given, residents.external[i], p),
            p.burden * load if loops.helper_load else 0.0,
            p.memory,
            residents,
        )


@rule
def remember(i: int, met: float, support: float, load: float, memory: float, residents: Residents) -> None:
    """Move resident i's recent contact, support and load towards this week's (weight `memory`)."""
    residents.contact[i] += memory * (met - residents.contact[i])
    residents.support[i] += memory * (support - residents.support[i])
    residents.load[i] += memory * (min(1.0, load) - residents.load[i])
