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
    "mutual_aid": (("factor", 1, -1),),
}  # fmt: skip


class Mark(NamedTuple):
    """One event as a figure shows it: first and last week (None: to the end), label, shock or not."""

    week: int
    until: int | None
    label: str
    shock: bool


def onset(event: Any) -> int:
    """Return the week in which an event can first change anything: its start less its notice."""
    return max(0, int(event.start) - int(getattr(event, "notice", 0)))


def begun(scenario: Scenario, week: int) -> list[Any]:
    """Return the events of a scenario that have begun by `week`, in file order."""
    return [event for event in scenario.events if onset(event) <= week]


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


def marks(scenarios: Sequence[Scenario]) -> list[Mark]:
    """Return the events of all scenarios, once each, by week; an event that strikes once ends at once."""
    found: dict[tuple[int, str], Mark] = {}
    for event in (event for scenario in scenarios for event in scenario.events):
        label = str(event.name).replace("-", " ").replace("_", " ")
        weeks = 0 if event.one_off else event.weeks
        until = None if weeks is None else int(event.start) + int(weeks)
        found.setdefault((int(event.start), label), Mark(int(event.start), until, label, is_shock(event)))
    return [found[key] for key in sorted(found)]
