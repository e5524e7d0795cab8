"""The reduced model as a user of Starsim writes it: edges with a strength, a module with state arrays."""

from __future__ import annotations

import numpy as np
import starsim as ss

from experiments.benchmark.reduced import Numbers, Start

HORIZON = 10_000
"""Weeks that a simulation can go on for; only those asked for are lived."""


class Friends(ss.Network):  # type: ignore[misc]
    """Ties as edges, with a strength."""

    def __init__(self, start: Start) -> None:
        super().__init__()
        self.meta.strength = ss.dtypes.float
        weights = np.ones(len(start.one))
        columns = {"p1": start.one, "p2": start.other, "beta": weights, "strength": start.strength}
        for name, column in columns.items():
            self.edges[name] = np.array(column, dtype=self.meta[name])
        self.validate()

    def step(self) -> None:
        """Edges stay."""


class Company(ss.Module):  # type: ignore[misc]
    """The week of the reduced model."""

    def __init__(self, start: Start, p: Numbers) -> None:
        super().__init__()
        self.begin, self.p = start, p
        self.going = ss.random(name="going")
        self.meeting = ss.multi_random("one", "other")
        self.define_states(
            ss.BoolArr("attended"),
            ss.FloatArr("support"),
            ss.FloatArr("health"),
            ss.FloatArr("habit"),
        )

    def init_post(self) -> None:
        """Take over the start."""
        super().init_post()
        for name in ("attended", "support", "health", "habit"):
            self.state_dict[name][:] = getattr(self.begin, name)

    def step(self) -> None:
        """Live a week."""
        edges = self.sim.networks.friends.edges
        self.attend(edges.p1, edges.p2)
        self.follow(self.meet(edges))

    def attend(self, p1: ss.uids, p2: ss.uids) -> None:
        """Decide who attends, from what friends did last week."""
        p, went, n = self.p, self.attended.raw, len(self.attended)
        friends = np.bincount(p1, minlength=n) + np.bincount(p2, minlength=n)
        share = (np.bincount(p1, went[p2], n) + np.bincount(p2, went[p1], n)) / friends
        chance = p.usual + p.by_habit * self.habit + p.by_health * self.health + p.by_ties * share
        self.attended[:] = self.going.rvs(self.sim.people.auids) < chance

    def meet(self, edges: ss.Network) -> np.ndarray:
        """Let ties meet and change; return the strength met, by resident."""
        p, went, w, n = self.p, self.attended.raw, edges.strength, len(self.attended)
        attending = went[edges.p1].astype(ss.dtypes.float) + went[edges.p2]
        met = self.meeting.rvs(edges.p1, edges.p2) < p.apart + p.together * attending / 2
        edges.strength = np.where(met, w + p.gain * (1 - w), w * (1 - p.fading))
        shared = edges.strength * met
        return np.bincount(edges.p1, shared, n) + np.bincount(edges.p2, shared, n)

    def follow(self, given: np.ndarray) -> None:
        """Write what company and attendance lead to."""
        p = self.p
        self.support[:] += p.memory * (1 - np.exp(-p.helping * given) - self.support)
        aim = p.frail + p.by_support * self.support + p.by_attendance * self.attended
        self.health[:] += p.recovery * (aim - self.health)
        self.habit[:] += p.learning * (self.attended - self.habit)


class Simulation:
    """The reduced model as a simulation of Starsim."""

    def __init__(self, start: Start, seed: int, p: Numbers = Numbers()) -> None:  # noqa: B008
        self.company, self.friends = Company(start, p), Friends(start)
        self.sim = ss.Sim(
            n_agents=len(start.attended), networks=self.friends, custom=self.company, copy_inputs=False,
            start=0, stop=HORIZON, dt=1, rand_seed=seed, verbose=0,
        )  # fmt: skip
        self.sim.init()

    def run(self, weeks: int) -> None:
        """Live so many weeks."""
        for _ in range(weeks):
            self.sim.run_one_step()

    def means(self) -> dict[str, float]:
        """Return the mean of each outcome now."""
        one = self.company
        columns = {
            "attendance": one.attended, "support": one.support, "health": one.health, "habit": one.habit,
        }  # fmt: skip
        found = {name: float(np.mean(column.raw, dtype=np.float64)) for name, column in columns.items()}
        return found | {"strength": float(np.mean(self.friends.edges.strength, dtype=np.float64))}

    def close(self) -> None:
        """Nothing is held."""
