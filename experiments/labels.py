"""Where labels go so that none covers another."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence


def apart(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Return centres nearest to those wanted (least squares) so that labels of these heights don't overlap.

    Labels keep their order and stay between `low` and `high` if they fit at all.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    offsets, used = [], 0.0
    for i in order:
        offsets.append(used + heights[i] / 2)
        used += heights[i]
    shifts = _rising([wanted[i] - offset for i, offset in zip(order, offsets)])
    room = max(low, high - used)
    placed = [0.0] * len(wanted)
    for i, shift, offset in zip(order, shifts, offsets):
        placed[i] = min(max(shift, low), room) + offset
    return placed


def _rising(values: Sequence[float]) -> list[float]:
    """Return the nearest sequence that never falls (pool adjacent violators)."""
    pools: list[list[float]] = []
    for value in values:
        pools.append([value, 1.0])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, count = pools.pop()
            before, many = pools[-1]
            pools[-1] = [(before * many + mean * count) / (many + count), many + count]
    return [mean for mean, count in pools for _ in range(int(count))]


def tiers(starts: Sequence[float], widths: Sequence[float]) -> list[int]:
    """Return the line of text (0 lowest) for labels that stand at the foot of a rule and run to its right.

    A label stands above every later one that begins under it, so that no rule crosses a label.
    """
    found = [0] * len(starts)
    for i in reversed(range(len(starts))):
        under = [found[j] for j in range(i + 1, len(starts)) if starts[j] < starts[i] + widths[i]]
        found[i] = max(under, default=-1) + 1
    return found


def balanced(text: str, width: int) -> str:
    """Return the text wrapped to at most `width`, with lines as even as possible."""
    lines = len(textwrap.wrap(text, width))
    narrow = next(w for w in range(1, width + 1) if w == width or len(textwrap.wrap(text, w)) <= lines)
    return textwrap.fill(text, narrow)
