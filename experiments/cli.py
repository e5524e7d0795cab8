"""The command `kith`. Heavy packages are imported only by the commands that need them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from experiments.language.commands import add_to
from experiments.library import completions
from experiments.options import Name, refusals
from experiments.options import exit_with as _exit

DEMO = ("baseline", "flood", "flood-with-community-anchor")
LAST_SEED = 2**64 - 1

app = typer.Typer(
    name="kith",
    help="Simulate a community: ties, participation, services, power and place, under shocks and help.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Names = Annotated[list[str], typer.Argument(
    help="Scenarios: files or names in the library. The first is the baseline of the others.",
    autocompletion=completions,
)]  # fmt: skip
Weeks = Annotated[int | None, typer.Option(help="Weeks to record, instead of the scenario's own horizon.")]
Residents = Annotated[int | None, typer.Option(help="Number of residents; neighbourhoods keep their size.")]
Seed = Annotated[
    int, typer.Option(min=0, max=LAST_SEED, help="Root of all luck: the same seed gives the same numbers.")
]
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
Markdown = Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")]


@app.command("list")
def list_scenarios(markdown: Markdown = False) -> None:
    """List the scenarios of the library: name, title and question."""
    from experiments import tables

    with refusals():
        tables.shown(("scenario", "title", "question"), tables.scenarios(), markdown)


add_to(app)


@app.command()
def run(
    scenario: Name, weeks: Weeks = None, residents: Residents = None, seed: Seed = 1, threads: Threads = 1,
    settings: Settings = None, snapshot: Snapshot = None, check: Check = False, out: Out = None,
) -> None:  # fmt: skip
    """Run one scenario once."""
    from experiments import commands

    options = commands.RunOptions(weeks, residents, seed, threads, settings or [], snapshot, check, out)
    with refusals():
        _exit(commands.run(scenario, options))


@app.command()
def compare(
    scenarios: Names, replicates: Replicates = 8, workers: Workers = None, seed: Seed = 1,
    weeks: Weeks = None, residents: Residents = None, settings: Settings = None,
    uncertainty: Uncertainty = "chance", out: Out = None,
) -> None:  # fmt: skip
    """Compare scenarios with the first one named, over replicates that share their luck."""
    from experiments import commands

    chosen = commands.CompareOptions(
        replicates, workers or cores(), seed, weeks, residents, settings or [], out, uncertainty
    )
    with refusals():
        _exit(commands.compare(scenarios, chosen))


@app.command()
def demo(
    replicates: Replicates = 6, workers: Workers = None, seed: Seed = 1, weeks: Weeks = 520,
    residents: Residents = 10_000, out: Out = Path("runs/demo"),
) -> None:  # fmt: skip
    """Compare a baseline, a flood, and the flood with a community anchor organisation."""
    from experiments import commands

    chosen = commands.CompareOptions(replicates, workers or cores(), seed, weeks, residents, [], out)
    with refusals():
        _exit(commands.compare(DEMO, chosen, "demo"))


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


@app.command()
def calibrate(
    quick: Annotated[
        bool, typer.Option("--quick", help="A small fit of a few parameters, to see that all works.")
    ] = False,
    workers: Workers = None, seed: Seed = 1,
    targets: Annotated[Path | None, typer.Option(
        help="Targets to fit to. [default: experiments/calibration/targets.csv]", show_default=False,
    )] = None,
    parameters: Annotated[Path | None, typer.Option(
        help="Parameters to fit. [default: experiments/calibration/fitted.csv]", show_default=False,
    )] = None,
    out: Annotated[Path, typer.Option(help="Folder for the results; a stopped fit there goes on.")] = Path(
        "runs/calibration"
    ),
) -> None:  # fmt: skip
    """Fit parameters to published figures: what fits, what misses, what the data leave open."""
    from experiments.calibration import fitting

    options = fitting.Options(quick, workers or cores(), seed, targets, parameters, out)
    with refusals():
        _exit(fitting.calibrate(options))


@app.command()
def validate(
    quick: Annotated[bool, typer.Option("--quick", help="Small towns, few replicates, a minute.")] = False,
    workers: Workers = None, seed: Seed = 1,
    only: Annotated[list[str] | None, typer.Option(
        "--only", metavar="PATTERN", help="One pattern, such as 9 or PT13. Repeatable.",
    )] = None,
    out: Annotated[Path | None, typer.Option(help="Also write table and figure to this folder.")] = None,
    markdown: Markdown = False,
    record: Annotated[bool, typer.Option("--record", help="Record what passes (needs --quick).")] = False,
    against_record: Annotated[bool, typer.Option(
        "--against-record", help="Fail when a pattern on record as passed now fails (needs --quick).",
    )] = False,
) -> None:  # fmt: skip
    """Hold the model against published patterns: which it reproduces, which not, and why not."""
    with refusals():
        from experiments.validation import command

        chosen = command.Options(
            quick, workers or cores(), seed, only or [], out, markdown, record, against_record
        )
        _exit(command.validate(chosen))


@app.command()
def sensitivity(
    scenarios: Annotated[list[str] | None, typer.Argument(
        help="Two scenarios, or one against the baseline."
        " [default: baseline and cost-of-living-with-co-location]",
        autocompletion=completions, show_default=False,
    )] = None,
    trajectories: Annotated[int | None, typer.Option(
        min=2, max=1000, show_default=False,
        help="Trajectories; each moves every parameter once. [default: 6]",
    )] = None,
    only: Annotated[list[str] | None, typer.Option(
        metavar="GROUP", help="Screen a group or a parameter alone, such as ties or ties.gain. Repeatable.",
    )] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Two trajectories, small and short.")] = False,
    weeks: Weeks = None, residents: Residents = None, seed: Seed = 1, workers: Workers = None,
    settings: Settings = None, markdown: Markdown = False, out: Out = None,
) -> None:  # fmt: skip
    """Screen every parameter: what moves levels, and what moves the difference between two scenarios."""
    from experiments.sensitivity import command

    usual = command.QUICK if quick else command.USUAL
    chosen = usual._replace(
        trajectories=trajectories or usual.trajectories, only=only or (), markdown=markdown, out=out,
        residents=residents or usual.residents, weeks=usual.weeks if weeks is None else weeks,
        workers=workers or cores(), seed=seed, settings=settings or (),
    )  # fmt: skip
    with refusals():
        _exit(command.main(scenarios or (), chosen))


@app.command()
def bench(
    sizes: Annotated[list[int] | None, typer.Option(
        "--size", min=100, help="Residents of a town to measure. Repeatable.",
    )] = None,
    weeks: Annotated[int | None, typer.Option(
        min=1, help="Weeks a block. [default: 52, fewer in large towns]", show_default=False,
    )] = None,
    large: Annotated[bool, typer.Option("--large", help="Also measure a million residents.")] = False,
    whole: Annotated[bool, typer.Option("--compare", help="Also time a whole comparison.")] = False,
    markdown: Markdown = False,
    out: Annotated[Path | None, typer.Option(help="Also write the report to this file, as Markdown.")] = None,
) -> None:  # fmt: skip
    """Measure speed and memory: ns per resident-week, bytes per resident, start-up times."""
    from experiments import benchmark

    with refusals():
        benchmark.main(
            sizes or benchmark.SIZES, weeks, out=out, large=large, compare=whole, markdown=markdown
        )


def cores() -> int:
    """Return how many processors this process may use."""
    allowed: Callable[[int], set[int]] | None = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def main() -> None:
    """Run the command line."""
    sys.exit(app())
