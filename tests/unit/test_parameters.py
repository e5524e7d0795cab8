"""A number of the model is declared once, and a wrong change is refused with what is legal."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import pytest

from model.founding import PopulationParameters
from model.parameters import ASSUMED, Parameter, ParameterFault, changed, described, nearest, parameter


class Memory(NamedTuple):
    """A group for these tests."""

    fading: Annotated[float, parameter("forgetting", unit="1/week", low=0, high=0.1, source="X1")] = 0.004
    slots: Annotated[int, parameter("things kept", unit="things", low=1, high=9)] = 7


class Careless(NamedTuple):
    """A group with a number that nobody described."""

    fading: Annotated[float, parameter("chance to forget", unit="1/week", low=0, high=1)] = 0.004
    magic: float = 3.0


class Doubly(NamedTuple):
    """A group with a number that is described twice."""

    fading: Annotated[
        float, parameter("a", unit="", low=0, high=1), parameter("b", unit="", low=0, high=2)
    ] = 0.5


def test_a_group_describes_its_numbers_in_order() -> None:
    about = described(Memory)
    assert list(about) == ["fading", "slots"]
    assert about["fading"] == Parameter("forgetting", "1/week", 0.0, 0.1, "X1")


def test_a_number_without_a_source_is_assumed() -> None:
    assert described(Memory)["slots"].source == ASSUMED


@pytest.mark.parametrize(("group", "field"), [(Careless, "magic"), (Doubly, "fading")])
def test_a_number_not_declared_once_is_an_error_that_names_it(group: type[Any], field: str) -> None:
    with pytest.raises(TypeError) as caught:
        described(group)
    assert str(caught.value) == f"{group.__name__}.{field} is not declared with parameter(...)"


@pytest.mark.parametrize(("low", "high"), [(1, 1), (2, 1), (math.nan, 1)])
def test_an_empty_range_is_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match=rf"parameter 'x': low {low} is not below high {high}"):
        parameter("x", unit="", low=low, high=high)


def test_a_change_gives_a_new_group_and_leaves_the_old_one() -> None:
    old = Memory()
    assert changed(old, "fading", 0.05) == Memory(fading=0.05, slots=7)
    assert old == Memory()


@pytest.mark.parametrize("edge", [0, 0.1])
def test_the_ends_of_the_range_are_legal(edge: float) -> None:
    assert changed(Memory(), "fading", edge).fading == edge


def test_a_change_keeps_the_type_of_the_number() -> None:
    assert type(changed(Memory(), "fading", 0).fading) is float
    assert type(changed(Memory(), "slots", 5.0).slots) is int


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("fadng", 0.1, "unknown parameter 'fadng'; did you mean 'fading'?"),
        ("zzz", 0.1, "unknown parameter 'zzz'"),
        ("fading", "0.1", "fading is a number, not '0.1'"),
        ("fading", True, "fading is a number, not True"),
        ("fading", None, "fading is a number, not None"),
        ("fading", [0.1], "fading is a number, not [0.1]"),
        ("slots", 2.5, "slots is a whole number, not 2.5"),
        ("fading", 0.2, "fading = 0.2 is outside 0 to 0.1 (1/week)"),
        ("fading", -0.001, "fading = -0.001 is outside 0 to 0.1 (1/week)"),
        ("fading", math.nan, "fading = nan is outside 0 to 0.1 (1/week)"),
        ("fading", math.inf, "fading = inf is outside 0 to 0.1 (1/week)"),
        ("slots", 10, "slots = 10 is outside 1 to 9 (things)"),
    ],
)
def test_a_wrong_change_is_refused_with_what_is_legal(name: str, value: Any, message: str) -> None:
    with pytest.raises(ParameterFault) as caught:
        changed(Memory(), name, value)
    assert str(caught.value) == message


def test_the_nearest_name_is_offered_only_when_one_is_close() -> None:
    assert nearest("strat", ["start", "weeks"]) == "; did you mean 'start'?"
    assert nearest("strat", ["weeks"]) == ""


def test_the_population_group_starts_inside_its_ranges() -> None:
    for name, about in described(PopulationParameters).items():
        assert about.low <= getattr(PopulationParameters(), name) <= about.high, name
