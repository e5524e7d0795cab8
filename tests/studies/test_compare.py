"""Real small runs: shared weeks and workers change nothing, results are complete, failures leave the rest."""

import csv
import functools
import importlib
import json
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from experiments import replicates, stages
from experiments.cli import app
from experiments.runner import Failure, Job, Outcome, planned_weeks, run_replicate
from model.indicators import GROUPS, INDICATORS
from model.scenario import Scenario

FILE = """
title: {title}
question: What changes?
settle: 20
weeks: 30
town: {{residents: 400, rows: 2, columns: 2}}
events:
{events}
"""
STRESS = "  - {name: upset, kind: stress, level: 0.4, start: 6, for: 8}\n"
DAMAGE = "  - {name: flood, kind: damage, home: 0.8, start: 14, who: {share: 0.5}}\n"
CLOSURE = "  - {name: closure, kind: service_closure, services: all, start: 16, notice: 8, contested: true}\n"
HELP = "  - {name: workers, kind: link_workers, workers: 40, start: 0}\n"
SMALL = {
    "calm": "  []",
    "upset": STRESS,
    "upset-flood": STRESS + DAMAGE,
    "flood": DAMAGE,
    "closing": CLOSURE + HELP,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder of small scenario files."""
    made = tmp_path_factory.mktemp("small")
    for name, events in SMALL.items():
        (made / f"{name}.yaml").write_text(FILE.format(title=name, events=events))
    return made


@pytest.fixture(scope="module")
def together(folder):
    """Return one replicate of all small scenarios, run with shared weeks."""
    found = run_replicate(Job(1, 77, small(folder)), lambda weeks: None)
    assert [f.traceback for f in found if isinstance(f, Failure)] == []
    return found


def small(folder):
    return tuple(Scenario.load(folder / f"{name}.yaml") for name in SMALL)


def kith(*arguments):
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def compared(folder, tmp_path_factory):
    """Return the folder of a finished comparison with two workers, and what the command said."""
    out = tmp_path_factory.mktemp("results") / "two"
    files = [folder / f"{name}.yaml" for name in ("calm", "upset", "upset-flood")]
    return out, kith("compare", *files, "--replicates", 3, "--workers", 2, "--seed", 5, "--out", out)


@pytest.mark.parametrize("name", SMALL)
def test_sharing_weeks_gives_the_same_bits_as_running_alone(folder, together, name):
    (shared,) = [found for found in together if found.scenario == name]
    scenario = Scenario.load(folder / f"{name}.yaml")
    alone = stages.run(scenario, 77, stages.Plan(), lambda weeks: None).outcome
    assert list(shared.trajectory) == list(alone.trajectory)
    for column, values in alone.trajectory.items():
        assert np.array_equal(shared.trajectory[column], values, equal_nan=values.dtype.kind == "f"), column
    assert shared.binding == alone.binding
    assert shared.events == alone.events


def test_the_weeks_told_are_the_weeks_planned(folder):
    told = []
    run_replicate(Job(1, 77, small(folder)), told.append)
    assert sum(told) == planned_weeks(small(folder)) < len(SMALL) * (20 + 30)


def test_scenarios_agree_until_they_part_and_differ_after(together):
    calm, upset = (next(o for o in together if o.scenario == name) for name in ("calm", "upset"))
    everyone = calm.trajectory["group"] == "all"
    differ = calm.trajectory["wemwbs"][everyone] != upset.trajectory["wemwbs"][everyone]
    assert not differ[:7].any()
    assert differ[7:12].any()


def test_two_threads_give_the_same_bits_as_one(folder):
    scenario = Scenario.load(folder / "upset-flood.yaml").with_(weeks=20)
    one, two = (
        stages.run(scenario, 3, stages.Plan(threads=t), lambda w: None).outcome.trajectory
        for t in (1, 2)
    )
    assert all(np.array_equal(one[c], two[c], equal_nan=one[c].dtype.kind == "f") for c in one)


def test_a_comparison_leaves_all_its_files(compared):
    out, result = compared
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in out.iterdir()) == [
        "comparison.csv", "health_cohesion.png", "manifest.json", "reach.csv", "resilience.csv",
        "trajectories.parquet",
    ]  # fmt: skip


def test_trajectories_are_complete(compared):
    table = parquet.read_table(compared[0] / "trajectories.parquet")
    assert table.column_names == ["scenario", "replicate", "week", "group", *INDICATORS]
    assert table.num_rows == 3 * 3 * 31 * len(GROUPS)
    assert set(table["scenario"].to_pylist()) == {"calm", "upset", "upset-flood"}
    assert set(table["replicate"].to_pylist()) == {1, 2, 3}
    assert set(table["group"].to_pylist()) == set(GROUPS)
    everyone = table.filter([g == "all" for g in table["group"].to_pylist()])
    assert np.isfinite(everyone["wemwbs"].to_numpy()).all()


def test_the_comparison_agrees_with_the_trajectories(compared):
    rows = {
        (r["scenario"], r["group"], r["indicator"]): r
        for r in csv.DictReader((compared[0] / "comparison.csv").open())
    }
    towns = sum(i.scope == "town" for i in INDICATORS.values())
    assert len(rows) == 2 * (len(GROUPS) * (len(INDICATORS) - towns) + towns)
    row = rows["upset", "all", "wemwbs"]
    t = parquet.read_table(compared[0] / "trajectories.parquet").to_pydict()
    ends = {"calm": {}, "upset": {}}
    for scenario, replicate, week, group, value in zip(
        t["scenario"], t["replicate"], t["week"], t["group"], t["wemwbs"]
    ):
        if group == "all" and week > 27 and scenario in ends:
            ends[scenario].setdefault(replicate, []).append(value)
    gaps = [np.mean(ends["upset"][r]) - np.mean(ends["calm"][r]) for r in (1, 2, 3)]
    assert float(row["difference_end"]) == pytest.approx(np.mean(gaps), abs=1e-5)
    half = 4.302652729911275 * np.std(gaps, ddof=1) / np.sqrt(3)
    assert float(row["high_end"]) - float(row["difference_end"]) == pytest.approx(half, rel=1e-3, abs=1e-6)
    assert (row["baseline"], row["replicates"]) == ("calm", "3")


def test_resilience_is_told_for_shocked_scenarios(compared):
    rows = list(csv.DictReader((compared[0] / "resilience.csv").open()))
    assert {(r["scenario"], r["against"], r["shock"], r["onset"]) for r in rows} == {
        ("upset", "calm", "upset", "6"),
        ("upset-flood", "calm", "upset", "6"),
    }
    assert {r["group"] for r in rows} <= set(GROUPS)


def test_the_manifest_says_how_to_repeat_the_run(compared):
    manifest = json.loads((compared[0] / "manifest.json").read_text())
    assert manifest["made_by"] == "kith"
    assert manifest["seed"] == 5
    assert set(manifest["replicate_seeds"]) == {"1", "2", "3"}
    assert manifest["finished"][0] == {"scenario": "calm", "replicate": 1}
    assert manifest["failed"] == []
    assert not manifest["stopped"]
    assert len(manifest["digest"]) == 64
    assert Scenario.of(manifest["scenarios"]["upset"]).events[0].name == "upset"


def test_the_summary_is_plain_and_names_its_limits(compared):
    said = " ".join(compared[1].stdout.split())
    assert "Upset against calm, counted from upset (week 6):" in said
    assert "Upset flood against upset, counted from the same week:" in said
    assert "95 % interval" in said
    assert "trajectories.parquet" in said
    assert "it does not forecast a place" in said
    assert "parameters are assumed" in said


def test_one_worker_gives_the_same_numbers_and_a_results_folder_can_be_used_again(compared, folder, tmp_path):
    before = json.loads((compared[0] / "manifest.json").read_text())["digest"]
    (tmp_path / "manifest.json").write_text('{"made_by": "kith"}')
    (tmp_path / "errors.json").write_text("[]")
    files = [folder / f"{name}.yaml" for name in ("calm", "upset", "upset-flood")]
    result = kith("compare", *files, "--replicates", 3, "--workers", 1, "--seed", 5, "--out", tmp_path)
    assert result.exit_code == 0, result.output
    assert json.loads((tmp_path / "manifest.json").read_text())["digest"] == before
    assert not (tmp_path / "errors.json").exists(), "left over from an earlier run"


def test_a_replicate_of_a_comparison_can_be_repeated_by_itself(compared, folder):
    seed = json.loads((compared[0] / "manifest.json").read_text())["replicate_seeds"]["2"]
    scenario = Scenario.load(folder / "upset.yaml")
    alone = stages.run(scenario, seed, stages.Plan(), lambda weeks: None).outcome
    t = parquet.read_table(compared[0] / "trajectories.parquet").to_pydict()
    then = [
        v
        for s, r, g, v in zip(t["scenario"], t["replicate"], t["group"], t["wemwbs"])
        if (s, r, g) == ("upset", 2, "all")
    ]
    assert np.array_equal(alone.trajectory["wemwbs"][alone.trajectory["group"] == "all"], np.float32(then))


def test_a_run_writes_its_files_and_the_residents_of_a_week(folder, tmp_path):
    out = tmp_path / "run"
    result = kith("run", folder / "flood.yaml", "--snapshot", 20, "--check", "--seed", 9, "--out", out)
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in out.iterdir()) == [
        "health_cohesion.png", "manifest.json", "reach.csv", "residents.parquet", "trajectories.parquet",
    ]  # fmt: skip
    residents = parquet.read_table(out / "residents.parquet")
    assert residents.num_rows == 400
    assert {"wellbeing", "health"} <= set(residents.column_names)
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["replicate_seeds"] == {"1": 9}


def test_a_snapshot_does_not_change_the_run(folder):
    scenario = Scenario.load(folder / "flood.yaml").with_(weeks=20)
    runs = [
        stages.run(scenario, 3, stages.Plan(snapshot=at), lambda w: None)
        for at in (None, 0, 20)
    ]
    assert runs[0].residents is None
    assert {len(next(iter(run.residents.values()))) for run in runs[1:]} == {400}
    first = runs[0].outcome.trajectory["wemwbs"]
    assert all(np.array_equal(first, run.outcome.trajectory["wemwbs"], equal_nan=True) for run in runs[1:])


def test_a_scenario_that_fails_leaves_the_others_of_its_replicate(folder, monkeypatch):
    from model.community import Community

    branch = Community.branch

    def failing(self, scenario):
        if scenario.name == "flood":
            raise RuntimeError("no flood today")
        return branch(self, scenario)

    monkeypatch.setattr(Community, "branch", failing)
    found = run_replicate(Job(4, 77, small(folder)), lambda weeks: None)
    (failure,) = [item for item in found if isinstance(item, Failure)]
    assert (failure.scenarios, failure.replicate, failure.error) == (
        ("flood",),
        4,
        "RuntimeError: no flood today",
    )
    assert [item.scenario for item in found if isinstance(item, Outcome)] == [
        n for n in SMALL if n != "flood"
    ]


FAILING = """
import os
from experiments.runner import run_replicate

def second_fails(job, progress):
    if job.replicate == 2:
        raise RuntimeError("the second never works")
    return run_replicate(job, progress)

def second_dies(job, progress):
    if job.replicate == 2:
        os._exit(9)
    return run_replicate(job, progress)

def all_fail(job, progress):
    raise RuntimeError("nothing works")
"""


@pytest.fixture
def failing(tmp_path, monkeypatch):
    """Return a module of work that fails, importable by workers."""
    (tmp_path / "failing_for_tests.py").write_text(FAILING)
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("failing_for_tests")
    importlib.sys.modules.pop("failing_for_tests", None)


@pytest.mark.parametrize(
    ("way", "error"), [("second_fails", "the second never works"), ("second_dies", "exit code 9")]
)
def test_a_replicate_that_fails_is_recorded_and_the_others_are_kept(
    folder, tmp_path, failing, monkeypatch, way, error
):
    monkeypatch.setattr(replicates, "run", functools.partial(replicates.run, work=getattr(failing, way)))
    out = tmp_path / "out"
    files = [folder / "calm.yaml", folder / "upset.yaml"]
    result = kith("compare", *files, "--replicates", 3, "--workers", 2, "--out", out)
    assert result.exit_code == 1
    (row,) = json.loads((out / "errors.json").read_text())
    assert (row["replicate"], row["scenarios"]) == (2, ["calm", "upset"])
    assert error in row["error"]
    assert error in result.stderr
    table = parquet.read_table(out / "trajectories.parquet")
    assert set(table["replicate"].to_pylist()) == {1, 3}
    assert (out / "comparison.csv").exists()
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["failed"] == [{"scenarios": ["calm", "upset"], "replicate": 2}]


def test_when_everything_fails_the_errors_are_still_written(folder, tmp_path, failing, monkeypatch):
    monkeypatch.setattr(replicates, "run", functools.partial(replicates.run, work=failing.all_fail))
    out = tmp_path / "out"
    result = kith("compare", folder / "calm.yaml", folder / "upset.yaml", "--replicates", 1, "--out", out)
    assert result.exit_code == 1
    assert sorted(path.name for path in out.iterdir()) == ["errors.json", "manifest.json"]
    assert "nothing works" in result.stderr


def test_a_run_that_fails_ends_with_one_and_its_traceback_in_a_file(folder, tmp_path, monkeypatch):
    def broken(*arguments, **options):
        raise RuntimeError("the world is broken")

    monkeypatch.setattr(stages, "run", broken)
    result = kith("run", folder / "calm.yaml", "--out", tmp_path / "out")
    assert result.exit_code == 1
    (row,) = json.loads((tmp_path / "out" / "errors.json").read_text())
    assert row["error"] == "RuntimeError: the world is broken"
    assert "Traceback" in row["traceback"]
    assert "Traceback" not in result.output


def test_a_setting_of_an_event_changes_only_scenarios_that_have_it(folder, tmp_path):
    files = [folder / "calm.yaml", folder / "upset.yaml"]
    options = ("--replicates", 1, "--workers", 1, "--weeks", 12, "--out", tmp_path / "out")
    result = kith("compare", *files, *options, "--set", "events.upset.level=0.1", "--set", "ties.gain=0.08")
    assert result.exit_code == 0, result.output
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["scenarios"]["upset"]["events"][0]["level"] == 0.1
    assert {s["parameters"]["ties"]["gain"] for s in manifest["scenarios"].values()} == {0.08}
    refused = kith("compare", *files, "--set", "events.upest.level=0.1", "--out", tmp_path / "none")
    assert refused.exit_code == 2
    assert not (tmp_path / "none").exists()


def test_scenarios_of_different_length_are_refused_with_advice(folder, tmp_path):
    (tmp_path / "longer.yaml").write_text(
        FILE.format(title="l", events="  []").replace("weeks: 30", "weeks: 31")
    )
    result = kith("compare", folder / "calm.yaml", tmp_path / "longer.yaml", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "calm 30, longer 31" in result.stderr
    assert "--weeks" in result.stderr
    assert not (tmp_path / "out").exists()


def test_the_demo_compares_a_flood_with_and_without_an_anchor(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = kith("demo", "--residents", 300, "--weeks", 110, "--replicates", 1, "--workers", 1)
    assert result.exit_code == 0, result.output
    assert (Path("runs") / "demo" / "health_cohesion.png").exists()
    assert "Flood with community anchor against flood, counted from the same week:" in result.stdout
    assert "one replicate: no interval" in result.stdout
