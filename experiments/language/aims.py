"""To whom, where and how an event is given, in words."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.language.phrases import counted, listed, number, percent, weeks
from model.aiming import PLACES_PER, Delivery, Where, Who
from model.event_parts import Event
from model.scenario import Scenario

TRAITS = {
    "isolated": ("who are isolated", "who are not isolated"),
    "unemployed": ("who are unemployed", "who are not unemployed"),
    "lives_alone": ("who are the only adult at home", "who live with another adult"),
    "lonely": ("who are lonely at least some of the time", "who are not lonely"),
    "carer": ("who care for children or others", "who care for nobody"),
    "volunteer": ("who volunteered in the last year", "who did not volunteer in the last year"),
    "newcomer": ("who came to their address within a year", "who have been at their address for a year"),
    "renter": ("who rent their home", "who own their home"),
    "offline": ("who are at little ease online", "who are at ease online"),
    "without_car": ("who cannot get about easily", "who can get about easily"),
    "poor_health": ("whose health is less than good", "whose health is good"),
    "struggling": ("who do not manage well financially", "who manage well financially"),
    "broker": (
        "who are brokers (the tenth whose ties reach the most people who don't know each other)",
        "who are not brokers (the tenth whose ties reach the most people who don't know each other)",
    ),
}
NEEDS = {
    "deprivation": "deprivation of the home's area",
    "money_strain": "financial strain",
    "loneliness": "loneliness",
    "strain": "strain",
    "poor_health": "poor health",
    "isolation": "lack of contact",
}
OLDEST, MOST_TIES = 99, 24


def to_whom(event: Event) -> str:
    """Return the residents an event is aimed at."""
    return people(event.who) if event.aims == "resident" else ""


def people(who: Who) -> str:
    """Return residents in words: 'residents in SIMD quintile 1 or 2 who are lonely; 50 % of them, ...'."""
    noun = {None: "residents", "female": "women", "male": "men"}[who.sex]
    parts = [noun, *_described(who), *_clauses(who)]
    told = f"all {noun}" if len(parts) == 1 else " ".join(parts)
    if who.share == 1.0:
        return told
    if len(parts) == 1:
        return f"{percent(who.share)} of {noun}, drawn at random"
    return f"{told}; {percent(who.share)} of them, drawn at random"


def _described(who: Who) -> list[str]:
    found = []
    if who.quintile is not None:
        found.append(f"in SIMD quintile {listed(who.quintile, 'or')}")
    if who.age is not None:
        found.append(_aged(*who.age))
    if who.income is not None:
        found.append(_income(*who.income))
    if who.close_ties is not None:
        found.append(_ties(*who.close_ties))
    return found


def _aged(low: int, high: int) -> str:
    if high >= OLDEST:
        return f"aged {low} or over"
    return f"aged {low}" if low == high else f"aged {low} to {high}"


def _income(low: float, high: float) -> str:
    if low == 0:
        return f"with an income among the lowest {percent(high)} of the country"
    if high == 1:
        return f"with an income among the highest {percent(1 - low)} of the country"
    ranks = f"{number(low)} to {number(high)}"
    return f"with an income that ranks from {ranks} in the country (0 = lowest, 1 = highest)"


def _ties(low: int, high: int) -> str:
    if low == 0:
        return f"with at most {counted(high, 'close tie')}" if high else "with no close tie"
    if high >= MOST_TIES:
        return f"with at least {counted(low, 'close tie')}"
    return f"with {counted(low, 'close tie')}" if low == high else f"with {low} to {high} close ties"


def _clauses(who: Who) -> list[str]:
    """Return the traits asked for as one clause: 'who are lonely and who rent their home'."""
    given = [(name, getattr(who, name)) for name in TRAITS if getattr(who, name) is not None]
    clauses = [TRAITS[name][0 if wanted else 1] for name, wanted in given]
    return [listed(clauses)] if clauses else []


def where_at_work(event: Event) -> str:
    """Return the neighbourhoods that an event works on."""
    return "the whole town" if event.aims == "town" else places(event.where)


def places(where: Where) -> str:
    """Return neighbourhoods in words."""
    parts: list[str] = []
    if where.quintile is not None:
        parts.append(f"in SIMD quintile {listed(where.quintile, 'or')}")
    parts += [
        _lines(name, lines)
        for name, lines in (("row", where.rows), ("column", where.columns))
        if lines is not None
    ]
    if where.flood_prone is not None:
        parts.append(f"that {'lie' if where.flood_prone else 'do not lie'} low beside the river")
    if where.cohesion is not None:
        low, high = where.cohesion
        parts.append(f"whose cohesion is {number(low)} to {number(high)} of 100 when it begins")
    told = " ".join(["neighbourhoods", *_spread(parts)])
    if where.share == 1.0:
        return told if parts else "everywhere in the town"
    if not parts:
        return f"{percent(where.share)} of neighbourhoods, drawn at random"
    return f"{told}; {percent(where.share)} of them, drawn at random"


def _lines(name: str, lines: tuple[int, int]) -> str:
    first, last = lines
    return f"in {name} {first} of the grid" if first == last else f"in {name}s {first} to {last} of the grid"


def _spread(parts: Sequence[str]) -> list[str]:
    """Return phrases one after another, 'and' before the second of those that are clauses."""
    clauses = [part for part in parts if part.startswith(("that ", "whose "))]
    others = [part for part in parts if part not in clauses]
    return others + ([listed(clauses)] if clauses else [])


def taken_up(event: Event) -> str:
    """Return how many of those offered take part."""
    if event.uptake == 1.0:
        return "all of those offered take part (100 %)"
    return f"{percent(event.uptake)} of those offered take part"


def given_out(event: Event, scenario: Scenario) -> str:
    """Return how an event is given out: mode, need, slope, places and stay."""
    d = event.delivery
    told = [_mode(d, event)]
    if d.places is not None:
        told.append(f"{_room(d, scenario.town.residents)}; others wait")
    if d.stay is not None:
        told.append(f"each takes part for {weeks(d.stay)}, then the place is free again")
    elif d.is_programme:
        told.append("each takes part until it ends")
    return ". ".join(part[0].upper() + part[1:] for part in told)


def _mode(d: Delivery, event: Event) -> str:
    need = NEEDS[d.need]
    if d.mode == "universal":
        return "the same for all of them"
    if d.mode == "targeted":
        return f"those most in need are taken first; need is counted by {need}"
    if d.mode == "first_come":
        return "first come, first served: those with money and the habit of taking part get there first"
    most, least = (number(round(1 + side * d.slope / 2, 6)) for side in (1, -1))
    return (
        f"the dose rises with need, which is counted by {need}: the most in need get {most} times the dose,"
        f" the least in need {least} times (slope {number(d.slope)}, mean 1)"
    )


def rooms(d: Delivery, residents: int) -> int:
    """Return how many can take part at a time in a town of so many residents: at least 1."""
    return max(1, round((d.places or 0.0) * residents / PLACES_PER))


def _room(d: Delivery, residents: int) -> str:
    per = f"{counted(d.places or 0, 'place')} for {number(PLACES_PER)} residents"
    return f"there are {per}, {counted(rooms(d, residents), 'place')} in this town, to be had at a time"
