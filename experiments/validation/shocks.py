"""Patterns 10 and 11, PT13, PT16 and PT19: how shocks run their course."""

from __future__ import annotations

from functools import partial

import numpy as np

from experiments.validation.patterns import SET, Check, Pattern
from experiments.validation.residents_compared import (
    Flags,
    correlation,
    difference,
    excess_distress,
    gain,
    mean_of,
    same_people,
)
from experiments.validation.towns import YEAR, Path, Towns, event, library
from experiments.validation.verdicts import INFINITE, band, falls, rises

JOBLESS_WEEKS = 104
FLOOD_WEEKS = 160
EARLY = range(12, 29, 4)
LATE = range(84, 101, 4)


def excess(towns: Towns, path: Path, name: str = "distress", group: str = "all") -> np.ndarray:
    """Return an indicator less that without events, by week."""
    usual = towns.ordinary().series(name, group)
    return np.asarray(path.series(name, group) - usual[: len(path.series(name, group))])


# work ---------------------------------------------------------------------------------------------------


def closed(towns: Towns) -> Path:
    """Return the library's plant closure, over three years."""
    return towns.path("plant closure", 156, library("plant-closure"), watch=("work",))


def out_of_work(path: Path, week: int) -> Flags:
    """Return who is unemployed in a week (residents,)."""
    from model.residents import UNEMPLOYED

    return np.asarray(path.page("work", week) == UNEMPLOYED)


def work_lost(towns: Towns, path: Path) -> Flags:
    """Return who lost a job that they kept without the event, four weeks on (residents,)."""
    return out_of_work(path, 4) & ~out_of_work(towns.ordinary(), 4) & same_people(path, towns.ordinary(), 4)


def no_work(towns: Towns) -> Path:
    """Return two years in which one in five lost work and nobody finds any."""
    events = (event("job_loss", share=0.2), event("hiring", factor=0.0))
    return towns.path("jobs lost, no hiring", JOBLESS_WEEKS, events, watch=("work",))


def still_jobless(towns: Towns) -> Flags:
    """Return who lost work at first and is without it two years on."""
    path = no_work(towns)
    return work_lost(towns, path) & out_of_work(path, 100) & ~out_of_work(towns.ordinary(), 100)


def loss_that_stays(towns: Towns) -> float:
    """Return the loss of wellbeing late in two years without work, % of the early loss."""
    path, usual, who = no_work(towns), towns.ordinary(), still_jobless(towns)
    early, late = (np.mean([mean_of(gain(path, usual, w), who) for w in s]) for s in (EARLY, LATE))
    return float(100.0 * late / early)


def one_off_left(towns: Towns) -> float:
    """Return what is left of the loss by eight weeks of stress after a year, % of the loss at its end."""
    path = towns.path("eight weeks of stress", 60, (event("stress", level=0.2, weeks=8),))
    curve = -excess(towns, path, "wemwbs")
    return float(100.0 * curve[57:61].mean() / curve[7:11].mean())


def displaced(towns: Towns, week: int) -> float:
    """Return the excess distress of those displaced by the plant closure, percentage points."""
    path = closed(towns)
    return excess_distress(towns, path, week, work_lost(towns, path))


def displaced_a_year_on(towns: Towns) -> float:
    """Return the mean excess distress of the displaced about a year on."""
    return float(np.mean([displaced(towns, week) for week in range(48, 61, 4)]))


def displaced_return(towns: Towns) -> float:
    """Return what is left of it in the third year, % of that about a year on."""
    late = np.mean([displaced(towns, week) for week in range(132, 153, 4)])
    return float(100.0 * late / displaced_a_year_on(towns))


def softened_by_company(towns: Towns) -> float:
    """Return the loss of the jobless when few lose work less when very many do, WEMWBS points."""
    found = []
    for share in (0.04, 0.6):
        events = (event("job_loss", share=share), event("hiring", factor=0.0))
        path = towns.path(f"jobs lost by {share}", 28, events, watch=("work",))
        found.append(-mean_of(gain(path, towns.ordinary(), 28), work_lost(towns, path)))
    return found[0] - found[1]


# flood and fear --------------------------------------------------------------------------------------------


def flood(towns: Towns) -> Path:
    """Return the library's flood, over three years."""
    return towns.path("flood", FLOOD_WEEKS, library("flood"), watch=("damage",))


def flooded(towns: Towns, hit: bool = True) -> Flags:
    """Return who lives beside the river in a flooded home (`hit`), or in a dry one there (residents,)."""
    world = towns.trunk.world
    wet = flood(towns).page("damage", 4) - towns.ordinary().page("damage", 4) > 0.1
    beside = world.places.flood_prone[world.residents.place] == 1.0
    return np.asarray(beside & (wet if hit else ~wet))


def flood_distress(towns: Towns, year: int, hit: bool = True) -> float:
    """Return the excess distress about so many years after the flood, percentage points."""
    weeks = range(year * YEAR - 8, min(year * YEAR + 9, FLOOD_WEEKS + 1), 4)
    return float(np.mean([excess_distress(towns, flood(towns), week, flooded(towns, hit)) for week in weeks]))


def flood_ratio(towns: Towns) -> float:
    """Return the excess after two years over that after one."""
    return flood_distress(towns, 2) / flood_distress(towns, 1)


def disrupted_ratio(towns: Towns) -> float:
    """Return the excess of the disrupted over that of the flooded in the first half year."""
    by_home = [
        np.mean(
            [excess_distress(towns, flood(towns), week, flooded(towns, hit)) for week in (44, 48, 52, 56)]
        )
        for hit in (False, True)
    ]
    return float(by_home[0] / by_home[1])


def incidents(towns: Towns, name: str) -> float:
    """Return what the library's incidents do to an indicator of quintiles 1 and 2 over a year."""
    path = towns.path("safety incident", YEAR, library("safety-incident"))
    return float(
        np.mean([difference(path, towns.ordinary(), name, f"quintile={q}", 4, YEAR) for q in (1, 2)])
    )


def safety_and_wellbeing(towns: Towns) -> float:
    """Return the correlation of safety and wellbeing at week 0."""
    r = towns.trunk.world.residents
    return correlation(r.safety, r.wellbeing, np.ones(len(r.place), np.bool_))


JOB_LOSS = Pattern(
    "10", "Job loss does not adapt away while it lasts; one-off events do", "M104",
    (
        Check("Loss that stays", "loss of the jobless after 20 months, of that after 5", band(75.0, INFINITE),
              loss_that_stays, "%"),
        Check("One-off left", "loss left a year after eight weeks of stress", band(-20.0, 20.0), one_off_left,
              "%"),
    ),
)  # fmt: skip
FLOOD = Pattern(
    "11", "Flooding: large harm in year 1, smaller but present in years 2 and 3",
    "https://bmcpublichealth.biomedcentral.com/articles/10.1186/s12889-016-4000-2; PMC5842606; PMC5881756",
    (
        *(Check(f"Year {y}", f"excess distress of the flooded in year {y}", rises(),
                partial(flood_distress, year=y), "points") for y in (1, 2, 3)),
        Check("Year 2 over year 1", "excess after two years over that after one", band(0.3, 0.7), flood_ratio,
              "ratio", SET),
    ),
)  # fmt: skip
PATTERNS = (JOB_LOSS, FLOOD)
BEYOND = (
    Pattern("PT13", "Flooded homes: a third to two thirds of the excess left in year 2; disrupted far lower",
            "theory PT13, s12889-016-4000-2; PMC5842606", (
        Check("Year 2 over year 1", "excess after two years over that after one", band(0.3, 0.7), flood_ratio,
              "ratio", SET),
        Check("Disrupted over flooded", "excess of the disrupted over that of the flooded, year 1",
              band(-0.5, 0.5), disrupted_ratio, "ratio"),
    )),
    Pattern("PT16", "The displaced are worse for a year or more, return partly; mass unemployment softens it",
            "theory PT16, PMC4553243", (
        Check("A year on", "excess distress of the displaced a year on", rises(), displaced_a_year_on,
              "points"),
        Check("Partial return", "what is left of it in year 3", band(0.0, 70.0), displaced_return, "%"),
        Check("Softened", "loss of the jobless: few of them less very many", rises(), softened_by_company,
              "points"),
    )),
    Pattern("PT19", "Fear of crime goes with depression, less contact and loneliness",
            "theory PT19, M049, M050", (
        Check("Safety and wellbeing", "correlation of the two", rises(), safety_and_wellbeing, "r"),
        Check("Incidents: contact", "ties met weekly after incidents, quintiles 1 and 2", falls(),
              partial(incidents, name="meets_weekly"), "%"),
        Check("Incidents: lonely", "lonely after incidents, quintiles 1 and 2", rises(),
              partial(incidents, name="lonely"), "%"),
    )),
)  # fmt: skip
