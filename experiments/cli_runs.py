"""The commands of `kith` that run scenarios.

Heavy packages are imported only by the commands that need them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.app import app, ended, refusals
from experiments.library import completions, study_completions
from experiments.options import (
    Check,
    Checkpoint,
    Name,
    Names,
    Origin,
    Out,
    OwnSeed,
    Replicates,
    Residents,
    Seed,
    Settings,
    Snapshot,
    Threads,
    Uncertainty,
    Values,
    Weeks,
    Workers,
    cores,
)

DEMO = ("baseline", "flood", "flood-with-community-anchor")


@app.command()
def run(
    scenario: Name, weeks: Weeks = None, residents: Residents = None, seed: OwnSeed = None,
    threads: Threads = 1, settings: Settings = None, snapshot: Snapshot = None, check: Check = False,
    checkpoint: Checkpoint = None, origin: Origin = None, out: Out = None,
) -> None:  # fmt: skip
    """Run one scenario once; with checkpoints, the same command goes on where it was cut off."""
    from experiments import commands

    options = commands.RunOptions(
        weeks, residents, seed, threads, settings or [], snapshot, check, out, checkpoint, origin
    )
    with refusals():
        ended(commands.run(scenario, options))


@app.command()
def compare(
    scenarios: Names, replicates: Replicates = 8, workers: Workers = None, seed: Seed = 1,
    weeks: Weeks = None, residents: Residents = None, settings: Settings = None,
    uncertainty: Uncertainty = "chance", values: Values = None, out: Out = None,
) -> None:  # fmt: skip
    """Compare scenarios with the first one named, over replicates that share their luck."""
    from experiments import commands
    from experiments.comparing import CompareOptions

    chosen = CompareOptions(
        replicates, workers or cores(), seed, weeks, residents, settings or [], out, uncertainty, values or []
    )
    with refusals():
        ended(commands.compare(scenarios, chosen))


@app.command()
def factorial(
    factors: Annotated[list[str], typer.Argument(
        help="Scenarios whose events are combined in every way: files or names in the library.",
        autocompletion=completions,
    )],
    on: Annotated[str, typer.Option(
        help="The baseline that they all add to.", autocompletion=completions,
    )] = "baseline",
    replicates: Replicates = 8, workers: Workers = None, seed: Seed = 1, weeks: Weeks = None,
    residents: Residents = None, settings: Settings = None, uncertainty: Uncertainty = "chance",
    values: Values = None, out: Out = None,
) -> None:  # fmt: skip
    """Combine scenarios in every way: do they do more together than apart?"""
    from experiments import commands
    from experiments.comparing import CompareOptions

    chosen = CompareOptions(
        replicates, workers or cores(), seed, weeks, residents, settings or [], out, uncertainty, values or []
    )
    with refusals():
        ended(commands.factorial(on, factors, chosen))


@app.command()
def study(
    name: Annotated[str | None, typer.Argument(
        help="A study: its file, or its name in the library; none lists them.",
        autocompletion=study_completions, show_default=False,
    )] = None,
    replicates: Replicates = 8, workers: Workers = None, seed: Seed = 1, weeks: Weeks = None,
    residents: Residents = None, settings: Settings = None, uncertainty: Uncertainty = "chance",
    values: Values = None, out: Out = None,
) -> None:  # fmt: skip
    """Answer a question with several scenarios, such as 'does co-location beat more capacity?'."""
    from experiments import commands, studies, tables
    from experiments.comparing import CompareOptions

    chosen = CompareOptions(
        replicates, workers or cores(), seed, weeks, residents, settings or [], out, uncertainty, values or []
    )
    with refusals():
        if name is None:
            tables.shown(("study", "question", "scenarios"), studies.table(), False)
        else:
            ended(commands.study(name, chosen))


@app.command()
def demo(
    replicates: Replicates = 6, workers: Workers = None, seed: Seed = 1, weeks: Weeks = 520,
    residents: Residents = 10_000, out: Out = Path("runs/demo"),
) -> None:  # fmt: skip
    """Compare a baseline, a flood, and the flood with a community anchor organisation."""
    from experiments import commands
    from experiments.comparing import CompareOptions

    chosen = CompareOptions(replicates, workers or cores(), seed, weeks, residents, [], out)
    with refusals():
        ended(commands.compare(DEMO, chosen, "demo"))


@app.command()
def gallery(
    scenarios: Annotated[list[str] | None, typer.Argument(
        help="Scenarios: files or names in the library. [default: the whole library]",
        autocompletion=completions, show_default=False,
    )] = None,
    replicates: Replicates = 8, residents: Residents = 2_000, weeks: Weeks = 312,
    settle: Annotated[int, typer.Option(min=0, max=2_000, help="Weeks the towns settle in.")] = 208,
    workers: Workers = None, seed: Seed = 1,
    out: Annotated[Path | None, typer.Option(
        help="Folder for the figures; page and table stand beside it."
        " [default: docs/library for the whole library, else runs/library]", show_default=False,
    )] = None,
) -> None:  # fmt: skip
    """Run the library in one comparison and write its page, figures and table of numbers."""
    from experiments.gallery import command

    usual = command.Options()
    chosen = command.Options(
        replicates, residents or usual.residents, weeks or usual.weeks, settle, workers or cores(), seed, out
    )
    with refusals():
        ended(command.gallery(scenarios or (), chosen))
