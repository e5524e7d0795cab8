"""One input as bytes, as the coverage-guided fuzzer makes them and `tests/fuzz/cases/` keeps them.

The bytes are the text of a scenario file. Lines such as `=== low.yaml` begin further files beside it.
Bytes that begin with `--set ` are settings instead, one a line.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from model.scenario import Scenario, ScenarioFault
from tests.fuzz.property import held, loaded

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "fuzz" / "cases"
SECRET = "q7-not-to-be-read"
OPTION = b"--set "
NEXT_FILE = re.compile(rb"^=== ([a-z0-9-]{1,20}\.ya?ml)\r?\n", re.MULTILINE)
FLOOD = Scenario.load("flood")


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """Give a folder in a folder; the outer one holds a secret, the inner one ways to it."""
    outer = Path(tempfile.mkdtemp())
    inner = outer / "folder"
    inner.mkdir()
    for name in ("secret.yaml", "secret"):
        (outer / name).write_text(f"{SECRET}: 1\n")
    try:
        yield inner
    finally:
        shutil.rmtree(outer)


def tried(data: bytes) -> Scenario | ScenarioFault:
    """Return what an input ends in; fails when that is neither a scenario nor a plain refusal."""
    if data.startswith(OPTION):
        texts = [line.removeprefix("--set ") for line in data.decode("utf-8", "surrogateescape").splitlines()]
        return held(lambda: FLOOD.with_set(texts))
    with folder() as place:
        _traps(place)
        first, *others = NEXT_FILE.split(data)
        for name, text in zip(others[::2], others[1::2]):
            if not (place / os.fsdecode(name)).exists():
                (place / os.fsdecode(name)).write_bytes(text)
        (place / "any.yaml").write_bytes(first)
        told = loaded(place / "any.yaml")
        assert SECRET not in str(told)
        return told


def _traps(place: Path) -> None:
    (place / "link.yaml").symlink_to("../secret.yaml")
    (place / "zero.yaml").symlink_to("/dev/zero")
    (place / "directory.yaml").mkdir()
    os.mkfifo(place / "pipe.yaml")


def seeds() -> list[bytes]:
    """Return good scenarios, broken ones and kept cases, from which the fuzzer starts."""
    from tests.unit.test_bad_scenarios import BROKEN, HEAD

    files = [*sorted((ROOT / "scenarios").glob("*.yaml")), *sorted(CASES.iterdir())]
    broken = [(HEAD + case[1]).encode() for case in BROKEN]
    options = [b"--set ties.gain=0.07\nevents.flooded-homes.home=0.5\ntown.rows=5\nloops.voice=off\nweeks=10"]
    return [*(file.read_bytes() for file in files), *broken, *options]
