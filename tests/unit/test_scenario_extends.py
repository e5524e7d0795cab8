"""Stacking: what a scenario takes from the one it extends."""

import pytest

from model.scenario import Scenario, ScenarioFault

HEAD = "title: A test\nquestion: What if?\n"
LOW = """title: Below
question: What lies below?
sources: [one]
settle: 20
weeks: 100
town: {residents: 400, rows: 4, columns: 4, flood_prone: 0.5}
parameters: {ties: {gain: 0.05, fading: 0.06}}
loops: {voice: off, joining: off}
events:
  - {name: a, kind: stress, start: 5, level: 0.1}
  - {name: b, kind: stress, start: 6, level: 0.2}
  - {kind: placebo, start: 7}
"""


@pytest.fixture
def stack(tmp_path):
    (tmp_path / "low.yaml").write_text(LOW)

    def over(body):
        (tmp_path / "top.yaml").write_text(HEAD + "extends: low\n" + body)
        return Scenario.load(tmp_path / "top.yaml")

    return over


def test_a_file_that_adds_nothing_is_the_parent_under_another_name(stack):
    top = stack("")
    assert (top.name, top.title, top.question) == ("top", "A test", "What if?")
    assert (top.settle, top.weeks, top.sources, len(top.events)) == (20, 100, ("one",), 3)
    assert (top.town.rows, top.assumptions.ties.gain, top.loops.voice) == (4, 0.05, False)


def test_fields_are_overridden_one_by_one(stack):
    top = stack("weeks: 90\ntown: {rows: 2}\nparameters: {ties: {gain: 0.04}}\nloops: {voice: on}\n")
    assert (top.settle, top.weeks) == (20, 90)
    assert (top.town.rows, top.town.columns, top.town.flood_prone) == (2, 4, 0.5)
    assert (top.assumptions.ties.gain, top.assumptions.ties.fading) == (0.04, 0.06)
    assert (top.loops.voice, top.loops.joining) == (True, False)


def test_a_list_of_shares_is_replaced_as_a_whole(stack):
    top = stack("town: {quintiles: {1: 0, 2: 0, 3: 0, 4: 0, 5: 1}}\n")
    assert top.town.quintiles == {"1": 0, "2": 0, "3": 0, "4": 0, "5": 1}


def test_sources_are_added_without_doubles(stack):
    assert stack("sources: [two, one, three]\n").sources == ("one", "two", "three")


def test_events_are_appended(stack):
    top = stack("events:\n  - {name: c, kind: stress, start: 8, level: 0.3}\n")
    assert [event.name for event in top.events] == ["a", "b", "placebo", "c"]


def test_an_event_of_the_same_name_takes_the_place_of_the_parents(stack):
    top = stack("events:\n  - {name: a, kind: damage, start: 9, home: 0.4}\n")
    assert [(event.name, event.kind) for event in top.events][:2] == [("a", "damage"), ("b", "stress")]


def test_a_nameless_event_never_takes_the_place_of_the_parents(stack):
    top = stack("events:\n  - {kind: placebo, start: 9}\n")
    assert [event.name for event in top.events] == ["a", "b", "placebo", "placebo-2"]


def test_events_of_the_parent_can_be_dropped(stack):
    assert [event.name for event in stack("without: [a, placebo]\n").events] == ["b"]
    assert [event.name for event in stack("without: b\n").events] == ["a", "placebo"]


def test_a_dropped_name_can_be_used_again(stack):
    top = stack("without: [a]\nevents:\n  - {name: a, kind: placebo, start: 9}\n")
    assert [(event.name, event.kind) for event in top.events] == [
        ("b", "stress"), ("placebo", "placebo"), ("a", "placebo"),
    ]  # fmt: skip


def test_chains_stack_from_the_bottom(stack, tmp_path):
    stack("weeks: 90\nloops: {queues: off}\n")
    (tmp_path / "roof.yaml").write_text(HEAD + "extends: top.yaml\nloops: {voice: on}\n")
    roof = Scenario.load(tmp_path / "roof.yaml")
    assert (roof.weeks, roof.settle) == (90, 20)
    assert (roof.loops.voice, roof.loops.joining, roof.loops.queues) == (True, False, False)


def test_a_file_outside_the_library_can_extend_a_library_scenario(tmp_path):
    (tmp_path / "mine.yaml").write_text(HEAD + "extends: flood\nweeks: 300\n")
    mine = Scenario.load(tmp_path / "mine.yaml")
    assert mine.events == Scenario.load("flood").events
    assert mine.weeks == 300


def test_a_file_beside_it_comes_before_the_library(tmp_path):
    (tmp_path / "flood.yaml").write_text(LOW)
    (tmp_path / "mine.yaml").write_text(HEAD + "extends: flood\n")
    assert Scenario.load(tmp_path / "mine.yaml").weeks == 100


def test_targets_are_checked_in_the_stacked_town_with_the_events_own_line(stack):
    with pytest.raises(ScenarioFault) as caught:
        stack("weeks: 6\n")
    assert [(f.mark.source.rpartition("/")[2], f.mark.line, f.path) for f in caught.value.faults] == [
        ("low.yaml", 11, "events[1].start"), ("low.yaml", 12, "events[2].start"),
    ]  # fmt: skip


def test_a_title_is_not_inherited(tmp_path):
    (tmp_path / "low.yaml").write_text(LOW)
    (tmp_path / "top.yaml").write_text("extends: low\n")
    with pytest.raises(ScenarioFault) as caught:
        Scenario.load(tmp_path / "top.yaml")
    assert [f.path for f in caught.value.faults] == ["question", "title"]


def test_wrong_sources_of_a_parent_are_told(stack, tmp_path):
    (tmp_path / "low.yaml").write_text(LOW.replace("sources: [one]", "sources: one"))
    with pytest.raises(ScenarioFault) as caught:
        stack("sources: [two]\n")
    assert [(f.mark.source.rpartition("/")[2], f.mark.line, f.path) for f in caught.value.faults] == [
        ("low.yaml", 3, "sources"),
    ]  # fmt: skip


def test_a_parent_that_cannot_be_read_is_told(stack, tmp_path):
    (tmp_path / "low.yaml").write_text("a: [")
    with pytest.raises(ScenarioFault, match=r"low.yaml:1:5: not readable as YAML"):
        stack("")
