"""Scenarios against the baseline: paired differences over replicates, with their interval.

The replicates of all scenarios share their luck, so a difference is taken within each replicate
and only then averaged. The interval covers chance between replicates; it says nothing about
doubt in the assumptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.panel import Doubles, Panel

LEVEL = 0.95
YEAR = 52
EIGHTH = 8


class Paired(NamedTuple):
    """Paired differences summed up over replicates (axis 0 gone): all arrays of one shape.

    `mean`; `low` and `high` of the 95 % t interval (NaN with fewer than two replicates);
    `same_sign`, the share of replicates whose difference has the sign of the mean; `number`, how many.
    """

    mean: Doubles
    low: Doubles
    high: Doubles
    same_sign: Doubles
    number: NDArray[np.int64]


class Row(NamedTuple):
    """One line of comparison.csv: one scenario, group and indicator against the baseline."""

    scenario: str
    baseline: str
    group: str
    indicator: str
    unit: str
    replicates: int
    baseline_end: float
    scenario_end: float
    difference_end: float
    low_end: float
    high_end: float
    same_sign_end: float
    reading_end: str
    baseline_mean: float
    scenario_mean: float
    difference_mean: float
    low_mean: float
    high_mean: float
    same_sign_mean: float
    reading_mean: str


class Scale(NamedTuple):
    """How an indicator is read: unit, +1 if more is better, -1 if less is, 0 neither, town-only or not."""

    unit: str
    better: int
    town_only: bool = False


def end_weeks(weeks: int) -> int:
    """Return how many weeks count as the end: the last 52, or the last eighth of a short run."""
    return max(1, min(YEAR, weeks // EIGHTH))


def paired(differences: NDArray[np.floating]) -> Paired:
    """Return mean, t interval and agreement over axis 0; NaN entries are left out.

    half width = t(0.975, n - 1) s / sqrt(n), s with n - 1 in the denominator.
    """
    seen = np.isfinite(differences)
    count = seen.sum(axis=0)
    filled = np.where(seen, differences, 0.0).astype(np.float64)
    mean = _over(filled.sum(axis=0), count)
    squares = np.where(seen, (filled - mean) ** 2, 0.0).sum(axis=0)
    error = np.sqrt(_over(squares, np.where(count > 1, count - 1, 0)) / np.maximum(count, 1))
    half = _t_quantile(count) * error
    agree = np.where(seen, np.sign(filled) == np.sign(mean), False).sum(axis=0)
    return Paired(mean, mean - half, mean + half, _over(agree, count), count)


def _over(top: NDArray[np.floating] | NDArray[np.integer], count: NDArray[np.integer]) -> Doubles:
    """Return top / count, NaN where the count is 0."""
    return np.where(count > 0, top / np.maximum(count, 1), np.nan)


def _t_quantile(count: NDArray[np.integer]) -> Doubles:
    """Return the two-sided 95 % quantile of Student's t for n - 1 degrees of freedom, NaN below n = 2."""
    from scipy.stats import t

    quantile = t.ppf((1 + LEVEL) / 2, np.maximum(count - 1, 1))
    return np.where(count > 1, quantile, np.nan)


def reading(low: float, high: float, better: int) -> str:
    """Return what an interval allows one to say: better, worse, more, less, none, inconclusive or ''."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return ""
    if low == 0 == high:
        return "none"
    if low <= 0 <= high:
        return "inconclusive"
    if better:
        return "better" if (low > 0) == (better > 0) else "worse"
    return "more" if low > 0 else "less"


def compared(panel: Panel, baseline: str, since: Mapping[str, int], scales: Mapping[str, Scale]) -> list[Row]:
    """Return one row per scenario other than the baseline, group and indicator.

    `since` gives the week in which each scenario first differs; rows of later weeks are averaged.
    Town-only indicators have one row, of the group `all`.
    """
    others = [name for name in panel.scenarios if name != baseline]
    return [row for name in others for row in _rows(panel, name, baseline, since[name], scales)]


def _rows(panel: Panel, scenario: str, baseline: str, since: int, scales: Mapping[str, Scale]) -> list[Row]:
    """Return the rows of one scenario."""
    last = int(panel.weeks[-1])
    end = _window(panel, scenario, baseline, panel.weeks > last - end_weeks(last))
    mean = _window(panel, scenario, baseline, panel.weeks > since)
    rows = []
    for g, group in enumerate(panel.groups):
        for i, indicator in enumerate(panel.indicators):
            scale = scales[indicator]
            if not (scale.town_only and group != "all"):
                at_end, over_time = _cells(end, g, i, scale), _cells(mean, g, i, scale)
                number = int(end[0].number[g, i])
                rows.append(
                    Row(scenario, baseline, group, indicator, scale.unit, number, *at_end, *over_time)
                )
    return rows


Window = tuple[Paired, Doubles, Doubles]
Cells = tuple[float, float, float, float, float, float, str]


def _window(panel: Panel, scenario: str, baseline: str, weeks: NDArray[np.bool_]) -> Window:
    """Return paired differences and both levels (groups, indicators) over the chosen weeks."""
    before, after = _mean_over(panel.of(baseline), weeks), _mean_over(panel.of(scenario), weeks)
    both = np.isfinite(before) & np.isfinite(after)
    levels = [_over(np.where(both, x, 0.0).sum(axis=0), both.sum(axis=0)) for x in (before, after)]
    return paired(after - before), levels[0], levels[1]


def _mean_over(values: NDArray[np.float32], weeks: NDArray[np.bool_]) -> Doubles:
    """Return the mean over the chosen weeks (axis 1), leaving out NaN; NaN when nothing is left."""
    chosen = values[:, weeks].astype(np.float64)
    seen = np.isfinite(chosen)
    return _over(np.where(seen, chosen, 0.0).sum(axis=1), seen.sum(axis=1))


def _cells(window: Window, g: int, i: int, scale: Scale) -> Cells:
    """Return the seven columns of one window in the order of `Row`."""
    pair, before, after = window
    low, high = float(pair.low[g, i]), float(pair.high[g, i])
    return (
        float(before[g, i]), float(after[g, i]), float(pair.mean[g, i]), low, high,
        float(pair.same_sign[g, i]), reading(low, high, scale.better),
    )  # fmt: skip


def effect(
    panel: Panel, scenario: str, baseline: str, indicator: str, group: str, weeks: NDArray[np.bool_]
) -> Paired:
    """Return the paired difference of one indicator of one group over the chosen weeks (no axes left)."""
    gaps = panel.differences(scenario, baseline, indicator, group)[:, weeks]
    seen = np.isfinite(gaps)
    return paired(_over(np.where(seen, gaps, 0.0).sum(axis=1), seen.sum(axis=1)))
