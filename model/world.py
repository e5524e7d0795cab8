"""The state of a town: every table of columns, and nothing else."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from model.climate import Climate, calm
from model.columns import Flags, Ints, Wholes, blank, copied
from model.company import Company
from model.outings import Outings, no_outings
from model.place import Homes, Places
from model.residents import Drafts, Residents
from model.services import Care
from model.sites import Sites
from model.state import State
from model.ties import Ties


class World(NamedTuple):
    """All that changes from week to week."""

    residents: Residents
    drafts: Drafts
    ties: Ties
    company: Company
    places: Places
    homes: Homes
    climate: Climate
    outings: Outings
    sites: Sites
    care: Care
    seen: Ints
    """What contacts see of each resident (residents,)."""
    liked: Ints
    """Whom each resident met and took to this week, or the resident's own row (residents,)."""
    took_part: Flags
    """Who took part in this week's decision round (residents,)."""
    tally: Wholes
    """Deaths and departures so far (2,)."""

    def copy(self) -> World:
        """Return an independent copy."""
        return World._make(part.copy() if isinstance(part, np.ndarray) else copied(part) for part in self)

    def state(self) -> State:
        """Return every column under the name of its table, without a copy."""
        tables: dict[str, Any] = self._asdict()
        arrays = {name: part for name, part in tables.items() if isinstance(part, np.ndarray)}
        for table, part in tables.items():
            if isinstance(part, tuple):
                arrays |= {f"{table}.{name}": array for name, array in zip(tables[table]._fields, part)}
        return State(arrays, {})

    def taken(self, state: State) -> World:
        """Return a world like this one that holds the columns of a state; raises StateFault."""
        mine = self.state().arrays
        found = {name: state.array(name, array.dtype, *array.shape) for name, array in mine.items()}
        tables: dict[str, Any] = self._asdict()
        return World._make(
            found[table]
            if isinstance(part, np.ndarray)
            else part._make(found[f"{table}.{name}"] for name in part._fields)
            for table, part in tables.items()
        )

    def bytes(self) -> int:
        """Return the memory of all columns."""
        parts = (part if isinstance(part, tuple) else (part,) for part in self)
        return sum(array.nbytes for part in parts for array in part)


def assembled(residents: Residents, ties: Ties, places: Places, homes: Homes, sites: Sites) -> World:
    """Return a world of these tables before its first week."""
    people, spots = len(residents.place), len(places.row)
    return World(
        residents, blank(Drafts, people), ties, blank(Company, people), places, homes, calm(spots),
        no_outings(people, spots), sites, blank(Care, people), np.zeros(people, np.uint32),
        np.zeros(people, np.uint32),
        np.zeros(people, np.bool_), np.zeros(2, np.int64),
    )  # fmt: skip
