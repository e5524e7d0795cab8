"""The command: light to start, clear in refusal, and no file written before the input is accepted."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.library import completions, names

HEAVY = ("mesa", "numba", "pandas", "pyarrow", "matplotlib", "scipy", "numpy", "pydantic", "yaml")


@pytest.fixture
def kith(tmp_path, monkeypatch):
    """Return a function that runs the command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, [str(a) for a in arguments])


def refused(result, *pieces):
    """Assert exit code 2, the pieces in the message, no traceback, and nothing written."""
    assert result.exit_code == 2, result.output
    for piece in pieces:
        assert piece in result.stderr
    assert "Traceback" not in result.output
    assert list(Path().iterdir()) == []


def test_help_loads_no_heavy_package():
    code = (
        "import sys\nsys.argv = ['kith', '--help']\n"
        "from experiments.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        f"loaded = [n for n in {HEAVY!r} if n in sys.modules]\nassert not loaded, loaded\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    for command in ("list", "check", "run", "compare", "demo", "schema", "parameters", "indicators", "bench",
        "calibrate", "validate", "sensitivity", "explain", "diff", "new", "migrate",
    ):  # fmt: skip
        assert f"\n  {command} " in done.stdout


def test_python_dash_m_is_the_same_command():
    done = subprocess.run(
        [sys.executable, "-m", "experiments", "run", "--help"],
        capture_output=True, text=True, timeout=60, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0
    for option in (
        "--weeks",
        "--residents",
        "--seed",
        "--threads",
        "--set",
        "--snapshot",
        "--check",
        "--out",
    ):
        assert option in done.stdout


def test_every_option_of_every_command_has_help():
    import typer.main

    for command in typer.main.get_command(app).commands.values():
        for option in command.params:
            assert option.help, f"{command.name} {option.name}"


def test_scenario_names_are_completed():
    assert "baseline" in completions("")
    assert completions("base") == ["baseline"]
    assert completions("zzz") == []
    assert names()[0] == "baseline"


def test_an_unknown_scenario_is_refused_with_the_nearest_name(kith):
    refused(kith("run", "basline"), "basline", "did you mean 'baseline'?")
    refused(kith("compare", "basline", "baselin"), "basline", "baselin:")


def test_all_faults_of_all_options_are_told_at_once(kith):
    result = kith("compare", "baseline", "baseline", "--residents", 10, "--set", "ties.gian=1")
    refused(result, "--residents: 10 is outside", "--set ties.gian", "did you mean 'gain'?")


def test_a_comparison_needs_two_scenarios_with_names_of_their_own(kith):
    refused(kith("compare", "baseline"), "at least one other scenario")
    refused(kith("compare", "baseline", "baseline"), "baseline is given twice")


@pytest.mark.parametrize("arguments", [
    ("compare", "baseline", "flood", "--replicates", 0),
    ("compare", "baseline", "flood", "--replicates", "many"),
    ("compare", "baseline", "flood", "--workers", 0),
    ("run", "baseline", "--threads", 0),
    ("run", "baseline", "--seed", -1),
    ("run", "baseline", "--weeks", 0),
    ("run", "baseline", "--residents", 3),
    ("run", "baseline", "--set", "nonsense"),
    ("run", "baseline", "--set", "ties.gain=often"),
    ("run", "baseline", "--weeks", 52, "--snapshot", 53),
    ("run", "baseline", "--unknown"),
    ("run",),
    ("run", "../../etc/passwd"),
    ("dance",),
])  # fmt: skip
def test_input_that_makes_no_sense_is_refused_before_anything_is_written(kith, arguments):
    refused(kith(*arguments))


def test_a_snapshot_beyond_the_run_says_which_weeks_there_are(kith):
    refused(kith("run", "baseline", "--weeks", 52, "--snapshot", 60), "--snapshot 60", "weeks 0 to 52")


def test_a_folder_of_other_files_is_refused_and_left_alone(kith, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    result = kith("run", "baseline", "--out", "thesis")
    assert result.exit_code == 2
    assert "holds files but no Kith manifest" in result.stderr
    assert [p.name for p in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]


def test_check_tells_all_faults_of_all_files_and_what_is_fine(kith, tmp_path):
    (tmp_path / "bad.yaml").write_text("title: t\nquestion: q\nevents:\n  - kind: damge\n    start: 3\n")
    result = kith("check", "baseline", "bad.yaml")
    assert result.exit_code == 2
    assert "baseline: fine" in result.stdout
    assert "bad.yaml:4:" in result.stderr
    assert kith("check", "baseline").exit_code == 0


def test_lists_are_whole_lines_when_piped(kith):
    scenarios = kith("list")
    assert scenarios.exit_code == 0
    assert scenarios.stdout.splitlines()[1].startswith("baseline")
    listed = kith("parameters").stdout.splitlines()
    assert listed[0].split()[:2] == ["parameter", "default"]
    assert any(line.startswith("ties.gain ") for line in listed)
    marked = kith("indicators", "--markdown").stdout.splitlines()
    assert marked[1] == "| --- | --- | --- | --- | --- | --- |"
    assert any(line.startswith("| wemwbs | 14-70 | more |") for line in marked)


def test_the_schema_is_json(kith):
    import json

    assert json.loads(kith("schema").stdout)["$schema"].startswith("https://json-schema.org/")
