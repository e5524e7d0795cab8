"""Combining: several scenarios side by side are all their events, and contradictions are told."""

import pytest

from model.community import Community
from model.scenario import Scenario, ScenarioFault

HEAD = "title: A test\nquestion: What if?\n"
TOWN = "settle: 3\nweeks: 12\ntown: {residents: 120, rows: 2, columns: 3}\n"
COLD = "events:\n  - {name: cold, kind: stress, level: 0.3, start: 2, for: 5}\n"
DEAR = "events:\n  - {name: dear, kind: prices, rise: 0.3, start: 3}\n"


@pytest.fixture
def write(tmp_path):
    def written(**files):
        for name, body in files.items():
            (tmp_path / f"{name}.yaml").write_text(HEAD + body)
        return tmp_path

    return written


def loaded(folder, name="top"):
    return Scenario.load(folder / f"{name}.yaml")


def faults(folder, name="top"):
    with pytest.raises(ScenarioFault) as caught:
        loaded(folder, name)
    return [(f.mark.source.rpartition("/")[2], f.mark.line, f.path, f.message) for f in caught.value.faults]


def test_all_events_come_together_in_the_order_of_the_list(write):
    folder = write(a=COLD, b=DEAR, top="combine: [b, a]\nevents:\n  - {kind: placebo, start: 1}\n")
    assert [event.name for event in loaded(folder).events] == ["dear", "cold", "placebo"]


def test_blocks_and_sources_are_merged_field_by_field(write):
    folder = write(
        a="sources: [one]\nweeks: 90\ntown: {rows: 4}\nparameters: {ties: {gain: 0.05}}\n",
        b="sources: [two, one]\nsettle: 9\ntown: {columns: 3}\nparameters: {ties: {fading: 0.06}}\n"
        "loops: {voice: off}\n",
        top="combine: [a, b]\nsources: [three]\n",
    )
    top = loaded(folder)
    assert (top.weeks, top.settle, top.town.rows, top.town.columns) == (90, 9, 4, 3)
    assert (top.assumptions.ties.gain, top.assumptions.ties.fading, top.loops.voice) == (0.05, 0.06, False)
    assert top.sources == ("one", "two", "three")


def test_the_week_0_of_one_is_that_of_all(write):
    dated = "week_0: 2027-01-04\nevents:\n  - {kind: placebo, start: 2027-02-01}\n"
    top = loaded(write(a=dated, b=COLD, top="combine: [a, b]\n"))
    assert (str(top.week_0), [event.start for event in top.events]) == ("2027-01-04", [4, 2])


@pytest.mark.parametrize(
    ("one", "other", "field", "own"),
    [
        ("weeks: 90\n", "weeks: 80\n", "weeks", "weeks: 70\n"),
        ("week_0: 2027-01-04\n", "week_0: 2028-01-03\n", "week_0", "week_0: 2029-01-01\n"),
        ("town: {rows: 3}\n", "town: {rows: 4}\n", "town.rows", "town: {rows: 5}\n"),
        ("parameters: {ties: {gain: 0.05}}\n", "parameters: {ties: {gain: 0.06}}\n", "parameters.ties.gain",
         "parameters: {ties: {gain: 0.07}}\n"),
        ("loops: {voice: on}\n", "loops: {voice: off}\n", "loops.voice", "loops: {voice: on}\n"),
    ],
)  # fmt: skip
def test_a_contradiction_is_told_unless_the_file_settles_it(write, one, other, field, own):
    folder = write(a=one, b=other, top="combine: [a, b]\n", settled="combine: [a, b]\n" + own)
    assert faults(folder) == [("top.yaml", 3, "combine", f"a and b differ in {field}; set it in this file")]
    assert loaded(folder, "settled").events == ()


def test_two_ways_to_write_a_switch_do_not_contradict_each_other(write):
    folder = write(a="loops: {voice: off}\n", b="loops: {voice: false}\n", top="combine: [a, b]\n")
    assert loaded(folder).loops.voice is False


def test_each_contradiction_is_told(write):
    folder = write(
        a="weeks: 90\ntown: {rows: 3}\n", b="weeks: 80\ntown: {rows: 4}\n", top="combine: [a, b]\n"
    )
    assert sorted(message.split(";")[0] for *_, message in faults(folder)) == [
        "a and b differ in town.rows", "a and b differ in weeks",
    ]  # fmt: skip


def test_the_same_event_of_two_files_is_one(write):
    folder = write(low=COLD, a="extends: low\n", b="extends: low\n" + DEAR, top="combine: [a, b]\n")
    assert [event.name for event in loaded(folder).events] == ["cold", "dear"]


def test_nameless_events_that_are_the_same_are_one(write):
    folder = write(low="events:\n  - {kind: placebo, start: 1}\n", a="extends: low\n", b="extends: low\n",
                   top="combine: [a, b]\n")  # fmt: skip
    assert [event.name for event in loaded(folder).events] == ["placebo"]


def test_two_events_of_one_name_that_differ_are_refused(write):
    folder = write(a=COLD, b=COLD.replace("0.3", "0.4"), top="combine: [a, b]\n")
    message = "two of these have an event 'cold', and the two differ; name one otherwise"
    assert faults(folder) == [("top.yaml", 3, "combine", message)]


def test_an_event_that_the_file_replaces_or_drops_may_differ(write):
    folder = write(
        a=COLD, b=COLD.replace("0.3", "0.4"), replaced="combine: [a, b]\n" + COLD.replace("0.3", "0.5"),
        dropped="combine: [a, b]\nwithout: cold\n",
    )  # fmt: skip
    assert [event.level for event in loaded(folder, "replaced").events] == [0.5]
    assert loaded(folder, "dropped").events == ()


def test_events_of_any_part_can_be_dropped(write):
    folder = write(
        a=COLD, b=DEAR, top="combine: [a, b]\nwithout: [dear]\n", odd="combine: [a, b]\nwithout: [der]\n"
    )
    assert [event.name for event in loaded(folder).events] == ["cold"]
    assert faults(folder, "odd") == [("odd.yaml", 4, "without[0]", "unknown event; did you mean 'dear'?")]


def test_faults_of_a_part_are_told_in_its_own_file_and_once(write):
    folder = write(low="weeks: 0\n", a="extends: low\n", b="extends: low\n", top="combine: [a, b]\n")
    assert faults(folder) == [("low.yaml", 3, "weeks", "0 is outside 1 to 5200")]


@pytest.mark.parametrize("how", ["extends: low\n", "combine: [low, a]\n"])
def test_a_file_below_must_be_of_this_version_and_have_known_fields(write, how):
    folder = write(low="version: 1\nweks: 3\n", a="", top=how)
    assert [fault[:3] for fault in faults(folder)] == [("low.yaml", 3, "version"), ("low.yaml", 4, "weks")]


def test_a_cycle_over_combinations_is_refused(write):
    folder = write(a="combine: [b, c]\n", b="extends: a\n", c=COLD)
    assert faults(folder, "a") == [
        ("b.yaml", 3, "extends", "a scenario cannot build on itself: a -> b -> a"),
    ]


def test_more_than_eight_in_a_row_are_refused(write):
    files = {f"s{n}": f"combine: [s{n + 1}, leaf]\n" for n in range(8)} | {"s8": COLD}
    folder = write(leaf=DEAR, **files)
    assert [event.name for event in loaded(folder, "s1").events] == ["cold", "dear"]
    assert {fault[3] for fault in faults(folder, "s0")} == {"more than 8 files build on one another"}


def test_more_than_64_files_in_all_are_refused(write):
    leaves = {f"e{n}": "" for n in range(64)}
    folder = write(
        **leaves, top=f"combine: [{', '.join(list(leaves)[:63])}]\n", many=f"combine: [{', '.join(leaves)}]\n"
    )
    assert loaded(folder).events == ()
    assert faults(folder, "many") == [
        ("many.yaml", 3, "combine[63]", "more than 64 files are read for one scenario"),
    ]  # fmt: skip


def run(scenario):
    return Community(scenario, rng=3).run(8)


def same_numbers(one, other):
    mine, theirs = one.record.values(), other.record.values()
    return all(mine[name].tobytes() == theirs[name].tobytes() for name in mine)


def test_a_combination_is_the_same_events_in_one_file_in_any_order(write):
    folder = write(
        base=TOWN, a="extends: base\n" + COLD, b="extends: base\n" + DEAR,
        top="combine: [a, b]\n", other="combine: [b, a]\n",
        one=TOWN + COLD + DEAR.removeprefix("events:\n"), less=TOWN + COLD,
    )  # fmt: skip
    top, other, one, less = (run(loaded(folder, name)) for name in ("top", "other", "one", "less"))
    assert same_numbers(top, one)
    assert same_numbers(top, other)
    assert not same_numbers(top, less)
