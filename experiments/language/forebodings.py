"""What can be said of an event's chances before any town is founded: its doses over the weeks of the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from experiments.language.phrases import counted, number
from model.aiming import PLACES_PER
from model.course import Course
from model.event_parts import Event
from model.scenario import Scenario
from model.timing import Threshold


class Finding(NamedTuple):
    """Something that leaves an event without (part of) its effect: where in the event, what, how sure."""

    event: Event
    path: tuple[str, ...]
    what: str
    certain: bool

    def __str__(self) -> str:
        return f"events.{'.'.join((self.event.name, *self.path))}: {self.what}"


Found = Sequence[Finding]


def static(scenario: Scenario) -> Iterator[Finding]:
    """Yield what events' times alone say about their effect within the run."""
    for event in scenario.events:
        yield from _of_event(event, scenario)


def _of_event(event: Event, scenario: Scenario) -> Iterator[Finding]:
    if event.when is None:
        yield from _never(event, scenario)
        yield from _cut_off(event, scenario)
    yield from _again(event, scenario)
    yield from _stops_at_once(event)
    yield from _rounded_up(event, scenario)


def _never(event: Event, scenario: Scenario) -> Iterator[Finding]:
    """Yield that the dose is 0 in every week of the run."""
    course = Course(event, scenario.calendar, event.start)
    if not any(course.dose(week) > 0 for week in range(event.start, scenario.weeks)):
        what = f"it is at work in no week of the run (weeks {event.start} to {scenario.weeks - 1})"
        yield Finding(event, ("season",), f"{what}: the season falls outside its times", True)


def _cut_off(event: Event, scenario: Scenario) -> Iterator[Finding]:
    """Yield ramps and fades that the end of the run cuts off."""
    left = scenario.weeks - event.start
    if event.ramp > left:
        what = f"it would reach its full dose after {counted(event.ramp, 'week')}; the run ends after {left}"
        yield Finding(event, ("ramp",), what, False)
    if event.weeks is not None and event.weeks > left:
        what = f"it lasts {counted(event.weeks, 'week')}, but the run ends {left} after its start"
        yield Finding(event, ("for",), what, False)
    elif event.weeks is not None and event.fade and event.weeks + event.fade > left:
        what = f"the run ends before it has faded: {left} weeks after its start"
        yield Finding(event, ("fade",), what, False)


def _again(event: Event, scenario: Scenario) -> Iterator[Finding]:
    """Yield a repeat that does not come within the run."""
    if event.repeat is None:
        return
    times = scenario.calendar.beginnings(event.start, event.repeat, scenario.weeks - 1)
    if len(times) < 2:
        what = f"it does not come again before the run ends ({scenario.weeks} weeks)"
        yield Finding(event, ("repeat",), what, False)


def _stops_at_once(event: Event) -> Iterator[Finding]:
    """Yield a stop that holds whenever the event begins."""
    if event.when and event.stop and _implies(event.when, event.stop):
        after = counted(event.stop.weeks, "week")
        what = f"it holds already when the event begins, so that it ends {after} later"
        yield Finding(event, ("stop",), what, False)


def _implies(one: Threshold, other: Threshold) -> bool:
    """Return whether one threshold cannot hold without the other."""
    if (one.indicator, one.group) != (other.indicator, other.group):
        return False
    if one.below is not None and other.below is not None:
        return one.below <= other.below
    return one.above is not None and other.above is not None and one.above >= other.above


def _rounded_up(event: Event, scenario: Scenario) -> Iterator[Finding]:
    """Yield that the places of a programme make less than half a place in this town."""
    places = event.delivery.places
    room = (places or 0.0) * scenario.town.residents / PLACES_PER
    if places is not None and room < 0.5:
        told = f"{number(places)} for {PLACES_PER:,} residents makes {room:.2g} here; one place is given out"
        yield Finding(event, ("delivery", "places"), told, False)
