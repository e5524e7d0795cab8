"""How two scenarios differ: `kith diff`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from experiments import library
from experiments.language.doses import doses
from experiments.language.pages import Page
from experiments.language.phrases import counted, listed, week_in_brackets
from experiments.language.units import shown_value, unit_of
from model.calendar import Calendar
from model.event_parts import Event
from model.scenario import Scenario

Path = tuple[str, ...]
WORDS_ALONE = ("name", "title", "question")
"""Fields of a scenario that say nothing about what is run or claimed."""
ABSENT = "left out"
HEADINGS = {
    "town": "The town",
    "parameters": "Parameters",
    "loops": "Feedback loops",
    "events": "Events",
    "time": "Time",
    "grounds": "Grounds and expectations",
}
TIMES = ("settle", "weeks", "week_0", "version")


class Difference(NamedTuple):
    """One field that differs: its path, and its values as plain data (None: it is left out)."""

    path: Path
    old: Any
    new: Any


def differ(one: str, other: str, as_json: bool = False) -> tuple[str, int]:
    """Return how two scenarios differ and the exit code, 0 or 1; raises Refusal when one cannot be read."""
    first, second = library.load(one), library.load(other)
    found = differences(first, second)
    told = _json(first, second, found) if as_json else page(first, second, found).shown(False)
    return told.rstrip("\n"), int(bool(found))


def differences(one: Scenario, other: Scenario) -> list[Difference]:
    """Return every field in which the resolved forms of two scenarios differ, but for their words."""
    first, second = one.resolved(), other.resolved()
    events = _by_name(first.pop("events")), _by_name(second.pop("events"))
    plain = [key for key in first if key not in WORDS_ALONE]
    found = [d for key in plain for d in _below((key,), first[key], second[key])]
    found += list(_events(*events))
    return found


def _by_name(events: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {event["name"]: event for event in events}


def _below(path: Path, old: Any, new: Any) -> Iterator[Difference]:
    """Yield the leaves that differ below a path; lists are leaves."""
    if path[-1] == "delivery":
        old, new = old or {}, new or {}
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys([*old, *new]):
            yield from _below((*path, key), old.get(key), new.get(key))
    elif old != new:
        yield Difference(path, old, new)


def _events(first: dict[str, dict[str, Any]], second: dict[str, dict[str, Any]]) -> Iterator[Difference]:
    """Yield events in one only, fields that differ in events of both, and another order of these."""
    for name in dict.fromkeys([*first, *second]):
        old, new = first.get(name), second.get(name)
        if old is None or new is None or old["kind"] != new["kind"]:
            yield Difference(("events", name), old, new)
        else:
            yield from _below(("events", name), old, new)
    orders = [[name for name in here if name in there] for here, there in ((first, second), (second, first))]
    if orders[0] != orders[1]:
        yield Difference(("events",), *orders)


# telling ----------------------------------------------------------------------------------------------


def _json(one: Scenario, other: Scenario, found: list[Difference]) -> str:
    rows = [{"path": ".".join(d.path), "old": d.old, "new": d.new} for d in found]
    data = {"old": one.name, "new": other.name, "same": not found, "differences": rows}
    return json.dumps(data, indent=2, ensure_ascii=False)


def page(one: Scenario, other: Scenario, found: list[Difference]) -> Page:
    """Return the page that tells how a scenario (old) and another (new) differ."""
    told = Page()
    if not found:
        told.say(
            f"{one.name} and {other.name} are the same: town, parameters, loops, time, events, grounds and"
            " expectations are equal."
        )
        return told
    told.heading(f"From {one.name} to {other.name}: {_count(found)}", 1)
    for block, heading in HEADINGS.items():
        mine = [d for d in found if _block(d) == block]
        if mine:
            told.heading(heading, 2)
            _tell(mine, one, other, told)
    return told


def _count(found: list[Difference]) -> str:
    whole = [d for d in found if d.path[0] == "events" and len(d.path) == 2]
    fields = len(found) - len(whole)
    told = [counted(fields, "field that differs", "fields that differ")] if fields else []
    for side, word in (("old", "removed"), ("new", "added"), ("", "replaced")):
        number = sum(_side(d) == side for d in whole)
        told += [f"{counted(number, 'event')} {word}"] if number else []
    return listed(told)


def _side(d: Difference) -> str:
    """Return in which scenario alone an event stands, '' if both have it."""
    return "" if d.old is not None and d.new is not None else "old" if d.new is None else "new"


def _block(d: Difference) -> str:
    return "time" if d.path[0] in TIMES else d.path[0] if d.path[0] in HEADINGS else "grounds"


def _tell(found: list[Difference], one: Scenario, other: Scenario, told: Page) -> None:
    for d in found:
        if d.path[0] != "events":
            told.say(changed(d, one, other), ".".join(d.path[d.path[0] in ("town", "parameters", "loops") :]))
        elif len(d.path) == 1:
            told.say("the same events stand in another order")
        elif len(d.path) == 2:
            told.say(_whole(d, one, other), d.path[1])
        else:
            told.say(changed(d, one, other), ".".join(d.path[1:]))


def changed(d: Difference, one: Scenario, other: Scenario) -> str:
    """Return 'old -> new, unit' of one field, with the dates of weeks."""
    if d.path[0] in ("sources", "expect"):
        return _items(d)
    old, new = _value(d.path, d.old, one.calendar), _value(d.path, d.new, other.calendar)
    unit = unit_of(d.path, {**one_kind(d, one), **one_kind(d, other)})
    return f"{old} -> {new} {unit}".rstrip()


def one_kind(d: Difference, scenario: Scenario) -> dict[str, str]:
    """Return the kind of the event that a difference is about, if it is about one."""
    if d.path[0] != "events" or len(d.path) < 2:
        return {}
    return {"kind": _event(scenario, d.path[1]).kind}


def _event(scenario: Scenario, name: str) -> Event:
    return next(event for event in scenario.events if event.name == name)


def _value(path: Path, value: Any, calendar: Calendar) -> str:
    if value is None:
        return ABSENT
    if path[0] == "events" and path[-1] == "start" and len(path) == 3:
        return week_in_brackets(value, calendar)
    return shown_value(value)


def _items(d: Difference) -> str:
    """Return what a list has lost and gained."""
    lost = [item for item in d.old if item not in d.new]
    gained = [item for item in d.new if item not in d.old]
    parts = [f"{word} {shown_value(item)}" for word, items in (("-", lost), ("+", gained)) for item in items]
    return "; ".join(parts) or "the same in another order"


def _whole(d: Difference, one: Scenario, other: Scenario) -> str:
    """Return what an event is that stands in one scenario only, or is of another kind."""
    sides = [(side, d_) for side, d_ in ((one, d.old), (other, d.new)) if d_ is not None]
    told = []
    for side, data in sides:
        event = _event(side, data["name"])
        on = f" on, when {event.when.told()}" if event.when else ""
        kind = f"{event.kind} from {week_in_brackets(event.start, side.calendar)}{on}"
        told.append(f"{kind}. {doses(event, side)}".removesuffix(". "))
    if len(told) == 2:
        return f"{told[0]} -> {told[1]}"
    return f"only in {sides[0][0].name}: {told[0]}"
