"""The roofline: what a week would take if it did nothing but move its data, and how close the kernels come.

The bound of a resident-week is

    (bytes in + bytes out) / bandwidth + mean degree x gather

- Bytes in: every column of the world that a week reads, once. A column of fractions counts as not read
  when a week comes out the same, bit for bit, record included, after its rows were shuffled (it is written
  before it is read, or nothing asks for it). Whatever this cannot decide counts as read: whole numbers,
  and columns that are the same in all rows.
- Bytes out: every column that differs after the week, once.
- Both as the tables hold them (width and type); columns of ties by the mean degree instead of all slots.
- Bandwidth is what a triad over arrays far larger than the caches moves; gather is what a 4-byte read from
  a random row costs, of as many rows as there are residents; both with as many threads. Each tie asks for
  one such read: what is seen of the other.

Nothing is counted for arithmetic, draws, scattered writes or columns that one week reads twice. Towns that
fit into the caches can be faster than the bound.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.benchmark.findings import Line
from experiments.benchmark.machine import Memory
from experiments.benchmark.sizes import ROUND
from experiments.benchmark.towns import town_of

if TYPE_CHECKING:
    from model.community import Community

Arrays = dict[str, NDArray[Any]]
PROBED = 2_000
"""Residents of the town in which it is found out which columns a week reads and changes."""


class Traffic(NamedTuple):
    """What a resident-week moves: bytes in and out, from how many columns, and ties to others."""

    bytes_in: float
    bytes_out: float
    read: int
    changed: int
    degree: float


def traffic(residents: int = PROBED) -> Traffic:
    """Return what a week of an ordinary town moves for each resident."""
    from model.community import Community

    town = Community(town_of(residents), rng=1)
    town.run(ROUND)
    before = arrays(town)
    unread, changed = probed(town)
    return moved(before, before.keys() - unread, changed, residents, float(town.world.ties.degree.mean()))


def arrays(town: Community) -> Arrays:
    """Return a copy of every column of a town's world, by table and name."""
    found: Arrays = {}
    for table, part in town.world._asdict().items():
        named: Mapping[str, Any] = {"": part} if isinstance(part, np.ndarray) else _columns(part)
        found |= {f"{table}.{name}".rstrip("."): array.copy() for name, array in named.items()}
    return found


def _columns(table: Any) -> dict[str, Any]:
    """Return the columns of a table by name."""
    return dict(zip(table._fields, table, strict=True))


def moved(
    columns: Mapping[str, NDArray[Any]],
    read: Collection[str],
    changed: Collection[str],
    residents: int,
    degree: float,
) -> Traffic:
    """Return the bytes a resident of the columns read and changed."""
    held = {name: _bytes(name, array, residents, degree) for name, array in columns.items()}
    bytes_in, bytes_out = (sum(held[name] for name in names) for names in (read, changed))
    return Traffic(bytes_in, bytes_out, len(read), len(changed), degree)


def _bytes(name: str, array: NDArray[Any], residents: int, degree: float) -> float:
    """Return the bytes a resident of a column; one of ties counts filled slots only."""
    if name.startswith("ties.") and array.ndim == 2:
        return float(array.itemsize * degree)
    return array.nbytes / residents


def probed(town: Community) -> tuple[set[str], set[str]]:
    """Return the columns of numbers that a week does not read, and all columns that it changes."""
    begun, (ended, record) = arrays(town), _after_a_week(town, None)
    changed = {name for name, array in begun.items() if not _same(array, ended[name])}
    unread = set()
    for name in (name for name, array in begun.items() if array.dtype.kind == "f"):
        start = _shuffled(begun[name])
        found, told = _after_a_week(town, name)
        others = all(_same(array, ended[other]) for other, array in found.items() if other != name)
        itself = _same(found[name], ended[name]) or _same(found[name], start)
        if not _same(start, begun[name]) and others and itself and _same(told, record):
            unread.add(name)
    return unread, changed


def _after_a_week(town: Community, shuffled: str | None) -> tuple[Arrays, NDArray[Any]]:
    """Return a copy's columns after a week, and its record, with the rows of one column shuffled before."""
    twin = town.branch(town.scenario)
    if shuffled is not None:
        table, _, column = shuffled.partition(".")
        part = getattr(twin.world, table)
        array = getattr(part, column) if column else part
        array[:] = _shuffled(array)
    twin.step()
    return arrays(twin), np.array([values[-1] for values in twin.record.values().values()])


def _shuffled(array: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(np.random.default_rng(1).permutation(array))


def _same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return one.tobytes() == other.tobytes()


def bound(needs: Traffic, has: Memory) -> float:
    """Return the ns that a resident-week takes at least."""
    return (needs.bytes_in + needs.bytes_out) / has.bandwidth + needs.degree * has.gather


def lines(needs: Traffic, found: Mapping[int, tuple[Memory, float]], residents: int) -> list[Line]:
    """Return the bound and the kernels' share of it, by threads: `found` is memory and measured ns."""
    total = needs.bytes_in + needs.bytes_out
    told = (
        f"{needs.bytes_in:.0f} B in ({needs.read} columns read) + {needs.bytes_out:.0f} B out "
        f"({needs.changed} columns changed) = {total:.0f} B; {needs.degree:.1f} ties, a gather each"
    )
    shown = [Line("roofline: a resident-week moves", told)]
    for threads, (has, measured) in found.items():
        least = bound(needs, has)
        parts = f"{total / has.bandwidth:.1f} ns streamed + {needs.degree * has.gather:.1f} ns gathered"
        rates = f"{has.bandwidth:.1f} GB/s, {has.gather:.2f} ns a gather from {residents:,} rows"
        share = f"kernels {measured:.0f} ns, {least / measured:.0%} of what memory allows"
        many = f"{threads} thread{'s' if threads > 1 else ''}"
        shown.append(
            Line(f"roofline, {residents:,} residents, {many}", f"{least:.1f} ns = {parts} ({rates}); {share}")
        )
    return shown
