"""The JSON Schema of scenario files, for editors: the same names, types, ranges and descriptions."""

from __future__ import annotations

from typing import Any

from model.assumptions import Assumptions
from model.calendar import DATE, DURATION
from model.event_fields import SLUG, TIME
from model.event_kinds import EVENT_KINDS
from model.event_parts import Event
from model.heading import Head
from model.loops import Loops, meanings
from model.parameters import described
from model.town import Town

DRAFT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a scenario file, with keys as text."""
    shared: Schema = {}
    head = _collected(Head.model_json_schema(), shared)
    town = _collected(Town.model_json_schema(), shared)
    shared["Offer"].pop("required")
    town["properties"]["services"].pop("default", None)
    kinds = [_kind(kind, shared) for kind in EVENT_KINDS.values()]
    for block in (head, *kinds, *shared.values()):
        _let_times_be_text(block)
        _leave_out_what_says_nothing(block)
    blocks = {
        "extends": {"type": "string", "description": "scenario that this one builds on"},
        "combine": {
            "type": "array",
            "items": {"type": "string"},
            "minItems": 2,
            "description": "scenarios whose events this one brings together",
        },
        "without": {
            "type": ["array", "string"],
            "items": {"type": "string"},
            "description": "its events to drop",
        },
        "town": town,
        "parameters": _parameters(),
        "loops": _loops(),
        "events": {"type": "array", "items": {"oneOf": kinds}, "description": "what happens, and when"},
    }
    return {
        "$schema": DRAFT,
        "title": "Kith scenario",
        "type": "object",
        "properties": {**head["properties"], **blocks},
        "required": head["required"],
        "additionalProperties": False,
        "dependentSchemas": {
            "without": {"anyOf": [{"required": ["extends"]}, {"required": ["combine"]}]},
            "combine": {"not": {"required": ["extends"]}},
        },
        "$defs": shared,
    }


def _collected(made: Schema, shared: Schema) -> Schema:
    """Return a schema with its definitions moved to the shared ones."""
    shared.update(made.pop("$defs", {}))
    return made


def _kind(kind: type[Event], shared: Schema) -> Schema:
    made = _collected(kind.model_json_schema(), shared)
    for name in kind.not_taken():
        del made["properties"][kind.model_fields[name].alias or name]
    made["properties"]["kind"].pop("default")
    made["properties"]["name"] = {"type": "string", "pattern": SLUG, "maxLength": 60}
    made["required"] = ["kind", *(name for name in made.get("required", []) if name != "start")]
    made["anyOf"] = [{"required": ["start"]}, {"required": ["when"]}]
    return made


TEXTS = {"date": DATE, "duration": DURATION}


def _let_times_be_text(block: Schema) -> None:
    """Let fields that count weeks also be dates or durations."""
    for about in block.get("properties", {}).values():
        if TIME in about:
            text = {"type": "string", "pattern": f"^({TEXTS[about.pop(TIME)]})$"}
            weeks = {key: about.pop(key) for key in ("type", "minimum", "maximum") if key in about}
            about["anyOf"] = [*about.get("anyOf", [weeks]), text]


def _leave_out_what_says_nothing(block: Schema) -> None:
    """Leave out titles that repeat a field's name, and defaults that are nothing or a block of defaults."""
    for about in block.get("properties", {}).values():
        about.pop("title", None)
        if about.get("default", 0) is None or isinstance(about.get("default"), dict):
            del about["default"]


def _parameters() -> Schema:
    groups = {group: _group(type(values)) for group, values in Assumptions()._asdict().items()}
    return {"type": "object", "properties": groups, "additionalProperties": False}


def _group(group: type[Any]) -> Schema:
    numbers = {
        name: {
            "type": "integer" if isinstance(group._field_defaults[name], int) else "number",
            "minimum": about.low,
            "maximum": about.high,
            "default": group._field_defaults[name],
            "description": f"{about.meaning} ({about.unit}); {about.source}",
        }
        for name, about in described(group).items()
    }
    about = (group.__doc__ or "").strip().split("\n")[0]
    return {"type": "object", "properties": numbers, "additionalProperties": False, "description": about}


def _loops() -> Schema:
    said = meanings()
    switches = {
        name: {"enum": [True, False, "on", "off"], "description": said[name]} for name in Loops._fields
    }
    return {"type": "object", "properties": switches, "additionalProperties": False}
