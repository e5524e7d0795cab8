"""Ties are made, ended and labelled at both their ends at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import ties as rules
from model.columns import blank
from model.ties import ALIKE, HOME, KIN, NEAR, SLOTS, TieParameters, Ties


def listed(ties: Ties, one: int) -> list[int]:
    """Return whom a resident lists, slot by slot."""
    return [int(ties.partner[one, slot]) for slot in range(ties.degree[one])]


@pytest.fixture
def ties() -> Ties:
    """Return six residents of whom 0 is tied to 1, 2 and 3, and 2 to 3."""
    made = blank(Ties, 6)
    for one, other, kind in ((0, 1, HOME | KIN), (0, 2, KIN), (0, 3, NEAR), (2, 3, ALIKE)):
        assert rules.join(one, other, 0.5, 1.0, kind, made)
    return made


def test_a_tie_stands_at_both_its_ends_with_the_same_values() -> None:
    ties = blank(Ties, 3)
    assert rules.join(2, 0, 0.25, 0.4, NEAR, ties)
    assert (listed(ties, 0), listed(ties, 1), listed(ties, 2)) == ([2], [], [0])
    for one in (0, 2):
        assert ties.strength[one, 0] == 0.25
        assert ties.affinity[one, 0] == 102  # 0.4 x 255
        assert ties.kind[one, 0] == NEAR


def test_nobody_is_tied_to_oneself_or_twice_to_another(ties: Ties) -> None:
    assert not rules.join(4, 4, 0.5, 1.0, 0, ties)
    assert not rules.join(0, 1, 0.5, 1.0, 0, ties)
    assert not rules.join(1, 0, 0.5, 1.0, 0, ties)
    assert ties.degree.tolist() == [3, 1, 2, 2, 0, 0]


def test_a_person_without_a_free_slot_makes_no_further_tie() -> None:
    ties = blank(Ties, SLOTS + 2)
    made = [rules.join(0, other, 0.5, 1.0, 0, ties) for other in range(1, SLOTS + 2)]
    assert made == [True] * SLOTS + [False]
    assert not rules.join(SLOTS + 1, 0, 0.5, 1.0, 0, ties)
    assert ties.degree[SLOTS + 1] == 0


def test_the_slot_of_a_tie_is_found_and_that_of_a_stranger_is_not(ties: Ties) -> None:
    assert [rules.slot_of(0, other, ties) for other in (1, 2, 3, 4)] == [0, 1, 2, -1]
    assert rules.slot_of(3, 2, ties) == 1


def test_the_last_tie_takes_the_place_of_a_dropped_one(ties: Ties) -> None:
    ties.strength[0, 2] = 0.875
    rules.drop_slot(0, 0, ties)
    assert listed(ties, 0) == [3, 2]
    assert (ties.strength[0, 0], ties.kind[0, 0]) == (0.875, NEAR)


def test_leaving_all_ends_every_tie_at_both_ends_and_no_other(ties: Ties) -> None:
    rules.leave_all(0, 0, ties)
    assert ties.degree.tolist() == [0, 0, 1, 1, 0, 0]
    assert (listed(ties, 2), listed(ties, 3)) == ([3], [2])
    assert list(rules.faults(ties)) == []


def test_leaving_all_but_kin_keeps_kin(ties: Ties) -> None:
    rules.leave_all(0, KIN, ties)
    assert listed(ties, 0) == [1, 2]
    assert listed(ties, 3) == [2]
    assert list(rules.faults(ties)) == []


def test_a_move_relabels_who_is_near_at_both_ends_and_keeps_the_rest(ties: Ties) -> None:
    place = np.array([5, 5, 5, 6, 6, 6], np.uint16)
    rules.relabel(0, ties, place)
    assert ties.kind[0, :3].tolist() == [HOME | KIN | NEAR, KIN | NEAR, 0]
    assert (ties.kind[1, 0], ties.kind[2, 0], ties.kind[3, 0]) == (HOME | KIN | NEAR, KIN | NEAR, 0)
    assert ties.kind[2, 1] == ALIKE  # a tie of others


@pytest.mark.parametrize(
    ("kind", "bonds"),
    [
        (0, False),
        (NEAR, False),
        (ALIKE, False),
        (NEAR | ALIKE, True),
        (KIN, True),
        (HOME | KIN, True),
        (HOME, False),
        (KIN | NEAR, True),
    ],
)
def test_kin_and_neighbours_who_are_alike_bond_and_all_others_bridge(kind: int, bonds: bool) -> None:
    assert rules.is_bonding(kind) is bonds


@pytest.mark.parametrize(
    ("other", "age", "income", "bits"),
    [
        (1, 54.0, 0.7, NEAR | ALIKE),
        (1, 56.0, 0.7, NEAR),
        (1, 54.0, 0.9, NEAR),
        (4, 54.0, 0.7, ALIKE),
        (4, 20.0, 0.0, 0),
    ],
)
def test_people_are_alike_within_the_limits_of_income_and_age(
    hamlet: Any, other: int, age: float, income: float, bits: int
) -> None:
    r, p = hamlet.world.residents, TieParameters(like_income=0.25, like_age=15.0)
    r.age[other], r.income[other] = age, income
    assert rules.likeness(0, other, r, p) == bits
    assert rules.likeness(other, 0, r, p) == bits


def test_whole_ties_have_no_fault(ties: Ties) -> None:
    assert list(rules.faults(ties)) == []
    assert list(rules.faults(blank(Ties, 4))) == []


def test_a_tie_to_oneself_is_a_fault(ties: Ties) -> None:
    rules.fill_slot(4, 4, 0.5, 1.0, 0, ties)
    assert "resident 4 is tied to oneself" in list(rules.faults(ties))


def test_a_tie_to_nobody_is_a_fault(ties: Ties) -> None:
    rules.fill_slot(4, 9, 0.5, 1.0, 0, ties)
    assert list(rules.faults(ties)) == ["a tie names resident 9, there are 6"]


def test_a_tie_twice_is_a_fault(ties: Ties) -> None:
    rules.fill_slot(0, 1, 0.5, 1.0, HOME | KIN, ties)
    rules.fill_slot(1, 0, 0.5, 1.0, HOME | KIN, ties)
    assert "two residents are tied twice" in list(rules.faults(ties))


def test_a_tie_at_one_end_only_is_a_fault(ties: Ties) -> None:
    rules.drop_slot(3, 0, ties)
    assert list(rules.faults(ties)) == ["a tie stands at one end only"]


@pytest.mark.parametrize(("name", "value"), [("strength", 0.75), ("affinity", 3), ("kind", HOME)])
def test_ends_that_differ_are_a_fault(ties: Ties, name: str, value: float) -> None:
    getattr(ties, name)[0, 1] = value
    assert list(rules.faults(ties)) == [f"a tie has another {name} at its other end"]
