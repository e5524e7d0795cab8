"""The commands of `kith` about scenario files and what the model knows.

Heavy packages are imported only by the commands that need them.
"""

from __future__ import annotations

from typing import Annotated

import typer

from experiments.app import REFUSED, app, ended, refusals
from experiments.library import completions
from experiments.options import (
    Markdown,
)


@app.command("list")
def list_scenarios(markdown: Markdown = False) -> None:
    """List the scenarios of the library: name, title and question."""
    from experiments import tables

    with refusals():
        tables.shown(("scenario", "title", "question"), tables.scenarios(), markdown)


@app.command()
def check(files: Annotated[list[str], typer.Argument(
    help="Scenario files, or names in the library.", autocompletion=completions,
)]) -> None:  # fmt: skip
    """Check scenario files and say everything that is wrong, with line and column."""
    from experiments import tables

    fine, wrong = tables.checked(files)
    for line in fine:
        typer.echo(line)
    for line in wrong:
        typer.echo(line, err=True)
    ended(REFUSED if wrong else 0)


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from experiments import tables

    typer.echo(tables.schema())


@app.command()
def parameters(markdown: Markdown = False) -> None:
    """List every parameter: default, range, unit, source and meaning."""
    from experiments import tables

    headings = ("parameter", "default", "range", "unit", "source", "meaning")
    tables.shown(headings, tables.parameters(), markdown)


@app.command()
def indicators(markdown: Markdown = False) -> None:
    """List every indicator: unit, which side is better, for whom, evidence and meaning."""
    from experiments import tables

    headings = ("indicator", "unit", "better", "recorded", "evidence", "meaning")
    tables.shown(headings, tables.indicators(), markdown)
