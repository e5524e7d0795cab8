"""Who goes to which activity this week."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.columns import Doubles, Flags, Ints, Shorts, Wholes


class Outings(NamedTuple):
    """This week's activities. Shapes: (residents,), but `first` (places + 1,) and `list` (residents,)."""

    wants: Flags
    """Wants to take part this week."""
    venue: Shorts
    """Neighbourhood in which the resident would take part."""
    went: Flags
    """Took part."""
    volunteered: Flags
    """Volunteered."""
    first: Ints
    """Where a venue's participants start in `list`."""
    list: Ints
    """Participants, venue by venue."""
    room: Wholes
    """Places that a venue offers (places,)."""
    share: Doubles
    """Share of those who want one that a venue has places for (places,)."""


def no_outings(residents: int, places: int) -> Outings:
    """Return a week in which nobody goes anywhere."""
    flags = [np.zeros(residents, np.bool_) for _ in range(3)]
    return Outings(
        flags[0], np.zeros(residents, np.uint16), flags[1], flags[2], np.zeros(places + 1, np.uint32),
        np.zeros(residents, np.uint32), np.zeros(places, np.int64), np.ones(places),
    )  # fmt: skip
