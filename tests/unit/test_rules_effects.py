"""What each kind of event does to the week's conditions at no dose, half of it and all of it, by hand."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from model.conditions import Conditions
from model.effects import EFFECTS, applied, sites_of
from model.event_kinds import EVENT_KINDS
from model.event_parts import Event
from model.reaching import Reach

HERE = np.array([True, False])
OFFERED = np.array([True, True, True, False, False, False])
PART = np.array([True, False, True, False, False, False])
SITES = np.array([True, False, True, False, True, False, True])
REACH = Reach(HERE, OFFERED, PART, SITES, np.ones(2), np.ones(6), np.ones(7))
GP, MENTAL, MONEY = 0, 1, 2


class Change(NamedTuple):
    """A condition that an event changes: where, and to what, at half and at full dose."""

    name: str
    where: Any
    half: Any
    full: Any


ALL_OF_IT = ()
"""The whole of a condition that is one number."""
CASES: dict[str, tuple[dict[str, Any], list[Change]]] = {
    "contact": (
        {"close": 0.6, "acquaintance": 0.2},
        [Change("close_contact", ALL_OF_IT, 0.8, 0.6), Change("loose_contact", ALL_OF_IT, 0.6, 0.2)],
    ),
    "confinement": ({"going_out": 0.5}, [Change("going_out", PART, 0.75, 0.5)]),
    "stress": ({"level": 0.4}, [Change("stress", PART, 0.2, 0.4)]),
    "prices": ({"rise": 0.3}, [Change("prices", HERE, 0.15, 0.3)]),
    "income": ({"support": 0.2}, [Change("pressure", PART, -0.1, -0.2)]),
    "hiring": ({"factor": 3.0}, [Change("hiring", HERE, 2.0, 3.0)]),
    "incident": ({"severity": 8.0}, [Change("struck", HERE, 4.0, 8.0)]),
    "street_safety": (
        {"incidents": 0.5, "fear": 2.0},
        [Change("incidents", HERE, 0.75, 0.5), Change("fear", HERE, 1.5, 2.0)],
    ),
    "place_quality": ({"shift": -0.4}, [Change("quality", HERE, -0.2, -0.4)]),
    "service_capacity": (
        {"services": "all", "factor": 0.5},
        [Change("capacity", SITES, 0.75, 0.5)],
    ),
    "service_closure": ({"services": "all"}, [Change("open", SITES, False, False)]),
    "service_remote": ({"services": "all"}, [Change("remote", SITES, True, True)]),
    "service_demand": (
        {"services": ["general_practice", "money_advice"], "factor": 3.0},
        [Change("demand", [GP, MONEY], 2.0, 3.0)],
    ),
    "referral": (
        {"from": "general_practice", "to": ["money_advice"], "link": 0.8},
        [Change("link", (GP, MONEY), 0.4, 0.8)],
    ),
    "co_location": (
        {"host": "general_practice", "guests": ["money_advice", "mental_health"]},
        [
            Change("link", np.ix_([GP, MENTAL, MONEY], [GP, MENTAL, MONEY]), 0.5, 1.0),
            Change("hosted", [MONEY, MENTAL], GP, GP),
        ],
    ),
    "link_workers": (
        {"workers": 500.0, "caseload": 10, "contact": 0.2, "uptake": 0.5},
        # 500 for 10,000 residents are 0.3 for six, with ten places each
        [
            Change("caseload", ALL_OF_IT, 1.5, 3.0),
            Change("sessions", ALL_OF_IT, 0.2, 0.2),
            Change("linkable", OFFERED, 0.5, 0.5),
        ],
    ),
    "activities": (
        {"factor": 0.0, "groups": 4.0, "fee": 3.0},
        [
            Change("activities", HERE, 0.5, 0.0),
            Change("venues", HERE, 2.0, 4.0),
            Change("activity_cost", HERE, 2.0, 3.0),
        ],
    ),
    "invitation": ({"strength": 2.0}, [Change("invited", PART, 1.0, 2.0)]),
    "meeting": (
        {"factor": 5.0, "mixing": 0.2},
        [Change("meeting", HERE, 3.0, 5.0), Change("mixing", HERE, 0.6, 0.2)],
    ),
    "volunteering": ({"support": -1.0}, [Change("encouraged", PART, -0.5, -1.0)]),
    "power_sharing": ({"shift": 0.5}, [Change("power", HERE, 0.25, 0.5)]),
    "delivery": ({"shift": -0.6}, [Change("delivery", HERE, -0.3, -0.6)]),
    "budget": ({"factor": 3.0}, [Change("budget", HERE, 2.0, 3.0)]),
    "barriers": (
        {"time": 0.0, "money": 0.5, "access": 2.0},
        [Change("barriers", HERE, [[0.5, 0.75, 1.0, 1.0, 1.5]], [[0.0, 0.5, 1.0, 1.0, 2.0]])],
    ),
    "outreach": ({"strength": 3.0}, [Change("asked", PART, 1.5, 3.0)]),
    "travel": ({"factor": 5.0}, [Change("travel", HERE, 3.0, 5.0)]),
    "anchor": ({"strength": 0.8}, [Change("anchor", HERE, 0.4, 0.8)]),
    "mutual_aid": ({"factor": 3.0}, [Change("mutual_aid", HERE, 2.0, 3.0)]),
    "mortality": ({"factor": 3.0}, [Change("mortality", PART, 2.0, 3.0)]),
    "visits": ({"contact": 1.5}, [Change("visits", PART, 0.75, 1.5)]),
    "churn": ({"leaving": 0.5}, [Change("leaving", PART, 0.75, 0.5)]),
    "newcomers": (
        {"income": -0.4, "welcome": 0.6},
        [Change("newcomer_income", HERE, -0.2, -0.4), Change("welcome", HERE, 0.3, 0.6)],
    ),
    "arrivals": ({"share": 0.5}, [Change("resettled", PART, 0.25, 0.5)]),
    "job_loss": ({"share": 0.5}, []),
    "damage": ({"home": 0.9}, []),
    "relocation": ({"share": 0.5}, []),
    "placebo": ({}, []),
}


def event(kind: str, **fields: Any) -> Event:
    """Return an event of a kind."""
    return EVENT_KINDS[kind].model_validate({"start": 0, **fields})


def under(hamlet: Any, kind: str, dose: float) -> Conditions:
    """Return the conditions under the case's event at a dose; those of the hamlet stay as they are."""
    copies = {name: np.copy(value) for name, value in hamlet.c._asdict().items() if np.ndim(value)}
    return applied(event(kind, **CASES[kind][0]), dose, REACH, hamlet.c._replace(**copies))


def expected(hamlet: Any, kind: str, full: bool) -> dict[str, Any]:
    """Return all conditions as they should be: the ordinary ones with the case's changes."""
    wanted = {name: np.copy(value) for name, value in hamlet.c._asdict().items()}
    for change in CASES[kind][1]:
        wanted[change.name][change.where] = change.full if full else change.half
    return wanted


def test_every_kind_of_event_has_a_case_here_and_an_effect() -> None:
    assert set(CASES) == set(EVENT_KINDS)
    assert set(EFFECTS) == set(EVENT_KINDS.values())


@pytest.mark.parametrize("kind", CASES)
def test_at_dose_0_the_conditions_are_the_same_to_the_bit(hamlet: Any, kind: str) -> None:
    for name, value in under(hamlet, kind, 0.0)._asdict().items():
        ordinary = np.asarray(getattr(hamlet.c, name))
        assert np.asarray(value).tobytes() == ordinary.tobytes(), name
        assert np.asarray(value).dtype == ordinary.dtype, name


@pytest.mark.parametrize("full", [False, True], ids=["half", "full"])
@pytest.mark.parametrize("kind", CASES)
def test_a_dose_changes_what_the_kind_is_about_and_nothing_else(hamlet: Any, kind: str, full: bool) -> None:
    wanted = expected(hamlet, kind, full)
    for name, value in under(hamlet, kind, 1.0 if full else 0.5)._asdict().items():
        assert np.asarray(value) == pytest.approx(wanted[name]), name
        assert np.asarray(value).dtype == np.asarray(getattr(hamlet.c, name)).dtype, name


@pytest.mark.parametrize("kind", [kind for kind, (_, changes) in CASES.items() if not changes])
def test_strikes_and_the_placebo_leave_the_conditions_alone(hamlet: Any, kind: str) -> None:
    assert applied(event(kind, **CASES[kind][0]), 1.0, REACH, hamlet.c) is hamlet.c


def test_two_events_of_a_kind_add_up_or_multiply(hamlet: Any) -> None:
    c = hamlet.c
    for rise in (0.1, 0.2):
        c = applied(event("prices", rise=rise), 1.0, REACH, c)
    for factor in (2.0, 3.0):
        c = applied(event("hiring", factor=factor), 1.0, REACH, c)
    assert c.prices.tolist() == pytest.approx([0.3, 0.0])
    assert c.hiring.tolist() == pytest.approx([6.0, 1.0])


def test_of_two_anchors_the_stronger_counts(hamlet: Any) -> None:
    c = hamlet.c
    for strength in (0.7, 0.3):
        c = applied(event("anchor", strength=strength), 1.0, REACH, c)
    assert c.anchor.tolist() == pytest.approx([0.7, 0.0])


def test_an_event_concerns_the_sites_of_its_services_in_its_places(hamlet: Any) -> None:
    sites = hamlet.world.sites  # even services stand in the first neighbourhood
    both, first = np.array([True, True]), np.array([True, False])
    some = event("service_closure", services=["general_practice", "mental_health"])
    assert np.flatnonzero(sites_of(some, both, sites)).tolist() == [GP, MENTAL]
    assert np.flatnonzero(sites_of(some, first, sites)).tolist() == [GP]
    assert not sites_of(event("placebo"), both, sites).any()
