"""Pattern 18: limits at which the answer is known, and a town of twice the size."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from experiments.validation.patterns import Check, Pattern
from experiments.validation.towns import LONG, YEAR, Towns, event
from experiments.validation.verdicts import band

if TYPE_CHECKING:
    from model.community import Community

NO_TURNOVER = {"turnover.death_at_30": 0.0, "turnover.leaving": 0.0, "turnover.moving": 0.0}
NOBODY_MET = dict.fromkeys(
    (f"ties.{way}" for way in ("neighbours", "clubmates", "friends_of_friends", "workmates")), 0.0
)
ALONE_WEEKS, APART_WEEKS, UNSERVED_WEEKS = 10, 12, 26
EXACT, ROUNDING = 1e-9, 1e-3


def without_ties(town: Community) -> None:
    """End every tie."""
    town.world.ties.degree[:] = 0


def contact_without_ties(towns: Towns) -> float:
    """Return the largest distance of contact from contact (1 - memory)^weeks when nobody has a tie."""
    given = {**NOBODY_MET, **NO_TURNOVER}
    town = towns.path("no ties", ALONE_WEEKS, given=given, alter=without_ties).town
    left = towns.trunk.world.residents.contact * (1.0 - town.assume.ties.memory) ** ALONE_WEEKS
    return float(np.abs(town.world.residents.contact - left).max())


def strength_without_contact(towns: Towns) -> float:
    """Return the largest distance of a friendship's strength from s (1 - fading)^weeks without contact."""
    from model.ties import HOME, KIN, SLOTS

    given = {**NOBODY_MET, **NO_TURNOVER, "ties.lapsing": 0.0, "ties.floor": 0.005}
    cut = (event("contact", close=0.0, acquaintance=0.0),)
    town = towns.path("no contact", APART_WEEKS, cut, given=given).town
    ties, p = town.world.ties, town.assume.ties
    filled = np.arange(SLOTS)[None, :] < ties.degree[:, None]
    friends = filled & (ties.kind & (HOME | KIN) == 0)
    owner = np.broadcast_to(np.arange(len(ties.degree))[:, None], friends.shape)[friends]
    now = dict(zip(zip(owner.tolist(), ties.partner[friends].tolist()), ties.strength[friends].tolist()))
    before = _strengths(towns)
    kept = (1.0 - p.fading) ** APART_WEEKS
    return max((abs(s - before[pair] * kept) for pair, s in now.items()), default=float("nan"))


def _strengths(towns: Towns) -> dict[tuple[int, int], float]:
    """Return the strength of each tie at week 0 by its two residents."""
    ties = towns.trunk.world.ties
    return {
        (one, int(ties.partner[one, slot])): float(ties.strength[one, slot])
        for one in range(len(ties.degree))
        for slot in range(int(ties.degree[one]))
    }


def served_without_services(towns: Towns) -> float:
    """Return visits a year when every service is closed."""
    path = towns.path("no services", UNSERVED_WEEKS, (event("service_closure", services="all"),))
    return float(np.nansum(path.series("served")[1:]))


def placebo(towns: Towns) -> float:
    """Return the largest difference of any indicator when a programme does nothing."""
    path = towns.path("placebo", UNSERVED_WEEKS, (event("placebo"),))
    usual = towns.ordinary().values
    gaps = [np.nanmax(np.abs(v - usual[n][: len(v)]), initial=0.0) for n, v in path.values.items()]
    return float(max(gaps))


def drift(towns: Towns, name: str) -> float:
    """Return an indicator in the fifth year without events less that in the first."""
    usual = towns.ordinary()
    return usual.mean(name, "national", LONG - YEAR, LONG) - usual.mean(name, "national", 1, YEAR)


def doubled(towns: Towns, name: str) -> float:
    """Return an indicator of this town less that of one of half its size at equal density, a year's mean."""
    return towns.ordinary().mean(name, "national", 1, YEAR) - towns.half().mean(name, "national", 1, YEAR)


LIMITS = Pattern(
    "18", "At the limits the answer is known; a town of twice the size at equal density has the same means",
    "model: analytic limits",
    (
        Check("No ties", "contact against contact (1 - memory)^10", band(-ROUNDING, ROUNDING, 0.0),
              contact_without_ties, "strength"),
        Check("No contact", "friendships against s (1 - fading)^12", band(-ROUNDING, ROUNDING, 0.0),
              strength_without_contact, "strength"),
        Check("No services", "visits when all are closed", band(-EXACT, EXACT, 0.0), served_without_services,
              "visits"),
        Check("Placebo", "largest difference when nothing is done", band(-EXACT, EXACT, 0.0), placebo, "any"),
        *(Check(f"No shocks: {words}", f"{words}, fifth year less first", band(-most, most, 0.0),
                partial(drift, name=name), unit)
          for name, words, most, unit in (("wemwbs", "WEMWBS", 0.3, "points"),
                                          ("cohesion", "cohesion", 1.0, "points"))),
        *(Check(f"Doubled: {words}", f"{words}, this town less one of half its size", band(-most, most, 0.0),
                partial(doubled, name=name), unit)
          for name, words, most, unit in (("wemwbs", "WEMWBS", 0.5, "points"),
                                          ("cohesion", "cohesion", 1.5, "points"),
                                          ("lonely", "lonely", 3.0, "%"))),
    ),
)  # fmt: skip
PATTERNS = (LIMITS,)
