"""Chance in plain whole numbers: every draw is a number of (seed, purpose, week, who), nothing is consumed.

The numbers are those of SplitMix64 (Steele, Lea & Flood 2014): `word` of the counters 1, 2, 3... walks the
published sequence. See the description of the model, section 4, Stochasticity.
"""

from __future__ import annotations

import hashlib

ALL_64_BITS = 2**64 - 1
GOLDEN = 0x9E3779B97F4A7C15


def scrambled(z: int) -> int:
    """Return the 64 bits that SplitMix64 makes of 64 bits."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & ALL_64_BITS
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & ALL_64_BITS
    return z ^ (z >> 31)


def word_of(key: int, who: int) -> int:
    """Return 64 random bits for a counter under a key."""
    return scrambled((key + who * GOLDEN) & ALL_64_BITS)


def share_of(word: int) -> float:
    """Return a uniform number in 0..1 from the top 53 bits of a word."""
    return (word >> 11) / 2**53


def first_part(word: int) -> float:
    """Return a uniform number from the top 23 bits of a word: independent of the other two parts."""
    return (word >> 41) / 2**23


def second_part(word: int) -> float:
    """Return a uniform number from the middle 20 bits."""
    return ((word >> 21) % 2**20) / 2**20


def third_part(word: int) -> float:
    """Return a uniform number from the low 21 bits."""
    return (word % 2**21) / 2**21


class Luck:
    """The luck of one week: `luck.uniform("visit", 7)` is that of resident 7 at a visit."""

    def __init__(self, seed: int, week: int) -> None:
        self.seed, self.week = seed, week
        self._keys: dict[tuple[str, str], int] = {}

    def key(self, purpose: str, salt: str = "") -> int:
        """Return the key of a purpose in this week; draws for an event are salted with its name."""
        if (purpose, salt) not in self._keys:
            name = f"{self.seed}/{purpose}/{salt}" if salt else f"{self.seed}/{purpose}"
            root = hashlib.blake2b(name.encode(), digest_size=8).digest()
            start = int.from_bytes(root, "little") + (self.week + 1) * GOLDEN
            self._keys[purpose, salt] = scrambled(start & ALL_64_BITS)
        return self._keys[purpose, salt]

    def word(self, purpose: str, who: int) -> int:
        """Return 64 random bits for somebody."""
        return word_of(self.key(purpose), who)

    def uniform(self, purpose: str, who: int, salt: str = "") -> float:
        """Return a uniform number in 0..1 for somebody."""
        return share_of(word_of(self.key(purpose, salt), who))

    def pair_word(self, purpose: str, one: int, other: int) -> int:
        """Return 64 random bits for two: the same whichever of them asks."""
        return word_of(self.key(purpose), (min(one, other) << 32) | max(one, other))

    def pair_uniform(self, purpose: str, one: int, other: int) -> float:
        """Return a uniform number in 0..1 for two."""
        return share_of(self.pair_word(purpose, one, other))
