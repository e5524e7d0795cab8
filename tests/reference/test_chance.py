"""The plain draws are the published sequence, and the ones that the columns draw."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import chance as columns
from tests.reference.chance import (
    Luck,
    first_part,
    scrambled,
    second_part,
    share_of,
    third_part,
    word_of,
)

PUBLISHED = (
    6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
)  # fmt: skip
"""SplitMix64 from seed 1234567."""
WORDS = st.integers(0, 2**64 - 1)
ROWS = st.integers(0, 2**32 - 1)
WEEKS = st.integers(-500, 5000)


def test_words_walk_the_published_sequence() -> None:
    assert [word_of(1234567, k) for k in range(1, 6)] == list(PUBLISHED)


@given(WORDS, ROWS)
def test_words_are_those_of_the_columns(key: int, who: int) -> None:
    assert word_of(key, who) == int(columns.bits(np.uint64(key), who))
    assert share_of(word_of(key, who)) == columns.uniform(np.uint64(key), who)
    assert scrambled(key) == int(columns.mix(np.uint64(key)))


@given(WORDS)
def test_parts_of_words_are_those_of_the_columns(word: int) -> None:
    parts = [first_part(word), second_part(word), third_part(word)]
    theirs = (columns.first_part, columns.second_part, columns.third_part)
    assert parts == [part(np.uint64(word)) for part in theirs]


@given(WORDS, WEEKS, ROWS, ROWS)
def test_luck_of_a_week_is_that_of_the_columns(seed: int, week: int, one: int, other: int) -> None:
    luck, theirs = Luck(seed, week), columns.Chance(seed)
    assert luck.uniform("giving up", one) == columns.uniform(theirs.key("giving up", week), one)
    key = theirs.key("contact", week)
    assert luck.pair_uniform("contact", one, other) == columns.pair_uniform(key, one, other)
    assert luck.pair_word("contact", one, other) == luck.pair_word("contact", other, one)


@pytest.mark.parametrize("purpose", columns.PURPOSES)
def test_every_purpose_has_the_key_of_the_columns(purpose: str) -> None:
    theirs = columns.Chance(7)
    assert Luck(7, 3).key(purpose) == int(theirs.key(purpose, 3))
    assert Luck(7, 3).key(purpose, "flood") == int(theirs.key(purpose, 3, "flood"))
