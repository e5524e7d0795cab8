"""Decisions: who takes part, whose wishes shape the budget, and what is delivered (M10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model import typical
from model.decisions import DecisionParameters
from tests.reference.neighbourhood import NO_PROMISE, Neighbourhood, Promise
from tests.reference.person import EMPLOYED, Person
from tests.reference.shapes import NEVER, bounded, logistic, moved

if TYPE_CHECKING:
    from tests.reference.town import Town

ROUNDS_AHEAD = 4
PROJECTS = range(4)
"""Place, safety, activities, access."""


def is_round(town: Town) -> bool:
    """Tell whether decisions are taken this week."""
    return town.week % town.assume.decisions.cycle == 0


def round_number(town: Town, ago: int = 0) -> int:
    """Return where this round's promise is kept, or that of so many rounds ago."""
    return (town.week // town.assume.decisions.cycle - ago) % ROUNDS_AHEAD


def weeks_remembered(p: DecisionParameters) -> int:
    """Return how long a part in decisions counts: until what was decided is due, and a cycle more."""
    return p.cycle * (p.lag + 1)


# promises that come due ------------------------------------------------------------------------------


def deliver(place: Neighbourhood, town: Town) -> None:
    """Keep or break the promise that is due."""
    p, due = town.assume.decisions, round_number(town, town.assume.decisions.lag)
    promise, place.promises[due] = place.promises[due], NO_PROMISE._replace(power=place.promises[due].power)
    if sum(promise.sizes) <= 0.0:
        return
    if town.luck.uniform("delivery", place.number) < p.delivery + place.now.delivery:
        place.kept, place.heard = sum(promise.sizes), promise.power
        improve(place, promise, p)
    else:
        place.broken = sum(promise.sizes)


def improve(place: Neighbourhood, promise: Promise, p: DecisionParameters) -> None:
    """Better a place by what was promised."""
    quality, lighting, activities, access = promise.sizes
    place.quality = min(1.0, place.quality + quality)
    place.lighting = min(1.0, place.lighting + lighting)
    place.extra_groups += p.groups_each * activities
    place.access = min(1.0, place.access + access)


# a new round -----------------------------------------------------------------------------------------


def barriers(person: Person, p: DecisionParameters) -> float:
    """Return the barriers to a person's part in decisions, in log-odds, each times the week's factor."""
    now = person.place.now
    busy = min(1.0, person.caring + (p.working_hours if person.work == EMPLOYED else 0.0))
    linked = max(person.council_link, person.group_link)
    total = p.time * now.time * busy + p.money * now.money * person.money_strain
    total += p.confidence * now.confidence * (1.0 - person.income)
    total += p.information * now.information * (1.0 - 0.5 * (person.digital + linked))
    return total + p.access * now.access * (1.0 - 0.5 * (person.health + person.transport))


def turn_out(person: Person, town: Town) -> None:
    """Decide whether a person takes part in this round (M10)."""
    p = town.assume.decisions
    odds = p.base + p.control * (person.control - typical.CONTROL) + p.trust * (person.trust - typical.TRUST)
    odds += p.habit * person.civic_habit + p.linked * 0.5 * (person.council_link + person.group_link)
    odds += person.now.asked - barriers(person, p)
    person.took_part = town.luck.uniform("turnout", person.row) < logistic(odds)


def lacks(person: Person) -> list[float]:
    """Return how much a person lacks what each project would improve, 0 to 1."""
    place = person.place
    turned_away = (place.wanting - min(place.wanting, place.attending)) / max(1, place.wanting)
    return [
        1.0 - place.quality,
        1.0 - person.safety,
        min(1.0, turned_away + 0.5 * (1.0 - place.community_life)),
        min(1.0, person.unmet + 0.5 * (1.0 - person.transport)),
    ]


def usual_division(p: DecisionParameters) -> list[float]:
    """Return the authority's division of a budget; it adds to 1."""
    shares = [p.usual_place, p.usual_safety, p.usual_activities, p.usual_access]
    total = sum(shares)
    return [share / total if total > 0.0 else 0.25 for share in shares]


def wanted_division(voices: list[Person], p: DecisionParameters) -> list[float]:
    """Return how those heard would divide a budget: in proportion to (lack / the largest)^focus."""
    lacking = [sum(lack) for lack in zip(*map(lacks, voices), strict=True)]
    most = max(lacking, default=0.0)
    if most <= 0.0:
        return usual_division(p)
    weights = [(lack / most) ** p.focus for lack in lacking]
    return [weight / sum(weights) for weight in weights]


def hold_round(place: Neighbourhood, town: Town) -> None:
    """Let residents turn out and promise how the budget will be spent, by the power they hold."""
    p, people = town.assume.decisions, place.residents
    for person in people:
        turn_out(person, town)
    engaged = [person for person in people if person.took_part]
    power = bounded(p.power + place.now.power) if engaged else 0.0
    usual = usual_division(p)
    theirs = wanted_division(engaged if town.loops.success_to_successful else people, p)
    budget = p.budget * place.now.budget
    quality, lighting, activities, access = (
        budget * ((1.0 - power) * usual[n] + power * theirs[n]) for n in PROJECTS
    )
    place.promises[round_number(town)] = Promise((quality, lighting, activities, access), power)
    place.turnout = len(engaged) / max(1, len(people))


def remember_round(person: Person, town: Town) -> None:
    """Let a person's link to decision makers fade; in the week of a round, remember their part in it."""
    p = town.assume.decisions
    person.council_link = moved(person.council_link, 0.0, p.council_fading)
    person.engaged = min(NEVER, person.engaged + 1)
    if not is_round(town):
        return
    if town.loops.voice and person.place.broken > 0.0 and person.engaged <= weeks_remembered(p):
        person.civic_habit *= 1.0 - p.disappointment
    person.civic_habit = moved(person.civic_habit, float(person.took_part), p.habit_gain)
    if person.took_part:
        person.engaged = 0
        person.council_link = moved(person.council_link, 1.0, p.council_bond)
