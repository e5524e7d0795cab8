"""The commands of `kith` about how far to trust it, and how fast it is.

Heavy packages are imported only by the commands that need them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.app import app, ended, refusals
from experiments.library import completions
from experiments.options import (
    Markdown,
    Out,
    Residents,
    Seed,
    Settings,
    Weeks,
    Workers,
    cores,
)


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
        ended(fitting.calibrate(options))


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
        ended(command.validate(chosen))


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
        ended(command.main(scenarios or (), chosen))


@app.command()
def bench(
    sizes: Annotated[list[int] | None, typer.Option(
        "--size", min=100, help="Residents of a town to measure. Repeatable. [default: 1,000 to 100,000]",
        show_default=False,
    )] = None,
    weeks: Annotated[int | None, typer.Option(
        min=1, help="Weeks a block. [default: 52, fewer in large towns]", show_default=False,
    )] = None,
    model: Annotated[bool, typer.Option(
        "--model/--no-model", help="Measure sizes, roofline and starts, or only what else is asked for.",
    )] = True,
    large: Annotated[bool, typer.Option("--large", help="Also measure a million residents.")] = False,
    country: Annotated[bool, typer.Option("--country", help="Also measure Scotland: 5.4 million.")] = False,
    reference: Annotated[bool, typer.Option(
        "--reference", help="Also time the plain reference (minutes; needs a clone).",
    )] = False,
    reference_residents: Annotated[int, typer.Option(
        min=100, metavar="N", help="Residents of the town of --reference.",
    )] = 100_000,
    against: Annotated[str | None, typer.Option(
        metavar="PEERS", help="Also hold a reduced model against peers: mesa,starsim,numpy.",
        show_default=False,
    )] = None,
    long: Annotated[bool, typer.Option(
        "--long", help="Also run ten years of a town, a million and Scotland (minutes).",
    )] = False,
    whole: Annotated[bool, typer.Option("--compare", help="Also time a whole comparison.")] = False,
    markdown: Markdown = False,
    out: Annotated[Path | None, typer.Option(help="Also write the report to this file, as Markdown.")] = None,
) -> None:  # fmt: skip
    """Measure speed and memory, beside what memory allows, plain objects and peers."""
    from experiments.benchmark import command
    from experiments.benchmark.towns import SIZES

    chosen = command.Options(
        sizes or SIZES, weeks, model, large=large, country=country, compare=whole, long=long,
        reference=reference, reference_residents=reference_residents, against=against, markdown=markdown,
        out=out,
    )  # fmt: skip
    with refusals():
        ended(command.main(chosen))
