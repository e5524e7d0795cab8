"""Tables of named columns: how the state of the world is held.

A table is a `NamedTuple` of NumPy arrays; unit and legal range stand beside each column. Kernels
take the table itself and read `residents.health[i]`. Nothing but `checked` and `copied` knows
about columns in general.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar, get_type_hints

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Bytes = NDArray[np.uint8]
Shorts = NDArray[np.uint16]
Ints = NDArray[np.uint32]
Wholes = NDArray[np.int64]
Flags = NDArray[np.bool_]

T = TypeVar("T", bound=NamedTuple)


@dataclass(frozen=True)
class Column:
    """What one column holds: meaning, unit, legal range, type, and values per row."""

    meaning: str
    unit: str
    low: float
    high: float
    dtype: type[np.generic]
    width: int = 0


def column(
    meaning: str, *, unit: str = "0-1", low: float = 0.0, high: float = 1.0,
    dtype: type[np.generic] = np.float32, width: int = 0,
) -> Column:  # fmt: skip
    """Return the annotation of one column."""
    return Column(meaning, unit, low, high, dtype, width)


def columns(table: type[Any]) -> dict[str, Column]:
    """Return the declared columns of a table type, in order."""
    hints = get_type_hints(table, include_extras=True)
    return {name: hints[name].__metadata__[0] for name in table._fields}


def blank(table: type[T], rows: int) -> T:
    """Return a table of zeros with `rows` rows."""
    made = [
        np.zeros((rows, about.width) if about.width else rows, about.dtype)
        for about in columns(table).values()
    ]
    return table._make(made)


def copied(table: T) -> T:
    """Return a table with its own copy of every column."""
    return table._make(array.copy() for array in table)


def out_of_range(table: Any) -> Iterator[str]:
    """Yield one sentence for each column that holds a value outside its range or no number."""
    for name, about in columns(type(table)).items():
        array = getattr(table, name)
        if not array.size:
            continue
        low, high = array.min(), array.max()
        if not (low >= about.low and high <= about.high):
            legal = f"legal is {about.low:g} to {about.high:g}"
            yield f"{type(table).__name__}.{name} runs from {low} to {high}, {legal}"


def bytes_held(*tables: Any) -> int:
    """Return the memory of all columns of some tables."""
    return sum(array.nbytes for table in tables for array in table)
