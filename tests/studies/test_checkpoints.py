"""Checkpoints: a run that is cut off anywhere goes on to the same bits, and no file is trusted."""

import hashlib
import json
import os
import pickle
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from experiments import checkpoints, stages
from experiments.cli import app
from experiments.refusal import Refusal
from model.community import Community
from model.resuming import Kept
from model.scenario import Scenario
from tests.reference.events import all_kinds

SIZE = {"residents": 200, "settle": 9}


def kith(*arguments):
    return CliRunner().invoke(app, [str(a) for a in arguments])


def trip(town: Community, folder: Path, scenario: Scenario | None = None, threads: int = 1) -> Community:
    """Return the community that goes on from a file of this one's state."""
    kept = checkpoints.read(checkpoints.write(folder / "state.kith", town))
    return Community.resumed(scenario or kept.scenario, kept, threads=threads)


def same(one: Community, other: Community) -> None:
    """Hold everything that two communities remember against each other, hidden state included."""
    differing = list(differences(vars(one), vars(other), "town", set()))
    assert not differing, differing[:5]


MADE_ANEW = {
    "crew", "grid", "random", "rng", "chance", "_chance", "_all_agents", "_agents_by_type",
    "_agents", "_schedule._waits", "_schedule._state", "_schedule._conditions", "_scenario",
}  # fmt: skip
"""What is no state: made from scenario and world, made anew each week, or Mesa's own."""


def differences(one, other, where, seen):
    if id(one) in seen or one is other:
        return
    seen.add(id(one))
    if isinstance(one, np.ndarray):
        if one.dtype != other.dtype or not np.array_equal(one, other, equal_nan=one.dtype.kind == "f"):
            yield where
    elif isinstance(one, dict):
        if set(one) != set(other):
            yield f"{where}: {set(one) ^ set(other)}"
            return
        for key in one:
            if not MADE_ANEW & {key, f"{where}.{key}".removeprefix("town.")}:
                yield from differences(one[key], other[key], f"{where}.{key}", seen)
    elif isinstance(one, (list, tuple)):
        if len(one) != len(other):
            yield f"{where}: {len(one)} and {len(other)}"
            return
        for number, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, f"{where}[{number}]", seen)
    elif type(one).__module__.startswith("model.") and hasattr(one, "__dict__") and not is_plain(one):
        yield from differences(vars(one), vars(other), where, seen)
    elif not callable(one) and not (one == other or (one != one and other != other)):
        yield f"{where}: {one!r} and {other!r}"


def is_plain(thing) -> bool:
    return isinstance(thing, Scenario) or hasattr(type(thing), "model_fields")


def busy(weeks: int) -> Scenario:
    """Return a small town in which every kind of event is at work."""
    small = Scenario().with_(weeks=weeks, **SIZE)
    return Scenario(**{**dict(small), "events": tuple(all_kinds(weeks))})


# the same bits -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole() -> Community:
    return Community(busy(30), rng=3).run(30)


@pytest.mark.parametrize("week", [0, 1, 6, 13, 14, 20, 26, 29])
def test_a_town_with_every_kind_of_event_goes_on_to_the_same_state(week, whole, tmp_path):
    town = Community(busy(30), rng=3).run(week)
    resumed = trip(town, tmp_path)
    same(resumed, town)
    same(resumed.run(30 - week), whole)


LIBRARY = ("early-warning-support", "service-closure", "link-worker", "befriending", "gp-merger", "lockdown")


@pytest.mark.parametrize("name", LIBRARY)
def test_scenarios_of_the_library_go_on_to_the_same_state(name, tmp_path):
    scenario = Scenario.load(name).with_(weeks=200, **SIZE)
    town = Community(scenario, rng=8)
    for week in (70, 111, 160):
        town.run(week - town.week)
        same(trip(town, tmp_path).run(200 - week), Community(scenario, rng=8).run(200))


def test_the_number_of_threads_may_change_at_a_checkpoint(tmp_path):
    scenario = Scenario().with_(residents=9000, settle=2, weeks=6)
    town = Community(scenario, rng=1).run(3)
    same(trip(town, tmp_path, threads=2).run(3), town.run(3))


def test_a_scenario_branches_as_if_it_had_been_run_from_the_start(tmp_path):
    names = ("flood", "flood-with-community-anchor")
    flood, kept_up = (Scenario.load(name).with_(weeks=140, **SIZE) for name in names)
    town = Community(flood, rng=5).run(50)
    branched, alone = trip(town, tmp_path, kept_up).run(90), Community(kept_up, rng=5).run(140)
    one, other = branched.record.trajectory(), alone.record.trajectory()
    assert all(np.array_equal(one[c], other[c], equal_nan=one[c].dtype.kind == "f") for c in one)
    assert branched.event_log == alone.event_log


@settings(max_examples=10, deadline=None)
@given(residents=st.integers(100, 400), seed=st.integers(0, 2**64 - 1), weeks=st.integers(0, 15))
def test_any_town_comes_back_as_it_was(residents, seed, weeks, tmp_path_factory):
    scenario = Scenario().with_(residents=residents, settle=1, weeks=20)
    town = Community(scenario, rng=seed).run(weeks)
    same(trip(town, tmp_path_factory.mktemp("any")), town)


# files that cannot be trusted ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def intact(tmp_path_factory) -> bytes:
    town = Community(busy(30).with_(residents=100), rng=3).run(7)
    return checkpoints.write(tmp_path_factory.mktemp("intact") / "state.kith", town).read_bytes()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_bit_that_is_flipped_or_missing_is_always_seen(data, intact, tmp_path):
    at = data.draw(st.one_of(st.integers(0, 4000), st.integers(0, len(intact) - 1)))
    bad = bytearray(intact)
    match data.draw(st.sampled_from(["flip", "cut", "grow", "zero"])):
        case "flip":
            bad[at] ^= 1 << data.draw(st.integers(0, 7))
        case "cut":
            del bad[at:]
        case "grow":
            bad[at:at] = data.draw(st.binary(min_size=1, max_size=40))
        case "zero":
            bad[at] = 0
    (tmp_path / "bad.kith").write_bytes(bad)
    if bytes(bad) != intact:
        with pytest.raises(Refusal, match=r"bad\.kith"):
            checkpoints.read(tmp_path / "bad.kith")


def foreign_files(folder: Path) -> list[Path]:
    """Return files that are no checkpoints."""
    for name, content in {
        "empty": b"", "text": b"hello", "pickle": pickle.dumps({"a": 1}),
        "newer": b"kith checkpoint 2\n" + b"x" * 99,
        "huge": checkpoints.FIRST_LINE + (2**63).to_bytes(8, "little") + b"{}",
        "deep": framed(b"[" * 100_000), "list": framed(b"[]"), "none": framed(b"{}"),
        "vast": framed(b'{"arrays": [["a", "float64", [9999999999, 9999999999]]]}'),
        "object": framed(b'{"arrays": [["a", "object", [1]]]}'),
    }.items():  # fmt: skip
        (folder / name).write_bytes(content)
    with zipfile.ZipFile(folder / "zip", "w") as archive:
        archive.writestr("header.json", "{}")
    (folder / "folder").mkdir()
    return sorted(folder.iterdir())


def framed(header: bytes) -> bytes:
    """Return a file with this header, no arrays and the digest that fits."""
    content = checkpoints.FIRST_LINE + len(header).to_bytes(8, "little") + header
    return content + hashlib.blake2b(content, digest_size=32).digest()


def test_foreign_files_are_refused_with_one_message(tmp_path):
    for path in [*foreign_files(tmp_path), tmp_path / "missing"]:
        result = kith("run", "baseline", "--from", path, "--out", tmp_path / "out")
        assert result.exit_code == 2, path
        assert len(result.stderr.strip().splitlines()) == 1, (path, result.stderr)
        assert str(path) in result.stderr
        assert not (tmp_path / "out").exists()


FORGED = {
    "world.ties.partner": 10**6, "world.residents.place": 60_000, "world.residents.health": np.nan,
    "world.homes.members": 10**6, "world.outings.venue": 60_000, "world.sites.place": 60_000,
    "world.places.first": 10**6, "world.residents.strain": 2.0, "world.ties.degree": 25,
}  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_state_of_no_town_is_refused(name, tmp_path):
    town = Community(Scenario().with_(weeks=20, **SIZE), rng=1).run(3)
    kept = checkpoints.read(checkpoints.write(tmp_path / "state.kith", town))
    kept.state.arrays[name].flat[0] = FORGED[name]
    with pytest.raises(ValueError, match=r"."):
        Community.resumed(kept.scenario, kept)


def test_a_state_without_one_of_its_parts_is_refused(tmp_path):
    from model.state import State, StateFault

    town = Community(busy(30), rng=1).run(20)
    kept = checkpoints.read(checkpoints.write(tmp_path / "state.kith", town))
    for name in kept.state.arrays:
        if name.startswith(("schedule.contests", "schedule.ledger")):
            continue  # events that have not been decided or have done nothing have none
        arrays = {key: array for key, array in kept.state.arrays.items() if key != name}
        with pytest.raises(StateFault):
            Community.resumed(kept.scenario, Kept(kept.scenario, 1, State(arrays, kept.state.facts)))


# the command -----------------------------------------------------------------------------------------------


def digest(folder: Path) -> str:
    return json.loads((folder / "manifest.json").read_text())["digest"]


RUN = ("run", "flood", "--residents", 200, "--weeks", 150, "--set", "settle=9")


def test_the_residents_of_a_week_stay_those_of_that_week():
    town = Community(Scenario().with_(weeks=30, **SIZE), rng=2).run(3)
    table = town.survey_table()
    before = {name: column.copy() for name, column in table.items()}
    town.run(10)
    assert all(np.array_equal(table[name], before[name], equal_nan=True) for name in table)
    assert not np.array_equal(table["strain"], town.survey_table()["strain"])


def test_a_seed_of_nought_is_a_seed(tmp_path):
    assert kith(*RUN, "--seed", 0, "--out", tmp_path / "out").exit_code == 0
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["replicate_seeds"] == {"1": 0}


def started(out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "experiments", *map(str, RUN), "--checkpoint", "1", "--out", str(out)]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored where tests run unattended
    )  # fmt: skip


KILLS = 6


@pytest.mark.long
def test_a_run_that_is_killed_again_and_again_ends_with_the_same_numbers(tmp_path):
    assert kith(*RUN, "--out", tmp_path / "plain").exit_code == 0
    out, moments, kills = tmp_path / "killed", random.Random(4), 0
    for _ in range(KILLS + 1):
        running = started(out)
        if kills == KILLS:
            break
        before = stages.weeks_in(out / "checkpoints")[:1]
        while running.poll() is None and stages.weeks_in(out / "checkpoints")[:1] == before:
            time.sleep(0.005)
        time.sleep(moments.uniform(0.0, 0.15))
        if running.poll() is not None:
            break
        os.kill(running.pid, signal.SIGKILL)
        running.communicate()
        kills += 1
    said = running.communicate()[1]
    assert running.returncode == 0, said
    assert kills >= KILLS // 2
    assert digest(out) == digest(tmp_path / "plain")
    assert not list((out / "checkpoints").glob(".*"))


@pytest.mark.slow
def test_an_interrupted_run_says_how_it_goes_on(tmp_path):
    running = started(tmp_path / "out")
    while running.poll() is None and not stages.weeks_in(tmp_path / "out" / "checkpoints"):
        time.sleep(0.005)
    running.send_signal(signal.SIGINT)
    said = running.communicate()[1].decode()
    assert running.returncode == 1
    assert "is kept; the same command with --out" in said
    assert "Traceback" not in said
