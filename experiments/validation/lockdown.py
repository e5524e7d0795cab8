"""Pattern 9 and PT12: distress, ties and clubs in a lockdown and after it."""

from __future__ import annotations

from functools import partial

import numpy as np

from experiments.validation.patterns import FITTED, SET, Check, Pattern
from experiments.validation.residents_compared import ties_ended
from experiments.validation.shocks import excess
from experiments.validation.towns import EVERY, YEAR, Path, Towns, library
from experiments.validation.verdicts import band, level, rises

TIES = ("ties.partner", "ties.degree")
LASTING = ("contact", "activities", "stress")
"""Kinds of event that last all year where contact stays reduced; services and shielding do not."""
LIFTED = 13
"""Weeks of the library's lockdown."""


def lockdown(towns: Towns) -> Path:
    """Return the library's lockdown, over a year."""
    return towns.path("lockdown", YEAR, library("lockdown"), watch=TIES)


def long_lockdown(towns: Towns) -> Path:
    """Return the library's lockdown, but contact, groups and the stress stay as they are all year."""
    events = [
        one.model_copy(update={"weeks": None, "fade": 0}) if one.kind in LASTING else one
        for one in library("lockdown")
    ]
    return towns.path("lockdown for a year", YEAR, events)


def jump(towns: Towns) -> float:
    """Return the excess distress in weeks 4 to 8 of the lockdown, percentage points."""
    return float(excess(towns, lockdown(towns))[4:9].mean())


def half_life(curve: np.ndarray) -> float:
    """Return weeks from the peak of a curve until it is first at half of it; the whole curve when never."""
    top = int(np.argmax(curve))
    below = np.flatnonzero(curve[top:] <= 0.5 * curve[top])
    return float(below[0]) if below.size else float(len(curve))


def halved_while_apart(towns: Towns) -> float:
    """Return how far the excess distress has fallen from its peak by week 52 of reduced contact, %."""
    curve = excess(towns, long_lockdown(towns))
    return float(100.0 * (1.0 - curve[-EVERY:].mean() / curve.max()))


def half_life_while_apart(towns: Towns) -> float:
    """Return the half-life of excess distress from its peak while contact is still reduced, weeks."""
    return half_life(excess(towns, long_lockdown(towns)))


def half_life_in_the_library(towns: Towns) -> float:
    """Return the half-life of excess distress from its peak in the library's lockdown, weeks."""
    return half_life(excess(towns, lockdown(towns)))


def recovered(towns: Towns) -> float:
    """Return how much of the excess distress of weeks 4 to 8 is gone 26 weeks after lifting, %."""
    curve = excess(towns, lockdown(towns))
    at = LIFTED + 26
    return float(100.0 * (1.0 - curve[at - 2 : at + 3].mean() / curve[4:9].mean()))


def ties_lost(towns: Towns) -> float:
    """Return what lockdown adds to acquaintances that end within a year, less the same of close ties."""
    path, usual = lockdown(towns), towns.ordinary()
    added = [ties_ended(path, towns, close) - ties_ended(usual, towns, close) for close in (False, True)]
    return added[0] - added[1]


def lost_share(towns: Towns, name: str, week: int) -> float:
    """Return what is missing of an indicator in a week of the lockdown, % of usual."""
    usual = towns.ordinary().series(name, "all")[week - 4 : week + 1].mean()
    return float(-100.0 * excess(towns, lockdown(towns), name)[week - 4 : week + 1].mean() / usual)


def lost_for_longer(towns: Towns, name: str) -> float:
    """Return what is missing of an indicator less what is missing of close ties, a year on, points."""
    return lost_share(towns, name, YEAR) - lost_share(towns, "close_ties", YEAR)


LOCKDOWN = Pattern(
    "9", "Lockdown: distress jumps, then recovers over months while contact is still reduced",
    "Pierce et al (2020), https://pmc.ncbi.nlm.nih.gov/articles/PMC7373389; theory PT12",
    (
        Check("Jump", "excess distress in weeks 4 to 8", band(6.0, 12.0, 8.4), jump, "points", SET),
        Check("Half-life while apart", "weeks from the peak to half the excess, contact reduced all year",
              band(4.0, 26.0), half_life_while_apart, "weeks", SET),
        Check("Fallen while apart", "fall of the excess from its peak by week 52 of reduced contact",
              band(50.0, 100.0), halved_while_apart, "%", SET),
        Check("Half-life, library", "the same in the library's lockdown of 13 weeks", band(4.0, 26.0),
              half_life_in_the_library, "weeks", SET),
        Check("Acquaintances for longer", "ties ended a year on, more than usual: acquaintances less close",
              rises(), ties_lost, "points"),
        Check("Clubs for longer", "missing a year on: activities attended less close ties", rises(),
              partial(lost_for_longer, name="attending"), "% of usual"),
    ),
)  # fmt: skip
PATTERNS = (LOCKDOWN,)
BEYOND = (
    Pattern("PT12", "Lockdown: 18.9 to 27.3 % distressed within a month, mostly back by autumn",
            "theory PT12, PMC7373389", (
        Check("Usual distress", "distressed before, all Scotland", level(18.9, 3.0),
              lambda towns: towns.ordinary().mean("distress"), "%", FITTED),
        Check("Jump", "excess distress in weeks 4 to 8", band(6.0, 12.0, 8.4), jump, "points", SET),
        Check("Recovered", "excess gone 26 weeks after lifting", band(80.0, 130.0), recovered, "%"),
    )),
)  # fmt: skip
