"""What an event does, in words: each dose with its value, its unit and the value that changes nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from experiments.language.phrases import counted, number, percent, sentence, services, spoken, weeks
from model.aiming import PLACES_PER
from model.event_parts import Event
from model.scenario import Scenario

FACTORS = {
    "contact.close": "Contact between close ties",
    "contact.acquaintance": "Contact between acquaintances",
    "confinement.going_out": "Going out",
    "hiring.factor": "The chance to find work",
    "street_safety.incidents": "The rate of incidents",
    "street_safety.fear": "The fear that an incident causes",
    "activities.factor": "The number of places that groups offer",
    "activities.fee": "What taking part costs a person",
    "meeting.factor": "Chance meetings between neighbours",
    "meeting.mixing": "The reluctance to befriend people unlike oneself",
    "budget.factor": "The budget for improvements",
    "barriers.time": "The barrier of time and caring",
    "barriers.money": "The barrier of money",
    "barriers.confidence": "The barrier of confidence",
    "barriers.information": "The barrier of information",
    "barriers.access": "The barrier of access (venue, language, online)",
    "travel.factor": "The effort of travel",
    "mutual_aid.factor": "Help between neighbours in a shock",
    "service_capacity.factor": "Weekly capacity of {services}",
    "service_demand.factor": "How often needs for {services} arise",
}
PLURAL = ("Chance meetings between neighbours",)
SHIFTS = {
    "stress.level": "Strain",
    "prices.rise": "Money pressure on those with the least income",
    "place_quality.shift": "The quality that places are held at",
    "power_sharing.shift": "The share of power that residents hold in decisions",
    "delivery.shift": "The chance that a promise is kept",
}
ODDS = {
    "invitation.strength": "going to an activity",
    "volunteering.support": "volunteering",
    "outreach.strength": "taking part in local decisions",
}


def what_happens(event: Event, scenario: Scenario, defaults: bool = False) -> str:
    """Return what a kind of event is and what this one does, as sentences.

    Doses at the value that changes nothing are left out unless `defaults` is set or all are.
    """
    return " ".join(filter(None, (about_kind(event), doses(event, scenario, defaults))))


def doses(event: Event, scenario: Scenario, defaults: bool = False) -> str:
    """Return what an event does, as sentences, '' if its kind says it all."""
    own = type(event).own_fields()
    moved = [name for name in own if defaults or event.does_nothing() or not _is_neutral(event, name)]
    told = [_special(event, scenario)] if event.kind in SPECIAL else [_dose(event, name) for name in moved]
    return " ".join(filter(None, map(sentence, told)))


def about_kind(event: Event) -> str:
    """Return what the kind is, by its docstring without notes for programmers."""
    first = (type(event).__doc__ or "").strip().split("\n")[0]
    return sentence(re.sub(r"; `.*$", "", first))


def neutral(event: Event, name: str) -> float | None:
    """Return the value of a dose that changes nothing: its default, 0 if it has none; None if no dose."""
    field = type(event).model_fields[name]
    if field.annotation is not float:
        return None
    return 0.0 if field.is_required() else float(field.default)


def _is_neutral(event: Event, name: str) -> bool:
    return neutral(event, name) is not None and getattr(event, name) == neutral(event, name)


def _dose(event: Event, name: str) -> str:
    """Return one dose as a sentence."""
    key, value = f"{event.kind}.{name}", getattr(event, name)
    if key in FACTORS:
        subject = FACTORS[key]
        if "{services}" in subject:
            subject = subject.format(services=services(getattr(event, "services", ())))
        verb = "are" if subject in PLURAL else "is"
        return f"{subject} {verb} multiplied by {number(value)} (1 = as usual)"
    if key in SHIFTS:
        return f"{SHIFTS[key]} {_moved(value)} on a scale from 0 to 1 (0 = no change)"
    if key in ODDS:
        times = f"{math.exp(value):.2f}"
        return f"The odds of {ODDS[key]} are multiplied by {times} ({number(value)} log-odds; 0 = no change)"
    if key in OTHERS:
        return OTHERS[key](value)
    return _unknown(event, name, value)


def _moved(value: float) -> str:
    return f"{'falls' if value < 0 else 'rises'} by {number(abs(value))}"


def _unknown(event: Event, name: str, value: Any) -> str:
    """Return a field for which no sentence is written, by its description."""
    if name == "services" or value is None:
        return ""
    about = type(event).model_fields[name].description or spoken(name)
    shown = number(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
    usual = neutral(event, name)
    tail = "" if usual is None else f" ({number(usual)} = no change)"
    return f"{about[0].upper()}{about[1:]}: {shown}{tail}"


def _support(value: float) -> str:
    return f"Money pressure {_moved(-value)} on a scale from 0 to 1 (0 = no change)"


def _groups(value: float) -> str:
    amount, side = counted(abs(value), "group"), "fewer" if value < 0 else "more"
    return f"Each neighbourhood has room for {amount} {side} than usual (0 = as usual)"


OTHERS: dict[str, Callable[[float], str]] = {
    "income.support": _support,
    "job_loss.share": lambda x: f"{percent(x)} of the employed among them lose their work, drawn at random",
    "damage.home": lambda x: f"Homes are damaged to {number(x)} (0 = not at all, 1 = not fit to live in)",
    "incident.severity": lambda x: (
        f"Each neighbourhood sees {counted(x, 'serious incident')} in that week (0 = none)"
    ),
    "activities.groups": _groups,
    "relocation.share": lambda x: f"{percent(x)} of them are moved, drawn at random",
    "relocation.together": lambda x: f"{percent(x)} of the moved stay beside a neighbour they had",
    "anchor.strength": lambda x: f"Its strength is {number(x)} (0 = none, 1 = as strong as can be)",
}


def _link_workers(e: Any, s: Scenario) -> str:
    posts = e.workers * s.town.residents / PLACES_PER
    each = counted(e.caseload, "person", "people")
    return (
        f"There are {counted(e.workers, 'link worker')} for {number(PLACES_PER)} residents,"
        f" {counted(round(posts, 2), 'post')} in this town. Each has {each} at a time, which makes"
        f" {counted(int(posts * e.caseload), 'place')}. A person stays for {weeks(e.episode)} and has a"
        f" session in {percent(e.contact)} of these weeks"
    )


def _closure(e: Any, s: Scenario) -> str:
    told = f"The sites of {services(e.services)} close"
    if e.notice:
        told += f", announced {counted(e.notice, 'week')} before"
    if e.contested:
        told += ". Residents can fight for each site, and may avert or delay its closure"
    return told


def _referral(e: Any, s: Scenario) -> str:
    usual = s.assumptions.services.ordinary_link
    return (
        f"{services(e.from_)} pass people on to {services(e.to)} at {number(e.link)}"
        f" (0 = with a leaflet, 1 = in the same room; {number(usual)} as usual)"
    )


def _co_location(e: Any, s: Scenario) -> str:
    verb = "moves" if len(e.guests) == 1 else "move"
    return f"{services(e.guests)} {verb} into the sites of {spoken(e.host)}; capacity stays as it is"


SPECIAL: dict[str, Callable[[Any, Scenario], str]] = {
    "link_workers": _link_workers,
    "service_closure": _closure,
    "referral": _referral,
    "co_location": _co_location,
    "service_remote": lambda e, s: f"This concerns the sites of {services(e.services)}",
    "placebo": lambda e, s: "It changes nothing",
}


def _special(event: Event, scenario: Scenario) -> str:
    return SPECIAL[event.kind](event, scenario)
