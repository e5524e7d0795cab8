"""The loop gain of loneliness: how much lonelier everybody becomes when everybody else is a little lonelier.

    G = d mean(L*) / d L,   L* = loneliness at rest

Contagion and withdrawal together must stay below 1, or loneliness would never come back after a shock.
Two ways that share no code: the closed form from the rules, and a nudge held in a copy of the town.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.library import names
from experiments.validation.patterns import Check, Pattern
from experiments.validation.towns import Towns, branched, library
from experiments.validation.verdicts import band

if TYPE_CHECKING:
    from model.community import Community

BELOW_ONE = 0.999
NUDGE = 1.0 / 15.0
"""What contacts see of loneliness comes in fifteenths, so that a nudge of one is seen by all."""
HELD = 16
"""Weeks for which the nudge is held, until contact has followed (its memory is five weeks)."""
AROUND = (8, 20)
"""Weeks after the first event in which the worst is looked for."""
Doubles = NDArray[np.float64]


def by_the_rules(town: Community) -> float:
    """Return the gain in closed form: mean of L (1 - L) (contagion + withdrawal term).

    Withdrawal: both sides of a contact stay at home more, d ln(contact) / dL = -2 w / (1 - w L), so the
    term is by_contact x c / (1 + contact) x 2 w / (1 - w L), with c the contact outside the home.
    """
    r, p, w = town.world.residents, town.assume.health, town.assume.ties.withdrawal
    lonely, contact = (np.asarray(x, np.float64) for x in (r.loneliness, r.contact))
    outside = np.maximum(0.0, contact - met_at_home(town))
    away = 2.0 * w / (1.0 - w * lonely) if town.loops.withdrawal else 0.0
    steep = p.lonely_contagion + p.lonely_contact * outside / (1.0 + contact) * away
    return float(np.mean(lonely * (1.0 - lonely) * steep))


def met_at_home(town: Community) -> Doubles:
    """Return the strength of ties within the home, all of them met every week (residents,)."""
    from model.ties import HOME, SLOTS

    ties = town.world.ties
    home = (np.arange(SLOTS)[None, :] < ties.degree[:, None]) & (ties.kind & HOME > 0)
    return np.asarray((ties.strength * home).sum(axis=1), np.float64)


def by_a_nudge(town: Community) -> float:
    """Return the gain by holding everybody's loneliness up by a fifteenth for some weeks, against a twin.

    Both twins share all luck. Each week the nudged one's loneliness is set to the other's plus the nudge;
    loneliness at rest is read back from a week's step: L* = L + (L after - L) / rate. The mean of the last
    quarter of the weeks counts.
    """
    plain, nudged = branched_as_is(town), branched_as_is(town)
    rate, gains = town.assume.health.lonely_rate, []
    for _ in range(HELD):
        before = plain.world.residents.loneliness.copy()
        raised = np.minimum(1.0, before + np.float32(NUDGE))
        nudged.world.residents.loneliness[:] = raised
        plain.live()
        nudged.live()
        rests = [
            start + (twin.world.residents.loneliness - start) / rate
            for twin, start in ((plain, before), (nudged, raised))
        ]
        gains.append(np.mean(rests[1] - rests[0]) / np.mean(raised - before))
    return float(np.mean(gains[-HELD // 4 :]))


def branched_as_is(town: Community) -> Community:
    """Return a copy that goes on under the same events, parameters and loops."""
    other = town.branch(town.scenario)
    other.suppose(town.assume, town.loops)
    return other


def worst_gain(towns: Towns, scenario: str) -> float:
    """Return the largest gain around the shock of a scenario."""
    weeks = AROUND[-1] + 2 * HELD
    return towns.once(f"gain, {scenario}", weeks, partial(_worst_gain, towns.trunk, scenario))


def _worst_gain(trunk: Community, scenario: str) -> float:
    """Return the larger of closed form and nudge, nudged in the week where the closed form is largest."""
    town = branched(trunk, library(scenario))
    at, worst, most = 0, town, 0.0
    for week in AROUND:
        town.run(week - at)
        at, now = week, by_the_rules(town)
        if now > most:
            worst, most = branched_as_is(town), now
    return max(most, by_a_nudge(worst))


def checks() -> tuple[Check, ...]:
    """Return a check for each scenario of the library."""
    return tuple(
        Check(name, f"loop gain of loneliness, {name}", band(0.0, BELOW_ONE),
              partial(worst_gain, scenario=name), "gain")
        for name in names()
    )  # fmt: skip


GAIN = Pattern(
    "loop gain", "Loneliness that feeds on itself stays below the point of no return in every scenario",
    "theory 3.10 and Appendix A", checks(),
)  # fmt: skip
BEYOND = (GAIN,)
