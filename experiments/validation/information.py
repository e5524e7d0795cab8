"""Pattern 6 and PT17: what weak and strong ties carry."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.validation.patterns import Check, Pattern
from experiments.validation.residents_compared import least_squares, standardised
from experiments.validation.shocks import closed, out_of_work, work_lost
from experiments.validation.towns import EVERY, YEAR, Alteration, Path, Towns, event
from experiments.validation.verdicts import includes, rises

if TYPE_CHECKING:
    from model.community import Community

SERVICE = "hub"
FIRST_FEW = 0.03
"""Share of residents who know the service at first; all live in one corner of the town."""
SPREADS_BY_TELLING_ALONE = {
    "seeking.finding_out": 0.0, "seeking.forgetting": 0.0, "services.noticing": 0.0,
    "turnover.leaving": 0.0, "turnover.death_at_30": 0.0, "turnover.moving": 0.0,
}  # fmt: skip
SAME_TIES = {
    "ties.neighbours": 0.0, "ties.clubmates": 0.0, "ties.friends_of_friends": 0.0, "ties.workmates": 0.0,
    "ties.gain": 0.005, "ties.fading": 0.002, "ties.lapsing": 0.0,
}  # fmt: skip
"""Nobody new is met and ties keep about their strength, so that a kind of tie once cut stays cut."""
REACHED = 0.02


def _bit() -> np.uint8:
    from model.conditions import SERVICES

    return np.uint8(1 << SERVICES.index(SERVICE))


def made_new(town: Community) -> None:
    """Let only the residents of the first corner know the service."""
    r, homes = town.world.residents, town.world.homes
    bit, few = _bit(), round(FIRST_FEW * len(r.place))
    r.knows[:] &= ~bit
    r.queued[:] &= ~bit
    r.knows[homes.members[:few]] |= bit


def made_new_and_cut(town: Community, close: bool) -> None:
    """Let the first corner know the service, and end all close ties or all others, at both ends."""
    made_new(town)
    from model.ties import SLOTS

    ties, limit = town.world.ties, town.assume.ties.close
    slots = np.arange(SLOTS)[None, :] < ties.degree[:, None]
    kept = slots & ((ties.strength <= limit) if close else (ties.strength > limit))
    order = np.argsort(~kept, axis=1, kind="stable")
    for column in (ties.partner, ties.strength, ties.affinity, ties.kind):
        column[:] = np.take_along_axis(column, order, axis=1)
    ties.degree[:] = kept.sum(axis=1)


def told(towns: Towns, arm: str) -> Path:
    """Return a year after the service opened: with all ties, without close ones or without others."""
    alters: dict[str, Alteration] = {
        "all": made_new,
        "close cut": partial(made_new_and_cut, close=True),
        "others cut": partial(made_new_and_cut, close=False),
    }
    given = {**SPREADS_BY_TELLING_ALONE, **SAME_TIES}
    need = (event("service_demand", services=SERVICE, factor=5.0),)
    watch = ("knows", "place")
    return towns.path(f"told, {arm}", YEAR, need, given=given, alter=alters[arm], watch=watch)


def knowing(path: Path, week: int = YEAR) -> float:
    """Return the share of residents who know the service, %."""
    return float(100.0 * np.mean(path.page("knows", week) & _bit() > 0))


def places_reached(path: Path) -> float:
    """Return the share of neighbourhoods in which one in fifty knows the service, %, mean over the year."""
    return float(np.mean([_reached(path, week) for week in range(EVERY, YEAR + 1, EVERY)]))


def _reached(path: Path, week: int) -> float:
    place, count = path.page("place", week), len(path.town.world.places.row)
    knows = np.bincount(place, path.page("knows", week) & _bit() > 0, count)
    return float(100.0 * np.mean(knows >= REACHED * np.bincount(place, minlength=count)))


def more_know_by_weak_ties(towns: Towns) -> float:
    """Return how many more know the service without close ties than without acquaintances, %."""
    return knowing(told(towns, "close cut")) - knowing(told(towns, "others cut"))


def further_by_weak_ties(towns: Towns) -> float:
    """Return how many more neighbourhoods it reached without close ties than without acquaintances, %."""
    return places_reached(told(towns, "close cut")) - places_reached(told(towns, "others cut"))


def spread_by_telling(towns: Towns) -> float:
    """Return how many came to know the service in a year with all ties, %."""
    path = told(towns, "all")
    return knowing(path) - knowing(path, 0)


def _job_found_by(towns: Towns, which: int) -> float:
    """Return the rise of the share back at work after half a year by one standard deviation of ties, %."""
    path, r, met = closed(towns), towns.trunk.world.residents, towns.trunk.world.company
    lost = work_lost(towns, path)
    found = ~out_of_work(path, 24)
    age = np.asarray(r.age, np.float64)
    columns: list[NDArray[Any]] = [met.acquaintances, met.close, r.income, age, age**2]
    share = np.where(found, 100.0, 0.0)
    effects = least_squares(share, [standardised(c) for c in columns], lost & path.stayed(24))
    return float(effects[which])


INFORMATION = Pattern(
    "6", "Information about services reaches further by weak ties than by strong ones",
    "theory M4; Granovetter, PT17",
    (
        Check("It spreads at all", "residents told within a year, all ties", rises(), spread_by_telling, "%"),
        Check("Who is told", "know it: close ties cut, less acquaintances cut", rises(),
              more_know_by_weak_ties, "%"),
        Check("How far", "places reached in the year: close ties cut, less acquaintances cut", rises(),
              further_by_weak_ties, "%"),
    ),
)  # fmt: skip
JOBS = Pattern(
    "PT17", "Weak ties raise job finding; close ties add nothing",
    "theory PT17, https://www.eurekalert.org/news-releases/964356",
    (
        Check("By acquaintances", "back at work in 24 weeks, by one standard deviation of acquaintances",
              rises(), partial(_job_found_by, which=0), "%"),
        Check("By close ties", "the same by close ties", includes(0.0), partial(_job_found_by, which=1), "%"),
    ),
)  # fmt: skip
PATTERNS = (INFORMATION,)
BEYOND = (JOBS,)
