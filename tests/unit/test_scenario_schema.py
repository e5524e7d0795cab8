"""The JSON Schema accepts every library file and refuses what the reader refuses."""

import jsonschema
import pytest

from model.assumptions import Assumptions
from model.event_kinds import EVENT_KINDS
from model.finding import LIBRARY
from model.loops import Loops
from model.reading import read
from model.scenario import Scenario, library
from model.schema import schema

SCHEMA = schema()
CHECK = jsonschema.Draft202012Validator(SCHEMA)
HEAD = {"title": "t", "question": "q"}


def test_it_is_a_legal_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", library())
def test_it_accepts_every_library_file_and_its_resolved_form(name):
    node, _ = read((LIBRARY / f"{name}.yaml").read_bytes(), name)
    CHECK.validate(node.plain())
    CHECK.validate(Scenario.load(name).resolved())


@pytest.mark.parametrize("kind", EVENT_KINDS.values(), ids=list(EVENT_KINDS))
def test_it_accepts_the_trial_of_every_kind(kind):
    CHECK.validate(
        {**HEAD, "events": [{"kind": kind.model_fields["kind"].default, "start": 3, **kind.trial}]}
    )


def event(**fields):
    return {**HEAD, "events": [{"kind": "damage", "start": 3, "home": 0.5, **fields}]}


@pytest.mark.parametrize(
    "data",
    [
        {"title": "t"},
        {**HEAD, "week": 3},
        {**HEAD, "weeks": 0},
        {**HEAD, "weeks": "ten"},
        {**HEAD, "town": {"residents": 5}},
        {**HEAD, "town": {"resident": 500}},
        {**HEAD, "town": {"services": {"hub": {"sites": 0}}}},
        {**HEAD, "parameters": {"tie": {}}},
        {**HEAD, "parameters": {"ties": {"gian": 0.1}}},
        {**HEAD, "parameters": {"ties": {"gain": 9}}},
        {**HEAD, "loops": {"voice": "maybe"}},
        {**HEAD, "loops": {"voic": True}},
        {**HEAD, "without": ["flood"]},
        {**HEAD, "sources": "a book"},
        event(kind="damag"),
        event(home=2),
        event(strat=3),
        event(**{"for": 3}),
        event(start=-1),
        event(name="The Flood"),
        event(who={"quintile": 6}),
        event(who={"quintile": []}),
        event(who={"age": [20]}),
        event(who={"sex": "woman"}),
        event(cost={"weekly": -1}),
        {**HEAD, "events": [{"kind": "damage", "home": 0.5}]},
        {**HEAD, "events": [{"kind": "damage", "start": 3}]},
        {**HEAD, "events": [{"kind": "contact", "start": 3, "who": {}}]},
        {**HEAD, "events": [{"kind": "budget", "start": 3, "uptake": 0.5}]},
        {**HEAD, "events": [{"kind": "service_remote", "start": 3, "services": ["gp"]}]},
    ],
)
def test_it_refuses_what_the_reader_refuses(data):
    assert not CHECK.is_valid(data)


def test_short_forms_are_accepted():
    CHECK.validate(event(who={"quintile": 1}, where={"quintile": [1, 2]}))
    for services in ("all", "hub", ["hub", "family"]):
        CHECK.validate({**HEAD, "events": [{"kind": "service_remote", "start": 3, "services": services}]})
    CHECK.validate(
        {**HEAD, "loops": {"voice": "off", "joining": True}, "extends": "flood", "without": "upheaval"}
    )
    CHECK.validate({**HEAD, "town": {"services": {"hub": {"capacity": 3}}}})


def test_every_parameter_and_loop_is_described():
    groups = SCHEMA["properties"]["parameters"]["properties"]
    assert set(groups) == set(Assumptions._fields)
    for name, group in groups.items():
        assert set(group["properties"]) == set(getattr(Assumptions(), name)._fields)
        assert all(number["description"] for number in group["properties"].values())
    loops = SCHEMA["properties"]["loops"]["properties"]
    assert set(loops) == set(Loops._fields)
    assert all(loop["description"] for loop in loops.values())


def test_every_own_field_of_every_kind_is_described():
    for kind in SCHEMA["properties"]["events"]["items"]["oneOf"]:
        for name, about in kind["properties"].items():
            assert about.get("description") or name in ("kind", "name"), (kind["title"], name)
