"""What a comparison reports beside its main table: each reporter writes its files and returns its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments import reach, store
from experiments.answers import Answer, answers, told
from experiments.comparison import Scale
from experiments.economics.report import reported
from experiments.economics.values import AppraisalValues
from experiments.expectations import kept
from experiments.factorial import PLUS, Together, in_words, interactions
from experiments.figure import named
from experiments.panel import Panel
from experiments.runner import Outcome
from experiments.studies import Study

if TYPE_CHECKING:
    from model.scenario import Scenario


class Seen(NamedTuple):
    """What a comparison has seen; the first scenario is the baseline."""

    scenarios: Sequence[Scenario]
    outcomes: Sequence[Outcome]
    panel: Panel
    since: Mapping[str, int]
    """The week in which each scenario first differs from the baseline."""
    scales: Mapping[str, Scale]
    values: AppraisalValues
    folder: Path


Reporter = Callable[[Seen], list[str]]
TOLD = (("wemwbs", "WEMWBS"), ("cohesion", "Cohesion"), ("wemwbs_gap", "Gap of WEMWBS"))


def expected(seen: Seen) -> list[str]:
    """Write the verdicts on what the scenarios' files expect, and return them in words."""
    return kept(seen.folder / "expectations.csv", seen.panel, seen.scenarios)


def valued(seen: Seen) -> list[str]:
    """Write what the scenarios cost and are worth, and return it in words; nothing when none has a cost."""
    return reported(seen.panel, seen.scenarios, seen.outcomes, seen.folder, seen.values)


def met(seen: Seen) -> list[str]:
    """Write reach.csv and return whom the events reached, in words."""
    return reach.reported(seen.scenarios, seen.outcomes, seen.folder)


def answered(study: Study, seen: Seen) -> list[str]:
    """Write study.csv and return the answer to a study's question."""
    rows = answers(study, seen.panel, seen.since, seen.scales)
    store.write_rows(seen.folder / "study.csv", rows, Answer._fields)
    joint = interactions(seen.panel, seen.scenarios, seen.since, seen.scales)
    return [*told(study, rows, joint), ""]


def together(seen: Seen) -> list[str]:
    """Write interaction.csv when a scenario is others' events taken together; return what came of it."""
    rows = interactions(seen.panel, seen.scenarios, seen.since, seen.scales)
    if not rows:
        return []
    store.write_rows(seen.folder / "interaction.csv", rows, Together._fields)
    lines = ["Together or apart (first year):"]
    for row in rows:
        for indicator, name in TOLD:
            if (row.indicator, row.group, row.over) == (indicator, "all", "first_year"):
                lines.append(f"  {_sentence(row, name)}")
    return [*lines, ""]


def _sentence(row: Together, name: str) -> str:
    parts = " and ".join(named(part).lower() for part in row.parts.split(PLUS))
    return f"{name}, {parts}: {in_words(row)}."


REPORTERS: tuple[Reporter, ...] = (expected, met, together, valued)
"""What every comparison reports, in this order, after its findings."""
