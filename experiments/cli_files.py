"""The commands of `kith` that list what there is: scenarios, parameters and indicators.

Heavy packages are imported only by the commands that need them.
"""

from __future__ import annotations

from experiments.app import app, refusals
from experiments.options import Markdown


@app.command("list")
def list_scenarios(markdown: Markdown = False) -> None:
    """List the scenarios of the library: name, title and question."""
    from experiments import tables

    with refusals():
        tables.shown(("scenario", "title", "question"), tables.scenarios(), markdown)


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
