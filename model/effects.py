"""What each kind of event does to the week's conditions, at a dose from 0 to 1.

Every effect is written once, here. At dose 0, and for a factor of 1 or a shift of 0, the conditions
stay the same to the bit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from model import event_kinds as kinds
from model.columns import Doubles, Flags
from model.conditions import BARRIERS, SERVICES, Conditions
from model.event_parts import Event
from model.reaching import Reach
from model.sites import Sites

Dose = float | Doubles


def _scale(values: Any, where: Any, factor: float, dose: Dose) -> None:
    """Multiply in place by 1 + dose (factor - 1), never below 0; `dose` is one number or one each."""
    change = np.maximum(0.0, 1.0 + _at(where, dose) * (factor - 1.0))
    values[where] *= np.asarray(change).astype(values.dtype)


def _shift(values: Any, where: Any, amount: float, dose: Dose) -> None:
    """Add dose x amount in place; `dose` is one number or one each."""
    values[where] += np.asarray(_at(where, dose) * amount).astype(values.dtype)


def _at(where: Any, dose: Dose) -> Dose:
    """Return the doses of those flagged."""
    if isinstance(dose, float):
        return dose
    return np.asarray(dose[where[0] if isinstance(where, tuple) else where])


def _codes(names: tuple[str, ...]) -> list[int]:
    return [SERVICES.index(name) for name in names]


def _contact(e: kinds.Contact, dose: float, reach: Reach, c: Conditions) -> Conditions:
    return c._replace(
        close_contact=c.close_contact * (1.0 + dose * (e.close - 1.0)),
        loose_contact=c.loose_contact * (1.0 + dose * (e.acquaintance - 1.0)),
    )


def _confinement(e: kinds.Confinement, dose: float, reach: Reach, c: Conditions) -> None:
    _scale(c.going_out, reach.taking_part, e.going_out, dose * reach.by_resident)


def _stress(e: kinds.Stress, dose: float, reach: Reach, c: Conditions) -> None:
    _shift(c.stress, reach.taking_part, e.level, dose * reach.by_resident)


def _prices(e: kinds.Prices, dose: float, reach: Reach, c: Conditions) -> None:
    _shift(c.prices, reach.places, e.rise, dose * reach.by_place)


def _income(e: kinds.Income, dose: float, reach: Reach, c: Conditions) -> None:
    _shift(c.pressure, reach.taking_part, -e.support, dose * reach.by_resident)


def _hiring(e: kinds.Hiring, dose: float, reach: Reach, c: Conditions) -> None:
    _scale(c.hiring, reach.places, e.factor, dose * reach.by_place)


def _incident(e: kinds.Incident, dose: float, reach: Reach, c: Conditions) -> None:
    _shift(c.struck, reach.places, e.severity, dose * reach.by_place)


def _street_safety(e: kinds.StreetSafety, dose: float, reach: Reach, c: Conditions) -> None:
    _scale(c.incidents, reach.places, e.incidents, dose * reach.by_place)
    _scale(c.fear, reach.places, e.fear, dose * reach.by_place)


def _place_quality(e: kinds.PlaceQuality, dose: float, reach: Reach, c: Conditions) -> None:
    _shift(c.quality, reach.places, e.shift, dose * reach.by_place)


def _activities(e: kinds.Activities, dose: float, reach: Reach, c: Conditions) -> None:
    _scale(c.activities, reach.places, e.factor, dose * reach.by_place)
    _shift(c.venues, reach.places, e.groups, dose * reach.by_place)
    _scale(c.activity_cost, reach.places, e.fee, dose * reach.by_place)


def _invitation(e: kinds.Invitation, dose: float, reach: Reach, c: Conditions) -> None:
    _shift(c.invited, reach.taking_part, e.strength, dose * reach.by_resident)


def _meeting(e: kinds.Meeting, dose: float, reach: Reach, c: Conditions) -> None:
    _scale(c.meeting, reach.places, e.factor, dose * reach.by_place)
    _scale(c.mixing, reach.places, e.mixing, dose * reach.by_place)


def _volunteering(e: kinds.Volunteering, dose: float, reach: Reach, c: Conditions) -> None:
    _shift(c.encouraged, reach.taking_part, e.support, dose * reach.by_resident)


def _power_sharing(e: kinds.PowerSharing, dose: float, reach: Reach, c: Conditions) -> None:
    _shift(c.power, reach.places, e.shift, dose * reach.by_place)


def _delivery(e: kinds.Delivery, dose: float, reach: Reach, c: Conditions) -> None:
    _shift(c.delivery, reach.places, e.shift, dose * reach.by_place)


def _budget(e: kinds.Budget, dose: float, reach: Reach, c: Conditions) -> None:
    _scale(c.budget, reach.places, e.factor, dose * reach.by_place)


def _barriers(e: kinds.Barriers, dose: float, reach: Reach, c: Conditions) -> None:
    for column, name in enumerate(BARRIERS):
        _scale(c.barriers, (reach.places, column), getattr(e, name), dose * reach.by_place)


def _outreach(e: kinds.Outreach, dose: float, reach: Reach, c: Conditions) -> None:
    _shift(c.asked, reach.taking_part, e.strength, dose * reach.by_resident)


def _travel(e: kinds.Travel, dose: float, reach: Reach, c: Conditions) -> None:
    _scale(c.travel, reach.places, e.factor, dose * reach.by_place)


def _anchor(e: kinds.Anchor, dose: float, reach: Reach, c: Conditions) -> None:
    strength = np.minimum(1.0, dose * reach.by_place * e.strength)
    c.anchor[reach.places] = np.maximum(c.anchor, strength)[reach.places]


def _mutual_aid(e: kinds.MutualAid, dose: float, reach: Reach, c: Conditions) -> None:
    _scale(c.mutual_aid, reach.places, e.factor, dose * reach.by_place)


def _mortality(e: kinds.Mortality, dose: float, reach: Reach, c: Conditions) -> None:
    _scale(c.mortality, reach.taking_part, e.factor, dose * reach.by_resident)


def _visits(e: kinds.Visits, dose: float, reach: Reach, c: Conditions) -> None:
    _shift(c.visits, reach.taking_part, e.contact, dose * reach.by_resident)


def _churn(e: kinds.Churn, dose: float, reach: Reach, c: Conditions) -> None:
    _scale(c.leaving, reach.taking_part, e.leaving, dose * reach.by_resident)


def _newcomers(e: kinds.Newcomers, dose: float, reach: Reach, c: Conditions) -> None:
    _shift(c.newcomer_income, reach.places, e.income, dose * reach.by_place)
    _shift(c.welcome, reach.places, e.welcome, dose * reach.by_place)


def _arrivals(e: kinds.Arrivals, dose: float, reach: Reach, c: Conditions) -> None:
    _shift(c.resettled, reach.taking_part, e.share, dose * reach.by_resident)


def _service_capacity(e: kinds.ServiceCapacity, dose: float, reach: Reach, c: Conditions) -> None:
    _scale(c.capacity, reach.sites, e.factor, dose * reach.by_site)


def _service_closure(e: kinds.ServiceClosure, dose: float, reach: Reach, c: Conditions) -> None:
    c.open[reach.sites] &= dose <= 0.0


def _service_remote(e: kinds.ServiceRemote, dose: float, reach: Reach, c: Conditions) -> None:
    c.remote[reach.sites] |= dose > 0.0


def _service_demand(e: kinds.ServiceDemand, dose: float, reach: Reach, c: Conditions) -> None:
    _scale(c.demand, _codes(e.services), e.factor, dose)


def _referral(e: kinds.Referral, dose: float, reach: Reach, c: Conditions) -> None:
    block = np.ix_(_codes(e.from_), _codes(e.to))
    c.link[block] += dose * (e.link - c.link[block])


def _co_location(e: kinds.CoLocation, dose: float, reach: Reach, c: Conditions) -> None:
    if dose <= 0.0:
        return
    host, guests = SERVICES.index(e.host), _codes(e.guests)
    c.hosted[guests] = host
    together = np.ix_([host, *guests], [host, *guests])
    c.link[together] += dose * (1.0 - c.link[together])


def _link_workers(e: kinds.LinkWorkers, dose: float, reach: Reach, c: Conditions) -> Conditions:
    c.linkable[reach.offered] = np.maximum(
        c.linkable[reach.offered], np.float32(e.uptake if dose > 0.0 else 0.0)
    )
    posts = e.workers * len(c.linkable) / 10_000
    return c._replace(
        caseload=c.caseload + dose * posts * e.caseload,
        sessions=max(c.sessions, e.contact if dose > 0.0 else 0.0),
        episode=int(e.episode),
    )


def _nothing(e: Any, dose: float, reach: Reach, c: Conditions) -> None:
    """Strikes and the placebo leave the conditions alone."""


EFFECTS: dict[type[Event], Callable[..., Conditions | None]] = {
    kinds.Contact: _contact, kinds.Confinement: _confinement, kinds.Stress: _stress, kinds.Prices: _prices,
    kinds.Income: _income, kinds.JobLoss: _nothing, kinds.Hiring: _hiring, kinds.Damage: _nothing,
    kinds.Incident: _incident, kinds.StreetSafety: _street_safety, kinds.PlaceQuality: _place_quality,
    kinds.ServiceCapacity: _service_capacity, kinds.ServiceClosure: _service_closure,
    kinds.ServiceRemote: _service_remote, kinds.ServiceDemand: _service_demand, kinds.Referral: _referral,
    kinds.CoLocation: _co_location, kinds.LinkWorkers: _link_workers, kinds.Activities: _activities,
    kinds.Invitation: _invitation, kinds.Meeting: _meeting, kinds.Volunteering: _volunteering,
    kinds.PowerSharing: _power_sharing, kinds.Delivery: _delivery, kinds.Budget: _budget,
    kinds.Barriers: _barriers, kinds.Outreach: _outreach, kinds.Travel: _travel, kinds.Relocation: _nothing,
    kinds.Mortality: _mortality, kinds.Visits: _visits, kinds.Churn: _churn, kinds.Newcomers: _newcomers,
    kinds.Arrivals: _arrivals, kinds.Anchor: _anchor, kinds.MutualAid: _mutual_aid, kinds.Placebo: _nothing,
}  # fmt: skip


def applied(event: Event, dose: float, reach: Reach, c: Conditions) -> Conditions:
    """Return conditions `c` with an event at a dose from 0 to 1; the arrays of `c` are changed in place."""
    changed = EFFECTS[type(event)](event, dose, reach, c)
    return c if changed is None else changed


def sites_of(event: Event, places: Flags, sites: Sites) -> Flags:
    """Return the sites an event concerns: of its services, standing in the places it reaches (sites,)."""
    services = getattr(event, "services", ())
    return np.asarray(np.isin(sites.service, _codes(services)) & places[sites.place])
