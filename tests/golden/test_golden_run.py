"""A small eventful town comes out as it did when its numbers were last looked at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.golden import refresh

pytestmark = pytest.mark.compiled
ROOT = Path(__file__).parents[2]


def test_the_golden_run_comes_out_as_it_was_kept(refresh_golden: bool) -> None:
    if refresh_golden:
        refresh.write()
    lines = refresh.changes(refresh.kept(), json.loads(json.dumps(refresh.golden())))
    told = "\n".join([*lines[:20], *([f"... and {len(lines) - 20} more"] if len(lines) > 20 else [])])
    assert not lines, f"results changed; if that is meant, run `{refresh.COMMAND}` and say why:\n{told}"


def test_the_golden_numbers_are_of_a_town_where_things_happen() -> None:
    kept = refresh.kept()
    assert {entry["kind"] for entry in kept["events"]} == {event["kind"] for event in refresh.EVENTS}
    silent = [name for name, series in kept["indicators"].items() if len(set(series)) == 1]
    assert silent == [], f"indicators that never move in the golden run: {', '.join(silent)}"
    assert all(value is not None for value in kept["wemwbs by group"].values())


def test_a_golden_number_that_changed_is_told_with_its_place() -> None:
    kept = {"indicators": {"wemwbs": [50.0, 51.2345], "leak": [None]}, "events": [{"what": "averted"}]}
    now = {"indicators": {"wemwbs": [50.0, 51.3345], "leak": [3.0]}, "events": [{"what": "lost"}]}
    assert refresh.changes(kept, kept) == []
    assert refresh.changes(kept, now) == [
        "/indicators/wemwbs/1: 51.2345 was kept, now 51.3345",
        "/indicators/leak/0: None was kept, now 3.0",
        "/events/0/what: averted was kept, now lost",
    ]
    assert refresh.rounded(123.4567891) == 123.457
    assert refresh.rounded(float("nan")) is None


def test_the_refresh_command_writes_what_the_test_reads(tmp_path: Path) -> None:
    folder = tmp_path / "tests" / "golden"
    folder.mkdir(parents=True)
    (folder / "refresh.py").write_text(Path(refresh.__file__).read_text(encoding="utf-8"), encoding="utf-8")
    command = [sys.executable, str(folder / "refresh.py")]
    where = {**os.environ, "PYTHONPATH": str(ROOT)}
    said = subprocess.run(command, cwd=ROOT, env=where, capture_output=True, text=True, check=True)
    assert said.stdout == "there was none\n"
    assert (
        refresh.changes(refresh.kept(), json.loads((folder / "baseline.json").read_text(encoding="utf-8")))
        == []
    )
