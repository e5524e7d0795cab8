"""The reduced model Kith's way: columns, rules for one resident, kernels that a crew shares, keyed chance.

A tie stands in both its ends' slots; both make the same of the same draw. What others did is read from the
step before, so rows may come in any order.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.benchmark.reduced import Numbers, Start, partners
from model.chance import Chance, pair_uniform, uniform
from model.columns import Bytes, Floats, Ints
from model.crew import Crew
from model.kernels import kernel, numbers, rule, whole


class Town(NamedTuple):
    """The columns: (residents,), and (residents, ties) for partner and strength."""

    partner: Ints
    strength: Floats
    attended: Bytes
    before: Bytes
    """Who attended in the week before."""
    support: Floats
    health: Floats
    habit: Floats


@rule
def attendance_chance(habit: float, health: float, share: float, p: Numbers) -> float:
    """Return the chance to attend, given the share of ties who did last week."""
    return p.usual + p.by_habit * habit + p.by_health * health + p.by_ties * share


@rule
def contact_chance(attending: int, p: Numbers) -> float:
    """Return the chance that two tied residents meet, of whom so many attend."""
    return p.apart + p.together * attending / 2.0


@rule
def next_strength(strength: float, met: bool, p: Numbers) -> float:
    """Return a tie's strength after a week with or without contact."""
    gained, lost = p.gain * (1.0 - strength), p.fading * strength
    return strength + met * gained - (not met) * lost


@rule
def support_from(given: float, p: Numbers) -> float:
    """Return the support that so much strength met comes to."""
    return 1.0 - math.exp(-p.helping * given)


@rule
def health_from(support: float, attended: int, p: Numbers) -> float:
    """Return the health that support and attendance lead to."""
    return p.frail + p.by_support * support + p.by_attendance * attended


@kernel
def attend(start: int, stop: int, town: Town, p: Numbers, key: np.uint64) -> None:
    """Let residents start..stop-1 decide whether to attend, from what their ties did last week."""
    slots = town.partner.shape[1]
    for i in range(start, stop):
        went = 0
        for slot in range(slots):
            went += whole(town.before[town.partner[i, slot]])
        chance = attendance_chance(town.habit[i], town.health[i], went / slots, p)
        town.attended[i] = uniform(key, i) < chance


@kernel
def live(start: int, stop: int, town: Town, p: Numbers, key: np.uint64) -> None:
    """Let residents start..stop-1 meet their ties, and write what comes of it for ties and outcomes."""
    for i in range(start, stop):
        given, attended = 0.0, whole(town.attended[i])
        for slot in range(town.partner.shape[1]):
            other = whole(town.partner[i, slot])
            met = pair_uniform(key, i, other) < contact_chance(attended + whole(town.attended[other]), p)
            strength = next_strength(town.strength[i, slot], met, p)
            town.strength[i, slot] = strength
            given += met * strength
        support = town.support[i] + p.memory * (support_from(given, p) - town.support[i])
        town.support[i] = support
        town.health[i] += p.recovery * (health_from(support, attended, p) - town.health[i])
        town.habit[i] += p.learning * (attended - town.habit[i])


class Columns:
    """The reduced model in columns, with one thread or several."""

    def __init__(self, start: Start, seed: int, p: Numbers = Numbers(), threads: int = 2) -> None:  # noqa: B008
        facing, ties = partners(start)
        went = start.attended.astype(np.uint8)
        outcomes = (x.astype(np.float32) for x in (start.support, start.health, start.habit))
        strength = start.strength[ties].astype(np.float32)
        self.town = Town(facing.astype(np.uint32), strength, went, went.copy(), *outcomes)
        self.chance, self.crew, self.week = Chance(seed), Crew(threads), 0
        self.numbers = numbers(p)

    def run(self, weeks: int) -> None:
        """Live so many weeks."""
        rows = len(self.town.health)
        for _ in range(weeks):
            np.copyto(self.town.before, self.town.attended)
            self.crew.over(rows, attend, self.town, self.numbers, self.chance.key("attendance", self.week))
            self.crew.over(rows, live, self.town, self.numbers, self.chance.key("contact", self.week))
            self.week += 1

    def means(self) -> dict[str, float]:
        """Return the mean of each outcome now."""
        t = self.town
        named: dict[str, NDArray[Any]] = {
            "attendance": t.attended,
            "strength": t.strength,
            "support": t.support,
        }
        named |= {"health": t.health, "habit": t.habit}
        return {name: float(column.mean(dtype=np.float64)) for name, column in named.items()}

    def close(self) -> None:
        """End the threads."""
        self.crew.close()
