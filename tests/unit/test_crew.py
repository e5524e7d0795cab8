"""A crew covers every row exactly once, whatever its number of threads."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from model.chance import Chance, uniforms
from model.crew import WORTH_SHARING, Crew

SIZES = (0, 1, 7, WORTH_SHARING - 1, WORTH_SHARING, WORTH_SHARING + 1, 100_003)


def count_visits(start: int, stop: int, visits: np.ndarray) -> None:
    visits[start:stop] += 1


@pytest.mark.parametrize("threads", [1, 2, 3, 5, 16])
@pytest.mark.parametrize("rows", SIZES)
def test_every_row_is_covered_exactly_once(threads: int, rows: int) -> None:
    visits, crew = np.zeros(rows, np.int64), Crew(threads)
    crew.over(rows, count_visits, visits)
    crew.close()
    assert (visits == 1).all()


def test_a_large_table_is_shared_among_all_threads_in_order_without_gaps() -> None:
    ranges: list[tuple[int, int]] = []
    crew = Crew(3)
    crew.over(30_000, lambda start, stop: ranges.append((start, stop)))
    crew.close()
    assert sorted(ranges) == [(0, 10_000), (10_000, 20_000), (20_000, 30_000)]


def test_a_small_table_is_not_shared() -> None:
    ranges: list[tuple[int, int]] = []
    crew = Crew(3)
    crew.over(WORTH_SHARING - 1, lambda start, stop: ranges.append((start, stop)))
    crew.close()
    assert ranges == [(0, WORTH_SHARING - 1)]


def test_parts_run_at_the_same_time() -> None:
    meeting, crew = threading.Barrier(2, timeout=20), Crew(2)
    met: list[int] = []
    crew.over(20_000, lambda start, stop: met.append(meeting.wait()))
    crew.close()
    assert sorted(met) == [0, 1]


@pytest.mark.parametrize("threads", [2, 3, 7])
def test_results_have_the_same_bits_for_any_number_of_threads(threads: int) -> None:
    key = Chance(1).key("mood")
    luck = uniforms(key, 50_000)

    def smooth(start: int, stop: int, out: np.ndarray) -> None:
        out[start:stop] = np.sqrt(luck[start:stop]) * 3.7

    results = []
    for number in (1, threads):
        crew, out = Crew(number), np.zeros(50_000)
        crew.over(50_000, smooth, out)
        crew.close()
        results.append(out.tobytes())
    assert results[0] == results[1]


@pytest.mark.parametrize("bad_start", [0, 10_000])
def test_an_error_in_any_part_reaches_the_caller(bad_start: int) -> None:
    def fail(start: int, stop: int) -> None:
        if start == bad_start:
            raise ArithmeticError(f"row {start}")

    crew = Crew(2)
    with pytest.raises(ArithmeticError, match=f"row {bad_start}"):
        crew.over(20_000, fail)
    crew.close()


def test_a_closed_crew_goes_on_with_one_thread() -> None:
    crew, visits = Crew(4), np.zeros(20_000, np.int64)
    crew.close()
    crew.close()
    crew.over(20_000, count_visits, visits)
    assert crew.threads == 1
    assert (visits == 1).all()


@pytest.mark.parametrize("threads", [0, -2])
def test_a_crew_of_nobody_is_refused(threads: int) -> None:
    with pytest.raises(ValueError, match=f"threads is 1 or more, not {threads}"):
        Crew(threads)
