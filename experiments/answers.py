"""What a study answers: each scenario against the baseline, rivals against each other, parts together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from experiments.comparison import Paired, Scale, effect, reading
from experiments.factorial import Together, in_words
from experiments.panel import Panel
from experiments.spans import NAMES, chosen
from experiments.studies import Study
from experiments.summary import change
from model.heading import Watched
from model.indicators import INDICATORS


class Answer(NamedTuple):
    """One line of study.csv: a scenario against another in one outcome."""

    indicator: str
    group: str
    over: str
    unit: str
    scenario: str
    against: str
    replicates: int
    difference: float
    low: float
    high: float
    same_sign: float
    reading: str


def answers(
    study: Study, panel: Panel, since: Mapping[str, int], scales: Mapping[str, Scale]
) -> list[Answer]:
    """Return a line for each outcome: all scenarios against the baseline, then rivals against each other.

    `since` gives the week in which each scenario first differs from the baseline.
    """
    base = panel.scenarios[0]
    pairs = [(name, base) for name in panel.scenarios[1:]]
    pairs += [(one, other) for one, other in study.rivals if {one, other} <= set(panel.scenarios)]
    return [
        _answer(watched, one, other, panel, since, scales[watched.indicator])
        for watched in study.outcomes
        for one, other in pairs
    ]


def _answer(
    watched: Watched, one: str, other: str, panel: Panel, since: Mapping[str, int], scale: Scale
) -> Answer:
    pair = _pair(watched, one, other, panel, since)
    low, high = float(pair.low), float(pair.high)
    return Answer(
        watched.indicator, watched.group, watched.over, scale.unit, one, other, int(pair.number),
        float(pair.mean), low, high, float(pair.same_sign), reading(low, high, scale.better),
    )  # fmt: skip


def _pair(watched: Watched, one: str, other: str, panel: Panel, since: Mapping[str, int]) -> Paired:
    """Return the paired difference of two scenarios, from the week in which one of them first acts."""
    base = panel.scenarios[0]
    weeks = [since[name] for name in (one, other) if name != base]
    return effect(
        panel, one, other, watched.indicator, watched.group, chosen(watched.over, min(weeks), panel.weeks)
    )


def told(study: Study, rows: Sequence[Answer], together: Sequence[Together]) -> list[str]:
    """Return the answer in plain words."""
    lines = [study.question, ""]
    for watched in study.outcomes:
        lines += [f"{_named(watched)}:"]
        lines += [f"  {_line(row)}" for row in rows if _is_of(row, watched)]
        lines += [f"  {line}" for line in _interaction(watched, together)]
        lines += [""]
    return [*lines, *_verdicts(study, rows)]


def _named(watched: Watched) -> str:
    meaning = INDICATORS[watched.indicator].meaning
    group = "all residents" if watched.group == "all" else watched.group
    return f"{meaning[0].upper()}{meaning[1:]} ({group}, {NAMES[watched.over]})"


def _is_of(row: Answer, watched: Watched) -> bool:
    return (row.indicator, row.group, row.over) == (watched.indicator, watched.group, watched.over)


def _line(row: Answer) -> str:
    seen = (row.difference, row.low, row.high, row.same_sign)
    pair = Paired(*map(np.asarray, (*seen, row.replicates)))
    return f"{row.scenario} against {row.against}: {change(pair, unit=row.unit)}"


def _interaction(watched: Watched, together: Sequence[Together]) -> Iterator[str]:
    for row in together:
        if (row.indicator, row.group, row.over) == (watched.indicator, watched.group, watched.over):
            yield f"{row.parts}: {in_words(row)}"


def _verdicts(study: Study, rows: Sequence[Answer]) -> list[str]:
    """Return a sentence for each pair of rivals: in how many outcomes one does better."""
    lines = []
    for one, other in study.rivals:
        found = [row.reading for row in rows if (row.scenario, row.against) == (one, other)]
        better, worse = found.count("better"), found.count("worse")
        unclear = len(found) - better - worse
        lines.append(
            f"Answer: {one} does better than {other} in {better} of {len(found)} outcomes looked at, "
            f"worse in {worse}; {unclear} inconclusive or without a better side."
        )
    return lines
