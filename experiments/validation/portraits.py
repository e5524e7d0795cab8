"""PT1 to PT8: what a town without events looks like, beyond the levels that were set by hand."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.validation.levels import by_group, inner_circle_turnover
from experiments.validation.patterns import FITTED, Check, Pattern
from experiments.validation.residents_compared import least_squares, quintile_gap, standardised
from experiments.validation.towns import QUINTILES, Towns
from experiments.validation.verdicts import band, falls, rises

MOST, LEAST, ALL = QUINTILES[0], QUINTILES[4], "national"
COMPANY = ("contact", "local", "access", "safety", "trust", "settled")


def over(towns: Towns, name: str, top: str, bottom: str) -> float:
    """Return an indicator in one group over that in another."""
    return towns.ordinary().mean(name, top) / towns.ordinary().mean(name, bottom)


def median_close(towns: Towns) -> float:
    """Return the median of close ties at week 0."""
    return float(np.median(towns.ordinary().page("company.close", 0)))


def close_of_all(towns: Towns) -> float:
    """Return close ties over all ties."""
    close, others = (towns.ordinary().mean(name) for name in ("close_ties", "acquaintances"))
    return close / (close + others)


def core_share(towns: Towns) -> float:
    """Return the share of all volunteering that the tenth with the strongest habit does, %."""
    habit = np.sort(towns.ordinary().page("volunteering_habit", 52))[::-1]
    return float(100.0 * habit[: len(habit) // 10].sum() / habit.sum())


def young_less(towns: Towns) -> float:
    """Return strong belonging of those under 35 less that of all, %."""
    usual = towns.ordinary()
    return usual.mean("strong_belonging", "age=16-34") - usual.mean("strong_belonging", "all")


def lonely_by(towns: Towns, name: str) -> float:
    """Return loneliness by one standard deviation of one of six circumstances, the others held equal (of 1).

    Contact and local ties, access to amenities (place quality), safety, collective efficacy, tenure.
    """
    world = towns.trunk.world
    r, here = world.residents, world.residents.place
    table: list[NDArray[Any]] = [r.contact, world.company.local, world.places.quality[here], r.safety,
             world.climate.efficacy[here], np.minimum(r.settled, 1040)]  # fmt: skip
    effects = least_squares(np.asarray(r.loneliness, np.float64), [standardised(c) for c in table])
    return float(effects[COMPANY.index(name)])


def lonely_tied(towns: Towns) -> float:
    """Return the correlation of loneliness across ties at week 0."""
    from model.networks import likeness_of_tied

    return float(likeness_of_tied(towns.trunk.world.residents.loneliness, towns.trunk.world.ties))


def gap_of(towns: Towns, name: str) -> float:
    """Return quintile 5 less quintile 1 of an indicator."""
    return quintile_gap(towns.ordinary(), name)


BEYOND = (
    Pattern("PT1", "Below-average wellbeing: 26 % of the most and 6 % of the least deprived", "T202", (
        Check("Most deprived", "WEMWBS of 41 or less, quintile 1", band(20.0, 32.0, 26.0),
              by_group("low_wellbeing", MOST), "%", FITTED),
        Check("Least deprived", "WEMWBS of 41 or less, quintile 5", band(3.0, 9.0, 6.0),
              by_group("low_wellbeing", LEAST), "%", FITTED),
    )),
    Pattern("PT2", "A fifth is lonely; more in deprived areas", "T072, T073; theory PT2", (
        Check("All", "lonely some of the time", band(15.0, 25.0, 19.0), by_group("lonely", ALL), "%", FITTED),
        Check("Ratio", "quintile 1 over quintile 5", band(1.3, 2.5),
              partial(over, name="lonely", top=MOST, bottom=LEAST), "ratio"),
    )),
    Pattern("PT3", "Half of adults have two to five people to turn to", "T071", (
        Check("Median", "median of close ties", band(2.0, 5.0), median_close, "people", FITTED),
    )),
    Pattern("PT4", "Few strong and many weak ties; the inner circle is stable", "M068, M071; theory PT4", (
        Check("Close of all", "close ties over all ties", band(0.0, 0.3), close_of_all, "ratio", FITTED),
        Check("Loss", "close ties of a year ago that have ended", band(0.0, 10.0), inner_circle_turnover,
              "%/year", FITTED),
    )),
    Pattern("PT5", "Volunteering: twice as common in the least deprived areas; a small core does most",
            "T105-T107; theory PT5", (
        Check("Ratio", "quintile 5 over quintile 1", band(1.6, 2.6, 33 / 16),
              partial(over, name="volunteering_year", top=LEAST, bottom=MOST), "ratio", FITTED),
        Check("Core", "done by the tenth who volunteer most", band(50.0, 100.0), core_share, "%"),
    )),
    Pattern("PT6", "Belonging: 78 % strong; lower if young or deprived", "T012-T016", (
        Check("All", "strong belonging", band(70.0, 85.0, 78.0), by_group("strong_belonging", ALL), "%",
              FITTED),
        Check("Gradient", "quintile 5 less quintile 1", rises(), partial(gap_of, name="strong_belonging"),
              "%", FITTED),
        Check("Young", "under 35 less all", falls(), young_less, "%"),
    )),
    Pattern("PT7", "Contact, amenities, safety and efficacy go with less loneliness; tenure does not",
            "PMC4697361, PMC4699260; theory PT7", (
        *(Check(f"By {words}", f"loneliness by one standard deviation of {words}", falls(),
                partial(lonely_by, name=name), "of 1")
          for name, words in zip(COMPANY[:5], ("contact", "local ties", "amenities", "safety", "efficacy"))),
        Check("By tenure", "loneliness by one standard deviation of years at the address",
              band(-0.01, 0.01, 0.0), partial(lonely_by, name="settled"), "of 1"),
    )),
    Pattern("PT8", "Loneliness clusters on ties", "Cacioppo et al (2009), contested; theory PT8", (
        Check("Across ties", "correlation of tied people's loneliness", band(0.1, 0.3), lonely_tied, "r"),
    )),
    Pattern("PT15", "Heat kills those who live alone (odds 2.3) and stay in (6.7)", "M132, theory PT15", (),
            "the model has no heat and no hazard of death by weather"),
)  # fmt: skip
