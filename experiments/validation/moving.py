"""Pattern 16, PT24 and mutual aid: people who are moved, places that are improved, newcomers."""

from __future__ import annotations

from functools import partial

import numpy as np

from experiments.validation.patterns import SET, Check, Pattern
from experiments.validation.residents_compared import (
    Flags,
    change,
    difference,
    gain,
    mean_of,
    quintiles,
    same_people,
)
from experiments.validation.towns import LONG, QUINTILES, YEAR, Path, Towns, event
from experiments.validation.verdicts import band, falls, rises

MOVED_WEEKS = 156
NEW, SETTLED = 26, 5 * YEAR
"""Weeks at an address below which a person is new, and from which on settled."""


def cleared(towns: Towns, together: float = 0.0) -> Path:
    """Return three years after a third of the residents of quintile 1 were moved, apart or together."""
    events = (event("relocation", share=0.3, together=together, where={"quintile": (1,)}),)
    return towns.path(
        f"clearance, together {together}", MOVED_WEEKS, events, watch=("place", "company.local")
    )


def moved(towns: Towns, path: Path) -> Flags:
    """Return who of quintile 1 lives in another neighbourhood because of it (residents,)."""
    elsewhere = path.page("place", 4) != towns.ordinary().page("place", 4)
    return np.asarray(elsewhere & (quintiles(towns) == 1))


def local_ties_lost(towns: Towns, week: int) -> float:
    """Return the strength of local ties of those moved less the same people's had they stayed."""
    path, usual = cleared(towns), towns.ordinary()
    lost = change(path, usual, "company.local", week)
    return mean_of(np.where(same_people(path, usual, week), lost, np.nan), moved(towns, path))


def improved(towns: Towns) -> float:
    """Return what better places in quintile 1 do to health there in the second year, points of 100."""
    path = towns.path("better places", 104, (event("place_quality", shift=0.15, where={"quintile": (1,)}),))
    return difference(path, towns.ordinary(), "health", QUINTILES[0], YEAR, 104)


def moved_together(towns: Towns) -> float:
    """Return the gain of those moved beside their neighbours after two years, WEMWBS points."""
    path = cleared(towns, 1.0)
    return mean_of(gain(path, towns.ordinary(), 104), moved(towns, path))


def belonging_gap(towns: Towns, week: int) -> float:
    """Return belonging of those long settled less that of those who were new at week 0, of 1."""
    usual = towns.ordinary()
    settled, stays = usual.page("settled", 0), usual.page("settled", LONG) >= LONG
    belonging = np.asarray(usual.page("belonging", week), np.float64)
    new, old = ((settled < NEW) & stays, (settled >= SETTLED) & stays)
    return mean_of(belonging, np.asarray(old)) - mean_of(belonging, np.asarray(new))


def gap_left(towns: Towns, week: int) -> float:
    """Return what is left of the newcomers' gap in belonging, % of that at week 0."""
    return 100.0 * belonging_gap(towns, week) / belonging_gap(towns, 0)


def aid_gradient(towns: Towns) -> float:
    """Return mutual aid to count on, quintile 5 less quintile 1: (support + cohesion) / 2, points of 100."""
    from model.health import help_around

    world, quintile = towns.trunk.world, quintiles(towns)
    r, cohesion = world.residents, world.climate.cohesion[world.residents.place]
    aid = np.array([help_around(*pair, 1.0) for pair in zip(r.support, cohesion)])
    return float(100.0 * (aid[quintile == 5].mean() - aid[quintile == 1].mean()))


CLEARANCE = Pattern(
    "16", "Moving people cuts their local ties for years; better places alone do little for health soon",
    "theory 1.5 (GoWell), PT24",
    (
        *(Check(f"Local ties, year {y}", f"strength of local ties of those moved, {y} years on", falls(),
                partial(local_ties_lost, week=y * YEAR), "strength") for y in (1, 3)),
        Check("Better places", "health in quintile 1, second year of better places", band(-1.0, 1.0, 0.0),
              improved, "points"),
    ),
)  # fmt: skip
PATTERNS = (CLEARANCE,)
BEYOND = (
    Pattern("PT24", "Newcomers belong less, and the gap halves in 2 to 5 years; moving together does no harm",
            "PMC5412955, theory PT24", (
        Check("Gap", "belonging, settled less newcomers", rises(), partial(belonging_gap, week=0), "of 1"),
        Check("Gap after 2 years", "left of the gap", band(50.0, 100.0), partial(gap_left, week=104), "%",
              SET),
        Check("Gap after 5 years", "left of the gap", band(-25.0, 50.0), partial(gap_left, week=LONG), "%",
              SET),
        Check("Moved together", "gain of those moved beside neighbours, two years on", band(-0.5, 0.5, 0.0),
              moved_together, "points"),
    )),
    Pattern("extra 1", "Closed youth clubs: offending rises by 14 %", "M129-M131", (),
            "residents are adults; the model has no children, schools or offenders"),
    Pattern("extra 2", "Mutual aid is stronger in better-off areas",
            "theory 3.9, https://www.bennettinstitute.cam.ac.uk", (
        Check("Gradient", "aid to count on in a shock, quintile 5 less quintile 1", rises(), aid_gradient,
              "points"),
    )),
)  # fmt: skip
