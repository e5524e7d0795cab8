"""Who lives together: households, ages, sexes, income and tenure, so that the marginals come out.

Every draw is keyed by a row; a household's draws are keyed by its first row. Where a marginal is
exact, a latent number is ranked and the ranks are cut to the asked shares.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv

from model.chance import Chance, uniform
from model.columns import Bytes, Doubles, Flags, Ints, Wholes
from model.founding import PopulationParameters, apportion, normals
from model.kernels import rule
from model.place import Places
from model.residents import FEMALE, MALE, OWNER, PRIVATE_RENTER, SOCIAL_RENTER, Residents
from model.town import AGES, HOUSEHOLDS, QUINTILES, TENURES, Town

YOUNGEST, OLDEST = 16.0, 100.0
AT_HOME = 14.0
"""Years after the age of 16 in which grown children may live with their parents."""
INCOME_STEPS = 2048
"""Points at which the distribution of income is tabulated."""


class Households(NamedTuple):
    """All households, in order of their first rows. Shapes: (households,) and one (residents,)."""

    head: Wholes
    """Row of the first adult."""
    adults: Wholes
    """Adults in the household."""
    quintile: Bytes
    """SIMD quintile of the neighbourhood."""
    couple: Flags
    """Whether the first two adults are a couple."""
    order: Wholes
    """For each resident: 0 for the first adult of the household, 1 for the second, ..."""


def house(
    town: Town, places: Places, residents: Residents, chance: Chance, p: PopulationParameters
) -> Households:
    """Write place, household and adults of all residents; return the households."""
    count = len(residents.age)
    residents.place[:] = np.repeat(np.arange(len(places.first)), places.residents)
    cumulative = np.cumsum([town.households[size] for size in HOUSEHOLDS])
    fill_households(places.first, places.residents, cumulative, chance.key("household"), residents.household)
    head = np.flatnonzero(np.diff(residents.household, prepend=np.uint32(2**32 - 1)))
    adults = np.diff(head, append=count)
    residents.adults[:] = np.repeat(adults, adults)
    order = np.arange(count) - np.repeat(head, adults)
    couple = (adults > 1) & (chance.uniforms("household", count, salt="couple")[head] < p.couples)
    return Households(head, adults, places.quintile[residents.place[head]], couple, order)


@rule
def fill_households(
    first: Ints, residents: Ints, cumulative: Doubles, key: np.uint64, household: Ints
) -> None:
    """Write the household of each resident: contiguous rows, none across two neighbourhoods.

    The size is drawn from `cumulative` (shares of 1, 2, ... adults); the last one of a
    neighbourhood is cut so that the neighbourhood is filled exactly.
    """
    number = 0
    for place in range(len(first)):
        row = first[place]
        end = row + residents[place]
        while row < end:
            luck, size = uniform(key, row), 1
            while size < len(cumulative) and luck >= cumulative[size - 1]:
                size += 1
            stop = min(end, row + size)
            household[row:stop] = number
            row, number = stop, number + 1


def set_ages(
    residents: Residents, homes: Households, town: Town, chance: Chance, p: PopulationParameters
) -> None:
    """Write ages: the town's shares by age band hold exactly, families have ages of families."""
    latent = family_ages(homes, town, chance, p)
    residents.age[np.argsort(latent, kind="stable")] = ages_in_order(town, len(latent))


def family_ages(homes: Households, town: Town, chance: Chance, p: PopulationParameters) -> Doubles:
    """Return a latent age for each resident (residents,): partners alike, generations apart."""
    count = len(homes.order)
    stage = chance.uniforms("age", count)[homes.head]
    alone = np.quantile(ages_in_order(town, 1000), stage)
    family = p.generation + YOUNGEST + AT_HOME * stage
    first = np.where(homes.adults > 1 + homes.couple, family, alone)
    elder = chance.uniforms("age", count, salt="elder") < p.elders
    apart = np.where(elder, p.generation, -p.generation)
    apart[homes.order == 0] = 0.0
    apart[partners(homes)] = 0.0
    spread = p.partner_years * normals(chance, "age", count, "spread")
    spread[homes.order == 0] = 0.0
    return np.repeat(first, homes.adults) + apart + spread


def partners(homes: Households) -> Wholes:
    """Return the rows of those who are the second of a couple."""
    return homes.head[homes.couple] + 1


def ages_in_order(town: Town, count: int) -> Doubles:
    """Return `count` ages, lowest first: exact numbers by band, even inside a band, falling in the last."""
    counts = apportion([town.ages[band] for band in AGES], count)
    lows = [float(band.split("-")[0]) for band in AGES]
    highs = [*lows[1:], OLDEST]
    within = [(np.arange(n) + 0.5) / max(n, 1) for n in counts]
    within[-1] = 1.0 - np.sqrt(1.0 - within[-1])
    return np.concatenate([a + (b - a) * share for a, b, share in zip(lows, highs, within, strict=True)])


def set_sexes(residents: Residents, homes: Households, chance: Chance, p: PopulationParameters) -> None:
    """Write the sexes; couples are mostly of a woman and a man."""
    count = len(homes.order)
    female = chance.uniforms("sex", count) < p.female
    second = partners(homes)
    mixed = chance.uniforms("sex", count, salt="couple")[second] < p.mixed_couples
    female[second] = np.where(mixed, ~female[second - 1], female[second - 1])
    residents.sex[:] = np.where(female, FEMALE, MALE)


def set_income_and_tenure(
    residents: Residents, homes: Households, town: Town, chance: Chance, p: PopulationParameters
) -> None:
    """Write income rank and tenure, both the same for a whole household."""
    draws = _household_draws(homes, chance)
    income, tenure = np.zeros(len(homes.head)), np.zeros(len(homes.head), np.uint8)
    age = residents.age[homes.head]
    for name in QUINTILES:
        mine = np.flatnonzero(homes.quintile == int(name))
        rank = weighted_rank(draws[0, mine], homes.adults[mine])
        income[mine] = income_at(rank, town.income[name], town.income_spread)
        shares = [town.tenure[name][kind] for kind in TENURES]
        tenure[mine] = tenures(rank, age[mine], draws[1:, mine], shares, p.tenure_coupling)
    residents.income[:] = np.repeat(income, homes.adults)
    residents.housing[:] = np.repeat(tenure, homes.adults)


def _household_draws(homes: Households, chance: Chance) -> Doubles:
    """Return three uniforms a household (3, households): income, owning, renting."""
    count = len(homes.order)
    asked = (("income", ""), ("tenure", ""), ("tenure", "renting"))
    return np.stack([chance.uniforms(purpose, count, salt=salt)[homes.head] for purpose, salt in asked])


def weighted_rank(values: Doubles, weights: Wholes) -> Doubles:
    """Return the fractional rank of each value among people, 0 to 1: mid-points of cumulated weight."""
    ascending = np.argsort(values, kind="stable")
    total = np.cumsum(weights[ascending], dtype=np.float64)
    ranks = np.empty(len(values))
    ranks[ascending] = (total - weights[ascending] / 2.0) / (total[-1] if len(total) else 1.0)
    return ranks


def income_at(rank: Doubles, mean: float, spread: float) -> Doubles:
    """Return national income rank at a rank inside the quintile: Beta with the asked mean and sd.

    Equation: Beta(m k, (1 - m) k) with k = m (1 - m) / sd^2 - 1. A spread that no distribution
    on 0 to 1 with that mean can have is lowered, so that k is at least 1/2; the mean holds.
    """
    if not 0.0 < mean < 1.0:
        return np.full(len(rank), mean)
    k = max(0.5, mean * (1.0 - mean) / spread**2 - 1.0)
    steps = (np.arange(INCOME_STEPS) + 0.5) / INCOME_STEPS
    return np.asarray(np.interp(rank, steps, betaincinv(mean * k, (1.0 - mean) * k, steps)))


def tenures(rank: Doubles, age: np.ndarray, draws: Doubles, shares: list[float], coupling: float) -> Bytes:
    """Return the tenure of one quintile's households, in exact shares (owner, social, private).

    The households that own are the richest, of the others the youngest rent privately; `coupling`
    mixes that with chance (0 = chance alone). `draws` is (2, households).
    """
    owners, _, private = apportion(shares, len(rank))
    found = np.full(len(rank), SOCIAL_RENTER, np.uint8)
    wealth = coupling * rank + (1.0 - coupling) * draws[0]
    ascending = np.argsort(-wealth, kind="stable")
    found[ascending[:owners]] = OWNER
    others = ascending[owners:]
    youth = coupling * (OLDEST - age[others]) / (OLDEST - YOUNGEST) + (1.0 - coupling) * draws[1, others]
    found[others[np.argsort(-youth, kind="stable")[:private]]] = PRIVATE_RENTER
    return found
