"""Whether two programs of the reduced model agree: their means differ no more than chance lets them.

Each program lives the same weeks from the same start with the same number of seeds. For each outcome the
two sets of final means are held against each other with Welch's t-test; the two disagree when the least
p-value of the five is below ERROR / 5 (Bonferroni). Two programs that do agree are said to disagree at
most once in 1 / ERROR comparisons.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.benchmark.peers import Builder
from experiments.benchmark.reduced import OUTCOMES, Numbers, Start, started

RESIDENTS, WEEKS, SEEDS = 1_000, 52, 24
ERROR = 0.001
"""Chance that two programs that agree are said to disagree, over all outcomes together."""


class Agreement(NamedTuple):
    """One outcome of two programs: means over seeds, the standard error of their difference, and p."""

    outcome: str
    kith: float
    peer: float
    error: float
    p: float


def compared(ours: Builder, peer: Builder, seeds: int = SEEDS, residents: int = RESIDENTS) -> list[Agreement]:
    """Return how two programs compare, outcome by outcome."""
    start = started(residents)
    return judged(final_means(ours, start, range(seeds)), final_means(peer, start, range(seeds)))


def final_means(built: Builder, start: Start, seeds: range) -> NDArray[np.float64]:
    """Return the final means of a program (seeds, outcomes)."""
    rows = []
    for seed in seeds:
        program = built(start, seed, Numbers())
        program.run(WEEKS)
        means = program.means()
        rows.append([means[name] for name in OUTCOMES])
        program.close()
    return np.array(rows)


def judged(ours: NDArray[np.float64], peer: NDArray[np.float64]) -> list[Agreement]:
    """Return Welch's t-test for each outcome of two sets of final means (seeds, outcomes)."""
    from scipy import stats

    p = stats.ttest_ind(ours, peer, equal_var=False).pvalue
    error = np.sqrt(ours.var(0, ddof=1) / len(ours) + peer.var(0, ddof=1) / len(peer))
    columns = zip(OUTCOMES, ours.mean(0), peer.mean(0), error, p, strict=True)
    return [Agreement(name, *map(float, rest)) for name, *rest in columns]


def agrees(found: list[Agreement]) -> bool:
    """Tell whether no outcome differs by more than chance lets it."""
    return min(one.p for one in found) >= ERROR / len(found)


def said(name: str, found: list[Agreement]) -> str:
    """Return whether a peer agrees, with the outcome that differs most for its error."""
    worst = min(found, key=lambda one: one.p)
    verdict = "agrees" if agrees(found) else "DISAGREES"
    means = f"{worst.kith:.4f} by Kith, {worst.peer:.4f} by {name}, standard error {worst.error:.4f}"
    return (
        f"{name} {verdict} with Kith in {len(found)} outcomes (most apart: {worst.outcome}, {means}, "
        f"p = {worst.p:.2g}; error rate {ERROR:g} for all together)"
    )
