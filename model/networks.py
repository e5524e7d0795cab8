"""Measures of the network of ties: clustering, likeness of tied people, reach of strong and weak ties."""

from __future__ import annotations

import numpy as np

from model.chance import uniform
from model.columns import Doubles, Floats
from model.kernels import rule, whole
from model.ties import Ties, slot_of

SAMPLE = 2000
"""Residents asked about clustering."""


@rule
def clustering(ties: Ties, key: np.uint64, sample: int) -> float:
    """Return the share of pairs of a resident's ties who are tied too, over so many residents (0 to 1)."""
    count = len(ties.degree)
    closed = pairs = 0
    for n in range(min(sample, count)):
        i = whole(n if count <= sample else whole(uniform(key, n) * count))
        for a in range(whole(ties.degree[i])):
            for b in range(a):
                pairs += 1
                closed += slot_of(ties.partner[i, a], ties.partner[i, b], ties) >= 0
    return closed / pairs if pairs else np.nan


@rule
def likeness_of_tied(values: Floats, ties: Ties) -> float:
    """Return the correlation of `values` (residents,) across the ends of ties (Newman's assortativity)."""
    total = square = product = ends = 0.0
    for i in range(len(values)):
        for slot in range(whole(ties.degree[i])):
            x, y = np.float64(values[i]), np.float64(values[ties.partner[i, slot]])
            total += x
            square += x * x
            product += x * y
            ends += 1.0
    if ends == 0.0:
        return np.nan
    mean = total / ends
    spread = square / ends - mean * mean
    return (product / ends - mean * mean) / spread if spread > 0.0 else np.nan


def effective_sizes(ties: Ties) -> Doubles:
    """Return the effective size of everybody's network (residents,), as `effective_size` says of one."""
    sizes = np.zeros(len(ties.degree))
    fill_effective_sizes(ties, sizes)
    return sizes


@rule
def fill_effective_sizes(ties: Ties, sizes: Doubles) -> None:
    """Write the effective size of everybody's network."""
    for i in range(len(ties.degree)):
        sizes[i] = effective_size(i, ties)


@rule
def effective_size(i: int, ties: Ties) -> float:
    """Return n - 2 t / n for a resident's n ties, t of them between the people tied to; 0 without ties."""
    n, between = whole(ties.degree[i]), 0
    for a in range(n):
        for b in range(a):
            between += slot_of(ties.partner[i, a], ties.partner[i, b], ties) >= 0
    return n - 2.0 * between / n if n > 0 else 0.0
