"""How one event unfolds in one town: its course, whom it reaches, and its programme if it has places."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy

import numpy as np

from model.calendar import Calendar
from model.chance import Chance
from model.columns import Flags
from model.course import Course
from model.effects import sites_of
from model.event_parts import Event
from model.ledger import Entry
from model.programmes import Programme, Review
from model.reaching import (
    QUINTILES,
    Reach,
    by_quintile,
    need_of,
    places_reached,
    residents_reached,
    shares_of_dose,
    willing,
)  # fmt: skip
from model.service_events import ServiceClosure
from model.state import State, joined
from model.survey import SurveyParameters
from model.timing import Threshold
from model.world import World

Seen = Callable[[str, str], float]
"""Gives an indicator of a group as last recorded."""
LATEST = 10**6
"""No week is later, and nothing is counted further."""


class Unfolding:
    """The life of one event; `reach` is drawn when it first acts, then kept, but for programmes."""

    def __init__(self, event: Event, calendar: Calendar, chance: Chance, survey: SurveyParameters) -> None:
        self.event, self._chance, self._survey = event, chance, survey
        self.course = Course(event, calendar, None if event.when else event.start)
        self.reach: Reach | None = None
        self.programme: Programme | None = None
        self.version = 0
        self._held, self._held_stop = 0, 0

    def copy(self) -> Unfolding:
        """Return an independent copy."""
        twin = copy(self)
        twin.programme = self.programme.copy() if self.programme else None
        return twin

    def state(self) -> State:
        """Return its course so far, whom it reaches, and who is in its programme."""
        facts = {
            "begins": self.course.begins, "stopped": self.course.stopped, "version": self.version,
            "held": self._held, "held_stop": self._held_stop,
        }  # fmt: skip
        nothing = State({}, {})
        parts = {
            "reach": State(self.reach._asdict(), {}) if self.reach else nothing,
            "programme": self.programme.state() if self.programme else nothing,
        }
        return joined(State({}, facts), parts)

    def resume(self, state: State, world: World) -> None:
        """Go on from a state; raises StateFault."""
        begins, stopped = (state.whole_or_none(name, 0, LATEST) for name in ("begins", "stopped"))
        self.course = self.course._replace(begins=begins, stopped=stopped)
        self.version = state.whole("version", 0, LATEST)
        self._held, self._held_stop = (state.whole(name, 0, LATEST) for name in ("held", "held_stop"))
        reach, programme = state.part("reach"), state.part("programme")
        if reach.arrays:
            self.reach = reach_of(reach, world)
        if programme.arrays:
            luck = self._luck("uptake", len(world.residents.place))
            self.programme = Programme(self.event.delivery, self.event.uptake, luck)
            self.programme.resume(programme)

    # beginning and ending -----------------------------------------------------------------------------

    def watch(self, week: int, seen: Seen) -> str:
        """Begin or stop if a threshold has held long enough; return what happened, or ''."""
        event, course = self.event, self.course
        if event.when and course.begins is None and week >= event.start:
            self._held = _streak(self._held, event.when, seen)
            if self._held >= event.when.weeks:
                self.course = course._replace(begins=week)
                return f"triggered: {event.when.told()}"
        elif event.stop and course.can_stop(week):
            self._held_stop = _streak(self._held_stop, event.stop, seen)
            if self._held_stop >= event.stop.weeks:
                self.course = course._replace(stopped=week)
                return f"stopped: {event.stop.told()}"
        return ""

    def dose(self, week: int) -> float:
        """Return the dose in a week, 0 to 1."""
        return self.course.dose(week)

    # whom it reaches ----------------------------------------------------------------------------------

    def act(self, week: int, dose: float, world: World) -> Entry:
        """Find whom it reaches this week, at a dose above 0; return the week's entry for the ledger."""
        first = self.reach is None
        reach = self.reach or self._first_reach(world)
        if self.programme:
            return self._reviewed(week, dose, reach, world)
        self.reach = reach
        nobody = (0,) * QUINTILES
        return Entry(
            dose,
            tuple(by_quintile(reach.offered, world)) if first else nobody,
            tuple(by_quintile(reach.taking_part, world)) if first else nobody,
            int(reach.taking_part.sum()),
        )

    def rest(self) -> None:
        """Let everybody go while the dose is 0: a programme that comes back offers its places anew."""
        if self.programme and self.reach is not None:
            self.programme.reset()
            nobody = np.zeros_like(self.reach.taking_part)
            self.reach = self.reach._replace(taking_part=nobody)

    def _reviewed(self, week: int, dose: float, reach: Reach, world: World) -> Entry:
        """Let people leave and join the programme this week."""
        assert self.programme
        matching = self._matching(world) & reach.places[world.residents.place]
        seen = self.programme.review(week, matching, world)
        inside = self.programme.inside
        if seen.changed or self.reach is None:
            self.version += 1
            shares = shares_of_dose(self.event.delivery, need_of(self.event.delivery, world), inside)
            reach = reach._replace(offered=matching, taking_part=inside, by_resident=shares)
        self.reach = reach
        return self._entry(dose, seen, inside, world)

    def _entry(self, dose: float, seen: Review, inside: Flags, world: World) -> Entry:
        assert self.programme
        return Entry(
            dose,
            tuple(by_quintile(seen.offered, world)),
            tuple(by_quintile(seen.joined, world)),
            int(inside.sum()),
            self.programme.waiting,
            seen.waited,
        )

    def _first_reach(self, world: World) -> Reach:
        """Draw whom the event reaches; a programme begins empty."""
        event, people = self.event, len(world.residents.place)
        spots = self._luck("venue", len(world.places.row))
        places = places_reached(event.where, world, spots)
        offered = self._matching(world) & places[world.residents.place]
        luck = self._luck("uptake", people)
        if event.delivery.is_programme:
            self.programme = Programme(event.delivery, event.uptake, luck)
            part = np.zeros(people, np.bool_)
        else:
            part = willing(event.uptake, event.delivery, offered, world, luck)
        deprivation = QUINTILES - world.places.quintile.astype(np.float64)
        by_place = shares_of_dose(event.delivery, deprivation, places)
        by_resident = shares_of_dose(event.delivery, need_of(event.delivery, world), part)
        sites = self._closing(sites_of(event, places, world.sites))
        return Reach(places, offered, part, sites, by_place, by_resident, by_place[world.sites.place])

    def _closing(self, sites: Flags) -> Flags:
        """Return which of the sites concerned an event is about: a closure may take a share of them.

        Which they are is drawn apart from what becomes of a campaign for them.
        """
        if not isinstance(self.event, ServiceClosure) or self.event.share == 1.0:
            return sites
        luck = np.where(sites, self._luck("venue", len(sites), "/sites"), 2.0)
        chosen = np.zeros_like(sites)
        chosen[np.argsort(luck, kind="stable")[: int(self.event.share * sites.sum())]] = True
        return chosen

    def _matching(self, world: World) -> Flags:
        luck = self._luck("targeting", len(world.residents.place))
        return residents_reached(self.event.who, world, luck, self._survey)

    def _luck(self, purpose: str, count: int, part: str = "") -> np.ndarray:
        """Return the event's uniforms for a purpose; `part` keeps two draws of one purpose apart."""
        return self._chance.uniforms(purpose, count, salt=f"{self.event.name}{part}")


def reach_of(state: State, world: World) -> Reach:
    """Return the reach that a state holds; raises StateFault."""
    places, people, sites = len(world.places.row), len(world.residents.place), len(world.sites.place)
    flags = {"places": places, "offered": people, "taking_part": people, "sites": sites}
    doses = {"by_place": places, "by_resident": people, "by_site": sites}
    found = {name: state.array(name, np.bool_, rows) for name, rows in flags.items()}
    return Reach(**found, **{name: state.array(name, np.float64, rows) for name, rows in doses.items()})


def _streak(held: int, threshold: Threshold, seen: Seen) -> int:
    """Return for how many weeks in a row a threshold has held."""
    return held + 1 if threshold.holds(seen(threshold.indicator, threshold.group)) else 0
