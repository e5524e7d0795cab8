"""What the README tells a reader to type works.

Every command of a block marked `sh` is run, in a folder of its own that holds a copy of the
scenarios. A comment above a block makes its runs short enough for a test:

    <!-- tested with: --residents 400 --weeks 120 -->

Its options are added to each `kith run`, `kith compare` and `kith demo` of the block. `make`
targets are only looked up in the Makefile, since the tests are one of them; `.ci/run` runs them.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(
    r"(?:<!-- tested with: (?P<options>[^>]*?) -->\n+)?^```(?P<language>sh|python)\n(?P<body>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
SIZED = {"run", "compare", "demo", "factorial", "study"}
FOR_THE_READER_ONLY = {"git", "cd", "source", "."}


class Block(NamedTuple):
    """A block of a document: its language, text, and the options that make it short."""

    language: str
    body: str
    options: str


def blocks(text: str) -> list[Block]:
    """Return the blocks of shell commands and Python of a Markdown text, in order."""
    return [Block(m["language"], m["body"], m["options"] or "") for m in BLOCK.finditer(text)]


def commands(block: Block) -> list[list[str]]:
    """Return the commands of a shell block, word by word, comments left out, options added."""
    lines = block.body.replace("\\\n", " ").splitlines()
    split = [
        words for words in (shlex.split(line.removeprefix("$ "), comments=True) for line in lines) if words
    ]
    return [words + shlex.split(block.options) if _is_sized(words) else words for words in split]


def _is_sized(words: list[str]) -> bool:
    return words[0] == "kith" and len(words) > 2 and words[1] in SIZED and "--help" not in words


def targets() -> set[str]:
    """Return the targets of the Makefile."""
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def run(words: list[str], folder: Path) -> None:
    """Run one command as a reader would, and fail with what it said."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(words, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, (
        f"{shlex.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    )


def follow(block: Block, folder: Path) -> None:
    """Do what a block says, in a folder."""
    if block.language == "python":
        run([sys.executable, "-c", block.body], folder)
        return
    for words in commands(block):
        if words[0] == "make":
            assert set(words[1:]) <= targets(), (
                f"{shlex.join(words)}: the Makefile has {', '.join(sorted(targets()))}"
            )
        elif words[0] == ".ci/run":
            assert os.access(ROOT / ".ci" / "run", os.X_OK), ".ci/run is no program"
        elif words[0] not in FOR_THE_READER_ONLY:
            run(words, folder)


def told() -> list[Block]:
    """Return the blocks of the README."""
    return blocks((ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scenarios in it, shared by all blocks: one may use what an earlier one made."""
    made = tmp_path_factory.mktemp("reader")
    shutil.copytree(ROOT / "scenarios", made / "scenarios")
    return made


def test_the_readme_names_the_two_commands_that_a_newcomer_needs() -> None:
    typed = [words for block in told() if block.language == "sh" for words in commands(block)]
    assert ["make", "demo"] in typed
    assert ["make", "test"] in typed


@pytest.mark.slow
def test_every_command_of_the_readme_works(folder: Path) -> None:
    for block in told():
        follow(block, folder)


def test_comments_go_and_options_are_added_to_runs_alone() -> None:
    text = (
        "<!-- tested with: --weeks 4 -->\n```sh\n$ kith list  # all\nkith run flood \\\n  --seed 2\n\n```\n"
    )
    (block,) = blocks(text)
    assert commands(block) == [["kith", "list"], ["kith", "run", "flood", "--seed", "2", "--weeks", "4"]]


def test_a_block_without_options_stays_as_it_is() -> None:
    (block,) = blocks("Text.\n\n```sh\nkith run flood\n```\n```yaml\nnot: this\n```\n")
    assert commands(block) == [["kith", "run", "flood"]]


@pytest.mark.parametrize("line", ["make demonstration", "python -c 'raise SystemExit(3)'"])
def test_a_command_that_does_not_work_is_seen(line: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        follow(Block("sh", line, ""), tmp_path)
