"""Measures of the network of ties: clustering, likeness of tied people, reach of strong and weak ties."""

from __future__ import annotations

import numpy as np

from model.chance import uniform
from model.columns import Floats
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
