"""When scenarios part, what is a shock, and the tree of shared weeks."""

import pytest
from pydantic import TypeAdapter

from experiments.runner import plan, planned_weeks, replicate_seed
from experiments.timeline import (
    Mark,
    Moment,
    built_on,
    first_difference,
    is_shock,
    marks,
    moment,
    onset,
    parting,
)
from model.event_kinds import AnyEvent
from model.scenario import Scenario

EARLY = {"name": "early", "kind": "stress", "start": 10, "for": 4, "level": 0.2}
LATE = {"name": "late", "kind": "damage", "start": 30, "home": 0.5}
CLOSURE = {
    "name": "closure", "kind": "service_closure", "start": 30, "services": "housing", "notice": 12,
}  # fmt: skip


def scenario(name, *events, **fields):
    return Scenario.of(
        {"name": name, "title": "t", "question": "q", "weeks": 52, "settle": 26, "events": list(events)}
        | fields
    )


def event(**fields):
    return TypeAdapter(AnyEvent).validate_python({"start": 5} | fields)


def test_an_announced_event_begins_with_its_announcement():
    assert onset(scenario("a", CLOSURE).events[0]) == 18


def test_scenarios_part_in_the_first_week_whose_events_differ():
    none, early, both = scenario("n"), scenario("e", EARLY), scenario("b", EARLY, LATE)
    assert parting(none, early) == 10
    assert parting(early, both) == 30
    assert parting(both, scenario("again", EARLY, LATE)) is None
    assert parting(early, scenario("x", EARLY | {"level": 0.3})) == 10


def test_the_order_of_events_counts_as_a_difference():
    assert parting(scenario("a", EARLY, LATE), scenario("b", LATE, EARLY)) == 30


def test_another_town_loop_or_assumption_is_a_difference_from_the_start():
    base = scenario("baseline")
    assert first_difference(scenario("a", EARLY), base) == 10
    assert first_difference(scenario("a"), base) == 52
    assert first_difference(scenario("a", loops={"withdrawal": False}), base) == 0
    assert first_difference(scenario("a", town={"residents": 5000}), base) == 0


def test_shared_weeks_are_planned_once():
    scenarios = [scenario("n"), scenario("e", EARLY), scenario("b", EARLY, LATE), scenario("l", LATE)]
    (tree,) = plan(scenarios)
    assert (tree.begins, tree.until) == (0, 10)
    quiet, stressed = tree.branches
    assert [s.name for s in quiet.scenarios] == ["n", "l"]
    assert [s.name for s in stressed.scenarios] == ["e", "b"]
    assert (quiet.begins, quiet.until) == (10, 30)
    assert [(b.begins, b.until, b.scenarios[0].name) for b in quiet.branches] == [
        (30, 52, "n"),
        (30, 52, "l"),
    ]
    assert planned_weeks(scenarios) == 26 + 10 + 2 * 20 + 4 * 22


def test_scenarios_of_another_world_are_planned_apart():
    scenarios = [scenario("n"), scenario("m", loops={"voice": False})]
    assert len(plan(scenarios)) == 2
    assert planned_weeks(scenarios) == 2 * (26 + 52)


def test_equal_scenarios_share_every_week():
    assert planned_weeks([scenario("a", EARLY), scenario("b", EARLY)]) == 26 + 52


def test_an_event_in_week_zero_parts_scenarios_right_after_the_burn_in():
    (tree,) = plan([scenario("a"), scenario("b", EARLY | {"start": 0})])
    assert (tree.begins, tree.until, len(tree.branches)) == (0, 0, 2)


def test_different_horizons_cannot_be_run_together():
    with pytest.raises(ValueError, match="same number of weeks"):
        plan([scenario("a"), scenario("b", weeks=26)])


@pytest.mark.parametrize("fields", [
    {"kind": "damage", "home": 0.2}, {"kind": "stress", "level": 0.1}, {"kind": "contact", "close": 0.5},
    {"kind": "service_closure", "services": ["hub"]}, {"kind": "income", "support": -0.2},
    {"kind": "barriers", "money": 2.0}, {"kind": "activities", "factor": 0.5},
    {"kind": "service_capacity", "services": ["hub"], "factor": 0.5},
])  # fmt: skip
def test_harm_makes_an_event_a_shock(fields):
    assert is_shock(event(**fields))


@pytest.mark.parametrize("fields", [
    {"kind": "placebo"}, {"kind": "stress", "level": 0.0}, {"kind": "contact", "acquaintance": 1.5},
    {"kind": "income", "support": 0.2}, {"kind": "barriers", "money": 0.5}, {"kind": "anchor", "strength": 1},
    {"kind": "activities", "groups": 2}, {"kind": "service_capacity", "services": ["hub"], "factor": 2.0},
    {"kind": "link_workers", "workers": 4.0},
])  # fmt: skip
def test_help_and_nothing_are_no_shocks(fields):
    assert not is_shock(event(**fields))


def test_every_kind_of_event_is_known_as_harmful_or_harmless():
    from experiments.timeline import HARMFUL

    kinds = {c.model_fields["kind"].default: c for c in AnyEvent.__args__[0].__args__}
    assert set(HARMFUL) <= set(kinds)
    for kind, sides in HARMFUL.items():
        assert {field for field, *_ in sides} <= set(kinds[kind].model_fields)
    harmless = {"referral", "co_location", "link_workers", "anchor", "visits", "newcomers", "placebo"}
    assert set(kinds) - set(HARMFUL) == harmless


def test_marks_show_each_event_once_with_its_end():
    found = marks([scenario("e", EARLY), scenario("b", EARLY, LATE)])
    assert found == [Mark(10, 14, "early", True), Mark(30, 30, "late", True)]


def test_an_event_that_waits_for_a_threshold_is_not_dated_as_if_it_began_at_its_start():
    when = {"indicator": "cohesion", "below": 50}
    waits = EARLY | {"name": "unrest", "when": when}
    at_once = EARLY | {"name": "upheaval"}
    assert marks([scenario("a", waits, at_once)]) == [
        Mark(10, 14, "upheaval", True),
        Mark(10, None, "unrest (if triggered)", True),
    ]
    counted = Moment(10, "the first week that can trigger unrest")
    assert moment(scenario("a", waits), scenario("b")) == counted


def test_events_that_start_together_share_a_mark_to_the_end_of_the_last_but_help_stays_apart_from_harm():
    stress = {"name": "upheaval", "kind": "stress", "start": 30, "for": 8, "level": 0.2}
    help_ = {"name": "open-doors", "kind": "meeting", "start": 30, "factor": 1.2}
    assert marks([scenario("a", LATE, stress, help_)]) == [
        Mark(30, None, "open doors", False),
        Mark(30, 38, "late, upheaval", True),
    ]


def test_events_that_follow_the_calendar_part_where_week_0_differs():
    winter = {"name": "winter", "kind": "stress", "start": 10, "level": 0.2, "season": {"peak": "january"}}
    yearly = EARLY | {"repeat": "1 year"}
    for events, week in (([winter], 10), ([yearly], 10), ([EARLY], None), ([EARLY | {"repeat": 26}], None)):
        one, other = scenario("a", *events), scenario("b", *events, week_0="2026-06-01")
        assert parting(one, other) == week
        assert parting(one, scenario("c", *events)) is None


def test_a_long_list_of_events_is_cut_short():
    many = [LATE | {"name": f"some-long-name-number-{i}"} for i in range(4)]
    assert marks([scenario("a", *many)])[0].label == "some long name number 0 and 3 more"


def test_effects_are_dated_from_the_first_new_shock_or_else_from_the_parting():
    help_ = {"name": "open-doors", "kind": "meeting", "start": 5, "factor": 1.2}
    base = scenario("baseline")
    assert moment(scenario("a", help_, LATE), base) == Moment(30, "late")
    assert moment(scenario("a", help_), base).week == 5
    assert moment(scenario("a", help_, LATE), scenario("b", LATE)).week == 5
    assert moment(scenario("a"), base) is None


def test_a_scenario_builds_on_the_one_with_most_of_its_events():
    none, early, late, both = (
        scenario(n, *e) for n, e in (("n", ()), ("e", (EARLY,)), ("l", (LATE,)), ("b", (EARLY, LATE)))
    )
    assert built_on(both, [none, early, both]).name == "e"
    assert built_on(early, [none, late, early]) is None
    assert built_on(both, [scenario("e", EARLY, loops={"voice": False})]) is None


def test_replicate_seeds_differ_are_repeatable_and_fit_48_bits():
    seeds = [replicate_seed(7, r) for r in range(1, 200)]
    assert len(set(seeds)) == len(seeds)
    assert seeds[0] == replicate_seed(7, 1) != replicate_seed(8, 1)
    assert max(seeds) < 2**48
