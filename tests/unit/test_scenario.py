"""Scenarios: what a file becomes, what can be set from outside, and how it is written out again."""

import json
import re

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from model import event_kinds as kinds
from model.aiming import Who
from model.assumptions import Assumptions
from model.conditions import SERVICES
from model.event_fields import EVERY_SERVICE
from model.faults import Fault, Mark, ScenarioFault, dotted
from model.finding import LIBRARY
from model.indicators import INDICATORS
from model.loops import Loops
from model.scenario import Scenario, library
from model.town import Town

HEAD = "title: A test\nquestion: What if?\n"


def loaded(folder, body, name="test"):
    file = folder / f"{name}.yaml"
    file.write_text(HEAD + body, encoding="utf-8")
    return Scenario.load(file)


def refusal(call, *args, **named):
    with pytest.raises(ScenarioFault) as caught:
        call(*args, **named)
    return str(caught.value)


def test_the_defaults_are_the_baseline():
    scenario = Scenario.load("baseline")
    assert (scenario.name, scenario.settle, scenario.weeks, scenario.events) == ("baseline", 416, 520, ())
    assert scenario.assumptions == Assumptions()
    assert scenario.loops == Loops()
    assert scenario.town.residents == 10_000


def test_a_file_becomes_typed_values(tmp_path):
    scenario = loaded(
        tmp_path,
        "settle: 10\nweeks: 60\ntown: {residents: 400, rows: 3, columns: 2}\n"
        "parameters: {ties: {gain: 7e-2}}\n"
        "loops: {withdrawal: off, voice: false, joining: on}\n"
        "events:\n  - {kind: damage, start: 3, home: 1, who: {quintile: 2, age: [20, 30], isolated: true}}\n",
    )
    assert (scenario.name, scenario.settle, scenario.weeks) == ("test", 10, 60)
    assert (scenario.town.residents, scenario.town.rows) == (400, 3)
    assert scenario.assumptions.ties.gain == 0.07
    assert (scenario.loops.withdrawal, scenario.loops.voice, scenario.loops.joining) == (False, False, True)
    event = scenario.events[0]
    assert isinstance(event, kinds.Damage)
    assert (event.name, event.start, event.home, event.weeks) == ("damage", 3, 1.0, None)
    assert event.who == Who(quintile=[2], age=[20, 30], isolated=True)
    assert event.who.quintile == (2,)


def test_events_without_a_name_are_named_after_their_kind(tmp_path):
    one = "  - {kind: placebo, start: 1}\n"
    scenario = loaded(tmp_path, f"events:\n{one}  - {{kind: placebo, start: 1, name: placebo-2}}\n{one}{one}")
    assert [event.name for event in scenario.events] == ["placebo", "placebo-2", "placebo-3", "placebo-4"]


def test_services_are_one_name_a_list_or_all(tmp_path):
    body = "events:\n" + "".join(
        f"  - {{kind: service_remote, start: 1, services: {given}}}\n"
        for given in ("hub", "[hub, family]", "all")
    )
    one, some, every = (event.services for event in loaded(tmp_path, body).events)
    assert one == ("hub",)
    assert some == ("family", "hub")
    assert set(every) == set(SERVICES)


def test_the_services_of_events_are_those_of_the_conditions():
    assert EVERY_SERVICE == SERVICES


def test_a_service_of_the_town_keeps_what_the_file_leaves_out(tmp_path):
    town = loaded(tmp_path, "town: {services: {hub: {capacity: 9}}}\n").town
    usual = Town()
    assert town.services["hub"].capacity == 9
    assert town.services["hub"].sites == usual.services["hub"].sites
    assert town.services["housing"] == usual.services["housing"]


def test_a_file_may_end_in_yml(tmp_path):
    (tmp_path / "short.yml").write_text(HEAD)
    assert Scenario.load(str(tmp_path / "short.yml")).name == "short"


def test_a_scenario_cannot_be_changed_in_place():
    with pytest.raises(ValidationError):
        Scenario.load("baseline").weeks = 3


def test_a_scenario_made_in_code_is_checked_too():
    flood = kinds.Damage(start=10, home=0.5)
    assert Scenario(events=(flood,)).events == (flood,)
    with pytest.raises(ValidationError, match="the name stands twice"):
        Scenario(events=(flood, flood))
    with pytest.raises(ValidationError, match=r"events.damage.start: week 10 is not before the end"):
        Scenario(weeks=10, events=(flood,))


# what can be set from outside


def test_size_horizon_and_burn_in_can_be_changed():
    scenario = Scenario.load("flood").with_(residents=1000, weeks=200, settle=5)
    assert (scenario.town.residents, scenario.weeks, scenario.settle) == (1000, 200, 5)
    assert scenario.town.rows * scenario.town.columns == pytest.approx(10, abs=3)
    assert scenario.events == Scenario.load("flood").events


def test_changing_nothing_changes_nothing():
    for name in ("baseline", "lockdown-with-link-workers"):
        assert Scenario.load(name).with_() == Scenario.load(name)
        assert Scenario.load(name).with_set([]) == Scenario.load(name)


def test_values_are_set_by_path():
    scenario = Scenario.load("flood").with_set(
        ["ties.gain=0.07", "parameters.ties.fading=0.05", "town.residents=5000", "loops.withdrawal=off",
         "weeks=150", "events.flooded-homes.home=0.5", "events.flooded-homes.who.quintile=[1, 2]",
         "events.upheaval.cost.weekly=10"]
    )  # fmt: skip
    assert scenario.assumptions.ties.fading == 0.05
    assert scenario.assumptions.ties.gain == 0.07
    assert scenario.town.residents == 5000
    assert scenario.loops == Loops(withdrawal=False)
    assert scenario.weeks == 150
    assert scenario.events[0].home == 0.5
    assert scenario.events[0].who.quintile == (1, 2)
    assert scenario.events[1].cost.weekly == 10


def test_values_can_also_be_given_as_a_mapping():
    scenario = Scenario.load("flood").with_(set={"ties.gain": 0.07, "events.flooded-homes.home": 0.5})
    assert (scenario.assumptions.ties.gain, scenario.events[0].home) == (0.07, 0.5)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("ties.gian=1", "--set ties.gian: unknown parameter 'gian'; did you mean 'gain'?"),
        ("ties.gain=9", "--set ties.gain: gain = 9 is outside"),
        ("ties.gain=", "--set ties.gain: gain is a number, not None"),
        ("tie.gain=1", "--set tie.gain: unknown path; did you mean 'ties'?"),
        ("qqq=1", "--set qqq: unknown path; legal are weeks, settle, town"),
        ("ties=1", "--set ties: this path cannot be set; write ties.NAME=..."),
        ("ties.gain.x=1", "--set ties.gain.x: this path leads nowhere"),
        ("weeks.x=1", "--set weeks.x: this path cannot be set; write weeks=..."),
        ("weeks=0", "--set weeks: 0 is outside 1 to 5200"),
        ("settle=x", "--set settle: 'x' is not a whole number"),
        ("town.residents=5", "--set town.residents: 5 is outside 100 to 10000000"),
        ("town.resident=5", "--set town.resident: unknown field; did you mean 'residents'?"),
        ("loops.voice=3", "--set loops.voice: 3 is not a switch"),
        ("loops.voic=on", "--set loops.voic: unknown loop; did you mean 'voice'?"),
        ("events.flooded-home.home=1", "unknown event; did you mean 'flooded-homes'?"),
        ("events.flooded-homes=1", "this path cannot be set; write events.flooded-homes.FIELD=..."),
        ("events.flooded-homes.hom=1", "--set events.flooded-homes.hom: unknown field; did you mean 'home'?"),
        ("events.flooded-homes.home=2", "--set events.flooded-homes.home: 2 is outside 0 to 1"),
        ("events.flooded-homes.for=2", "takes no 'for'"),
        (
            "weeks=100",
            "flood: events.flooded-homes.start: week 104 is not before the end of the run (100 weeks)",
        ),
        ("gain", "--set: 'gain' is not path=value, such as ties.gain=0.07"),
        ("=3", "--set: '=3' is not path=value"),
        ("ties.gain=[1", "--set ties.gain: not readable as YAML"),
        ("ties.gain=!!python/none 1", "--set ties.gain: the tag"),
    ],
)
def test_a_wrong_setting_is_refused_with_what_is_legal(setting, message):
    assert message in refusal(Scenario.load("flood").with_set, [setting])


def test_all_wrong_settings_are_told_at_once():
    text = refusal(Scenario.load("flood").with_set, ["ties.gian=1", "weeks=0", "loops.x=on"])
    assert [line.split()[1] for line in text.splitlines()] == ["loops.x:", "ties.gian:", "weeks:"]


def test_a_wrong_size_is_refused():
    text = refusal(Scenario.load("baseline").with_, residents=5, weeks=0, settle=-1)
    assert text.splitlines() == [
        "residents: 5 is outside 100 to 10000000",
        "settle: -1 is outside 0 to 2000",
        "weeks: 0 is outside 1 to 5200",
    ]


def test_a_smaller_town_must_still_hold_the_targets(tmp_path):
    scenario = loaded(tmp_path, "events:\n  - {kind: budget, start: 1, factor: 2, where: {rows: [8, 9]}}\n")
    assert "events.budget.where.rows: 8 to 9 leaves the grid" in refusal(scenario.with_, residents=1000)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30), st.text(max_size=10))
def test_any_setting_yields_a_scenario_or_faults_and_nothing_else(path, value):
    flood = Scenario.load("flood")
    try:
        told = flood.with_set([f"{path}={value}", f"ties.gain={value}", f"town.{path}={value}"]).name
    except ScenarioFault as fault:
        told = str(fault)
    assert told == "flood" or told.startswith(("--set", "flood: "))


# writing out


@pytest.mark.parametrize("name", library())
def test_resolved_data_are_json_and_read_back_to_the_same_scenario(name):
    scenario = Scenario.load(name)
    text = json.dumps(scenario.resolved())
    assert Scenario.of(json.loads(text)) == scenario
    assert Scenario.of(json.loads(text)).resolved() == scenario.resolved()


def test_resolved_data_written_as_a_file_load_to_the_same_scenario(tmp_path):
    scenario = Scenario.load("flood-with-community-anchor").with_set(["loops.voice=off", "ties.gain=0.03"])
    file = tmp_path / "again.yaml"
    file.write_text(
        yaml.safe_dump(scenario.resolved(), sort_keys=False, allow_unicode=True), encoding="utf-8"
    )
    assert Scenario.load(file) == scenario


def test_resolved_data_hold_every_default():
    data = Scenario.load("flood").resolved()
    assert data["parameters"]["ties"]["gain"] == Assumptions().ties.gain
    assert data["loops"]["voice"] is True
    assert data["events"][0]["who"]["share"] == 0.8
    assert data["events"][0]["cost"]["fixed"] == 0.0
    assert "weeks" not in data["events"][0]
    assert list(data)[:2] == ["name", "title"]


def test_plain_data_cannot_extend():
    text = refusal(Scenario.of, {"title": "t", "question": "q", "extends": "flood"}, "manifest")
    assert text == "manifest extends: only a file can build on another one"


# what is legal but does nothing


def test_an_event_of_defaults_is_a_no_op_that_is_warned_about(tmp_path):
    body = "events:\n" + "".join(
        f"  - {{kind: {kind}, start: 1}}\n"
        for kind in ("contact", "stress", "activities", "barriers", "anchor")
    )
    scenario = loaded(tmp_path, body)
    assert all(event.does_nothing() for event in scenario.events)
    assert len(scenario.warnings()) == 5
    assert scenario.warnings()[0].startswith("events.contact does nothing")


def test_nobody_reached_and_no_fade_are_warned_about():
    never = kinds.Stress(name="a", start=1, level=0.2, uptake=0, fade=3)
    slow = kinds.Stress(name="b", start=1, level=0.2, weeks=3, ramp=5)
    assert Scenario(events=(never, slow)).warnings() == [
        "events.a reaches nobody: uptake is 0",
        "events.a never fades: without 'for' it lasts to the end",
        "events.b never reaches its full dose: it ramps up for 5 weeks and lasts 3",
    ]


def test_closures_placebos_and_referrals_are_not_taken_for_no_ops():
    events = [
        kinds.ServiceClosure(start=1, services="all"),
        kinds.Placebo(start=1),
        kinds.Referral(start=1, link=0),
    ]
    assert not any(event.does_nothing() for event in events)


# the kinds


@pytest.mark.parametrize("kind", kinds.EVENT_KINDS.values(), ids=list(kinds.EVENT_KINDS))
def test_every_kind_has_a_trial_that_does_something_to_a_known_indicator(kind):
    event = kind(start=1, **kind.trial)
    assert event.name == event.kind
    assert not event.does_nothing()
    if kind.moves:
        assert kind.moves[0] in INDICATORS
        assert kind.moves[1] in (-1, 1)
    else:
        assert kind in (kinds.Placebo, kinds.MutualAid)


def test_there_is_a_class_for_every_kind_and_no_two_share_one():
    assert len(kinds.EVENT_KINDS) == len(set(kinds.EVENT_KINDS.values())) == 37


def test_no_kind_sets_an_outcome():
    outcomes = {"wellbeing", "belonging", "loneliness", "cohesion", "trust", "health", "control", "safety"}
    for kind in kinds.EVENT_KINDS.values():
        assert not outcomes & set(kind.own_fields())


# faults


def test_a_fault_says_file_line_column_path_and_reason():
    fault = Fault(Mark("a.yaml", 14, 9), "events[0].strat", "unknown field; did you mean 'start'?")
    assert str(fault) == "a.yaml:14:9: events[0].strat: unknown field; did you mean 'start'?"
    assert str(Fault(Mark("--set"), "ties.gian", "unknown")) == "--set ties.gian: unknown"
    assert str(Fault(Mark("a.yaml"), "", "no such file")) == "a.yaml: no such file"
    assert dotted(("events", 0, "who", "age", 1)) == "events[0].who.age[1]"


def test_faults_are_ordered_by_line_and_told_once():
    faults = [Fault(Mark("a", n, 1), "x", "y") for n in (10, 2, 2)]
    assert [f.mark.line for f in ScenarioFault(faults).faults] == [2, 10]


# the library


def test_the_library_has_what_was_asked_for():
    asked = {
        "baseline", "service-closure", "austerity", "cost-of-living", "lockdown", "flood", "plant-closure",
        "safety-incident", "link-worker", "co-location", "participatory-budgeting", "community-hub",
        "consultation-only", "placebo", "flood-with-community-anchor", "cost-of-living-with-co-location",
        "lockdown-with-link-workers", "plant-closure-with-community-hub",
    }  # fmt: skip
    assert asked <= set(library())
    assert library()[0] == "baseline"


REFERENCES = {claim.against for name in library() for claim in Scenario.load(name).expect}
"""Scenarios that others are held against."""


@pytest.mark.parametrize("name", library())
def test_every_library_file_says_why_its_numbers_and_what_would_change_your_mind(name):
    text = (LIBRARY / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.splitlines()[0] == "# yaml-language-server: $schema=scenario.schema.json"
    scenario = Scenario.load(name)
    assert scenario.question.endswith("?")
    assert scenario.doubt
    assert scenario.sizes or not scenario.events or name == "placebo"
    assert scenario.expect or name in REFERENCES or "claimed" in scenario.doubt


@pytest.mark.parametrize("name", library())
def test_every_library_scenario_loads_at_any_size_without_warnings(name):
    scenario = Scenario.load(name)
    assert scenario.warnings() == []
    for residents in (100, 300, 1000, 5_400_000):
        assert scenario.with_(residents=residents).town.residents == residents


STACKED = [name for name in library() if "-with-" in name and name.split("-with-")[0] in library()]


@pytest.mark.parametrize("name", STACKED)
def test_stacked_scenarios_hold_the_shock_whole(name):
    shock = Scenario.load(name.split("-with-")[0])
    stacked = Scenario.load(name)
    assert stacked.events[: len(shock.events)] == shock.events
    assert len(stacked.events) > len(shock.events)
    assert set(shock.sources) <= set(stacked.sources)
    assert stacked.title != shock.title
    assert (stacked.town, stacked.assumptions, stacked.loops) == (shock.town, shock.assumptions, shock.loops)


@pytest.mark.parametrize("name", library())
def test_every_evidence_id_in_a_library_file_is_followed_by_its_citation(name):
    for source in Scenario.load(name).sources:
        assert len(source) > 30
        assert ": " in source or "http" in source or re.search(r"[0-9]+:[a-z]?[0-9]+|\([12][0-9]{3}", source)
