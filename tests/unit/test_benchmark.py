"""What the benchmark makes of what it measures, and what it refuses; no test says how fast anything is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from experiments.benchmark import long_runs, reference, roofline, sizes, timing
from experiments.benchmark.findings import Line, Table, at_least, at_most
from experiments.benchmark.machine import Memory, memory
from experiments.benchmark.report import Report, as_markdown
from experiments.benchmark.sizes import Speed
from experiments.benchmark.towns import COUNTRY, town_of
from experiments.cli import app
from experiments.refusal import Refusal


def test_cost_in_step_with_the_town_grows_with_exponent_one() -> None:
    assert sizes.exponent({10_000: 140.0, 100_000: 140.0, 1_000_000: 140.0}) == pytest.approx(1.0)


def test_the_exponent_is_that_of_total_time_by_least_squares() -> None:
    costs = {n: 3.0 * n**0.1 for n in (10_000, 100_000, 5_400_000)}
    assert sizes.exponent(costs) == pytest.approx(1.1)
    # log10 of total time is 6, 7, 9 at 4, 5, 6: slope (9 - 6) / 2
    assert sizes.exponent({10**4: 100.0, 10**5: 100.0, 10**6: 1000.0}) == pytest.approx(1.5)


def test_one_size_has_no_exponent() -> None:
    assert sizes.exponent({10_000: 140.0}) is None


def test_small_towns_are_left_out_of_growth_and_of_what_is_asked() -> None:
    speeds = [
        Speed(1_000, {1: 900.0, 2: 900.0}, 0.1, 400.0, None),
        Speed(10_000, {1: 200.0, 2: 100.0}, 0.1, 400.0, None),
        Speed(100_000, {1: 290.0, 2: 100.0}, 1.0, 400.0, 610.0),
    ]
    told = [line.text() for line in sizes.lines(speeds)]
    assert told == [
        "100,000 residents, 2 threads: 100 ns (asked: at most 150 ns; met)",
        "100,000 residents, 1 thread: 290 ns (asked: at most 285 ns; missed)",
        "100,000 residents, peak memory of a resident: 610 B (asked: at most 600 B; missed)",
        "exponent of growth of time, 10,000 to 100,000 residents, 1 thread: 1.161"
        " (asked: at most 1.050; missed)",
        "exponent of growth of time, 10,000 to 100,000 residents, 2 threads: 1.000"
        " (asked: at most 1.050; met)",
    ]


def test_the_table_of_sizes_says_what_a_second_thread_gains() -> None:
    table = sizes.table([Speed(100_000, {1: 300.0, 2: 160.0}, 1.25, 401.4, 555.5)])
    assert dict(zip(table.heading, table.rows[0], strict=True)) == {
        "residents": "100,000",
        "1 thread": "300 ns",
        "2 threads": "160 ns",
        "one over all threads": "1.88",
        "founding": "1.25 s",
        "columns": "401 B",
        "peak": "556 B",
    }


def test_a_limit_is_met_up_to_itself() -> None:
    assert at_most("x", 150.0, 150.0, "{:.0f} ns").asked == "asked: at most 150 ns; met"
    assert at_most("x", 150.1, 150.0, "{:.0f} ns").asked == "asked: at most 150 ns; missed"
    assert at_least("x", 150.0, 150.0, "{:.0f} times").asked == "asked: at least 150 times; met"
    assert at_least("x", 149.9, 150.0, "{:.0f} times").asked == "asked: at least 150 times; missed"


def test_a_block_is_whole_decision_rounds_of_at_most_a_year() -> None:
    assert [sizes.block_of(n) for n in (1_000, 38_461, 100_000, 5_400_000)] == [52, 39, 13, 13]


def test_jobs_take_turns_and_give_their_median() -> None:
    order: list[str] = []
    found = timing.in_turn({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 3)
    assert order == ["a", "b"] * 3
    assert found.keys() == {"a", "b"}


def test_bytes_of_a_week_are_those_of_a_table_made_by_hand() -> None:
    columns = {
        "residents.health": np.zeros(10, np.float32),  # 4 bytes a resident
        "residents.waited": np.zeros((10, 7), np.uint8),  # 7
        "ties.partner": np.zeros((10, 24), np.uint32),  # 4 x 11.5 ties
        "ties.degree": np.zeros(10, np.uint8),  # 1
        "places.quality": np.zeros(2, np.float32),  # 8 bytes for 10 residents
        "liked": np.zeros(10, np.uint32),  # 4
    }
    found = roofline.moved(columns, columns.keys() - {"liked"}, ["residents.health", "liked"], 10, 11.5)
    assert found.bytes_in == pytest.approx(4 + 7 + 46 + 1 + 0.8)
    assert found.bytes_out == pytest.approx(4 + 4)
    assert (found.read, found.changed) == (5, 2)


def test_the_bound_is_bytes_over_bandwidth_and_a_gather_a_tie() -> None:
    needs = roofline.Traffic(300.0, 100.0, 5, 2, 12.0)
    assert roofline.bound(needs, Memory(20.0, 0.5)) == pytest.approx(400 / 20 + 12 * 0.5)
    told = roofline.lines(needs, {2: (Memory(20.0, 0.5), 104.0)}, 100_000)
    assert told[1].found.startswith("26.0 ns = 20.0 ns streamed + 6.0 ns gathered")
    assert told[1].found.endswith("kernels 104 ns, 25% of what memory allows")


def test_memory_is_measured_as_rates_above_nothing() -> None:
    found = memory(1_000, 1, streamed=1_000, gathered=1_000)
    assert found.bandwidth > 0.0
    assert found.gather >= 0.0


@pytest.mark.slow
def test_columns_that_a_week_reads_and_changes_are_found_by_living_it() -> None:
    from model.community import Community

    town = Community(town_of(400), rng=1)
    town.run(3)
    unread, changed = roofline.probed(town)
    assert {"residents.health", "residents.wellbeing", "ties.strength"} <= changed
    assert changed.isdisjoint({"residents.sociability", "residents.sex", "places.row"})
    seen_in_others = {"residents.health", "residents.sociability", "residents.loneliness"}
    seen_in_itself = {"residents.council_link"}
    the_same_for_all = {"residents.damage", "residents.used"}
    assert unread.isdisjoint(seen_in_others | seen_in_itself | the_same_for_all)
    written_first = {"company.met"}
    assert written_first <= unread


def test_scotland_has_its_data_zones_in_equal_quintiles() -> None:
    town = town_of(COUNTRY).town
    assert (town.residents, town.rows * town.columns) == (5_400_000, 6_976)
    assert set(town.quintiles.values()) == {0.2}


def test_a_long_run_says_how_long_the_rest_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    now, said = [0.0], []
    monkeypatch.setattr(long_runs.time, "monotonic", lambda: now[0])
    listen = long_runs.told("Scotland", 520, said.append)
    for week, clock in ((1, 5.0), (2, 11.0), (3, 12.0), (104, 30.0)):
        now[0] = clock
        listen(week)
    assert said == [
        "Scotland: 2 of 520 weeks, 2,849 s left",
        "Scotland: 104 of 520 weeks, 120 s left",
    ]


def test_without_a_clone_the_reference_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"tests/reference/.*is not here; run it in a clone"):
        reference.baseline(tmp_path)


@pytest.mark.slow
def test_the_reference_and_the_columns_take_turns() -> None:
    asked: list[tuple[int, int]] = []

    def timed(residents: int, weeks: int) -> float:
        asked.append((residents, weeks))
        return 3e-4

    found = reference.against_reference(timed, 400, 1, turns=3)
    assert asked == [(400, reference.WEEKS)] * 3
    assert found.reference == 3e-4
    ratio = reference.lines(reference.Ratio(400, 3e-4, 1.5e-6), 2)[2]
    assert ratio.text().endswith("200 times (asked: at least 150 times; met)")


@pytest.mark.slow
def test_the_reference_of_the_clone_can_be_timed() -> None:
    assert reference.baseline()(100, 1) > 0.0


def test_markdown_holds_every_table_and_line() -> None:
    table = Table("A caption.", ["peer", "time"], [["numpy", "5 ns"]])
    report = Report("an abacus", [table], [Line("what", "found", "asked: more; missed"), Line("w", "f")])
    assert as_markdown(report).splitlines() == [
        "Measured on an abacus.",
        "",
        "A caption.",
        "",
        "| peer | time |",
        "| --- | ---: |",
        "| numpy | 5 ns |",
        "",
        "- what: found (asked: more; missed)",
        "- w: f",
    ]


def test_a_peer_that_there_is_not_is_refused_with_the_nearest_name() -> None:
    told = CliRunner().invoke(app, ["bench", "--against", "mesa,nunpy,spreadsheet"])
    assert told.exit_code == 2
    assert "--against nunpy: unknown peer; did you mean 'numpy'?" in told.stderr
    assert "--against spreadsheet: unknown peer; legal are mesa, starsim, numpy" in told.stderr


def test_a_report_that_cannot_be_written_is_refused_before_anything_is_measured(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["bench", "--no-model", "--out", str(tmp_path)])
    assert told.exit_code == 2
    assert "name a file in a folder that exists" in told.stderr


def test_a_town_too_small_is_refused() -> None:
    told = CliRunner().invoke(app, ["bench", "--reference", "--reference-residents", "3"])
    assert told.exit_code == 2
