"""Combinations of scenarios and their interaction, by hand-made numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from experiments.comparison import Scale
from experiments.factorial import LESS, MORE, SAME, UNCLEAR, crossed, in_words, interactions, joints, told
from experiments.panel import Panel
from experiments.refusal import Refusal
from model import Scenario

A = {"name": "a", "kind": "stress", "start": 10, "level": 0.2}
B = {"name": "b", "kind": "prices", "start": 20, "rise": 0.1}
C = {"name": "c", "kind": "budget", "start": 30, "factor": 2.0}
SCALES = {"wemwbs": Scale("14-70", +1), "wemwbs_gap": Scale("points", -1, True)}


def scenario(name: str, *events: dict[str, Any], **more: Any) -> Scenario:
    """Return a scenario of some events."""
    return Scenario.of(
        {"name": name, "title": "t", "question": "q", "weeks": 104, "events": list(events), **more}
    )


BASE, ONE, OTHER, THIRD = scenario("base"), scenario("one", A), scenario("other", B), scenario("third", C)


def panel(effects: dict[str, list[float]]) -> Panel:
    """Return a panel in which each scenario lies off the baseline by so much in each replicate."""
    names = tuple(effects)
    replicates = len(next(iter(effects.values())))
    values = np.zeros((len(names), replicates, 105, 2, 2), np.float32)
    luck = np.arange(replicates, dtype=np.float32)
    for n, name in enumerate(names):
        values[n] = (50.0 + luck + np.array(effects[name], np.float32))[:, None, None, None]
    values[..., 1, 1] = np.nan
    weeks = np.arange(105, dtype=np.int32)
    return Panel(
        names, tuple(range(1, replicates + 1)), weeks, ("all", "quintile=1"), ("wemwbs", "wemwbs_gap"), values
    )


def test_all_combinations_are_made_smaller_ones_first() -> None:
    found = crossed(BASE, [ONE, OTHER, THIRD])
    assert [s.name for s in found] == [
        "base", "one", "other", "third", "one_and_other", "one_and_third", "other_and_third",
        "one_and_other_and_third",
    ]  # fmt: skip
    assert [event.name for event in found[-1].events] == ["a", "b", "c"]
    assert Scenario.of(found[-1].resolved()) == found[-1]


def test_a_combination_keeps_the_events_that_all_have_once() -> None:
    base = scenario("ground", A)
    found = crossed(base, [scenario("one", A, B), scenario("other", A, C)])
    assert [event.name for event in found[-1].events] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("factors", "message"),
    [
        ([ONE], "1 given; legal are 2 to 4"),
        ([ONE, scenario("same", A, B)], "one and same share a"),
        ([ONE, scenario("twin", {**A, "level": 0.3})], "different events called a"),
        ([ONE, scenario("nothing")], "nothing adds no event to base"),
        ([ONE, scenario("elsewhere", B, settle=3)], "elsewhere is about another town"),
        ([ONE, scenario("longer", B, weeks=120)], "longer has another horizon"),
        ([ONE, scenario("later", B, week_0="2027-01-04")], "later has another horizon or calendar"),
    ],
)
def test_factors_that_do_not_fit_are_refused(factors: list[Scenario], message: str) -> None:
    with pytest.raises(Refusal, match=message):
        crossed(BASE, factors)


def test_a_joint_scenario_is_known_by_its_events_not_by_its_name() -> None:
    both = scenario("crisis", A, B)
    more = scenario("more", A, B, C)
    found = [(whole.name, [p.name for p in parts]) for whole, parts in joints([BASE, ONE, both, OTHER, more])]
    assert found == [("crisis", ["one", "other"])]
    assert not list(joints([BASE, ONE, scenario("other-two", B, C)]))


def told_joints(*others: Scenario) -> list[tuple[str, list[str]]]:
    """Return which of some scenarios are others taken together, with those others."""
    return [(whole.name, [part.name for part in parts]) for whole, parts in joints([BASE, *others])]


def test_parts_that_share_an_event_or_leave_one_out_are_no_joint_scenario() -> None:
    whole = scenario("whole", A, B, C)
    assert told_joints(scenario("ab", A, B), scenario("bc", B, C), whole) == []
    assert told_joints(ONE, scenario("uno", A), scenario("both", A, B)) == []


def test_parts_of_another_world_are_not_taken_together() -> None:
    assert told_joints(ONE, OTHER, scenario("both", A, B)) == [("both", ["one", "other"])]
    assert told_joints(ONE, OTHER, scenario("both", A, B, settle=3)) == []


def test_a_joint_scenario_is_told_by_its_smallest_parts() -> None:
    found = told_joints(ONE, OTHER, THIRD, scenario("pair", A, B), scenario("whole", A, B, C))
    assert found == [("pair", ["one", "other"]), ("whole", ["one", "other", "third"])]


def test_an_interaction_is_the_joint_effect_less_the_sum_of_the_single_ones() -> None:
    both = scenario("both", A, B)
    effects = {"base": [0, 0, 0, 0], "one": [-1, -1, -1, -1], "other": [-2, -2, -2, -2]}
    effects["both"] = [-4.0, -4.2, -3.8, -4.0]
    rows = interactions(panel(effects), [BASE, ONE, OTHER, both], dict.fromkeys(effects, 10), SCALES)
    assert {(r.group, r.indicator) for r in rows} == {
        ("all", "wemwbs"), ("quintile=1", "wemwbs"), ("all", "wemwbs_gap"),
    }  # fmt: skip
    row = next(r for r in rows if r.indicator == "wemwbs" and r.over == "first_year")
    assert (row.sum_of_singles, row.joint) == (pytest.approx(-3.0), pytest.approx(-4.0, abs=1e-5))
    assert row.interaction == pytest.approx(-1.0, abs=1e-5)
    half = 3.182446 * math.sqrt((0.2**2 + 0.2**2) / 3) / 2  # t(0.975, 3) s / sqrt(4)
    assert row.interaction_high == pytest.approx(-1.0 + half, abs=1e-4)
    assert row.reading == MORE
    assert row.singles == "one -1, other -2"
    joint_half = 3.182446 * math.sqrt((0.2**2 + 0.2**2) / 3) / 2
    assert (row.joint_low, row.joint_high) == (
        pytest.approx(-4.0 - joint_half, abs=1e-4), pytest.approx(-4.0 + joint_half, abs=1e-4),
    )  # fmt: skip
    assert in_words(row) == (
        "apart they add up to -3.00, together they do -4.00; more than apart, by -1.00"
        " (95 % interval -1.26 to -0.74)"
    )
    assert math.isnan(row.beyond_pairs)


def test_a_sure_joint_effect_does_not_make_a_sure_interaction() -> None:
    effects = {"base": [0.0] * 4, "one": [-1.0] * 4, "other": [-2.0] * 4, "both": [-2.0, -4.1, -3.2, -2.6]}
    scenarios = [BASE, ONE, OTHER, scenario("both", A, B)]
    row = interactions(panel(effects), scenarios, dict.fromkeys(effects, 10), SCALES)[0]
    assert row.joint_high < 0.0
    assert row.reading == UNCLEAR


def test_the_spans_of_an_interaction_count_from_where_the_joint_scenario_parts() -> None:
    scenarios = [BASE, ONE, OTHER, scenario("both", A, B)]
    names = {one.name: [0.0, 0.0] for one in scenarios}
    made = panel(names)
    made.values[3, :, 11:21] += 1.0
    since = {"base": 104, "one": 20, "other": 20, "both": 10}
    first = next(r for r in interactions(made, scenarios, since, SCALES) if r.over == "first_year")
    assert first.interaction == pytest.approx(10 / 52)


def test_an_interaction_is_told_for_every_span_that_the_run_reaches() -> None:
    scenarios = [BASE, ONE, OTHER, scenario("both", A, B)]
    names = {one.name: [0.0, 0.0] for one in scenarios}
    made = panel(names)
    made.values[3, :, 63:] += 1.0  # the second year after week 10
    at: dict[int, dict[str, float]] = {}
    for since in (10, 60):
        rows = interactions(made, scenarios, dict.fromkeys(names, since), SCALES)
        at[since] = {r.over: r.interaction for r in rows if (r.indicator, r.group) == ("wemwbs", "all")}
    assert at[10] == pytest.approx(
        {"first_year": 0.0, "second_year": 1.0, "last_year": 42 / 52, "whole": 42 / 94}, abs=1e-6
    )
    assert list(at[60]) == ["first_year", "last_year", "whole"]


def test_of_three_parts_what_no_pair_explains_is_told_apart() -> None:
    scenarios = crossed(BASE, [ONE, OTHER, THIRD])
    single = {"base": 0.0, "one": 1.0, "other": 2.0, "third": 4.0, "one_and_other": 3.5, "one_and_third": 5.0}
    single |= {"other_and_third": 6.0, "one_and_other_and_third": 8.0}
    effects = {name: [value] * 3 for name, value in single.items()}
    made = panel(effects)
    made.values[-1, :, :, 0, 1] += 1.5  # the gap moves more than WEMWBS
    rows = interactions(made, scenarios, dict.fromkeys(effects, 10), SCALES)
    three = next(
        r for r in rows if r.parts == "one + other + third" and r.indicator == "wemwbs" and r.over == "whole"
    )
    assert three.interaction == pytest.approx(8.0 - 7.0)
    assert three.beyond_pairs == pytest.approx(8.0 - 3.5 - 5.0 - 6.0 + 1.0 + 2.0 + 4.0)
    gap = next(r for r in rows if (r.parts, r.indicator) == (three.parts, "wemwbs_gap"))
    assert gap.beyond_pairs == pytest.approx(three.beyond_pairs + 1.5)
    assert all(math.isnan(r.beyond_pairs) for r in rows if r.parts.count("+") == 1)


def test_what_an_interval_of_an_interaction_allows_one_to_say() -> None:
    assert told(-3.0, -1.5, -0.5) == MORE
    assert told(-3.0, 0.5, 1.5) == LESS
    assert told(2.0, 0.5, 1.5) == MORE
    assert told(2.0, -0.5, 1.5) == UNCLEAR
    assert told(2.0, 0.0, 0.0) == SAME
    assert told(2.0, math.nan, math.nan) == UNCLEAR
