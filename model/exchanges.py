"""Exchanges of homes between neighbourhoods, when people are moved."""

from __future__ import annotations

from model.columns import Wholes
from model.kernels import rule
from model.place import Homes, Places
from model.residents import Residents
from model.ties import Ties
from model.turnover import exchange

ANYBODY = 1.0
"""Difference of income rank up to which homes are exchanged when people are moved."""


@rule
def exchanged(
    movers: Wholes, goals: Wholes, r: Residents, ties: Ties, places: Places, homes: Homes, uproot: float
) -> int:
    """Exchange each mover's home with the first household of the same size found in the goal, or after it."""
    moved = 0
    spots = len(places.row)
    for at in range(len(movers)):
        one, done = movers[at], False
        for further in range(spots):
            there = (goals[at] + further) % spots
            for step in range(places.residents[there]):
                other = homes.members[places.first[there] + (step + one) % places.residents[there]]
                if exchange(one, other, ANYBODY, r, ties, homes, uproot):
                    moved += r.adults[one]
                    done = True
                    break
            if done:
                break
    return moved
