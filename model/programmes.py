"""Programmes: interventions with places and stays, which people wait for, enter and leave.

Every week those who match are offered a place once; those who want it go on the waiting list; free
places are given out in the order that the delivery says; whoever has stayed long enough makes room. A
person who died or moved out of town leaves with the row that a newcomer takes over.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.aiming import PLACES_PER, Delivery
from model.columns import Doubles, Flags, Wholes
from model.reaching import need_of, quickness, willing
from model.state import State, StateFault
from model.world import World

NOT_OFFERED, DECLINED, WAITING, INSIDE, DONE = range(5)


class Review(NamedTuple):
    """What a week changed: who was newly offered and who joined (residents,), and weeks they had waited."""

    offered: Flags
    joined: Flags
    waited: int
    changed: bool


class Programme:
    """Who waits for, is in and has left a programme."""

    def __init__(self, delivery: Delivery, uptake: float, luck: Doubles) -> None:
        self.delivery, self.uptake, self._luck = delivery, uptake, luck
        self.status = np.zeros(len(luck), np.uint8)
        self._since = np.zeros(len(luck), np.int32)
        self._person = np.zeros(len(luck))

    def copy(self) -> Programme:
        """Return an independent copy."""
        twin = Programme(self.delivery, self.uptake, self._luck)
        twin.status, twin._since, twin._person = self.status.copy(), self._since.copy(), self._person.copy()
        return twin

    def state(self) -> State:
        """Return what it remembers of each resident (residents,)."""
        return State({"status": self.status, "since": self._since, "person": self._person}, {})

    def resume(self, state: State) -> None:
        """Go on from a state; raises StateFault."""
        people = len(self.status)
        self.status = state.array("status", np.uint8, people)
        if self.status.max() > DONE:
            raise StateFault(f"a status is {self.status.max()}, the last is {DONE}")
        self._since = state.array("since", np.int32, people)
        self._person = state.array("person", np.float64, people)

    @property
    def places(self) -> int:
        """Return how many can take part at a time."""
        if self.delivery.places is None:
            return len(self.status)
        return max(1, round(self.delivery.places * len(self.status) / PLACES_PER))

    @property
    def inside(self) -> Flags:
        """Return who takes part (residents,)."""
        return np.asarray(self.status == INSIDE)

    @property
    def waiting(self) -> int:
        """Return how many are on the waiting list."""
        return int((self.status == WAITING).sum())

    def review(self, week: int, matching: Flags, world: World) -> Review:
        """Let people leave, be offered a place and join; `matching` are those it is aimed at this week."""
        before = self.inside
        self._forget_who_is_gone(world)
        self._end_stays(week)
        offered = matching & (self.status == NOT_OFFERED)
        wants = willing(self.uptake, self.delivery, offered, world, self._luck, matching)
        self.status[offered] = DECLINED
        self.status[wants] = WAITING
        self._since[wants] = week
        self._person[offered] = _traits(world)[offered]
        joined, waited = self._fill(week, world)
        return Review(offered, joined, waited, bool((before != self.inside).any()))

    def reset(self) -> None:
        """Let everybody go: the programme rests or has ended."""
        self.status[:] = NOT_OFFERED

    def _forget_who_is_gone(self, world: World) -> None:
        """Offer anew to whoever has taken over a row: traits tell persons apart."""
        gone = (self.status != NOT_OFFERED) & (self._person != _traits(world))
        self.status[gone] = NOT_OFFERED

    def _end_stays(self, week: int) -> None:
        if self.delivery.stay is not None:
            self.status[(self.status == INSIDE) & (week - self._since >= self.delivery.stay)] = DONE

    def _fill(self, week: int, world: World) -> tuple[Flags, int]:
        """Give out free places; return who joined and the weeks they had waited together."""
        list_ = np.flatnonzero(self.status == WAITING)
        free = self.places - int((self.status == INSIDE).sum())
        joined = np.zeros(len(self.status), np.bool_)
        if free <= 0 or not len(list_):
            return joined, 0
        chosen = list_[self._order(list_, world)][:free]
        waited = int((week - self._since[chosen]).sum())
        joined[chosen] = True
        self.status[chosen], self._since[chosen] = INSIDE, week
        return joined, waited

    def _order(self, who: Wholes, world: World) -> Wholes:
        """Return the order of the waiting list: targeted by need, else by the longest wait; then by luck.

        Of those who came in the same week, first come lets the quickest in first.
        """
        luck = self._luck[who]
        if self.delivery.mode == "targeted":
            return np.lexsort((luck, -need_of(self.delivery, world)[who]))
        if self.delivery.mode == "first_come":
            return np.lexsort((luck, -quickness(world)[who], self._since[who]))
        return np.lexsort((luck, self._since[who]))


def _traits(world: World) -> Doubles:
    """Return a number that tells persons apart, for life (residents,)."""
    r = world.residents
    return np.asarray(r.set_point.astype(np.float64) + r.sociability)
