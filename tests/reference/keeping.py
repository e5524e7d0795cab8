"""Objects that keep numbers as the columns keep them: to 24 bits (float32), from week to week.

The plain objects of the other modules use Python's 53 bits throughout. Then a number that is compared with a
draw differs from the columns' in its seventh digit, and once in some ten million comparisons falls on the
other side. This module is all that is done about it: what the columns store as float32 is rounded when it is
stored. Rules are not touched; within a rule numbers have 53 bits on both sides.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from model.columns import columns
from model.company import Company
from model.place import Places
from model.residents import Residents
from model.services import Care
from model.sites import Sites
from model.ties import Ties
from tests.reference.neighbourhood import Neighbourhood
from tests.reference.person import Person
from tests.reference.site import Site
from tests.reference.tie import Tie
from tests.reference.town import Town


def singles(*tables: type[Any]) -> frozenset[str]:
    """Return the names of all columns of some tables that are stored as one float32 a row."""
    found = [(name, about) for table in tables for name, about in columns(table).items()]
    return frozenset(name for name, about in found if about.dtype is np.float32)


class Kept:
    """Rounds the attributes named in `rounded` when they are set."""

    rounded: ClassVar[frozenset[str]]

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, float(np.float32(value)) if name in self.rounded else value)


class KeptPerson(Kept, Person):
    """A resident whose state is kept as in the columns."""

    rounded = singles(Residents, Company, Care)


class KeptTie(Kept, Tie):
    """A tie whose strength is kept as in the columns."""

    rounded = singles(Ties)


class KeptNeighbourhood(Kept, Neighbourhood):
    """A neighbourhood whose state is kept as in the columns."""

    rounded = singles(Places) - {"promised", "voiced"}


class KeptSite(Kept, Site):
    """A site whose capacity and credit are kept as in the columns."""

    rounded = singles(Sites)


class KeptTown(Town):
    """A town of such objects."""

    Person, Tie, Neighbourhood, Site = KeptPerson, KeptTie, KeptNeighbourhood, KeptSite
