"""The worked example of CONTRIBUTING.md works as it stands, put into a copy of the code.

A block whose fence names a file, as in ```python model/gardening.py, is that file. A block
```diff model/chance.py adds its `+` lines to the file, at the one place where its other lines stand.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(python|diff) ([\w./]+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def edited(text: str, diff: str) -> str:
    """Return a text with the added lines of a diff; its other lines must stand there exactly once."""
    lines = diff.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line.startswith(" "))
    assert text.count(before) == 1, f"{text.count(before)} places, not one, have these lines:\n{before}"
    return text.replace(before, "".join(line[1:] for line in lines))


def put_in(folder: Path, text: str) -> list[str]:
    """Put the example of a document into a copy of the code; return the files it touches."""
    touched = []
    for kind, name, body in BLOCK.findall(text):
        path = folder / name
        path.write_text(body if kind == "python" else edited(path.read_text("utf-8"), body), encoding="utf-8")
        touched.append(name)
    return touched


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the example touches or runs."""
    for name in ("model", "experiments", "scenarios", "tests/unit/test_architecture.py", "pyproject.toml"):
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


@pytest.mark.slow
@pytest.mark.long
def test_the_worked_example_of_adding_a_process_works(copy: Path) -> None:
    touched = put_in(copy, (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert {"model/gardening.py", "model/community.py", "tests/unit/test_gardening.py"} <= set(touched)
    environment = os.environ | {"PYTHONPATH": str(copy)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/unit"],
        cwd=copy, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_block_whose_lines_are_not_in_the_file_is_seen() -> None:
    assert edited("one\ntwo\nthree\n", " two\n+and a half\n") == "one\ntwo\nand a half\nthree\n"
    for wrong in (" four\n+five\n", " e\n+f\n"):
        with pytest.raises(AssertionError, match="not one"):
            edited("one\ntwo\nthree\ne\ne\n", wrong)
