"""The schedule of a scenario: which events are at work in a week, whom they reach, what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

from model import safeguarding
from model.chance import Chance
from model.columns import Doubles, Flags
from model.conditions import Conditions
from model.effects import Reach, applied, sites_of
from model.event_parts import Event, Where, Who
from model.residents import SEXES, UNEMPLOYED
from model.sites import Ways
from model.strikes import strike
from model.survey import SurveyParameters, isolated_residents
from model.world import World

V = TypeVar("V")


def since_start(event: Event, week: int) -> int:
    """Return weeks since the event last began: negative before its start."""
    since = week - event.start
    return since % event.repeat if event.repeat and since >= 0 else since


def dose(event: Event, week: int) -> float:
    """Return the event's dose in a week, 0 to 1: ramp up, hold, fade; a one-off is 1 in its week only.

    Ramp of r weeks: (t + 1) / r in week t. Fade of f weeks after the end: 1 - (t + 1) / (f + 1).
    """
    t = since_start(event, week)
    if t < 0:
        return 0.0
    if event.one_off:
        return 1.0 if t == 0 else 0.0
    held = t if event.weeks is None else min(t, event.weeks - 1)
    risen = min(1.0, (held + 1) / event.ramp) if event.ramp else 1.0
    if event.weeks is None or t < event.weeks:
        return risen
    after = t - event.weeks
    return risen * max(0.0, 1.0 - (after + 1) / (event.fade + 1)) if event.fade else 0.0


def places_reached(where: Where, world: World, luck: np.ndarray) -> Flags:
    """Return the neighbourhoods that match `where` (places,)."""
    places = world.places
    reached = luck < where.share
    if where.quintile is not None:
        reached &= np.isin(places.quintile, where.quintile)
    for limits, line in ((where.rows, places.row), (where.columns, places.col)):
        if limits is not None:
            reached &= (line >= limits[0]) & (line <= limits[1])
    if where.flood_prone is not None:
        reached &= (places.flood_prone == 1.0) == where.flood_prone
    return np.asarray(reached)


def residents_reached(who: Who, world: World, luck: np.ndarray, isolated: Flags) -> Flags:
    """Return the residents that match `who` (residents,)."""
    r = world.residents
    reached = luck < who.share
    if who.quintile is not None:
        reached &= np.isin(world.places.quintile[r.place], who.quintile)
    if who.age is not None:
        reached &= (r.age >= who.age[0]) & (r.age < who.age[1] + 1)
    if who.sex is not None:
        reached &= r.sex == SEXES.index(who.sex)
    if who.income is not None:
        reached &= (r.income >= who.income[0]) & (r.income <= who.income[1])
    for wanted, flags in (
        (who.isolated, isolated),
        (who.unemployed, r.work == UNEMPLOYED),
        (who.lives_alone, r.adults == 1),
    ):
        if wanted is not None:
            reached &= flags == wanted
    return np.asarray(reached)


class Schedule:
    """The events of one scenario as they unfold in one town."""

    def __init__(self, events: Sequence[Event], chance: Chance, survey: SurveyParameters) -> None:
        self.events = tuple(events)
        self.log: list[dict[str, Any]] = []
        self._chance, self._survey = chance, survey
        self._reach: dict[str, Reach] = {}
        self._spared: dict[str, Flags] = {}
        self._put_off: dict[str, tuple[int, Flags]] = {}
        self._doses: tuple[tuple[float, bool], ...] | None = None
        self._conditions: Conditions | None = None

    def branch(self, events: Sequence[Event]) -> Schedule:
        """Return a schedule of other events that keeps what became of those in both."""
        twin = Schedule(events, self._chance, self._survey)
        kept = {event.name for event in self.events if event in twin.events}
        twin.log = [dict(entry) for entry in self.log if entry["event"] in kept]
        twin._reach = _only(kept, self._reach)
        twin._spared = _only(kept, self._spared)
        twin._put_off = _only(kept, self._put_off)
        return twin

    def conditions(self, week: int, ordinary: Conditions, world: World) -> tuple[Conditions, bool]:
        """Return this week's conditions and whether they differ from last week's."""
        doses = tuple((dose(event, week), self._is_put_off(event, week)) for event in self.events)
        if doses == self._doses and self._conditions is not None:
            return self._conditions, False
        c = Conditions._make(v.copy() if isinstance(v, np.ndarray) else v for v in ordinary)
        for event, (now, put_off) in zip(self.events, doses, strict=True):
            if now > 0.0:
                reach = self._reached(event, week, world)
                spared = self._put_off[event.name][1] if put_off else np.zeros_like(reach.sites)
                c = applied(event, now, reach._replace(sites=reach.sites & ~spared), c)
        self._doses, self._conditions = doses, c
        return c, True

    def _is_put_off(self, event: Event, week: int) -> bool:
        """Return whether the closure of some sites is still put off."""
        return event.name in self._put_off and week < self._put_off[event.name][0]

    def forget(self) -> None:
        """Make the next week's conditions anew (after a closure was averted or put off)."""
        self._doses = None

    def strike(self, week: int, world: World, uproot: float) -> None:
        """Let the one-off events of this week strike."""
        for event in self.events:
            if event.one_off and dose(event, week) > 0.0:
                reach = self._reached(event, week, world)
                struck = strike(event, reach.taking_part, week, world, self._chance, uproot)
                self._note(week, event, "struck", residents=struck)

    def contest(
        self, week: int, world: World, ways: Ways, anchor: Doubles, p: safeguarding.SafeguardingParameters
    ) -> None:
        """Let communities fight the contested closures that are due this week.

        `ways` and `anchor` (places,) are last week's: the doors are still open when it is decided. Each
        site's users campaign; those who win or lose see a promise kept or broken.
        """
        for event in self.events:
            if getattr(event, "contested", False) and week == event.start and event.name not in self._spared:
                self._campaign(event, week, world, ways, anchor, p)

    def _campaign(
        self,
        event: Any,
        week: int,
        world: World,
        ways: Ways,
        anchor: Doubles,
        p: safeguarding.SafeguardingParameters,
    ) -> None:
        reach = self._reached(event, week, world)
        luck = self._chance.uniforms("safeguarding", len(reach.sites), salt=event.name)
        spared, delayed = np.zeros_like(reach.sites), np.zeros_like(reach.sites)
        for site in np.flatnonzero(reach.sites):
            users = safeguarding.users_of(int(site), int(world.sites.service[site]), ways.site)
            strength = safeguarding.campaign_strength(world.climate, anchor, users, event.notice, p)
            fate = safeguarding.outcome(strength, luck[site], p)
            spared[site], delayed[site] = fate == safeguarding.AVERTED, fate == safeguarding.DELAYED
            if fate == safeguarding.AVERTED:
                world.places.kept[users], world.places.heard[users] = 1.0, 1.0
            else:
                world.places.broken[users] = 1.0
            self._note(week, event, fate, site=int(site), strength=round(strength, 4))
        self._spared[event.name] = spared
        self._reach[event.name] = reach._replace(sites=reach.sites & ~spared)
        if delayed.any():
            self._put_off[event.name] = (week + p.delay, delayed)
        self.forget()

    def _reached(self, event: Event, week: int, world: World) -> Reach:
        """Return whom the event reaches: drawn when it first acts, then kept."""
        if event.name not in self._reach:
            r, salt = world.residents, event.name
            places = places_reached(
                event.where, world, self._chance.uniforms("venue", len(world.places.row), salt=salt)
            )
            isolated = isolated_residents(r.contact, world.company.close, self._survey)
            people = residents_reached(
                event.who, world, self._chance.uniforms("targeting", len(r.place), salt=salt), isolated
            )
            offered = people & places[r.place]
            part = offered & (self._chance.uniforms("uptake", len(r.place), salt=salt) < event.uptake)
            self._reach[event.name] = Reach(places, offered, part, sites_of(event, places, world.sites))
            self._note(
                week,
                event,
                "began",
                places=int(places.sum()),
                sites=int(self._reach[event.name].sites.sum()),
                **_by_quintile(offered, part, world),
            )
        return self._reach[event.name]

    def _note(self, week: int, event: Event, what: str, **about: Any) -> None:
        self.log.append({"week": week, "event": event.name, "kind": event.kind, "what": what, **about})


def _only(names: set[str], held: dict[str, V]) -> dict[str, V]:
    """Return what is held for some names."""
    return {name: value for name, value in held.items() if name in names}


def _by_quintile(offered: Flags, part: Flags, world: World) -> dict[str, Any]:
    """Return how many were offered and took part, in all and by SIMD quintile."""
    quintile = world.places.quintile[world.residents.place]
    counts = [[int((flags & (quintile == q)).sum()) for q in range(1, 6)] for flags in (offered, part)]
    return {
        "offered": sum(counts[0]),
        "took_part": sum(counts[1]),
        "offered_by_quintile": counts[0],
        "took_part_by_quintile": counts[1],
    }
