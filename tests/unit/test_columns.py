"""Tables of named columns are made, copied and checked as declared."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

import numpy as np
import pytest

from model.columns import Bytes, Column, Floats, blank, bytes_held, column, columns, copied, out_of_range
from model.place import Homes, Places
from model.residents import Drafts, Residents, settle


class Pond(NamedTuple):
    """A table for these tests."""

    depth: Annotated[Floats, column("depth", unit="m", low=-2, high=3)]
    frogs: Annotated[Bytes, column("frogs", unit="frogs", high=9, dtype=np.uint8, width=2)]


def test_a_table_declares_its_columns_in_order() -> None:
    assert columns(Pond) == {
        "depth": Column("depth", "m", -2, 3, np.float32, 0),
        "frogs": Column("frogs", "frogs", 0.0, 9, np.uint8, 2),
    }


def test_a_blank_table_has_the_declared_shapes_and_types_and_holds_zeros() -> None:
    pond = blank(Pond, 4)
    assert (pond.depth.shape, pond.frogs.shape) == ((4,), (4, 2))
    assert (pond.depth.dtype, pond.frogs.dtype) == (np.float32, np.uint8)
    assert not pond.depth.any()
    assert not pond.frogs.any()


def test_a_copy_shares_no_column_with_the_original() -> None:
    pond = blank(Pond, 3)
    other = copied(pond)
    other.depth[0] = 1.0
    assert pond.depth[0] == 0.0
    assert not any(np.shares_memory(a, b) for a, b in zip(pond, other))


def test_a_table_inside_its_ranges_has_nothing_to_report() -> None:
    pond = blank(Pond, 2)
    pond.depth[:] = -2, 3
    assert list(out_of_range(pond)) == []


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (4.0, "Pond.depth runs from 0.0 to 4.0, legal is -2 to 3"),
        (-2.5, "Pond.depth runs from -2.5 to 0.0, legal is -2 to 3"),
        (math.nan, "Pond.depth runs from nan to nan, legal is -2 to 3"),
    ],
)
def test_a_column_outside_its_range_is_reported_with_what_is_legal(value: float, sentence: str) -> None:
    pond = blank(Pond, 2)
    pond.depth[1] = value
    assert list(out_of_range(pond)) == [sentence]


def test_every_column_outside_its_range_is_reported() -> None:
    pond = blank(Pond, 2)
    pond.depth[0], pond.frogs[1, 1] = 9, 10
    assert len(list(out_of_range(pond))) == 2


def test_an_empty_table_is_never_out_of_range() -> None:
    assert list(out_of_range(blank(Pond, 0))) == []


def test_memory_is_that_of_all_columns_of_all_tables() -> None:
    assert bytes_held(blank(Pond, 5), blank(Pond, 1)) == 6 * (4 + 2)


@pytest.mark.parametrize("table", [Residents, Drafts, Places, Homes])
def test_every_column_of_the_world_says_what_it_means_in_which_unit(table: type) -> None:
    for name, about in columns(table).items():
        assert about.meaning, name
        assert about.unit, name
        assert about.low < about.high, name


@pytest.mark.parametrize("table", [Residents, Drafts, Places, Homes])
def test_every_whole_number_column_can_hold_its_range(table: type) -> None:
    for name, about in columns(table).items():
        if np.issubdtype(about.dtype, np.integer):
            assert np.iinfo(about.dtype).max >= about.high, name


def test_settling_writes_the_drafted_outcomes_and_nothing_else() -> None:
    residents, drafts = blank(Residents, 3), blank(Drafts, 3)
    for number, column_ in enumerate(drafts):
        column_[:] = (number + 1) / 10
    settle(residents, drafts)
    for name in Residents._fields:
        drafted = getattr(drafts, name) if name in Drafts._fields else np.zeros(1)
        assert (getattr(residents, name) == drafted[0]).all(), name
