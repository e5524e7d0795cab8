"""Outcomes that tests of directions look at: an indicator, a column's mean or spread, or a number made here.

- `wemwbs`: an indicator, its mean over the weeks of the run;
- `residents.trust`: a column, its mean at the end;
- `spread residents.trust`: its standard deviation;
- `residents.trust by residents.age`: its mean among the upper half by another column, less that of the rest;
- any other text: a key of `MADE_HERE`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from model import Community
from model.conditions import SERVICES
from model.indicators import INDICATORS
from model.residents import OWNER, UNEMPLOYED
from model.ties import NEAR, SLOTS, ties_in_common
from tests.behaviour.circumstances import flags
from tests.behaviour.worlds import means

Outcome = Callable[[Community, Community], float]
"""What is read from a town after a run; the second is the town before it."""


def outcome(name: str, town: Community, before: Community) -> float:
    """Return an outcome of a town by its name."""
    if name in INDICATORS:
        return means(town, name)
    if name in MADE_HERE:
        return float(MADE_HERE[name](town, before))
    if name.startswith("spread "):
        return float(_column(name.removeprefix("spread "), town).std())
    what, _, by = name.partition(" by ")
    values = _column(what, town)
    if not by:
        return float(values.mean())
    ranked = _column(by, town)
    upper = ranked > np.median(ranked) if len(np.unique(ranked)) > 2 else ranked == ranked.max()
    return float(values[upper].mean() - values[~upper].mean())


def _column(name: str, town: Community) -> np.ndarray:
    table, _, column = name.partition(".")
    return np.asarray(getattr(getattr(town.world, table), column), np.float64)


def _filled(town: Community, name: str) -> np.ndarray:
    """Return a column of all ties, each at both its ends."""
    ties = town.world.ties
    return np.asarray(getattr(ties, name)[np.arange(SLOTS)[None, :] < ties.degree[:, None]])


def _friends_in_common(town: Community, _: Community) -> float:
    """Return the mean number of ties in common of tied people, of the first 300 residents."""
    ties = town.world.ties
    pairs = [(i, int(j)) for i in range(300) for j in ties.partner[i, : ties.degree[i]]]
    return float(np.mean([ties_in_common(i, j, ties) for i, j in pairs]))


def _away(town: Community, _: Community) -> float:
    outings, place = town.world.outings, town.world.residents.place
    return float((outings.venue != place).mean())


def _steps_moved(town: Community, before: Community) -> float:
    """Return how many neighbourhoods further those live who moved."""
    places, now, then = town.world.places, town.world.residents.place, before.world.residents.place
    down, across = (
        np.abs(line.astype(int)[now] - line.astype(int)[then]) for line in (places.row, places.col)
    )
    return float((down + across)[now != then].mean())


def _second_adults(town: Community) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of second adults, and of the first ones of their households."""
    second = np.flatnonzero(np.r_[False, np.diff(town.world.residents.household.astype(int)) == 0])
    first = np.searchsorted(town.world.residents.household, town.world.residents.household[second])
    return second[second == first + 1], first[second == first + 1]


def _age_gap(town: Community, _: Community) -> float:
    second, first = _second_adults(town)
    age = town.world.residents.age
    return float(np.abs(age[second] - age[first]).mean())


def _elders(town: Community, _: Community) -> float:
    second, first = _second_adults(town)
    age = town.world.residents.age
    return float((age[second] > age[first] + 15).mean())


def _mixed(town: Community, _: Community) -> float:
    second, first = _second_adults(town)
    sex = town.world.residents.sex
    return float((sex[second] != sex[first]).mean())


def _owners_income(town: Community, _: Community) -> float:
    r = town.world.residents
    return float(r.income[r.housing == OWNER].mean() - r.income[r.housing != OWNER].mean())


def _logged(what: str) -> Outcome:
    """Return the share of sites under threat whose campaign ended so."""

    def share(town: Community, _: Community) -> float:
        fates = [entry["what"] for entry in town.event_log if "strength" in entry]
        return float(np.mean([fate == what for fate in fates]))

    return share


def _strength(town: Community, _: Community) -> float:
    return float(np.mean([entry["strength"] for entry in town.event_log if "strength" in entry]))


def _not_taken(town: Community, _: Community) -> float:
    """Return the open needs for each resident that stand in no queue."""
    r = town.world.residents
    return float(np.bitwise_count(r.needs & ~r.queued).mean())


def _advice_not_taken(town: Community, _: Community) -> float:
    """Return the share of residents who need money advice and queue nowhere for it."""
    r = town.world.residents
    return float(flags(r.needs & ~r.queued, SERVICES.index("money_advice")).mean())


def _need(service: int) -> Outcome:
    return lambda town, _: float(flags(town.world.residents.needs, service).mean())


MADE_HERE: dict[str, Outcome] = {
    "tie strength": lambda town, _: float(_filled(town, "strength").mean()),
    "tie affinity": lambda town, _: float(_filled(town, "affinity").mean()),
    "ties near": lambda town, _: float((_filled(town, "kind") & NEAR > 0).mean()),
    "friends in common": _friends_in_common,
    "would go elsewhere": _away,
    "steps moved": _steps_moved,
    "age gap at home": _age_gap,
    "second adults who are elders": _elders,
    "homes of a woman and a man": _mixed,
    "owners' income over others'": _owners_income,
    "jobless": lambda town, _: float((town.world.residents.work == UNEMPLOYED).mean()),
    "campaigns won": _logged("averted"),
    "closures put off": _logged("delayed"),
    "campaign strength": _strength,
    "needs taken nowhere": _not_taken,
    "money advice sought nowhere": _advice_not_taken,
    **{f"in need of {service}": _need(bit) for bit, service in enumerate(SERVICES)},
}
