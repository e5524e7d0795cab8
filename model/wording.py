"""Saying in one line what is wrong with a value, what is legal, and which name was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from model.calendar import WEEK_0, meant
from model.event_fields import TIME
from model.faults import Fault, brief, dotted
from model.nodes import Node, Path
from model.parameters import nearest

Block = TypeVar("Block", bound=BaseModel)
LONGEST = 40
BEYOND = ("greater_than", "greater_than_equal", "less_than", "less_than_equal", "finite_number")
KINDS_OF_VALUE = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_type": "text (put it in quotes if it is meant)",
    "model_type": "a block of fields",
    "dict_type": "a block of fields",
    "tuple_type": "a list",
    "list_type": "a list",
}


def shown(value: Any) -> str:
    """Return a value as it is quoted in a message, cut to a readable length."""
    if isinstance(value, (dict, list, tuple)):
        return "a block of fields" if isinstance(value, dict) else "a list"
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, int) and abs(value) >= 10**LONGEST:
        return f"a whole number of more than {LONGEST} digits"
    return brief(f"{value:g}" if isinstance(value, float) else repr(value), LONGEST)


def choice(given: str, legal: list[str] | tuple[str, ...], what: str) -> str:
    """Return 'unknown WHAT' with the nearest legal name, or with all legal ones."""
    return f"unknown {what}" + (nearest(given, legal) or f"; legal are {', '.join(legal)}")


def validated(model: type[Block], node: Node, label: Path) -> tuple[Block | None, list[Fault]]:
    """Return the block that a node describes, and what is wrong with it.

    With faults, the block is what remains without the faulty fields, or None if that is not enough.
    """
    block, errors = _tried(model, node)
    faults = [fault for error in errors for fault in _faults(model, error, node, label)]
    wrong = {error["loc"][0] for error in errors if error["loc"]}
    if not wrong:
        return block, faults
    rest = Node(node.mark, {k: v for k, v in node.value.items() if k not in wrong}, node.keys)
    block, errors = _tried(model, rest)
    checks = [error for error in errors if error["type"] == "value_error"]
    later = [fault for error in checks for fault in _faults(model, error, rest, label)]
    return block, faults + [fault for fault in later if fault.path != dotted(label)]


def _tried(model: type[Block], node: Node) -> tuple[Block | None, list[dict[str, Any]]]:
    try:
        return model.model_validate(node.plain(), strict=True), []
    except ValidationError as error:
        return None, [dict(one) for one in error.errors(include_url=False)]


def _faults(model: type[BaseModel], error: dict[str, Any], node: Node, label: Path) -> Iterator[Fault]:
    path: Path = tuple(part for part in error["loc"] if part != "[key]")
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        yield from _block_faults(str(context["error"]), node, label + path)
    elif kind == "at_field":
        path = (*path, context["field"])
        yield Fault(node.nearest(path).mark, dotted(label + path), error["msg"])
    elif kind == "missing" and isinstance(path[-1], str):
        about = _legal(model, path)
        hint = "; ".join(part for part in (about.get("description", ""), _range(about)) if part)
        yield Fault(node.nearest(path).mark, dotted(label + path), f"missing; {hint}".rstrip("; "))
    elif kind in ("extra_forbidden", "not_taken"):
        legal = tuple(_legal(model, path[:-1]).get("properties", {}))
        message = error["msg"] if kind == "not_taken" else choice(str(path[-1]), legal, "field")
        yield Fault(node.key_mark(path), dotted(label + path), message)
    else:
        while path and node.at(path) is None:
            path = path[:-1]
        message = _value_message(model, error, node, path)
        yield Fault(node.nearest(path).mark, dotted(label + path), message)


def _block_faults(message: str, node: Node, label: Path) -> Iterator[Fault]:
    """Yield one fault for each 'path: what is wrong' in the message of a block's own check."""
    for part in re.split(r"; (?=[\w. ]+: )", message):
        before, _, after = part.partition(": ")
        path: Path = tuple(before.split("."))
        if not after or node.at(path) is None:
            yield Fault(node.mark, dotted(label), part)
            continue
        key = re.match(r"unknown key '(.*?)'", after)
        mark = node.key_mark((*path, key[1])) if key else node.nearest(path).mark
        yield Fault(mark, dotted(label + path), after)


def _value_message(model: type[BaseModel], error: dict[str, Any], node: Node, path: Path) -> str:
    value, kind = node.nearest(path).value, error["type"]
    about = _legal(model, path)
    if kind in ("too_short", "too_long", "missing") and isinstance(value, list):
        return f"a list of {len(value)}; two numbers are legal, {about.get('description', '[first, last]')}"
    if kind == "string_pattern_mismatch":
        return f"{shown(value)} is not a name; legal are lower-case letters, digits, '-' and '_' between them"
    if kind == "string_too_long":
        return f"{len(value):,} characters; at most {error['ctx']['max_length']:,} are legal"
    if kind == "literal_error":
        legal = tuple(map(str, about.get("enum", [about.get("const", "")])))
        given = value if isinstance(value, str) else ""
        return f"{shown(value)} is not legal; legal are {', '.join(legal)}{nearest(given, legal)}"
    if TIME in about and isinstance(value, str):
        return f"{shown(value)} is not a whole number; legal is {_range(about)}, or {_time(about, value)}"
    if kind in KINDS_OF_VALUE:
        message = f"{shown(value)} is not {KINDS_OF_VALUE[kind]}"
        return message + (f"; legal is {_range(about)}" if _range(about) else "")
    if kind in BEYOND and _range(about):
        return f"{shown(value)} is outside {_range(about)}"
    return "empty; write a text" if kind == "string_too_short" else str(error["msg"])


def _range(about: Mapping[str, Any]) -> str:
    low, high = about.get("minimum", about.get("exclusiveMinimum")), about.get("maximum")
    if low is None or high is None:
        return ""
    return f"{'above ' if 'exclusiveMinimum' in about else ''}{low:.15g} to {high:.15g}"


def _time(about: Mapping[str, Any], given: str) -> str:
    """Return how a date or a duration is written, and which duration was probably meant."""
    if about[TIME] == "date":
        return f"a date such as {WEEK_0}"
    return f"a duration such as '18 months'{meant(given)}"


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def _legal(model: type[BaseModel], path: Path) -> Mapping[str, Any]:
    """Return the JSON Schema of what is legal at a path of a block, {} if nothing is known."""
    whole = _schema(model)
    options = _options(whole, whole)
    for part in path:
        steps = [step for option in options if (step := _step(option, part)) is not None]
        options = [inner for step in steps for inner in _options(step, whole)]
    bounds = {"minimum", "exclusiveMinimum", "enum", "prefixItems"}
    return next((option for option in options if bounds & option.keys()), next(iter(options), {}))


def _step(option: Mapping[str, Any], part: str | int) -> Any:
    if isinstance(part, str):
        return option.get("properties", {}).get(part, option.get("additionalProperties") or None)
    items = option.get("prefixItems", [])
    return items[part] if part < len(items) else option.get("items")


def _options(schema: Any, whole: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the alternatives of a schema with references followed, each with its description."""
    if "$ref" in schema:
        target = whole["$defs"][schema["$ref"].rpartition("/")[2]]
        return _options({**target, **{k: v for k, v in schema.items() if k == "description"}}, whole)
    if "anyOf" not in schema:
        return [schema]
    said = {key: schema[key] for key in ("description", TIME) if key in schema}
    return [{**said, **inner} for option in schema["anyOf"] for inner in _options(option, whole)]
