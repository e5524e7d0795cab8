"""Expectations that runs can refute: what a scenario's file says will come out, held against what came out.

A claim is read by the paired differences between two scenarios, one a replicate, over a span counted
from their first difference. Under the claim's opposite or no effect each difference is as likely to
have either sign, so the exact one-sided p is the share of sign flips whose sum is at least as large.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.comparison import Paired, effect
from experiments.panel import Doubles, Panel
from experiments.spans import NAMES, span
from experiments.store import write_rows
from experiments.summary import change
from experiments.timeline import first_difference

if TYPE_CHECKING:
    from model.heading import Expectation
    from model.scenario import Scenario

ERROR_RATE = 0.01
"""How often chance alone may make a claim seen, and how often it may make one refuted."""
MOST_COMPLETE, DRAWS = 12, 9_999
SEEN, NOT_SEEN, REFUTED = "seen", "not seen", "refuted"
TOO_FEW, BEYOND = "too few replicates", "beyond the run"
SCALES = ("14-70", "0-100", "-1 to 1")
DIRECTIONS = {"up": 1, "down": -1}


class Verdict(NamedTuple):
    """One line of expectations.csv: a claim, what was seen, and the verdict.

    `first_week` and `last_week` are the weeks averaged; `p` is the exact one-sided p of the claim.
    """

    scenario: str
    against: str
    indicator: str
    group: str
    moves: str
    over: str
    first_week: int
    last_week: int
    replicates: int
    difference: float
    low: float
    high: float
    p: float
    verdict: str


def verdicts(panel: Panel, scenarios: Sequence[Scenario]) -> list[Verdict]:
    """Return the verdict on every expectation whose two scenarios are in the panel."""
    known = {scenario.name: scenario for scenario in scenarios if scenario.name in panel.scenarios}
    return [
        verdict(panel, scenario, known[claim.against], claim)
        for scenario in known.values()
        for claim in scenario.expect
        if claim.against in known
    ]


def kept(path: Path, panel: Panel, scenarios: Sequence[Scenario]) -> list[str]:
    """Write the verdicts, if there are any, and return them in words."""
    found = verdicts(panel, scenarios)
    if found:
        write_rows(path, found, Verdict._fields)
    return told(found)


def verdict(panel: Panel, scenario: Scenario, against: Scenario, claim: Expectation) -> Verdict:
    """Return the verdict on one expectation; a claim of `same` is about every week of the run."""
    since, last = first_difference(scenario, against), int(panel.weeks[-1])
    first, final = (0, last) if claim.moves == "same" else span(claim.over, since, last)
    weeks = (panel.weeks >= first) & (panel.weeks <= final)
    of = (panel, scenario.name, against.name, claim.indicator, claim.group)
    gaps, pair = differences(*of, weeks), effect(*of, weeks)
    if claim.moves == "same":
        p, said = np.nan, SEEN if identical(*of) else REFUTED
    else:
        p, said = sign_flip_p(gaps * DIRECTIONS[claim.moves]), judged(gaps * DIRECTIONS[claim.moves])
    said = said if weeks.any() else BEYOND
    return Verdict(
        scenario.name, against.name, claim.indicator, claim.group, claim.moves, claim.over, first, final,
        int(pair.number), float(pair.mean), float(pair.low), float(pair.high), p, said,
    )  # fmt: skip


def differences(
    panel: Panel, scenario: str, against: str, indicator: str, group: str, weeks: NDArray[np.bool_]
) -> Doubles:
    """Return the difference of each replicate, averaged over the chosen weeks, shape (seen replicates,)."""
    gaps = panel.differences(scenario, against, indicator, group)[:, weeks]
    seen = np.isfinite(gaps)
    count = seen.sum(axis=1)
    sums = np.where(seen, gaps, 0.0).sum(axis=1)
    return np.asarray(sums[count > 0] / count[count > 0], np.float64)


def identical(panel: Panel, scenario: str, against: str, indicator: str, group: str) -> bool:
    """Return whether two scenarios agree to the bit in every week and replicate; nothing seen is alike."""
    own, other = (panel.series(name, indicator, group) for name in (scenario, against))
    return bool(np.array_equal(own, other, equal_nan=True))


def judged(gains: Doubles) -> str:
    """Return the verdict on differences that a claim expects to be positive, shape (replicates,)."""
    if 0.5 ** len(gains) > ERROR_RATE:
        return TOO_FEW
    if sign_flip_p(gains) <= ERROR_RATE:
        return SEEN
    return REFUTED if sign_flip_p(-gains) <= ERROR_RATE else NOT_SEEN


def sign_flip_p(gains: Doubles) -> float:
    """Return the one-sided p: the share of sign flips whose sum is at least that of `gains`.

    All 2^n flips up to 12 replicates; beyond, these and 9,999 drawn ones: p = (1 + as large) / 10,000.
    """
    slack = 1e-12 * np.abs(gains).sum()
    if len(gains) <= MOST_COMPLETE:
        flips = np.array(list(product((1.0, -1.0), repeat=len(gains)))).reshape(2 ** len(gains), len(gains))
        return float((flips @ gains >= gains.sum() - slack).mean())
    return float((1 + (_drawn(len(gains)) @ gains >= gains.sum() - slack).sum()) / (1 + DRAWS))


def _drawn(number: int) -> Doubles:
    """Return drawn signs, shape (draws, number): the same ones every time."""
    from model.chance import Chance

    luck = Chance(0).uniforms("sample", DRAWS * number, salt="sign flips")
    return np.where(luck < 0.5, 1.0, -1.0).reshape(DRAWS, number)


def named(indicator: str) -> str:
    """Return an indicator's name as a label: 'wemwbs_gap' becomes 'WEMWBS gap'."""
    words = indicator.replace("_", " ").replace("wemwbs", "WEMWBS")
    return words[:1].upper() + words[1:]


def whom(group: str) -> str:
    """Return a group in words, nothing for all residents."""
    kind, _, which = group.partition("=")
    words = {
        "all": "", "quintile": f"SIMD quintile {which}", "isolated": f"isolated {which}",
        "age": f"aged {which}", "sex": which,
    }  # fmt: skip
    return words[kind]


def claimed(claim: Expectation | Verdict) -> str:
    """Return a claim as a sentence without its stop, such as 'WEMWBS down against baseline, first year'."""
    of = f" ({whom(claim.group)})" if whom(claim.group) else ""
    when = "to the bit" if claim.moves == "same" else NAMES[claim.over]
    against = claim.against.replace("-", " ")
    moves = {"same": "the same as"}.get(claim.moves, f"{claim.moves} against")
    return f"{named(claim.indicator)}{of} {moves} {against}, {when}"


def told(found: Sequence[Verdict]) -> list[str]:
    """Return a block of lines for every scenario that has expectations; nothing when none has."""
    lines: list[str] = []
    for name in dict.fromkeys(one.scenario for one in found):
        words = name.replace("-", " ")
        lines.append(f"What {words} is expected to do:")
        lines += [f"  Expected: {_told(one)}." for one in found if one.scenario == name]
    return [*lines, "", *by_chance(found), ""] if lines else []


def _told(one: Verdict) -> str:
    if one.moves == "same" or one.verdict == BEYOND:
        return f"{claimed(one)} - {one.verdict}"
    tried = f"; p {one.p:.3f}" if one.verdict != TOO_FEW else ""
    return f"{claimed(one)} - {one.verdict}: {change(pair_of(one), unit=unit(one.indicator))}{tried}"


def unit(indicator: str) -> str:
    """Return the unit of a difference of an indicator: points of a scale, percentage points, or its own."""
    from model.indicators import INDICATORS

    given = INDICATORS[indicator].unit
    if given == "%":
        return "percentage points"
    return "points" if given in SCALES else given


def by_chance(found: Sequence[Verdict]) -> list[str]:
    """Return the sentence on how many of the verdicts chance alone may account for; none without a test."""
    tried = sum(one.moves != "same" and one.verdict in (SEEN, NOT_SEEN, REFUTED) for one in found)
    if not tried:
        return []
    rate = f"{100 * ERROR_RATE:.0f} %"
    return [
        f"Each claim of a direction is tested by exact sign flips with an error rate of {rate}. "
        f"If none of the {tried} claims tested were true, at most {expected_false(tried):.2g} would be "
        "called seen by chance, on average."
    ]


def expected_false(tried: int) -> float:
    """Return how many of some claims tested are at most called seen by chance if none is true."""
    return tried * ERROR_RATE


def pair_of(one: Verdict) -> Paired:
    """Return the difference of a verdict as a pair."""
    values = (one.difference, one.low, one.high, np.nan, one.replicates)
    return Paired(*(np.asarray(value) for value in values))
