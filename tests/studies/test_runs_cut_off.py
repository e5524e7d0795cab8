"""Runs with checkpoints whose files or disks fail, and branches: the same numbers, or one plain refusal."""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from experiments import checkpoints, commands
from experiments.cli import app
from experiments.taking_up import weeks_in

pytestmark = pytest.mark.compiled
fill = checkpoints._fill
FILE = """
title: {title}
question: What changes?
settle: 6
weeks: {weeks}
town: {{residents: {residents}, rows: 2, columns: 2}}
events:
{events}
"""
EARLY = "  - {name: upset, kind: stress, level: 0.4, start: 3, for: 12, ramp: 3}\n"
VISITS = (
    "  - {name: visits, kind: visits, contact: 1.0, start: 4, uptake: 0.5,"
    " delivery: {mode: targeted, need: loneliness, places: 900, stay: 5}}\n"
)
LATER = "  - {name: flood, kind: damage, home: 0.8, start: 20, who: {share: 0.5}}\n"
CLOSURE = "  - {name: closure, kind: service_closure, services: all, start: 24, notice: 6, contested: true}\n"
SOONER = "  - {name: sooner, kind: prices, rise: 0.3, start: 5}\n"
SCENARIOS = {
    "plain": EARLY + VISITS, "flooded": EARLY + VISITS + LATER, "closing": EARLY + VISITS + CLOSURE,
    "other-past": EARLY + VISITS + SOONER, "less": VISITS,
}  # fmt: skip
DATA = ("trajectories.parquet", "residents.parquet", "reach.csv")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of small scenario files, in which commands are run."""
    for name, events in SCENARIOS.items():
        text = FILE.format(title=name, events=events, residents=200, weeks=40)
        (tmp_path / f"{name}.yaml").write_text(text)
    (tmp_path / "larger.yaml").write_text(
        FILE.format(title="larger", events=SCENARIOS["plain"], residents=220, weeks=40)
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands, "run_figure", lambda *arguments: None)
    monkeypatch.setattr(commands, "save", lambda figure, path: path.write_bytes(b"no figure here"))
    return tmp_path


def kith(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def run(*arguments: object, out: str) -> Any:
    done = kith("run", *arguments, "--out", out)
    assert done.exit_code == 0, done.output
    return done


def digest(folder: str) -> str:
    return str(json.loads((Path(folder) / "manifest.json").read_text())["digest"])


def data(folder: str) -> dict[str, bytes]:
    return {name: (Path(folder) / name).read_bytes() for name in DATA if (Path(folder) / name).exists()}


def refused(done: Any, *pieces: str) -> None:
    assert done.exit_code == 2, done.output
    assert "Traceback" not in done.output
    for piece in pieces:
        assert piece in done.stderr


def listing(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def without_end(folder: str) -> None:
    """Leave a results folder as a run that was killed before its results."""
    for path in Path(folder).iterdir():
        if path.is_file():
            path.unlink()


# written and gone on with -------------------------------------------------------------------------------


def test_checkpoints_change_no_number_and_the_newest_two_stay(here: Path) -> None:
    run("plain.yaml", out="whole")
    done = run("plain.yaml", "--checkpoint", 9, out="kept")
    assert digest("kept") == digest("whole")
    assert data("kept") == data("whole")
    assert weeks_in(Path("kept/checkpoints")) == [40, 36]
    assert "A checkpoint every 9 weeks, in kept/checkpoints" in done.stderr
    assert len(list(Path("kept/checkpoints").iterdir())) == 2


def test_the_same_command_goes_on_from_the_newest_checkpoint(here: Path) -> None:
    run("closing.yaml", "--snapshot", 25, out="whole")
    run("closing.yaml", "--checkpoint", 10, "--snapshot", 25, out="kept")
    assert weeks_in(Path("kept/checkpoints")) == [40, 30, 25]
    for again in (("--checkpoint", 10), ("--checkpoint", 7, "--threads", 2, "--check")):
        without_end("kept")
        Path("kept/checkpoints/week-00040.kith").unlink()
        done = run("closing.yaml", "--snapshot", 25, *again, out="kept")
        assert "Going on from week 30 of 40" in done.stderr
        assert digest("kept") == digest("whole")
        assert data("kept") == data("whole")


def test_a_snapshot_of_a_week_that_is_past_is_had_by_going_further_back(here: Path) -> None:
    run("plain.yaml", "--snapshot", 12, out="whole")
    run("plain.yaml", "--checkpoint", 10, out="kept")
    shutil.copy("kept/checkpoints/week-00030.kith", "kept/checkpoints/week-00010.kith")
    done = run("plain.yaml", "--checkpoint", 10, "--snapshot", 12, out="kept")
    assert "week-00040.kith: is past week 12, of which --snapshot wants the residents" in done.stderr
    assert "week-00010.kith: is of week 30" in done.stderr
    assert "No checkpoint can be used: the run begins anew" in done.stderr
    assert data("kept") == data("whole")
    without_end("kept")
    done = run("plain.yaml", "--checkpoint", 10, "--snapshot", 12, out="kept")
    assert "Going on from week 40 of 40" in done.stderr
    assert data("kept") == data("whole")


def test_a_damaged_newest_is_passed_over_with_a_warning(here: Path) -> None:
    run("plain.yaml", out="whole")
    run("plain.yaml", "--checkpoint", 10, out="kept")
    without_end("kept")
    newest, before = (Path(f"kept/checkpoints/week-000{week}.kith") for week in (40, 30))
    newest.write_bytes(newest.read_bytes()[:-1000])
    done = run("plain.yaml", "--checkpoint", 10, out="kept")
    assert f"{newest}: is damaged" in done.stderr
    assert f"Going on from week 30 of 40 ({before})" in done.stderr
    assert digest("kept") == digest("whole")
    checkpoints.read(newest)
    for path in (newest, before):
        path.write_bytes(checkpoints.FIRST_LINE)
    done = run("plain.yaml", "--checkpoint", 10, out="kept")
    assert "the run begins anew" in done.stderr
    assert digest("kept") == digest("whole")


def test_another_runs_checkpoints_are_refused_and_left_alone(here: Path) -> None:
    run("plain.yaml", "--checkpoint", 20, out="kept")
    before = listing(here)
    for arguments, what in (
        (("plain.yaml", "--seed", 2), "seed is 1 there, 2 here"),
        (("plain.yaml", "--weeks", 41), "weeks is 40 there, 41 here"),
        (("plain.yaml", "--set", "ties.gain=0.07"), "parameters.ties.gain is"),
        (("flooded.yaml",), "events.flood is only here"),
        (("less.yaml",), "events.upset is only there"),
    ):
        refused(kith("run", *arguments, "--checkpoint", 20, "--out", "kept"), "is of another run", what)
        assert listing(here) == before


def test_a_full_disk_costs_a_checkpoint_but_not_the_run(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, *arguments: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    run("plain.yaml", out="whole")
    monkeypatch.setattr(checkpoints, "_fill", full)
    done = run("plain.yaml", "--checkpoint", 20, out="kept")
    assert "No checkpoint of week 20 (No space left on device); the run goes on without it" in done.stderr
    assert digest("kept") == digest("whole")
    assert list(Path("kept/checkpoints").iterdir()) == []


# killed -------------------------------------------------------------------------------------------------


def killed(arguments: list[str], when: Callable[[], bool], after: float) -> bool:
    """Run a command in a process of its own and kill it some seconds after something holds.

    Returns whether it was still running then.
    """
    process = get_context("fork").Process(target=lambda: sys.exit(kith(*arguments).exit_code))
    process.start()
    while process.is_alive() and not when():
        time.sleep(0.001)
    time.sleep(after)
    running = process.is_alive()
    process.kill()
    process.join()
    return running


def slowly(path: Path, header: bytes, arrays: dict[str, np.ndarray]) -> None:
    """Write a checkpoint with time to be killed in the midst."""
    fill(path, header, arrays)
    whole = path.read_bytes()
    with path.open("wb") as file:
        for start in range(0, len(whole), 1 << 15):
            file.write(whole[start : start + (1 << 15)])
            file.flush()
            time.sleep(0.01)


@pytest.mark.slow
def test_a_run_killed_at_any_moment_ends_with_the_same_numbers(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("closing.yaml", out="whole")
    command = ["run", "closing.yaml", "--checkpoint", "1", "--out", "kept"]
    folder, moments = Path("kept/checkpoints"), random.Random(7)
    monkeypatch.setattr(checkpoints, "_fill", slowly)
    kills = unfinished = 0
    for _ in range(10):
        began = set(folder.iterdir()) if folder.exists() else set()
        new = lambda began=began: folder.exists() and set(folder.iterdir()) != began  # noqa: E731
        kills += killed(command, new, moments.uniform(0.0, 0.3))
        names = [path.name for path in folder.iterdir()]
        unfinished += any(name.startswith(".") for name in names)
        assert len(names) <= 5, "what was never finished piles up"
    monkeypatch.undo()
    os.chdir(here)
    assert kills >= 7
    assert unfinished >= 2, "no kill fell into a write"
    done = run("closing.yaml", "--checkpoint", 1, out="kept")
    assert "Going on from week" in done.stderr
    assert digest("kept") == digest("whole")
    assert data("kept") == data("whole")


# branches -----------------------------------------------------------------------------------------------


def test_a_branch_is_the_run_from_the_start(here: Path) -> None:
    run("plain.yaml", "--weeks", 18, "--seed", 9, "--checkpoint", 18, out="trunk")
    for name in ("flooded", "closing", "plain"):
        run(f"{name}.yaml", "--seed", 9, out=f"{name}-whole")
        run(f"{name}.yaml", "--from", "trunk/checkpoints/week-00018.kith", out=f"{name}-branch")
        assert digest(f"{name}-branch") == digest(f"{name}-whole")
        assert data(f"{name}-branch") == data(f"{name}-whole")
        manifest = json.loads(Path(f"{name}-branch/manifest.json").read_text())
        assert manifest["seed"] == 9
    assert digest("flooded-whole") != digest("closing-whole")


def test_a_branch_may_keep_checkpoints_of_its_own_and_go_on_from_them(here: Path) -> None:
    run("plain.yaml", "--weeks", 18, "--seed", 9, "--checkpoint", 18, out="trunk")
    run("flooded.yaml", "--seed", 9, out="whole")
    command = ("flooded.yaml", "--from", "trunk/checkpoints/week-00018.kith", "--checkpoint", 10)
    run(*command, out="branch")
    without_end("branch")
    Path("branch/checkpoints/week-00040.kith").unlink()
    shutil.rmtree("trunk")
    assert "Going on from week 30 of 40" in run(*command, out="branch").stderr
    assert digest("branch") == digest("whole")


@pytest.mark.parametrize(("arguments", "pieces"), [
    (("larger.yaml",), ["larger is of another town", "town.residents is 200 there, 220 here"]),
    (("plain.yaml", "--set", "ties.gain=0.071"), ["parameters.ties.gain is", "0.071 here"]),
    (("plain.yaml", "--set", "loops.queues=off"), ["loops.queues is True there, False here"]),
    (("plain.yaml", "--set", "settle=7"), ["settle is 6 there, 7 here"]),
    (("other-past.yaml",), ["other-past and plain part in week 5, before its week 18"]),
    (("less.yaml",), ["less and plain part in week 3"]),
    (("plain.yaml", "--set", "events.upset.level=0.3"), ["plain and plain part in week 3"]),
    (("plain.yaml", "--weeks", 17), ["its week is 18, plain ends in week 17"]),
    (("plain.yaml", "--seed", 4), ["its seed is 1, --seed says 4; leave --seed out"]),
    (("plain.yaml", "--snapshot", 17), ["--snapshot 17 lies before its week 18"]),
    (("other-past.yaml", "--seed", 4, "--set", "settle=7"), ["its seed is 1", "in week 5", "settle is 6"]),
])  # fmt: skip
def test_a_branch_that_would_have_another_past_is_refused(
    here: Path, arguments: tuple[object, ...], pieces: list[str]
) -> None:
    run("plain.yaml", "--checkpoint", 18, "--weeks", 18, out="trunk")
    before = listing(here)
    done = kith("run", *arguments, "--from", "trunk/checkpoints/week-00018.kith", "--out", "branch")
    refused(done, *pieces)
    file = "trunk/checkpoints/week-00018.kith"
    assert all(line.startswith(f"--from {file}: ") for line in done.stderr.splitlines())
    assert listing(here) == before
    assert not Path("branch").exists()


# damaged and foreign files ------------------------------------------------------------------------------


@pytest.fixture
def trunk(here: Path) -> Path:
    run("plain.yaml", "--checkpoint", 18, "--weeks", 18, out="trunk")
    return Path("trunk/checkpoints/week-00018.kith")


def branched(path: Path) -> Any:
    done = kith("run", "plain.yaml", "--from", path, "--out", "branch")
    assert done.exit_code == 0 or not Path("branch").exists()
    return done


def forged(path: Path, change: Callable[[dict[str, Any], dict[str, np.ndarray]], None]) -> None:
    """Change header or arrays of a checkpoint and give it a digest that is right."""
    content, first = path.read_bytes(), len(checkpoints.FIRST_LINE)
    length = int.from_bytes(content[first : first + 8], "little")
    header, at = json.loads(content[first + 8 : first + 8 + length]), first + 8 + length
    arrays = {}
    for name, kind, shape in header["arrays"]:
        arrays[name] = np.frombuffer(content, kind, int(np.prod(shape)), at).reshape(shape).copy()
        at += arrays[name].nbytes
    change(header, arrays)
    fill(path, json.dumps(header).encode(), arrays)


def put(*way: Any) -> Callable[[dict[str, Any], dict[str, np.ndarray]], None]:
    """Return the change that puts a value at a place among the facts."""

    def change(facts: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
        for name in way[:-2]:
            facts = facts[name]
        facts[way[-2]] = way[-1]

    return change


def beyond(facts: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
    arrays["world.homes.members"][3] = 10**6


NO_STATE = "is no state of a town"


@pytest.mark.parametrize(("change", "piece"), [
    (put("model", "0" * 24), "another version of the model"),
    (put("seed", -1), "is damaged"), (put("seed", 2**70), "is damaged"), (put("seed", "1"), "is damaged"),
    (put("week", 17), "its header names no week, or two"),
    (put("facts", "week", None), "its header names no week, or two"),
    (put("scenario", None), "is damaged"), (put("scenario", {"x": 1}), "is damaged"),
    (put("scenario", "town", "residents", 10**9), "is damaged"),
    (put("scenario", "extends", "/etc/passwd"), "is damaged"),
    (put("arrays", 0, 2, [0, 2**40, 2**40]), "is damaged"), (put("arrays", 0, 2, [1] * 70), "is damaged"),
    (put("arrays", 0, 1, "object"), "is damaged"), (put("facts", None), "is damaged"),
    (put("facts", "world", []), NO_STATE), (put("facts", "steps", 18.0), NO_STATE),
    (put("facts", "schedule", "log", "none"), NO_STATE), (put("facts", "schedule", "lives", {}), NO_STATE),
    (beyond, "is no state of a town (somebody or something lies beyond the town)"),
])  # fmt: skip
def test_a_forged_file_is_refused(trunk: Path, change: Any, piece: str) -> None:
    forged(trunk, change)
    refused(branched(trunk), f"{trunk}: ", piece)


def test_checkpoints_of_another_version_are_not_gone_on_with(trunk: Path) -> None:
    forged(trunk, put("model", "0" * 24))
    before = listing(Path("trunk"))
    refused(kith("run", "plain.yaml", "--weeks", 18, "--checkpoint", 18, "--out", "trunk"), "another version")
    trunk.write_bytes(trunk.read_bytes().replace(b"checkpoint 1", b"checkpoint 2", 1))
    refused(kith("run", "plain.yaml", "--weeks", 18, "--checkpoint", 18, "--out", "trunk"), "of this version")
    trunk.write_bytes(trunk.read_bytes().replace(b"checkpoint 2", b"checkpoint 1", 1))
    assert listing(Path("trunk")) == before


def test_a_forged_past_of_another_town_does_not_fit(trunk: Path) -> None:
    forged(trunk, put("scenario", "town", "residents", 220))
    refused(kith("run", "larger.yaml", "--from", trunk, "--out", "branch"), NO_STATE)


# folders ------------------------------------------------------------------------------------------------


def test_a_folder_that_a_killed_run_left_is_taken_for_ones_own(trunk: Path) -> None:
    without_end("trunk")
    Path("trunk/checkpoints/.week-00018-abc.kith").write_bytes(b"half")
    Path("trunk/trajectories.parquet").write_bytes(b"half")
    Path("trunk/.trajectories-x1.parquet").write_bytes(b"half")
    run("plain.yaml", "--weeks", 18, out="trunk")


@pytest.mark.parametrize("name", ["notes.txt", "checkpoints/model.pt", "checkpoints/week-1.kith"])
def test_a_folder_with_anything_else_is_refused(trunk: Path, name: str) -> None:
    without_end("trunk")
    file = Path("trunk", name)
    file.write_text("years of work")
    done = kith("run", "plain.yaml", "--weeks", 18, "--checkpoint", 18, "--out", "trunk")
    refused(done, "holds files but no Kith manifest")
    assert file.read_text() == "years of work"


def test_a_checkpoint_every_no_weeks_is_refused(here: Path) -> None:
    refused(kith("run", "plain.yaml", "--checkpoint", 0), "--checkpoint")
    assert not Path("runs").exists()
