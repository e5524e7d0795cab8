"""The vocabulary of scenario files, read from the JSON Schema, so that it grows with the language."""

# ruff: noqa: E501 (lists of words read best when they are dense)

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.schema import schema

YAML = (
    "&a ", "*a", "&a [*a]", "<<: *a", "<<: {weeks: 3}", "!!str ", "!!int ", "!!float ", "!!binary ", "!!set ",
    "!!python/object/apply:os.system [id]", "!!python/name:os.system ", "! ", "!a%0Ab ", "!a%1Bb ", "!<x> ", "!%zz ",
    "%YAML 1.1\n---\n", "%YAML 9.9\n---\n", "%TAG ! tag:x,2000:\n---\n", "---\n", "...\n", "? ", ": ", "- ", "[", "]", "{",
    "}", ",", "|\n", ">-\n", "'", '"', '"\\x00"', '"\\n"', '"\\u2028"', '"\\ud800"', '"\\U00110000"', '"\\e[2J"', "#", "\t", "\n", "\r",
    "\r\n", "  ", "    ", "\ufeff", "\x00", "\x1b[2J", "\x85", "\u2028", "\u202e", "é", "\U0001f3d8", "@", "`", "%",
)  # fmt: skip
VALUES = (
    "0", "-0", "1", "5", "52", "-1", "0.5", "1e-3", "1e400", "-1e400", ".inf", "-.inf", ".nan", "1" + "0" * 17, "9" * 18,
    "9" * 19, "0x" + "f" * 16, "0o777", "0x", "1_000", "1:30", "true", "no", "null", "~", "''", "all", "on", "off",
    "2027-01-04", "2027-02-30", "2027-2-3", "0000-00-00", "9999-12-31", "10000-01-01", "1900-01-01", "2027-01-04T00:00:00Z",
    "18 months", "1 month", "0 weeks", "-3 weeks", "1e9 years", "1.5 years", "9999999999 days", "18  months", "1 fortnight",
    "quintile=1", "quintile=9", "[]", "{}", "[[]]", "[1, 2]", "[2, 1]", "[0, 1e400]", "{1: 2}", "{[]: 1}", "'../x'", "/etc/passwd",
    "../../etc/passwd", "a/b", "'a\\0b'", "flood", "baseline", "[flood, lockdown]", "[flood, flood]", "first_year", "january",
)  # fmt: skip


def words() -> list[str]:
    """Return every name and every legal word of the language, in order of the alphabet."""
    return sorted(set(_named(schema())))


def _named(part: Any) -> Iterator[str]:
    """Yield the names of fields and the words of enumerations below a part of the schema."""
    if isinstance(part, list):
        for inner in part:
            yield from _named(inner)
    if isinstance(part, dict):
        properties = part.get("properties", {})
        yield from properties if isinstance(properties, dict) else ()
        yield from (word for word in part.get("enum", ()) if isinstance(word, str))
        yield from (word for word in (part.get("const"),) if isinstance(word, str))
        for inner in part.values():
            yield from _named(inner)
