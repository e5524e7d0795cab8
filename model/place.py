"""Neighbourhoods: a grid of places with deprivation, quality, safety, activities and community life."""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model.chance import first_part, second_part
from model.columns import Bytes, Column, Floats, Ints, Shorts, column
from model.kernels import part, rule, whole

PROJECTS = ("place", "safety", "activities", "access")
"""What a neighbourhood's improvement budget can be spent on."""
PROJECT_COUNT = len(PROJECTS)
SIDES = 4
"""Neighbourhoods next door."""
ROUNDS_AHEAD = 4
"""Decision rounds whose promises can be outstanding at once."""


def count(meaning: str, unit: str = "people") -> Column:
    """Return a column that counts."""
    return column(meaning, unit=unit, high=2**32 - 1, dtype=np.uint32)


class Places(NamedTuple):
    """All neighbourhoods. Shapes: (places,), or (places, width)."""

    # fmt: off
    row: A[Shorts, column("row in the grid", unit="index", high=65534, dtype=np.uint16)]
    col: A[Shorts, column("column in the grid", unit="index", high=65534, dtype=np.uint16)]
    quintile: A[Bytes, column("SIMD quintile (1 = most deprived)", unit="quintile", low=1, high=5, dtype=np.uint8)]
    first: A[Ints, count("where the neighbourhood's residents start in Homes.members", "index")]
    residents: A[Ints, count("residents")]
    flood_prone: A[Floats, column("exposure to flooding")]
    # condition of the place
    base_quality: A[Floats, column("quality that ordinary upkeep holds")]
    quality: A[Floats, column("place quality (Place Standard mean, (score - 1) / 6)")]
    lighting: A[Floats, column("safety conditions: lighting, sight lines, wardens")]
    access: A[Floats, column("ease of reaching services that local projects added")]
    incidents: A[Floats, column("recent incidents, fading", unit="per 100 residents", high=2e10)]
    # activities
    groups: A[Ints, count("groups that meet here", "groups")]
    usual_groups: A[Ints, count("groups that the venues can hold", "groups")]
    extra_groups: A[Floats, column("venue room that local projects added", unit="groups", high=1e6)]
    short_weeks: A[Shorts, column("weeks in a row with too few volunteers", unit="weeks", high=65535, dtype=np.uint16)]
    ready_weeks: A[Shorts, column("weeks in a row with volunteers enough for one more group", unit="weeks", high=65535, dtype=np.uint16)]
    helping: A[Floats, column("volunteers a week, smoothed", unit="people", high=1e6)]
    community_life: A[Floats, column("stock of community life built by volunteering")]
    attending: A[Ints, count("residents at an activity here this week")]
    wanting: A[Ints, count("residents who wanted a place at an activity this week")]
    volunteers: A[Ints, count("volunteers here this week")]
    # decisions
    promised: A[Floats, column("improvements promised, by round and project", unit="budget", high=1e6, width=ROUNDS_AHEAD * PROJECT_COUNT)]
    voiced: A[Floats, column("how far the promise followed the engaged, by round", width=ROUNDS_AHEAD)]
    kept: A[Floats, column("improvement delivered this week", unit="budget", high=1e6)]
    broken: A[Floats, column("promise broken this week", unit="budget", high=1e6)]
    heard: A[Floats, column("how far what was delivered this week followed the engaged")]
    turnout: A[Floats, column("share of residents in the last decision round")]
    # fmt: on


class Homes(NamedTuple):
    """Who lives where: residents listed by neighbourhood, and each one's position in that list."""

    # fmt: off
    members: A[Ints, count("residents, neighbourhood by neighbourhood", "index")]
    position: A[Ints, count("where a resident stands in members", "index")]
    # fmt: on


@rule
def next_door(here: int, draw: float, places: Places) -> int:
    """Return the neighbourhood on one of the four sides of `here`, each alike, or `here` at the edge.

    `draw` is 0 to 1; of a larger number the part beyond whole turns counts. Neighbourhoods are numbered row
    by row, so the last one tells how many rows and columns there are.
    """
    last = len(places.row) - 1
    row, col, columns = whole(places.row[here]), whole(places.col[here]), whole(places.col[last]) + 1
    side = int(draw * SIDES) % SIDES
    if side == 0 and row > 0:
        return here - columns
    if side == 1 and row < whole(places.row[last]):
        return here + columns
    if side == 2 and col > 0:
        return here - 1
    if side == 3 and col + 1 < columns:
        return here + 1
    return here


@part
def someone(i: int, word: np.uint64, local: float, place: Shorts, places: Places, homes: Homes) -> int:
    """Return a resident of i's neighbourhood with chance `local`, else anyone in the town."""
    if first_part(word) < local:
        here = place[i]
        return whole(homes.members[places.first[here] + int(second_part(word) * places.residents[here])])
    return int(second_part(word) * len(place))


@part
def trade_homes(one: int, other: int, homes: Homes, place: Shorts) -> None:
    """Let two residents exchange neighbourhoods; every neighbourhood keeps its number."""
    here, there = homes.position[one], homes.position[other]
    homes.members[here], homes.members[there] = other, one
    homes.position[one], homes.position[other] = there, here
    place[one], place[other] = place[other], place[one]
