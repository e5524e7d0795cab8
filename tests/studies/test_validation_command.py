"""The command: what it refuses, what it prints and writes, the record, and going on after a stop."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.refusal import Refusal
from experiments.validation import chart, command, record, study, telling
from experiments.validation.catalogue import NUMBERS, PATTERNS, checks_of
from experiments.validation.study import QUICK, Finding, Job, Study
from experiments.validation.verdicts import Claim

EVERY = frozenset(NUMBERS)
SPREAD = 1e-10


def made(*, better: frozenset[str] = frozenset()) -> list[Finding]:
    """Return findings of made-up numbers: patterns in `better` are as claimed, all others far off."""
    numbers: dict[int, dict[str, float]] = {r: {} for r in (1, 2, 3)}
    for pattern, check in checks_of(EVERY):
        good, far = good_and_far(check.claim)
        for r, found in numbers.items():
            number = good if pattern.number in better else far
            found[study.key(pattern.number, check.name)] = number + SPREAD * (r - 2)
    return study.findings(numbers, EVERY)


def good_and_far(claim: Claim) -> tuple[float, float]:
    """Return a number that a claim allows, and one that it does not."""
    if claim.rule == "direction":
        return (5.0, -5.0) if claim.low == 0.0 else (-5.0, 5.0)
    if claim.rule == "interval":
        return claim.value, claim.value + 1e3
    good = (claim.low + claim.high) / 2.0 if math.isfinite(claim.high) else claim.low + 1.0
    return good, claim.low - 1e3


@pytest.fixture
def kith(tmp_path, monkeypatch):
    """Return a function that runs the command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, ["validate", *map(str, arguments)])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--only", "PT99"), "--only PT99: no pattern of that number"),
        (("--only", "pt9x"), "did you mean 'PT9'"),
        (("--record",), "--record: the record is of the quick study"),
        (("--quick", "--seed", 2, "--against-record"), "--against-record: the record is of the quick study"),
        (("--quick", "--record", "--against-record"), "write the record or compare with it, not both"),
        (("--quick", "--record", "--only", "9"), "leave --only out"),
        (("--workers", 0), "--workers"),
        (("--seed", -1), "--seed"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_written(kith, arguments, said) -> None:
    result = kith(*arguments)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert list(Path().iterdir()) == []


def test_a_folder_of_other_files_is_refused_and_left_alone(kith, tmp_path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    result = kith("--quick", "--only", "18", "--out", "thesis")
    assert result.exit_code == 2
    assert [p.name for p in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]


def test_a_pattern_passes_when_all_of_its_checks_do() -> None:
    found = made(better=frozenset({"7"}))
    passed = record.verdicts(found, EVERY)
    assert [number for number, good in passed.items() if good] == ["7"]
    one_off = [f._replace(passed=False) if f.check == "By support" else f for f in found]
    assert not record.verdicts(one_off, EVERY)["7"]


def test_a_pattern_that_was_not_run_counts_as_a_failure() -> None:
    found = made(better=EVERY)
    said = "\n".join(telling.counts(found, EVERY, QUICK))
    assert "18 of 18 patterns of the design pass" in said
    beyond = len(PATTERNS) - 18
    assert f"{beyond - 2} of {beyond} patterns beyond the design pass" in said
    assert not record.verdicts(found, EVERY)["PT15"]
    assert any(line.startswith("PT15: not run") for line in telling.failures(found, EVERY))


def test_every_failure_is_told_with_number_claim_and_reason() -> None:
    found = made()
    told = telling.failures(found, EVERY)
    assert len(told) == len(found) + 2
    assert all(f.reason for f in found)


def test_the_table_has_a_row_for_each_pattern_and_each_check() -> None:
    found = made(better=frozenset({"9"}))
    table = telling.rows(found, EVERY)
    assert len(table) == len(PATTERNS) + len(found)
    assert {len(row) for row in table} == {len(telling.HEADINGS)}
    text = telling.lines(found, EVERY)
    assert "pass  9: Lockdown" in text
    assert "NOT RUN  PT15" in text


def test_numbers_are_told_with_three_digits() -> None:
    assert [telling.number(x) for x in (47.234, 0.34567, -1.279, 1234.5, 1e-9, float("nan"))] == [
        "47.2", "0.346", "-1.28", "1234", "0", "none",
    ]  # fmt: skip


def test_the_record_comes_back_as_written_and_names_what_is_lost_and_won(tmp_path) -> None:
    path = tmp_path / "record.csv"
    record.write({"1": True, "2": False, "PT3": True}, path)
    recorded = record.read(path)
    assert recorded == {"1": True, "2": False, "PT3": True}
    now = {"1": False, "2": True, "PT3": True}
    assert record.lost(now, recorded) == ["1"]
    assert record.won(now, recorded) == ["2"]
    assert record.lost({"2": False}, recorded) == []


@pytest.mark.parametrize("text", ["", "pattern,passed\n1,maybe\n", "a,b\n1,2\n"])
def test_what_is_no_record_is_refused(tmp_path, text) -> None:
    path = tmp_path / "record.csv"
    path.write_text(text)
    if text:
        with pytest.raises(Refusal, match="no record of passed patterns"):
            record.read(path)
    with pytest.raises(Refusal):
        record.read(tmp_path / "missing.csv")


def test_the_record_that_is_kept_names_every_pattern() -> None:
    assert tuple(record.read()) == NUMBERS


def options(**change) -> command.Options:
    return command.Options(True, 1, 1, (), None, False, False, False)._replace(**change)


def study_of(found_better: frozenset[str], stopped: bool = False):
    """Return a stand-in for the study's run that measures nothing."""
    values = {f"{f.pattern}/{f.check}": f.model for f in made(better=found_better)}

    def run(todo: list[Job], **rest: object) -> Study:
        done = todo[:1] if stopped else todo
        return Study({job.replicate: dict(values) for job in done}, [], stopped)

    return run


def test_a_pattern_lost_against_the_record_ends_in_exit_code_1(monkeypatch, capsys) -> None:
    monkeypatch.setattr(record, "read", lambda: {"7": True, "9": False})
    monkeypatch.setattr(study, "run", study_of(frozenset({"9"})))
    assert command.validate(options(against_record=True)) == 1
    said = capsys.readouterr().err
    assert "On record as passed, and fail now: 7." in said
    assert "Pass now, but not on record: 9" in said


def test_a_study_that_was_stopped_goes_on_where_it_was(monkeypatch, tmp_path, capsys) -> None:
    out = tmp_path / "out"
    monkeypatch.setattr(study, "run", study_of(frozenset(), stopped=True))
    assert command.validate(options(out=out)) == 1
    assert "1 of 4 replicates had finished" in capsys.readouterr().err
    asked: list[int] = []

    def run(todo: list[Job], **rest: object) -> Study:
        asked.extend(job.replicate for job in todo)
        return study_of(frozenset())(todo, **rest)

    monkeypatch.setattr(study, "run", run)
    assert command.validate(options(out=out)) == 0
    assert asked == [2, 3, 4]
    rows = list(csv.DictReader((out / "validation.csv").open(encoding="utf-8")))
    assert len(rows) == len(checks_of(EVERY))
    assert json.loads((out / "manifest.json").read_text())["stopped"] is False
    assert not (out / "unfinished.json").exists()
    assert (out / "validation.png").read_bytes()[:4] == b"\x89PNG"


def test_points_stand_where_the_scale_of_their_panel_puts_them() -> None:
    found = {(f.pattern, f.check): f for f in made(better=EVERY)}
    band = found["PT1", "Most deprived"]._replace(model=29.0, low=26.0, high=32.0)
    assert chart.placed(band)[1:4] == pytest.approx((0.5, 0.0, 1.0))
    fall = found["7", "By support"]._replace(model=-3.0, low=-5.0, high=-1.0)
    assert chart.placed(fall)[1:4] == pytest.approx((1.5, 0.5, 2.5))


@pytest.mark.slow
@pytest.mark.compiled
def test_the_numbers_do_not_depend_on_the_workers() -> None:
    from experiments.workers import Listener

    todo = [Job(r, r, 400, frozenset({"7"})) for r in (1, 2, 3)]
    quiet = Listener(lambda weeks: None, lambda: None)
    one, two = (study.run(todo, workers=n, listener=quiet) for n in (1, 2))
    assert not one.lost
    assert one.numbers == two.numbers
