"""The reduced model as a user of NumPy writes it: whole arrays, a list of edges, one generator."""

from __future__ import annotations

import numpy as np

from experiments.benchmark.reduced import Numbers, Start, partners


class Arrays:
    """The reduced model in arrays: a matrix of partners for what they did, an edge list for the ties."""

    def __init__(self, start: Start, seed: int, p: Numbers = Numbers()) -> None:  # noqa: B008
        self.p, self.rng = p, np.random.default_rng(seed)
        self.one, self.other = start.one, start.other
        self.partners = partners(start)[0]
        self.strength = start.strength.copy()
        self.attended = start.attended.copy()
        self.support, self.health, self.habit = (
            start.support.copy(),
            start.health.copy(),
            start.habit.copy(),
        )

    def run(self, weeks: int) -> None:
        """Live so many weeks."""
        for _ in range(weeks):
            self.attend()
            self.follow(self.meet())

    def attend(self) -> None:
        """Decide who attends."""
        p = self.p
        share = self.attended[self.partners].mean(axis=1)
        chance = p.usual + p.by_habit * self.habit + p.by_health * self.health + p.by_ties * share
        self.attended = self.rng.random(len(chance)) < chance

    def meet(self) -> np.ndarray:
        """Let ties meet and change; return the strength met, by resident."""
        p, w, rows = self.p, self.strength, len(self.attended)
        attending = self.attended[self.one].astype(float) + self.attended[self.other]
        met = self.rng.random(len(w)) < p.apart + p.together * attending / 2
        self.strength = np.where(met, w + p.gain * (1 - w), w * (1 - p.fading))
        shared = self.strength * met
        return np.bincount(self.one, shared, rows) + np.bincount(self.other, shared, rows)

    def follow(self, given: np.ndarray) -> None:
        """Write what company and attendance lead to."""
        p = self.p
        self.support += p.memory * (1 - np.exp(-p.helping * given) - self.support)
        aim = p.frail + p.by_support * self.support + p.by_attendance * self.attended
        self.health += p.recovery * (aim - self.health)
        self.habit += p.learning * (self.attended - self.habit)

    def means(self) -> dict[str, float]:
        """Return the mean of each outcome now."""
        return {
            "attendance": float(self.attended.mean()),
            "strength": float(self.strength.mean()),
            "support": float(self.support.mean()),
            "health": float(self.health.mean()),
            "habit": float(self.habit.mean()),
        }

    def close(self) -> None:
        """Nothing is held."""
