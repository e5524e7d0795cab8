"""The screening: Morris indices of known functions, ranges by hand, guards, resuming, refusals."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from typer.testing import CliRunner

from experiments.cli import app
from experiments.refusal import Refusal
from experiments.sensitivity import command, report, screening
from experiments.sensitivity.design import BrokenDesignError, check, designed, parameters_of, salib, seed_of
from experiments.sensitivity.indices import ERROR_RATE, beyond_luck, indices, luck_bar, without_effect
from experiments.sensitivity.ranges import (
    LUCK,
    LUCKS,
    NOTHING,
    Factor,
    controls,
    factors,
    plausible,
    with_values,
)
from experiments.sensitivity.screening import Result, advanced, in_order
from model.assumptions import Assumptions, table
from model.parameters import parameter
from model.scenario import Scenario

# known functions -----------------------------------------------------------------------------------------

BOUNDS = {"a": (0.0, 2.0), "b": (-1.0, 3.0), "c": (10.0, 11.0), "idle": (0.0, 5.0)}


@pytest.fixture(scope="module")
def plan():
    """Return a plan of four factors and the controls, ten trajectories."""
    known = [Factor(name, low, low, high, False, "", "assumed", True) for name, (low, high) in BOUNDS.items()]
    return designed([*known, *controls()], 10, 1)


def index_of(found, plan, name, which="mu_star"):
    names = [factor.path for factor in plan.factors]
    return getattr(found, which)[names.index(name), 0]


def of(plan, function):
    a, b, c = plan.rows[:, :3].T
    return indices(plan, function(a, b, c)[:, None], ["y"])


def test_a_linear_function_has_its_slope_times_the_range_and_no_spread(plan):
    found = of(plan, lambda a, b, c: 3 * a - 2 * b + 7 * c)
    for name, slope in (("a", 3), ("b", -2), ("c", 7)):
        span = BOUNDS[name][1] - BOUNDS[name][0]
        assert index_of(found, plan, name, "mu") == pytest.approx(slope * span)
        assert index_of(found, plan, name) == pytest.approx(abs(slope) * span)
        assert index_of(found, plan, name, "sigma") == pytest.approx(0.0, abs=1e-9)


def test_what_nothing_reads_has_no_effect_at_all(plan):
    found = of(plan, lambda a, b, c: 3 * a - 2 * b + 7 * c)
    silent = {factor.path for factor, flag in zip(plan.factors, without_effect(found)) if flag}
    assert silent == {factor.path for factor in plan.factors} - {"a", "b", "c"}
    assert NOTHING in silent


def test_an_interaction_shows_in_sigma_and_signs_that_cancel_show_in_mu_star(plan):
    found = of(plan, lambda a, b, c: (a - 1) * (b - 1))
    assert index_of(found, plan, "a", "sigma") > 0.5
    assert index_of(found, plan, "a") > 2 * abs(index_of(found, plan, "a", "mu"))
    assert index_of(found, plan, "c") == 0.0


# order and missing values --------------------------------------------------------------------------------


def test_salib_says_nothing_about_rows_out_of_order_and_the_check_does(plan):
    shuffled = np.random.default_rng(1).permutation(len(plan.rows))
    broken = plan._replace(rows=plan.rows[shuffled])
    with pytest.raises(BrokenDesignError):
        check(broken)
    with pytest.raises(BrokenDesignError):
        indices(broken, broken.rows[:, :1], ["y"])
    with pytest.raises(BrokenDesignError):
        check(plan._replace(rows=plan.rows[1:]))


def test_results_are_put_in_order_whatever_the_order_they_come_in():
    results = [Result(row, (float(row),), "") for row in (2, 0, 1)]
    assert in_order(results, 3).tolist() == [[0.0], [1.0], [2.0]]
    for wrong in (results[:2], [*results, results[0]], [*results[:2], results[0]]):
        with pytest.raises(Refusal, match="each once"):
            in_order(wrong, 3)


def test_a_missing_outcome_takes_its_whole_trajectory_along(plan):
    y = (plan.rows[:, 0] * plan.rows[:, 1])[:, None]
    holed = y.copy()
    holed[plan.block * 3 + 2] = np.nan
    found = indices(plan, holed, ["y"])
    keep = np.repeat(np.arange(plan.trajectories) != 3, plan.block)
    without = indices(plan._replace(rows=plan.rows[keep]), y[keep], ["y"])
    assert (found.kept, found.dropped) == (9, 1)
    assert np.array_equal(found.mu_star, without.mu_star)
    assert np.array_equal(found.sigma, without.sigma)


def test_too_few_whole_trajectories_are_refused_with_what_was_missing(plan):
    y = np.ones((len(plan.rows), 2))
    y[plan.block :, 1] = np.nan
    with pytest.raises(Refusal, match=r"only 1 trajectories .*second missing"):
        indices(plan, y, ["first", "second"])


# luck ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trajectories", [2, 6])
def test_a_parameter_that_only_changes_luck_passes_as_often_as_is_said(trajectories):
    """Binomial interval of 4,000 tries at 1e-3, with as many controls and outcomes as a screening has."""
    rng, passed, tries, outcomes = np.random.default_rng(3), 0, 4000, 18
    for _ in range(tries):
        lucky = rng.standard_normal((LUCKS, trajectories, outcomes))
        bar = luck_bar(lucky.mean(axis=1), lucky.std(axis=1, ddof=1), trajectories)
        idle = np.abs(rng.standard_normal((trajectories, outcomes))).mean(axis=0)
        passed += bool((idle > bar).any())
    low, high = stats.binom.interval(0.999, tries, ERROR_RATE)
    assert low <= passed <= high, passed


def test_the_bar_doubles_with_the_noise():
    mu, sigma = np.array([[0.1], [-0.2]]), np.array([[1.0], [1.5]])
    assert luck_bar(2 * mu, 2 * sigma, 6) == pytest.approx(2 * luck_bar(mu, sigma, 6))


def test_a_trajectory_keeps_its_luck_but_at_the_controls_of_luck(plan):
    lucky = [i for i, factor in enumerate(plan.factors) if factor.path.startswith(LUCK)]
    seeds = [seed_of(plan, row, 1) for row in range(plan.block)]
    for row in range(1, plan.block):
        moved = int(np.flatnonzero(np.diff(plan.rows[row - 1 : row + 1], axis=0)[0])[0])
        assert (seeds[row] != seeds[row - 1]) == (moved in lucky)
    assert seed_of(plan, 0, 1) != seed_of(plan, plan.block, 1)
    assert seed_of(plan, 0, 1) != seed_of(plan, 0, 2)


# ranges --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("default", "unit", "legal", "expected"),
    [
        (0.2, "share", (0, 1), (0.1, 0.4)),
        (0.8, "share", (0, 1), (0.4, 1.0)),
        (0.02, "1/week", (0.015, 0.03), (0.015, 0.03)),
        (3.4, "log-odds", (0, 8), (1.7, 5.1)),
        (0.6, "log-odds", (0, 5), (0.1, 1.1)),
        (0.3, "log-odds", (0, 5), (0.0, 0.8)),
        (-3.5, "log-odds", (-8, 2), (-5.25, -1.75)),
        (0.0, "log-odds", (-6, 4), (-0.5, 0.5)),
        (0.0, "share", (0, 1), (0.0, 0.5)),
        (-0.2, "0-1", (-0.5, 1), (-0.5, 0.3)),
        (3, "people", (1, 20), (1, 6)),
        (1, "people", (1, 5), (1, 2)),
        (0, "times", (0, 5), (0, 1)),
        (13, "weeks", (4, 20), (6, 20)),
    ],
)
def test_ranges_by_hand(default, unit, legal, expected):
    about = parameter("anything", unit=unit, low=legal[0], high=legal[1])
    assert plausible(default, about) == pytest.approx(expected)


def test_every_parameter_has_a_range_that_is_legal_and_not_empty():
    found = [factor for factor in factors(Assumptions()) if not factor.control]
    assert [factor.path for factor in found] == [row.path for row in table()]
    for factor, row in zip(found, table()):
        assert row.about.low <= factor.low < factor.high <= row.about.high, factor.path
        assert factor.low <= row.default <= factor.high, factor.path


def test_both_ends_of_all_ranges_are_accepted_by_the_model():
    found = [factor for factor in factors(Assumptions()) if not factor.control]
    for values in ({f.path: f.low for f in found}, {f.path: f.high for f in found}):
        checked = Assumptions()
        for path, value in values.items():
            checked = checked.changed(path, value)
        assert with_values(Assumptions(), values) == checked


def test_whole_numbers_are_rounded_and_the_rest_left_alone():
    changed = with_values(Assumptions(), {"decisions.lag": 2.67, "ties.gain": 0.07})
    assert changed.decisions.lag == 3
    assert type(changed.decisions.lag) is int
    assert changed == Assumptions().changed("decisions.lag", 3).changed("ties.gain", 0.07)


def test_ranges_lie_around_the_values_of_the_scenario():
    moved = Scenario.load("baseline").with_(set={"ties.gain": 0.1}).assumptions
    (gain,) = [factor for factor in factors(moved, ["ties.gain"]) if not factor.control]
    assert (gain.low, gain.default, gain.high) == (0.05, 0.1, 0.2)


def test_controls_are_no_parameters():
    plan = designed(factors(Assumptions(), ["relieves"]), 2, 1)
    assert set(parameters_of(plan, 0)) == {f"relieves.{name}" for name in Assumptions().relieves._fields}
    assert len(plan.factors) == 7 + len(controls())


# scenarios -----------------------------------------------------------------------------------------------


def test_events_are_moved_to_begin_at_once_and_keep_their_distances():
    pair = [Scenario.load("flood"), Scenario.load("flood-with-community-anchor")]
    one, other = advanced(pair)
    assert [event.start for event in one.events] == [52, 52, 52]
    assert sorted(event.start for event in other.events) == [0, 0, 0, 52, 52, 52]
    closure = Scenario.load("service-closure")
    (moved, _) = advanced([closure, closure])
    starts = [event.start - getattr(event, "notice", 0) for event in moved.events]
    assert min(starts) == 0
    assert all(event.start >= 0 for event in moved.events)


# a real screening ----------------------------------------------------------------------------------------

SMALL = command.QUICK._replace(only=("relieves.hub", "health.wellbeing_base", "work.base"), settle=6)


@pytest.fixture(scope="module")
def screened(tmp_path_factory):
    """Return the folder of a small screening with two workers."""
    out = tmp_path_factory.mktemp("screening") / "two"
    assert command.main((), SMALL._replace(workers=2, out=out)) == 0
    return out


def rows_of(folder):
    lines = (folder / command.TABLE).read_text().splitlines()
    head = lines[0].split(",")
    return [dict(zip(head, line.split(","))) for line in lines[1:]]


@pytest.mark.compiled
def test_a_parameter_known_to_matter_stands_above_luck_and_the_control_at_zero(screened):
    found = {(row["parameter"], row["outcome"]): row for row in rows_of(screened)}
    base, nothing = found["health.wellbeing_base", "wemwbs"], found[NOTHING, "wemwbs"]
    assert float(base["level_mu_star"]) > 5 * float(base["level_luck"]) > 0
    assert float(base["level_mu"]) > 10
    assert float(nothing["level_mu_star"]) == float(nothing["difference_mu_star"]) == 0.0
    for row in found.values():
        if row["parameter"] == NOTHING:
            assert float(row["level_sigma"]) == float(row["difference_sigma"]) == 0.0


@pytest.mark.compiled
def test_a_screening_leaves_table_figure_and_manifest(screened):
    about = json.loads((screened / "manifest.json").read_text())
    assert about["made_by"] == "kith"
    assert (about["trajectories"], about["dropped"], about["errors"]) == (2, 0, [])
    assert (screened / command.FIGURE).stat().st_size > 20_000
    assert {"assumed", "control"} <= {row["evidence"] for row in rows_of(screened)}
    assert len(rows_of(screened)) == (3 + len(controls())) * len(screening.OUTCOMES)


@pytest.mark.compiled
def test_a_stopped_screening_goes_on_and_workers_do_not_matter(screened, tmp_path, capsys):
    again = tmp_path / "one"
    shutil.copytree(screened, again)
    lost = sorted((again / "parts").iterdir())[-1]
    lost.unlink()
    (again / command.TABLE).unlink()
    assert command.main((), SMALL._replace(workers=1, out=again, markdown=True)) == 0
    assert lost.read_bytes() == (screened / "parts" / lost.name).read_bytes()
    assert (again / command.TABLE).read_bytes() == (screened / command.TABLE).read_bytes()
    said = capsys.readouterr().out
    assert "### Assumed parameters that matter most" in said
    assert "| 1 | work.base |" in said


@pytest.mark.compiled
def test_a_folder_of_another_screening_is_refused_and_left_alone(screened, tmp_path):
    again = tmp_path / "other"
    shutil.copytree(screened, again)
    before = {path: path.read_bytes() for path in again.rglob("*") if path.is_file()}
    for other in (SMALL._replace(seed=2), SMALL._replace(trajectories=3), SMALL._replace(weeks=30)):
        with pytest.raises(Refusal, match="holds a screening with other"):
            command.main((), other._replace(out=again))
    assert before == {path: path.read_bytes() for path in again.rglob("*") if path.is_file()}


@pytest.mark.compiled
def test_a_part_that_is_no_part_is_refused(screened, tmp_path):
    again = tmp_path / "spoilt"
    shutil.copytree(screened, again)
    next((again / "parts").iterdir()).write_text("row,nonsense\n1,2\n")
    with pytest.raises(Refusal, match="is not a part of a screening"):
        command.main((), SMALL._replace(out=again))


def test_an_interrupted_screening_says_how_to_go_on(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "run_parts", lambda *given: ([], True))
    assert command.main((), SMALL._replace(out=tmp_path / "new")) == 1
    assert "goes on from here" in capsys.readouterr().err
    assert not (tmp_path / "new" / "manifest.json").exists()


def test_a_run_that_fails_becomes_a_row_without_values(monkeypatch):
    from experiments.runner import Failure

    failed = Failure(("baseline",), 1, "weeks", "ValueError: no", "")
    monkeypatch.setattr(screening, "run_replicate", lambda job, progress: [failed])
    base = Scenario.load("baseline")
    result = screening.measured((base, base), screening.Run(4, 1, {}), lambda weeks: None)
    assert (result.row, result.error) == (4, "ValueError: no")
    assert np.isnan(result.values).all()


# the report ----------------------------------------------------------------------------------------------


def test_rankings_leave_controls_out_and_the_agenda_holds_assumed_numbers_that_move_something():
    given = [
        Factor("x.large", 1.0, 0.0, 2.0, False, "", "assumed", True),
        Factor("x.sourced", 1.0, 0.0, 2.0, False, "", "M001", False),
        Factor("x.idle", 1.0, 0.0, 2.0, False, "", "assumed", True),
    ]
    plan = designed([*given, *controls()], 4, 1)
    levels = plan.rows[:, :1] * 3 + plan.rows[:, 1:2]
    values = np.hstack([np.repeat(levels, 9, axis=1), np.repeat(plan.rows[:, 1:2], 9, axis=1)])
    found = indices(plan, values, [str(n) for n in range(18)])
    findings = report.Findings(("one", "two"), plan, found)
    assert [one.factor.path for one in report.ranked(findings, "level")] == [
        "x.large", "x.sourced", "x.idle",
    ]  # fmt: skip
    assert report.ranked(findings, "difference")[0].factor.path == "x.sourced"
    assert [one.factor.path for one in report.research_agenda(findings)] == ["x.large"]
    assert report.shares(findings) == (3, 1, 1)
    assert beyond_luck(found)[:2, 0].all()
    assert len(report.table(findings)) == len(plan.factors) * 9
    assert [row[1] for row in report.rows(report.ranked(findings, "level"))] == ["x.large", "x.sourced"]


# refusals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "piece"),
    [
        (("basline",), "did you mean 'baseline'?"),
        (("baseline", "flood", "lockdown"), "takes two scenarios"),
        (("baseline", "baseline"), "do not differ"),
        (("--weeks", 20), "--weeks 20"),
        (("--only", "tie"), "did you mean 'ties'?"),
        (("--only", "ties.gian"), "did you mean 'ties.gain'?"),
        (("--trajectories", 1), "trajectories"),
        (("--residents", 3), "--residents"),
        (("--set", "ties.gian=1"), "did you mean 'gain'?"),
        (("--workers", 0), "workers"),
    ],
)
def test_a_screening_that_makes_no_sense_is_refused_before_anything_is_written(
    arguments, piece, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["sensitivity", *map(str, arguments)])
    assert result.exit_code == 2, result.output
    assert piece in result.stderr
    assert "Traceback" not in result.output
    assert list(Path().iterdir()) == []


def test_a_folder_of_other_files_is_refused(tmp_path):
    (tmp_path / "chapter.txt").write_text("years of work")
    result = CliRunner().invoke(app, ["sensitivity", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "no Kith manifest" in result.stderr


def test_without_salib_one_is_told_what_to_install(monkeypatch):
    import experiments.sensitivity.design as module

    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(module, "import_module", missing)
    with pytest.raises(Refusal, match="its extra 'fit'"):
        salib("sample")
