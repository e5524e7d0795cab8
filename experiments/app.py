"""The command line itself: one application, and what a person's mistake or an interrupt ends in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from experiments.refusal import Refusal

STOPPED, REFUSED = 1, 2

app = typer.Typer(
    name="kith",
    help="Simulate a community: ties, participation, services, power and place, under shocks and help.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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


def ended(code: int) -> None:
    """End with an exit code, if it is not 0."""
    if code:
        raise typer.Exit(code)
