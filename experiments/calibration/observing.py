"""What a calibration town is asked: means of a year's indicators, and what two looks a year apart show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from model.community import Community

YEAR = 52
WEMWBS_POINTS = 56.0
"""Points of WEMWBS for one unit of wellbeing (14 to 70)."""
PERCENT = 100.0
SPECIAL = ("wemwbs_sd", "stable_trait", "ties_kept", "inner_circle_turnover", "uptake_co_located")
"""What is observed beside the indicators, of all residents."""


class Pairs(NamedTuple):
    """The ties of one moment: both ends (ties,), each tie once, and strength (ties,)."""

    one: NDArray[np.int64]
    other: NDArray[np.int64]
    strength: NDArray[np.float64]


class Look(NamedTuple):
    """What is kept of the start of the year: ties, and who lives in each row (by set point)."""

    pairs: Pairs
    person: NDArray[np.float64]


def known(indicator: str, group: str) -> bool:
    """Return whether something of this name is observed of this group."""
    from model.indicators import BY_RESIDENT, GROUPS, INDICATORS

    if indicator in SPECIAL or (indicator in INDICATORS and indicator not in BY_RESIDENT):
        return group == "all"
    return indicator in INDICATORS and group in GROUPS


def pairs(partner: NDArray[Any], degree: NDArray[Any], strength: NDArray[Any]) -> Pairs:
    """Return every tie once, from the slots of both its ends (residents, slots)."""
    filled = np.arange(partner.shape[1])[None, :] < degree[:, None]
    owner = np.broadcast_to(np.arange(len(degree))[:, None], partner.shape)[filled].astype(np.int64)
    other = partner[filled].astype(np.int64)
    first = owner < other
    return Pairs(owner[first], other[first], strength[filled][first].astype(np.float64))


def share_kept(before: Pairs, after: Pairs, stayed: NDArray[np.bool_], above: float = -1.0) -> float:
    """Return the share (0-1) of ties of more than `above` strength that stand, where both ends stayed."""
    both = stayed[before.one] & stayed[before.other] & (before.strength > above)
    rows = len(stayed)
    standing = np.isin(before.one[both] * rows + before.other[both], after.one * rows + after.other)
    return float(standing.mean()) if both.any() else float("nan")


def trait_share(wellbeing: NDArray[Any], set_point: NDArray[Any]) -> float:
    """Return the share (0-1) of wellbeing's variance that the set point holds: the squared correlation."""
    if np.ptp(wellbeing) == 0 or np.ptp(set_point) == 0:
        return 0.0
    return float(np.corrcoef(wellbeing, set_point)[0, 1] ** 2)


def look(town: Community) -> Look:
    """Return what is to be remembered of now."""
    t = town.world.ties
    return Look(pairs(t.partner, t.degree, t.strength), town.world.residents.set_point.astype(np.float64))


def year_of(town: Community, asked: Sequence[tuple[str, str]], weeks: int = YEAR) -> list[float]:
    """Return what a town shows over its next weeks for each (indicator, group) asked."""
    before, start = look(town), town.week
    town.run(weeks)
    special = _special(town, before) if any(name in SPECIAL for name, _ in asked) else {}
    table = town.record.trajectory()
    recent = table["week"] > start
    return [
        special[name] if name in SPECIAL else _mean(table[name][recent & (table["group"] == group)])
        for name, group in asked
    ]


def _mean(values: NDArray[Any]) -> float:
    return float(np.mean(values, dtype=np.float64))


def _special(town: Community, before: Look) -> dict[str, float]:
    """Return the observations that no indicator gives: a standard deviation, and shares in percent."""
    from model.services import uptake

    r, after = town.world.residents, look(town)
    stayed = before.person == after.person
    close = share_kept(before.pairs, after.pairs, stayed, town.assume.ties.close)
    shares = {
        "stable_trait": trait_share(r.wellbeing, r.set_point),
        "ties_kept": share_kept(before.pairs, after.pairs, stayed),
        "inner_circle_turnover": 1.0 - close,
        "uptake_co_located": float(uptake(1.0, town.assume.for_kernels().services)),
    }
    spread = float(np.std(r.wellbeing, dtype=np.float64)) * WEMWBS_POINTS
    return {"wemwbs_sd": spread} | {name: PERCENT * share for name, share in shares.items()}
