"""Studies: their files, what is refused, and how they answer, by hand-made numbers."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from experiments import studies
from experiments.answers import answers, told
from experiments.cli import app
from experiments.comparison import Scale
from experiments.factorial import interactions
from experiments.panel import Panel
from experiments.refusal import Refusal
from experiments.spans import NAMES, chosen
from model import Scenario

FILE = """title: Which of two
question: Does the second beat the first?
scenarios: [base, first, second]
outcomes:
  - {indicator: wemwbs, group: quintile=1}
  - {indicator: lonely, over: whole}
rivals: [[second, first]]
"""
SCALES = {"wemwbs": Scale("14-70", +1), "lonely": Scale("%", -1)}
SINCE = {"base": 0, "first": 10, "second": 20}


SCENARIOS = [
    Scenario.of({"name": name, "title": "t", "question": "q", "weeks": 104, "events": events})
    for name, events in {
        "base": [],
        "first": [{"name": "a", "kind": "stress", "start": 10, "level": 0.2}],
        "second": [{"name": "b", "kind": "prices", "start": 20, "rise": 0.1}],
    }.items()
]


def study(tmp_path: Path, text: str = FILE) -> studies.Study:
    """Return the study of a file with this text."""
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    return studies.load(str(file))


def panel() -> Panel:
    """Return three scenarios over four replicates: the second better in WEMWBS, unclear in loneliness."""
    values = np.full((3, 4, 105, 2, 2), 50.0, np.float32)
    values[1, :, 11:, :, 0] += np.array([0.4, 0.5, 0.6, 0.5])[:, None, None]
    values[2, :, 21:, :, 0] += np.array([1.5, 1.6, 1.4, 1.5])[:, None, None]
    values[2, :, 21:, :, 1] += np.array([-1.0, 1.0, -1.0, 1.0])[:, None, None]
    weeks, groups = np.arange(105, dtype=np.int32), ("all", "quintile=1")
    return Panel(("base", "first", "second"), (1, 2, 3, 4), weeks, groups, ("wemwbs", "lonely"), values)


def test_a_study_answers_with_every_scenario_and_every_pair_of_rivals(tmp_path: Path) -> None:
    rows = answers(study(tmp_path), panel(), SINCE, SCALES)
    assert [(r.indicator, r.scenario, r.against) for r in rows] == [
        ("wemwbs", "first", "base"), ("wemwbs", "second", "base"), ("wemwbs", "second", "first"),
        ("lonely", "first", "base"), ("lonely", "second", "base"), ("lonely", "second", "first"),
    ]  # fmt: skip
    assert rows[0].difference == pytest.approx(0.5, abs=1e-4)
    half = 3.182446 * math.sqrt((0.1**2 + 0.1**2) / 3) / 2  # t(0.975, 3) s / sqrt(4)
    assert (rows[0].low, rows[0].high) == pytest.approx((0.5 - half, 0.5 + half), abs=1e-3)
    assert [r.reading for r in rows] == ["better", "better", "better", "none", "inconclusive", "inconclusive"]


def test_rivals_are_compared_from_the_week_in_which_the_first_of_them_acts(tmp_path: Path) -> None:
    rival = answers(study(tmp_path), panel(), SINCE, SCALES)[2]
    assert rival.difference == pytest.approx((42 * 1.5 - 52 * 0.5) / 52, abs=1e-4)  # weeks 11 to 62


def test_the_answer_counts_the_outcomes_in_which_a_rival_does_better(tmp_path: Path) -> None:
    asked = study(tmp_path)
    lines = told(asked, answers(asked, panel(), SINCE, SCALES), [])
    assert lines[0] == "Does the second beat the first?"
    assert lines[-1] == (
        "Answer: second does better than first in 1 of 2 outcomes looked at, worse in 0; 1 inconclusive or "
        "without a better side."
    )
    assert "  first against base: no difference" in lines


def test_a_rival_that_does_worse_is_told_so(tmp_path: Path) -> None:
    asked = study(tmp_path, FILE.replace("[second, first]", "[first, second]"))
    lines = told(asked, answers(asked, panel(), SINCE, SCALES), [])
    assert lines[-1] == (
        "Answer: first does better than second in 0 of 2 outcomes looked at, worse in 1; 1 inconclusive or "
        "without a better side."
    )


def test_a_rival_that_did_not_run_is_left_out(tmp_path: Path) -> None:
    two = replace(panel(), scenarios=("base", "first"), values=panel().values[:2])
    rows = answers(study(tmp_path), two, SINCE, SCALES)
    assert [(r.scenario, r.against) for r in rows] == [("first", "base")] * 2


def test_an_outcome_looked_at_over_two_spans_is_told_once_for_each(tmp_path: Path) -> None:
    asked = study(tmp_path, FILE.replace("{indicator: lonely,", "{indicator: wemwbs, group: quintile=1,"))
    made, since = panel(), {"first": 10, "second": 10, "first_and_second": 10}
    named = (*made.scenarios, "first_and_second")
    four = replace(made, scenarios=named, values=made.values[[0, 1, 2, 2]])
    ran = studies.scenarios_of(asked.model_copy(update={"crossed": ("first", "second")}), SCENARIOS)
    together = interactions(four, ran, since, SCALES)
    lines = told(asked, answers(asked, made, SINCE, SCALES), together)
    headings = [n for n, line in enumerate(lines) if line.endswith(":")]
    assert [lines[n][-13:] for n in headings] == [" first year):", " whole time):"]
    assert headings[1] - headings[0] == 6  # heading, three pairs, what the two do together, a gap
    assert [line.split(":")[0] for line in lines].count("  first + second") == 2


def test_a_study_runs_the_combinations_of_what_it_crosses_after_those_it_names(tmp_path: Path) -> None:
    asked = study(tmp_path, FILE.replace("rivals: [[second, first]]", "crossed: [second, first]"))
    ran = studies.scenarios_of(asked, SCENARIOS)
    assert [scenario.name for scenario in ran] == ["base", "first", "second", "second_and_first"]
    assert studies.crossed_names(asked) == ["second_and_first"]


def test_spans_are_counted_from_the_first_difference() -> None:
    weeks = np.arange(261, dtype=np.int32)
    seen = {over: weeks[chosen(over, 104, weeks)][[0, -1]].tolist() for over in NAMES}
    assert seen == {
        "first_year": [105, 156], "second_year": [157, 208], "last_year": [209, 260], "whole": [105, 260],
    }  # fmt: skip
    assert chosen("last_year", 104, weeks).sum() == 52


@pytest.mark.parametrize(
    ("old", "new", "told_as"),
    [
        ("wemwbs", "wemwbz", ":5:17: outcomes[0].indicator: unknown indicator 'wemwbz'; did you mean"),
        ("quintile=1", "quintile=9", ":5:32: outcomes[0].group: unknown group 'quintile=9'"),
        ("over: whole", "over: ever", ":6:31: outcomes[1].over: 'ever' is not legal; legal are first_year"),
        ("[second, first]", "[second, third]", ":7:19: rivals[0][1]: 'third' is an unknown scenario"),
        ("[second, first]", "[third, first]", ":7:11: rivals[0][0]: 'third' is an unknown scenario"),
        ("rivals: [[second, first]]", "crossed: [third, second]", ":7:11: crossed[0]: 'third' is an unknown"),
        ("[base, first, second]", "[base]", ":3:12: scenarios: a list of 1"),
        ("question:", "questoin:", ":2:1: questoin: unknown field; did you mean 'question'?"),
    ],
)  # fmt: skip
def test_a_broken_study_is_refused_at_its_place(tmp_path: Path, old: str, new: str, told_as: str) -> None:
    with pytest.raises(Refusal) as refusal:
        study(tmp_path, FILE.replace(old, new))
    assert told_as in str(refusal.value)


def test_the_studies_of_the_library_name_scenarios_that_are_there() -> None:
    assert len(studies.names()) >= 4
    for name in studies.names():
        asked = studies.load(name)
        chosen = [Scenario.load(one) for one in asked.scenarios]
        ran = [scenario.name for scenario in studies.scenarios_of(asked, chosen)]
        assert ran[: len(chosen)] == list(asked.scenarios)
        assert {one for pair in asked.rivals for one in pair} <= set(ran)


def test_the_command_lists_studies_and_refuses_an_unknown_one() -> None:
    listed = CliRunner().invoke(app, ["study"])
    assert listed.exit_code == 0
    assert "power-or-budget" in listed.output
    refused = CliRunner().invoke(app, ["study", "power-and-budget"])
    assert refused.exit_code == 2
    assert "did you mean 'power-or-budget'?" in refused.output
