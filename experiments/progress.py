"""What a person sees while runs go on: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from experiments.workers import Listener

EVERY = 10.0
COMPILING = "Compiling the model, first run only; this takes about half a minute."


@contextmanager
def shown(total: int) -> Iterator[Listener]:
    """Show the progress of `total` weeks on the error stream while the block runs."""
    if sys.stderr.isatty():
        with _bar(total) as listener:
            yield listener
    else:
        yield _lines(total)


@contextmanager
def _bar(total: int) -> Iterator[Listener]:
    """Show a bar with the time left."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("weeks"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("weeks", total=total)
        yield Listener(lambda weeks: bar.advance(task, weeks), lambda: console.print(COMPILING))


def _lines(total: int) -> Listener:
    """Return a listener that writes a line every ten seconds."""
    state = {"done": 0, "told": time.monotonic()}

    def weeks(more: int) -> None:
        state["done"] += more
        if time.monotonic() - state["told"] > EVERY:
            state["told"] = time.monotonic()
            say(f"{state['done']:,} of {total:,} weeks ({state['done'] / total:.0%})")

    return Listener(weeks, lambda: say(COMPILING))


def say(text: str) -> None:
    """Write a line to the error stream."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
