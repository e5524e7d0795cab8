"""What the commands list, check, schema, parameters and indicators print."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from experiments import library
from experiments.refusal import Refusal


def scenarios() -> list[tuple[str, ...]]:
    """Return name, title and question of every scenario of the library."""
    found = [library.load(name) for name in library.names()]
    return [(s.name, s.title, s.question) for s in found]


@cache
def schema() -> str:
    """Return the JSON Schema of scenario files."""
    from model.schema import schema as content

    return json.dumps(content(), indent=1, ensure_ascii=False)


def write_schema(file: Path) -> Path:
    """Write the JSON Schema to a file, whole or not at all; raises Refusal when it cannot be written."""
    from experiments.store import written

    try:
        return written(file, lambda path: path.write_text(schema() + "\n", encoding="utf-8"))
    except OSError as fault:
        raise Refusal(f"--out {file}: cannot be written ({fault.strerror})") from None


def parameters() -> list[tuple[str, ...]]:
    """Return path, default, range, unit, source and meaning of every parameter."""
    from model.assumptions import table

    return [
        (row.path, f"{row.default:g}", f"{row.about.low:g} to {row.about.high:g}", row.about.unit,
         row.about.source, row.about.meaning)
        for row in table()
    ]  # fmt: skip


def indicators() -> list[tuple[str, ...]]:
    """Return name, unit, better side, scope, evidence and meaning of every indicator."""
    from model.indicators import INDICATORS

    sides = {1: "more", -1: "less", 0: ""}
    scopes = {"resident": "by group", "town": "town only"}
    return [
        (i.name, i.unit, sides[i.better], scopes[i.scope], i.evidence, i.meaning) for i in INDICATORS.values()
    ]


def shown(headings: Sequence[str], rows: Sequence[Sequence[str]], markdown: bool) -> None:
    """Print a table: Markdown, columns fitted to a terminal, or whole lines when piped."""
    if markdown:
        lines = [headings, ["---"] * len(headings), *rows]
        cells = [[cell.replace("|", "\\|") for cell in line] for line in lines]
        _say("\n".join("| " + " | ".join(line) + " |" for line in cells))
    elif sys.stdout.isatty():
        _fitted(headings, rows)
    else:
        _say(aligned([headings, *rows]))


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Return lines with their cells in columns, two spaces apart."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(line, widths)).rstrip() for line in lines)


def _fitted(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print columns that fold to the width of the terminal; names are never folded."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for i, heading in enumerate(headings):
        table.add_column(heading, no_wrap=i == 0)
    for row in rows:
        table.add_row(*map(Text, row))
    Console(highlight=False).print(table)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
