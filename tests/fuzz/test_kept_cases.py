"""Inputs that once ended badly, or that must not: each is read or plainly refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.calibration.targets import read_targets
from experiments.refusal import Refusal
from experiments.store import results_folder
from model.scenario import Scenario, ScenarioFault
from tests.fuzz import property as statement
from tests.fuzz.inputs import CASES, FLOOD, tried
from tests.fuzz.property import Hang, held, loaded

HEAD = "title: A test\nquestion: What if?\n"
STRESS = "{kind: stress, level: 0.1, start: 1"

MADE = {
    "empty events by the ten thousand": HEAD + f"events: [{'{},' * 45_000}]\n",
    "unknown kinds by the thousand": HEAD + "events:\n" + "- {kind: strss, start: 1}\n" * 9_000,
    "a quintile by the ten thousand": HEAD + f"events: [{STRESS}, who: {{quintile: [{'1,' * 49_000}]}}}}]\n",
    "a key as long as the file": HEAD + '? "' + "k" * 300_000 + '"\n: [' + "!x 1," * 200 + "]\n",
    "tags by the ten thousand": HEAD + f"sources: [{'!x 1,' * 40_000}]\n",
    "a tag as long as the file": HEAD + f"name: !{'x' * 900_000} a\n",
    "an alias as long as the file": HEAD + f"name: *{'x' * 900_000}\n",
    "a version of many digits": f"%YAML 1.{'9' * 5000}\n---\n" + HEAD,
    "a number of many digits": HEAD + f"weeks: {'9' * 900_000}\n",
    "a fraction of many digits": HEAD + f"weeks: {'9' * 900_000}.5\n",
    "lists in lists in lists": HEAD + f"weeks: {'[' * 500_000}\n",
    "blocks in blocks": HEAD + "".join(f"{' ' * n}a:\n" for n in range(1000)),
    "a billion laughs": HEAD + "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    ),
    "unknown fields by the ten thousand": HEAD + "".join(f"weekz{n}: 1\n" for n in range(24_000)),
    "a name too long for a file": HEAD + f"extends: {'a' * 300}\n",
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_a_kept_case_is_read_or_refused(case):
    tried(case.read_bytes())


@pytest.mark.parametrize("text", MADE.values(), ids=MADE.keys())
def test_a_heavy_input_is_refused_in_time(text):
    assert isinstance(tried(text.encode()), ScenarioFault)


ODD = {
    "large": 10**400, "larger": 10**5000, "nan": float("nan"), "inf": float("inf"), "bytes": b"x",
    "complex": 1j, "nothing": None, "lists": [[]], "blocks": {"a": {}},
}  # fmt: skip
PATHS = ("ties.gain", "weeks", "town.residents", "events.flooded-homes.home", "loops.voice")


@pytest.mark.parametrize("value", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("path", PATHS)
def test_odd_values_from_code_are_refused(path, value):
    assert isinstance(held(lambda: FLOOD.with_(set={path: value})), ScenarioFault)


def test_data_nested_in_themselves_are_refused():
    inner: list[object] = []
    inner.append(inner)
    told = held(lambda: Scenario.of({"title": "a", "question": "b", "sources": inner}))
    assert "nested more than 32 deep" in str(told)


NAMES = ("a" * 5000 + ".yaml", "a\nb.yaml", "\x1b[2J.yaml", "\udcff.yaml", "\ud800", "\u202eb", "")


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_an_impossible_name_is_refused_on_one_line(name):
    assert len(str(loaded(name)).splitlines()) == 1


def test_an_event_listed_twice_by_an_alias_gets_a_name_of_its_own():
    made = tried((HEAD + f"events:\n- &a {STRESS}}}\n- *a\n").encode())
    assert [event.name for event in made.events] == ["stress", "stress-2"]


def test_a_file_that_is_a_link_out_of_its_folder_is_refused(tmp_path):
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside.yaml").write_text(HEAD)
    (tmp_path / "inside" / "a.yaml").symlink_to("../outside.yaml")
    assert "this file is a link out of its folder" in str(loaded(tmp_path / "inside" / "a.yaml"))
    (tmp_path / "beside.yaml").symlink_to("outside.yaml")
    assert isinstance(loaded(tmp_path / "beside.yaml"), Scenario)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _deep(path: Path) -> None:
    path.write_text("[" * 200_000)


def _empty(path: Path) -> None:
    path.touch()


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(1000))


@pytest.mark.parametrize("make", [_pipe, _endless, _deep, _empty, _zeros])
def test_a_hostile_file_of_targets_or_folder_of_results_is_refused(tmp_path, make):
    for name in ("targets.csv", "manifest.json"):
        make(tmp_path / name)
    with statement.within(statement.LIMIT):
        with pytest.raises(Refusal, match="--targets"):
            read_targets(tmp_path / "targets.csv")
        with pytest.raises(Refusal, match="no Kith manifest"):
            results_folder(tmp_path)


def test_the_property_itself_can_fail(tmp_path):
    def endless() -> Scenario:
        while True:
            pass

    limit, statement.LIMIT = statement.LIMIT, 1
    try:
        with pytest.raises(Hang):
            held(endless)
    finally:
        statement.LIMIT = limit
    (tmp_path / "secret").write_text("x")
    with pytest.raises(AssertionError, match="open of"):
        held(lambda: (tmp_path / "secret").read_text() and FLOOD)
    with pytest.raises(AssertionError, match=r"subprocess\.Popen|posix_spawn"):
        held(lambda: subprocess.run([sys.executable, "--version"], capture_output=True) and FLOOD)
    with pytest.raises(ZeroDivisionError):
        held(lambda: 1 // 0)
