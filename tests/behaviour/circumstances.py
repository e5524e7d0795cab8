"""Circumstances under which a parameter shows: events at work, or a state that the residents are put in."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from model import Community
from model.conditions import SERVICES
from model.event_parts import Event
from tests.behaviour.worlds import Alteration, event, trial


class Circumstances(NamedTuple):
    """What both towns of a pair have in common."""

    events: tuple[Event, ...] = ()
    alter: Alteration | None = None


def people(**levels: float) -> Alteration:
    """Return the alteration that puts a column of all residents at one level."""

    def alter(town: Community) -> None:
        for name, level in levels.items():
            getattr(town.world.residents, name)[:] = level

    return alter


def places(**levels: float) -> Alteration:
    """Return the alteration that puts a column of all neighbourhoods at one level."""

    def alter(town: Community) -> None:
        for name, level in levels.items():
            getattr(town.world.places, name)[:] = level

    return alter


def without_ties(town: Community) -> None:
    """End every tie."""
    town.world.ties.degree[:] = 0


def both(one: Callable[[Community], None], other: Callable[[Community], None]) -> Alteration:
    """Return one alteration after the other."""

    def alter(town: Community) -> None:
        one(town)
        other(town)

    return alter


def out_of_work(town: Community) -> None:
    """Take work from everybody under 60, a year ago."""
    r = town.world.residents
    young = r.age < 60
    r.work[young], r.jobless[young] = 1, 52


FULL = event("activities", factor=0.3)
FLOOD = event("damage", home=0.9)
CLOSURE = event("service_closure", start=1, services="all", contested=True)
CIRCUMSTANCES = {
    "ordinary": Circumstances(),
    # what events bring
    "flood": Circumstances((FLOOD,)),
    "stress": Circumstances((event("stress", level=0.5),)),
    "prices": Circumstances((event("prices", rise=0.6),)),
    "promises broken": Circumstances((event("delivery", shift=-1.0),)),
    "power shared": Circumstances((event("power_sharing", shift=0.75), event("delivery", shift=0.3))),
    "services closed": Circumstances((trial("service_closure"),)),
    "services remote": Circumstances((trial("service_remote"),)),
    "closure contested": Circumstances((CLOSURE,)),
    "closure contested beside an anchor": Circumstances((trial("anchor"), CLOSURE)),
    "few link workers": Circumstances((event("link_workers", workers=4.0),)),
    "visited": Circumstances((event("visits", contact=1.0),)),
    "newcomers welcomed": Circumstances((trial("newcomers"),)),
    "link workers": Circumstances((event("link_workers", workers=1000.0),)),
    "volunteers encouraged": Circumstances((event("volunteering", support=5.0),)),
    "volunteers put off": Circumstances((event("volunteering", support=-5.0),)),
    "rooms and volunteers": Circumstances(
        (event("activities", groups=5.0), event("volunteering", support=5.0))
    ),
    "rooms": Circumstances((event("activities", groups=5.0),)),
    "anchor": Circumstances((trial("anchor"),)),
    "full activities": Circumstances((FULL,)),
    "full and lively": Circumstances((FULL,), places(community_life=0.9)),
    # the state people are put in
    "lively": Circumstances(alter=places(community_life=0.9)),
    "no groups": Circumstances(alter=places(groups=0, helping=0)),
    "no groups but an anchor": Circumstances((trial("anchor"),), places(groups=0, helping=0)),
    "run down": Circumstances(alter=places(quality=0.1)),
    "well kept": Circumstances(alter=places(quality=0.95)),
    "ill": Circumstances(alter=people(health=0.2)),
    "in control": Circumstances(alter=people(control=0.9)),
    "online": Circumstances(alter=people(digital=1.0)),
    "set back": Circumstances(alter=people(setbacks=3)),
    "needs without a reason": Circumstances(
        alter=people(work=0, needs=1 << SERVICES.index("employability"), queued=0, knows=127)
    ),
    "unknowing": Circumstances(alter=people(knows=0)),
    "trusting": Circumstances(alter=people(trust=0.95)),
    "distrusting": Circumstances(alter=people(trust=0.1)),
    "afraid": Circumstances(alter=people(safety=0.1)),
    "safe": Circumstances(alter=people(safety=0.95)),
    "strangers": Circumstances(alter=people(belonging=0.1)),
    "at home": Circumstances(alter=people(belonging=0.95)),
    "at home in hard times": Circumstances(
        (event("prices", rise=0.6), event("stress", level=0.6)),
        both(people(belonging=0.95, safety=0.95), places(quality=0.95))
    ),
    "well off": Circumstances(alter=people(money_strain=0.0)),
    "hard up": Circumstances(alter=people(money_strain=1.0)),
    "calm": Circumstances(alter=people(strain=0.0)),
    "strained": Circumstances(alter=people(strain=1.0)),
    "lonely": Circumstances(alter=people(loneliness=0.95)),
    "in company": Circumstances(alter=people(loneliness=0.0)),
    "supported from outside": Circumstances(alter=people(external=1.0)),
    "regulars": Circumstances(alter=people(club_habit=1.0)),
    "volunteers": Circumstances(alter=people(volunteering_habit=1.0)),
    "cheerful": Circumstances(alter=people(wellbeing=1.0)),
    "low": Circumstances(alter=people(wellbeing=0.0)),
    "old": Circumstances(alter=people(age=82.0)),
    "old and ill": Circumstances(alter=people(age=75.0, health=0.2)),
    "old and alone": Circumstances((trial("confinement"),), both(people(age=82.0), without_ties)),
    "out of work": Circumstances(alter=out_of_work),
    "out of work and coached": Circumstances(alter=both(out_of_work, people(coached=104))),
    "advised": Circumstances(alter=people(advice_gain=0.3)),
}


def nobody_is_met() -> dict[str, float]:
    """Return the parameters with which nobody gets to know anybody."""
    return dict.fromkeys(
        [f"ties.{way}" for way in ("neighbours", "clubmates", "friends_of_friends", "workmates")], 0.0
    )


def flags(values: np.ndarray, bit: int) -> np.ndarray:
    """Return which bytes have a bit set."""
    return (values >> np.uint8(bit)) & 1
