"""Events for the proof: every kind at its trial dose, one at a time, staggered, and given out in all ways."""

from __future__ import annotations

from model.aiming import Delivery, Where, Who
from model.event_kinds import EVENT_KINDS
from model.event_parts import Event
from tests.behaviour.worlds import event, trial

OF_ONE_WEEK = {kind for kind, made in EVENT_KINDS.items() if made.one_off}


def alone(kind: str, start: int = 1, weeks: int = 6) -> Event:
    """Return one event of a kind at its trial dose; what strikes once strikes half of those it could."""
    if kind in OF_ONE_WEEK:
        return trial(kind, start)
    return trial(kind, start, weeks=weeks)


def all_kinds(weeks: int) -> list[Event]:
    """Return every kind once, begun one after another over so many weeks, several at work at a time."""
    starts = {kind: 1 + n * (weeks - 8) // len(EVENT_KINDS) for n, kind in enumerate(EVENT_KINDS)}
    return [alone(kind, start, weeks=weeks // 4) for kind, start in starts.items()]


def all_ways(weeks: int) -> list[Event]:
    """Return events given out in all ways: to some, by need, first come, with places, contested, in waves."""
    third = weeks // 3
    closure = {"services": "all", "contested": True, "notice": 2, "share": 0.7}
    by_need, first_come = Delivery(mode="proportionate", slope=1.0), Delivery(mode="first_come")
    places = Delivery(mode="targeted", need="loneliness", places=1000, stay=4)
    return [
        event("service_closure", third, name="contested", **closure),
        event("income", 1, name="by-need", support=0.3, delivery=by_need, weeks=2 * third),
        event("invitation", 2, name="first-come", strength=1.5, delivery=first_come, uptake=0.4, ramp=3),
        event("visits", 2, name="with-places", contact=2.0, delivery=places, uptake=0.5, weeks=third, fade=3),
        event("anchor", 1, name="some-places", strength=0.8, where=Where(share=0.6)),
        event("anchor", 3, name="more-of-them", strength=0.5),
        event("stress", 2, name="the-young", level=0.4, who=Who(age=(16, 40)), ramp=2, weeks=4, fade=4),
        event("link_workers", 1, name="workers", workers=60.0, contact=0.5, episode=5, uptake=0.7),
        event("link_workers", third, name="more-workers", workers=20.0, contact=0.2, episode=6),
        event("co_location", 3, name="one-roof", host="hub", guests=["money_advice", "employability"]),
        event("referral", 4, name="from-the-hub", from_=["hub"], to="all", link=0.6, weeks=third),
        event("relocation", 5, name="some-move", share=0.3, together=0.5, who=Who(share=0.4)),
        event("newcomers", 1, name="richer", income=0.4, welcome=0.5),
        event("arrivals", 6, name="a-block", share=0.2),
        event("activities", 2, name="closed", factor=0.0, weeks=4),
        event("power_sharing", 1, name="power", shift=0.3),
        event("service_remote", 2, name="remote", services=["mental_health", "housing"], weeks=third),
    ]
