"""Finding scenario files: by name in the library, by path, and by what a file extends."""

from __future__ import annotations

import re
from pathlib import Path as File

from model.event_fields import SLUG
from model.faults import Fault, Mark, ScenarioFault, brief
from model.parameters import nearest
from model.reading import MAX_BYTES
from model.wording import LONGEST, shown

LIBRARY = File(__file__).resolve().parent.parent / "scenarios"
ENDINGS = (".yaml", ".yml")
MISSING = "no such file"


def library() -> tuple[str, ...]:
    """Return the names of the scenarios in the library, the baseline first."""
    names = sorted(file.stem for file in LIBRARY.glob("*.yaml"))
    return tuple(sorted(names, key=lambda name: name != "baseline"))


def found(name_or_path: str | File) -> File:
    """Return the file of a scenario, named by its path or by its name in the library."""
    text = str(name_or_path)
    if text.endswith(ENDINGS):
        if reason := _refusal(File(text)):
            told = reason if reason == MISSING else f"this file {reason}"
            raise ScenarioFault([Fault(Mark(text), "", told)])
        return File(text)
    if text not in library():
        hint = nearest(text, library()) or f"; legal are {', '.join(library())}"
        message = f"no scenario of this name in the library{hint}, or give a path that ends in .yaml or .yml"
        raise ScenarioFault([Fault(Mark(text or "''"), "", message)])
    return LIBRARY / f"{text}.yaml"


def extended(file: File, name: object) -> tuple[File | None, str]:
    """Return the file that `extends: name` in a file means, or None and why there is none."""
    if not isinstance(name, str):
        return None, f"{shown(name)} is not a name; write the name of one scenario"
    stem = name.removesuffix(".yaml").removesuffix(".yml")
    if not re.fullmatch(SLUG, stem):
        return (
            None,
            f"{shown(name)} leaves the folder; name a file beside this one or a scenario of the library",
        )
    folders = dict.fromkeys((file.parent, LIBRARY))
    for candidate in (folder / f"{stem}{ending}" for folder in folders for ending in ENDINGS):
        reason = _refusal(candidate)
        if reason != MISSING:
            return (None, f"{brief(stem, LONGEST)} {reason}") if reason else (candidate, "")
    legal = sorted({beside.stem for folder in folders for beside in folder.glob("*.y*ml")} - {file.stem})
    return None, f"no scenario {shown(name)} in this folder or the library{nearest(stem, legal)}"


def _refusal(file: File) -> str:
    """Return why a file is not read, or nothing. Only a plain file is, and no link out of its folder."""
    try:
        if not file.is_file():
            return MISSING
        inside = file.resolve().parent == file.parent.resolve()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return "" if inside else "is a link out of its folder; name the file itself"


def content(file: File, source: str) -> bytes:
    """Return what a file holds, one byte beyond the limit at most; raises ScenarioFault."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ScenarioFault([Fault(Mark(source), "", f"cannot be read: {error.strerror}")]) from None


def shown_path(file: File) -> str:
    """Return a file's path as messages show it: from the current folder if it lies below."""
    try:
        return str(file.resolve().relative_to(File.cwd()))
    except (ValueError, OSError):
        return str(file)
