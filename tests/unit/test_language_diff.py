"""How two scenarios differ: nothing for the same, one field for one change, the same both ways round."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.language.differing import differ, differences, page
from model import event_kinds as kinds
from model.scenario import Scenario, library

LIBRARY = {name: Scenario.load(name) for name in library()}
NAMES = st.sampled_from(sorted(LIBRARY))


@given(NAMES)
def test_a_scenario_does_not_differ_from_itself(name):
    assert differences(LIBRARY[name], LIBRARY[name]) == []


@given(NAMES, NAMES)
def test_the_other_way_round_old_and_new_are_exchanged(one, other):
    there = differences(LIBRARY[one], LIBRARY[other])
    back = differences(LIBRARY[other], LIBRARY[one])
    assert sorted(map(repr, there)) == sorted(repr(d._replace(old=d.new, new=d.old)) for d in back)


@given(NAMES, NAMES)
def test_nothing_differs_only_where_the_resolved_forms_are_equal_but_for_words(one, other):
    plain = []
    for name in (one, other):
        data = LIBRARY[name].resolved()
        plain.append({key: value for key, value in data.items() if key not in ("name", "title", "question")})
    assert (differences(LIBRARY[one], LIBRARY[other]) == []) == (plain[0] == plain[1])


CHANGES = st.sampled_from([
    ("town.residents", 12_345), ("town.clustering", 0.11), ("ties.gain", 0.0123), ("loops.voice", False),
    ("town.services.hub.capacity", 7.5), ("weeks", 519), ("settle", 3),
])  # fmt: skip


@given(NAMES, CHANGES)
def test_one_change_of_a_scenario_is_one_difference(name, change):
    path, value = change
    (only,) = differences(LIBRARY[name], LIBRARY[name].with_(set={path: value}))
    assert ".".join(only.path).removeprefix("parameters.") == path
    assert only.new == value


EVENTS = [(name, event.name) for name, scenario in LIBRARY.items() for event in scenario.events]


@given(st.sampled_from(EVENTS), st.sampled_from([
    ("note", "another note"), ("cost.weekly", 123.0), ("who.share", 0.123), ("where.share", 0.456),
    ("uptake", 0.789), ("delivery.slope", 0.5),
]))  # fmt: skip
def test_one_change_of_an_event_is_one_difference(where, change):
    (name, event_name), (path, value) = where, change
    scenario = LIBRARY[name]
    event = next(event for event in scenario.events if event.name == event_name)
    if path.split(".")[0] in event.not_taken() or path.startswith("delivery"):
        return
    changed = scenario.with_(set={f"events.{event_name}.{path}": value})
    (only,) = differences(scenario, changed)
    assert only.path == ("events", event_name, *path.split("."))
    text = page(scenario, changed, [only]).shown(False)
    assert f"{event_name}.{path}: " in " ".join(text.split())


def of(*events):
    return Scenario(events=events)


STRESS = kinds.Stress(start=104, level=0.1)


def test_events_of_one_scenario_only_are_told_with_what_they_do():
    text = page(of(), of(STRESS), differences(of(), of(STRESS))).shown(False)
    assert "1 event added" in text
    assert (
        "stress: only in baseline: stress from week 104 (Monday 3 January 2028). Strain rises by 0.1" in text
    )
    assert "1 event removed" in page(of(STRESS), of(), differences(of(STRESS), of())).shown(False)


def test_an_event_of_another_kind_under_the_same_name_is_replaced():
    other = kinds.Invitation(name="stress", start=104, strength=1)
    (only,) = differences(of(STRESS), of(other))
    assert only.path == ("events", "stress")
    assert "replaced" in page(of(STRESS), of(other), [only]).shown(False)


def test_another_order_of_events_is_a_difference():
    placebo = kinds.Placebo(start=1)
    (only,) = differences(of(STRESS, placebo), of(placebo, STRESS))
    assert only.path == ("events",)
    assert "another order" in page(of(STRESS), of(placebo), [only]).shown(False)


def test_values_are_told_with_units_and_dates():
    later = STRESS.model_copy(update={"start": 117, "weeks": 8, "level": 0.2})
    text = " ".join(page(of(STRESS), of(later), differences(of(STRESS), of(later))).shown(False).split())
    assert "stress.start: week 104 (Monday 3 January 2028) -> week 117 (Monday 3 April 2028)" in text
    assert "stress.for: left out -> 8 weeks (weeks that it lasts" in text
    assert "stress.level: 0.1 -> 0.2 (strain added while it lasts)" in text


def test_json_lists_paths_and_values():
    text, code = differ("flood", "flood-with-community-anchor", as_json=True)
    data = json.loads(text)
    assert (code, data["same"]) == (1, False)
    added = {row["path"] for row in data["differences"] if row["old"] is None}
    assert "events.community-anchor" in added
    text, code = differ("flood", "flood", as_json=True)
    assert (code, json.loads(text)["differences"]) == (0, [])


def test_an_event_that_waits_for_a_threshold_is_told_with_it():
    told, _ = differ("lockdown", "early-warning-support")
    assert (
        "meeting from week 104 (Monday 3 January 2028) on, when cohesion of quintile=1 has been below 50"
        " for 13 weeks."
    ) in " ".join(told.split())


@pytest.mark.parametrize("name", library())
def test_every_library_scenario_is_told_against_the_baseline(name):
    text, code = differ("baseline", name)
    assert code == int(name != "baseline")
    assert "{" not in text
    assert not re.search(r"None( ->|,|]|$)", text, re.MULTILINE)
