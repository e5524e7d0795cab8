"""Laying scenarios side by side: all their events, and blocks that must not contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.faults import Fault, Mark
from model.nodes import Node
from model.stacks import BLOCKS, TIMES, Listed, Stack, named

Leaf = tuple[str, ...]
SWITCH = {"on": True, "off": False}


def side_by_side(parts: list[Stack], above: Stack, mark: Mark) -> Stack:
    """Return scenarios combined: fields field by field, sources and events added.

    Where two differ in a field or an event that the file above them does not set, that is a fault at `mark`.
    """
    joined = Stack(above.name, Node(mark, {}), [], [fault for part in parts for fault in part.faults])
    own = {leaf for leaf, _ in _leaves(above.root)}
    own_events = {event.name for event in above.events} | _without(above)
    givers: dict[Leaf, tuple[str, Any]] = {}
    for part in parts:
        for leaf, value in _leaves(part.root):
            name, before = givers.setdefault(leaf, (part.name, value))
            if before != value and leaf not in own:
                message = f"{name} and {part.name} differ in {'.'.join(leaf)}; set it in this file"
                joined.faults.append(Fault(mark, "combine", message))
        _lay(part.root, joined.root)
        _add_events(part, joined, mark, own_events)
    return joined


def _leaves(root: Node) -> Iterator[tuple[Leaf, Any]]:
    """Yield path and plain value of every field that scenarios can contradict each other in."""
    for key in TIMES:
        if key in root.value:
            yield (key,), root.value[key].plain()
    for block, depth in BLOCKS.items():
        if block in root.value:
            yield from _below(root.value[block], (block,), depth)


def _below(node: Node, path: Leaf, depth: int) -> Iterator[tuple[Leaf, Any]]:
    if depth == 0 or not isinstance(node.value, dict):
        plain = node.plain()
        yield path, SWITCH.get(plain, plain) if path[0] == "loops" and isinstance(plain, str) else plain
        return
    for key, child in node.value.items():
        yield from _below(child, (*path, key), depth - 1)


def _lay(root: Node, joined: Node) -> None:
    """Add the fields of one part to those joined so far."""
    for key in TIMES:
        if key in root.value and key not in joined.value:
            joined.value[key], joined.keys[key] = root.value[key], root.keys[key]
    for block, depth in BLOCKS.items():
        if block in root.value:
            before = joined.value.get(block)
            joined.value[block] = before.over(root.value[block], depth) if before else root.value[block]
            joined.keys[block] = root.keys[block]
    if "sources" in root.value and isinstance(root.value["sources"].value, list):
        before = joined.value.get("sources", Node(root.mark, []))
        known = [item.plain() for item in before.value]
        new = [item for item in root.value["sources"].value if item.plain() not in known]
        joined.value["sources"] = Node(root.value["sources"].mark, before.value + new)
        joined.keys["sources"] = root.keys["sources"]


def _without(stack: Stack) -> set[str]:
    given = stack.root.value["without"].plain() if "without" in stack.root.value else []
    return {name for name in (given if isinstance(given, list) else [given]) if isinstance(name, str)}


def _add_events(part: Stack, joined: Stack, mark: Mark, own: set[str]) -> None:
    """Add the events of one part; one that is there already, and the same, is not added again.

    Names in `own` may differ: the file above replaces or drops them.
    """
    known = {event.name: event for event in joined.events}
    for event in named(part):
        before = known.get(event.name)
        if before is None:
            joined.events.append(Listed(event.name, event.label, event.node))
        elif before.node.plain() != event.node.plain() and event.name not in own:
            message = f"two of these have an event {event.name!r}, and the two differ; name one otherwise"
            joined.faults.append(Fault(mark, "combine", message))
