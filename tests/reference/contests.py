"""Campaigns: whether a mobilised community averts or delays the closure of a service it uses (M21)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.reference.chance import Luck
from tests.reference.effects import Acting
from tests.reference.neighbourhood import Neighbourhood, mean
from tests.reference.shapes import logistic

if TYPE_CHECKING:
    from tests.reference.town import Town

ALWAYS = 10**9


class Campaigns:
    """Which sites communities have saved from which closure, and until which week."""

    def __init__(self) -> None:
        self.saved_until: dict[tuple[str, int], int] = {}
        self.decided: set[str] = set()

    def saves(self, closure: str, site: int, week: int) -> bool:
        """Tell whether a site stays open this week in spite of a closure."""
        return week < self.saved_until.get((closure, site), -ALWAYS)


def strength(users: list[Neighbourhood], notice: int, town: Town) -> float:
    """Return the strength of a campaign: engagement, efficacy, links and anchor of its users, and time."""
    p = town.assume.safeguarding
    each = [
        p.engaged * place.engaged + p.efficacy * place.efficacy + p.linked * place.linked
        + p.anchor * place.now.anchor
        for place in users
    ]  # fmt: skip
    return mean(each) * math.sqrt(min(1.0, (1.0 + notice) / p.notice))


def contest(acting: Acting, town: Town) -> None:
    """Let communities fight a contested closure in the week in which it is due."""
    event = acting.event
    if event.kind != "service_closure" or not event.contested or not acting.begins:
        return
    if event.name not in town.campaigns.decided:
        town.campaigns.decided.add(event.name)
        for number in acting.sites:
            fight_for(number, acting, town)


def fight_for(number: int, acting: Acting, town: Town) -> None:
    """Decide what becomes of one site; its users see a promise kept (averted) or broken (all else)."""
    p, site, closure = town.assume.safeguarding, town.sites[number], acting.event.name
    users = [place for place in town.places if uses(place, number, site.service)]
    averted = logistic(p.steepness * (strength(users, acting.event.notice, town) - p.threshold))
    luck = Luck(town.seed, 0).uniform("safeguarding", number, closure)
    if luck < averted:
        town.campaigns.saved_until[closure, number] = ALWAYS
    elif luck < averted + (1.0 - averted) * p.delay_share:
        town.campaigns.saved_until[closure, number] = town.week + p.delay
    for place in users:
        remember(place, won=luck < averted)


def uses(place: Neighbourhood, number: int, service: int) -> bool:
    """Tell whether a site is the nearest open one of its service, as of last week."""
    return service in place.ways and place.ways[service].site.number == number


def remember(place: Neighbourhood, won: bool) -> None:
    """Note for a neighbourhood what came of its campaign."""
    if won:
        place.kept = place.heard = 1.0
    else:
        place.broken = 1.0
