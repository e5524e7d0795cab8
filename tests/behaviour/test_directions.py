"""Every parameter moves the outcome that its meaning names, the way it says (the table in `directions`).

Pairs of towns that differ in one parameter share all luck. The direction is shown by an exact
sign-flip test over eight seeds with an error rate of 1 % (`worlds.ERROR_RATE`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest

from model import Community, Scenario
from model.assumptions import table
from model.loops import Loops
from model.parameters import Row
from model.town import Town
from tests.behaviour.circumstances import CIRCUMSTANCES
from tests.behaviour.directions import DIRECTIONS, Direction
from tests.behaviour.outcomes import outcome
from tests.behaviour.worlds import SEEDS, moved, settled, twin

pytestmark = pytest.mark.compiled
ROWS = {row.path: row for row in table()}
FOUNDED = Scenario(town=Town(residents=1000, rows=8, columns=8), settle=0)


def changed_value(row: Row, to: float | None) -> float:
    """Return what a parameter is changed to: double, or half-way to its upper limit, or as the row says."""
    half_way = (row.default + row.about.high) / 2
    value = to if to is not None else min(2 * row.default, half_way) if row.default > 0 else half_way
    return round(value) if isinstance(row.default, int) else value


def founded(seed: int, given: Mapping[str, float], weeks: int) -> Community:
    """Return a town founded with some parameters, after so many weeks."""
    assumptions = FOUNDED.assumptions
    for path, value in given.items():
        assumptions = assumptions.changed(path, value)
    return Community(FOUNDED.model_copy(update={"assumptions": assumptions}), rng=seed).run(weeks)


def lived(seed: int, row: Direction, given: Mapping[str, float]) -> Community:
    """Return the town of a seed after a row's weeks under its circumstances, with some parameters."""
    if row.fresh:
        return founded(seed, given, row.weeks)
    events, alter = CIRCUMSTANCES[row.under]
    return twin(settled(seed), events=events, given=given, alter=alter).run(row.weeks)


@cache
def usual(seed: int, under: str, weeks: int, given: tuple[tuple[str, float], ...], fresh: bool) -> Community:
    """Return the town that a changed one is compared with; never step it."""
    return lived(seed, Direction("", "", 0, under, weeks, fresh=fresh), dict(given))


def differences(row: Direction) -> list[float]:
    """Return what the parameter's change does to the outcome, by seed."""
    given = {**row.given, row.path: changed_value(ROWS[row.path], row.to)}
    found = []
    for seed in SEEDS:
        without = usual(seed, row.under, row.weeks, tuple(row.given.items()), row.fresh)
        changed, usually = (
            outcome(row.outcome, town, settled(seed)) for town in (lived(seed, row, given), without)
        )
        found.append(changed - usually)
    return found


@pytest.mark.parametrize("row", DIRECTIONS, ids=[row.path for row in DIRECTIONS])
def test_a_parameter_moves_its_outcome_the_way_it_says(row: Direction) -> None:
    about = ROWS[row.path]
    value = changed_value(about, row.to)
    assert value != about.default
    seen = differences(row)
    sign = row.sign if value > about.default else -row.sign
    shown = np.array2string(np.array(seen), precision=4)
    assert moved(seen, sign), (
        f"{row.path} {about.default:g} -> {value:g}: {row.outcome} by {sign:+d}? {shown}"
    )


def test_every_parameter_has_its_row_in_the_table_of_directions() -> None:
    named = Counter(row.path for row in DIRECTIONS)
    missing, unknown = sorted(ROWS.keys() - named.keys()), sorted(named.keys() - ROWS.keys())
    twice = [path for path, count in named.items() if count > 1]
    assert not missing, f"parameters without a row in tests/behaviour/directions.py: {', '.join(missing)}"
    assert not unknown, f"rows of parameters that do not exist: {', '.join(unknown)}"
    assert not twice, f"parameters with two rows: {', '.join(twice)}"


def test_a_pair_that_differs_in_no_parameter_shows_no_direction() -> None:
    row = Direction("ties.gain", "close_ties", +1, weeks=4)
    seen = [
        outcome(row.outcome, twin(settled(seed)).run(4), settled(seed))
        - outcome(row.outcome, lived(seed, row, {"ties.gain": ROWS["ties.gain"].default}), settled(seed))
        for seed in SEEDS
    ]
    assert seen == [0.0] * len(SEEDS)
    assert not moved(seen, +1)
    assert not moved(seen, -1)


def test_twins_are_changed_without_a_trace_in_the_town_they_come_from() -> None:
    before = settled(1).world.residents.health.copy()
    twin(settled(1), given={"health.health_rate": 0.1}, alter=CIRCUMSTANCES["ill"].alter).run(2)
    assert np.array_equal(settled(1).world.residents.health, before)
    assert settled(1).assume == FOUNDED.assumptions
    assert settled(1).loops == Loops()
