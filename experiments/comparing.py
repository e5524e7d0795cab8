"""What a comparison writes and tells: tables, figures, manifest, and the words of every reporter."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments import replicates, store
from experiments.calibration.doubt import CHANCE, Doubt, doubt_of
from experiments.comparison import Row, Scale, compared
from experiments.economics.values import AppraisalValues, values_of
from experiments.figure import comparison_figure, save
from experiments.manifest import manifest
from experiments.page import Text
from experiments.panel import Panel, panel
from experiments.progress import say, shown
from experiments.replicates import Batch
from experiments.reporting import REPORTERS, Reporter, Seen
from experiments.resilience import Resilience, losses, resilience, shocked
from experiments.runner import Failure, Outcome
from experiments.summary import COVERED, binding, caution, findings, headline, wrapped
from experiments.timeline import first_difference, marks, moment

if TYPE_CHECKING:
    from model.scenario import Scenario

FAILED = 1
FIGURE = "health_cohesion.png"


class Record(NamedTuple):
    """What was run: scenarios, root seed, seeds by replicate, other facts, what intervals cover, values."""

    scenarios: Sequence[Scenario]
    seed: int
    seeds: dict[int, int]
    facts: dict[str, Any]
    covered: str = COVERED
    values: AppraisalValues = AppraisalValues()
    reporters: Sequence[Reporter] = REPORTERS


class CompareOptions(NamedTuple):
    """What `compare` was asked."""

    replicates: int
    workers: int
    seed: int
    weeks: int | None
    residents: int | None
    settings: Sequence[str]
    out: Path | None
    uncertainty: str = CHANCE
    values: Sequence[str] = ()


def compared_and_told(
    scenarios: Sequence[Scenario], options: CompareOptions, command: str, more: Sequence[Reporter] = ()
) -> int:
    """Run scenarios over replicates, write and tell what came of it; return the exit code.

    The first scenario is the baseline; `more` reporters speak first. Raises Refusal.
    """
    values = values_of(options.values)
    doubt = doubt_of(options.uncertainty, scenarios, options.settings, options.seed)
    folder = store.results_folder(options.out or store.default_folder(command, [s.name for s in scenarios]))
    began = time.monotonic()
    with shown(replicates.total_weeks(scenarios, options.replicates)) as listener:
        batch = replicates.run(
            scenarios, replicates=options.replicates, seed=options.seed, workers=options.workers,
            listener=listener, suppose=doubt.suppose if doubt else None,
        )  # fmt: skip
    store.cleared(folder)
    facts = {"seconds": round(time.monotonic() - began, 2), "values": values._asdict()}
    covered = doubt.covered() if doubt else COVERED
    record = Record(
        scenarios, options.seed, batch.seeds, facts | _facts(options, doubt), covered, values,
        (*more, *REPORTERS),
    )  # fmt: skip
    return keep_comparison(batch, record, folder)


def _facts(options: CompareOptions, doubt: Doubt | None) -> dict[str, Any]:
    """Return what the manifest keeps of how a comparison was made."""
    facts = {"replicates": options.replicates, "uncertainty": options.uncertainty}
    return facts | ({"intervals": doubt.covered()} | doubt.facts(options.replicates) if doubt else {})




def keep_comparison(batch: Batch, record: Record, folder: Path) -> int:
    """Write and tell what a comparison gave; return the exit code."""
    write_data(folder, batch.outcomes, batch.failures)
    told = _compared(record, batch.outcomes, folder)
    write_manifest(folder, record, batch.outcomes, batch.failures, batch.stopped)
    if told:
        tell(told, folder, record.covered)
    if batch.stopped:
        done = len({outcome.replicate for outcome in batch.outcomes})
        kept = f"they are kept in {folder}" if done else "nothing is kept but the manifest"
        say(f"Stopped: {done} of {len(batch.seeds)} replicates had finished; {kept}.")
    if batch.failures:
        return told_failures(batch.failures, folder)
    return FAILED if batch.stopped else 0


def _compared(record: Record, outcomes: Sequence[Outcome], folder: Path) -> list[str]:
    """Write tables and figure of what has finished and return the summary; nothing without the baseline."""
    done = [s for s in record.scenarios if any(outcome.scenario == s.name for outcome in outcomes)]
    if len(done) < 2 or done[0] is not record.scenarios[0]:
        return []
    seen = panel(outcomes, [s.name for s in done])
    since = {s.name: first_difference(s, done[0]) for s in done}
    scales = _scales()
    store.write_rows(folder / "comparison.csv", compared(seen, done[0].name, since, scales), Row._fields)
    measured = (resilience(loss, done[0].weeks) for loss in losses(seen, shocked(done), scales))
    recoveries = [row for row in measured if row is not None]
    if recoveries:
        store.write_rows(folder / "resilience.csv", recoveries, Resilience._fields)
    dated = {s.name: moment(s, done[0]) for s in done[1:]}
    moments = {name: when.week for name, when in dated.items() if when is not None}
    words = _text(done, seen, moments, record.covered)
    figure = comparison_figure(seen, since | moments, marks(done), words)
    store.written(folder / FIGURE, lambda path: save(figure, path))
    first = [outcome for outcome in outcomes if outcome.replicate == seen.replicates[0]]
    said = {outcome.scenario: outcome.binding for outcome in first}
    shown_to = Seen(done, outcomes, seen, since, scales, record.values, folder)
    more = [line for reporter in record.reporters for line in reporter(shown_to)]
    return [*findings(seen, done, recoveries), *more, *binding(said)]


def _scales() -> dict[str, Scale]:
    """Return how each indicator is read."""
    from model.indicators import INDICATORS

    return {i.name: Scale(i.unit, i.better, i.scope == "town") for i in INDICATORS.values()}


def _text(scenarios: Sequence[Scenario], seen: Panel, moments: dict[str, int], covered: str) -> Text:
    """Return the words of the comparison's figure."""
    about = (
        f"{size(scenarios[0])}, {len(seen.replicates)} replicates. Lines are means over replicates, bands "
        f"and bars the 95 % interval of the mean. {marked(scenarios)}"
    )
    return Text(headline(seen, moments), about, caution(covered))


def marked(scenarios: Sequence[Scenario]) -> str:
    """Return what vertical lines mean, if there are any."""
    if not any(scenario.events for scenario in scenarios):
        return ""
    return "Solid vertical lines mark shocks, shades how long they last, dotted lines other events."


def size(scenario: Scenario) -> str:
    """Return residents and weeks in words."""
    return f"{scenario.town.residents:,} residents, {scenario.weeks} weeks"


def write_data(folder: Path, outcomes: Sequence[Outcome], failures: Sequence[Failure]) -> None:
    """Write trajectories and errors: what must not be lost comes first."""
    if outcomes:
        store.write_trajectories(folder / "trajectories.parquet", outcomes)
    if failures:
        store.write_errors(folder / "errors.json", failures)


def write_manifest(
    folder: Path, record: Record, outcomes: Sequence[Outcome], failures: Sequence[Failure],
    stopped: bool = False,
) -> None:  # fmt: skip
    """Write the manifest, last of all."""
    content = manifest(
        record.scenarios, outcomes, failures, seed=record.seed, seeds=record.seeds, stopped=stopped,
        extra=record.facts,
    )  # fmt: skip
    store.write_json(folder / store.MANIFEST, content)


def tell(lines: Sequence[str], folder: Path, covered: str = COVERED) -> None:
    """Print the summary and where the files are."""
    from rich.console import Console

    files = [name for name in store.FILES if (folder / name).exists()]
    text = wrapped([*lines, "", f"Files in {folder}: {', '.join(files)}", "", caution(covered)])
    Console(soft_wrap=True, highlight=False).print(text, markup=False)


def told_failures(failures: Sequence[Failure], folder: Path) -> int:
    """Say what failed and where the tracebacks are; return the exit code."""
    for failure in failures:
        who = f"{', '.join(failure.scenarios)}, replicate {failure.replicate}"
        say(f"Failed: {who} ({failure.stage}): {failure.error}")
    say(f"The tracebacks are in {folder / 'errors.json'}; what finished is kept.")
    return FAILED
