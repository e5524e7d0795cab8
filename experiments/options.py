"""The arguments and options that several commands of `kith` share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from experiments.library import completions

LAST_SEED = 2**64 - 1
Name = Annotated[
    str, typer.Argument(help="A scenario: its file, or its name in the library.", autocompletion=completions)
]
Files = Annotated[list[str], typer.Argument(
    help="Scenario files, or names in the library.", autocompletion=completions,
)]  # fmt: skip
Names = Annotated[list[str], typer.Argument(
    help="Scenarios: files or names in the library. The first is the baseline of the others.",
    autocompletion=completions,
)]  # fmt: skip
Weeks = Annotated[int | None, typer.Option(help="Weeks to record, instead of the scenario's own horizon.")]
Residents = Annotated[int | None, typer.Option(help="Number of residents; neighbourhoods keep their size.")]
Seed = Annotated[
    int, typer.Option(min=0, max=LAST_SEED, help="Root of all luck: the same seed gives the same numbers.")
]
OwnSeed = Annotated[int | None, typer.Option(
    "--seed", min=0, max=LAST_SEED, show_default=False,
    help="Root of all luck: the same seed gives the same numbers. [default: 1, or the checkpoint's]",
)]  # fmt: skip
Checkpoint = Annotated[int | None, typer.Option(
    min=1, metavar="WEEKS",
    help="Keep the state every so many weeks; the same command with the same --out goes on from the newest.",
)]  # fmt: skip
Origin = Annotated[Path | None, typer.Option(
    "--from", metavar="FILE", help="Branch: go on from a checkpoint, under the events of this scenario.",
)]  # fmt: skip
Threads = Annotated[
    int, typer.Option(min=1, max=256, help="Threads of one run; the numbers don't depend on them.")
]
Settings = Annotated[list[str] | None, typer.Option(
    "--set", metavar="PATH=VALUE",
    help="Change a value, such as ties.gain=0.07 or loops.withdrawal=off. Repeatable.",
)]  # fmt: skip
Snapshot = Annotated[
    int | None, typer.Option(min=0, metavar="WEEK", help="Write residents.parquet as of this week.")
]
Check = Annotated[bool, typer.Option("--check", help="Check the world's invariants every week.")]
Out = Annotated[
    Path | None,
    typer.Option(help="Folder for the results. [default: a new one under runs/]", show_default=False),
]
Replicates = Annotated[int, typer.Option(min=1, max=100_000, help="Replicates, each with its own luck.")]
Workers = Annotated[
    int | None,
    typer.Option(min=1, max=1024, help="Worker processes. [default: one a core]", show_default=False),
]
Uncertainty = Annotated[str, typer.Option(
    metavar="chance|parameters",
    help="What intervals cover: chance, or also doubt about the fitted parameters, drawn from the ensemble.",
)]  # fmt: skip
Values = Annotated[list[str] | None, typer.Option(
    "--value", metavar="NAME=VALUE",
    help="Change a number of the appraisal, such as wellby=10000 or discount_costs=0.03. Repeatable.",
)]  # fmt: skip
Markdown = Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")]


def cores() -> int:
    """Return how many processors this process may use."""
    allowed: Callable[[int], set[int]] | None = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1
