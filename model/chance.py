"""Keyed, stateless chance: the same resident meets the same luck in every scenario.

A draw is a hash of (seed, purpose, week, who). Nothing is consumed, so no draw can shift another:
threads, order, chunks and other people's circumstances cannot matter. The hash is the output
function of SplitMix64 (Steele, Lea & Flood 2014, doi 10.1145/2714064.2660195), so `uniform` of the
counters 1, 2, 3... walks the published sequence of that generator.

In kernels: `uniform(key, i)` for a resident, `pair_bits(key, i, j)` for two. A key is made outside
the loop, by `Chance.key(purpose, week)`; `Chance.luck(week)` gathers the keys of one week's draws.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import numpy as np

from model.kernels import numbers, rule


class Luck(NamedTuple):
    """The keys of one week's draws: one key a purpose, passed to the kernels as a whole."""

    contact: np.uint64
    acquaintance: np.uint64
    encounter: np.uint64
    attendance: np.uint64
    admission: np.uint64
    volunteering: np.uint64
    groups: np.uint64
    need: np.uint64
    forgetting: np.uint64
    news: np.uint64
    seeking: np.uint64
    giving_up: np.uint64
    queue: np.uint64
    visit: np.uint64
    referral: np.uint64
    programme: np.uint64
    turnout: np.uint64
    delivery: np.uint64
    incident: np.uint64
    job: np.uint64
    mood: np.uint64
    death: np.uint64
    departure: np.uint64
    arrival: np.uint64
    move: np.uint64


AT_THE_START = (
    "deprivation", "surroundings", "household", "age", "sex", "income", "traits", "tenure", "work",
    "start", "kin", "friends", "circle", "affinity",
)  # fmt: skip
OF_EVENTS = ("venue", "targeting", "uptake", "safeguarding", "aftermath")
PURPOSES = (
    *AT_THE_START, *(name.replace("_", " ") for name in Luck._fields), *OF_EVENTS, "sample",
)  # fmt: skip
"""What chance is asked for: a key of its own for each decision."""

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S11, _S27, _S30, _S31, _S32 = (np.uint64(s) for s in (11, 27, 30, 31, 32))
_LOW20, _LOW21 = np.uint64((1 << 20) - 1), np.uint64((1 << 21) - 1)
_S21, _S41 = np.uint64(21), np.uint64(41)
_TO_UNIT = 1.0 / (1 << 53)


@rule
def mix(z: np.uint64) -> np.uint64:
    """Return the 64-bit SplitMix64 scrambling of `z`."""
    z = (z ^ (z >> _S30)) * _M1
    z = (z ^ (z >> _S27)) * _M2
    return z ^ (z >> _S31)


@rule
def bits(key: np.uint64, who: int) -> np.uint64:
    """Return 64 random bits for counter `who` (a resident, a place, a site) under `key`."""
    return mix(key + np.uint64(who) * GOLDEN)


@rule
def uniform(key: np.uint64, who: int) -> float:
    """Return a uniform number in [0, 1) with 53 bits for counter `who` under `key`."""
    return np.float64(bits(key, who) >> _S11) * _TO_UNIT


@rule
def pair_bits(key: np.uint64, one: int, other: int) -> np.uint64:
    """Return 64 random bits for an unordered pair: the same whichever of the two asks."""
    low, high = min(one, other), max(one, other)
    return mix(key + ((np.uint64(low) << _S32) | np.uint64(high)) * GOLDEN)


@rule
def pair_uniform(key: np.uint64, one: int, other: int) -> float:
    """Return a uniform number in [0, 1) for an unordered pair."""
    return np.float64(pair_bits(key, one, other) >> _S11) * _TO_UNIT


@rule
def first_part(word: np.uint64) -> float:
    """Return a uniform number from the top 23 bits of `word`: independent of the other parts."""
    return np.float64(word >> _S41) / 8388608.0


@rule
def second_part(word: np.uint64) -> float:
    """Return a uniform number from the middle 20 bits of `word`."""
    return np.float64((word >> _S21) & _LOW20) / 1048576.0


@rule
def third_part(word: np.uint64) -> float:
    """Return a uniform number from the low 21 bits of `word`."""
    return np.float64(word & _LOW21) / 2097152.0


class UnknownPurposeError(KeyError):
    """A draw was asked for a purpose that nobody declared."""

    def __str__(self) -> str:
        return f"chance has no purpose {self.args[0]!r}; declare it in model/chance.py PURPOSES"


class Chance:
    """The luck of one run: a root seed from which every draw's key is derived.

    Two runs with one seed share all luck. `salt` separates draws of one purpose that must not
    coincide, such as two events that both choose a tenth of the residents.
    """

    def __init__(self, seed: int) -> None:
        if not 0 <= seed < 2**64:
            raise ValueError(f"a seed is a whole number from 0 to 2^64 - 1, not {seed}")
        self.seed = seed
        self._roots = {name: self._root(name) for name in PURPOSES}

    def _root(self, name: str) -> int:
        digest = hashlib.blake2b(f"{self.seed}/{name}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "little")

    def key(self, purpose: str, week: int = 0, salt: str = "") -> np.uint64:
        """Return the key of `purpose` in `week`; raises UnknownPurposeError for one not declared."""
        if purpose not in self._roots:
            raise UnknownPurposeError(purpose)
        root = self._root(f"{purpose}/{salt}") if salt else self._roots[purpose]
        return np.uint64(_scrambled(root + (week + 1) * int(GOLDEN)))

    def luck(self, week: int) -> Luck:
        """Return the keys of all draws that the kernels make in `week`."""
        return numbers(Luck(*(self.key(purpose.replace("_", " "), week) for purpose in Luck._fields)))

    def uniforms(self, purpose: str, count: int, week: int = 0, salt: str = "") -> np.ndarray:
        """Return `count` uniforms, one for each counter 0..count-1, the same as a kernel draws."""
        return uniforms(self.key(purpose, week, salt), count)


def _scrambled(value: int) -> int:
    """Return `mix` of a plain integer (64-bit wrap)."""
    mask = (1 << 64) - 1
    z = value & mask
    z = ((z ^ (z >> 30)) * int(_M1)) & mask
    z = ((z ^ (z >> 27)) * int(_M2)) & mask
    return z ^ (z >> 31)


def uniforms_at(key: np.uint64, who: np.ndarray) -> np.ndarray:
    """Return `uniform(key, w)` for each counter w of a uint64 array, as float64."""
    z = key + who * GOLDEN
    z = (z ^ (z >> _S30)) * _M1
    z = (z ^ (z >> _S27)) * _M2
    z = z ^ (z >> _S31)
    return np.asarray((z >> _S11).astype(np.float64) * _TO_UNIT)


def uniforms(key: np.uint64, count: int) -> np.ndarray:
    """Return `uniform(key, i)` for i in 0..count-1 as a float64 array."""
    return uniforms_at(key, np.arange(count, dtype=np.uint64))
