"""Upgrading scenario files of version 1 to version 2, text-preserving: `kith migrate`.

Version 1 had no `version` (or 1), and an event's length was `weeks`; version 2 calls it `for`. Only the
real keys of events are touched: their places come from the reader, not from a search for the word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from experiments.refusal import Refusal
from experiments.store import written
from model.checking import RENAMED, parts
from model.faults import Fault, Mark, ScenarioFault
from model.finding import content, found, shown_path
from model.heading import VERSION
from model.nodes import Node
from model.reading import read
from model.stacking import stacked

LINES = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""Where YAML ends a line."""
FIRST = 1
BOM = "\ufeff"


class Migration(NamedTuple):
    """One file: its text, and the same text in the present version of the language."""

    file: Path
    before: str
    after: str

    @property
    def needed(self) -> bool:
        """Return whether the file is of an older version."""
        return self.before != self.after


class Mode(NamedTuple):
    """What to do with old files: `check` says which there are, `stdout` prints; else they are written."""

    check: bool = False
    stdout: bool = False


class Edit(NamedTuple):
    """A piece of a text, by line and column from 1, that is to be replaced."""

    mark: Mark
    old: str
    new: str


def migrate(files: Sequence[str], mode: Mode) -> tuple[str, int]:
    """Migrate files, or say which need it; return what to print and the exit code.

    Raises Refusal, with nothing written, when any file cannot be migrated.
    """
    done = migrated(files)
    if mode.stdout and not mode.check:
        return "".join(one.after for one in done), 0
    for one in done:
        if one.needed and not mode.check:
            write(one)
    was_old = "needs to be migrated" if mode.check else f"migrated to version {VERSION}"
    lines = [f"{one.file}: {was_old if one.needed else 'up to date'}\n" for one in done]
    return "".join(lines), int(mode.check and any(one.needed for one in done))


def migrated(files: Sequence[str]) -> list[Migration]:
    """Return each file with its text in the present version; raises Refusal with every fault of each."""
    done, faults = [], []
    for name in files:
        try:
            done.append(migration(found(name)))
        except ScenarioFault as fault:
            faults += str(fault).splitlines()
    if faults:
        raise Refusal("\n".join(dict.fromkeys(faults)))
    return done


def migration(file: Path) -> Migration:
    """Return a file's text and its text in the present version; raises ScenarioFault.

    The new text must be read as what the old one said, keys renamed and version set; its own faults,
    if any are left, refuse it.
    """
    source = shown_path(file)
    before = _decoded(content(file, source), source)
    root, faults = read(before, source)
    after = upgraded(before, root, faults, source)
    if before != after:
        _same_meaning(root, after, source)
        _loads(file, after)
    return Migration(file, before, after)


def write(one: Migration) -> None:
    """Write a migrated text in place of the old one, whole or not at all."""
    file = one.file.resolve()
    try:
        mode = file.stat().st_mode
        written(file, lambda path: path.write_bytes(one.after.encode("utf-8")))
        file.chmod(mode)
    except OSError as fault:
        raise Refusal(f"{one.file}: cannot be written ({fault.strerror})") from None


def _decoded(raw: bytes, source: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        read(raw, source)
        raise


def upgraded(text: str, root: Node, faults: list[Fault], source: str) -> str:
    """Return a text of version 1 in version 2, itself if it is not of version 1; raises ScenarioFault."""
    if faults:
        raise ScenarioFault(faults)
    if not isinstance(root.value, dict):
        raise ScenarioFault([Fault(root.mark, "", "not a scenario; write fields such as 'title: ...'")])
    renames = _renames(root, source)
    old = "version" in root.value and root.value["version"].value == FIRST
    if not renames and not old:
        return text
    edits = renames + ([_version(root)] if old else [])
    edited = _edited(text, edits, source)
    return edited if "version" in root.value else _with_version(edited, root)


def _events(root: Node) -> list[Node]:
    events = root.value.get("events")
    items = events.value if events is not None and isinstance(events.value, list) else []
    return [item for item in items if isinstance(item.value, dict)]


def _renames(root: Node, source: str) -> list[Edit]:
    """Return the keys of events that are called otherwise now, each place once."""
    edits: dict[tuple[int, int], Edit] = {}
    for event in _events(root):
        for old, new in RENAMED.items():
            if old not in event.value:
                continue
            mark = event.keys[old]
            if new in event.value:
                message = f"the event has both {old!r} and {new!r}, which mean the same; keep one of them"
                raise ScenarioFault([Fault(mark, old, message)])
            edits[mark.line, mark.column] = Edit(mark, old, new)
    return list(edits.values())


def _version(root: Node) -> Edit:
    return Edit(root.value["version"].mark, str(FIRST), str(VERSION))


def _edited(text: str, edits: Sequence[Edit], source: str) -> str:
    """Return a text with every edit made; raises ScenarioFault where the text is not what it should be."""
    starts = [0, *(end.end() for end in LINES.finditer(text))]
    shift = len(BOM) if text.startswith(BOM) else 0
    for mark, old, new in sorted(edits, reverse=True):
        at = starts[mark.line - 1] + mark.column - 1 + (shift if mark.line == 1 else 0)
        at += text[at : at + 1] in ("'", '"')
        if not text.startswith(old, at):
            message = f"{old!r} is not written plainly here (an alias, a tag or an anchor); change it by hand"
            raise ScenarioFault([Fault(mark, "", message)])
        text = text[:at] + new + text[at + len(old) :]
    return text


def _with_version(text: str, root: Node) -> str:
    """Return a text with the line of its version before its first field, after the leading comments."""
    first = min(root.keys.values(), key=lambda mark: (mark.line, mark.column))
    ends = list(LINES.finditer(text))
    at = ends[first.line - 2].end() if first.line > 1 else len(BOM) if text.startswith(BOM) else 0
    indent = text[at : at + first.column - 1]
    if indent.strip():
        message = f"add 'version: {VERSION}' by hand: the first field does not stand on a line of its own"
        raise ScenarioFault([Fault(first, "", message)])
    newline = ends[0].group() if ends else "\n"
    return f"{text[:at]}{indent}version: {VERSION}{newline}{text[at:]}"


def intended(data: Any) -> Any:
    """Return the plain data of a file of version 1 as those of version 2 should be."""
    events = data.get("events")
    wanted = {**data, "version": VERSION}
    if isinstance(events, list):
        wanted["events"] = [
            {RENAMED.get(key, key): value for key, value in event.items()}
            if isinstance(event, dict)
            else event
            for event in events
        ]
    return wanted


def _same_meaning(root: Node, after: str, source: str) -> None:
    """Raise ScenarioFault unless the new text says what the old one did."""
    now, faults = read(after, source)
    if faults or now.plain() != intended(root.plain()):
        raise ScenarioFault([Fault(Mark(source), "", "cannot be rewritten safely; change it by hand")])


def _loads(file: Path, after: str) -> None:
    """Raise ScenarioFault if the new text has faults of its own; those of files it builds on may stay."""
    try:
        parts(stacked(file, text=after))
    except ScenarioFault as fault:
        mine = [one for one in fault.faults if one.mark.source == shown_path(file)]
        if mine:
            raise ScenarioFault(mine) from None
