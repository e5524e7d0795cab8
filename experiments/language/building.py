"""What a scenario file itself says, before it is laid over what it builds on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from model.finding import content, found, shown_path
from model.nodes import Node
from model.reading import read
from model.stacks import text_of


class Foundation(NamedTuple):
    """Names of the scenarios that a file builds on, of the events it drops, and of its own events."""

    names: Sequence[str] = ()
    without: Sequence[str] = ()
    own: Sequence[str] = ()


def foundation(name: str | Path) -> Foundation:
    """Return what a scenario's file builds on; raises ScenarioFault when it cannot be read."""
    root = root_of(found(name))
    names = _texts(root.value.get("extends")) + _texts(root.value.get("combine"))
    events = root.value["events"].value if "events" in root.value else None
    own = [text_of(event, "name") or text_of(event, "kind") for event in events or ()]
    return Foundation(names, _texts(root.value.get("without")), own)


def root_of(file: Path) -> Node:
    """Return the root of a file's own nodes; raises ScenarioFault when it cannot be read."""
    source = shown_path(file)
    return read(content(file, source), source)[0]


def _texts(node: Node | None) -> list[str]:
    """Return one text or a list of them as a list."""
    if node is None:
        return []
    items = node.value if isinstance(node.value, list) else [node]
    return [str(item.value).removesuffix(".yaml").removesuffix(".yml") for item in items]
