"""Dates and durations in scenario files, turned into weeks before anything else is checked."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from pydantic import BaseModel

from model.aiming import Delivery
from model.calendar import DATE, Calendar, day, duration
from model.event_fields import LAST_WEEK, TIME, Time
from model.event_kinds import EVENT_KINDS
from model.faults import Fault
from model.nodes import Node
from model.stacks import Stack
from model.timing import Threshold

BLOCKS_WITH_TIMES: dict[str, type[BaseModel]] = {"when": Threshold, "stop": Threshold, "delivery": Delivery}


def date_weeks(stack: Stack, head: type[BaseModel], faults: list[Fault]) -> Calendar:
    """Write weeks for every date and duration of a stack; return its calendar."""
    calendar = _calendar(stack.root)
    _date_fields(stack.root, head, 0, calendar)
    for event in stack.events:
        kind = event.node.value.get("kind")
        model = EVENT_KINDS.get(kind.value) if kind and isinstance(kind.value, str) else None
        if model:
            _date_event(event.node, model, calendar, event.label, faults)
    return calendar


def times(model: type[BaseModel]) -> dict[str, Time]:
    """Return the fields of a block that take dates or durations, by the name that files use."""
    found: dict[str, Time] = {}
    for name, field in model.model_fields.items():
        extra: Any = field.json_schema_extra or {}
        if TIME in extra:
            found[field.alias or name] = extra[TIME]
    return found


def _calendar(root: Node) -> Calendar:
    node = root.value.get("week_0")
    found = day(node.value) if node and isinstance(node.value, str) else None
    return Calendar(found) if found else Calendar()


def _date_event(
    node: Node, model: type[BaseModel], calendar: Calendar, label: str, faults: list[Fault]
) -> None:
    start = node.value.get("start")
    if start is not None:
        _write(node, "start", _week(start, calendar, f"{label}.start", faults))
    begins = node.value["start"].value if "start" in node.value else 0
    begins = begins if isinstance(begins, int) and 0 <= begins <= LAST_WEEK else 0
    _date_fields(node, model, begins, calendar)
    for name, block in BLOCKS_WITH_TIMES.items():
        inner = node.value.get(name)
        if inner is not None and isinstance(inner.value, dict):
            _date_fields(inner, block, begins, calendar)


def _date_fields(node: Node, model: type[BaseModel], begins: int, calendar: Calendar) -> None:
    """Write weeks for the durations of one block, counted from the week in which its event begins."""
    for name, time in times(model).items():
        child = node.value.get(name)
        if time == "duration" and child is not None and isinstance(child.value, str):
            span = duration(child.value)
            _write(node, name, calendar.weeks(begins, span) if span else None)


def _week(node: Node, calendar: Calendar, path: str, faults: list[Fault]) -> int | None:
    """Return the week that contains a date, None for what is no date."""
    if not isinstance(node.value, str) or not _looks_like_a_date(node.value):
        return None
    when = day(node.value)
    if when is None:
        faults.append(Fault(node.mark, path, f"{node.value} is not a day of the calendar"))
        return 0
    if when < calendar.week_0:
        faults.append(Fault(node.mark, path, _too_early(when, calendar)))
        return 0
    week = calendar.week_of(when)
    if week > LAST_WEEK:
        faults.append(Fault(node.mark, path, f"{when} is in week {week:,}; legal is 0 to {LAST_WEEK}"))
        return 0
    return week


def _too_early(when: date, calendar: Calendar) -> str:
    return f"{when} is before week 0, which begins on {calendar.week_0} ('week_0' sets it)"


def _looks_like_a_date(text: str) -> bool:
    return re.fullmatch(DATE, text) is not None


def _write(node: Node, name: str, weeks: int | None) -> None:
    """Put a number of weeks where a text stood; the place stays."""
    if weeks is not None:
        node.value[name] = Node(node.value[name].mark, weeks)
