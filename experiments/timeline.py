"""When the events of scenarios begin, where scenarios part, and which events are shocks.

An event begins at its start, or at its announcement when it has a notice. Two scenarios agree
until the first week in which the events begun so far, in file order, are not the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from model.scenario import Scenario

# For each kind: the fields that can do harm, the value that changes nothing, and the harmful side.
HARMFUL: dict[str, tuple[tuple[str, float, int], ...]] = {
    "contact": (("close", 1, -1), ("acquaintance", 1, -1)),
    "confinement": (("going_out", 1, -1),),
    "stress": (("level", 0, 1),),
    "prices": (("rise", 0, 1),),
    "income": (("support", 0, -1),),
    "job_loss": (("share", 0, 1),),
    "hiring": (("factor", 1, -1),),
    "damage": (("home", 0, 1),),
    "incident": (("severity", 0, 1),),
    "street_safety": (("incidents", 1, 1), ("fear", 1, 1)),
    "place_quality": (("shift", 0, -1),),
    "service_capacity": (("factor", 1, -1),),
    "service_closure": (("start", -1, 1),),
    "service_remote": (("start", -1, 1),),
    "service_demand": (("factor", 1, 1),),
    "activities": (("factor", 1, -1), ("groups", 0, -1), ("fee", 1, 1)),
    "invitation": (("strength", 0, -1),),
    "meeting": (("factor", 1, -1), ("mixing", 1, 1)),
    "volunteering": (("support", 0, -1),),
    "power_sharing": (("shift", 0, -1),),
    "delivery": (("shift", 0, -1),),
    "budget": (("factor", 1, -1),),
    "barriers": tuple((b, 1, 1) for b in ("time", "money", "confidence", "information", "access")),
    "outreach": (("strength", 0, -1),),
    "travel": (("factor", 1, 1),),
    "relocation": (("share", 0, 1),),
    "mortality": (("factor", 1, 1),),
    "churn": (("leaving", 1, 1),),
    "arrivals": (("share", 0, 1),),
    "mutual_aid": (("factor", 1, -1),),
}  # fmt: skip


LABEL = 40


class Mark(NamedTuple):
    """Events as a figure shows them: first and last week (None: to the end), label, shocks or not."""

    week: int
    until: int | None
    label: str
    shock: bool


TRIGGERED = "(if triggered)"
"""Beside the name of an event that waits for a threshold: its mark is the first week that can count."""


class Moment(NamedTuple):
    """The week that effects are dated from, and what happened then."""

    week: int
    what: str


def onset(event: Any) -> int:
    """Return the week in which an event can first change anything: its start less its notice."""
    return max(0, int(event.start) - int(getattr(event, "notice", 0)))


def begun(scenario: Scenario, week: int) -> list[Any]:
    """Return the events of a scenario that have begun by `week`, in file order, with the date they follow."""
    return [(event, _follows(event, scenario)) for event in scenario.events if onset(event) <= week]


def _follows(event: Any, scenario: Scenario) -> Any:
    """Return the day on which week 0 begins if the event follows the calendar, else None."""
    return scenario.week_0 if getattr(event, "follows_calendar", False) else None


def parting(one: Scenario, other: Scenario) -> int | None:
    """Return the first week in which the events of two scenarios differ, or None if they never do."""
    weeks = sorted({onset(event) for event in (*one.events, *other.events)})
    return next((week for week in weeks if begun(one, week) != begun(other, week)), None)


def same_world(one: Scenario, other: Scenario) -> bool:
    """Return whether two scenarios share town, assumptions, loops and burn-in."""
    return (one.town, one.assumptions, one.loops, one.settle) == (
        other.town, other.assumptions, other.loops, other.settle,
    )  # fmt: skip


def first_difference(scenario: Scenario, baseline: Scenario) -> int:
    """Return the week from which a scenario may differ from the baseline (its horizon if never)."""
    if not same_world(scenario, baseline):
        return 0
    week = parting(scenario, baseline)
    return scenario.weeks if week is None else week


def is_shock(event: Any) -> bool:
    """Return whether any field of an event lies on its harmful side."""
    sides = HARMFUL.get(event.kind, ())
    return any((getattr(event, field) - neutral) * side > 0 for field, neutral, side in sides)


def shocks(scenario: Scenario) -> list[Any]:
    """Return the shocks of a scenario in the order of their onset."""
    return sorted((event for event in scenario.events if is_shock(event)), key=onset)


def without_shocks(scenario: Scenario, others: Sequence[Scenario]) -> Scenario | None:
    """Return the one of `others` that is this scenario without its shocks, or None."""
    rest = [event for event in scenario.events if not is_shock(event)]
    same = (o for o in others if same_world(o, scenario) and list(o.events) == rest)
    return next(same, None)


def new_shocks(scenario: Scenario, baseline: Scenario) -> list[Any]:
    """Return the shocks of a scenario that the baseline does not have, before its horizon."""
    known = list(baseline.events)
    return [event for event in shocks(scenario) if event not in known and onset(event) < scenario.weeks]


def moment(scenario: Scenario, baseline: Scenario) -> Moment | None:
    """Return what effects are dated from: the first new shock, or else the parting; None if none."""
    week = first_difference(scenario, baseline)
    if week >= scenario.weeks:
        return None
    new = new_shocks(scenario, baseline)
    if not new:
        return Moment(week, "the start of the difference")
    what = f"the first week that can trigger {new[0].name}" if new[0].when else str(new[0].name)
    return Moment(onset(new[0]), what)


def built_on(scenario: Scenario, others: Sequence[Scenario]) -> Scenario | None:
    """Return the one of `others` that has the most of this scenario's events and no other, or None."""
    own = list(scenario.events)
    parts = [
        o for o in others
        if same_world(o, scenario)
        and 0 < len(o.events) < len(own)
        and all(event in own for event in o.events)
    ]  # fmt: skip
    return max(parts, key=lambda o: len(o.events), default=None)


def marks(scenarios: Sequence[Scenario]) -> list[Mark]:
    """Return what happens in all scenarios, by week; events of one week and sort share a mark.

    An event that waits for a threshold is marked at the first week that can count, without an end.
    """
    found: dict[tuple[int, bool, bool], list[Any]] = {}
    for event in (event for scenario in scenarios for event in scenario.events):
        same = found.setdefault((int(event.start), is_shock(event), event.when is not None), [])
        if event.name not in [other.name for other in same]:
            same.append(event)
    return [_mark(week, shock, waits, found[week, shock, waits]) for week, shock, waits in sorted(found)]


def _mark(week: int, shock: bool, waits: bool, events: Sequence[Any]) -> Mark:
    """Return one mark for events that start together; it ends with the last of them."""
    ends = [
        week if event.one_off else None if event.weeks is None else week + event.weeks for event in events
    ]
    until = None if None in ends else max(end for end in ends if end is not None)
    names = [str(event.name).replace("-", " ").replace("_", " ") for event in events]
    label = ", ".join(names)
    if len(label) > LABEL:
        label = f"{names[0]} and {len(names) - 1} more" if len(names) > 1 else names[0]
    if waits:
        return Mark(week, None, f"{label} {TRIGGERED}", shock)
    return Mark(week, until, label, shock)
