"""The reduced model that Kith and its peers are compared on: equations, numbers, network, start.

Residents have 12 ties each, all for good. A week, in this order; each line reads what those before it left:

1. Attendance. Resident i attends, a_i = 1, with chance `usual + by_habit q_i + by_health h_i + by_ties s_i`,
   else a_i = 0; s_i is the share of i's ties who attended last week. All residents decide at once.
2. Contact. The ends i, j of a tie meet, m_ij = 1, with chance `apart + together (a_i + a_j) / 2`, else
   m_ij = 0. A tie has one draw.
3. Strength of a tie: w_ij becomes w + gain (1 - w) when the two met, w (1 - fading) when not.
4. Support: u_i moves to 1 - exp(-helping G_i) at the rate `memory`; G_i is the sum of m_ij w_ij over i's
   ties, with the new strengths. (That x moves to y at the rate r means: x becomes x + r (y - x).)
5. Health: h_i moves to `frail + by_support u_i + by_attendance a_i` at the rate `recovery`.
6. Habit: q_i moves to a_i at the rate `learning`.

Numbers are those of `Numbers`. The network is drawn once by NumPy from a fixed seed, and so is the start;
all programs get the same. Half of a resident's ties are to the three rows before and after, the others to
anybody, at random; no two residents are tied twice. Draws are each program's own, so programs agree in
distribution, not in bits. Nothing is measured or recorded on the way.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

NEAR, FAR = 3, 6
"""Ties to each side of a resident in order, and ties to anybody."""
TIES = 2 * NEAR + FAR
OUTCOMES = ("attendance", "strength", "support", "health", "habit")
"""What programs must agree on: means over residents, of strength over ties, in the last week."""


class Numbers(NamedTuple):
    """The numbers of the equations; all are shares or chances a week."""

    usual: float = 0.02
    by_habit: float = 0.45
    by_health: float = 0.15
    by_ties: float = 0.2
    apart: float = 0.2
    together: float = 0.4
    gain: float = 0.06
    fading: float = 0.04
    helping: float = 0.35
    memory: float = 0.2
    frail: float = 0.3
    by_support: float = 0.4
    by_attendance: float = 0.2
    recovery: float = 0.05
    learning: float = 0.1


class Start(NamedTuple):
    """A network and the state of its residents before the first week."""

    one: NDArray[np.int64]
    """One end of each tie (ties,)."""
    other: NDArray[np.int64]
    """The other end (ties,)."""
    strength: NDArray[np.float64]
    """Of each tie (ties,)."""
    attended: NDArray[np.bool_]
    """Who attended last week (residents,)."""
    support: NDArray[np.float64]
    health: NDArray[np.float64]
    habit: NDArray[np.float64]


class Program(Protocol):
    """A reduced model somewhere in its run."""

    def run(self, weeks: int) -> None:
        """Live so many weeks."""

    def means(self) -> dict[str, float]:
        """Return the mean of each of OUTCOMES now."""

    def close(self) -> None:
        """Give back what the program holds beside memory."""


def started(residents: int, seed: int = 1) -> Start:
    """Return the network and start of a town of so many residents, the same for the same seed."""
    rng = np.random.default_rng(seed)
    one, other = network(residents, rng)
    return Start(
        one,
        other,
        rng.uniform(0.2, 0.8, len(one)),
        rng.random(residents) < 0.3,
        rng.uniform(0.2, 0.8, residents),
        rng.uniform(0.3, 0.9, residents),
        rng.uniform(0.0, 0.6, residents),
    )


def network(residents: int, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return both ends of all ties, sorted by the lower end: TIES a resident, none twice, none to oneself."""
    rows = np.arange(residents)
    near = np.concatenate([pairs(rows, (rows + step) % residents) for step in range(1, NEAR + 1)])
    ends = rng.permutation(np.repeat(rows, FAR)).reshape(-1, 2)
    while (faulty := wrong(near, ends, residents)).any():
        again = faulty | (rng.random(len(ends)) < 0.01)
        ends[again] = rng.permutation(ends[again].ravel()).reshape(-1, 2)
    both = np.concatenate([near, pairs(ends[:, 0], ends[:, 1])])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    return both[:, 0].copy(), both[:, 1].copy()


def pairs(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the ends of ties, the lower row first (ties, 2)."""
    return np.stack([np.minimum(one, other), np.maximum(one, other)], axis=1)


def wrong(near: NDArray[np.int64], far: NDArray[np.int64], residents: int) -> NDArray[np.bool_]:
    """Tell which far ties are to oneself or stand there already (far ties,)."""
    every = np.concatenate([near, pairs(far[:, 0], far[:, 1])])
    key = every[:, 0] * residents + every[:, 1]
    first = np.zeros(len(key), np.bool_)
    first[np.unique(key, return_index=True)[1]] = True
    return np.asarray((far[:, 0] == far[:, 1]) | ~first[len(near) :])


def partners(start: Start) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each resident's partners, and which tie each is (residents, TIES)."""
    owner = np.concatenate([start.one, start.other])
    order = np.argsort(owner, kind="stable")
    ties = np.concatenate([np.arange(len(start.one))] * 2)[order]
    facing = np.concatenate([start.other, start.one])[order]
    rows = len(start.attended)
    return facing.reshape(rows, -1), ties.reshape(rows, -1)
