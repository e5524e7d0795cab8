"""Service sites: what stands where, how many people it can serve, and the way to the nearest."""

from __future__ import annotations

from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model.chance import Chance
from model.columns import Bytes, Doubles, Flags, Floats, Ints, Shorts, Wholes, column
from model.conditions import SERVICES
from model.place import Places
from model.town import Town

GENERAL_PRACTICE, MENTAL_HEALTH, MONEY_ADVICE, HOUSING, EMPLOYABILITY, FAMILY, HUB = range(7)
NO_SITE = 65535


class Sites(NamedTuple):
    """All service sites. Shapes: (sites,)."""

    # fmt: off
    service: A[Bytes, column("service, index into SERVICES", unit="code", high=6, dtype=np.uint8)]
    place: A[Shorts, column("neighbourhood it stands in", unit="index", high=65534, dtype=np.uint16)]
    capacity: A[Floats, column("people served in an ordinary week", unit="people/week", high=1e6)]
    credit: A[Floats, column("part of a person's turn carried to next week", unit="people", low=0, high=1)]
    seats: A[Ints, column("people it can serve this week", unit="people", high=1e9, dtype=np.uint32)]
    served: A[Ints, column("people served this week", unit="people", high=1e9, dtype=np.uint32)]
    waiting: A[Ints, column("people still waiting after this week", unit="people", high=1e9, dtype=np.uint32)]
    # fmt: on


class Ways(NamedTuple):
    """The nearest open site of each service from each neighbourhood. Shapes: (places, services)."""

    site: Shorts
    """The site, or NO_SITE when all are closed."""
    distance: Doubles
    """How far: grid steps / (steps + half_way), so 0 in the own neighbourhood and 1/2 at `half_way` steps."""


def stand(town: Town, places: Places, chance: Chance) -> Sites:
    """Return the town's sites, each service spread evenly over residents from a drawn start."""
    rows: list[tuple[int, int, float]] = []
    ends = np.cumsum(places.residents)
    for code, name in enumerate(SERVICES):
        offer = town.services[name]
        count = max(1, round(offer.sites * town.residents / 10_000))
        offset = chance.uniforms("surroundings", 1, salt=f"site {name}")[0]
        spots = (np.arange(count) + offset) / count * town.residents
        rows += [
            (
                code,
                int(np.searchsorted(ends, spot, side="right")),
                offer.capacity * town.residents / 1000 / count,
            )
            for spot in spots
        ]
    count = len(rows)
    service, place, capacity = zip(*rows, strict=True)
    none = np.zeros(count, np.uint32)
    return Sites(
        np.array(service, np.uint8), np.array(place, np.uint16), np.array(capacity, np.float32),
        np.zeros(count, np.float32), none, none.copy(), none.copy(),
    )  # fmt: skip


def nearest(places: Places, sites: Sites, is_open: Flags, hosted: Wholes, half_way: float) -> Ways:
    """Return the ways to the nearest open sites; a hosted service is as near as its host's rooms.

    `is_open` (sites,), `hosted` (services,); `half_way` is how many grid steps count as 1/2.
    """
    shape = (len(places.row), len(SERVICES))
    ways = Ways(np.full(shape, NO_SITE, np.uint16), np.ones(shape))
    for code in range(len(SERVICES)):
        ours = np.flatnonzero((sites.service == code) & is_open)
        if len(ours) == 0:
            continue
        steps = _steps(places, sites.place[ours])
        ways.site[:, code] = ours[steps.argmin(axis=1)]
        ways.distance[:, code] = _far(steps.min(axis=1), half_way)
    for code, host in enumerate(hosted):
        if host >= 0 and (ways.site[:, code] != NO_SITE).any() and (ways.site[:, host] != NO_SITE).any():
            ways.distance[:, code] = np.minimum(ways.distance[:, code], ways.distance[:, host])
    return ways


def _steps(places: Places, to: Shorts) -> Wholes:
    """Return grid steps from every neighbourhood to each of some neighbourhoods (places, len(to))."""
    down = np.abs(places.row[:, None].astype(np.int64) - places.row[to][None, :])
    return np.asarray(down + np.abs(places.col[:, None].astype(np.int64) - places.col[to][None, :]))


def _far(steps: Wholes, half_way: float) -> Doubles:
    return np.asarray(steps / (steps + half_way))
