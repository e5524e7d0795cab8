"""A tie: one object for the two it joins, so that both ends cannot differ."""

from __future__ import annotations

from model.ties import TieParameters
from tests.reference.person import MOST_TIES, Person


class Tie:
    """Joins two residents; `affinity` counts in 255ths how often the two would meet."""

    def __init__(self, one: Person, two: Person, strength: float, affinity: int) -> None:
        self.one, self.two = one, two
        self.strength, self.affinity = strength, affinity
        self.home = self.kin = self.near = self.alike = False
        # what this week does to it
        self.meets = self.ends = self.told = False
        self.strength_after = strength

    def joins(self, person: Person) -> bool:
        """Tell whether a person is at one of the ends."""
        return person is self.one or person is self.two

    def other_than(self, person: Person) -> Person:
        """Return who is at the other end."""
        return self.two if person is self.one else self.one

    def label(self, p: TieParameters) -> None:
        """Note whether the two are neighbours, and alike in income and age, as they live now."""
        one, two = self.one, self.two
        self.near = one.place is two.place
        self.alike = abs(one.income - two.income) <= p.like_income and abs(one.age - two.age) <= p.like_age

    @property
    def bonds(self) -> bool:
        """Tell whether it bonds (kin, or neighbours who are alike); all others bridge."""
        return self.kin or (self.near and self.alike)

    def end(self) -> None:
        """Take it off both lists."""
        self.one.forget_tie(self)
        self.two.forget_tie(self)


def may_join(one: Person, two: Person) -> bool:
    """Tell whether two can be tied: not one and the same, a free slot each, and no tie yet."""
    free = len(one.ties) < MOST_TIES and len(two.ties) < MOST_TIES
    return one is not two and free and one.tie_with(two) is None


def join(
    one: Person, two: Person, strength: float, affinity: float, p: TieParameters,
    home: bool = False, kin: bool = False,
) -> None:  # fmt: skip
    """Tie two people, if they can be; `affinity` is 0 to 1."""
    if not may_join(one, two):
        return
    tie = one.model.Tie(one, two, strength, int(affinity * 255.0))
    tie.home, tie.kin = home, kin
    tie.label(p)
    one.ties.append(tie)
    two.ties.append(tie)


def leave_all(person: Person) -> None:
    """End every tie of a person."""
    for tie in reversed(list(person.ties)):
        tie.end()
