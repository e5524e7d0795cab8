"""Contested closures: communities fight for each site, and avert, delay or lose it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from model import safeguarding
from model.chance import Chance
from model.columns import Doubles, Flags
from model.service_events import ServiceClosure
from model.sites import Ways
from model.state import State
from model.unfolding import Unfolding
from model.world import World

Note = Callable[..., None]
LATEST = 10**6
"""No week is later."""


class Contests:
    """Which sites were spared, and which closures were put off until when, by event."""

    def __init__(self) -> None:
        self._spared: dict[str, Flags] = {}
        self._put_off: dict[str, tuple[int, Flags]] = {}

    def kept(self, names: set[str]) -> Contests:
        """Return an independent copy for some events."""
        twin = Contests()
        twin._spared = {name: flags for name, flags in self._spared.items() if name in names}
        twin._put_off = {name: held for name, held in self._put_off.items() if name in names}
        return twin

    def state(self) -> State:
        """Return what was decided so far, by event."""
        arrays = {f"spared.{name}": flags for name, flags in self._spared.items()}
        arrays |= {f"put_off.{name}": flags for name, (_, flags) in self._put_off.items()}
        return State(arrays, {"put_off": {name: until for name, (until, _) in self._put_off.items()}})

    def resume(self, state: State, names: Iterable[str], world: World) -> None:
        """Take over what was decided about the closures of some names; raises StateFault."""
        sites, until = len(world.sites.place), state.part("put_off")
        for name in names:
            if f"spared.{name}" in state.arrays:
                self._spared[name] = state.array(f"spared.{name}", np.bool_, sites)
            if name in until.facts:
                delayed = state.array(f"put_off.{name}", np.bool_, sites)
                self._put_off[name] = (until.whole(name, 0, LATEST), delayed)

    def is_due(self, life: Unfolding, week: int) -> bool:
        """Return whether a contested closure is decided this week."""
        event = life.event
        contested = isinstance(event, ServiceClosure) and event.contested
        return contested and week == life.course.begins and event.name not in self._spared

    def is_put_off(self, name: str, week: int) -> bool:
        """Return whether the closure of some sites is still put off."""
        return name in self._put_off and week < self._put_off[name][0]

    def closing(self, name: str, week: int, sites: Flags) -> Flags:
        """Return which of an event's sites close this week: those not spared or put off (sites,)."""
        closing = sites & ~self._spared[name] if name in self._spared else sites
        return closing & ~self._put_off[name][1] if self.is_put_off(name, week) else closing

    def decide(
        self, life: Unfolding, week: int, world: World, ways: Ways, anchor: Doubles,
        p: safeguarding.SafeguardingParameters, chance: Chance, note: Note,
    ) -> None:  # fmt: skip
        """Let the users of each site campaign; those who win or lose see a promise kept or broken."""
        event: Any = life.event
        assert life.reach is not None
        sites = life.reach.sites
        luck = chance.uniforms("safeguarding", len(sites), salt=event.name)
        spared, delayed = np.zeros_like(sites), np.zeros_like(sites)
        for site in np.flatnonzero(sites):
            users = safeguarding.users_of(int(site), int(world.sites.service[site]), ways.site)
            strength = safeguarding.campaign_strength(world.climate, anchor, users, event.notice, p)
            fate = safeguarding.outcome(strength, luck[site], p)
            spared[site], delayed[site] = fate == safeguarding.AVERTED, fate == safeguarding.DELAYED
            _remember(fate == safeguarding.AVERTED, users, world)
            note(week, event, fate, site=int(site), strength=round(strength, 4))
        self._spared[event.name] = spared
        if delayed.any():
            self._put_off[event.name] = (week + int(p.delay), delayed)


def _remember(won: bool, users: Flags, world: World) -> None:
    """Write down for the neighbourhoods of a site's users what came of their campaign."""
    if won:
        world.places.kept[users], world.places.heard[users] = 1.0, 1.0
    else:
        world.places.broken[users] = 1.0
