"""A state as plain data: arrays by name and plain facts, which know nothing of the files they may lie in.

Every class that remembers something gives its part with `state` and takes it back with `resume` or
`resumed`, which trust no part: names, types, shapes and limits are checked before anything is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class StateFault(ValueError):  # noqa: N818 - like ScenarioFault: what was given is at fault
    """A state that no run can have left."""


class State(NamedTuple):
    """Arrays by dotted name, and facts that JSON can hold, nested by the same names."""

    arrays: dict[str, NDArray[Any]]
    facts: dict[str, Any]

    def part(self, name: str) -> State:
        """Return what belongs to one part; raises StateFault when it has no facts."""
        facts = self.facts.get(name)
        if not isinstance(facts, dict):
            raise StateFault(f"{name} is missing")
        begins = f"{name}."
        mine = {key.removeprefix(begins): a for key, a in self.arrays.items() if key.startswith(begins)}
        return State(mine, facts)

    def array(self, name: str, dtype: Any, *shape: int | None) -> NDArray[Any]:
        """Return an array of this type and shape, None for a free length; raises StateFault."""
        found = self.arrays.get(name)
        if found is None:
            raise StateFault(f"{name} is missing")
        fits = len(found.shape) == len(shape) and all(
            want in (None, is_) for want, is_ in zip(shape, found.shape, strict=True)
        )
        if found.dtype != dtype or not fits:
            raise StateFault(f"{name} is {found.dtype} {found.shape}, not {np.dtype(dtype)} {shape}")
        if found.dtype == np.bool_ and found.size and found.view(np.uint8).max() > 1:
            raise StateFault(f"{name} holds flags that are neither true nor false")
        return found

    def whole(self, name: str, low: int, high: int) -> int:
        """Return a whole number within limits; raises StateFault."""
        found = self.facts.get(name)
        if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
            raise StateFault(f"{name} is {str(found)[:40]}, not a whole number from {low} to {high}")
        return found

    def whole_or_none(self, name: str, low: int, high: int) -> int | None:
        """Return a whole number within limits, or None where none is kept; raises StateFault."""
        return None if name in self.facts and self.facts[name] is None else self.whole(name, low, high)


def joined(own: State, parts: Mapping[str, State]) -> State:
    """Return a state of one's own and of parts, each under its name."""
    arrays, facts = dict(own.arrays), dict(own.facts)
    for name, part in parts.items():
        arrays |= {f"{name}.{key}": array for key, array in part.arrays.items()}
        facts[name] = part.facts
    return State(arrays, facts)
