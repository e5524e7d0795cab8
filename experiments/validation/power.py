"""Pattern 14, PT10 and PT11: what consultation and shared power do to control, trust and turnout."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.validation.patterns import Check, Pattern
from experiments.validation.residents_compared import (
    WEMWBS_SPAN,
    difference,
    gain,
    least_squares,
    mean_of,
    standardised,
)
from experiments.validation.towns import YEAR, Path, Towns, event, library
from experiments.validation.verdicts import falls, rises

ASKED = 104
"""Weeks for which residents are asked, or decide."""
AFTER = 3 * YEAR
FADED = 4 * YEAR


def asked(towns: Towns) -> Path:
    """Return two years of consultation without change, then a year in which nobody is asked any more."""
    return towns.path("consultation", AFTER, library("consultation-only", weeks=ASKED))


def shared(towns: Towns) -> Path:
    """Return two years in which residents decide, then two in which nothing more follows."""
    events = library("participatory-budgeting", weeks=ASKED)
    return towns.path("participatory budgeting", FADED, events, watch=("engaged", "settled"))


def token(towns: Towns) -> Path:
    """Return two years of being asked with no power at all, promises kept as usual."""
    events = (event("outreach", strength=0.8), event("power_sharing", shift=-0.25))
    return towns.path("token forum", ASKED, events)


def broken(towns: Towns) -> Path:
    """Return two years of being asked with usual power, promises broken."""
    events = (event("outreach", strength=0.8), event("delivery", shift=-0.6))
    return towns.path("promises broken", ASKED, events)


def while_asked(towns: Towns, path: Path, name: str, against: Path | None = None) -> float:
    """Return an indicator's difference over the second year of a path, from ordinary or another path."""
    return difference(path, against or towns.ordinary(), name, "all", YEAR, ASKED)


def after_asking(towns: Towns, path: Path, name: str) -> float:
    """Return an indicator's difference from ordinary in the year after the asking has stopped."""
    return difference(path, towns.ordinary(), name, "all", ASKED + 13, AFTER)


def gain_that_fades(towns: Towns) -> float:
    """Return the gain in control in the last half year less that two years after, points of 100."""
    usual, path = towns.ordinary(), shared(towns)
    gains = [difference(path, usual, "control", "all", end - 13, end) for end in (ASKED, FADED)]
    return gains[0] - gains[1]


def participants_less_onlookers(towns: Towns) -> float:
    """Return the gain of wellbeing of those who took part less that of others, two years on, points."""
    path, usual = shared(towns), towns.ordinary()
    took_part = path.page("engaged", ASKED) <= ASKED
    gains = gain(path, usual, ASKED)
    return mean_of(gains, took_part) - mean_of(gains, ~took_part)


def _link(path: Path, columns: dict[str, NDArray[Any]], week: int) -> float:
    """Return wellbeing by one standard deviation of control, income and health held equal, points."""
    table = [standardised(columns[name]) for name in ("control", "income", "health")]
    return float(WEMWBS_SPAN * least_squares(np.asarray(path.page("wellbeing", week)), table)[0])


def link_weakens(towns: Towns) -> float:
    """Return the link of control and wellbeing in usual times less that in a squeeze of money."""
    squeeze = (event("prices", rise=0.3), event("income", support=-0.1))
    path = towns.path("squeeze", YEAR, squeeze)
    found = []
    for lived in (towns.path("usual year", YEAR), path):
        r = lived.town.world.residents
        found.append(_link(lived, {"control": r.control, "income": r.income, "health": r.health}, YEAR))
    return found[0] - found[1]


def _more(path: str, name: str, other: str = "") -> partial[float]:
    """Return the measure of an indicator while asked: one forum less another, or less ordinary."""
    return partial(_forums, path=path, name=name, other=other)


def _forums(towns: Towns, path: str, name: str, other: str) -> float:
    lived = {"real": shared, "token": token, "broken": broken}
    return while_asked(towns, lived[path](towns), name, lived[other](towns) if other else None)


CONSULTATION = Pattern(
    "14", "Consultation without change lowers control and later turnout; change raises both; gains fade",
    "https://pmc.ncbi.nlm.nih.gov/articles/PMC9804648; PMC5899371; theory PT11",
    (
        Check("Asked: control", "control while asked without change", falls(),
              lambda towns: while_asked(towns, asked(towns), "control"), "points"),
        Check("Asked: later turnout", "turnout after the asking has stopped, less never asked", falls(),
              lambda towns: after_asking(towns, asked(towns), "turnout"), "points"),
        Check("Delivered: control", "control while residents decide", rises(),
              lambda towns: while_asked(towns, shared(towns), "control"), "points"),
        Check("Delivered: later turnout", "turnout after the deciding has stopped", rises(),
              lambda towns: after_asking(towns, shared(towns), "turnout"), "points"),
        Check("Gains fade", "gain in control at its end less two years after", rises(), gain_that_fades,
              "points"),
    ),
)  # fmt: skip
PATTERNS = (CONSULTATION,)
BEYOND = (
    Pattern("PT10", "Deciding goes with wellbeing more than looking on; the link weakens in austerity",
            "M059, theory PT10", (
        Check("Participants", "gain of those who took part less that of others", rises(),
              participants_less_onlookers, "points"),
        Check("Link weakens", "link of control and wellbeing, usual less in a squeeze", rises(), link_weakens,
              "points/sd"),
    )),
    Pattern("PT11", "Control and trust: real above usual, usual above token and broken; broken lowest",
            "PMC9804648, PMC5899371; theory PT11", tuple(
        Check(f"{name.capitalize()}: {sentence}", f"{name}, {sentence}", claim,
              _more(path, name, other), "points")
        for name, sentence, claim, path, other in (
            ("control", "real above usual", rises(), "real", ""),
            ("control", "token below usual", falls(), "token", ""),
            ("control", "broken below usual", falls(), "broken", ""),
            ("trust", "real above usual", rises(), "real", ""),
            ("trust", "token below usual", falls(), "token", ""),
            ("trust", "broken below usual", falls(), "broken", ""),
            ("trust", "broken below token", falls(), "broken", "token"),
        )
    )),
)  # fmt: skip
