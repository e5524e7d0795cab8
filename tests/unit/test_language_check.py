"""Checking without a town: what an event's times alone say about its effect, told as fault or warning."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.language.checks import Depth, checked
from model.scenario import library

HEAD = "title: A test\nquestion: What if?\nweeks: 100\nevents:\n"
READ = Depth(found_towns=False)


def told(folder, event):
    """Return what is fine and what is wrong in a scenario of 100 weeks with one event."""
    file = folder / "s.yaml"
    file.write_text(f"{HEAD}  - {{{event}}}\n", encoding="utf-8")
    return checked([str(file)], READ)


WARNED = [
    ("a ramp beyond the end", "kind: stress, level: 0.1, start: 90, ramp: 20",
     "events.stress.ramp: it would reach its full dose after 20 weeks; the run ends after 10"),
    ("a length beyond the end", "kind: stress, level: 0.1, start: 90, for: 20",
     "events.stress.for: it lasts 20 weeks, but the run ends 10 after its start"),
    ("a fade beyond the end", "kind: stress, level: 0.1, start: 90, for: 8, fade: 3",
     "events.stress.fade: the run ends before it has faded"),
    ("a repeat that does not come", "kind: damage, home: 0.1, start: 60, repeat: 1 year",
     "events.damage.repeat: it does not come again before the run ends (100 weeks)"),
    ("a stop that holds at the start", "kind: stress, level: 0.1, when: {indicator: cohesion, below: 50},"
     " stop: {indicator: cohesion, below: 55, for: 3}",
     "events.stress.stop: it holds already when the event begins, so that it ends 3 weeks later"),
    ("places that make less than half a place", "kind: stress, level: 0.1, start: 1, delivery: {places: 0.4}",
     "events.stress.delivery.places: 0.4 for 10,000 residents makes 0.4 here; one place is given out"),
    ("doses that change nothing", "kind: stress, start: 1", "events.stress does nothing"),
    ("a share of nobody", "kind: stress, level: 0.1, start: 1, uptake: 0",
     "events.stress reaches nobody: uptake is 0"),
]  # fmt: skip


@pytest.mark.parametrize(("event", "message"), [w[1:] for w in WARNED], ids=[w[0] for w in WARNED])
def test_what_may_be_in_vain_is_a_warning(tmp_path, event, message):
    fine, wrong = told(tmp_path, event)
    assert wrong == []
    assert len(fine) == 2
    assert "s.yaml: fine (1 events, 100 weeks)" in fine[0]
    assert f": warning: {message}" in fine[1]


QUIET = [
    "kind: stress, level: 0.1, start: 90, ramp: 10", "kind: stress, level: 0.1, start: 90, for: 10",
    "kind: stress, level: 0.1, start: 90, for: 8, fade: 2",
    "kind: damage, home: 0.1, start: 40, repeat: 1 year",
    "kind: stress, level: 1, when: {indicator: cohesion, below: 50}, stop: {indicator: cohesion, above: 55}",
    "kind: stress, level: 0.1, start: 1, delivery: {places: 1}",
    "kind: stress, level: 0.1, start: 1, fade: 4, stop: {indicator: cohesion, above: 55}",
    "kind: stress, level: 0.1, start: 1, season: {first: october, last: march}",
]  # fmt: skip


@pytest.mark.parametrize("event", QUIET)
def test_what_takes_effect_is_not_warned_about(tmp_path, event):
    fine, wrong = told(tmp_path, event)
    assert (len(fine), wrong) == (1, [])


def test_an_event_that_is_never_at_work_is_a_fault_at_its_line_and_column(tmp_path):
    fine, wrong = told(
        tmp_path, "kind: stress, level: 0.1, start: 20, for: 8, season: {first: october, last: march}"
    )
    assert fine == []
    (only,) = wrong
    assert "s.yaml:5:59: events[0].season: it is at work in no week of the run (weeks 20 to 99)" in only


def test_a_fault_of_a_parents_event_names_the_parents_file(tmp_path):
    told(tmp_path, "kind: stress, level: 0.1, start: 20, for: 8, season: {first: october, last: march}")
    (tmp_path / "up.yaml").write_text("title: t\nquestion: q\nextends: s\n", encoding="utf-8")
    _, wrong = checked([str(tmp_path / "up.yaml")], READ)
    assert "s.yaml:5:59: events[0].season" in wrong[0]


def test_exit_codes_tell_warnings_from_faults(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    kith = CliRunner().invoke
    told(Path(), "kind: stress, level: 0.1, start: 90, for: 20")
    done = kith(app, ["check", "s.yaml", "--quick"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert "warning" in done.stdout
    told(Path(), "kind: stress, level: 0.1, start: 20, for: 8, season: {first: october, last: march}")
    done = kith(app, ["check", "s.yaml", "--quick"])
    assert done.exit_code == 2
    assert "season" in done.stderr
    assert kith(app, ["check", "s.yaml", "--quick", "--deep"]).exit_code == 2


def test_the_library_is_fine_and_little_of_it_is_warned_about():
    fine, wrong = checked(library(), READ)
    assert wrong == []
    assert len([line for line in fine if ": fine (" in line]) == len(library())
    assert [line for line in fine if ": warning: " in line] == []
