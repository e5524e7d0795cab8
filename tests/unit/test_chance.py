"""Chance is the published generator, even, independent, and the same whoever asks."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from model.chance import (
    GOLDEN,
    PURPOSES,
    Chance,
    UnknownPurposeError,
    bits,
    first_part,
    mix,
    pair_bits,
    pair_uniform,
    second_part,
    third_part,
    uniform,
    uniforms,
)

ERROR_RATE = 1e-4
"""Chance that a correct generator fails one of the statistical tests here."""
DRAWS = 100_000
PUBLISHED = (
    6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
)  # fmt: skip
"""SplitMix64 from seed 1234567."""


def is_even(draws: np.ndarray, cells: int = 256) -> bool:
    """Return whether a chi-square test accepts `draws` as uniform on [0, 1)."""
    counts = np.histogram(draws, cells, (0.0, 1.0))[0]
    return bool(stats.chisquare(counts).pvalue > ERROR_RATE)


def are_unrelated(one: np.ndarray, other: np.ndarray, comparisons: int = 1) -> bool:
    """Return whether a correlation lies within the bounds of unrelated numbers (Bonferroni)."""
    bound = stats.norm.isf(ERROR_RATE / comparisons / 2) / np.sqrt(len(one))
    return bool(abs(np.corrcoef(one, other)[0, 1]) < bound)


def test_bits_walk_the_published_sequence_of_splitmix64() -> None:
    assert [int(bits(np.uint64(1234567), k)) for k in range(1, 6)] == list(PUBLISHED)


def test_mix_of_the_advanced_state_is_the_first_published_number() -> None:
    state = (1234567 + int(GOLDEN)) % 2**64
    assert int(mix(np.uint64(state))) == PUBLISHED[0]


def test_a_uniform_number_is_the_top_53_bits() -> None:
    assert uniform(np.uint64(1234567), 1) == (PUBLISHED[0] >> 11) / 2**53


def test_vectorised_uniforms_equal_those_of_kernels_bit_for_bit() -> None:
    key = Chance(5).key("contact", 17)
    assert uniforms(key, 1000).tolist() == [uniform(key, i) for i in range(1000)]


def test_the_uniforms_of_a_purpose_are_those_of_its_key() -> None:
    chance = Chance(5)
    drawn = chance.uniforms("mood", 50, week=3, salt="x")
    assert np.array_equal(drawn, uniforms(chance.key("mood", 3, "x"), 50))


def test_more_draws_leave_the_first_ones_as_they_are() -> None:
    chance = Chance(5)
    assert np.array_equal(chance.uniforms("mood", 1000)[:10], chance.uniforms("mood", 10))


@pytest.mark.parametrize("purpose", PURPOSES)
def test_the_draws_of_every_purpose_are_even(purpose: str) -> None:
    assert is_even(Chance(1).uniforms(purpose, DRAWS))


def test_the_draws_of_one_resident_over_weeks_are_even() -> None:
    chance = Chance(1)
    assert is_even(np.array([uniform(chance.key("attendance", week), 7) for week in range(20_000)]))


def test_the_test_of_evenness_refuses_a_slightly_uneven_sample() -> None:
    assert not is_even(Chance(1).uniforms("mood", DRAWS) ** 1.1)


def test_draws_of_different_purposes_are_unrelated() -> None:
    drawn = [Chance(1).uniforms(purpose, 20_000) for purpose in PURPOSES]
    pairs = list(itertools.combinations(drawn, 2))
    assert all(are_unrelated(one, other, len(pairs)) for one, other in pairs)


def test_draws_of_different_weeks_are_unrelated() -> None:
    drawn = [Chance(1).uniforms("contact", DRAWS, week) for week in range(20)]
    assert all(are_unrelated(one, other, 19) for one, other in itertools.pairwise(drawn))


def test_draws_of_neighbouring_residents_are_unrelated() -> None:
    drawn = Chance(1).uniforms("contact", DRAWS + 5)
    assert all(are_unrelated(drawn[:DRAWS], drawn[lag : DRAWS + lag], 5) for lag in range(1, 6))


def test_draws_of_neighbouring_seeds_are_unrelated() -> None:
    drawn = [Chance(seed).uniforms("contact", DRAWS) for seed in range(6)]
    assert all(are_unrelated(one, other, 5) for one, other in itertools.pairwise(drawn))


def test_the_test_of_unrelatedness_refuses_a_faint_relation() -> None:
    one, other = Chance(1).uniforms("contact", DRAWS), Chance(1).uniforms("mood", DRAWS)
    assert not are_unrelated(one, other + 0.03 * one)


def test_the_parts_of_a_word_are_even_and_unrelated() -> None:
    key = Chance(1).key("contact")
    words = [np.uint64(bits(key, i)) for i in range(20_000)]
    parts = [np.array([part(word) for word in words]) for part in (first_part, second_part, third_part)]
    assert all(is_even(part, 64) for part in parts)
    assert all(are_unrelated(one, other, 3) for one, other in itertools.combinations(parts, 2))


def test_the_parts_of_a_word_use_every_bit_once() -> None:
    word = np.uint64(0b101 << 41 | 0b11 << 21 | 0b1001)
    assert (first_part(word), second_part(word), third_part(word)) == (5 / 2**23, 3 / 2**20, 9 / 2**21)


def test_parts_stay_below_one() -> None:
    word = np.uint64(2**64 - 1)
    assert max(first_part(word), second_part(word), third_part(word)) < 1


@pytest.mark.parametrize(("one", "other"), [(0, 1), (3, 3), (17, 4_000_000_000), (9_999_999, 5)])
def test_both_of_a_pair_meet_the_same_luck(one: int, other: int) -> None:
    key = Chance(1).key("encounter", 4)
    assert pair_bits(key, one, other) == pair_bits(key, other, one)
    assert pair_uniform(key, one, other) == pair_uniform(key, other, one)


def test_every_pair_has_luck_of_its_own() -> None:
    key = Chance(1).key("encounter")
    drawn = {int(pair_bits(key, i, j)) for i in range(120) for j in range(i, 120)}
    assert len(drawn) == 120 * 121 // 2


def test_the_draws_of_pairs_are_even_and_unrelated_to_the_next_pair() -> None:
    key = Chance(1).key("encounter")
    drawn = np.array([pair_uniform(key, i, j) for i in range(200) for j in range(i + 1, 201)])
    assert is_even(drawn, 64)
    assert are_unrelated(drawn[:-1], drawn[1:])


def test_a_purpose_that_nobody_declared_is_an_error_that_names_it() -> None:
    with pytest.raises(UnknownPurposeError) as caught:
        Chance(1).key("gossip")
    assert str(caught.value) == "chance has no purpose 'gossip'; declare it in model/chance.py PURPOSES"


def test_no_purpose_is_declared_twice() -> None:
    assert len(set(PURPOSES)) == len(PURPOSES)


def test_every_purpose_week_and_salt_has_a_key_of_its_own() -> None:
    chance = Chance(1)
    asked = itertools.product(PURPOSES, range(30), ("", "flood", "flood 2"))
    keys = [int(chance.key(purpose, week, salt)) for purpose, week, salt in asked]
    assert len(set(keys)) == len(keys)


def test_the_same_seed_gives_the_same_keys_and_another_seed_others() -> None:
    asked = [("mood", 0, ""), ("contact", 51, "a")]
    assert [Chance(9).key(*a) for a in asked] == [Chance(9).key(*a) for a in asked]
    assert all(Chance(9).key(*a) != Chance(10).key(*a) for a in asked)


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_out_of_range_is_refused_with_what_is_legal(seed: int) -> None:
    with pytest.raises(ValueError, match=rf"a seed is a whole number from 0 to 2\^64 - 1, not {seed}"):
        Chance(seed)


def test_the_largest_seed_is_legal() -> None:
    assert Chance(2**64 - 1).uniforms("mood", 3).shape == (3,)
