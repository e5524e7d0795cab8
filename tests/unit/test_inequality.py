"""Inequality measures agree with hand-made numbers and with the formulas for individuals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model import inequality

Measure = Callable[..., np.ndarray]

EQUAL = np.ones(5)
LINE = np.array([10.0, 20.0, 30.0, 40.0, 50.0])
GLASGOW = np.array([45.0, 18.0, 14.0, 12.0, 11.0])
"""Sizes of the quintiles in the default town."""
CURVED = np.array([40.0, 45.0, 48.0, 50.0, 55.0])

sizes_made = arrays(np.int64, 5, elements=st.integers(1, 60))
means_made = arrays(np.float64, 5, elements=st.floats(0.05, 1.0))


def people(means: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return outcome and fractional rank of every individual, ties sharing their mid rank."""
    count = np.asarray(sizes, np.int64)
    last = np.cumsum(count)
    middle = (last - count + last) / 2 / last[-1]
    return np.repeat(means, count), np.repeat(middle, count)


def test_the_gap_is_the_least_minus_the_most_deprived() -> None:
    assert inequality.absolute_gap(LINE) == 40.0


def test_ridits_are_the_mid_points_of_cumulative_shares() -> None:
    assert inequality.ridits(EQUAL) == pytest.approx([0.1, 0.3, 0.5, 0.7, 0.9])
    assert inequality.ridits([45, 18, 14, 12, 11]) == pytest.approx([0.225, 0.54, 0.70, 0.83, 0.945])


def test_the_overall_mean_weighs_by_people() -> None:
    assert inequality.overall_mean([1, 2, 3, 4, 5], [2, 1, 1, 1, 0]) == pytest.approx(2.2)


def test_on_a_straight_line_the_slope_index_spans_the_whole_ranking() -> None:
    assert inequality.slope_index(LINE, EQUAL) == pytest.approx(50.0)
    assert inequality.relative_index(LINE, EQUAL) == pytest.approx(50 / 30)


def test_the_concentration_index_of_a_straight_line_by_hand() -> None:
    # cov = mean of (r - 1/2)(h - 30) = (0.4*20 + 0.2*10 + 0 + 0.2*10 + 0.4*20) / 5 = 4
    assert inequality.concentration_index(LINE, EQUAL) == pytest.approx(2 * 4 / 30)
    assert inequality.erreygers_index(LINE, EQUAL, 0, 100) == pytest.approx(8 * 4 / 100)


def test_two_groups_by_hand() -> None:
    # shares 1/4 and 3/4, ridits 1/8 and 5/8, mean 3.5: the slope is 2 / (1/2)
    assert inequality.slope_index([2, 4], [1, 3]) == pytest.approx(4.0)
    assert inequality.relative_index([2, 4], [1, 3]) == pytest.approx(4 / 3.5)


def test_the_erreygers_index_of_the_most_unequal_share_is_one() -> None:
    assert inequality.erreygers_index([0, 1], [1, 1]) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "measure",
    [
        inequality.slope_index, inequality.relative_index, inequality.concentration_index,
        inequality.erreygers_index,
    ],
)  # fmt: skip
def test_no_gradient_is_zero_and_a_mirrored_one_changes_sign(measure: Measure) -> None:
    assert measure(np.full(5, 0.3), GLASGOW) == pytest.approx(0.0, abs=1e-12)
    rising, falling = measure(LINE / 100, EQUAL), measure(LINE[::-1] / 100, EQUAL)
    assert rising > 0
    assert falling == pytest.approx(-rising)


@given(means_made, sizes_made)
def test_the_slope_index_is_the_regression_over_individuals(means: np.ndarray, sizes: np.ndarray) -> None:
    outcome, rank = people(means, sizes)
    slope = np.polyfit(rank, outcome, 1)[0]
    assert inequality.slope_index(means, sizes) == pytest.approx(slope, rel=1e-6, abs=1e-9)


@given(means_made, sizes_made)
def test_the_concentration_index_is_that_of_individuals(means: np.ndarray, sizes: np.ndarray) -> None:
    outcome, rank = people(means, sizes)
    asked = 2 / (len(outcome) * outcome.mean()) * (outcome * rank).sum() - 1
    assert inequality.concentration_index(means, sizes) == pytest.approx(asked, abs=1e-9)


@given(means_made, sizes_made)
def test_the_concentration_index_is_the_area_off_the_concentration_curve(
    means: np.ndarray, sizes: np.ndarray
) -> None:
    share = sizes / sizes.sum()
    held = np.concatenate([[0], np.cumsum(share * means)]) / (share * means).sum()
    area = (share * (held[1:] + held[:-1])).sum()
    assert inequality.concentration_index(means, sizes) == pytest.approx(1 - area, abs=1e-9)


@given(means_made, sizes_made)
def test_erreygers_is_the_same_for_an_outcome_and_its_complement(
    means: np.ndarray, sizes: np.ndarray
) -> None:
    here, there = inequality.erreygers_index(means, sizes), inequality.erreygers_index(1 - means, sizes)
    assert here == pytest.approx(-there, abs=1e-12)


@given(means_made, sizes_made)
def test_only_shares_of_people_matter(means: np.ndarray, sizes: np.ndarray) -> None:
    once, twice = inequality.slope_index(means, sizes), inequality.slope_index(means, 2 * sizes)
    assert once == pytest.approx(twice, abs=1e-9)


def test_the_slope_index_follows_the_unit_and_the_relative_one_does_not() -> None:
    slope, relative = inequality.slope_index, inequality.relative_index
    assert slope(CURVED * 100, GLASGOW) == pytest.approx(100 * slope(CURVED, GLASGOW))
    assert relative(CURVED * 100, GLASGOW) == pytest.approx(relative(CURVED, GLASGOW))


@pytest.mark.parametrize(
    "measure",
    [
        inequality.slope_index, inequality.relative_index, inequality.concentration_index,
        inequality.erreygers_index, inequality.overall_mean,
    ],
)  # fmt: skip
def test_weeks_and_replicates_are_kept_as_leading_axes(measure: Measure) -> None:
    means = np.linspace(0.2, 0.9, 3 * 4 * 5).reshape(3, 4, 5) ** 2
    sizes = np.arange(1, 61).reshape(3, 4, 5)
    together = measure(means, sizes)
    assert together.shape == (3, 4)
    assert together[2, 1] == pytest.approx(float(measure(means[2, 1], sizes[2, 1])))
    assert measure(means, GLASGOW).shape == (3, 4)


def test_the_gap_keeps_leading_axes() -> None:
    assert inequality.absolute_gap(np.arange(10.0).reshape(2, 5)).tolist() == [4.0, 4.0]


def test_a_group_without_people_counts_for_nothing() -> None:
    with_gap = inequality.slope_index([1, np.nan, 2, 3, 4], [3, 0, 2, 1, 1])
    assert with_gap == pytest.approx(float(inequality.slope_index([1, 2, 3, 4], [3, 2, 1, 1])))
    assert np.isnan(inequality.absolute_gap([np.nan, 1, 2, 3, 4]))


def test_one_group_alone_has_no_slope() -> None:
    assert np.isnan(inequality.slope_index([np.nan, 3, np.nan], [0, 8, 0]))


def test_relative_measures_of_nothing_are_not_numbers() -> None:
    assert np.isnan(inequality.relative_index(np.zeros(5), EQUAL))
    assert np.isnan(inequality.concentration_index(np.zeros(5), EQUAL))
    assert inequality.slope_index(np.zeros(5), EQUAL) == 0.0


@pytest.mark.parametrize("sizes", [np.zeros(5), [1, 1, -1, 1, 1]])
def test_impossible_sizes_are_refused(sizes: object) -> None:
    with pytest.raises(ValueError, match="sizes of groups are 0 or more, and at least one group has people"):
        inequality.slope_index(LINE, sizes)


def test_bounds_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="lower bound 1 is not below its upper bound 0"):
        inequality.erreygers_index(LINE, EQUAL, 1, 0)
