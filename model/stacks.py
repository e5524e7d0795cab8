"""A scenario file as a stack: its fields, its events in order, and the faults found so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from model.faults import Fault
from model.nodes import Node

BLOCKS = {"town": 1, "parameters": 2, "loops": 1}
"""Blocks that a file may change field by field, with the depth at which its fields stand."""
TIMES = ("settle", "weeks", "week_0")
"""Fields that a file takes over from what it builds on."""


@dataclass
class Listed:
    """An event with its name and the path under which its faults are told."""

    name: str
    label: str
    node: Node


@dataclass
class Stack:
    """A file laid over what it extends: its fields, its events in order, and the faults so far."""

    name: str
    root: Node
    events: list[Listed] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def named(stack: Stack) -> list[Listed]:
    """Return the events, the nameless ones named after their kind: kind, kind-2, kind-3, ..."""
    taken = {event.name for event in stack.events}
    for event in stack.events:
        if event.name:
            continue
        kind = text_of(event.node, "kind") or "event"
        free = (kind if n == 1 else f"{kind}-{n}" for n in range(1, len(stack.events) + 2))
        event.name = next(name for name in free if name not in taken)
        taken.add(event.name)
        if "name" not in event.node.value:
            event.node.put("name", Node(event.node.mark, event.name))
    return stack.events


def text_of(node: Node, key: str) -> str:
    """Return the text that a mapping holds under a key, '' if it holds none."""
    value = node.value[key].value if key in node.value else ""
    return value if isinstance(value, str) else ""
