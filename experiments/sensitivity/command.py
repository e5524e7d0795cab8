"""What `kith sensitivity` does: plan, run or go on, analyse, write, tell."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments import library, store, tables
from experiments.figure import save
from experiments.manifest import command, commit, versions
from experiments.progress import say, shown
from experiments.refusal import Refusal
from experiments.sensitivity import report
from experiments.sensitivity.chart import screening_figure
from experiments.sensitivity.design import designed
from experiments.sensitivity.indices import indices
from experiments.sensitivity.ranges import factors
from experiments.sensitivity.report import Findings
from experiments.sensitivity.screening import (
    LAST_WEEKS,
    OUTCOMES,
    SIDES,
    Setup,
    advanced,
    in_order,
    opened,
    parts_left,
    read_parts,
    run_parts,
    weeks_of,
)  # fmt: skip
from experiments.timeline import parting, same_world

if TYPE_CHECKING:
    from model.scenario import Scenario

PAIR = ("baseline", "cost-of-living-with-co-location")
TABLE, AGENDA, FIGURE = "sensitivity.csv", "agenda.csv", "sensitivity.png"
FAILED = 1


class Options(NamedTuple):
    """What `sensitivity` was asked."""

    trajectories: int
    only: Sequence[str]
    residents: int
    settle: int
    weeks: int
    workers: int
    seed: int
    settings: Sequence[str]
    markdown: bool
    out: Path | None


USUAL = Options(6, (), 1000, 104, 52, 1, 1, (), False, None)
QUICK = USUAL._replace(trajectories=2, residents=800, settle=26, weeks=26)


def main(names: Sequence[str], options: Options) -> int:
    """Screen the parameters on a pair of scenarios and return the exit code; raises Refusal."""
    setup = planned(names, options)
    folder = options.out or store.default_folder("sensitivity", [one.name for one in setup.pair])
    opened(folder, setup)
    todo = parts_left(setup, folder)
    with shown(weeks_of(todo)) as listener:
        lost, stopped = run_parts(todo, options.workers, listener) if todo else ([], False)
    left = len(parts_left(setup, folder))
    if left:
        return _told_unfinished(left, lost, stopped, folder)
    _keep(setup, options, folder)
    return 0


def planned(names: Sequence[str], options: Options) -> Setup:
    """Return scenarios, plan and seed; raises Refusal when the pair cannot be screened."""
    given = [PAIR[0], *names] if len(names) == 1 else list(names) or list(PAIR)
    if len(given) != 2:
        raise Refusal(f"sensitivity: takes two scenarios, the first is the baseline; {len(given)} are given")
    if options.weeks < LAST_WEEKS:
        raise Refusal(f"--weeks {options.weeks}: outcomes are means over the last {LAST_WEEKS} weeks")
    chosen = library.chosen(given, residents=options.residents, weeks=None, settings=options.settings)
    one, other = advanced(chosen)
    pair = (_short(one, options), _short(other, options))
    _refuse_unlike(pair)
    plan = designed(factors(pair[0].assumptions, options.only), options.trajectories, options.seed)
    return Setup(pair, plan, options.seed)


def _short(scenario: Scenario, options: Options) -> Scenario:
    """Return the scenario with the burn-in and the horizon of a screening."""
    return scenario.model_copy(update={"settle": options.settle, "weeks": options.weeks})


def _refuse_unlike(pair: tuple[Scenario, Scenario]) -> None:
    """Raise Refusal unless two scenarios share their world and differ in their events before the end."""
    one, other = pair
    if not same_world(one, other):
        raise Refusal(f"sensitivity: {one.name} and {other.name} differ in more than their events")
    week = parting(one, other)
    if week is None or week >= one.weeks:
        raise Refusal(f"sensitivity: {one.name} and {other.name} do not differ in {one.weeks} weeks")


def _told_unfinished(left: int, lost: Sequence[str], stopped: bool, folder: Path) -> int:
    """Say why parts are missing and how to go on; return the exit code."""
    for error in dict.fromkeys(lost):
        say(f"Failed: {error}")
    why = "Stopped" if stopped else "Not finished"
    say(f"{why}: {left} parts are left; the same command with --out {folder} goes on from here.")
    return FAILED


def _keep(setup: Setup, options: Options, folder: Path) -> None:
    """Analyse what has been run, write table, figure and manifest, and tell."""
    results = read_parts(folder)
    values = in_order(results, len(setup.design.rows))
    names = [f"{side} of {name}" for side in SIDES for name in OUTCOMES]
    found = indices(setup.design, values, names)
    findings = Findings((setup.pair[0].name, setup.pair[1].name), setup.design, found)
    write_table(folder / TABLE, findings)
    write_cells(folder / AGENDA, report.RANKED, report.rows(report.research_agenda(findings)))
    figure = screening_figure(findings)
    store.written(folder / FIGURE, lambda path: save(figure, path))
    errors = sorted({result.error for result in results if result.error})
    facts = {"trajectories": found.kept, "dropped": found.dropped, "errors": errors}
    store.write_json(folder / store.MANIFEST, _manifest(setup) | facts)
    _tell(findings, options.markdown, folder)


def _manifest(setup: Setup) -> dict[str, object]:
    return {
        "made_by": store.MADE_BY,
        "command": command(),
        "seed": setup.seed,
        "versions": versions(),
        "commit": commit(),
        "scenarios": {scenario.name: scenario.resolved() for scenario in setup.pair},
    }


def write_table(path: Path, findings: Findings) -> Path:
    """Write sensitivity.csv: a row for each factor and outcome."""
    return write_cells(path, report.FIELDS, report.table(findings))


def write_cells(path: Path, headings: Sequence[str], rows: Sequence[tuple[object, ...]]) -> Path:
    """Write a table of cells; numbers with four digits."""

    def fill(file: Path) -> None:
        with file.open("w", newline="", encoding="utf-8") as out:
            table = csv.writer(out, lineterminator="\n")
            table.writerow(headings)
            for row in rows:
                table.writerow([f"{x:.4g}" if isinstance(x, float) else x for x in row])

    return store.written(path, fill)


def _tell(findings: Findings, markdown: bool, folder: Path) -> None:
    """Print what was found, the two rankings and the assumed parameters that matter most."""
    say("\n".join(report.in_words(findings)))
    for side in SIDES:
        _section(f"What moves {side}s most", report.ranked(findings, side), markdown)
    _section("Assumed parameters that matter most", report.research_agenda(findings), markdown)
    say(f"\nFiles in {folder}: {TABLE}, {FIGURE}, {store.MANIFEST}")


def _section(title: str, ranking: Sequence[report.Ranked], markdown: bool) -> None:
    sys.stdout.write(f"\n{'### ' if markdown else ''}{title}\n\n")
    tables.shown(report.RANKED, report.rows(ranking), markdown)
