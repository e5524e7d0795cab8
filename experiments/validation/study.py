"""Measuring all patterns: a job a replicate, spread over processes; then verdicts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from experiments.replicates import warm_up
from experiments.runner import Progress, replicate_seed
from experiments.validation.catalogue import FOUNDING, THEMES, Theme, checks_of
from experiments.validation.patterns import Pattern
from experiments.validation.reasons import reason_for
from experiments.validation.towns import Towns
from experiments.validation.verdicts import Claim, estimated
from experiments.workers import Listener, Lost, spread


class Size(NamedTuple):
    """How large a study is."""

    residents: int
    replicates: int


QUICK, FULL = Size(2_000, 4), Size(6_000, 8)


class Job(NamedTuple):
    """One replicate: its seed, the size of its town and the numbers of the patterns to measure."""

    replicate: int
    seed: int
    residents: int
    chosen: frozenset[str]


class Finding(NamedTuple):
    """One row of validation.csv: a check, what the model gives over replicates, and the verdict."""

    pattern: str
    check: str
    sentence: str
    kind: str
    rule: str
    claim: str
    claim_low: float
    claim_high: float
    published: float
    unit: str
    model: float
    low: float
    high: float
    replicates: int
    chance: float
    passed: bool
    reason: str


class Study(NamedTuple):
    """What came of the jobs: numbers by replicate and check, jobs lost, and whether it was stopped."""

    numbers: dict[int, dict[str, float]]
    lost: list[Lost]
    stopped: bool


def key(pattern: str, check: str) -> str:
    """Return the name by which a check's number travels between processes."""
    return f"{pattern}/{check}"


def measured(job: Job, progress: Progress) -> dict[str, float]:
    """Return the number of every chosen check in one replicate, by its key (runs in a worker)."""
    lived = _Counter(progress)
    towns = Towns(job.seed, job.residents, lived)
    towns.ordinary()
    found: dict[str, float] = {}
    for theme in THEMES:
        mine = [p for p in theme.patterns if p.number in job.chosen]
        begun = lived.weeks
        for pattern in mine:
            found |= {key(pattern.number, c.name): _plain(c.measure(towns)) for c in pattern.checks}
        if mine:  # paths of patterns left out are counted as lived
            progress(max(0, theme.weeks - (lived.weeks - begun)))
        towns.forget()
    return found


class _Counter:
    """Passes weeks on and adds them up."""

    def __init__(self, progress: Progress) -> None:
        self.weeks, self._progress = 0, progress

    def __call__(self, weeks: int) -> None:
        self.weeks += weeks
        self._progress(weeks)


def _plain(number: float) -> float:
    return float(number) if math.isfinite(number) else math.nan


def planned_weeks(chosen: frozenset[str]) -> int:
    """Return how many weeks one replicate lives for some patterns."""
    return FOUNDING + sum(theme.weeks for theme in THEMES if concerns(theme, chosen))


def concerns(theme: Theme, chosen: frozenset[str]) -> bool:
    """Return whether a theme holds a pattern that is chosen."""
    return any(pattern.number in chosen for pattern in theme.patterns)


def jobs(size: Size, seed: int, chosen: frozenset[str]) -> list[Job]:
    """Return one job a replicate, numbered from 1."""
    return [
        Job(r, replicate_seed(seed, r), size.residents, chosen) for r in range(1, size.replicates + 1)
    ]  # fmt: skip


def run(
    todo: Sequence[Job], *, workers: int, listener: Listener,
    work: Callable[[Job, Progress], dict[str, float]] = measured,
) -> Study:  # fmt: skip
    """Return the numbers of all jobs; they don't depend on the number of workers."""
    done = spread(todo, work, workers=workers, listener=listener, warm=warm_up)
    numbers = {todo[at].replicate: done.results[at] for at in sorted(done.results)}
    return Study(numbers, done.lost, done.stopped)


def findings(numbers: Mapping[int, Mapping[str, float]], chosen: frozenset[str]) -> list[Finding]:
    """Return one finding a check, in the order of the table; raises TooFewReplicatesError below three."""
    found = []
    for pattern, check in checks_of(chosen):
        values = [numbers[r][key(pattern.number, check.name)] for r in sorted(numbers)]
        estimate, claim = estimated(values), check.claim
        passed = claim.holds(estimate)
        found.append(
            Finding(
                pattern.number, check.name, check.sentence, check.kind, claim.rule, claim.told(), claim.low,
                claim.high, claim.value, check.unit, estimate.mean, estimate.low, estimate.high,
                estimate.number, claim.chance(estimate), passed,
                "" if passed else reason_for(pattern.number, check.name),
            )
        )  # fmt: skip
    return found


def claim_of(finding: Finding) -> Claim:
    """Return the claim that a finding judged."""
    return Claim(finding.rule, finding.claim_low, finding.claim_high, finding.published)


def passes(pattern: Pattern, found: Sequence[Finding]) -> bool:
    """Return whether a pattern was run and all of its checks passed."""
    mine = [finding.passed for finding in found if finding.pattern == pattern.number]
    return bool(mine) and all(mine)
