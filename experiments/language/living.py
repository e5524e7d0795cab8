"""A town that lives for two years without events: whom these would reach then, and how near triggers are.

This is the deep part of `kith check`: traits such as isolation, and indicators, are known only in a town
that has lived.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from experiments.language.forebodings import Finding
from experiments.language.phrases import counted
from experiments.language.probing import LIVED, offered_in
from model.community import Community
from model.event_parts import Event
from model.indicators import INDICATORS
from model.scenario import Scenario
from model.targets import SCALES
from model.timing import Threshold

SETTLE, WATCHED = 104, 13
"""Weeks that the town lives before it is looked at, and weeks that its indicators are watched."""
SEED = 1
FAR = 0.1
"""Share of an indicator's scale (of its level, if it has no scale) beyond which a threshold is far."""


def lived(scenario: Scenario) -> Iterator[Finding]:
    """Yield what events find in a town that has lived for two years; the scenario fits into that town."""
    quiet = scenario.model_copy(update={"events": (), "settle": min(scenario.settle, SETTLE)})
    town = Community(quiet, rng=SEED).run(WATCHED)
    for event in scenario.events:
        if _asks_for_lived(event):
            yield from _nobody(event, scenario, town)
        for name, threshold in (("when", event.when), ("stop", event.stop)):
            if threshold is not None:
                yield from _watched(event, name, threshold, town)


def _asks_for_lived(event: Event) -> bool:
    """Return whether whom an event reaches is known only in a town that has lived."""
    asks = any(getattr(event.who, name) is not None for name in LIVED) or event.where.cohesion is not None
    return asks and 0 not in (event.who.share, event.where.share, event.uptake)


def _nobody(event: Event, scenario: Scenario, town: Community) -> Iterator[Finding]:
    offered = offered_in(event, scenario, town.world, SEED)
    expected = event.uptake * offered
    if expected < 1:
        told = f"{counted(offered, 'resident')} would be offered it in a town that has lived for two years"
        yield Finding(event, ("who",), told, False)


def _watched(event: Event, name: str, threshold: Threshold, town: Community) -> Iterator[Finding]:
    """Yield that a threshold holds all the time, or is far from holding, while nothing happens."""
    seen = town.record.series(threshold.indicator, threshold.group)
    seen = seen[np.isfinite(seen)]
    if not len(seen):
        yield Finding(event, (name,), f"{threshold.indicator} was not to be known in {WATCHED} weeks", False)
        return
    low, high = float(seen.min()), float(seen.max())
    ran = f"{threshold.indicator} ran from {low:.4g} to {high:.4g} in {WATCHED} weeks without events"
    if threshold.holds(low) and threshold.holds(high):
        what = "begin at once" if name == "when" else "end soon after it began"
        yield Finding(event, (name,), f"{ran}, so it holds already: the event would {what}", False)
    elif gap(threshold, low, high) > FAR * scale(threshold, high):
        yield Finding(event, (name,), f"{ran}, far from the threshold", False)


def gap(threshold: Threshold, low: float, high: float) -> float:
    """Return how far a threshold lies from the values seen, 0 if among them."""
    if threshold.below is not None:
        return max(0.0, low - threshold.below)
    return max(0.0, (threshold.above or 0.0) - high)


def scale(threshold: Threshold, level: float) -> float:
    """Return the width of an indicator's scale, or its level if it has none."""
    limits = SCALES.get(INDICATORS[threshold.indicator].unit)
    return limits[1] - limits[0] if limits else abs(level)
