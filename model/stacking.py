"""Laying a scenario file over the one it extends: blocks field by field, events added or replaced."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path as File

from model.faults import Fault, ScenarioFault
from model.finding import content, extended, shown_path
from model.nodes import Node
from model.reading import read
from model.wording import choice, shown

MAX_CHAIN = 8
MAX_EVENTS = 1000
BLOCKS = {"town": 1, "parameters": 2, "loops": 1}
"""Blocks that a file may change field by field, with the depth at which its fields stand."""


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


def stacked(file: File, above: tuple[File, ...] = ()) -> Stack:
    """Return a file laid over the chain it extends; `above` are the files that led to it.

    Raises ScenarioFault when a file cannot be read.
    """
    source = shown_path(file)
    root, faults = read(content(file, source), source)
    stack = of_node(root, file.stem, faults)
    parent = stack.root.value.get("extends")
    if parent is None:
        _drop_nothing(stack)
        return stack
    lower = _parent(file, parent, (*above, file.resolve()), stack)
    return _over(stack, lower) if lower else stack


def of_node(root: Node, name: str, faults: list[Fault]) -> Stack:
    """Return one document as a stack of its own: its blocks checked for shape, its events named."""
    stack = Stack(name, root, [], list(faults))
    if not isinstance(root.value, dict):
        message = f"{shown(root.value)} is not a scenario; write fields such as 'title: ...'"
        stack.faults.append(Fault(root.mark, "", message))
        stack.root = Node(root.mark, {})
        return stack
    for block in BLOCKS:
        _keep_if(stack, block, dict, "a block of fields")
    _keep_groups(stack)
    _keep_if(stack, "events", list, "a list of events")
    _name_events(stack)
    return stack


def _keep_if(stack: Stack, key: str, kind: type, what: str) -> None:
    node = stack.root.value.get(key)
    if node is not None and not isinstance(node.value, kind):
        if node.value is not None:
            stack.faults.append(Fault(node.mark, key, f"{shown(node.value)} is not {what}"))
        del stack.root.value[key]


def _keep_groups(stack: Stack) -> None:
    node = stack.root.value.get("parameters", Node(stack.root.mark, {}))
    for name, group in list(node.value.items()):
        if not isinstance(group.value, dict):
            message = f"{shown(group.value)} is not a block of fields"
            stack.faults.append(Fault(group.mark, f"parameters.{name}", message))
            del node.value[name]


def _name_events(stack: Stack) -> None:
    """List the events of a file, refusing a name given twice; those without a name get one later."""
    given = stack.root.value.pop("events", Node(stack.root.mark, []))
    seen: dict[str, int] = {}
    if len(given.value) > MAX_EVENTS:
        message = f"{len(given.value):,} events; at most {MAX_EVENTS:,} are legal"
        stack.faults.append(Fault(given.mark, "events", message))
    for index, node in enumerate(given.value[:MAX_EVENTS]):
        label = f"events[{index}]"
        if not isinstance(node.value, dict):
            stack.faults.append(Fault(node.mark, label, f"{shown(node.value)} is not a block of fields"))
            continue
        name = _text(node, "name")
        if name in seen:
            mark = node.value["name"].mark
            message = f"{name!r} is also the name of events[{seen[name]}]; names are unique"
            stack.faults.append(Fault(mark, f"{label}.name", message))
        if name:
            seen.setdefault(name, index)
        stack.events.append(Listed(name, label, node))


def named(stack: Stack) -> list[Listed]:
    """Return the events, the nameless ones named after their kind: kind, kind-2, kind-3, ..."""
    taken = {event.name for event in stack.events}
    for event in stack.events:
        if event.name:
            continue
        kind = _text(event.node, "kind") or "event"
        free = (kind if n == 1 else f"{kind}-{n}" for n in range(1, len(stack.events) + 2))
        event.name = next(name for name in free if name not in taken)
        taken.add(event.name)
        if "name" not in event.node.value:
            event.node.put("name", Node(event.node.mark, event.name))
    return stack.events


def _text(node: Node, key: str) -> str:
    value = node.value[key].value if key in node.value else ""
    return value if isinstance(value, str) else ""


def _over(stack: Stack, lower: Stack) -> Stack:
    """Return a file laid over what it extends: blocks field by field, sources and events added."""
    below = lower.root.value
    root = Node(stack.root.mark, dict(stack.root.value), dict(stack.root.keys))
    for key in ("settle", "weeks"):
        if key in below and key not in root.value:
            root.value[key], root.keys[key] = below[key], lower.root.keys[key]
    for key, depth in BLOCKS.items():
        both = key in below and key in root.value
        if both or key in below:
            root.value[key] = root.value[key].over(below[key], depth) if both else below[key]
            root.keys.setdefault(key, lower.root.keys[key])
    if both_sources := [part["sources"] for part in (below, root.value) if "sources" in part]:
        root.value["sources"] = _joined(both_sources)
    dropped = _dropped(stack, lower)
    kept = [event for event in lower.events if event.name not in dropped]
    return Stack(stack.name, root, _replaced(kept, stack.events), lower.faults + stack.faults)


def _joined(lists: list[Node]) -> Node:
    for node in lists:
        if not isinstance(node.value, list):
            return node
    items = {repr(item.plain()): item for node in lists for item in node.value}
    return Node(lists[-1].mark, list(items.values()))


def _replaced(lower: list[Listed], upper: list[Listed]) -> list[Listed]:
    """Return lower events, each replaced by the upper one of its name, then the other upper ones."""
    new = {event.name: event for event in upper if event.name}
    below = {event.name for event in lower}
    return [new.get(e.name, e) for e in lower] + [e for e in upper if not e.name or e.name not in below]


def _dropped(stack: Stack, lower: Stack) -> set[str]:
    node = stack.root.value.get("without")
    if node is None:
        return set()
    named(lower)
    items = node.value if isinstance(node.value, list) else [node]
    legal = [event.name for event in lower.events]
    for index, item in enumerate(items):
        if item.value not in legal:
            text = item.value if isinstance(item.value, str) else shown(item.value)
            message = f"{choice(text, legal, 'event')}" if legal else "there is no event to drop"
            stack.faults.append(Fault(item.mark, f"without[{index}]", message))
    return {item.value for item in items if isinstance(item.value, str)}


def _drop_nothing(stack: Stack) -> None:
    if "without" in stack.root.value:
        mark = stack.root.keys["without"]
        stack.faults.append(Fault(mark, "without", "only a file that extends another can drop events"))


def _parent(file: File, node: Node, chain: tuple[File, ...], stack: Stack) -> Stack | None:
    """Return the stack that a file extends, or None with a fault added."""
    target, reason = extended(file, node.value)
    if target is not None and target.resolve() in chain:
        names = " -> ".join(step.stem for step in (*chain, target))
        reason = f"a scenario cannot extend itself: {names}"
    elif target is not None and len(chain) >= MAX_CHAIN:
        reason = f"more than {MAX_CHAIN} files extend one another"
    if reason or target is None:
        stack.faults.append(Fault(node.mark, "extends", reason))
        return None
    try:
        return stacked(target, chain)
    except ScenarioFault as fault:
        stack.faults.extend(fault.faults)
        return None
