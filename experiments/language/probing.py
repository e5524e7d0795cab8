"""Whether events find whom and what they ask for: towns are laid out and founded, and events tried in them.

Certain is what is never there: in none of many towns laid out by the scenario's marginals, whatever
happens in them. All else that may leave an event without effect is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, cast

import numpy as np

from experiments.language.forebodings import Finding
from experiments.language.phrases import counted, listed, spoken
from model import sites as standing
from model.chance import Chance
from model.effects import sites_of
from model.event_parts import Event
from model.faults import ScenarioFault
from model.geography import lay_out
from model.place import Places
from model.reaching import places_reached
from model.scenario import Scenario
from model.settlement import settled
from model.sites import Sites
from model.unfolding import Unfolding
from model.world import World

LARGEST = 10_000
"""Residents of the largest town that is founded to try events in."""
LAYOUTS = tuple(range(1, 51))
"""Seeds of the towns that are laid out (neighbourhoods and sites alone)."""
SEEDS = (1, 2, 3)
"""Seeds of the towns that are founded with all their residents."""
LIVED = ("isolated", "lonely", "volunteer", "close_ties")
"""Traits that a town shows only after it has lived for a while."""
ON_SITES = ("service_capacity", "service_closure", "service_remote")


class Layout(NamedTuple):
    """A town without people."""

    places: Places
    sites: Sites
    chance: Chance


def tried(scenario: Scenario) -> Iterator[Finding]:
    """Yield what events find in towns laid out and founded for them, before these have lived a week."""
    layouts = [_laid_out(scenario, seed) for seed in LAYOUTS]
    reachable = [event for event in scenario.events if not _aims_at_nobody(event)]
    for event in reachable:
        yield from lacking(event, layouts)
    founded = for_trial(scenario)
    if founded is not None and any(event.aims == "resident" for event in reachable):
        worlds = [settled(founded.town, founded.assumptions, Chance(seed)) for seed in SEEDS]
        for event in reachable:
            yield from few(_without_lived(event), worlds, founded)


def for_trial(scenario: Scenario) -> Scenario | None:
    """Return the scenario in a town of at most 10,000 residents, None if its events don't fit there."""
    try:
        return scenario if scenario.town.residents <= LARGEST else scenario.with_(residents=LARGEST)
    except ScenarioFault:
        return None


def _laid_out(scenario: Scenario, seed: int) -> Layout:
    """Return neighbourhoods and sites of one town."""
    chance = Chance(seed)
    places = lay_out(scenario.town, chance, scenario.assumptions.population)
    return Layout(places, standing.stand(scenario.town, places, chance), chance)


def _aims_at_nobody(event: Event) -> bool:
    """Return whether a share is 0, which the reader warns about."""
    return 0 in (event.who.share, event.where.share, event.uptake)


def _without_lived(event: Event) -> Event:
    """Return the event without conditions that hold for nobody before a town has lived."""
    who = event.who.model_copy(update=dict.fromkeys(LIVED))
    return event.model_copy(update={"who": who, "where": _lasting(event)})


def _lasting(event: Event) -> Any:
    return event.where.model_copy(update={"cohesion": None})


# neighbourhoods and sites -----------------------------------------------------------------------------


def lacking(event: Event, layouts: Sequence[Layout]) -> Iterator[Finding]:
    """Yield that no neighbourhood matches, or that no site stands there: certain if so in every town."""
    if event.aims == "town":
        return
    found = [_places(event, layout) for layout in layouts]
    without = sum(not places.any() for places in found)
    if without:
        yield _where(event, "no neighbourhood matches", without, len(layouts))
    if event.kind in ON_SITES and without < len(layouts):
        none = sum(
            not sites_of(event, places, layout.sites).any()
            for places, layout in zip(found, layouts, strict=True)
        )
        if none > without:
            services = listed([spoken(name) for name in getattr(event, "services", ())], "or")
            told = f"no site of {services} stands in the neighbourhoods it works on"
            yield _where(event, told, none, len(layouts))


def _places(event: Event, layout: Layout) -> np.ndarray:
    """Return the neighbourhoods that an event reaches in a town without people (places,)."""
    still = cast(World, _Still(layout.places, _Climate(np.zeros(len(layout.places.row)))))
    luck = layout.chance.uniforms("venue", len(layout.places.row), salt=event.name)
    return places_reached(_lasting(event), still, luck)


class _Climate(NamedTuple):
    cohesion: np.ndarray


class _Still(NamedTuple):
    """As much of a world as neighbourhoods are told by."""

    places: Places
    climate: _Climate


def _where(event: Event, what: str, without: int, of: int) -> Finding:
    """Return the finding that something is lacking in some or all of the towns laid out."""
    if without == of:
        return Finding(event, ("where",), f"{what} in any of {of} towns laid out to try it", True)
    told = f"{what} in {without} of {of} towns laid out to try it; it has no effect there"
    return Finding(event, ("where",), told, False)


# people -----------------------------------------------------------------------------------------------


def few(event: Event, worlds: Sequence[World], scenario: Scenario) -> Iterator[Finding]:
    """Yield that nobody, or hardly anybody, would be offered an event or take part."""
    if event.aims != "resident":
        return
    offered = [offered_in(event, scenario, world, seed) for world, seed in zip(worlds, SEEDS, strict=True)]
    if not any(offered):
        told = f"nobody matches in any of {counted(len(worlds), 'town')} founded to try it"
        yield Finding(event, ("who",), told, False)
    expected = event.uptake * sum(offered) / len(offered)
    if 0 < expected < 1:
        told = f"{expected:.2g} of a person is expected to take part (those who match x uptake)"
        yield Finding(event, ("uptake",), told, False)


def offered_in(event: Event, scenario: Scenario, world: World, seed: int) -> int:
    """Return how many residents an event would be offered to in the first week of a town."""
    life = Unfolding(event, scenario.calendar, Chance(seed), scenario.assumptions.survey)
    return sum(life.act(0, 1.0, world).offered)
