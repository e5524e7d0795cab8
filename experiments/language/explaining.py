"""A scenario in plain words: `kith explain`."""

from __future__ import annotations

from typing import Any

from experiments import library
from experiments.language import town_words
from experiments.language.aims import given_out, taken_up, to_whom, where_at_work
from experiments.language.building import Foundation, foundation
from experiments.language.doses import what_happens
from experiments.language.pages import Page
from experiments.language.phrases import (
    WEEKS_A_YEAR,
    about,
    counted,
    group,
    listed,
    money,
    number,
    sentence,
    services,
    spoken,
    week,
    weeks,
)
from experiments.language.times import last_day, when
from experiments.spans import NAMES
from model.aiming import PLACES_PER, Delivery, Where, Who
from model.assumptions import Assumptions, table
from model.event_parts import Cost, Event
from model.heading import Expectation
from model.indicators import INDICATORS
from model.loops import Loops, meanings
from model.parameters import described
from model.scenario import Scenario
from model.town import Town

MOVES = {"up": "higher than", "down": "lower than", "same": "the same, to the bit, as"}


def explained(name: str, defaults: bool = False, markdown: bool = False) -> str:
    """Return a scenario in plain words; raises Refusal when it cannot be read."""
    scenario = library.load(name)
    return page(scenario, foundation(name), defaults).shown(markdown)


def page(scenario: Scenario, below: Foundation, defaults: bool) -> Page:
    """Return the page about a scenario that builds on `below`."""
    told = Page()
    told.heading(f"{scenario.title} ({scenario.name})", 1)
    told.say(scenario.question, "Question")
    _town(scenario, told, defaults)
    _time(scenario, told)
    _built_on(below, told)
    _events(scenario, told, defaults)
    _assumptions(scenario, told)
    _expectations(scenario, told)
    _grounds(scenario, told)
    return told


def _town(scenario: Scenario, told: Page, defaults: bool) -> None:
    town = scenario.town
    usual = town == Town().model_copy(update={k: getattr(town, k) for k in ("residents", "rows", "columns")})
    told.heading("The town", 2)
    told.say(town_words.size(town))
    told.say(town_words.areas(town))
    if usual and not defaults:
        told.say("Its people, homes and services are those of the model's usual, Glasgow-like district.")
        return
    told.say(town_words.people(town))
    told.say(town_words.services(town))


def _time(scenario: Scenario, told: Page) -> None:
    told.heading("How long", 2)
    told.say(
        f"The run lasts {weeks(scenario.weeks)}: from {week(0, scenario.calendar)}, to"
        f" {last_day(scenario.weeks - 1, scenario.calendar)}. Before week 0 the town lives"
        f" {weeks(scenario.settle)} without events, so that it settles in."
    )


def _built_on(below: Foundation, told: Page) -> None:
    if not below.names:
        return
    told.heading("What it builds on", 2)
    verb = "It has all events of" if len(below.names) == 1 else "It brings together the events of"
    dropped = f", without {listed(below.without)}" if below.without else ""
    told.say(f"{verb} {listed(below.names)}{dropped}.")
    told.say(f"Its own: {listed(below.own)}." if below.own else "It adds no event of its own.")


def _events(scenario: Scenario, told: Page, defaults: bool) -> None:
    told.heading("What happens", 2)
    if not scenario.events:
        told.say("Nothing: there are no events.")
    for index, event in enumerate(scenario.events, 1):
        told.heading(f"{index}. {event.name} ({spoken(event.kind)})", 3)
        told.say(what_happens(event, scenario, defaults))
        for label, text in about_event(event, scenario, defaults):
            told.say(text, label)


def about_event(event: Event, scenario: Scenario, defaults: bool = False) -> list[tuple[str, str]]:
    """Return label and sentence of everything about an event but what it does."""
    taken = [name for name in ("who", "where", "uptake", "delivery") if name not in event.not_taken()]
    given = [name for name in taken if defaults or _is_given(event, name)]
    told = [("When", when(event, scenario, defaults))]
    told += [("To whom", sentence(to_whom(event)))] if event.aims == "resident" else []
    somewhere = event.aims != "resident" or "where" in given
    told += [("Where", sentence(where_at_work(event)))] if somewhere else []
    told += [("Uptake", sentence(taken_up(event)))] if "uptake" in given else []
    told += [("Delivery", sentence(given_out(event, scenario)))] if "delivery" in given else []
    told += [("Cost", costs(event.cost, scenario))] if defaults or event.cost != Cost() else []
    told += [("Note", sentence(event.note))] if event.note else []
    return told + ([("At its default", _left(event))] if defaults and _left(event) else [])


def _is_given(event: Event, name: str) -> bool:
    usual: dict[str, Any] = {"who": Who(), "where": Where(), "uptake": 1.0, "delivery": Delivery()}
    return bool(getattr(event, name) != usual[name])


def _left(event: Event) -> str:
    """Return the fields that an event leaves at their default, with their value and what they are."""
    fields = type(event).model_fields
    told = []
    for name, field in fields.items():
        if name in (*event.not_taken(), "name", "kind", "start", "note") or field.is_required():
            continue
        if getattr(event, name) == field.default:
            told.append(f"{field.alias or name} {_plainly(field.default)} ({field.description})")
    return f"{'; '.join(told)}." if told else ""


def _plainly(value: Any) -> str:
    """Return a default in words."""
    if isinstance(value, (bool, int, float)):
        return {True: "yes", False: "no"}[value] if isinstance(value, bool) else number(value)
    if isinstance(value, tuple):
        return services(value)
    return "as usual" if isinstance(value, (Who, Where, Delivery, Cost)) else "not given"


def costs(cost: Cost, scenario: Scenario) -> str:
    """Return what an event costs in this town, and a year of it."""
    if cost == Cost():
        return "No cost is given."
    scale = scenario.town.residents / PLACES_PER
    told = []
    if cost.fixed:
        told.append(f"{money(cost.fixed * scale)} once")
    if cost.weekly:
        year = about(cost.weekly * scale * WEEKS_A_YEAR, 4)
        told.append(f"{money(cost.weekly * scale)} a week at full dose (about {year} GBP a year)")
    if cost.per_participant:
        told.append(f"{money(cost.per_participant)} for each resident who takes part")
    prices = (
        f", in prices of {cost.price_year}" if cost.price_year else ", in prices of a year that is not given"
    )
    scaled = "" if scale == 1 else f" ({number(PLACES_PER)} residents would cost {_unscaled(cost)})"
    return sentence(f"{listed(told)}{prices}{scaled}")


def _unscaled(cost: Cost) -> str:
    parts = ((cost.fixed, "once"), (cost.weekly, "a week"))
    return listed([f"{money(amount)} {how}" for amount, how in parts if amount] or ["the same for each"])


def _assumptions(scenario: Scenario, told: Page) -> None:
    told.heading("What differs from the model's defaults", 2)
    changed = _changed_parameters(scenario.assumptions)
    told.say("No parameter." if not changed else f"{counted(len(changed), 'parameter')}:")
    for path, text in changed:
        told.say(text, path)
    off = [name for name in Loops._fields if not getattr(scenario.loops, name)]
    told.say("All feedback loops are at work." if not off else "Feedback loops switched off:")
    for name in off:
        told.say(f"{meanings()[name]}.", name)
    rows = table()
    assumed = sum(row.about.assumed for row in rows)
    told.say(
        f"{assumed} of the model's {len(rows)} parameters are assumed: no evidence stands behind their values"
        " (the command 'kith parameters' lists them)."
    )


def _changed_parameters(assumptions: Assumptions) -> list[tuple[str, str]]:
    """Return path and words of every parameter that is not at its default."""
    found = []
    for name, usual in Assumptions()._asdict().items():
        declared = described(type(usual))
        for field, value in getattr(assumptions, name)._asdict().items():
            if value != getattr(usual, field):
                before, of = number(getattr(usual, field)), declared[field]
                text = f"{number(value)} instead of {before} ({of.unit}): {of.meaning}."
                found.append((f"{name}.{field}", text))
    return found


def _expectations(scenario: Scenario, told: Page) -> None:
    if not scenario.expect:
        return
    told.heading("What is expected", 2)
    for one in scenario.expect:
        told.say(expected(one))


def expected(one: Expectation) -> str:
    """Return an expectation as a sentence."""
    about_it = INDICATORS[one.indicator]
    of = f" of {group(one.group)}" if one.group != "all" else ""
    meaning = f" ({about_it.meaning})" if about_it.meaning != one.indicator else ""
    return f"{one.indicator}{of}{meaning}: {MOVES[one.moves]} in {one.against}, over the {NAMES[one.over]}."


def _grounds(scenario: Scenario, told: Page) -> None:
    """Say why the numbers are as they are, what would change the mind, and the sources."""
    for heading, text in (
        ("Why these numbers", scenario.sizes),
        ("What would change your mind", scenario.doubt),
    ):
        if text:
            told.heading(heading, 2)
            told.say(sentence(text))
    if scenario.sources:
        told.heading("Sources", 2)
    for source in scenario.sources:
        told.say(f"{source}")
