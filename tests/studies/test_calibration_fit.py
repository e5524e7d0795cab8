"""`kith calibrate` on the real model: finds a parameter again, whatever the workers; refuses what it must."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from experiments.calibration import fitting, space, targets, towns
from experiments.calibration.matching import Chain
from experiments.calibration.trials import Log, Plan, Study, Trial
from experiments.cli import app
from experiments.workers import Listener

MOVED = {"health.wellbeing_base": 0.60, "survey.lonely": 0.40}
AIMS = {"wemwbs": 0.5, "lonely": 2.5}
TINY = Plan(
    residents=500, settle=6, weeks=4, towns=(1, 2), waves=2, trials=6, batches=1, batch=3, wanted=1,
    chain=Chain(60, 20),
)  # fmt: skip


def calibrate(*options: object) -> Result:
    return CliRunner().invoke(app, ["calibrate", *(str(option) for option in options)])


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(path: Path, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> Path:
    lines = [",".join(columns), *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


def parameters(folder: Path) -> Path:
    rows = [("health.wellbeing_base", 0.53, 0.63, "wemwbs", "yes", "x")]
    rows.append(("survey.lonely", 0.34, 0.54, "lonely", "yes", "x"))
    return write(folder / "parameters.csv", space.COLUMNS, list(rows))


def aims(folder: Path, plan: Plan, moved: dict[str, float]) -> Path:
    """Return targets that are what towns show under known parameter values."""
    asked = tuple((name, "all") for name in AIMS)
    jobs = [towns.Job(plan.residents, plan.settle, plan.weeks, town, moved, asked) for town in plan.towns]
    shown = np.mean([towns.simulate(job, lambda weeks: None) for job in jobs], axis=0)
    units = {"wemwbs": "WEMWBS", "lonely": "%"}
    rows = [
        (name, name, "all", value, AIMS[name], 0.1, units[name], "T188", "yes", "", "x")
        for name, value in zip(AIMS, shown, strict=True)
    ]
    return write(folder / "targets.csv", targets.Target._fields, list(rows))


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "QUICK", TINY)


@pytest.mark.slow
@pytest.mark.long
def test_a_quick_fit_finds_parameters_again_that_were_moved(tmp_path: Path) -> None:
    given = ("--targets", aims(tmp_path, fitting.QUICK, MOVED), "--parameters", parameters(tmp_path))
    result = calibrate("--quick", "--workers", 2, *given, "--out", tmp_path / "fit")
    assert result.exit_code == 0, result.output
    found = {row["parameter"]: row for row in table(tmp_path / "fit" / "fitted.csv")}
    assert float(found["health.wellbeing_base"]["fitted"]) == pytest.approx(0.60, abs=0.012)
    assert float(found["survey.lonely"]["fitted"]) == pytest.approx(0.40, abs=0.03)
    assert {row["reading"] for row in found.values()} == {"pinned down"}
    distances = table(tmp_path / "fit" / "distances.csv")
    assert [row["within_before"] for row in distances] == ["no", "no"]
    assert [row["within_after"] for row in distances] == ["yes", "yes"]
    ensemble = table(tmp_path / "fit" / "ensemble.csv")
    about = json.loads((tmp_path / "fit" / "ensemble.json").read_text("utf-8"))
    assert len(ensemble) == about["members"] >= fitting.QUICK.wanted
    assert set(ensemble[0]) == {"member", *MOVED}
    assert "defaults change by a reviewed commit only" in " ".join(result.output.split())


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.usefixtures("tiny")
def test_the_number_of_workers_and_a_second_start_change_nothing(tmp_path: Path) -> None:
    given = ("--quick", "--targets", aims(tmp_path, TINY, MOVED), "--parameters", parameters(tmp_path))
    for workers, name in ((1, "one"), (2, "two"), (1, "two")):
        result = calibrate(*given, "--workers", workers, "--out", tmp_path / name)
        assert result.exit_code in (0, 1), result.output
    for file in ("trials.csv", "fitted.csv", "distances.csv", "ensemble.csv"):
        assert (tmp_path / "one" / file).read_text() == (tmp_path / "two" / file).read_text(), file


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.usefixtures("tiny")
def test_an_interrupt_keeps_the_trials_done_and_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ("--quick", "--targets", aims(tmp_path, TINY, MOVED), "--parameters", parameters(tmp_path))
    keep, asked = Log.keep, (*given, "--workers", 1, "--out", tmp_path / "fit")

    def interrupting(log: Log, trial: Trial, seen: tuple[float, ...]) -> None:
        keep(log, trial, seen)
        if trial.number == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(Log, "keep", interrupting)
    stopped = calibrate(*asked)
    assert stopped.exit_code == 1
    assert "5 trials are kept" in stopped.stderr
    assert len(table(tmp_path / "fit" / "trials.csv")) == 5
    assert not (tmp_path / "fit" / "ensemble.csv").exists()
    monkeypatch.setattr(Log, "keep", keep)
    assert calibrate(*asked).exit_code in (0, 1)
    assert json.loads((tmp_path / "fit" / "manifest.json").read_text("utf-8"))["finished"] is True


@pytest.mark.slow
@pytest.mark.long
def test_a_trial_that_cannot_be_run_ends_the_fit_with_its_reason(tmp_path: Path) -> None:
    aim = targets.read_targets()[0]._replace(indicator="weather")
    study = Study(tuple(space.read_knobs(quick=True)), (aim,), TINY, 1)
    run = towns.runner(study, 1, Listener(lambda weeks: None, lambda: None))
    with pytest.raises(towns.TrialFailedError, match=r"trial 7 \(wave 1, town 2\) failed: KeyError"):
        run([Trial("wave 1", 7, 2, tuple(space.defaults(study.knobs)))], lambda trial, seen: None)


def refused(result: Result, said: str) -> None:
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.usefixtures("tiny")
def test_folders_of_other_work_are_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"made_by": "kith"}')
    refused(calibrate("--quick", "--out", tmp_path), "holds the results of another command")
    about = {"made_by": "kith", "fit": {"seed": 2}}
    (tmp_path / "manifest.json").write_text(json.dumps(about))
    refused(calibrate("--quick", "--out", tmp_path), "a fit with another model and targets and")
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    refused(calibrate("--quick", "--out", tmp_path / "thesis"), "holds files but no Kith manifest")


def test_files_that_are_faulty_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("name\nx\n")
    refused(calibrate("--targets", tmp_path / "bad.csv", "--out", tmp_path / "fit"), "needs the columns")
    refused(calibrate("--parameters", tmp_path / "bad.csv", "--out", tmp_path / "fit"), "needs the columns")
    assert not (tmp_path / "fit").exists()


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "NEEDED", {"no_such_module": "such-a-package"})
    refused(calibrate("--out", tmp_path / "fit"), "needs such-a-package")
