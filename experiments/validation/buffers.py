"""Patterns 7 and 8, PT9, PT14 and PT18: what ties and cohesion take off a shock, and what they cost."""

from __future__ import annotations

from functools import partial

import numpy as np

from experiments.validation.patterns import SET, Check, Pattern
from experiments.validation.residents_compared import (
    WEMWBS_SPAN,
    Doubles,
    change,
    correlation,
    gain,
    least_squares,
    quintile_dummies,
    quintiles,
    same_people,
    standardised,
    thirds,
)
from experiments.validation.towns import EVERY, YEAR, Path, Towns, event
from experiments.validation.verdicts import INFINITE, band, falls, rises

STRESS_WEEKS, DAMAGE_WEEKS, DEAR_WEEKS = 16, 104, 28


def stressed(towns: Towns) -> Path:
    """Return sixteen weeks in which everybody has the same stress from outside."""
    return towns.path("stress", STRESS_WEEKS, (event("stress", level=0.25),))


def loss_by_ties(towns: Towns) -> Doubles:
    """Return the loss of WEMWBS for each more close tie and acquaintance, deprivation held equal."""
    met, r = towns.trunk.world.company, towns.trunk.world.residents
    loss = -gain(stressed(towns), towns.ordinary(), STRESS_WEEKS)
    return least_squares(loss, [met.close, met.acquaintances, r.income, *quintile_dummies(towns)])


def close_less_other(towns: Towns) -> float:
    """Return the same for a close tie less that for an acquaintance."""
    close, other = loss_by_ties(towns)[:2]
    return float(close - other)


def loss_by_support(towns: Towns) -> float:
    """Return the loss of the best supported third less that of the least, WEMWBS points."""
    loss = -gain(stressed(towns), towns.ordinary(), STRESS_WEEKS)
    everybody = np.ones(len(loss), np.bool_)
    low, high = thirds(np.asarray(towns.trunk.world.residents.support, np.float64), everybody)
    return float(np.nanmean(loss[high]) - np.nanmean(loss[low]))


# neighbourhoods -------------------------------------------------------------------------------------------


def damaged(towns: Towns) -> Path:
    """Return two years after every other home in all neighbourhoods was damaged, with months of upheaval."""
    hit = {"share": 0.5}
    events = (
        event("damage", home=0.6, who=hit), event("stress", level=0.15, weeks=8, fade=18),
    )  # fmt: skip
    return towns.path("damage everywhere", DAMAGE_WEEKS, events, watch=("damage",))


def cohesion_apart(towns: Towns) -> Doubles:
    """Return each neighbourhood's cohesion less the mean of its quintile at week 0 (places,)."""
    world = towns.trunk.world
    cohesion, quintile = world.climate.cohesion, world.places.quintile
    means = np.array([cohesion[quintile == q].mean() if (quintile == q).any() else 0.0 for q in range(1, 6)])
    return np.asarray(cohesion - means[quintile.astype(int) - 1])


def loss_curves(towns: Towns) -> tuple[Doubles, Doubles]:
    """Return the loss of those hit in the least and the most cohesive third of places, by four weeks."""
    path, usual = damaged(towns), towns.ordinary()
    apart = cohesion_apart(towns)
    hit = change(path, usual, "damage", EVERY) > 0.1
    groups = thirds(apart[towns.trunk.world.residents.place], np.asarray(hit))
    weeks = range(EVERY, DAMAGE_WEEKS + 1, EVERY)
    losses = [-gain(path, usual, week) for week in weeks]
    low, high = (np.array([np.nanmean(loss[who]) for loss in losses]) for who in groups)
    return low, high


def cohesive_lose_less(towns: Towns) -> float:
    """Return the loss by one standard deviation of the neighbourhood's cohesion, quintile held equal, points.

    Everybody has the same stress from outside for sixteen weeks.
    """
    loss = -gain(stressed(towns), towns.ordinary(), STRESS_WEEKS)
    apart = cohesion_apart(towns)[towns.trunk.world.residents.place]
    return float(least_squares(loss, [standardised(apart), *quintile_dummies(towns)])[0])


def cohesive_recover_sooner(towns: Towns) -> float:
    """Return the weeks that the loss lasts (area / depth) in the most cohesive third less in the least."""
    low, high = (EVERY * curve.sum() / curve[:6].max() for curve in loss_curves(towns))
    return float(high - low)


def interaction(towns: Towns, burden: str) -> float:
    """Return how cohesion bends a burden's link to wellbeing: WEMWBS points by one sd of each.

    Wellbeing (mean of a year) on burden, the neighbourhood's cohesion, their product, age, its square and
    quintile; the coefficient of the product, counted so that above 0 means that the burden harms less.
    """
    r, world, usual = towns.trunk.world.residents, towns.trunk.world, towns.ordinary()
    wellbeing = np.mean([usual.page("wellbeing", week) for week in range(0, YEAR + 1, EVERY)], axis=0)
    harm = standardised(-r.income if burden == "low income" else r.money_strain)
    cohesion = standardised(world.climate.cohesion[r.place])
    age = standardised(r.age)
    columns = [harm * cohesion, harm, cohesion, age, age**2, *quintile_dummies(towns)]
    return float(WEMWBS_SPAN * least_squares(wellbeing, columns, usual.stayed(YEAR))[0])


def dearer(towns: Towns) -> Path:
    """Return half a year in which prices rise, most for those with the least income."""
    return towns.path("dearer", DEAR_WEEKS, (event("prices", rise=0.2),), watch=("money_strain",))


def softened_by_cohesion(towns: Towns) -> float:
    """Return how cohesion bends the loss by a rise of prices: WEMWBS points by one sd of each.

    Gain (below 0) on the rise of money strain, the neighbourhood's cohesion, their product and quintile; the
    coefficient of the product: above 0 means that the same rise costs less where cohesion is high.
    """
    path, usual, world = dearer(towns), towns.ordinary(), towns.trunk.world
    rise = standardised(change(path, usual, "money_strain", DEAR_WEEKS))
    cohesion = standardised(world.climate.cohesion[world.residents.place])
    columns = [rise * cohesion, rise, cohesion, *quintile_dummies(towns)]
    return float(least_squares(gain(path, usual, DEAR_WEEKS), columns)[0])


def recovery_ratio(towns: Towns) -> float:
    """Return the rate at which homes mend in the third with the most ties over that in the least, year 1."""
    path, usual, strength = damaged(towns), towns.ordinary(), towns.trunk.world.company.strength
    hit = (change(path, usual, "damage", EVERY) > 0.1) & same_people(path, usual, YEAR)
    rates = []
    for who in thirds(np.asarray(strength, np.float64), hit):
        first, later = (path.page("damage", week)[who].mean() for week in (EVERY, YEAR))
        rates.append(np.log(first / later))
    return float(rates[1] / rates[0])


def in_deprived(towns: Towns, name: str) -> float:
    """Return the correlation of load or bridging ties with wellbeing in quintile 1 at week 0."""
    world = towns.trunk.world
    values = world.residents.load if name == "load" else world.company.bridging
    return correlation(values, world.residents.wellbeing, quintiles(towns) == 1)


BUFFERING = Pattern(
    "7", "Buffering: the same shock costs well-supported residents less; close ties matter more here",
    "theory section 5; M048",
    (
        Check("By close ties", "loss by each more close tie, deprivation held equal", falls(),
              lambda towns: float(loss_by_ties(towns)[0]), "points/tie"),
        Check("Close less other", "the same, close tie less acquaintance", falls(), close_less_other,
              "points/tie"),
        Check("By support", "loss of the best less the least supported third", falls(), loss_by_support,
              "points"),
    ),
)  # fmt: skip
COHESIVE = Pattern(
    "8", "Cohesive places lose less and recover sooner; deprivation harms less where cohesion is high",
    "M042, M135; theory PT9, PT14",
    (
        Check("Lose less", "loss by the neighbourhood's cohesion at equal deprivation", falls(),
              cohesive_lose_less, "points/sd"),
        Check("Recover sooner", "weeks that the loss lasts, most less least cohesive third", falls(),
              cohesive_recover_sooner, "weeks"),
        Check("Dearer x cohesion", "loss by a rise of money strain, bent by cohesion", rises(),
              softened_by_cohesion, "points/sd²", SET),
    ),
)  # fmt: skip
PATTERNS = (BUFFERING, COHESIVE)
BEYOND = (
    Pattern("PT9", "High cohesion removes most of the low-income penalty on mental health",
            "theory PT9, Fone et al (2014) Psychological Medicine", (
        Check("Low income x cohesion", "wellbeing by low income x cohesion", rises(),
              partial(interaction, burden="low income"), "points/sd²"),
        Check("Money strain x cohesion", "wellbeing by money strain x cohesion", rises(),
              partial(interaction, burden="money strain"), "points/sd²"),
    )),
    Pattern("PT14", "Recovery is quicker where social capital is higher, damage held equal", "M135", (
        Check("Rate ratio", "rate at which homes mend, most over least tied third", band(1.2, INFINITE),
              recovery_ratio, "ratio", SET),
    )),
    Pattern("PT18", "In very poor areas bonding can burden, bridging does not", "theory PT18", (
        Check("Load", "correlation of helping load and wellbeing, quintile 1", falls(),
              partial(in_deprived, name="load"), "r", SET),
        Check("Bridging", "correlation of bridging ties and wellbeing, quintile 1", rises(),
              partial(in_deprived, name="bridging"), "r"),
    )),
)  # fmt: skip
