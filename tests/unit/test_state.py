"""A community's state: no copy, and refused when no run can have left it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from model import Community, Scenario
from model.resuming import Kept
from model.state import State, StateFault, joined
from tests.reference.events import all_ways

WEEKS = 24
@cache
def lived() -> Community:
    """Return a town of 240 residents in its 13th week; never step it."""
    scenario = Scenario().with_(residents=240, settle=6, weeks=WEEKS + 4)
    return Community(scenario.model_copy(update={"events": tuple(all_ways(WEEKS))}), rng=5).run(13)


def kept(town: Community) -> Kept:
    """Return what a town leaves, as a file would hold it."""
    state = town.state()
    arrays = {name: array.copy() for name, array in state.arrays.items()}
    return Kept(town.scenario, town.seed, State(arrays, json.loads(json.dumps(state.facts, allow_nan=False))))


@pytest.mark.compiled
def test_a_state_is_the_town_itself_and_no_copy_of_its_columns() -> None:
    town = lived()
    state = town.state()
    assert np.shares_memory(state.arrays["world.ties.strength"], town.world.ties.strength)
    twin = Community.resumed(town.scenario, mine := kept(town))
    assert np.shares_memory(mine.state.arrays["world.residents.age"], twin.world.residents.age)


# refused ------------------------------------------------------------------------------------------------


def refused(left: Kept, what: str = ".") -> None:
    with pytest.raises(StateFault, match=what):
        Community.resumed(left.scenario, left)


@pytest.mark.compiled
def test_an_array_missing_or_of_another_type_or_shape_is_refused() -> None:
    town = lived()
    free = ("schedule.ledger", "schedule.lives")
    for name in [name for name in kept(town).state.arrays if not name.startswith(free)][::3]:
        for wrong in (lambda a: a[:-1], lambda a: a.astype("<c8"), lambda a: a[..., None]):
            left = kept(town)
            left.state.arrays[name] = wrong(left.state.arrays[name])
            refused(left)
        left = kept(town)
        del left.state.arrays[name]
        if "contests" not in name:
            refused(left)


def set_to(value: Any, at: Any = 0) -> Callable[[np.ndarray], None]:
    def change(array: np.ndarray) -> None:
        array[at] = value

    return change


@pytest.mark.compiled
@pytest.mark.parametrize(("name", "change", "what"), [
    ("world.residents.place", set_to(9_999), "beyond the town"),
    ("world.residents.age", set_to(-1.0), "age"),
    ("world.residents.wellbeing", set_to(np.nan), "wellbeing"),
    ("world.residents.needs", set_to(255), "needs"),
    ("world.homes.members", set_to(240), "beyond the town"),
    ("world.homes.members", set_to(1, slice(None)), "two places"),
    ("world.places.first", set_to(10**9), "another number"),
    ("world.places.residents", set_to(2**32 - 1), "another number"),
    ("world.places.row", set_to(200), "lie otherwise"),
    ("world.sites.place", set_to(77), "beyond the town"),
    ("world.ties.partner", set_to(2**32 - 1, slice(None)), "a tie names"),
    ("world.ties.degree", set_to(200), "degree"),
    ("world.outings.venue", set_to(60_000), "beyond the town"),
    ("record.weeks", set_to(3), "weeks of the record"),
    ("schedule.lives.3.programme.status", set_to(9), "a status is 9"),
    ("schedule.ledger.with-places", set_to(0.5, (0, 3)), "no week can have brought"),
    ("schedule.ledger.with-places", set_to(900, (0, 0)), "no week can have brought"),
    ("schedule.ledger.with-places", set_to(np.nan, (0, 1)), "no week can have brought"),
])  # fmt: skip
def test_values_that_no_run_leaves_are_refused(name: str, change: Any, what: str) -> None:
    left = kept(lived())
    change(left.state.arrays[name])
    refused(left, what)


@pytest.mark.compiled
def test_flags_that_are_neither_true_nor_false_are_refused() -> None:
    left = kept(lived())
    left.state.arrays["isolated_at_start"].view(np.uint8)[0] = 7
    refused(left, "neither true nor false")


@pytest.mark.compiled
@pytest.mark.parametrize(("path", "value"), [
    ("week", -1), ("week", 10**9), ("week", True), ("week", "13"), ("steps", None),
    ("schedule", 3), ("schedule.log", None), ("schedule.log", [{"event": "other"}]), ("schedule.lives", {}),
    ("schedule.lives.0.version", 1.5), ("schedule.lives.0.begins", "soon"),
    ("schedule.contests.put_off", []), ("tally", None),
])  # fmt: skip
def test_facts_that_make_no_sense_are_refused(path: str, value: Any) -> None:
    left = kept(lived())
    *way, last = path.split(".")
    facts = left.state.facts
    for name in way:
        facts = facts[name]
    facts[last] = value
    refused(left)


@pytest.mark.compiled
def test_another_world_is_refused_as_at_a_branch() -> None:
    town = lived()
    with pytest.raises(ValueError, match="another town, other assumptions or loops"):
        Community.resumed(town.scenario.with_(set={"loops.queues": False}), kept(town))


def test_parts_go_by_their_names() -> None:
    one = State({"x": np.zeros(2)}, {"n": 3})
    whole = joined(State({"y": np.ones(1)}, {}), {"a": one, "ab": State({}, {"n": 4})})
    assert set(whole.arrays) == {"y", "a.x"}
    assert whole.part("a").whole("n", 0, 3) == 3
    assert whole.part("ab").arrays == {}
    assert whole.part("a").array("x", np.float64, None).shape == (2,)
    with pytest.raises(StateFault, match="b is missing"):
        whole.part("b")
    with pytest.raises(StateFault, match="x is float64"):
        whole.part("a").array("x", np.float32, 2)
    with pytest.raises(StateFault, match="n is 3, not a whole number from 0 to 2"):
        whole.part("a").whole("n", 0, 2)
