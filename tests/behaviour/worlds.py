"""Settled towns that all behaviour tests share, twins that differ in one thing, and how to compare them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from model import Community, Scenario
from model.event_kinds import EVENT_KINDS
from model.event_parts import Event

SEEDS = tuple(range(1, 9))
ERROR_RATE = 0.01
"""Chance that something which moves an outcome either way by luck alone passes a test of its direction."""
RESIDENTS, SETTLE = 1000, 60
LONG = 520

Alteration = Callable[[Community], None]


class SampleTooSmallError(ValueError):
    """A test was asked of a sample with which it could never fail, or never pass."""


@cache
def settled(seed: int = 1) -> Community:
    """Return a town of 1,000 residents in 10 neighbourhoods after 60 weeks without events; never step it."""
    scenario = Scenario().with_(residents=RESIDENTS, settle=SETTLE, weeks=LONG)
    return Community(scenario, rng=seed)


def twin(
    town: Community,
    *,
    events: Iterable[Event] = (),
    given: Mapping[str, float] | None = None,
    loops: Mapping[str, bool] | None = None,
    alter: Alteration | None = None,
    check: bool = False,
) -> Community:
    """Return a copy of a town that goes on with other events, parameters, loops or an altered state.

    `given` is parameters by path; those that only found a town have no effect on a twin.
    """
    other = town.branch(town.scenario.model_copy(update={"events": tuple(events)}))
    assume = other.assume
    for path, value in (given or {}).items():
        assume = assume.changed(path, value)
    other.suppose(assume, other.loops._replace(**(loops or {})))
    other.check = check
    if alter:
        alter(other)
    return other


def event(kind: str, start: int = 0, **fields: Any) -> Event:
    """Return an event of a kind with some fields."""
    return EVENT_KINDS[kind](**{"kind": kind, "start": start, **fields})


def trial(kind: str, start: int = 0, **fields: Any) -> Event:
    """Return an event of a kind at its trial dose."""
    return event(kind, start, **{**EVENT_KINDS[kind].trial, **fields})


def state(town: Community) -> dict[str, np.ndarray]:
    """Return every column of the world and every indicator of the record, by name."""
    found: dict[str, np.ndarray] = {}
    for name, part in town.world._asdict().items():
        columns = part._asdict() if isinstance(part, tuple) else {"": part}
        found |= {f"{name}.{column}": values for column, values in columns.items()}
    return found | {f"record.{name}": values for name, values in town.record.values().items()}


def differing(one: Community, other: Community) -> list[str]:
    """Return the names of all columns and indicators in which two towns differ by so much as a bit."""
    mine, theirs = state(one), state(other)
    assert mine.keys() == theirs.keys()
    return [name for name in mine if mine[name].tobytes() != theirs[name].tobytes()]


def means(town: Community, name: str, group: str = "all") -> float:
    """Return an indicator's mean over the recorded weeks after the start."""
    return float(np.nanmean(town.record.series(name, group)[1:]))


def chance_of_luck(differences: Iterable[float], sign: int) -> float:
    """Return how often luck alone would move a mean so far one way: an exact, one-sided sign-flip test.

    Equation: share of the 2^n ways to flip the signs of the differences with a mean at least the one seen.
    """
    seen = np.asarray(list(differences), np.float64) * sign
    flips = np.array(list(product((1.0, -1.0), repeat=len(seen))))
    return float(((flips @ seen) >= seen.sum() - 1e-12 * np.abs(seen).sum()).mean())


def moved(differences: Iterable[float], sign: int, error_rate: float = ERROR_RATE) -> bool:
    """Tell whether paired differences show a move in the direction of `sign`.

    Raises SampleTooSmallError when even differences that all agree could not show it at this error rate.
    """
    seen = list(differences)
    if 0.5 ** len(seen) > error_rate:
        raise SampleTooSmallError(
            f"{len(seen)} pairs cannot show anything at an error rate of {error_rate:g}"
        )
    return bool(np.isfinite(seen).all()) and chance_of_luck(seen, sign) <= error_rate
