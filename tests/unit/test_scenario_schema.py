"""The JSON Schema accepts every library file and refuses what the reader refuses.

It is held against a validator both ways: all that the reader accepts in tests is valid, and of the faults
that the reader finds those of structure are found by the schema too. Faults that need two values or a
second file (a range the wrong way round, a start after the end, a parent that is not there) are the
reader's alone.
"""

import importlib.util
from pathlib import Path

import jsonschema
import pytest

from experiments.language.starting import EDITOR_LINE
from experiments.language.starting import SCHEMA as SCHEMA_FILE
from experiments.tables import schema as printed
from model.assumptions import Assumptions
from model.event_kinds import EVENT_KINDS
from model.faults import ScenarioFault
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


# beside the library, for editors


def test_the_librarys_copy_is_what_the_command_prints():
    copy = (LIBRARY / SCHEMA_FILE).read_text(encoding="utf-8")
    assert copy == printed() + "\n", "run 'kith schema --out scenarios/scenario.schema.json'"


@pytest.mark.parametrize("name", library())
def test_every_library_file_begins_with_the_line_that_tells_editors_of_the_schema(name):
    with (LIBRARY / f"{name}.yaml").open(encoding="utf-8") as file:
        assert file.readline() == EDITOR_LINE + "\n"


# what the reader accepts is valid

ACCEPTED = [
    "version: 2\nweek_0: 2027-01-04\nsettle: 8 years\nweeks: 10 years\nsizes: assumed\ndoubt: none\n",
    "week_0: '2027-01-04'\nweeks: 18 months\n",
    "expect:\n  - {indicator: wemwbs, group: quintile=1, moves: down, against: baseline, over: whole}\n",
    "expect: [{indicator: cohesion, moves: same}]\n",
    "extends: flood\nwithout: [upheaval]\n",
    "extends: flood\nwithout: upheaval\n",
    "combine: [flood, cost-of-living]\nwithout: [upheaval]\n",
    "town: {residents: 400, rows: 3, columns: 2}\n",
    "town:\n  quintiles: {1: 0.2, 2: 0.2, 3: 0.2, 4: 0.2, 5: 0.2}\n  services: {hub: {capacity: 9}}\n",
    "parameters: {ties: {gain: 7e-2}}\nloops: {withdrawal: off, voice: false, joining: on}\n",
    "events:\n  - {kind: damage, start: 2027-04-01, home: 1}\n",
    "events:\n  - {kind: damage, start: 3, home: 1, repeat: 1 year}\n",
    "events:\n  - {kind: stress, start: 3, level: 0.1, for: 6 weeks, repeat: 52, ramp: 2 weeks, fade: 0}\n",
    "events:\n  - {kind: stress, start: 3, level: 0.1, for: 18 months, ramp: 13, fade: 3 months}\n",
    "events:\n  - {kind: stress, start: 3, level: 0.1, season: {first: october, last: march}}\n",
    "events:\n  - {kind: stress, start: 3, level: 0.1, season: {peak: january, least: 0.3}}\n",
    "events:\n  - kind: stress\n    level: 0.1\n"
    "    when: {indicator: cohesion, group: quintile=1, below: 55, for: 26 weeks}\n"
    "    stop: {indicator: cohesion, above: 60, for: 13}\n",
    "events:\n  - {kind: stress, start: 3, level: 0.1, when: {indicator: wemwbs, above: 20}}\n",
    "events:\n  - {kind: stress, start: 3, level: 0, who: {age: [20, 30], close_ties: [0, 0]}}\n",
    "events:\n  - {kind: stress, start: 3, level: 0.1, who: {lonely: true, broker: false, share: 0.5}}\n",
    "events:\n  - {kind: stress, start: 3, level: 0, where: {rows: [0, 1], cohesion: [0, 50], share: 0.5}}\n",
    "events:\n  - kind: stress\n    start: 3\n    level: 0.1\n    uptake: 0.5\n"
    "    delivery: {mode: targeted, need: loneliness, places: 40, stay: 26 weeks}\n",
    "events:\n  - {kind: stress, start: 3, level: 0.1, delivery: {mode: proportionate, slope: 1.2}}\n",
    "events:\n  - {kind: stress, start: 3, level: 0.1, delivery: {mode: first_come, places: 0.5}}\n",
    "events:\n  - {kind: stress, start: 3, level: 0.1, cost: {fixed: 1, weekly: 2, per_participant: 3}}\n",
    "events:\n  - {kind: service_closure, start: 9, services: all, notice: 8 weeks, contested: true}\n",
    "events:\n  - {kind: referral, start: 9, from: hub, to: [family, housing], link: 1}\n",
    "events:\n  - {kind: link_workers, start: 9, workers: 4, episode: 6 months}\n",
    "events: []\n",
]


@pytest.mark.parametrize("body", ACCEPTED)
def test_what_the_reader_accepts_is_valid(tmp_path, body):
    file = tmp_path / "good.yaml"
    text = f"title: A test\nquestion: What if?\n{body}"
    file.write_text(text, encoding="utf-8")
    scenario = Scenario.load(file)
    CHECK.validate(read(text, "good")[0].plain())
    CHECK.validate(scenario.resolved())


# what the reader refuses: which faults the schema refuses as well


def _broken():
    """Return the table of broken scenarios that the reader is tested with."""
    path = Path(__file__).with_name("test_bad_scenarios.py")
    spec = importlib.util.spec_from_file_location("table_of_broken_scenarios", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: module.HEAD + body for name, body, *_ in module.BROKEN}


BROKEN = _broken()
READERS_ALONE = {
    # of times, thresholds, seasons, delivery and combinations: of the calendar, or of two values together
    "a thirteenth month", "a 29 February in an ordinary year", "a date before week 0",
    "a date before a week 0 of its own", "a date beyond the last week", "a date after the end",
    "a week 0 on a Tuesday", "a week 0 that is no date", "a week 0 in another age",
    "a duration that is too long", "a burn-in that is too long", "a yearly repeat before the end",
    "a season of months and a peak", "a season of nothing", "a season without an end",
    "a least with months", "a group of a town's indicator", "both sides of a threshold",
    "no side of a threshold", "no number of a threshold", "a threshold that wellbeing cannot pass",
    "a stop that a share cannot pass", "a threshold that a count cannot pass",
    "a threshold longer than the run", "a trigger that repeats", "close ties the wrong way round",
    "a need that is not read", "a slope that is not read", "turns of neighbourhoods",
    "places of neighbourhoods", "another need of neighbourhoods", "a stay in a strike",
    "more and less of a strike", "places of link workers", "more and less of a closure",
    "a combination with nothing there", "a combination with itself",
    # of YAML itself
    "a key twice", "a merge key", "a tag", "an unclosed bracket", "a tab", "a second document",
    "a dose that is no number",
    # of two values together
    "shares over one", "more neighbourhoods than people", "a start after the end", "ages the wrong way round",
    "rows the wrong way round", "a repeat before the end", "notice before week 0",
    "a host that is its own guest", "a service that refers to itself", "two events of one name",
    # of the town
    "an age nobody has", "rows outside the grid", "columns outside the grid",
    "a quintile that the town lacks", "a river in a dry town", "people alone in a town without any",
    # of other files
    "extends of nothing there", "extends up a folder", "extends of an absolute path", "extends of itself",
    "a drop of nothing there",
}  # fmt: skip
"""Broken scenarios that the schema lets pass: no schema of one document can know better."""


def is_refused(text):
    """Return whether the schema refuses a text, None if it cannot be read as YAML."""
    try:
        root, faults = read(text, "broken")
    except ScenarioFault:
        return None
    return None if faults else not CHECK.is_valid(root.plain())


@pytest.mark.parametrize("name", BROKEN)
def test_faults_of_structure_are_refused_by_the_schema_too(name):
    assert is_refused(BROKEN[name]) in ((None, False) if name in READERS_ALONE else (True,)), name
