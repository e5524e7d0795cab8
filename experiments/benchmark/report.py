"""The report of the benchmark: on the screen, and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from experiments.benchmark.findings import Line, Table

if TYPE_CHECKING:
    from rich.console import Console


class Report(NamedTuple):
    """Tables and lines, and the machine they were measured on."""

    machine: str
    tables: Sequence[Table]
    lines: Sequence[Line]


def as_markdown(report: Report) -> str:
    """Return the whole report as Markdown."""
    told = [f"Measured on {report.machine}.", ""]
    for table in report.tables:
        told += [table.caption, "", *_grid(table), ""]
    return "\n".join([*told, *(f"- {line.text()}" for line in report.lines)]) + "\n"


def _grid(table: Table) -> list[str]:
    rule = ["---"] + ["---:"] * (len(table.heading) - 1)
    return ["| " + " | ".join(row) + " |" for row in (table.heading, rule, *table.rows)]


def shown(screen: Console, report: Report) -> None:
    """Print the report for a person."""
    for table in report.tables:
        screen.print(table.caption, markup=False, highlight=False)
        _print(screen, table)
    for line in report.lines:
        screen.print(line.text(), markup=False, highlight=False)
    screen.print(f"Measured on {report.machine}.", markup=False, highlight=False)


def _print(screen: Console, table: Table) -> None:
    from rich.table import Table as Grid

    grid = Grid()
    for name in table.heading:
        grid.add_column(name, justify="right")
    for row in table.rows:
        grid.add_row(*row)
    screen.print(grid)
