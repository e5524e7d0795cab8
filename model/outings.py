"""Who goes to which activity this week: the table, and how its places are given out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.chance import Luck, uniform
from model.columns import Doubles, Flags, Ints, Shorts, Wholes
from model.kernels import part
from model.place import Places
from model.residents import Residents


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
    offered: Wholes
    """Places that a venue offers (places,)."""
    cursor: Wholes
    """Where a venue's next participant goes in `list` (places,)."""
    share: Doubles
    """Share of those who want one that a venue has places for (places,)."""


def no_outings(residents: int, places: int) -> Outings:
    """Return a week in which nobody goes anywhere."""
    flags = [np.zeros(residents, np.bool_) for _ in range(3)]
    return Outings(
        flags[0], np.zeros(residents, np.uint16), flags[1], flags[2], np.zeros(places + 1, np.uint32),
        np.zeros(residents, np.uint32), np.zeros(places, np.int64), np.zeros(places, np.int64),
        np.ones(places),
    )  # fmt: skip


@part
def seat(r: Residents, places: Places, luck: Luck, regulars: float, outings: Outings) -> None:
    """Seat who wants to go: first ranks under the venue's share, then others from a drawn row on."""
    count = len(r.place)
    begin = int(uniform(luck.admission, count) * count)
    for turn in range(2):
        for step in range(count):
            i = (begin + step) % count
            if not outings.wants[i] or outings.went[i]:
                continue
            v = outings.venue[i]
            rank = uniform(luck.admission, i) * (1.0 + regulars * (0.5 - r.club_habit[i]))
            if (rank < outings.share[v] or turn == 1) and places.attending[v] < outings.offered[v]:
                outings.went[i] = True
                places.attending[v] += 1


@part
def list_participants(places: Places, outings: Outings) -> None:
    """Write who went where into `outings.list`, venue by venue."""
    outings.first[0] = 0
    for v in range(len(outings.cursor)):
        outings.first[v + 1] = outings.first[v] + places.attending[v]
        outings.cursor[v] = outings.first[v]
    for i in range(len(outings.went)):
        if outings.went[i]:
            v = outings.venue[i]
            outings.list[outings.cursor[v]] = i
            outings.cursor[v] += 1
