"""Laying a scenario file over the one it extends: blocks field by field, events added or replaced."""

from __future__ import annotations

from pathlib import Path as File

from model.combining import side_by_side
from model.faults import Fault, ScenarioFault
from model.finding import content, extended, shown_path
from model.heading import Head, version_fault
from model.nodes import Node
from model.reading import read
from model.stacks import BLOCKS, TIMES, Listed, Stack, named, text_of
from model.wording import choice, shown

MAX_CHAIN, MAX_FILES = 8, 64
"""How many files may build on one another in a row, and together."""
MAX_EVENTS = 1000
"""How many events one file may list."""
Chain = tuple[File, ...]
FILE_FIELDS = (*Head.model_fields, *BLOCKS, "events", "extends", "combine", "without")
"""Fields that a scenario file can have."""


def stacked(
    file: File, above: tuple[File, ...] = (), opened: list[File] | None = None, text: str | None = None
) -> Stack:
    """Return a file laid over what it builds on; `above` are the files that led to it, `opened` all so far.

    A `text` is taken for what the file holds. Raises ScenarioFault when a file cannot be read.
    """
    source = shown_path(file)
    root, faults = read(content(file, source) if text is None else text, source)
    stack = of_node(root, file.stem, faults)
    opened = [] if opened is None else opened
    opened.append(file)
    if above:
        stack.faults += _faults_below(stack.root)
    lower = _lower(file, (*above, file.resolve()), opened, stack)
    if lower is None:
        _drop_nothing(stack)
        return stack
    return over(stack, lower)


def unknown_fields(root: Node) -> list[Fault]:
    """Return a fault for every field that a scenario file cannot have."""
    return [
        Fault(root.keys[key], key, choice(key, FILE_FIELDS, "field"))
        for key in root.value
        if key not in FILE_FIELDS
    ]


def _faults_below(root: Node) -> list[Fault]:
    """Return what is wrong with fields that nothing is taken over from."""
    version = root.value.get("version")
    why = version_fault(version.value) if version else ""
    return unknown_fields(root) + ([Fault(version.mark, "version", why)] if version and why else [])


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
        name = text_of(node, "name")
        if name in seen:
            mark = node.value["name"].mark
            message = f"{name!r} is also the name of events[{seen[name]}]; names are unique"
            stack.faults.append(Fault(mark, f"{label}.name", message))
        if name:
            seen.setdefault(name, index)
        stack.events.append(Listed(name, label, node))


def over(stack: Stack, lower: Stack) -> Stack:
    """Return a file laid over what it extends: blocks field by field, sources and events added."""
    below = lower.root.value
    root = Node(stack.root.mark, dict(stack.root.value), dict(stack.root.keys))
    for key in TIMES:
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
        stack.faults.append(Fault(mark, "without", "only a file that builds on another can drop events"))


def _lower(file: File, chain: Chain, opened: list[File], stack: Stack) -> Stack | None:
    """Return what a file builds on, by `extends` or `combine`, or None with faults added if there is none."""
    extends, combine = (stack.root.value.get(key) for key in ("extends", "combine"))
    if extends is not None and combine is not None:
        message = "a scenario extends one or combines several, not both; take one of them out"
        stack.faults.append(Fault(stack.root.keys["combine"], "combine", message))
    elif extends is not None:
        return _parent(file, extends, chain, opened, stack, "extends")
    elif combine is not None:
        return _combined(file, combine, chain, opened, stack)
    return None


def _combined(file: File, node: Node, chain: Chain, opened: list[File], stack: Stack) -> Stack | None:
    """Return several scenarios laid side by side, or None with faults added."""
    if not isinstance(node.value, list) or len(node.value) < 2:
        message = "a list of two or more scenarios is needed, such as [flood, cost-of-living]"
        stack.faults.append(Fault(node.mark, "combine", message))
        return None
    found = [
        _parent(file, item, chain, opened, stack, f"combine[{index}]")
        for index, item in enumerate(node.value)
    ]
    parts = [part for part in found if part]
    return side_by_side(parts, stack, node.mark) if len(parts) == len(found) else None


def _parent(
    file: File, node: Node, chain: Chain, opened: list[File], stack: Stack, path: str
) -> Stack | None:
    """Return the stack of a scenario that a file names, or None with a fault added."""
    target, reason = extended(file, node.value)
    if target is not None and target.resolve() in chain:
        names = " -> ".join(step.stem for step in (*chain, target))
        reason = f"a scenario cannot build on itself: {names}"
    elif target is not None and len(chain) >= MAX_CHAIN:
        reason = f"more than {MAX_CHAIN} files build on one another"
    elif len(opened) >= MAX_FILES:
        reason = f"more than {MAX_FILES} files are read for one scenario"
    if reason or target is None:
        stack.faults.append(Fault(node.mark, path, reason))
        return None
    try:
        return stacked(target, chain, opened)
    except ScenarioFault as fault:
        stack.faults.extend(fault.faults)
        return None
