"""Whom an event reaches: who matches, who of them takes part, and how large a dose each gets."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from model import networks
from model.aiming import Delivery, Where, Who
from model.columns import Doubles, Flags
from model.residents import OWNER, SEXES, UNEMPLOYED
from model.shapes import YEAR
from model.survey import SurveyParameters, isolated_residents
from model.world import World

BROKERS = 0.9
"""Share of residents whose ties reach fewer strangers to each other than a broker's."""
QUINTILES = 5


class Reach(NamedTuple):
    """Whom and what an event reaches, and how much of its dose each gets (1 = all of it)."""

    places: Flags
    """Neighbourhoods (places,)."""
    offered: Flags
    """Residents it is aimed at (residents,)."""
    taking_part: Flags
    """Residents who take it up (residents,)."""
    sites: Flags
    """Sites concerned (sites,)."""
    by_place: Doubles
    """Share of the dose that each neighbourhood gets (places,)."""
    by_resident: Doubles
    """Share of the dose that each resident gets (residents,)."""
    by_site: Doubles
    """Share of the dose that each site gets (sites,)."""


def places_reached(where: Where, world: World, luck: Doubles) -> Flags:
    """Return the neighbourhoods that match `where` (places,)."""
    places = world.places
    reached = luck < where.share
    if where.quintile is not None:
        reached &= np.isin(places.quintile, where.quintile)
    for limits, line in (
        (where.rows, places.row),
        (where.columns, places.col),
        (where.cohesion, 100.0 * world.climate.cohesion),
    ):
        if limits is not None:
            reached &= (line >= limits[0]) & (line <= limits[1])
    if where.flood_prone is not None:
        reached &= (places.flood_prone == 1.0) == where.flood_prone
    return np.asarray(reached)


def residents_reached(who: Who, world: World, luck: Doubles, p: SurveyParameters) -> Flags:
    """Return the residents that match `who` (residents,)."""
    r = world.residents
    reached = luck < who.share
    if who.quintile is not None:
        reached &= np.isin(world.places.quintile[r.place], who.quintile)
    if who.age is not None:
        reached &= (r.age >= who.age[0]) & (r.age < who.age[1] + 1)
    if who.sex is not None:
        reached &= r.sex == SEXES.index(who.sex)
    for limits, column in ((who.income, r.income), (who.close_ties, world.company.close)):
        if limits is not None:
            reached &= (column >= limits[0]) & (column <= limits[1])
    for name, has_it in TRAITS.items():
        wanted = getattr(who, name)
        if wanted is not None:
            reached &= has_it(world, p) == wanted
    return np.asarray(reached)


TRAITS: dict[str, Callable[[World, SurveyParameters], Flags]] = {
    "isolated": lambda w, p: isolated_residents(w.residents.contact, w.company.close, p),
    "unemployed": lambda w, p: w.residents.work == UNEMPLOYED,
    "lives_alone": lambda w, p: w.residents.adults == 1,
    "lonely": lambda w, p: w.residents.loneliness > p.lonely,
    "carer": lambda w, p: w.residents.caring > 0.0,
    "volunteer": lambda w, p: w.residents.volunteered <= YEAR,
    "newcomer": lambda w, p: w.residents.settled < YEAR,
    "renter": lambda w, p: w.residents.housing != OWNER,
    "offline": lambda w, p: w.residents.digital < 0.5,
    "without_car": lambda w, p: w.residents.transport < 0.5,
    "poor_health": lambda w, p: w.residents.health <= p.good_health,
    "struggling": lambda w, p: w.residents.money_strain > p.struggling,
    "broker": lambda w, p: brokers(w),
}
"""Who has each trait that an event can ask for (residents,)."""


def brokers(world: World) -> Flags:
    """Return who is among the tenth with the largest effective size of network (residents,).

    Effective size n - 2 t / n of n ties, t of them between the people tied to (Burt 1992, after Borgatti
    1997): how many of one's ties lead to people who don't know each other.
    """
    sizes = networks.effective_sizes(world.ties)
    return np.asarray((sizes > np.quantile(sizes, BROKERS)) & (sizes > 0))


def need_of(delivery: Delivery, world: World) -> Doubles:
    """Return how much in need each resident is, by what `delivery` counts it by (residents,)."""
    r = world.residents
    if delivery.need == "deprivation":
        return np.asarray(QUINTILES - world.places.quintile[r.place], np.float64)
    if delivery.need == "poor_health":
        return 1.0 - r.health.astype(np.float64)
    if delivery.need == "isolation":
        return -r.contact.astype(np.float64)
    return np.asarray(getattr(r, delivery.need), np.float64)


def ranks(need: Doubles, among: Flags) -> Doubles:
    """Return the rank of need of those flagged, 0 least to 1 most, ties at their middle; 1/2 for others.

    The mean rank of those flagged is 1/2.
    """
    found = np.full(len(need), 0.5)
    values = need[among]
    if len(values):
        ordered = np.sort(values)
        below, upto = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
        found[among] = 0.5 * (below + upto) / len(values)
    return found


def shares_of_dose(delivery: Delivery, need: Doubles, among: Flags) -> Doubles:
    """Return the share of the dose that each of those flagged gets: 1 + slope (rank of need - 1/2)."""
    if delivery.mode != "proportionate":
        return np.ones(len(need))
    return np.asarray(1.0 + delivery.slope * (ranks(need, among) - 0.5))


def willing(
    uptake: float, delivery: Delivery, offered: Flags, world: World, luck: Doubles, among: Flags | None = None
) -> Flags:
    """Return who of those offered would take part (residents,).

    Universal and proportionate: each with chance `uptake`. Targeted: the neediest share `uptake`, ties
    by luck. First come: with chance min(1, k x quickness), k such that the mean is `uptake`
    among those flagged in `among` (those offered if left out).
    """
    if delivery.mode == "targeted" and not delivery.is_programme:
        return offered & _neediest(uptake, need_of(delivery, world), offered, luck)
    if delivery.mode != "first_come":
        return offered & (luck < uptake)
    chances = np.zeros(len(luck))
    peers = offered if among is None else among
    chances[peers] = capped_chances(uptake, quickness(world)[peers])
    return offered & (luck < chances)


def capped_chances(mean: float, weights: Doubles) -> Doubles:
    """Return chances min(1, k x weight) whose mean is `mean`, 0 to 1; weights are above 0 (n,)."""
    if not len(weights):
        return weights
    ordered = np.sort(weights)[::-1]
    sums = np.cumsum(ordered[::-1])[::-1]
    k = (mean * len(weights) - np.arange(len(weights))) / sums
    capped = int(np.argmax(k * ordered <= 1.0)) if (k * ordered <= 1.0).any() else len(weights) - 1
    return np.asarray(np.minimum(1.0, k[capped] * weights))


def quickness(world: World) -> Doubles:
    """Return how readily residents come first: (1/2 + income rank) (1/2 + habit of taking part)."""
    r = world.residents
    return np.asarray((0.5 + r.income.astype(np.float64)) * (0.5 + r.club_habit))


def _neediest(share: float, need: Doubles, among: Flags, luck: Doubles) -> Flags:
    who = np.flatnonzero(among)
    order = who[np.lexsort((luck[who], -need[who]))]
    chosen = np.zeros(len(need), np.bool_)
    chosen[order[: round(share * len(who))]] = True
    return chosen


def by_quintile(flags: Flags, world: World) -> list[int]:
    """Return how many of the residents flagged live in each SIMD quintile, 1 to 5."""
    quintile = world.places.quintile[world.residents.place[flags]]
    return [int(n) for n in np.bincount(quintile, minlength=QUINTILES + 1)[1 : QUINTILES + 1]]
