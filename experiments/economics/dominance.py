"""Which options are dominated: another does more for less, or a mix of two others does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from experiments.panel import Doubles

STRONG, EXTENDED = "dominated", "dominated by a mix"
Points = Mapping[str, tuple[float, float]]
"""Cost and effect of each option by its name."""


class Domination(NamedTuple):
    """How an option is dominated, by which one or two others, and in what share of the replicates."""

    kind: str
    by: tuple[str, ...]
    share: float = 1.0


def dominated(points: Points, trusted: Sequence[str] | None = None) -> dict[str, Domination]:
    """Return the dominated options; only `trusted` ones (all when None) may dominate others."""
    able = [name for name in points if trusted is None or name in trusted]
    found = {name: d for name in points if (d := _strongly(name, points, able)) is not None}
    frontier = sorted((name for name in able if name not in found), key=lambda name: points[name])
    while (weak := _weakest(frontier, points)) is not None:
        frontier.remove(weak)
    for name in (name for name in points if name not in found and name not in frontier):
        mixes = (m for m in pairwise(frontier) if mix_dominates(points[name], points[m[0]], points[m[1]]))
        mix = next(mixes, None)
        if mix is not None:
            found[name] = Domination(EXTENDED, mix)
    return found


def _strongly(name: str, points: Points, able: Sequence[str]) -> Domination | None:
    """Return the domination by the most effective option that costs no more and does no less."""
    better = [other for other in able if dominates(points[other], points[name])]
    best = max(better, key=lambda other: (points[other][1], -points[other][0]), default=None)
    return None if best is None else Domination(STRONG, (best,))


def dominates(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Return whether `one` costs no more and does no less than `other`, and is not the same."""
    return one[0] <= other[0] and one[1] >= other[1] and one != other


def _weakest(frontier: Sequence[str], points: Points) -> str | None:
    """Return the first option between two others whose mix does as much for less, None if there is none."""
    for below, name, above in zip(frontier, frontier[1:], frontier[2:]):
        if mix_dominates(points[name], points[below], points[above]):
            return name
    return None


def mix_dominates(
    point: tuple[float, float], one: tuple[float, float], other: tuple[float, float]
) -> bool:
    """Return whether some mix of two options costs less than a point, or as much, and does no less."""
    if dominates(one, point) or dominates(other, point):
        return True
    (low_cost, low), (high_cost, high) = sorted((one, other), key=lambda p: p[1])
    if not low < point[1] < high:
        return False
    share = (point[1] - low) / (high - low)
    return low_cost + share * (high_cost - low_cost) < point[0]


def over_replicates(
    costs: Mapping[str, Doubles], effects: Mapping[str, Doubles], trusted: Sequence[str] | None = None
) -> dict[str, Domination]:
    """Return who is dominated on average, and the share of replicates in which the same others dominate it.

    Costs and effects have shape (replicates,) each; replicates in which something is missing are left out.
    """
    both = np.stack([*costs.values(), *effects.values()])
    seen: list[int] = np.flatnonzero(np.isfinite(both).all(axis=0)).tolist()
    if not seen:
        return {}
    mean = {name: (float(costs[name][seen].mean()), float(effects[name][seen].mean())) for name in costs}
    found = dominated(mean, trusted)
    return {name: d._replace(share=_share((name, *d.by), costs, effects, seen)) for name, d in found.items()}


def _share(
    names: tuple[str, ...], costs: Mapping[str, Doubles], effects: Mapping[str, Doubles], seen: Sequence[int]
) -> float:
    """Return the share of the replicates in which the first of the names is dominated by the others."""
    held = 0
    for r in seen:
        point, *by = ((float(costs[n][r]), float(effects[n][r])) for n in names)
        held += dominates(by[0], point) if len(by) == 1 else mix_dominates(point, by[0], by[1])
    return held / len(seen)
