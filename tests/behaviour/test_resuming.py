"""A town that is taken up again lives on as if it had never been left, to the bit."""

from __future__ import annotations

import json
from functools import cache

import pytest

from model import Community, Scenario
from model.event_parts import Event
from model.resuming import Kept
from model.state import State
from model.timing import Threshold
from tests.behaviour.worlds import differing, event
from tests.reference.events import all_ways

pytestmark = pytest.mark.compiled
LAST = 30
QUARTER_STARTS, QUARTER_MIDDLE = 13, 19


def kept(town: Community) -> Kept:
    """Return what a town leaves, as a file would hold it."""
    state = town.state()
    arrays = {name: array.copy() for name, array in state.arrays.items()}
    return Kept(town.scenario, town.seed, State(arrays, json.loads(json.dumps(state.facts, allow_nan=False))))


def waiting() -> list[Event]:
    """Return events that begin and stop when an indicator has stayed somewhere for weeks."""
    held = {"indicator": "wemwbs", "above": 15.0}
    here, there = (Threshold.model_validate(held | {"for": weeks}) for weeks in (9, 12))
    return [
        event("visits", 3, name="late", contact=1.0, when=here, stop=there),
        event("stress", 2, name="early", level=0.2, stop=here),
    ]


EVENTS = {"every way": all_ways(LAST), "waiting": waiting()}


@cache
def uninterrupted(events: str) -> Community:
    return Community(town_of(events), rng=4).run(LAST)


def town_of(events: str) -> Scenario:
    scenario = Scenario().with_(residents=300, settle=13, weeks=LAST)
    return scenario.model_copy(update={"events": tuple(EVENTS[events])})


def assert_alike(one: Community, other: Community) -> None:
    assert differing(one, other) == []
    assert one.event_log == other.event_log
    assert {name: {k: v.tolist() for k, v in t.items()} for name, t in one.ledger().items()} == {
        name: {k: v.tolist() for k, v in t.items()} for name, t in other.ledger().items()
    }
    assert one.steps == other.steps
    assert one.binding() == other.binding()


@pytest.mark.parametrize("week", [0, 1, 7, QUARTER_STARTS - 1, QUARTER_STARTS, QUARTER_MIDDLE, LAST])
@pytest.mark.parametrize("events", EVENTS)
def test_a_town_taken_up_again_lives_on_as_if_never_left(events: str, week: int) -> None:
    town = Community(town_of(events), rng=4).run(week)
    twin = Community.resumed(town.scenario, kept(town), check=True).run(LAST - week)
    assert_alike(uninterrupted(events), twin)


def test_events_that_wait_do_begin_and_stop_in_these_weeks() -> None:
    happened = {(entry["event"], entry["what"]) for entry in uninterrupted("waiting").event_log}
    assert {("late", "triggered"), ("late", "stopped"), ("early", "stopped")} <= happened


def test_a_town_taken_up_every_week_lives_on_as_if_never_left() -> None:
    town = Community(town_of("every way"), rng=4)
    for _ in range(LAST):
        town = Community.resumed(town.scenario, kept(town)).run(1)
    assert_alike(uninterrupted("every way"), town)


def test_a_branch_at_a_state_lives_as_a_run_from_the_start() -> None:
    events = EVENTS["every way"]
    some = [one for one in events if one.start - getattr(one, "notice", 0) < 5]
    before = Community(town_of("every way").model_copy(update={"events": tuple(some)}), rng=4).run(5)
    assert 3 < len(some) < len(events)
    twin = Community.resumed(town_of("every way"), kept(before)).run(LAST - 5)
    assert_alike(uninterrupted("every way"), twin)


@pytest.mark.slow
def test_what_a_file_says_of_a_scenario_is_that_scenario() -> None:
    from model.scenario import library

    for name in library():
        scenario = Scenario.load(name)
        assert Scenario.of(json.loads(json.dumps(scenario.resolved()))) == scenario, name
