"""The commands on scenario files. What they do is imported only when one of them runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.app import REFUSED, app, ended, refusals
from experiments.library import completions
from experiments.options import Files, Name


@app.command()
def check(
    files: Files,
    deep: Annotated[bool, typer.Option(
        "--deep", help="Also let a town live for two years, to see whom events reach then and triggers.",
    )] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Only read the files; try no event in a town.")
    ] = False,
) -> None:  # fmt: skip
    """Check scenario files: everything that is wrong, with line and column, and what has no effect."""
    from experiments.language import checks

    fine, wrong = checks.checked(files, checks.Depth(found_towns=not quick, live=deep))
    for line in fine:
        typer.echo(line)
    for line in wrong:
        typer.echo(line, err=True)
    ended(REFUSED if wrong else 0)


@app.command()
def explain(
    scenario: Name,
    defaults: Annotated[bool, typer.Option(
        "--defaults", help="Also say what each event leaves at its default, and the whole town.",
    )] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
) -> None:  # fmt: skip
    """Say a scenario in plain words: what happens, when, to whom, how and at what cost."""
    with refusals():
        from experiments.language import explaining

        typer.echo(explaining.explained(scenario, defaults, markdown), nl=False)


@app.command()
def diff(
    one: Name, other: Name,
    as_json: Annotated[bool, typer.Option("--json", help="Print the differences as JSON.")] = False,
) -> None:  # fmt: skip
    """Say how two scenarios differ; exit code 0 when they are the same, 1 when not."""
    with refusals():
        from experiments.language import differing

        told, code = differing.differ(one, other, as_json)
        typer.echo(told)
        ended(code)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Name of the new scenario, and of its file without '.yaml'.")],
    template: Annotated[str, typer.Option(
        "--from", metavar="TEMPLATE", autocompletion=completions,
        help="A scenario of the library, or 'skeleton': a short file with a comment on every line.",
    )] = "skeleton",
    out: Annotated[Path, typer.Option(help="Folder for the file.")] = Path(),
) -> None:  # fmt: skip
    """Start a scenario file from a template, with the schema that editors check it by."""
    with refusals():
        from experiments.language import starting

        for file in starting.started(name, template, out):
            typer.echo(f"Wrote {file}")


@app.command()
def migrate(
    files: Files,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a file is old.")] = False,
    stdout: Annotated[bool, typer.Option("--stdout", help="Print the new text, write nothing.")] = False,
) -> None:
    """Upgrade scenario files of an older version of the language, in place; comments and order stay."""
    with refusals():
        from experiments.language import migrating

        told, code = migrating.migrate(files, migrating.Mode(check, stdout))
        typer.echo(told, nl=False)
        ended(code)


@app.command()
def schema(
    out: Annotated[
        Path | None, typer.Option(help="Write it to this file instead.", show_default=False)
    ] = None,
) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from experiments import tables

    if out is None:
        typer.echo(tables.schema())
        return
    with refusals():
        typer.echo(f"Wrote {tables.write_schema(out)}")
