"""The rules that make households, by hand-made numbers."""

from __future__ import annotations

import numpy as np
import pytest

from model.chance import Chance, uniform
from model.founding import PopulationParameters
from model.households import (
    Households,
    ages_in_order,
    family_ages,
    fill_households,
    income_at,
    partners,
    tenures,
    weighted_rank,
)
from model.residents import OWNER, PRIVATE_RENTER, SOCIAL_RENTER
from model.town import Town


def filled(sizes: list[int], cumulative: list[float]) -> list[int]:
    """Return the household of each resident of neighbourhoods with these numbers of residents."""
    first = np.cumsum([0, *sizes[:-1]]).astype(np.uint32)
    household = np.full(sum(sizes), 99, np.uint32)
    key = Chance(1).key("household")
    fill_households(first, np.array(sizes, np.uint32), np.array(cumulative), key, household)
    return household.tolist()


def test_people_who_all_live_alone_have_a_household_each() -> None:
    assert filled([2, 3], [1.0, 1.0]) == [0, 1, 2, 3, 4]


def test_the_last_household_of_a_neighbourhood_is_cut() -> None:
    assert filled([5, 2, 4], [0.0, 0.0, 1.0]) == [0, 0, 0, 1, 1, 2, 2, 3, 3, 3, 4]


def test_a_neighbourhood_of_one_holds_one_household() -> None:
    assert filled([1, 1], [0.0, 1.0]) == [0, 1]


def test_the_size_of_a_household_is_the_inverse_of_the_draw_of_its_first_row() -> None:
    cumulative = [0.4, 0.7, 1.0]
    household = np.array(filled([200], cumulative))
    key = Chance(1).key("household")
    for first in np.unique(household, return_index=True)[1][:-1]:
        asked = 1 + int(np.searchsorted(cumulative, uniform(key, first), side="right"))
        assert (household == household[first]).sum() == asked


def test_partners_are_the_second_adults_of_couples() -> None:
    homes = Households(
        head=np.array([0, 1, 3]), adults=np.array([1, 2, 3]), quintile=np.ones(3, np.uint8),
        couple=np.array([False, True, True]), order=np.array([0, 0, 1, 0, 1, 2]),
    )  # fmt: skip
    assert partners(homes).tolist() == [2, 4]


def test_a_family_without_spread_has_partners_of_one_age_and_children_a_generation_younger() -> None:
    homes = Households(
        head=np.array([0, 3]), adults=np.array([3, 2]), quintile=np.ones(2, np.uint8),
        couple=np.array([True, False]), order=np.array([0, 1, 2, 0, 1]),
    )  # fmt: skip
    p = PopulationParameters(partner_years=0.0, elders=0.0, generation=30.0)
    age = family_ages(homes, Town(), Chance(1), p)
    assert age[1] == age[0]
    assert age[2] == pytest.approx(age[0] - 30)
    assert age[4] == pytest.approx(age[3] - 30)
    assert 16 <= age[2] <= 30
    assert 16 <= age[4] <= 30


def test_ages_in_order_by_hand() -> None:
    shares = {"16-24": 0.5, "25-34": 0, "35-44": 0, "45-54": 0, "55-64": 0, "65-74": 0, "75-99": 0.5}
    ages = ages_in_order(Town(ages=shares), 6)
    assert ages[:3] == pytest.approx([17.5, 20.5, 23.5])
    assert ages[3:] == pytest.approx(
        [100 - 25 * np.sqrt(5 / 6), 100 - 25 * np.sqrt(0.5), 100 - 25 * np.sqrt(1 / 6)]
    )


def test_weighted_ranks_are_mid_points_of_people() -> None:
    # in order 0.1 (3 people), 0.2 (1), 0.9 (4): mid-points 1.5, 3.5, 6 of 8
    ranks = weighted_rank(np.array([0.9, 0.1, 0.2]), np.array([4, 3, 1]))
    assert ranks.tolist() == [6 / 8, 1.5 / 8, 3.5 / 8]


def test_weighted_ranks_of_nobody_are_none() -> None:
    assert weighted_rank(np.zeros(0), np.zeros(0, np.int64)).shape == (0,)


def test_income_with_the_spread_of_a_flat_distribution_is_the_rank_itself() -> None:
    rank = np.linspace(0.01, 0.99, 50)
    assert income_at(rank, 0.5, 1 / np.sqrt(12)) == pytest.approx(rank, abs=1e-9)


def test_income_has_the_asked_mean_and_spread_and_rises_with_rank() -> None:
    income = income_at((np.arange(10_000) + 0.5) / 10_000, 0.34, 0.22)
    assert income.mean() == pytest.approx(0.34, abs=1e-4)
    assert income.std() == pytest.approx(0.22, abs=1e-3)
    assert (np.diff(income) >= 0).all()


@pytest.mark.parametrize("mean", [0.0, 1.0])
def test_income_at_the_end_of_its_range_has_no_spread(mean: float) -> None:
    assert income_at(np.array([0.1, 0.9]), mean, 0.2).tolist() == [mean, mean]


def test_with_full_coupling_the_richest_own_and_the_youngest_of_the_others_rent_privately() -> None:
    rank, age = np.array([0.9, 0.1, 0.3, 0.7, 0.5]), np.array([80.0, 20.0, 70.0, 50.0, 30.0])
    made = tenures(rank, age, np.zeros((2, 5)), [0.4, 0.4, 0.2], 1.0)
    assert made.tolist() == [OWNER, PRIVATE_RENTER, SOCIAL_RENTER, OWNER, SOCIAL_RENTER]


def test_without_coupling_chance_alone_gives_the_tenure() -> None:
    draws = np.array([[0.1, 0.9, 0.2, 0.3], [0.5, 0.0, 0.6, 0.7]])
    made = tenures(np.array([0.9, 0.1, 0.5, 0.2]), np.full(4, 40.0), draws, [0.25, 0.5, 0.25], 0.0)
    assert made.tolist() == [SOCIAL_RENTER, OWNER, SOCIAL_RENTER, PRIVATE_RENTER]
