"""Values set from outside a file, by path: `ties.gain=0.07`, `town.rows=5`, `events.flood.home=0.5`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from model.assumptions import Assumptions
from model.faults import Fault, Mark, ScenarioFault
from model.nodes import Node, Path, node_of
from model.reading import read
from model.stacks import Stack
from model.wording import choice

OPTION = "--set"
ROOTS = ("weeks", "settle", "town", "loops", "events", *Assumptions._fields)


class Setting(NamedTuple):
    """A path as a person writes it, and its new value."""

    path: str
    node: Node


def settings_of(values: Mapping[str, Any], source: str) -> list[Setting]:
    """Return plain values by path as settings; `source` is named in their faults."""
    return [Setting(path, node_of(value, Mark(source))) for path, value in values.items()]


def split(texts: Iterable[str], faults: list[Fault]) -> list[Setting]:
    """Return 'path=value' texts as settings, adding a fault for each that cannot be read."""
    settings = []
    for text in texts:
        path, equals, value = text.partition("=")
        path = path.strip()
        if not equals or not path:
            faults.append(Fault(Mark(OPTION), "", f"{text!r} is not path=value, such as ties.gain=0.07"))
            continue
        try:
            node, found = read(value, OPTION)
        except ScenarioFault as fault:
            found = list(fault.faults)
        faults += [Fault(Mark(OPTION), path, one.message) for one in found]
        if not found:
            settings.append(Setting(path, node_of(node.plain(), Mark(OPTION))))
    return settings


def apply(settings: Iterable[Setting], stack: Stack) -> None:
    """Put each setting into the stack, adding a fault for each path that leads nowhere."""
    for path, node in settings:
        first, *rest = path.removeprefix("parameters.").split(".")
        start = _start(first, rest, path, node.mark, stack)
        if start is None:
            continue
        where, inner = start
        if not _put(where, inner, node):
            stack.faults.append(
                Fault(node.mark, path, "this path leads nowhere; a step on the way has no fields")
            )


def _start(first: str, rest: list[str], path: str, mark: Mark, stack: Stack) -> tuple[Node, Path] | None:
    """Return the node where a path starts and the steps from there, or None with a fault added."""
    whole = first in ("weeks", "settle")
    if first not in ROOTS:
        stack.faults.append(Fault(mark, path, choice(first, ROOTS, "path")))
    elif whole == bool(rest):
        hint = f"write {first}=..." if whole else f"write {first}.NAME=..."
        stack.faults.append(Fault(mark, path, f"this path cannot be set; {hint}"))
    elif first == "events":
        return _event(rest, path, mark, stack)
    else:
        steps = (first, *rest)
        return stack.root, steps if first in ("weeks", "settle", "town", "loops") else ("parameters", *steps)
    return None


def _event(rest: list[str], path: str, mark: Mark, stack: Stack) -> tuple[Node, Path] | None:
    by_name = {event.name: event.node for event in stack.events}
    if rest[0] in by_name and rest[1:]:
        return by_name[rest[0]], tuple(rest[1:])
    if rest[0] in by_name:
        message = f"this path cannot be set; write {path}.FIELD=..."
    else:
        message = choice(rest[0], tuple(by_name), "event") if by_name else "the scenario has no events"
    stack.faults.append(Fault(mark, path, message))
    return None


def _put(node: Node, path: Path, value: Node) -> bool:
    for part in path[:-1]:
        if not isinstance(node.value, dict):
            return False
        if part not in node.value:
            node.put(str(part), Node(value.mark, {}))
        node = node.value[part]
    if isinstance(node.value, dict):
        node.put(str(path[-1]), value)
        return True
    return False
