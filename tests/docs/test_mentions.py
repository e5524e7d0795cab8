"""The files, modules and commands that documents mention are there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MADE_BY_RUNS = {"runs", ".venv", "build"}
NAMED_FILES = {".md", ".py", ".yaml", ".toml", ".txt", ".cff", ".ipynb"}


def documents() -> list[Path]:
    """Return the Markdown files of the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.split("\n")
    found = [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    return found or [*ROOT.glob("*.md"), *ROOT.glob("model/*.md")]


def prose(text: str) -> str:
    """Return a Markdown text without its blocks of code."""
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def paths(text: str) -> set[str]:
    """Return what a text mentions as a path: targets of links, and quoted names with a folder or ending."""
    links = {target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target}
    quoted = set(re.findall(r"`([\w.*\-/]+)`", prose(text)))
    return {name for name in links if name} | {name for name in quoted if _looks_like_a_path(name)}


def _looks_like_a_path(name: str) -> bool:
    inside = "/" in name.rstrip("/") or name.endswith("/")
    folder = inside and (ROOT / name.split("/")[0]).is_dir()
    return folder or (Path(name).suffix in NAMED_FILES and not name.startswith("*"))


def is_there(name: str, document: Path) -> bool:
    """Tell whether a path exists beside the document or from the top, or is made by a run."""
    if name.split("/")[0] in MADE_BY_RUNS:
        return True
    tops = (document.parent, ROOT)
    return any(any(top.glob(name.rstrip("/"))) for top in tops) or any((top / name).exists() for top in tops)


def modules(text: str) -> set[tuple[str, str]]:
    """Return package and first name of what a text quotes as `model.x` or `experiments.x`."""
    return set(re.findall(r"`(model|experiments)\.(\w+)", prose(text)))


def is_module(package: str, name: str) -> bool:
    """Tell whether a package has a module of that name or names it at its front."""
    front = ROOT / package / "__init__.py"
    exported = front.is_file() and re.search(rf"\b{name}\b", front.read_text(encoding="utf-8"))
    return (ROOT / package / f"{name}.py").is_file() or bool(exported)


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_path_a_document_mentions_exists(document: Path) -> None:
    mentioned = paths(document.read_text(encoding="utf-8"))
    missing = sorted(name for name in mentioned if not is_there(name, document))
    assert not missing, f"{document.relative_to(ROOT)} mentions what is not there: {', '.join(missing)}"


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_a_document_mentions_exists(document: Path) -> None:
    mentioned = sorted(modules(document.read_text(encoding="utf-8")))
    missing = [f"{package}.{name}" for package, name in mentioned if not is_module(package, name)]
    assert not missing, f"{document.relative_to(ROOT)} mentions what is not there: {', '.join(missing)}"


def test_a_path_that_is_not_there_is_seen() -> None:
    text = (
        "See [this](model/nowhere.md#top), `tests/unit/` and `gone.py`, [that](https://example.org/x.md).\n"
    )
    assert paths(text) == {"model/nowhere.md", "tests/unit/", "gone.py"}
    assert [
        is_there(name, ROOT / "README.md") for name in ("model/nowhere.md", "tests/unit/", "gone.py")
    ] == [
        False,
        True,
        False,
    ]


def test_a_module_that_is_not_there_is_seen() -> None:
    assert modules("`model.chance.uniform` and `model.nowhere`") == {
        ("model", "chance"),
        ("model", "nowhere"),
    }
    assert is_module("model", "chance")
    assert not is_module("model", "nowhere")
