"""The reduced model as a user of Mesa writes it: one agent a resident, weeks in stages over an AgentSet."""

from __future__ import annotations

import math
from statistics import fmean

import mesa

from experiments.benchmark.reduced import Numbers, Start


class Tie:
    """What joins two residents."""

    __slots__ = ("one", "other", "strength")

    def __init__(self, one: Resident, other: Resident, strength: float) -> None:
        self.one, self.other, self.strength = one, other, strength


class Resident(mesa.Agent):  # type: ignore[misc]
    """A resident with ties."""

    def __init__(self, model: Town, attended: bool, support: float, health: float, habit: float) -> None:
        super().__init__(model)
        self.attends = self.attended = attended
        self.support, self.health, self.habit = support, health, habit
        self.friends: list[Resident] = []
        self.given = 0.0

    def decide(self) -> None:
        """Decide whether to attend, from what friends did last week."""
        p: Numbers = self.model.p
        went = sum(friend.attended for friend in self.friends)
        chance = p.usual + p.by_habit * self.habit + p.by_health * self.health
        chance += p.by_ties * went / len(self.friends)
        self.attends = self.model.random.random() < chance
        self.given = 0.0

    def follow(self) -> None:
        """Take in what company and attendance lead to; the week ends."""
        p: Numbers = self.model.p
        self.attended = self.attends
        self.support += p.memory * (1 - math.exp(-p.helping * self.given) - self.support)
        aim = p.frail + p.by_support * self.support + p.by_attendance * self.attended
        self.health += p.recovery * (aim - self.health)
        self.habit += p.learning * (self.attended - self.habit)


class Town(mesa.Model):  # type: ignore[misc]
    """The reduced model as agents."""

    def __init__(self, start: Start, seed: int, p: Numbers = Numbers()) -> None:  # noqa: B008
        super().__init__(rng=seed)
        self.p = p
        columns = (start.attended, start.support, start.health, start.habit)
        people = [Resident(self, *each) for each in zip(*(c.tolist() for c in columns), strict=True)]
        ends = zip(start.one.tolist(), start.other.tolist(), start.strength.tolist(), strict=True)
        self.ties = [Tie(people[one], people[other], strength) for one, other, strength in ends]
        for tie in self.ties:
            tie.one.friends.append(tie.other)
            tie.other.friends.append(tie.one)

    def step(self) -> None:
        """Live a week."""
        self.agents.shuffle_do("decide")
        self.meet()
        self.agents.do("follow")

    def meet(self) -> None:
        """Let the ends of each tie meet or not, and the tie grow or fade."""
        p, draw = self.p, self.random.random
        for tie in self.ties:
            one, other = tie.one, tie.other
            if draw() < p.apart + p.together * (one.attends + other.attends) / 2:
                tie.strength += p.gain * (1 - tie.strength)
                one.given += tie.strength
                other.given += tie.strength
            else:
                tie.strength *= 1 - p.fading

    def run(self, weeks: int) -> None:
        """Live so many weeks."""
        for _ in range(weeks):
            self.step()

    def means(self) -> dict[str, float]:
        """Return the mean of each outcome now."""
        named = {"attendance": "attended", "support": "support", "health": "health", "habit": "habit"}
        found = {outcome: fmean(self.agents.get(name)) for outcome, name in named.items()}
        return found | {"strength": fmean(tie.strength for tie in self.ties)}

    def close(self) -> None:
        """Nothing is held."""
