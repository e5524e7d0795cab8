"""Spans of weeks that effects are averaged over, counted from the first difference of two scenarios."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from experiments.comparison import YEAR

NAMES = {
    "first_year": "first year", "second_year": "second year", "last_year": "last year of the run",
    "whole": "whole time",
}  # fmt: skip
"""The spans that files may ask for, and how they are told."""


def span(over: str, since: int, last: int) -> tuple[int, int]:
    """Return the first and last week of a span; weeks beyond the run are left out (none: last < first).

    `since`, the week of the first difference, is the last in which both are alike: the record of week w
    is taken before the events of week w act. `last` is the last week of the run.
    """
    spans = {
        "first_year": (since + 1, since + YEAR), "second_year": (since + YEAR + 1, since + 2 * YEAR),
        "last_year": (max(since, last - YEAR) + 1, last), "whole": (since + 1, last),
    }  # fmt: skip
    first, final = spans[over]
    return first, min(final, last)


def chosen(over: str, since: int, weeks: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which of the recorded weeks (weeks,), in order, belong to a span."""
    first, final = span(over, since, int(weeks[-1]))
    return np.asarray((weeks >= first) & (weeks <= final))
