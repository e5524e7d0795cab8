"""Verdicts: bands, directions with their error rate, intervals, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.validation.verdicts import (
    ERROR_RATE,
    TooFewReplicatesError,
    band,
    estimated,
    falls,
    includes,
    level,
    rises,
)


def test_an_estimate_is_mean_and_t_interval_by_hand() -> None:
    found = estimated([1.0, 2.0, 3.0])
    assert found.mean == pytest.approx(2.0)
    assert found.error == pytest.approx(1.0 / math.sqrt(3.0))
    assert found.high - found.mean == pytest.approx(4.302653 / math.sqrt(3.0), rel=1e-6)
    assert found.number == 3


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_replicates_are_refused(count: int) -> None:
    with pytest.raises(TooFewReplicatesError, match=f"{count} replicates; a verdict needs at least 3"):
        estimated([1.0] * count)


def test_a_level_passes_within_its_tolerance_and_not_beyond() -> None:
    claim = level(45.0, 0.7)
    assert claim.holds(estimated([45.6, 45.7, 45.65]))
    assert not claim.holds(estimated([45.8, 45.9, 45.7]))
    assert claim.told() == "45 ± 0.7"


def test_a_band_judges_the_mean_not_the_interval() -> None:
    assert band(20.0, 32.0).holds(estimated([10.0, 25.0, 40.0]))
    assert not band(20.0, 32.0).holds(estimated([33.0, 33.0, 33.1]))
    assert band(1.2, math.inf).told() == "above 1.2"


def test_a_direction_needs_more_than_the_right_sign() -> None:
    weak, strong = [0.1, -0.2, 0.3, 0.1], [0.9, 1.1, 1.0, 1.2]
    assert np.mean(weak) > 0
    assert not rises().holds(estimated(weak))
    assert rises().holds(estimated(strong))
    assert not falls().holds(estimated(strong))
    assert falls().holds(estimated([-x for x in strong]))


def test_a_direction_of_no_size_at_all_never_passes() -> None:
    assert not rises().holds(estimated([0.0, 0.0, 0.0]))
    assert not falls().holds(estimated([0.0, 0.0, 0.0]))


def test_directions_that_do_not_exist_pass_at_the_stated_rate() -> None:
    rng = np.random.default_rng(5)
    trials = 4_000
    passed = sum(rises().holds(estimated(rng.normal(0.0, 1.0, 4))) for _ in range(trials))
    # four standard errors of a share of 2.5 % over 4,000 trials: a false alarm in 16,000 changes of the code
    assert abs(passed / trials - ERROR_RATE) < 4 * math.sqrt(ERROR_RATE * (1 - ERROR_RATE) / trials)


def test_an_interval_passes_when_it_holds_the_value() -> None:
    assert includes(0.0).holds(estimated([-0.1, 0.1, 0.05]))
    assert not includes(0.0).holds(estimated([0.1, 0.11, 0.12]))


@pytest.mark.parametrize("claim", [level(1.0, 9.0), band(-9.0, 9.0), rises(), falls(), includes(0.0)])
def test_what_could_not_be_measured_never_passes(claim) -> None:
    assert not claim.holds(estimated([1.0, math.nan, 1.0]))


def test_the_chance_is_that_of_the_mean_beyond_the_nearest_end() -> None:
    found = estimated([1.0, 2.0, 3.0])  # standard error 0.57735, two degrees of freedom
    assert level(2.0, 0.57735).chance(found) == pytest.approx(0.211325, abs=1e-5)  # P(t2 > 1)
    assert rises().chance(found) == pytest.approx(0.037, abs=1e-3)  # P(t2 > 3.4641)
