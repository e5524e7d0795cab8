"""Contact between ties, by numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model import company, outlook
from model.ties import TieParameters

P = TieParameters()
FREE = P._replace(going_out=1.0, withdrawal=0.0, thrift=0.0, fearful=0.0, infirmity=0.0)


def test_going_out_is_the_level_times_sociability_less_what_holds_back() -> None:
    p = P._replace(going_out=1.2, withdrawal=0.5, thrift=0.2, fearful=0.4, infirmity=0.25)
    # 1.2 x 1.1 x (1 - 0.5 x 0.4) x (1 - 0.2 x 0.5) x (1 - 0.4 x 0.25) x (1 - 0.25 x 0.4)
    # = 1.32 x 0.8 x 0.9 x 0.9 x 0.9 = 0.769824
    assert outlook.going_out(0.4, 0.5, 0.75, 0.6, 1.1, p) == pytest.approx(0.769824)


def test_nothing_holds_back_a_person_who_is_well_safe_and_not_lonely() -> None:
    p = P._replace(going_out=1.5)
    assert outlook.going_out(0.0, 0.0, 1.0, 1.0, 0.8, p) == pytest.approx(1.5 * 0.8)


@pytest.mark.parametrize(
    ("name", "worse"),
    [
        ("withdrawal", (1.0, 0.0, 1.0, 1.0)),
        ("thrift", (0.0, 1.0, 1.0, 1.0)),
        ("fearful", (0.0, 0.0, 0.0, 1.0)),
        ("infirmity", (0.0, 0.0, 1.0, 0.0)),
    ],
)
def test_each_hindrance_at_its_worst_takes_its_own_share(name: str, worse: tuple[float, ...]) -> None:
    p = FREE._replace(**{name: 0.3})
    assert outlook.going_out(*worse, 1.0, p) == pytest.approx(0.7)
    assert outlook.going_out(*worse, 1.0, FREE) == 1.0


def test_time_for_each_tie_is_one_when_the_total_is_the_time_a_person_has() -> None:
    assert outlook.time_left(7.0, 7.0) == 1.0
    assert outlook.time_left(0.0, 7.0) == 2.0
    assert outlook.time_left(21.0, 7.0) == 0.5  # 2 x 7 / (7 + 21)


def test_energy_to_spare_is_halved_by_full_strain_of_either_kind() -> None:
    assert outlook.spare_energy(0.0, 0.0) == 1.0
    assert outlook.spare_energy(1.0, 0.0) == outlook.spare_energy(0.0, 1.0) == 0.5
    assert outlook.spare_energy(0.4, 0.6) == pytest.approx(0.8 * 0.7)


def test_help_is_asked_for_under_money_strain_low_mood_and_damage_up_to_a_limit() -> None:
    p = P._replace(asking_mood=0.5, asking_shy=0.3)
    assert outlook.help_asked(0.4, 0.6, 0.1, p) == pytest.approx(0.4)  # 0.4 + 0.5 x 0.4 + 0.1 - 0.3
    assert outlook.help_asked(0.0, 1.0, 0.0, p) == 0.0
    assert outlook.help_asked(1.0, 0.0, 1.0, p) == outlook.MOST_ASKED


def test_a_contact_is_as_likely_as_affinity_going_out_and_strength_make_it() -> None:
    p = P._replace(reserve=0.6)
    # 0.5 x 0.8 x (0.6 + 0.4 x 0.5) = 0.32, and half of that when contact is halved
    assert company.contact_chance(0.5, 0.5, 0.8, False, 1.0, p) == pytest.approx(0.32)
    assert company.contact_chance(0.5, 0.5, 0.8, False, 0.5, p) == pytest.approx(0.16)


def test_a_household_meets_even_when_nobody_else_does() -> None:
    assert company.contact_chance(0.5, 0.5, 0.8, True, 0.0, P) == 1.0
    assert company.contact_chance(0.5, 0.5, 0.8, False, 0.0, P) == 0.0


def test_contact_moves_strength_by_gain_towards_one() -> None:
    p = P._replace(gain=0.1)
    assert company.next_strength(0.5, True, False, p) == pytest.approx(0.5 + 0.1 * 0.5)
    assert company.next_strength(1.0, True, False, p) == 1.0


def test_without_contact_a_tie_fades_and_that_of_kin_fades_less() -> None:
    p = P._replace(fading=0.1, kin_fading=0.2)
    assert company.next_strength(0.5, False, False, p) == pytest.approx(0.5 * 0.9)
    assert company.next_strength(0.5, False, True, p) == pytest.approx(0.5 * 0.98)  # 1 - 0.1 x 0.2


def test_a_tie_below_the_floor_ends_and_that_of_kin_never() -> None:
    p = P._replace(floor=0.1, lapsing=0.0)
    assert company.ends(0.09, False, 0.99, p)
    assert not company.ends(0.1, False, 0.0, p)
    assert not company.ends(0.0, True, 0.0, p)


def test_weak_ties_lapse_more_often_than_strong_ones() -> None:
    p = P._replace(floor=0.005, lapsing=0.04)
    # at strength 3/4 the chance is 0.04 x 1/4 = 0.01
    assert company.ends(0.75, False, 0.0099, p)
    assert not company.ends(0.75, False, 0.0101, p)
    assert not company.ends(1.0, False, 0.0, p)


def test_each_further_helper_adds_less_support() -> None:
    p = P._replace(helping=0.5, distant_help=0.2)
    assert company.support_from(0.0, 0.0, p) == 0.0
    assert company.support_from(2.0, 0.0, p) == pytest.approx(1.0 - math.exp(-1.0))
    assert company.support_from(2.0, 0.5, p) == pytest.approx(1.0 - math.exp(-1.1))
    first = company.support_from(1.0, 0.0, p)
    assert company.support_from(2.0, 0.0, p) - first < first


def word(**said: float) -> int:
    """Return the word of a person of whom only `said` is not zero."""
    usual = {"out": 0.0, "went": False, "knows": 0, "wellbeing": 0.0, "loneliness": 0.0, "spare": 0.0}
    return int(outlook.packed(**{**usual, "asks": 0.0, "works": False, **said}))


def test_each_part_of_what_contacts_see_has_its_own_bits() -> None:
    assert word() == 0
    assert word(out=1.0) == 100
    assert word(went=True) == 1 << 7
    assert word(knows=0b1010101) == 0b1010101 << 8
    assert word(wellbeing=1.0) == 31 << 15
    assert word(loneliness=1.0) == 15 << 20
    assert word(spare=1.0) == 15 << 24
    assert word(asks=0.7) == 7 << 28
    assert word(works=True) == 1 << 31


def test_what_contacts_see_fits_in_32_bits() -> None:
    most = word(out=9.0, went=True, knows=127, wellbeing=1.0, loneliness=1.0, spare=1.0, asks=1.0, works=True)
    assert most == 2**32 - 1
    assert np.uint32(most) == most


def test_going_out_is_seen_in_steps_of_a_hundredth_up_to_127() -> None:
    assert outlook.seen_out(word(out=0.734)) == 0.73
    assert outlook.seen_out(word(out=0.736, went=True, works=True)) == 0.74
    assert outlook.seen_out(word(out=5.0)) == 1.27
