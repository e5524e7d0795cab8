"""How a town takes a shock: depth, time to the worst, time to recover, area lost, where it ends.

All measures read the paired loss against the same run without the shock,
    L(t) = better x (Q0(t) - Q(t)),   so that a loss is positive for every indicator,
averaged over replicates, from the shock's onset t0 to the horizon T:
    depth = max L(t);   worst = the week of it;   area = sum of L(t) over weeks;
    recovery = the first week after the worst with L <= 5 % of depth for 4 weeks in a row
    (None when that does not happen before T: right-censored);
    rapidity = 95 % of depth / (recovery - worst);   end = -mean L over the last weeks.
The counterfactual is used, not the level before the shock: neighbourhoods drift. The interval of
the depth is taken at the worst week of the mean curve, so it is a little optimistic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.comparison import Scale, end_weeks, paired
from experiments.panel import Doubles, Panel
from experiments.timeline import new_shocks, onset, without_shocks

if TYPE_CHECKING:
    from model.scenario import Scenario

REGAINED = 0.95
STAYING = 4


class Resilience(NamedTuple):
    """One line of resilience.csv; differences are positive for a loss, `end` positive for a gain."""

    scenario: str
    against: str
    shock: str
    group: str
    indicator: str
    replicates: int
    onset: int
    depth: float
    depth_low: float
    depth_high: float
    weeks_to_worst: int
    weeks_to_recover: int | None
    share_recovered: float
    rapidity: float | None
    area: float
    area_low: float
    area_high: float
    end: float
    end_low: float
    end_high: float
    ending: str


def weeks_to_recover(loss: Doubles, worst: int, depth: float) -> int | None:
    """Return the first week after `worst` from which the loss stays at 5 % of depth or less for 4 weeks."""
    small = loss <= (1 - REGAINED) * depth
    for week in range(worst + 1, len(loss) - STAYING + 1):
        if small[week : week + STAYING].all():
            return week
    return None


def ending(low: float, high: float, depth: float, seen: bool) -> str:
    """Return how the last weeks compare with no shock, from the interval of the end difference.

    forward (above), scar (below), back (within 5 % of the depth), inconclusive, or no loss.
    """
    if not seen:
        return "no loss seen"
    if low > 0:
        return "forward"
    margin = (1 - REGAINED) * depth
    if low >= -margin and high <= margin:
        return "back"
    return "scar" if high < 0 else "inconclusive"


def losses(panel: Panel, pairs: Sequence[Shocked], scales: Mapping[str, Scale]) -> list[Loss]:
    """Return the loss curves of all shocked scenarios, by group and indicator with a better side."""
    return [
        Loss(s.scenario, s.against, s.shock, group, indicator, s.onset,
             -scales[indicator].better
             * panel.differences(s.scenario, s.against, indicator, group)[:, panel.weeks > s.onset])
        for s in pairs
        for group in panel.groups
        for indicator in panel.indicators
        if scales[indicator].better and not scales[indicator].town_only
    ]  # fmt: skip


class Shocked(NamedTuple):
    """A scenario with a shock, the scenario it is held against, the shock's name and its onset."""

    scenario: str
    against: str
    shock: str
    onset: int


def shocked(scenarios: Sequence[Scenario]) -> list[Shocked]:
    """Return the shocked scenarios among those compared, the first being the baseline.

    Each is held against the compared scenario that is the same without the shocks, or else
    against the baseline, which then also lacks its other events. A shock that the baseline has
    too is no shock here.
    """
    found = []
    for scenario in scenarios[1:]:
        new = new_shocks(scenario, scenarios[0])
        if new:
            against = without_shocks(scenario, scenarios) or scenarios[0]
            found.append(Shocked(scenario.name, against.name, str(new[0].name), onset(new[0])))
    return found


class Loss(NamedTuple):
    """A loss curve (replicates, weeks) from the shock's onset on, and what it is the loss of."""

    scenario: str
    against: str
    shock: str
    group: str
    indicator: str
    onset: int
    curves: Doubles


def resilience(loss: Loss, horizon: int) -> Resilience | None:
    """Return the measures of one loss, or None when no replicate saw it; `horizon` is in weeks."""
    curves = loss.curves[np.isfinite(loss.curves).all(axis=1)]
    if not curves.size:
        return None
    mean = curves.mean(axis=0)
    worst = int(mean.argmax())
    depth, area = paired(curves[:, worst]), paired(curves.sum(axis=1))
    last = min(end_weeks(horizon), curves.shape[1])
    end = paired(-curves[:, -last:].mean(axis=1))
    seen = bool(depth.low > 0) if len(curves) > 1 else bool(depth.mean > 0)
    back = weeks_to_recover(mean, worst, float(depth.mean)) if seen else None
    return Resilience(
        loss.scenario, loss.against, loss.shock, loss.group, loss.indicator, len(curves), loss.onset,
        float(depth.mean), float(depth.low), float(depth.high), worst, back,
        _share_recovered(curves, worst, float(depth.mean)) if seen else float("nan"),
        None if back is None else REGAINED * float(depth.mean) / (back - worst),
        float(area.mean), float(area.low), float(area.high),
        float(end.mean), float(end.low), float(end.high),
        ending(float(end.low), float(end.high), float(depth.mean), seen),
    )  # fmt: skip


def _share_recovered(curves: Doubles, worst: int, depth: float) -> float:
    """Return the share of replicates that recover, each judged against the mean depth."""
    return float(np.mean([weeks_to_recover(curve, worst, depth) is not None for curve in curves]))
