"""The schedule of a scenario: which events are at work in a week, whom they reach, what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from model.calendar import Calendar
from model.chance import Chance
from model.columns import Bytes, Doubles
from model.conditions import Conditions
from model.contests import Contests
from model.effects import applied
from model.event_parts import Event
from model.ledger import Entry, Ledger
from model.reaching import by_quintile
from model.safeguarding import SafeguardingParameters
from model.service_events import LinkWorkers
from model.sites import Ways
from model.state import State, StateFault, joined
from model.strikes import strike
from model.survey import SurveyParameters
from model.unfolding import Seen, Unfolding
from model.world import World

Doses = tuple[tuple[float, bool], ...]


class Schedule:
    """The events of one scenario as they unfold in one town."""

    def __init__(
        self,
        events: Sequence[Event],
        chance: Chance,
        survey: SurveyParameters,
        calendar: Calendar | None = None,
    ) -> None:
        self.events = tuple(events)
        self.log: list[dict[str, Any]] = []
        self.ledger = Ledger()
        self._chance, self._survey, self._calendar = chance, survey, calendar or Calendar()
        self._lives = [Unfolding(event, self._calendar, chance, survey) for event in self.events]
        self._contests = Contests()
        self._has_cases = any(isinstance(event, LinkWorkers) for event in self.events)
        self._waits: Bytes | None = None
        self._state: tuple[Doses, tuple[int, ...]] | None = None
        self._conditions: Conditions | None = None

    def branch(self, events: Sequence[Event], calendar: Calendar | None = None) -> Schedule:
        """Return a schedule of other events that keeps what became of those in both."""
        twin = Schedule(events, self._chance, self._survey, calendar or self._calendar)
        same = twin._calendar == self._calendar
        before = {
            life.event.name: life
            for life in self._lives
            if life.event in twin.events and (same or not life.event.follows_calendar)
        }
        twin.log = [dict(entry) for entry in self.log if entry["event"] in before]
        twin.ledger = self.ledger.kept(set(before))
        twin._lives = [
            before[life.event.name].copy() if life.event.name in before else life for life in twin._lives
        ]
        twin._contests = self._contests.kept(set(before))
        return twin

    def state(self) -> State:
        """Return what became of the events so far; what a week makes anew is left out."""
        lives = {str(number): life.state() for number, life in enumerate(self._lives)}
        parts = {"ledger": self.ledger.state(), "contests": self._contests.state()}
        return joined(State({}, {"log": self.log}), parts | {"lives": joined(State({}, {}), lives)})

    def resume(self, state: State, week: int, world: World) -> None:
        """Go on in a week from the state of a schedule of the same events; raises StateFault."""
        names = {event.name for event in self.events}
        self.log = _log(state.facts.get("log"), names)
        self.ledger = Ledger.resumed(state.part("ledger"), week)
        self._contests.resume(state.part("contests"), names, world)
        lives = state.part("lives")
        for number, life in enumerate(self._lives):
            life.resume(lives.part(str(number)), world)

    def lived_under(self, week: int, ordinary: Conditions) -> Conditions:
        """Return the conditions of the last week that was lived; before the first they are ordinary."""
        return self._made(week, [life.dose(week) for life in self._lives], ordinary)

    def told(self, weeks: int, world: World) -> dict[str, dict[str, Any]]:
        """Return the ledger's tables over weeks 0..weeks-1 by event, and how many live in each quintile."""
        residents = np.array(by_quintile(np.ones(len(world.residents.place), np.bool_), world))
        tables = self.ledger.tables(tuple(event.name for event in self.events), weeks)
        return {name: {**columns, "residents": residents} for name, columns in tables.items()}

    def watch(self, week: int, seen: Seen) -> None:
        """Begin and stop events whose thresholds have held, by the indicators as last recorded."""
        for life in self._lives:
            if what := life.watch(week, seen):
                self._note(week, life.event, what.partition(":")[0], why=what.partition(": ")[2])

    def strike(self, week: int, world: World, uproot: float) -> None:
        """Let the one-off events of this week strike."""
        for life in self._lives:
            if life.event.one_off and life.dose(week) > 0.0:
                self._act(life, week, 1.0, world)
                assert life.reach
                struck = strike(life.event, life.reach.taking_part, week, world, self._chance, uproot)
                self._note(week, life.event, "struck", residents=struck)

    def contest(
        self, week: int, world: World, ways: Ways, anchor: Doubles, p: SafeguardingParameters
    ) -> None:
        """Let communities fight the contested closures that are due this week.

        `ways` and `anchor` (places,) are last week's: the doors are still open when it is decided.
        """
        for life in self._lives:
            if self._contests.is_due(life, week):
                self._act(life, week, life.dose(week), world)
                self._contests.decide(life, week, world, ways, anchor, p, self._chance, self._note)
                self.forget()

    def conditions(self, week: int, ordinary: Conditions, world: World) -> tuple[Conditions, bool]:
        """Return this week's conditions and whether doses or closures differ from last week's."""
        doses = [life.dose(week) for life in self._lives]
        if self._has_cases:
            self._waits = world.residents.case_wait.copy()
        for life, dose in zip(self._lives, doses, strict=True):
            if dose > 0.0 and not life.event.one_off:
                self._act(life, week, dose, world)
            elif dose == 0.0:
                life.rest()
        state: Doses = tuple(
            (dose, self._contests.is_put_off(life.event.name, week))
            for life, dose in zip(self._lives, doses, strict=True)
        )
        versions = tuple(life.version for life in self._lives)
        if self._state == (state, versions) and self._conditions is not None:
            return self._conditions, False
        changed = self._state is None or self._state[0] != state
        self._state, self._conditions = (state, versions), self._made(week, doses, ordinary)
        return self._conditions, changed

    def _made(self, week: int, doses: Sequence[float], ordinary: Conditions) -> Conditions:
        """Return ordinary conditions with every event at its dose."""
        c = Conditions._make(v.copy() if isinstance(v, np.ndarray) else v for v in ordinary)
        for life, dose in zip(self._lives, doses, strict=True):
            if dose > 0.0 and life.reach:
                closing = self._contests.closing(life.event.name, week, life.reach.sites)
                c = applied(life.event, dose, life.reach._replace(sites=closing), c)
        return c

    def forget(self) -> None:
        """Make the next week's conditions anew."""
        self._state = None

    def _act(self, life: Unfolding, week: int, dose: float, world: World) -> None:
        """Let an event find whom it reaches, and write it down."""
        first, before = life.reach is None, self.ledger.of(life.event.name, week)
        entry = life.act(week, dose, world)
        self.ledger.add(life.event.name, week, entry if before == Entry() else before)
        if first:
            self._note_beginning(week, life, entry)

    def _note_beginning(self, week: int, life: Unfolding, entry: Entry) -> None:
        assert life.reach
        self._note(
            week, life.event, "began", places=int(life.reach.places.sum()), sites=int(life.reach.sites.sum()),
            offered=sum(entry.offered), took_part=sum(entry.joined),
            offered_by_quintile=list(entry.offered), took_part_by_quintile=list(entry.joined),
        )  # fmt: skip

    def count_cases(self, week: int, world: World) -> None:
        """Write down the link workers' cases of the week: who really takes part, waits and had waited."""
        for life in self._lives:
            if isinstance(life.event, LinkWorkers) and life.dose(week) > 0.0:
                r, entry = world.residents, self.ledger.of(life.event.name, week)
                new = np.asarray(r.case_weeks == life.event.episode)
                entry = entry._replace(
                    joined=tuple(by_quintile(new, world)),
                    present=int((r.case_weeks > 0).sum()),
                    waiting=int((r.case_wait > 0).sum()),
                    waited=int(self._waits[new].sum()) if self._waits is not None else 0,
                )
                self.ledger.add(life.event.name, week, entry)

    def _note(self, week: int, event: Event, what: str, **about: Any) -> None:
        self.log.append({"week": week, "event": event.name, "kind": event.kind, "what": what, **about})


def _log(given: Any, names: set[str]) -> list[dict[str, Any]]:
    """Return a log of events of these names; raises StateFault."""
    if not isinstance(given, list):
        raise StateFault("log is missing")
    for entry in given:
        if not isinstance(entry, dict) or entry.get("event") not in names:
            raise StateFault("log is not one of these events")
    return given
