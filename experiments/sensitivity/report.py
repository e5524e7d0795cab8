"""What a screening says: the table of all indices, the ranking, and which assumed numbers matter most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from experiments.panel import Doubles
from experiments.sensitivity.design import Design
from experiments.sensitivity.indices import ERROR_RATE, Indices, beyond_luck, scores, without_effect
from experiments.sensitivity.ranges import LUCKS, RULE, Factor
from experiments.sensitivity.screening import LAST_WEEKS, OUTCOMES, SIDES

TOP = 20
SIDE = {side: slice(place * len(OUTCOMES), (place + 1) * len(OUTCOMES)) for place, side in enumerate(SIDES)}
FIELDS = (
    "parameter", "evidence", "unit", "low", "default", "high", "outcome",
    *(f"{side}_{index}" for side in SIDES for index in ("mu", "mu_star", "mu_star_conf", "sigma", "luck")),
)  # fmt: skip
RANKED = ("rank", "parameter", "score", "evidence", "range", "moves most")


class Findings(NamedTuple):
    """A screening and its indices; `pair` names the scenarios."""

    pair: tuple[str, str]
    design: Design
    found: Indices


class Ranked(NamedTuple):
    """One parameter in a ranking: its score and the outcome it moves most beyond luck ('' for none)."""

    factor: Factor
    score: float
    most: str


def table(findings: Findings) -> list[tuple[object, ...]]:
    """Return one row for each factor and outcome, in the order of FIELDS."""
    return [
        _line(findings.found, i, factor, j, name)
        for i, factor in enumerate(findings.design.factors)
        for j, name in enumerate(OUTCOMES)
    ]


def _line(found: Indices, i: int, factor: Factor, j: int, name: str) -> tuple[object, ...]:
    about = (factor.path, evidence(factor), factor.unit, factor.low, factor.default, factor.high, name)
    cells: list[float] = []
    for side in SIDES:
        at = SIDE[side].start + j
        each = (found.mu[i, at], found.mu_star[i, at], found.conf[i, at], found.sigma[i, at], found.bar[at])
        cells += map(float, each)
    return (*about, *cells)


def evidence(factor: Factor) -> str:
    """Return what stands behind a default: assumed, source or control."""
    return "control" if factor.control else "assumed" if factor.assumed else "source"


def ranked(findings: Findings, side: str) -> list[Ranked]:
    """Return all parameters by their score for one side, the largest first; controls left out."""
    score, moved = scores(findings.found, SIDE[side]), beyond_luck(findings.found)
    order = [i for i in np.argsort(-score, kind="stable") if not findings.design.factors[i].control]
    return [
        Ranked(findings.design.factors[i], float(score[i]), most_moved(findings.found, moved[i], i, side))
        for i in order
    ]


def most_moved(found: Indices, moved: Doubles, i: int, side: str) -> str:
    """Return the outcome that a factor moves most, in spreads, and its mu; '' when it moves none."""
    here = SIDE[side]
    spread = np.where(found.spread[here] > 0, found.spread[here], 1.0)
    sizes = np.where(moved[here], found.mu_star[i, here] / spread, -1.0)
    best = int(sizes.argmax())
    if sizes[best] < 0:
        return ""
    return f"{OUTCOMES[best]} {found.mu[i, here.start + best]:+.3g}"


def research_agenda(findings: Findings) -> list[Ranked]:
    """Return the assumed parameters that move an outcome beyond luck, by the larger of their two scores."""
    best: dict[str, Ranked] = {}
    for side in SIDES:
        for one in ranked(findings, side):
            known = best.get(one.factor.path)
            if one.factor.assumed and one.most and (known is None or one.score > known.score):
                best[one.factor.path] = one._replace(most=f"{one.most} ({side})")
    return sorted(best.values(), key=lambda one: -one.score)


def leading(ranking: Sequence[Ranked]) -> list[Ranked]:
    """Return the first 20 of a ranking, those without a score left out."""
    return [one for one in ranking[:TOP] if one.score > 0.0]


def rows(ranking: Sequence[Ranked]) -> list[tuple[str, ...]]:
    """Return the first 20 of a ranking that have a score, as cells in the order of RANKED."""
    return [
        (str(n), one.factor.path, f"{one.score:.2f}", evidence(one.factor),
         f"{one.factor.low:.4g} to {one.factor.high:.4g}", one.most)
        for n, one in enumerate(leading(ranking), 1)
    ]  # fmt: skip


def shares(findings: Findings) -> tuple[int, int, int]:
    """Return how many parameters there are, how many stay within luck, and how many change no bit."""
    real = np.array([not factor.control for factor in findings.design.factors])
    quiet = ~beyond_luck(findings.found).any(axis=1)
    return int(real.sum()), int((quiet & real).sum()), int((without_effect(findings.found) & real).sum())


def in_words(findings: Findings) -> list[str]:
    """Return what was done and found, a sentence each."""
    count, quiet, silent = shares(findings)
    found = findings.found
    dropped = f"; {found.dropped} more were dropped because an outcome was missing" if found.dropped else ""
    one, other = findings.pair
    return [
        f"{count} parameters, {found.kept} trajectories{dropped}. Levels are those of {one}, differences "
        f"{other} less {one}, means over the last {LAST_WEEKS} weeks.",
        f"Each parameter is moved {RULE}. A range is a rule, not a belief: a parameter may rank high because "
        "its range is wide.",
        "Score: mean over the outcomes of mu* / standard deviation of the outcome over all runs; an effect "
        "that luck alone could make counts as 0. Beside it: the outcome that is moved most, and its mu.",
        f"{quiet} of {count} parameters ({quiet / count:.0%}) move nothing beyond luck in any outcome, "
        f"{silent} of them not a single bit. Luck is judged by {LUCKS} controls that change every draw and "
        f"nothing else; a parameter that only changes luck passes with chance {ERROR_RATE:.0%}. What moves "
        "nothing between these two scenarios may matter in others.",
    ]
