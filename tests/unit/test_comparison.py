"""Paired differences by hand-made numbers: mean, t interval, agreement, readings, windows."""

import math

import numpy as np
import pytest

from experiments.comparison import Scale, compared, end_weeks, paired, reading
from experiments.panel import Panel

T_975_2 = 4.302652729911275  # Student's t, 2 degrees of freedom, two-sided 95 %


def made(values, groups=("all",), indicators=("wemwbs",), scenarios=("baseline", "flood")):
    """Return a panel from an array (scenarios, replicates, weeks, groups, indicators)."""
    values = np.asarray(values, np.float32)
    weeks = np.arange(values.shape[2], dtype=np.int32)
    return Panel(scenarios, tuple(range(1, values.shape[1] + 1)), weeks, groups, indicators, values)


def test_mean_interval_and_agreement_of_three_differences_are_those_of_the_formula():
    # differences 1, 2, 6: mean 3, squared deviations 4 + 1 + 9 = 14, s = sqrt(7), error = sqrt(7/3)
    pair = paired(np.array([1.0, 2.0, 6.0]))
    half = T_975_2 * math.sqrt(7 / 3)
    assert float(pair.mean) == pytest.approx(3.0)
    assert float(pair.low) == pytest.approx(3.0 - half)
    assert float(pair.high) == pytest.approx(3.0 + half)
    assert float(pair.same_sign) == 1.0


def test_agreement_is_the_share_of_replicates_with_the_sign_of_the_mean():
    assert float(paired(np.array([-1.0, -2.0, 0.5, -1.0])).same_sign) == 0.75


def test_missing_replicates_are_left_out_of_each_cell_by_itself():
    pair = paired(np.array([[1.0, np.nan], [3.0, 5.0], [np.nan, np.nan]]))
    assert pair.number.tolist() == [2, 1]
    assert pair.mean.tolist() == [2.0, 5.0]
    assert np.isnan(pair.low[1]), "one replicate has no interval"
    assert np.isfinite(pair.low[0])


def test_nothing_seen_gives_no_number():
    pair = paired(np.array([[np.nan], [np.nan]]))
    assert pair.number[0] == 0
    assert np.isnan(pair.mean[0])
    assert np.isnan(pair.same_sign[0])


@pytest.mark.parametrize(("low", "high", "better", "says"), [
    (0.1, 0.3, +1, "better"), (0.1, 0.3, -1, "worse"), (-0.3, -0.1, +1, "worse"), (-0.3, -0.1, -1, "better"),
    (0.1, 0.3, 0, "more"), (-0.3, -0.1, 0, "less"), (-0.1, 0.3, +1, "inconclusive"),
    (0.0, 0.2, +1, "inconclusive"),
    (0.0, 0.0, +1, "none"), (math.nan, math.nan, +1, ""),
])  # fmt: skip
def test_an_interval_is_read_by_the_indicators_better_side(low, high, better, says):
    assert reading(low, high, better) == says


@pytest.mark.parametrize(("weeks", "end"), [(520, 52), (1000, 52), (104, 13), (26, 3), (4, 1), (1, 1)])
def test_the_end_is_the_last_year_or_the_last_eighth_of_a_short_run(weeks, end):
    assert end_weeks(weeks) == end


def test_a_row_holds_levels_and_differences_at_the_end_and_since_the_scenarios_part():
    # 17 weeks 0..16: the end is the last 2; the scenarios part in week 12, so weeks 13..16 are averaged
    base = np.full((2, 17), 50.0)
    flood = base.copy()
    flood[:, 13:] -= [[4.0, 3.0, 2.0, 1.0], [6.0, 5.0, 4.0, 3.0]]
    panel = made(np.stack([base, flood])[:, :, :, None, None])
    (row,) = compared(panel, "baseline", {"flood": 12}, {"wemwbs": Scale("14-70", +1)})
    assert (row.scenario, row.baseline, row.group, row.indicator, row.unit) == (
        "flood", "baseline", "all", "wemwbs", "14-70",
    )  # fmt: skip
    assert row.replicates == 2
    assert (row.baseline_end, row.scenario_end, row.difference_end) == pytest.approx((50.0, 47.5, -2.5))
    assert (row.baseline_mean, row.scenario_mean, row.difference_mean) == pytest.approx((50.0, 46.5, -3.5))
    half = 12.706204736432095 * math.sqrt(2.0) / math.sqrt(2)  # differences -1.5 and -3.5: s = sqrt(2)
    assert (row.low_end, row.high_end) == pytest.approx((-2.5 - half, -2.5 + half))
    assert row.reading_end == "inconclusive"
    assert row.same_sign_end == 1.0


def test_pairing_takes_the_shared_luck_out_of_the_difference():
    luck = np.array([[10.0], [20.0], [60.0]])
    values = np.stack([luck + np.zeros((3, 9)), luck + np.zeros((3, 9)) + 1.0])[:, :, :, None, None]
    (row,) = compared(made(values), "baseline", {"flood": 0}, {"wemwbs": Scale("", +1)})
    assert (row.low_end, row.difference_end, row.high_end) == pytest.approx((1.0, 1.0, 1.0))
    assert row.reading_end == "better"


def test_a_replicate_missing_from_one_scenario_is_missing_from_its_levels_too():
    values = np.full((2, 2, 9, 1, 1), 50.0)
    values[0, 1] = 90.0
    values[1, 1] = np.nan
    (row,) = compared(made(values), "baseline", {"flood": 0}, {"wemwbs": Scale("", +1)})
    assert row.replicates == 1
    assert (row.baseline_end, row.scenario_end) == (50.0, 50.0)


def test_every_scenario_group_and_indicator_has_one_row_but_town_numbers_only_for_all():
    values = np.zeros((3, 2, 9, 2, 2))
    panel = made(values, ("all", "quintile=1"), ("wemwbs", "turnout"), ("baseline", "flood", "hub"))
    scales = {"wemwbs": Scale("", +1), "turnout": Scale("%", +1, town_only=True)}
    rows = compared(panel, "baseline", {"flood": 0, "hub": 0}, scales)
    assert [(r.scenario, r.group, r.indicator) for r in rows] == [
        (s, *rest)
        for s in ("flood", "hub")
        for rest in (("all", "wemwbs"), ("all", "turnout"), ("quintile=1", "wemwbs"))
    ]


def test_scenarios_that_never_part_have_no_mean_since_they_part():
    (row,) = compared(made(np.zeros((2, 2, 9, 1, 1))), "baseline", {"flood": 8}, {"wemwbs": Scale("", +1)})
    assert math.isnan(row.difference_mean)
    assert row.reading_mean == ""
    assert row.reading_end == "none"
