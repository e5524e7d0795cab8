"""What each kind of event does to the week's conditions, at a dose; and whom it reaches, as given data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from model.conditions import BARRIERS, SERVICES
from tests.reference.conditions import (
    PersonConditions,
    PlaceConditions,
    SiteConditions,
    TownConditions,
)
from tests.reference.site import find_ways

if TYPE_CHECKING:
    from tests.reference.town import Town


class Acting(NamedTuple):
    """An event at work in a week: its fields, its dose, and whom and what it reaches, by number."""

    event: Any
    dose: float
    begins: bool
    """Whether it begins this week."""
    offered: list[int]
    """Residents whom it is offered."""
    people: dict[int, float]
    """Residents who take part, with the share of the dose that each gets."""
    places: dict[int, float]
    """Neighbourhoods reached, with their share of the dose."""
    sites: dict[int, float]
    """Service sites concerned, with their share of the dose."""


FACTORS = {
    "confinement": [("people", "going_out", "going_out")],
    "hiring": [("places", "hiring", "factor")],
    "street_safety": [("places", "incidents", "incidents"), ("places", "fear", "fear")],
    "activities": [("places", "activities", "factor"), ("places", "activity_cost", "fee")],
    "meeting": [("places", "meeting", "factor"), ("places", "mixing", "mixing")],
    "budget": [("places", "budget", "factor")],
    "barriers": [("places", name, name) for name in BARRIERS],
    "travel": [("places", "travel", "factor")],
    "mutual_aid": [("places", "mutual_aid", "factor")],
    "mortality": [("people", "mortality", "factor")],
    "churn": [("people", "leaving", "leaving")],
    "service_capacity": [("sites", "capacity", "factor")],
}
"""Kinds that multiply a condition: whose it is, which, and the event's field that holds the factor."""
SHIFTS = {
    "stress": [("people", "stress", "level")],
    "prices": [("places", "prices", "rise")],
    "incident": [("places", "struck", "severity")],
    "place_quality": [("places", "quality", "shift")],
    "activities": [("places", "venues", "groups")],
    "invitation": [("people", "invited", "strength")],
    "volunteering": [("people", "encouraged", "support")],
    "power_sharing": [("places", "power", "shift")],
    "delivery": [("places", "delivery", "shift")],
    "outreach": [("people", "asked", "strength")],
    "visits": [("people", "visits", "contact")],
    "newcomers": [("places", "newcomer_income", "income"), ("places", "welcome", "welcome")],
    "arrivals": [("people", "resettled", "share")],
}
"""Kinds that add to a condition, in the same way."""


def numbers(names: Iterable[str]) -> list[int]:
    """Return the numbers of services."""
    return [SERVICES.index(name) for name in names]


def reached(whose: str, acting: Acting, town: Town) -> list[tuple[Any, float]]:
    """Return the conditions of everybody (or every place, or site) reached, with the dose each gets."""
    among: list[Any] = getattr(town, whose)
    shares: dict[int, float] = getattr(acting, whose)
    return [(among[number].now, acting.dose * share) for number, share in shares.items()]


def apply(acting: Acting, town: Town) -> None:
    """Let one event set the week's conditions."""
    kind, event = acting.event.kind, acting.event
    for whose, condition, field in FACTORS.get(kind, []):
        for now, dose in reached(whose, acting, town):
            change = max(0.0, 1.0 + dose * (getattr(event, field) - 1.0))
            setattr(now, condition, getattr(now, condition) * change)
    for whose, condition, field in SHIFTS.get(kind, []):
        for now, dose in reached(whose, acting, town):
            setattr(now, condition, getattr(now, condition) + dose * getattr(event, field))
    if kind in OF_THEIR_OWN:
        OF_THEIR_OWN[kind](acting, town)


def _contact(acting: Acting, town: Town) -> None:
    town.now.close_contact *= 1.0 + acting.dose * (acting.event.close - 1.0)
    town.now.loose_contact *= 1.0 + acting.dose * (acting.event.acquaintance - 1.0)


def _income(acting: Acting, town: Town) -> None:
    for now, dose in reached("people", acting, town):
        now.pressure -= dose * acting.event.support


def _anchor(acting: Acting, town: Town) -> None:
    for now, dose in reached("places", acting, town):
        now.anchor = max(now.anchor, min(1.0, dose * acting.event.strength))


def _service_closure(acting: Acting, town: Town) -> None:
    for number in acting.sites:
        if not town.campaigns.saves(acting.event.name, number, town.week):
            town.sites[number].now.open = False


def _service_remote(acting: Acting, town: Town) -> None:
    for now, _ in reached("sites", acting, town):
        now.remote = True


def _service_demand(acting: Acting, town: Town) -> None:
    for service in numbers(acting.event.services):
        town.now.demand[service] *= max(0.0, 1.0 + acting.dose * (acting.event.factor - 1.0))


def _link(one: int, other: int, goal: float, dose: float, town: Town) -> None:
    now = town.now.link_between(one, other)
    town.now.link[one, other] = now + dose * (goal - now)


def _referral(acting: Acting, town: Town) -> None:
    for one in numbers(acting.event.from_):
        for other in numbers(acting.event.to):
            _link(one, other, acting.event.link, acting.dose, town)


def _co_location(acting: Acting, town: Town) -> None:
    (host,), guests = numbers([acting.event.host]), numbers(acting.event.guests)
    for one in {host, *guests}:
        for other in {host, *guests}:
            _link(one, other, 1.0, acting.dose, town)
    for guest in guests:
        town.now.host[guest] = host


def _link_workers(acting: Acting, town: Town) -> None:
    event, now = acting.event, town.now
    for number in acting.offered:
        person = town.people[number]
        person.now.linkable = max(person.now.linkable, event.uptake)
    posts = event.workers * len(town.people) / 10_000
    now.caseload += acting.dose * posts * event.caseload
    now.sessions, now.episode = max(now.sessions, event.contact), event.episode


OF_THEIR_OWN = {
    "contact": _contact, "income": _income, "anchor": _anchor, "service_closure": _service_closure,
    "service_remote": _service_remote, "service_demand": _service_demand, "referral": _referral,
    "co_location": _co_location, "link_workers": _link_workers,
}  # fmt: skip
"""Kinds that do something of their own."""
WITHOUT_CONDITIONS = {"job_loss", "damage", "relocation", "placebo"}
"""Kinds that strike once and leave the conditions alone, or do nothing."""


def set_conditions(town: Town) -> None:
    """Set the week's conditions: an ordinary week's, and what each event does to them."""
    town.now = TownConditions(town.assume.services.ordinary_link)
    for person in town.people:
        person.now = PersonConditions()
    for place in town.places:
        place.now = PlaceConditions()
    for site in town.sites:
        site.now = SiteConditions()
    for acting in town.acting:
        if acting.dose > 0.0:
            apply(acting, town)
    for place in town.places:
        find_ways(place, town)
