"""What `run` and `compare` do: accept the input, run, write, tell."""

from __future__ import annotations

import time
import traceback
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments import library, reach, stages, store, studies
from experiments.comparing import (
    FIGURE,
    CompareOptions,
    Record,
    compared_and_told,
    marked,
    size,
    tell,
    told_failures,
    write_data,
    write_manifest,
)
from experiments.factorial import crossed
from experiments.figure import run_figure, save
from experiments.page import Text
from experiments.panel import panel
from experiments.progress import shown
from experiments.refusal import Refusal
from experiments.reporting import answered
from experiments.runner import Failure, Single, in_short
from experiments.serving import when_compiling
from experiments.summary import binding, caution, levels
from experiments.taking_up import FIRST_SEED, Plan, Start, start_of
from experiments.timeline import marks
from experiments.workers import Listener

if TYPE_CHECKING:
    from model.scenario import Scenario

class RunOptions(NamedTuple):
    """What `run` was asked."""

    weeks: int | None
    residents: int | None
    seed: int | None
    threads: int
    settings: Sequence[str]
    snapshot: int | None
    check: bool
    out: Path | None
    checkpoint: int | None = None
    origin: Path | None = None

    def plan(self, folder: Path) -> Plan:
        """Return how the run is lived."""
        checkpoints = folder / store.CHECKPOINTS if self.checkpoint else None
        return Plan(self.snapshot, self.threads, self.check, checkpoints, self.checkpoint or 1)


def run(name: str, options: RunOptions) -> int:
    """Run one scenario once and return the exit code; raises Refusal when the input is not accepted."""
    (scenario,) = library.chosen(
        [name], residents=options.residents, weeks=options.weeks, settings=options.settings
    )
    if options.snapshot is not None and options.snapshot > scenario.weeks:
        raise Refusal(f"--snapshot {options.snapshot}: the run has weeks 0 to {scenario.weeks}")
    out = options.out or store.default_folder("run", [scenario.name])
    plan = options.plan(out)
    start = start_of(scenario, options.seed, options.origin, plan)
    folder = store.results_folder(out)
    seed = FIRST_SEED if options.seed is None else options.seed
    seed = start.town.seed if start.town else seed
    began = time.monotonic()
    with shown(scenario.settle + scenario.weeks) as listener:
        single = _single(scenario, seed, start, plan, listener)
    store.cleared(folder)
    seconds = round(time.monotonic() - began, 2)
    facts = {"seconds": seconds, "threads": options.threads, "check": options.check}
    record = Record([scenario], seed, {1: seed}, facts)
    if isinstance(single, Failure):
        write_data(folder, [], [single])
        write_manifest(folder, record, [], [single])
        return told_failures([single], folder)
    _keep_run(single, record, folder)
    return 0


def _keep_run(single: Single, record: Record, folder: Path) -> None:
    """Write and tell what one run gave."""
    (scenario,) = record.scenarios
    write_data(folder, [single.outcome], [])
    if single.residents is not None:
        store.write_residents(folder / "residents.parquet", single.residents)
    seen = panel([single.outcome], [scenario.name])
    whom = reach.reported([scenario], [single.outcome], folder)
    figure = run_figure(seen, marks([scenario]), _run_text(scenario, record.seed))
    store.written(folder / FIGURE, lambda path: save(figure, path))
    write_manifest(folder, record, [single.outcome], [])
    tell([*levels(seen), "", *whom, *binding({scenario.name: single.outcome.binding})], folder)


def _run_text(scenario: Scenario, seed: int) -> Text:
    """Return the words of one run's figure."""
    return Text(scenario.title, f"{size(scenario)}, one run (seed {seed}). {marked([scenario])}", caution())


def _single(
    scenario: Scenario, seed: int, start: Start, plan: Plan, listener: Listener
) -> Single | Failure:
    """Return the run, or why it failed."""
    when_compiling(listener.compiling)
    try:
        return stages.run(scenario, seed, plan, listener.weeks, start)
    except KeyboardInterrupt:
        stages.tell_kept(plan)
        raise
    except Exception as error:
        return Failure((scenario.name,), 1, "run", in_short(error), traceback.format_exc())


def compare(names: Sequence[str], options: CompareOptions, command: str = "compare") -> int:
    """Compare scenarios with the first named and return the exit code; raises Refusal."""
    scenarios = library.chosen(
        names, residents=options.residents, weeks=options.weeks, settings=options.settings
    )
    library.comparable(scenarios)
    return compared_and_told(scenarios, options, command)


def factorial(base: str, factors: Sequence[str], options: CompareOptions) -> int:
    """Run every combination of what some scenarios add to a baseline; raises Refusal."""
    baseline, *chosen = library.chosen(
        [base, *factors], residents=options.residents, weeks=options.weeks, settings=options.settings
    )
    return compared_and_told(crossed(baseline, chosen), options, "factorial")


def study(name: str, options: CompareOptions) -> int:
    """Run a study's scenarios and answer its question; raises Refusal."""
    asked = studies.load(name)
    chosen = library.chosen(
        asked.scenarios, residents=options.residents, weeks=options.weeks, settings=options.settings
    )
    scenarios = studies.scenarios_of(asked, chosen)
    library.comparable(scenarios)
    return compared_and_told(scenarios, options, "study", [partial(answered, asked)])
