"""From a stack of nodes to checked parts: every fault is collected, none stops the others."""

from __future__ import annotations

import math
from typing import Any

from model.assumptions import Assumptions
from model.dating import date_weeks
from model.event_kinds import EVENT_KINDS
from model.event_parts import Event
from model.faults import Fault, ScenarioFault
from model.heading import Head
from model.loops import Loops
from model.nodes import Node, node_of
from model.parameters import ParameterFault
from model.stacking import unknown_fields
from model.stacks import Listed, Stack, named
from model.targets import impossible
from model.town import Town
from model.wording import choice, shown, validated

SWITCH = {True: True, False: False, "on": True, "off": False}
RENAMED = {"weeks": "for"}
"""Fields of events that version 1 of the language called otherwise."""


def parts(stack: Stack, town: Town | None = None) -> dict[str, Any]:
    """Return the checked fields of a scenario; a town that is given is taken as it is.

    Raises ScenarioFault with every fault of the stack.
    """
    faults = list(stack.faults)
    date_weeks(stack, Head, faults)
    head = _head(stack, faults)
    town = town or _town(stack.root, faults)
    checked = {
        "town": town,
        "assumptions": _assumptions(stack.root, faults),
        "loops": _loops(stack.root, faults),
        "events": tuple(_events(stack, head, town, faults)),
    }
    if faults or head is None:
        raise ScenarioFault(faults)
    return {**{name: getattr(head, name) for name in Head.model_fields}, **checked}


def _head(stack: Stack, faults: list[Fault]) -> Head | None:
    root = stack.root
    mine = {key: node for key, node in root.value.items() if key in Head.model_fields}
    faults += unknown_fields(root)
    node = Node(root.mark, {"name": Node(root.mark, stack.name), **mine}, dict(root.keys))
    head, found = validated(Head, node, ())
    faults += found
    return head


def _town(root: Node, faults: list[Fault]) -> Town | None:
    node = root.value.get("town", Node(root.mark, {}))
    offers = node.at(("services",))
    if offers is not None and isinstance(offers.value, dict):
        usual = node_of(Town().model_dump(mode="json")["services"], offers.mark)
        node = Node(node.mark, dict(node.value), dict(node.keys))
        node.value["services"] = offers.over(usual, 2)
    town, found = validated(Town, node, ("town",))
    faults += found
    return None if found else town


def _assumptions(root: Node, faults: list[Fault]) -> Assumptions:
    assumptions = Assumptions()
    blocks = root.value.get("parameters", Node(root.mark, {}))
    for group, fields in blocks.value.items():
        if group not in Assumptions._fields:
            message = choice(group, Assumptions._fields, "group of parameters")
            faults.append(Fault(blocks.keys[group], f"parameters.{group}", message))
            continue
        usual = getattr(assumptions, group)._asdict()
        for name, node in fields.value.items():
            if name in usual and node.value == usual[name] and not isinstance(node.value, bool):
                continue
            try:
                assumptions = assumptions.changed(f"{group}.{name}", _number(node.value))
            except ParameterFault as fault:
                mark = node.mark if name in usual else fields.keys[name]
                faults.append(Fault(mark, f"parameters.{group}.{name}", str(fault)))
    return assumptions


def _number(value: Any) -> Any:
    if isinstance(value, (dict, list)) or (isinstance(value, float) and not math.isfinite(value)):
        raise ParameterFault(f"{shown(value)} is not a number")
    return value


def _loops(root: Node, faults: list[Fault]) -> Loops:
    loops = Loops()
    given = root.value.get("loops", Node(root.mark, {}))
    for name, node in given.value.items():
        if name not in Loops._fields:
            faults.append(Fault(given.keys[name], f"loops.{name}", choice(name, Loops._fields, "loop")))
        elif isinstance(node.value, (bool, str)) and node.value in SWITCH:
            loops = loops._replace(**{name: SWITCH[node.value]})
        else:
            message = f"{shown(node.value)} is not a switch; legal are on, off"
            faults.append(Fault(node.mark, f"loops.{name}", message))
    return loops


def _events(stack: Stack, head: Head | None, town: Town | None, faults: list[Fault]) -> list[Event]:
    events = []
    for listed in named(stack):
        event = _event(listed, faults)
        if event is None:
            continue
        events.append(event)
        for path, reason in impossible(event, town, head.weeks) if town and head else ():
            mark = listed.node.nearest(path).mark
            faults.append(Fault(mark, ".".join((listed.label, *map(str, path))), reason))
    return events


def _old_names(node: Node, label: str, faults: list[Fault]) -> None:
    """Refuse names of fields that an older version of the language had, and leave them out."""
    for old, new in RENAMED.items():
        if old in node.value:
            message = f"unknown field; it is called {new!r} ('kith migrate' rewrites a file of version 1)"
            faults.append(Fault(node.keys[old], f"{label}.{old}", message))
            del node.value[old]
    for block in ("when", "stop"):
        inner = node.value.get(block)
        if inner is not None and isinstance(inner.value, dict) and "weeks" in inner.value:
            message = "unknown field; it is called 'for'"
            faults.append(Fault(inner.keys["weeks"], f"{label}.{block}.weeks", message))
            del inner.value["weeks"]


def _event(listed: Listed, faults: list[Fault]) -> Event | None:
    node, label = listed.node, listed.label
    _old_names(node, label, faults)
    kinds = tuple(EVENT_KINDS)
    if "kind" not in node.value:
        faults.append(Fault(node.mark, f"{label}.kind", f"missing; legal are {', '.join(kinds)}"))
        return None
    kind = node.value["kind"]
    if not isinstance(kind.value, str) or kind.value not in EVENT_KINDS:
        given = kind.value if isinstance(kind.value, str) else ""
        message = f"{shown(kind.value)} is an {choice(given, kinds, 'kind')}"
        faults.append(Fault(kind.mark, f"{label}.kind", message))
        return None
    event, found = validated(EVENT_KINDS[kind.value], node, (label,))
    faults += found
    return event
