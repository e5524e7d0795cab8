"""What contacts see of a resident: coarse on purpose (the description's section 4, Sensing)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from model import typical
from model.ties import TieParameters
from tests.reference.person import EMPLOYED, Person

if TYPE_CHECKING:
    from tests.reference.town import Town


class Outlook(NamedTuple):
    """What is seen, in the steps in which it is seen."""

    out: int
    """Going out, in hundredths, at most 127."""
    went: bool
    """Was at an activity last week."""
    knows: frozenset[int]
    wellbeing: int
    """In 31sts."""
    loneliness: int
    """In 15ths."""
    spare: int
    """Energy to spare, in 15ths."""
    asks: int
    """Help asked for, in tenths, at most 7."""
    works: bool


def steps(value: float, count: int) -> int:
    """Return a value of 0 to 1 in so many steps, to the nearest."""
    return int(value * count + 0.5)


def going_out(person: Person, town: Town) -> float:
    """Return a person's propensity to be in company, about 1 on average (M1)."""
    p = town.assume.ties
    lonely = person.loneliness if town.loops.withdrawal else typical.LONELINESS
    out = p.going_out * person.sociability * (1.0 - p.withdrawal * lonely)
    out *= 1.0 - p.thrift * person.money_strain
    out *= 1.0 - p.fearful * (1.0 - person.safety)
    out *= 1.0 - p.infirmity * (1.0 - person.health)
    if town.loops.time_budget:
        out *= p.time / (0.5 * (p.time + person.strength))
    return out * person.now.going_out


def help_asked(person: Person, p: TieParameters) -> float:
    """Return how much help a person asks for, 0 to 0.7 (M5)."""
    trouble = person.money_strain + p.asking_mood * (1.0 - person.wellbeing) + person.damage
    return min(0.7, max(0.0, trouble - p.asking_shy))


def look(person: Person, town: Town) -> None:
    """Note what contacts see of a person this week."""
    spare = (1.0 - 0.5 * person.money_strain) * (1.0 - 0.5 * person.strain)
    person.seen = Outlook(
        min(127, steps(going_out(person, town), 100)),
        person.attended == 0,
        frozenset(person.knows),
        steps(person.wellbeing, 31),
        steps(person.loneliness, 15),
        steps(spare, 15),
        steps(help_asked(person, town.assume.ties), 10),
        person.work == EMPLOYED,
    )
