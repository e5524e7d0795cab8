"""Units and values of the fields of a scenario, as they stand beside each other in a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.language.phrases import number
from model.aiming import Delivery, Where, Who
from model.assumptions import Assumptions
from model.event_fields import TIME
from model.event_kinds import EVENT_KINDS
from model.event_parts import Cost, Event
from model.heading import Head
from model.loops import meanings
from model.parameters import described
from model.timing import Season, Threshold
from model.town import Offer, Town

BLOCKS = {
    "who": Who, "where": Where, "delivery": Delivery, "cost": Cost, "season": Season, "when": Threshold,
    "stop": Threshold,
}  # fmt: skip
WEEKS = "weeks"


def unit_of(path: tuple[str, ...], about: Mapping[str, str]) -> str:
    """Return what the field at a path is and its unit; `about` gives the kind of its event."""
    if path[0] == "parameters":
        declared = described(type(getattr(Assumptions(), path[1])))[path[2]]
        return f"{declared.unit} ({declared.meaning})"
    if path[0] == "loops":
        return f"({meanings()[path[1]]})"
    if path[0] == "town":
        return _described(Offer if path[1] == "services" else Town, path[-1] if len(path) == 4 else path[1])
    if path[0] == "events":
        return _of_event(path[2:], about.get("kind", ""))
    return _described(Head, path[0])


def _of_event(path: tuple[str, ...], kind: str) -> str:
    model: Any = EVENT_KINDS.get(kind, Event)
    if len(path) > 1 and path[0] in BLOCKS:
        return _described(BLOCKS[path[0]], path[1])
    return _described(model, path[0])


def _described(model: Any, name: str) -> str:
    """Return 'weeks (what it is)', or '(what it is)' for a field without a unit."""
    field = next((f for key, f in model.model_fields.items() if name in (key, f.alias)), None)
    if field is None or not field.description:
        return ""
    extra = field.json_schema_extra
    in_weeks = isinstance(extra, dict) and extra.get(TIME) == "duration"
    return f"{WEEKS} ({field.description})" if in_weeks else f"({field.description})"


def shown_value(value: Any) -> str:
    """Return a value of plain data as it is read."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, (int, float)):
        return number(value) if abs(value) >= 1e-4 or not value else f"{value:g}"
    if isinstance(value, list):
        return f"[{', '.join(map(shown_value, value))}]"
    if isinstance(value, dict):
        return f"{', '.join(f'{key} {shown_value(inner)}' for key, inner in value.items())}"
    return "nothing" if value is None else f"'{value}'" if value == "" else str(value)
