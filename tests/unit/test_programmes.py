"""Programmes in the hamlet and in towns of tables alone: places, stays, waiting lists, who comes first."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.aiming import PLACES_PER, Delivery
from model.programmes import DECLINED, DONE, INSIDE, NOT_OFFERED, WAITING, Programme


def people(count: int, **columns: Any) -> Any:
    """Return a world of so many residents in quintile 3, all told apart by their set point."""
    r = SimpleNamespace(
        place=np.zeros(count, np.uint16),
        set_point=np.linspace(-0.4, 0.4, count).astype(np.float32),
        sociability=np.ones(count, np.float32),
        income=np.full(count, 0.5, np.float32),
        club_habit=np.full(count, 0.5, np.float32),
        loneliness=np.full(count, 0.5, np.float32),
    )
    for name, values in columns.items():
        setattr(r, name, np.array(values, np.float32))
    return SimpleNamespace(residents=r, places=SimpleNamespace(quintile=np.array([3])))


def programme(
    count: int, luck: Any = None, uptake: float = 1.0, places: int | None = None, **fields: Any
) -> Programme:
    """Return a programme of so many places (not per 10,000) for so many residents."""
    if places is not None:
        fields["places"] = places * PLACES_PER / count
    delivery = Delivery.model_validate(fields)
    return Programme(delivery, uptake, np.linspace(0.0, 0.9, count) if luck is None else np.array(luck))


def who(flags: Any) -> list[int]:
    return np.flatnonzero(flags).tolist()


def everybody(count: int) -> Any:
    return np.ones(count, np.bool_)


def test_free_places_are_given_out_and_the_others_wait() -> None:
    p, world = programme(6, places=2), people(6)
    seen = p.review(0, everybody(6), world)
    assert (seen.offered.sum(), who(seen.joined), seen.waited, seen.changed) == (6, [0, 1], 0, True)
    assert (who(p.inside), p.waiting) == ([0, 1], 4)


def test_nobody_is_offered_a_place_twice() -> None:
    p, world = programme(6, places=2, uptake=0.5), people(6)
    assert p.review(0, everybody(6), world).offered.sum() == 6
    second = p.review(1, everybody(6), world)
    assert (second.offered.any(), second.joined.any(), second.changed) == (False, False, False)


def test_those_who_do_not_want_it_decline() -> None:
    p = programme(4, luck=[0.1, 0.6, 0.3, 0.9], uptake=0.5, places=4)
    p.review(0, everybody(4), people(4))
    assert p.status.tolist() == [INSIDE, DECLINED, INSIDE, DECLINED]


def test_a_stay_lasts_its_weeks_and_then_the_place_is_free() -> None:
    p, world = programme(4, places=1, stay=3), people(4)
    inside = []
    for week in range(8):
        p.review(week, everybody(4), world)
        inside.append(who(p.inside))
    assert inside == [[0]] * 3 + [[1]] * 3 + [[2]] * 2
    assert p.status.tolist() == [DONE, DONE, INSIDE, WAITING]


def test_weeks_waited_are_those_from_offer_to_place() -> None:
    p, world = programme(4, places=2, stay=3), people(4)
    assert [p.review(week, everybody(4), world).waited for week in range(5)] == [0, 0, 0, 6, 0]


def test_the_longest_wait_comes_first_then_luck() -> None:
    p, world = programme(5, luck=[0.5, 0.4, 0.3, 0.2, 0.1], places=1, stay=1), people(5)
    first, rest = np.array([True, True, False, False, False]), np.array([False, False, True, True, True])
    order = [who(p.review(0, first, world).joined)]
    order += [who(p.review(week, first | rest, world).joined) for week in range(1, 6)]
    assert order == [[1], [0], [4], [3], [2], []]


def test_targeted_places_go_to_the_neediest_however_long_others_waited() -> None:
    lonely = [0.2, 0.3, 0.9, 0.1]
    p, world = (
        programme(4, places=1, stay=1, mode="targeted", need="loneliness"),
        people(4, loneliness=lonely),
    )
    first = np.array([True, True, False, True])
    order = [who(p.review(0, first, world).joined)]
    order += [who(p.review(week, everybody(4), world).joined) for week in range(1, 4)]
    assert order == [[1], [2], [0], [3]]


def test_first_come_lets_the_quickest_of_a_week_in_first() -> None:
    p = programme(4, places=1, stay=1, mode="first_come")
    world = people(4, income=[0.1, 0.9, 0.5, 1.0])
    early = np.array([True, True, True, False])
    order = [who(p.review(0, early, world).joined)]
    order += [who(p.review(week, everybody(4), world).joined) for week in range(1, 4)]
    assert order == [[1], [2], [0], [3]]


def test_who_comes_late_is_quick_or_slow_among_all_and_not_among_those_of_the_week() -> None:
    late = np.array([False] * 9 + [True])
    slow = people(10, income=[1.0] * 9 + [0.0], club_habit=[1.0] * 9 + [0.0])
    p = programme(10, luck=[0.0] * 9 + [0.3], uptake=0.5, mode="first_come", stay=5)
    p.review(0, ~late, slow)
    p.review(1, everybody(10), slow)
    assert p.status[9] == DECLINED  # with chance 0.06, not 0.5


def test_a_newcomer_in_a_row_is_offered_anew_and_takes_no_place_over() -> None:
    p, world = programme(3, places=1), people(3)
    p.review(0, everybody(3), world)
    world.residents.set_point[:2] += np.float32(0.01)  # others live in rows 0 and 1 now
    seen = p.review(1, everybody(3), world)
    assert who(seen.offered) == [0, 1]
    assert who(p.inside) == [2]  # it had waited longest


def test_a_newcomer_is_known_by_company_too() -> None:
    p, world = programme(3, places=1), people(3)
    p.review(0, everybody(3), world)
    world.residents.sociability[0] = 0.7
    assert who(p.review(1, everybody(3), world).offered) == [0]


def test_who_matches_later_is_offered_it_later_and_stays_when_it_matches_no_more() -> None:
    p, world = programme(3, places=3), people(3)
    assert who(p.review(0, np.array([True, False, False]), world).offered) == [0]
    assert who(p.review(1, np.array([False, True, False]), world).offered) == [1]
    assert who(p.inside) == [0, 1]


def test_everybody_leaves_when_it_rests_and_is_offered_it_anew() -> None:
    p, world = programme(4, places=2), people(4)
    p.review(0, everybody(4), world)
    p.reset()
    assert (who(p.inside), p.waiting, set(p.status.tolist())) == ([], 0, {NOT_OFFERED})
    again = p.review(9, everybody(4), world)
    assert (again.offered.sum(), who(again.joined), again.waited) == (4, [0, 1], 0)


def test_places_are_for_ten_thousand_and_never_none() -> None:
    def places(count: int, given: float) -> int:
        return Programme(Delivery.model_validate({"places": given}), 1.0, np.zeros(count)).places

    assert [places(2000, 40), places(10_000, 40), places(2000, 7), places(400, 1)] == [8, 40, 1, 1]
    assert programme(7, stay=3).places == 7


def test_a_copy_is_independent() -> None:
    p, world = programme(4, places=1, stay=2), people(4)
    p.review(0, everybody(4), world)
    twin = p.copy()
    before = p.status.copy()
    for week in range(1, 5):
        twin.review(week, everybody(4), world)
    assert p.status.tolist() == before.tolist() != twin.status.tolist()
    for week in range(1, 5):
        p.review(week, everybody(4), world)
    assert p.status.tolist() == twin.status.tolist()


MODES = st.sampled_from(["universal", "targeted", "first_come"])


@given(
    st.integers(1, 30), st.integers(1, 8), st.none() | st.integers(1, 6), st.floats(0, 1), MODES,
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_nobody_is_lost_and_places_are_never_exceeded(
    count: int, places: int, stay: int | None, uptake: float, mode: str, random: Any
) -> None:
    fields = {"mode": mode} | ({"stay": stay} if stay else {})
    luck = [random.random() for _ in range(count)]
    p, world = programme(count, luck, uptake, min(places, count), **fields), people(count)
    offered = joined = waited = 0
    waiting_weeks = 0
    for week in range(12):
        matching = np.array([random.random() < 0.5 for _ in range(count)])
        before = p.inside
        seen = p.review(week, matching, world)
        offered, joined = offered + int(seen.offered.sum()), joined + int(seen.joined.sum())
        waited, waiting_weeks = waited + seen.waited, waiting_weeks + p.waiting
        status = np.bincount(p.status, minlength=5)
        assert status[INSIDE] <= p.places
        assert offered == status[[DECLINED, WAITING, INSIDE, DONE]].sum()
        assert joined == status[[INSIDE, DONE]].sum()
        assert not p.waiting or status[INSIDE] == p.places
        assert seen.changed == bool((before != p.inside).any())
        assert not (seen.joined & before).any()
    assert waited <= waiting_weeks  # a week waited is a week on the list


@pytest.mark.parametrize("mode", ["universal", "targeted", "first_come"])
def test_a_review_without_anybody_changes_nothing(mode: str) -> None:
    p = programme(5, places=2, mode=mode)
    seen = p.review(0, np.zeros(5, np.bool_), people(5))
    assert (seen.offered.any(), seen.joined.any(), seen.waited, seen.changed) == (False, False, 0, False)
