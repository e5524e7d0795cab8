"""Hypothesis strategies for hostile input: raw text, token soup, damaged scenarios, folders, settings."""

# ruff: noqa: E501 (lists of words read best when they are dense)

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import strategies as st

from model.schema import schema
from tests.fuzz.words import VALUES, YAML, words

HEAD = "title: A test\nquestion: What if?\n"
WORDS = words()
TOKENS = [*YAML, *VALUES, *WORDS, *(f"{word}: " for word in WORDS)]
SCHEMA = schema()
BUILDING = ("extends", "combine", "without")
TOP = {**SCHEMA["properties"], "combine": SCHEMA["properties"].get("combine", {"type": "array"})}
BODY = [*(key for key in TOP if key not in (*BUILDING, "title", "question")), *["events"] * 5]
Draw = Callable[[st.SearchStrategy[Any]], Any]

raw = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(max_size=100).map(lambda text: text.encode("utf-16")),
)


def _soup(pieces: list[str]) -> bytes:
    return "".join(pieces).encode("utf-8", "surrogatepass")


soup = st.lists(st.one_of(st.sampled_from(TOKENS), st.sampled_from(YAML), st.text(max_size=5)), max_size=40)
token_soup = st.one_of(soup.map(_soup), soup.map(lambda pieces: HEAD.encode() + _soup(pieces)))

nasty = st.one_of(
    st.sampled_from(VALUES),
    st.sampled_from([token for token in YAML if token.startswith(("!", "&", "*", '"'))]),
    st.sampled_from(WORDS),
    st.integers().map(str),
    st.floats().map(repr),
    st.builds(
        lambda depth, core: "[" * depth + core + "]" * depth, st.integers(1, 40), st.sampled_from(VALUES)
    ),
    st.builds(lambda letter, times: letter * times, st.sampled_from("a-'\"{é "), st.integers(1, 3000)),
)


@st.composite
def damaged(draw: Draw) -> bytes:
    """Draw a scenario after the JSON Schema of which some values and keys are not what they should be."""
    harm = draw(st.sampled_from((0, 0, 2, 5, 30)))
    keys = draw(st.lists(st.sampled_from(BODY), max_size=6, unique=True))
    tree = {key: _value(draw, TOP[key], harm, 0) for key in keys}
    lines = [f"{_key(draw, key, harm)}: {emitted(value)}" for key, value in tree.items()]
    ending = draw(st.sampled_from(("\n", "\n", "\r\n", "\r", "\n\ufeff")))
    return (HEAD + ending.join(lines) + ending).encode("utf-8", "surrogatepass")


def _hurt(draw: Draw, harm: int) -> bool:
    """Draw whether something is damaged, with a chance of `harm` in a hundred."""
    return bool(harm) and draw(st.integers(0, 99)) >= 100 - harm


def emitted(tree: Any) -> str:
    """Return a tree as YAML in flow style; its leaves are YAML already."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{key}: {emitted(value)}" for key, value in tree.items()) + "}"
    return f"[{', '.join(map(emitted, tree))}]" if isinstance(tree, list) else str(tree)


def _key(draw: Draw, key: str, harm: int) -> str:
    return draw(st.one_of(st.sampled_from(WORDS), nasty)) if _hurt(draw, harm // 3) else key


def _value(draw: Draw, part: Mapping[str, Any], harm: int, depth: int) -> Any:
    """Draw a value after one part of the schema, or with the chance `harm` something nasty."""
    if _hurt(draw, harm):
        return draw(nasty)
    if "$ref" in part:
        return _value(draw, SCHEMA["$defs"][part["$ref"].rpartition("/")[2]], 0, depth)
    for several in ("anyOf", "oneOf"):
        if several in part:
            return _value(draw, draw(st.sampled_from(part[several])), harm, depth)
    if "enum" in part or "const" in part:
        return _scalar(draw(st.sampled_from(part.get("enum") or [part["const"]])))
    kind = part.get("type", "string")
    return _OF_KIND[kind if isinstance(kind, str) else draw(st.sampled_from(kind))](draw, part, harm, depth)


def _scalar(value: object) -> str:
    return (
        {True: "true", False: "false", None: "null"}.get(value, repr(value))
        if value in (0, 1, None)
        else f"{value}"
    )


def _mapping(draw: Draw, part: Mapping[str, Any], harm: int, depth: int) -> dict[str, Any]:
    known = part.get("properties", {})
    needed = [key for key in part.get("required", ()) if key in known]
    more = draw(st.lists(st.sampled_from(list(known)), max_size=4, unique=True)) if known else []
    return {
        _key(draw, key, harm): _value(draw, known[key], harm, depth + 1)
        for key in dict.fromkeys((*needed, *more))
    }


def _listed(draw: Draw, part: Mapping[str, Any], harm: int, depth: int) -> list[Any]:
    if "prefixItems" in part:
        return [_value(draw, inner, harm, depth + 1) for inner in part["prefixItems"]]
    times = draw(st.integers(0, 4))
    return [_value(draw, part.get("items", {}), harm, depth + 1) for _ in range(times)]


def _number(draw: Draw, part: Mapping[str, Any], harm: int, depth: int) -> str:
    low, high = part.get("minimum", part.get("exclusiveMinimum", 0)), part.get("maximum", 300)
    if part.get("type") == "integer":
        return str(draw(st.integers(int(low), max(int(low), min(int(high), 500)))))
    return repr(draw(st.floats(low, high)))


def _text(draw: Draw, part: Mapping[str, Any], harm: int, depth: int) -> str:
    return draw(st.sampled_from(("a", "flood", "flood-2", "2027-01-04", "18 months", "52 weeks", "cohesion")))


_OF_KIND: dict[str, Callable[..., Any]] = {
    "object": _mapping,
    "array": _listed,
    "integer": _number,
    "number": _number,
    "string": _text,
    "boolean": lambda draw, part, harm, depth: draw(st.sampled_from(("true", "false"))),
    "null": lambda draw, part, harm, depth: "null",
}

steps = st.one_of(
    st.sampled_from(
        [*WORDS, "flood", "upheaval", "flooded-homes", "ties", "gain", "", " ", "<<", "0", "parameters"]
    ),
    st.text(max_size=3),
)
paths = st.one_of(
    st.sampled_from(
        ("events.flooded-homes.home", "ties.gain", "weeks", "town.rows", "town.services.hub.sites")
    ),
    st.lists(steps, max_size=5).map(".".join),
)
settings_texts = st.lists(
    st.one_of(st.builds("{}={}".format, paths, st.one_of(nasty, st.text(max_size=8))), st.text(max_size=10)),
    max_size=4,
)


class Entry(NamedTuple):
    """One entry of a folder: its name, how it is made, and the text if it is a file."""

    name: str
    make: Callable[[Path, bytes], object]
    text: bytes = b""


def _file(path: Path, text: bytes) -> None:
    path.write_bytes(text)


def _linked(target: str, path: Path, text: bytes) -> None:
    path.symlink_to(target)


def _huge(path: Path, text: bytes) -> None:
    with path.open("wb") as stream:
        stream.truncate(1 << 33)


def _locked(path: Path, text: bytes) -> None:
    path.write_bytes(text)
    path.chmod(0)


TARGETS = (
    "/etc/passwd", "/dev/zero", "/dev/stdin", "/proc/self/environ", "../secret.yaml", "../secret", "..", ".", "a.yaml",
    "b.yaml", "loop.yaml", "nowhere", "/" + "x" * 300, "../folder/a.yaml",
)  # fmt: skip
MAKERS = (
    *[_file] * 60, _huge, _locked,
    lambda path, text: os.mkfifo(path),
    lambda path, text: path.mkdir(),
    *(partial(_linked, target) for target in TARGETS),
)  # fmt: skip
STEMS = (
    *"abcdabcdabcd",
    "flood",
    "loop",
    "baseline",
    "A",
    "a b",
    "é",
    "a\nb",
    "\x1b[2J",
    ".hidden",
    "-",
    "x" * 200,
)
NAMES = (
    *STEMS, *"abcdabcdabcd", "../secret", "../secret.yaml", "..", ".", "", "/etc/passwd", "/etc/passwd.yaml", "a.yaml", "b.yml", "folder/a",
    "x" * 300, "a\\0", "flood.yaml", "~", "lockdown", "$HOME", "%s%n", "{0}", "file:///etc/passwd",
)  # fmt: skip
named = st.sampled_from(NAMES).map(lambda name: '"' + name.replace("\n", "\\n").replace("\x1b", "\\e") + '"')
building = st.one_of(
    named.map("extends: {}\n".format),
    st.lists(named, max_size=4).map(lambda names: f"combine: [{', '.join(names)}]\n"),
    st.builds("extends: {}\ncombine: [{}]\n".format, named, named),
    st.builds("extends: {}\nwithout: [{}]\n".format, named, named),
)
texts = st.one_of(building.map(lambda text: (HEAD + text).encode()), damaged(), token_soup)
ENTRIES = st.builds(
    Entry,
    st.builds("{}{}".format, st.sampled_from(STEMS), st.sampled_from((*[".yaml"] * 5, ".yml", ""))),
    st.sampled_from(MAKERS),
    texts,
)


@st.composite
def hostile(draw: Draw) -> tuple[list[Entry], str]:
    """Draw the entries of a folder and the one that is asked for; it need not be there."""
    entries = draw(st.lists(ENTRIES, min_size=1, max_size=6, unique_by=lambda entry: entry.name))
    there = [entry.name for entry in entries]
    elsewhere = st.builds(
        "{}{}".format, st.sampled_from(STEMS), st.sampled_from((".yaml", ".yml", "", "/./a.yaml"))
    )
    return entries, draw(st.one_of(*[st.sampled_from(there)] * 5, elsewhere))
