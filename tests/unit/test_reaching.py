"""Whom an event reaches and how much each gets, in the hamlet and by hand-made needs."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.aiming import Delivery, Where, Who
from model.networks import effective_sizes
from model.reaching import (
    brokers,
    by_quintile,
    capped_chances,
    need_of,
    places_reached,
    quickness,
    ranks,
    residents_reached,
    shares_of_dose,
    willing,
)  # fmt: skip
from model.residents import OWNER
from model.survey import SurveyParameters

P = SurveyParameters()
EVERYBODY = np.ones(6, np.bool_)


def reached(hamlet: Any, **who: Any) -> list[int]:
    found = residents_reached(Who.model_validate(who), hamlet.world, np.zeros(6), P)
    return np.flatnonzero(found).tolist()


# column, values of the six residents, trait, who has it
TRAITS = [
    ("loneliness", (P.lonely, P.lonely + 0.01, 0.0, 1.0, 0.0, 0.0), "lonely", [1, 3]),
    ("caring", (0.0, 0.1, 0.0, 0.0, 0.9, 0.0), "carer", [1, 4]),
    ("volunteered", (0, 52, 53, 65535, 500, 51), "volunteer", [0, 1, 5]),
    ("settled", (0, 51, 52, 500, 65535, 53), "newcomer", [0, 1]),
    ("housing", (OWNER, 1, 2, OWNER, OWNER, 1), "renter", [1, 2, 5]),
    ("digital", (0.49, 0.5, 0.51, 1.0, 0.0, 0.9), "offline", [0, 4]),
    ("transport", (0.49, 0.5, 0.51, 1.0, 0.0, 0.9), "without_car", [0, 4]),
    ("health", (P.good_health, P.good_health + 0.01, 0.0, 1.0, 1.0, 1.0), "poor_health", [0, 2]),
    ("money_strain", (P.struggling, P.struggling + 0.01, 0.0, 1.0, 0.0, 0.0), "struggling", [1, 3]),
]


@pytest.mark.parametrize(("column", "values", "trait", "who"), TRAITS, ids=[t[2] for t in TRAITS])
def test_residents_are_reached_by_a_trait_or_by_its_absence(
    hamlet: Any, column: str, values: tuple[float, ...], trait: str, who: list[int]
) -> None:
    getattr(hamlet.world.residents, column)[:] = values
    assert reached(hamlet, **{trait: True}) == who
    assert reached(hamlet, **{trait: False}) == [i for i in range(6) if i not in who]


def test_residents_are_reached_by_their_close_ties(hamlet: Any) -> None:
    hamlet.world.company.close[:] = 0, 1, 2, 3, 0, 1
    assert reached(hamlet, close_ties=[0, 1]) == [0, 1, 4, 5]
    assert reached(hamlet, close_ties=[2, 2]) == [2]


def test_traits_are_asked_for_together(hamlet: Any) -> None:
    hamlet.world.residents.caring[:] = 0, 1, 1, 1, 0, 0
    hamlet.world.residents.housing[:] = 1, 1, OWNER, 1, 1, OWNER
    assert reached(hamlet, carer=True, renter=True) == [1, 3]
    assert reached(hamlet, carer=True, renter=True, quintile=5) == [3]


def test_places_are_reached_by_their_cohesion(hamlet: Any) -> None:
    hamlet.world.climate.cohesion[:] = 0.4, 0.6
    for limits, found in (([0, 50], [True, False]), ([40, 60], [True, True]), ([61, 100], [False, False])):
        where = Where.model_validate({"cohesion": limits})
        assert places_reached(where, hamlet.world, np.zeros(2)).tolist() == found


def test_a_broker_ties_people_who_do_not_know_each_other(hamlet: Any) -> None:
    # a star of four around 0, a triangle 1-2-3 less one side, and 5 alone: effective sizes by hand,
    # n - 2 t / n: 0 has 4 ties, 1-2 and 2-3 among them tied: 4 - 2 x 2 / 4 = 3;
    # 1: ties 0, 2, which are tied: 2 - 2 x 1 / 2 = 1; 2: ties 0, 1, 3 with 0-1 and 0-3: 3 - 4 / 3
    for one, other in ((0, 1), (0, 2), (0, 3), (0, 4), (1, 2), (2, 3)):
        hamlet.tie(one, other)

    assert effective_sizes(hamlet.world.ties).tolist() == pytest.approx([3, 1, 5 / 3, 1, 1, 0])
    assert brokers(hamlet.world).tolist() == [True] + [False] * 5
    assert reached(hamlet, broker=True) == [0]
    assert reached(hamlet, broker=False) == [1, 2, 3, 4, 5]


def test_where_nobody_has_a_tie_nobody_is_a_broker(hamlet: Any) -> None:
    assert not brokers(hamlet.world).any()


# need and dose


def test_need_is_higher_the_worse_off(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.money_strain[0], r.loneliness[1], r.strain[2], r.health[3], r.contact[:] = 0.9, 0.9, 0.9, 0.1, 5.0
    r.contact[4] = 0.1
    worst = {"money_strain": 0, "loneliness": 1, "strain": 2, "poor_health": 3, "isolation": 4}
    for need, who in worst.items():
        delivery = Delivery.model_validate({"mode": "targeted", "need": need})
        assert int(np.argmax(need_of(delivery, hamlet.world))) == who
    assert need_of(Delivery(), hamlet.world).tolist() == [4.0] * 3 + [0.0] * 3  # quintiles 1 and 5


def test_ranks_rise_with_need_and_ties_share_their_middle() -> None:
    need = np.array([3.0, 1.0, 1.0, 7.0])
    assert ranks(need, np.ones(4, np.bool_)).tolist() == [0.625, 0.25, 0.25, 0.875]
    assert ranks(need, np.array([True, False, True, False])).tolist() == [0.75, 0.5, 0.25, 0.5]
    assert ranks(need, np.zeros(4, np.bool_)).tolist() == [0.5] * 4
    assert ranks(np.full(4, 2.0), np.ones(4, np.bool_)).tolist() == [0.5] * 4


NEEDS = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=40)


@given(NEEDS, st.floats(0, 2))
def test_shares_of_the_dose_average_one_and_never_fall_below_zero(
    people: list[tuple[int, bool]], slope: float
) -> None:
    need, among = np.array([float(n) for n, _ in people]), np.array([a for _, a in people])
    delivery = Delivery.model_validate({"mode": "proportionate", "slope": slope})
    shares = shares_of_dose(delivery, need, among)
    assert (shares >= 0.0).all()
    assert (shares[~among] == 1.0).all()
    if among.any():
        assert shares[among].mean() == pytest.approx(1.0)
    for one in np.flatnonzero(among):
        for other in np.flatnonzero(among):
            assert (need[one] > need[other]) <= (shares[one] >= shares[other])


def test_only_proportionate_delivery_has_other_shares_than_one() -> None:
    need, among = np.arange(5.0), np.ones(5, np.bool_)
    for mode in ("universal", "targeted", "first_come"):
        assert shares_of_dose(Delivery.model_validate({"mode": mode}), need, among).tolist() == [1.0] * 5
    steep = Delivery.model_validate({"mode": "proportionate", "slope": 1.0})
    assert shares_of_dose(steep, need, among).tolist() == pytest.approx([0.6, 0.8, 1.0, 1.2, 1.4])


# who would take part


def takers(hamlet: Any, mode: str, uptake: float, luck: list[float], **fields: Any) -> list[int]:
    delivery = Delivery.model_validate({"mode": mode, **fields})
    found = willing(uptake, delivery, EVERYBODY, hamlet.world, np.array(luck))
    return np.flatnonzero(found).tolist()


LUCK = [0.9, 0.1, 0.5, 0.3, 0.7, 0.59]


@pytest.mark.parametrize("mode", ["universal", "proportionate"])
def test_of_a_universal_offer_luck_decides(hamlet: Any, mode: str) -> None:
    assert takers(hamlet, mode, 0.6, LUCK) == [1, 2, 3, 5]
    assert takers(hamlet, mode, 1.0, LUCK) == [0, 1, 2, 3, 4, 5]
    assert takers(hamlet, mode, 0.0, LUCK) == []


def test_a_targeted_offer_goes_to_the_neediest_share_ties_by_luck(hamlet: Any) -> None:
    hamlet.world.residents.loneliness[:] = 0.1, 0.9, 0.5, 0.5, 0.8, 0.2
    assert takers(hamlet, "targeted", 0.5, LUCK, need="loneliness") == [1, 3, 4]  # 3 before 2 by luck
    assert takers(hamlet, "targeted", 1.0, LUCK, need="loneliness") == [0, 1, 2, 3, 4, 5]
    assert takers(hamlet, "targeted", 0.5, LUCK) == [0, 1, 2]  # by deprivation


def test_only_those_offered_take_part(hamlet: Any) -> None:
    some = np.array([True, False, True, False, True, False])
    for mode in ("universal", "targeted", "first_come"):
        delivery = Delivery.model_validate({"mode": mode})
        assert not (willing(1.0, delivery, some, hamlet.world, np.zeros(6)) & ~some).any()
        nobody = np.zeros(6, np.bool_)
        assert not willing(0.7, delivery, nobody, hamlet.world, np.zeros(6)).any()


def test_the_quick_have_income_and_habit(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.income[:], r.club_habit[:] = (0.0, 1.0, 0.5, 0.5, 0.0, 1.0), (0.0, 0.0, 0.5, 0.0, 1.0, 1.0)
    assert quickness(hamlet.world).tolist() == pytest.approx([0.25, 0.75, 1.0, 0.5, 0.75, 2.25])


def test_first_come_takes_the_share_that_uptake_says_and_more_of_the_quick(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.income[:], r.club_habit[:] = (0.0, 0.0, 0.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 1.0, 1.0, 1.0)
    draws = np.random.default_rng(1).random((4000, 6))  # standard error of a share of all: 0.003
    for uptake in (0.2, 0.6, 0.9):
        took = np.array([
            willing(uptake, Delivery.model_validate({"mode": "first_come"}), EVERYBODY, hamlet.world, luck)
            for luck in draws
        ])  # fmt: skip
        assert took.mean() == pytest.approx(uptake, abs=0.015)
        slow, quick = took[:, :3].mean(), took[:, 3:].mean()
        assert quick == pytest.approx(min(1.0, 9 * slow), abs=0.03)


@given(st.floats(0, 1), st.lists(st.floats(0.25, 2.25), min_size=1, max_size=30))
def test_capped_chances_keep_their_mean_and_order(mean: float, weights: list[float]) -> None:
    chances = capped_chances(mean, np.array(weights))
    assert chances.mean() == pytest.approx(mean, abs=1e-9)
    assert ((chances >= 0) & (chances <= 1)).all()
    order = np.argsort(weights)
    assert (np.diff(chances[order]) >= -1e-12).all()


def test_chances_that_need_no_cap_are_in_proportion() -> None:
    assert capped_chances(0.3, np.array([1.0, 2.0, 3.0])).tolist() == pytest.approx([0.15, 0.3, 0.45])
    assert capped_chances(0.5, np.array([1.0, 1.0, 4.0])).tolist() == pytest.approx([0.25, 0.25, 1.0])


def test_people_are_counted_by_quintile(hamlet: Any) -> None:
    assert by_quintile(np.array([True, False, True, True, False, False]), hamlet.world) == [2, 0, 0, 0, 1]
