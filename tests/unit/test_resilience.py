"""Depth, worst, recovery, area and ending of hand-made loss curves."""

import math

import numpy as np
import pytest

from experiments.comparison import Scale
from experiments.panel import Panel
from experiments.resilience import Loss, Shocked, ending, losses, resilience, shocked, weeks_to_recover
from model.scenario import Scenario


def of(curves, onset=104):
    """Return the measures of some loss curves."""
    return resilience(
        Loss("flood", "baseline", "flood", "all", "wemwbs", onset, np.asarray(curves, float)), 16
    )


def test_depth_worst_week_and_area_are_those_of_the_curve():
    found = of([[1.0, 3.0, 2.0, 0.0], [1.0, 5.0, 4.0, 0.0]])
    assert found.depth == 4.0
    assert found.weeks_to_worst == 1
    assert found.area == 8.0  # 6 and 10 indicator-weeks
    assert found.area_low == pytest.approx(8.0 - 12.706204736432095 * 2.0)  # s = sqrt(8), error = 2


def test_recovery_is_the_first_week_of_four_with_at_most_a_twentieth_of_the_depth():
    loss = np.array([0, 10, 5, 0.5, 0.4, 0.6, 0.5, 0.5, 0.5, 0.1, 0])
    assert weeks_to_recover(loss, 1, 10.0) == 6


def test_four_small_weeks_in_a_row_are_needed_and_three_at_the_end_do_not_count():
    assert weeks_to_recover(np.array([10, 0, 0, 0, 9, 0, 0, 0.0]), 0, 10.0) is None
    assert weeks_to_recover(np.array([10, 0, 0, 0, 9, 0, 0, 0, 0.0]), 0, 10.0) == 5


def test_a_loss_that_never_heals_has_no_recovery_and_no_rapidity():
    found = of(np.tile([4.0, 3.0, 2.0, 2.0, 2.0, 2.0, 2.0], (3, 1)) * [[1.0], [1.1], [0.9]])
    assert found.weeks_to_recover is None
    assert found.rapidity is None
    assert found.share_recovered == 0.0
    assert found.ending == "scar"
    assert found.end == pytest.approx(-2.0)


def test_rapidity_is_what_is_regained_by_the_week():
    found = of(np.tile([10.0, 8.0, 4.0, 0.0, 0.0, 0.0, 0.0], (2, 1)) * [[1.0], [1.01]])
    assert found.weeks_to_recover == 3
    assert found.rapidity == pytest.approx(0.95 * 10.05 / 3)
    assert found.share_recovered == 1.0
    assert found.ending == "back"


def test_a_gain_after_the_shock_is_bouncing_forward():
    found = of(np.tile([10.0, 0.0, 0.0, 0.0, 0.0, -2.0, -2.0], (2, 1)) * [[1.0], [1.01]])
    assert found.ending == "forward"
    assert found.end == pytest.approx(2.01)


def test_a_loss_within_chance_is_not_called_a_loss():
    found = of([[3.0, 0.0, 0.0, 0.0, 0.0], [-2.0, 0.0, 0.0, 0.0, 0.0]])
    assert found.ending == "no loss seen"
    assert found.weeks_to_recover is None
    assert math.isnan(found.share_recovered)


@pytest.mark.parametrize(("low", "high", "says"), [
    (0.1, 0.4, "forward"), (-3.0, -1.0, "scar"), (-0.4, 0.3, "back"), (-0.4, -0.1, "back"),
    (-2.0, 1.0, "inconclusive"),
])  # fmt: skip
def test_the_ending_is_read_from_the_interval_and_a_twentieth_of_the_depth(low, high, says):
    assert ending(low, high, depth=10.0, seen=True) == says


def test_replicates_that_did_not_finish_are_left_out():
    assert of([[1.0, 2.0], [np.nan, np.nan]]).replicates == 1
    assert of([[np.nan, 1.0]]) is None


def test_losses_are_positive_when_the_better_side_is_lost_and_begin_after_the_onset():
    values = np.zeros((2, 1, 5, 1, 3), np.float32)
    values[1, 0, 3:, 0, :] = [-2.0, 7.0, 1.0]  # wemwbs falls, loneliness rises, served rises
    panel = Panel(
        ("baseline", "flood"),
        (1,),
        np.arange(5, dtype=np.int32),
        ("all",),
        ("wemwbs", "lonely", "served"),
        values,
    )
    scales = {"wemwbs": Scale("", +1), "lonely": Scale("%", -1), "served": Scale("", 0)}
    found = losses(panel, [Shocked("flood", "baseline", "flood", 2)], scales)
    assert {loss.indicator: loss.curves.tolist() for loss in found} == {
        "wemwbs": [[2.0, 2.0]],
        "lonely": [[7.0, 7.0]],
    }


FLOOD = {"name": "flood", "kind": "damage", "start": 20, "home": 0.5}
HUB = {"name": "hub", "kind": "activities", "start": 10, "groups": 3}


def scenario(name, *events):
    return Scenario.of({"name": name, "title": "t", "question": "q", "weeks": 52, "events": list(events)})


def test_a_shocked_scenario_is_held_against_itself_without_the_shock_when_that_was_run():
    base, flood, hub = scenario("baseline"), scenario("flood", FLOOD), scenario("hub", HUB)
    both = scenario("both", HUB, FLOOD)
    assert shocked([base, flood, both]) == [
        Shocked("flood", "baseline", "flood", 20),
        Shocked("both", "baseline", "flood", 20),
    ]
    assert shocked([base, both, hub]) == [Shocked("both", "hub", "flood", 20)]


def test_a_shock_that_the_baseline_has_too_is_no_shock_of_the_comparison():
    assert shocked([scenario("flood", FLOOD), scenario("both", FLOOD, HUB)]) == []
