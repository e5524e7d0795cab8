"""The world as a Mesa user sees it: neighbourhoods as cells, services as agents, residents as views."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from mesa import DataCollector
from mesa.discrete_space import Cell, FixedAgent, OrthogonalMooreGrid

from model.conditions import SERVICES
from model.indicators import INDICATORS
from model.recording import Record
from model.residents import SEXES, TENURES, WORK, Residents

if TYPE_CHECKING:
    from model.community import Community
    from model.world import World


class Neighbourhood(Cell):  # type: ignore[misc]
    """A neighbourhood as a cell of the grid: attributes are the columns of Places."""

    def show(self, world: World, place: int) -> None:
        """Make this cell the view of one place."""
        self.index, self._world = place, world

    def __getattr__(self, name: str) -> Any:
        world = self.__dict__.get("_world")
        if world is None or name not in world.places._fields:
            raise AttributeError(f"a neighbourhood has no {name!r}")
        return getattr(world.places, name)[self.index]


class ServiceSite(FixedAgent):  # type: ignore[misc]
    """A site of a service, standing on a neighbourhood; it has no state of its own."""

    def __init__(self, model: Community, cell: Neighbourhood, index: int) -> None:
        super().__init__(model)
        self.cell, self.index = cell, index

    @property
    def service(self) -> str:
        """Return the service's name."""
        return SERVICES[self.model.world.sites.service[self.index]]

    @property
    def served(self) -> int:
        """Return how many people it served this week."""
        return int(self.model.world.sites.served[self.index])

    @property
    def waiting(self) -> int:
        """Return how many people still wait."""
        return int(self.model.world.sites.waiting[self.index])

    @property
    def capacity(self) -> float:
        """Return how many people it can serve in an ordinary week."""
        return float(self.model.world.sites.capacity[self.index])


def collector_of(record: Record) -> DataCollector:
    """Return Mesa's collector, filled with the indicators of all residents for every recorded week."""
    collector, values = DataCollector(model_reporters={name: name for name in INDICATORS}), record.values()
    collector.model_vars = {name: [float(v) for v in values[name][:, 0]] for name in INDICATORS}
    return collector


def grid_of(town: Community) -> OrthogonalMooreGrid:
    """Return Mesa's grid of a town: neighbourhoods as cells, service sites as agents on them."""
    w, size = town.world, (town.scenario.town.rows, town.scenario.town.columns)
    grid = OrthogonalMooreGrid(size, torus=False, random=town.random, cell_klass=Neighbourhood)
    cells = [grid[(int(row), int(col))] for row, col in zip(w.places.row, w.places.col, strict=True)]
    for place, cell in enumerate(cells):
        cell.show(w, place)
    for site, place in enumerate(w.sites.place):
        ServiceSite(town, cells[int(place)], site)
    getattr(ServiceSite, "_ids", {}).pop(town, None)  # some Mesas keep every model there for good
    return grid


class Resident:
    """A view of one row: attributes are the columns of Residents, made on demand, without state."""

    __slots__ = ("_town", "row")

    def __init__(self, town: Community, row: int) -> None:
        self._town, self.row = town, row

    @property
    def unique_id(self) -> int:
        """Return the resident's row."""
        return self.row

    @property
    def model(self) -> Community:
        """Return the community."""
        return self._town

    @property
    def quintile(self) -> int:
        """Return the SIMD quintile of the home."""
        return int(self._town.world.places.quintile[self.place])

    @property
    def cell(self) -> Neighbourhood:
        """Return the neighbourhood of the home."""
        places = self._town.world.places
        return self._town.grid[(int(places.row[self.place]), int(places.col[self.place]))]  # type: ignore[no-any-return]

    @property
    def ties(self) -> list[tuple[Resident, float]]:
        """Return the residents tied to this one, with the strength of each tie, strongest first."""
        ties, row = self._town.world.ties, self.row
        listed = [
            (Resident(self._town, int(ties.partner[row, k])), float(ties.strength[row, k]))
            for k in range(ties.degree[row])
        ]
        return sorted(listed, key=lambda tie: -tie[1])

    @property
    def words(self) -> dict[str, str]:
        """Return the coded columns in words."""
        return {"sex": SEXES[self.sex], "housing": TENURES[self.housing], "work": WORK[self.work]}

    def __getattr__(self, name: str) -> Any:
        if name not in Residents._fields:
            raise AttributeError(f"a resident has no {name!r}; columns are {', '.join(Residents._fields)}")
        return getattr(self._town.world.residents, name)[self.row]

    def __repr__(self) -> str:
        return f"Resident({self.row})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Resident) and (other.row, other._town) == (self.row, self._town)

    def __hash__(self) -> int:
        return hash((self.row, id(self._town)))


class ResidentSet:
    """Some residents, with the meaning of Mesa's AgentSet: select, get, agg, count, iterate, index.

    `select`, `get` and `agg` read whole columns and stay fast; only a filter function looks at views.
    """

    def __init__(self, town: Community, rows: np.ndarray | None = None) -> None:
        self._town = town
        self.rows = np.arange(len(town.world.residents.place)) if rows is None else rows

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Resident]:
        return (Resident(self._town, int(row)) for row in self.rows)

    def __getitem__(self, which: int | slice) -> Resident | list[Resident]:
        if isinstance(which, slice):
            return [Resident(self._town, int(row)) for row in self.rows[which]]
        return Resident(self._town, int(self.rows[which]))

    def __contains__(self, resident: object) -> bool:
        return isinstance(resident, Resident) and resident.row in self.rows

    def select(
        self, filter_func: Callable[[Resident], bool] | np.ndarray | None = None, at_most: float = np.inf
    ) -> ResidentSet:
        """Return those for whom the function (or mask) is true; at most so many, or such a share."""
        rows = self.rows
        most = int(at_most * len(rows)) if 0 < at_most <= 1 and isinstance(at_most, float) else at_most
        if isinstance(filter_func, np.ndarray):
            rows = rows[filter_func]
        elif filter_func is not None:
            rows = np.array([one.row for one in self if filter_func(one)], np.int64)
        return ResidentSet(self._town, rows if most == np.inf else rows[: int(most)])

    def get(
        self, attr_names: str | list[str], handle_missing: str = "error", default_value: Any = None
    ) -> Any:
        """Return a column of this set (an array), or one row of values a resident for several names."""
        if isinstance(attr_names, list):
            columns = (self.get(name, handle_missing, default_value) for name in attr_names)
            return [list(values) for values in zip(*columns, strict=True)]
        if attr_names in Residents._fields:
            return getattr(self._town.world.residents, attr_names)[self.rows]
        if attr_names == "quintile":
            return self._town.world.places.quintile[self._town.world.residents.place[self.rows]]
        if handle_missing == "default":
            return np.full(len(self), default_value)
        raise AttributeError(f"a resident has no {attr_names!r}")

    def agg(self, attribute: str, func: Callable[[Any], Any] | Iterable[Callable[[Any], Any]]) -> Any:
        """Return `func` of a column, or a list for several functions."""
        values = self.get(attribute)
        return func(values) if callable(func) else [one(values) for one in func]

    def count(self, filter_func: Callable[[Resident], bool]) -> int:
        """Return how many residents the function is true for."""
        return len(self.select(filter_func))
