"""Several changes together: every combination of them, and whether together they do more than apart.

For parts A, B, ... with effects against the baseline, taken within each replicate and then averaged:
single effect e(A) = y(A) - y(0); joint effect e(AB) = y(AB) - y(0); interaction = e(AB) - e(A) - e(B).
With more than two parts the interaction is the joint effect less the sum of the single ones; the part
of it that no pair explains is the sum over subsets S of T of (-1)^(|T| - |S|) y(S).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.comparison import Scale, paired, reading
from experiments.panel import Doubles, Panel
from experiments.refusal import Refusal
from experiments.spans import NAMES, chosen
from experiments.timeline import same_world

if TYPE_CHECKING:
    from model.scenario import Scenario

MOST_FACTORS = 4
PLUS, JOINED = " + ", "_and_"
"""Between parts as they are told, and in the name of their combination."""
MORE, LESS, SAME, UNCLEAR = "more than apart", "less than apart", "as much as apart", "inconclusive"


class Together(NamedTuple):
    """One line of interaction.csv: some parts, a group and an indicator over a span of weeks."""

    parts: str
    baseline: str
    group: str
    indicator: str
    unit: str
    over: str
    replicates: int
    singles: str
    """Each part's own effect."""
    sum_of_singles: float
    joint: float
    joint_low: float
    joint_high: float
    interaction: float
    interaction_low: float
    interaction_high: float
    reading: str
    beyond_pairs: float
    """What no pair of three or more parts explains; empty for two."""


def crossed(baseline: Scenario, factors: Sequence[Scenario]) -> list[Scenario]:
    """Return the baseline, every factor and every combination of factors, smaller ones first.

    Raises Refusal when factors are too few or too many, live in another world, or contain each other.
    """
    _refuse_unfit(baseline, factors)
    subsets = chain.from_iterable(combinations(factors, n) for n in range(1, len(factors) + 1))
    return [baseline, *(_combined(baseline, subset) for subset in subsets)]


def _refuse_unfit(baseline: Scenario, factors: Sequence[Scenario]) -> None:
    if not 2 <= len(factors) <= MOST_FACTORS:
        legal = f"2 to {MOST_FACTORS} factors beside the baseline"
        raise Refusal(f"factorial: {len(factors)} given; legal are {legal}")
    for factor in factors:
        if not same_world(factor, baseline):
            raise Refusal(f"factorial: {factor.name} is about another town, assumptions or loops")
        if factor.weeks != baseline.weeks or factor.week_0 != baseline.week_0:
            raise Refusal(f"factorial: {factor.name} has another horizon or calendar than {baseline.name}")
        if not _added(factor, baseline):
            raise Refusal(f"factorial: {factor.name} adds no event to {baseline.name}")
    for one, other in combinations(factors, 2):
        shared = [event.name for event in _added(one, baseline) if event in other.events]
        if shared:
            both = f"{one.name} and {other.name} share {', '.join(shared)}"
            raise Refusal(f"factorial: {both}; factors must differ in everything they add")
        names = {event.name for event in one.events} & {event.name for event in _added(other, baseline)}
        if names:
            twice = ", ".join(sorted(names))
            both = f"{one.name} and {other.name} have different events called {twice}"
            raise Refusal(f"factorial: {both}; rename one")


def _added(scenario: Scenario, baseline: Scenario) -> list[Any]:
    """Return the events that a scenario has beyond the baseline's."""
    return [event for event in scenario.events if event not in baseline.events]


def _combined(baseline: Scenario, factors: Sequence[Scenario]) -> Scenario:
    """Return the baseline with what all these factors add."""
    if len(factors) == 1:
        return factors[0]
    events = [event for factor in factors for event in _added(factor, baseline)]
    names = [factor.name for factor in factors]
    return baseline.model_copy(
        update={
            "name": JOINED.join(names),
            "title": PLUS.join(names),
            "events": (*baseline.events, *events),
        }
    )


def joints(scenarios: Sequence[Scenario]) -> Iterator[tuple[Scenario, tuple[Scenario, ...]]]:
    """Yield every scenario that is exactly the others' additions to the first one, with those others.

    The first of the scenarios is the baseline. Parts share no event, and none of them contains another of
    the scenarios.
    """
    base, others = scenarios[0], scenarios[1:]
    for whole in others:
        wanted = _added(whole, base)
        found = [o for o in others if same_world(o, whole) and _is_part(o, wanted, base)]
        inside = [o for o in found if not any(_is_part(less, _added(o, base), base) for less in found)]
        for count in range(2, min(len(inside), MOST_FACTORS) + 1):
            for parts in combinations(inside, count):
                added = [event for part in parts for event in _added(part, base)]
                if len(added) == len(wanted) and all(event in added for event in wanted):
                    yield whole, parts


def _is_part(scenario: Scenario, wanted: Sequence[Any], base: Scenario) -> bool:
    added = _added(scenario, base)
    return 0 < len(added) < len(wanted) and all(event in wanted for event in added)


def interactions(
    panel: Panel, scenarios: Sequence[Scenario], since: Mapping[str, int], scales: Mapping[str, Scale]
) -> list[Together]:
    """Return a line for every joint scenario, group, indicator and span of weeks that the run reaches."""
    return [
        row
        for whole, parts in joints(scenarios)
        for row in _rows(panel, scenarios[0].name, whole.name, [part.name for part in parts], since, scales)
    ]


def _rows(
    panel: Panel, base: str, whole: str, parts: Sequence[str], since: Mapping[str, int],
    scales: Mapping[str, Scale],
) -> Iterator[Together]:  # fmt: skip
    reached = {over: chosen(over, since[whole], panel.weeks) for over in NAMES}
    for over, weeks in ((over, weeks) for over, weeks in reached.items() if weeks.any()):
        means = {name: _over_weeks(panel, name, base, weeks) for name in (whole, *parts)}
        pure = _beyond_pairs(panel, base, parts, weeks)
        for g, group in enumerate(panel.groups):
            for i, indicator in enumerate(panel.indicators):
                if not (scales[indicator].town_only and group != "all"):
                    cells = {name: values[:, g, i] for name, values in means.items()}
                    about = (group, indicator, over, scales[indicator])
                    yield _row(base, whole, parts, cells, about, float(pure[g, i]))


def _over_weeks(panel: Panel, name: str, base: str, weeks: NDArray[np.bool_]) -> Doubles:
    """Return a scenario's mean difference over some weeks (replicates, groups, indicators)."""
    gap = (panel.of(name)[:, weeks].astype(np.float64)) - panel.of(base)[:, weeks]
    seen = np.isfinite(gap)
    count = seen.sum(axis=1)
    total = np.where(seen, gap, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _beyond_pairs(panel: Panel, base: str, parts: Sequence[str], weeks: NDArray[np.bool_]) -> Doubles:
    """Return the interaction that no pair explains (groups, indicators); NaN for two parts."""
    nothing = np.full(panel.values.shape[3:], np.nan)
    subsets = [s for n in range(1, len(parts) + 1) for s in combinations(parts, n)]
    names = {subset: JOINED.join(subset) for subset in subsets}
    if len(parts) < 3 or any(name not in panel.scenarios for name in names.values()):
        return nothing
    signed = [
        (-1) ** (len(parts) - len(subset)) * _over_weeks(panel, name, base, weeks)
        for subset, name in names.items()
    ]
    return np.asarray(np.mean(np.sum(signed, axis=0), axis=0))


def _row(
    base: str, whole: str, parts: Sequence[str], cells: Mapping[str, Doubles],
    about: tuple[str, str, str, Scale], pure: float,
) -> Together:  # fmt: skip
    group, indicator, over, scale = about
    joint = paired(cells[whole])
    singles = [float(paired(cells[name]).mean) for name in parts]
    extra = paired(cells[whole] - np.sum([cells[name] for name in parts], axis=0))
    return Together(
        PLUS.join(parts), base, group, indicator, scale.unit, over, int(joint.number),
        ", ".join(f"{name} {value:+.4g}" for name, value in zip(parts, singles, strict=True)),
        float(sum(singles)), float(joint.mean), float(joint.low), float(joint.high),
        float(extra.mean), float(extra.low), float(extra.high),
        told(float(sum(singles)), float(extra.low), float(extra.high)), pure,
    )  # fmt: skip


def told(apart: float, low: float, high: float) -> str:
    """Return whether parts do more together than apart: the interaction has the sign of their sum, or not."""
    read = reading(low, high, 0)
    if read in ("", "inconclusive"):
        return UNCLEAR
    if read == "none":
        return SAME
    return MORE if (low > 0) == (apart > 0) else LESS


def in_words(row: Together) -> str:
    """Return what parts add up to apart, what they do together, and how sure the difference is."""
    numbers = f"apart they add up to {row.sum_of_singles:+.2f}, together they do {row.joint:+.2f}"
    if row.reading == UNCLEAR:
        return f"{numbers}; whether that differs is inconclusive"
    if row.reading == SAME:
        return f"{numbers}; as much as apart"
    interval = f"95 % interval {row.interaction_low:+.2f} to {row.interaction_high:+.2f}"
    return f"{numbers}; {row.reading}, by {row.interaction:+.2f} ({interval})"
