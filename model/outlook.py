"""What contacts see of a resident: coarse, and packed in one 32-bit word.

Going out, whether they went to an activity, services known, wellbeing, loneliness, energy to spare,
help asked for, having work.
"""

from __future__ import annotations

from model import typical
from model.columns import Floats, Ints
from model.conditions import Conditions
from model.kernels import kernel, rule, whole
from model.loops import Loops
from model.residents import EMPLOYED, Residents
from model.ties import TieParameters

MOST_ASKED = 0.7
"""The most help that a contact can see to be asked for: three bits of tenths."""


@rule
def going_out(
    loneliness: float, money_strain: float, safety: float, health: float, sociability: float, p: TieParameters
) -> float:
    """Return a person's propensity to be in company, about 1 on average (theory M1).

    level x sociability x (1 - withdrawal L) (1 - thrift F) (1 - fearful (1 - S)) (1 - infirmity (1 - K))
    """
    held = (1.0 - p.withdrawal * loneliness) * (1.0 - p.thrift * money_strain)
    bold = 1.0 - p.fearful * (1.0 - safety)
    return p.going_out * sociability * held * bold * (1.0 - p.infirmity * (1.0 - health))


@rule
def time_left(strength: float, time: float) -> float:
    """Return the time that each tie gets: T / ((T + total strength) / 2), so 1 when the total is T."""
    return time / (0.5 * (time + strength))


@rule
def spare_energy(money_strain: float, strain: float) -> float:
    """Return what a person has to spare for others: (1 - F / 2) (1 - X / 2)."""
    return (1.0 - 0.5 * money_strain) * (1.0 - 0.5 * strain)


@rule
def help_asked(money_strain: float, wellbeing: float, damage: float, p: TieParameters) -> float:
    """Return how much help a person asks for: F + asking_mood (1 - W) + D - asking_shy, 0 to 0.7 (M5)."""
    return min(MOST_ASKED, max(0.0, money_strain + p.asking_mood * (1.0 - wellbeing) + damage - p.asking_shy))


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
    """Return the 32-bit word that contacts see; each part is rounded to its few bits.

    Bits 0-6 going out in hundredths, 7 went to an activity, 8-14 services known, 15-19 wellbeing in 31sts,
    20-23 loneliness and 24-27 energy to spare in 15ths, 28-30 help asked for in tenths, 31 has work.
    """
    word = min(127, int(out * 100.0 + 0.5))
    word |= (1 if went else 0) << 7
    word |= (whole(knows) & 127) << 8
    word |= int(wellbeing * 31.0 + 0.5) << 15
    word |= int(loneliness * 15.0 + 0.5) << 20
    word |= int(spare * 15.0 + 0.5) << 24
    word |= min(7, int(asks * 10.0 + 0.5)) << 28
    return word | (1 if works else 0) << 31


@rule
def seen_out(word: int) -> float:
    """Return the going out that a contact sees."""
    return (word & 127) * 0.01


@kernel
def look(
    start: int,
    stop: int,
    r: Residents,
    strength: Floats,
    c: Conditions,
    p: TieParameters,
    loops: Loops,
    seen: Ints,
) -> None:
    """Write what contacts see of residents start..stop-1 into `seen` (uint32)."""
    for i in range(start, stop):
        lonely = r.loneliness[i] if loops.withdrawal else typical.LONELINESS
        out = going_out(lonely, r.money_strain[i], r.safety[i], r.health[i], r.sociability[i], p)
        if loops.time_budget:
            out *= time_left(strength[i], p.time)
        spare = spare_energy(r.money_strain[i], r.strain[i])
        asks = help_asked(r.money_strain[i], r.wellbeing[i], r.damage[i], p)
        went, works = r.attended[i] == 0, r.work[i] == EMPLOYED
        out *= c.going_out[i]
        seen[i] = packed(out, went, r.knows[i], r.wellbeing[i], r.loneliness[i], spare, asks, works)
