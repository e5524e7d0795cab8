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
    """Return a listener that writes a line every ten seconds, with the time left at the pace since then."""
    state = {"done": 0, "before": 0, "told": time.monotonic()}

    def weeks(more: int) -> None:
        state["done"] += more
        spent = time.monotonic() - state["told"]
        if spent > EVERY and state["done"] > state["before"]:
            done = int(state["done"])
            left = spent * (total - done) / (done - state["before"])
            state.update(before=done, told=time.monotonic())
            say(f"{done:,} of {total:,} weeks ({done / total:.0%}), {_span(left)} left")

    return Listener(weeks, lambda: say(COMPILING))


def _span(seconds: float) -> str:
    """Return a span of time in words: 40 s, 3 min, 2.5 h."""
    if seconds < 100.0:
        return f"{seconds:.0f} s"
    return f"{seconds / 60.0:.0f} min" if seconds < 6000.0 else f"{seconds / 3600.0:.1f} h"


def say(text: str) -> None:
    """Write a line to the error stream."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
