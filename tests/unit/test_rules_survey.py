"""Survey answers at their thresholds, by hand."""

from __future__ import annotations

import pytest

from model import survey as rules
from model.survey import SurveyParameters

P = SurveyParameters()


def test_wemwbs_runs_from_14_to_70() -> None:
    assert [rules.wemwbs(wellbeing) for wellbeing in (0.0, 0.5, 1.0)] == [14.0, 42.0, 70.0]


def test_distress_is_a_case_above_its_threshold_and_not_at_it() -> None:
    p = P._replace(distress=0.5)
    assert not rules.is_case(0.5, 0.5, p)  # (1 - 0.5 + 0.5) / 2 = 0.5
    assert rules.is_case(0.49, 0.5, p)
    assert rules.is_case(0.5, 0.51, p)


def test_a_neighbour_can_be_relied_on_by_those_with_local_ties_or_belonging() -> None:
    p = P._replace(reliable=1.6)
    assert not rules.relies_on_neighbour(0.6, 0.5, p)  # 0.6 + 2 x 0.5 = 1.6
    assert rules.relies_on_neighbour(0.61, 0.5, p)
    assert rules.relies_on_neighbour(0.0, 0.81, p)


def test_a_place_is_rated_by_its_quality_and_the_persons_own_outlook() -> None:
    p = P._replace(outlook=2.0, very_good_place=0.6)
    assert not rules.finds_place_very_good(0.5, 0.04, p)  # 0.5 + 2 x 0.04 = 0.58
    assert rules.finds_place_very_good(0.5, 0.06, p)
    assert not rules.finds_place_very_good(0.7, -0.06, p)


def test_there_are_places_to_meet_where_enough_lively_groups_are_in_reach() -> None:
    p = P._replace(places_to_meet=2.0, meeting_outlook=2.0)
    # 100 x 4 / 200 x (0.5 + 0.4 + 0.2) = 2.2; without the habit 1.8
    assert rules.sees_places_to_meet(4.0, 200.0, 0.4, 0.2, 0.0, p)
    assert not rules.sees_places_to_meet(4.0, 200.0, 0.4, 0.0, 0.0, p)
    assert not rules.sees_places_to_meet(0.0, 200.0, 1.0, 1.0, 0.5, p)
    # a bright outlook: 1.8 x exp(2 x 0.1) = 2.198; a dark one: 2.2 x exp(-0.2) = 1.801
    assert rules.sees_places_to_meet(4.0, 200.0, 0.4, 0.0, 0.1, p)
    assert not rules.sees_places_to_meet(4.0, 200.0, 0.4, 0.2, -0.1, p)


def test_influence_is_answered_by_control_and_the_persons_own_outlook() -> None:
    p = P._replace(influence_outlook=2.0, influential=0.5)
    assert rules.feels_influential(0.45, 0.03, p)  # 0.45 + 0.06
    assert not rules.feels_influential(0.45, 0.02, p)
    assert not rules.feels_influential(0.6, -0.06, p)


def test_an_isolated_person_has_little_contact_and_at_most_one_close_tie() -> None:
    p = P._replace(isolated=1.0)
    assert rules.is_isolated(0.99, 1, p)
    assert not rules.is_isolated(1.0, 0, p)
    assert not rules.is_isolated(0.0, 2, p)


def test_measuring_counts_bits_and_cells_by_hand() -> None:
    from model.measuring import bits_set, cell_of

    assert [bits_set(word) for word in (0, 1, 0b1010, 127)] == [0, 1, 2, 7]
    assert cell_of(1, 20.0, 0, False) == 0
    # ((5 - 1) x 3 + 2) x 4 + 1 x 2 + 1 = 59
    assert cell_of(5, 65.0, 1, True) == 59
    # quintile 2, 35 to 64, female, isolated: ((1 x 3) + 1) x 4 + 0 + 1 = 17
    assert cell_of(2, 35.0, 0, True) == 17
    assert cell_of(2, 64.9, 0, True) == 17


@pytest.mark.parametrize(("age", "band"), [(16.0, 0), (34.9, 0), (35.0, 1), (64.9, 1), (65.0, 2), (99.0, 2)])
def test_age_bands_start_at_16_35_and_65(age: float, band: int) -> None:
    from model.measuring import cell_of

    assert cell_of(1, age, 0, False) == band * 4
