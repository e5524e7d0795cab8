"""What commands share: arguments and options of one meaning, exit codes, and how a refusal ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from experiments.library import completions
from experiments.refusal import Refusal

STOPPED, REFUSED = 1, 2
Name = Annotated[
    str, typer.Argument(help="A scenario: its file, or its name in the library.", autocompletion=completions)
]
Files = Annotated[list[str], typer.Argument(
    help="Scenario files, or names in the library.", autocompletion=completions,
)]  # fmt: skip


@contextmanager
def refusals() -> Iterator[None]:
    """Turn a person's mistake into its message and exit code 2, and an interrupt into exit code 1."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("Stopped; no results were written.", err=True)
        raise typer.Exit(STOPPED) from None
    except Refusal as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(REFUSED) from None


def exit_with(code: int) -> None:
    """End the command with an exit code, unless it is 0."""
    if code:
        raise typer.Exit(code)
