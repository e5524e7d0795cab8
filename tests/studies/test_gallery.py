"""The gallery's numbers, words and figures, by panels made by hand; and the command on one small town."""

import csv
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from experiments.cli import app
from experiments.gallery.chart import colour_of, events, library_figure, save, scale_of, second, thinned, told
from experiments.gallery.command import Options, chosen, entered
from experiments.gallery.measured import Number, reference_of, window_of
from experiments.gallery.themes import OTHERS, THEMES, grouped, theme_of
from experiments.gallery.writing import written
from experiments.runner import Outcome
from model.indicators import GROUPS, INDICATORS
from model.scenario import Scenario
from tests.studies.test_figure import assert_clear

STRESS = {"name": "upset", "kind": "stress", "level": 0.2, "start": 104}
HELP = {"kind": "mutual_aid", "factor": 1.5, "start": 52,
        "cost": {"fixed": 1000, "weekly": 100, "per_participant": 5, "price_year": 2023}}  # fmt: skip
WEEKS, TOWNS = 261, 8


def scenario(name, *events, expect=()):
    return Scenario.of({
        "name": name, "title": f"The title of {name}", "question": "What then?", "weeks": WEEKS - 1,
        "settle": 0, "events": list(events), "expect": list(expect), "sizes": "Assumed.", "doubt": "Much.",
        "sources": ["T013: a source"],
    })  # fmt: skip


BASE = scenario("baseline")
UPSET = scenario("upset", STRESS, expect=[
    {"indicator": "wemwbs", "moves": "down"}, {"indicator": "wemwbs_gap", "moves": "up"},
])  # fmt: skip
HELPED = scenario("upset-with-help", STRESS, HELP, expect=[
    {"indicator": "lonely", "moves": "down", "against": "upset", "over": "whole"},
])  # fmt: skip
SHIFTS = {"baseline": 0.0, "upset": -2.0, "upset-with-help": -1.5}


def outcome(of, replicate):
    """Return a run whose indicators are 50, shifted from week 105 on; quintile 1 loses twice as much."""
    groups = np.tile(np.array(GROUPS, object), WEEKS)
    weeks = np.repeat(np.arange(WEEKS), len(GROUPS))
    by = SHIFTS[of.name] * (weeks > 104) * np.where(groups == "quintile=1", 2.0, 1.0)
    values = (50 + by + 0.01 * replicate * (by != 0)).astype("f4")
    entry = {
        "dose": np.where(np.arange(WEEKS - 1) >= 52, 0.5, 0.0), "offered": np.zeros((WEEKS - 1, 5), int),
        "joined": np.zeros((WEEKS - 1, 5), int),
    }  # fmt: skip
    entry["offered"][60], entry["joined"][60] = (100, 50, 0, 0, 50), (40, 5, 0, 0, 5)
    ledger = {str(event.name): entry for event in of.events}
    return Outcome(of.name, replicate, {"week": weeks, "group": groups} | dict.fromkeys(INDICATORS, values),
                   [], [], ledger)  # fmt: skip


@pytest.fixture(scope="module")
def entries():
    scenarios = [BASE, UPSET, HELPED]
    return entered(scenarios, [outcome(s, r) for s in scenarios for r in range(1, TOWNS + 1)])


def numbers(entry, what, **where):
    return [n for n in entry.of(what) if all(getattr(n, k) == v for k, v in where.items())]


def test_help_is_held_against_the_shock_that_its_expectations_name():
    assert [reference_of(s) for s in (BASE, UPSET, HELPED)] == ["baseline", "baseline", "upset"]


def test_differences_count_from_the_shock_also_where_help_came_before_it():
    assert window_of(UPSET, BASE, 260)[:2] == (105, 156)
    assert window_of(HELPED, BASE, 260)[:2] == (105, 156)
    assert window_of(HELPED, UPSET, 260) == (105, 156, "first year of the shock")


def test_without_a_shock_after_they_part_the_span_is_that_of_the_expectation():
    later = scenario("later", STRESS, HELP | {"start": 130}, expect=[
        {"indicator": "lonely", "moves": "down", "against": "upset", "over": "second_year"},
    ])  # fmt: skip
    assert window_of(later, UPSET, 260) == (183, 234, "second year")


def test_the_headline_is_the_first_year_against_the_baseline(entries):
    (one,) = entries["upset"].of("headline")
    half = 2.364624 * 0.01 * np.sqrt(6.0) / np.sqrt(8)  # t(0.975, 7); replicates 1..8 differ by 0.01
    assert (one.indicator, one.group, one.against, one.replicates) == ("wemwbs", "all", "baseline", 8)
    assert (one.value, one.low, one.high) == pytest.approx(
        (-2 + 0.045, -2 + 0.045 - half, -2 + 0.045 + half), abs=1e-4
    )


def test_what_help_does_and_who_gains_are_held_against_the_shock(entries):
    (one,) = entries["upset-with-help"].of("help")
    assert (one.against, one.value) == ("upset", pytest.approx(0.5, abs=1e-4))
    gains = [(n.group, round(n.value, 3)) for n in entries["upset-with-help"].of("gains")]
    assert gains == [("quintile=1", 1.0), ("quintile=5", 0.5)]


def test_reach_and_cost_are_for_ten_thousand_residents(entries):
    ours, size = entries["upset-with-help"], HELPED.town.residents / 10_000
    reached = {(n.indicator, n.group): n.value for n in ours.of("reach")}
    assert reached["mutual_aid: offered", "all"] == pytest.approx(200 / size)
    assert reached["mutual_aid: took part", "all"] == pytest.approx(50 / size)
    assert reached["mutual_aid: took part", "quintile=1"] == pytest.approx(40 / size)
    assert not any(n.indicator.startswith("upset") for n in ours.of("reach")), "a shock reaches nobody"
    (cost,) = ours.of("cost")
    assert (cost.value, cost.unit) == (pytest.approx(1000 + 100 * 0.5 * 208 + 5 * 50 / size), "GBP of 2023")


def test_expectations_and_levels_are_in_the_table(entries):
    assert [(n.indicator, n.moves, n.verdict) for n in entries["upset"].of("expected")] == [
        ("wemwbs", "down", "seen"), ("wemwbs_gap", "up", "refuted"),
    ]  # fmt: skip
    assert {n.value for n in entries["baseline"].of("level")} == {50.0}
    assert entries["baseline"].of("headline") == []


def test_the_page_has_index_figure_numbers_claims_and_caution(entries):
    page = written(entries, "library", "kith gallery --seed 1")
    assert page.startswith("# The library of scenarios\n")
    for words in (
        "8 towns of", "`kith gallery --seed 1`", "1 of 3 expectations were seen", "does not forecast a place",
        "[The title of upset](#upset)", "![The title of upset: WEMWBS", "(library/upset-with-help.png)",
        "most deprived areas (quintile 1) 1.00 points higher",
        "- Expected: WEMWBS down against baseline, first year. **Seen**: 1.9",
        "- Expected: WEMWBS gap up against baseline, first year. **Refuted**: 1.9",
        "- Reach, mutual_aid: took part: 50 of 10,000 residents, 80% of them in quintile 1.",
        "- **What would change your mind.** Much.", "- **Sources.** T013: a source",
    ):  # fmt: skip
        assert words.replace("50 of 10,000", f"{50 / HELPED.town.residents * 10_000:,.0f} of 10,000") in page
    assert "library/baseline.png" not in page


def test_scenarios_keep_the_order_of_their_themes_and_none_is_lost():
    names = ["placebo", "flood", "my-own", "cost-of-living", "baseline"]
    assert grouped(names) == {
        "Shocks": ["cost-of-living", "flood"], "Controls": ["baseline", "placebo"], OTHERS: ["my-own"],
    }  # fmt: skip
    assert theme_of("my-own") == OTHERS
    named = [name for theme in THEMES for name in theme.names.split()]
    assert len(named) == len(set(named))


def number(value, low, high, indicator="wemwbs", unit="points"):
    return Number("", "", "shown", indicator, "all", "", "", 0, 0, 8, unit, value, low, high)


@pytest.mark.parametrize(("interval", "least", "reach"), [
    ((0.0, 0.0, 0.0), 1.0, 1.0), ((0.5, 0.1, 0.9), 1.0, 1.0), ((0.5, -1.1, 1.9), 1.0, 2.0),
    ((-3.0, -9.0, 3.0), 2.0, 10.0), ((12.0, np.nan, np.nan), 2.0, 20.0), ((np.nan,) * 3, 1.0, 1.0),
])  # fmt: skip
def test_a_strip_reaches_as_far_as_the_interval_in_round_steps(interval, least, reach):
    assert scale_of(number(*interval), least) == reach


def test_colours_say_better_worse_and_unclear():
    better, worse, unclear = (colour_of(number(v, v - 0.5, v + 0.5)) for v in (1.0, -1.0, 0.1))
    assert len({better, worse, unclear}) == 3
    assert colour_of(number(1.0, 0.5, 1.5, "lonely")) == worse
    assert colour_of(number(1.0, np.nan, np.nan)) == unclear
    assert colour_of(number(0.001, 0.0005, 0.0015)) == better
    assert colour_of(number(0.0004, 0.0002, 0.0006)) == unclear


def test_numbers_of_the_figure_carry_sign_and_unit():
    assert told(number(-0.5, -1, 0)) == "−0.50"
    assert told(number(-0.004, -1, 0)) == "−0.004"
    assert told(number(0.0001, -1, 0)) == "0.00"
    assert told(number(2.5, 1, 3, "lonely", "percentage points")) == "+2.50 pp"
    assert told(number(np.nan, np.nan, np.nan)) == "not seen"


def test_lines_keep_the_first_week_and_then_the_mean_of_every_four():
    values = np.array([[0.0, 1, 2, 3, 4, 5, 6, 7, 8, 99]])
    assert thinned(values).tolist() == [[0.0, 2.5, 6.5]]
    assert thinned(np.array([0.0, 1, np.nan, 3, np.nan, 5, 6, 7, 8])).tolist() == [0.0, 2.0, 6.5]


def test_the_middle_panel_is_cohesion_or_what_is_expected_first(entries):
    assert second(entries["upset"]) == "cohesion"
    assert second(entries["upset-with-help"]) == "lonely"


def test_events_are_counted_from_the_week_in_which_the_two_part(entries):
    assert [(m.week, m.label) for m in events(entries["upset"])] == [(0, "upset")]
    assert [(m.week, m.label) for m in events(entries["upset-with-help"])] == [
        (0, "mutual aid"), (52, "upset"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["upset", "upset-with-help"])
def test_no_text_of_the_figure_covers_another_or_leaves_the_page(entries, name):
    assert_clear(library_figure(entries[name]))


def test_the_picture_is_small_and_as_large_as_it_should_be(entries, tmp_path):
    from PIL import Image

    save(library_figure(entries["upset"]), tmp_path / "upset.png")
    with Image.open(tmp_path / "upset.png") as picture:
        assert picture.size == (1500, 520)
    assert (tmp_path / "upset.png").stat().st_size < 70_000


def test_what_the_named_are_held_against_is_run_with_them_and_nothing_twice():
    few = Options(replicates=1, residents=400, weeks=120, settle=0)
    names = [s.name for s in chosen(["flood", "baseline", "flood"], few)]
    assert names[:2] == ["baseline", "flood"]
    assert len(names) == len(set(names))


def kith(*arguments):
    return CliRunner().invoke(app, [str(a) for a in arguments])


def test_a_folder_that_holds_anything_else_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    done = kith("gallery", "placebo", "--out", tmp_path)
    assert done.exit_code == 2
    assert "holds more than figures" in done.stderr
    (tmp_path / "other.md").write_text("mine")
    done = kith("gallery", "placebo", "--out", tmp_path / "other")
    assert done.exit_code == 2
    assert "is no page of the library" in done.stderr
    assert kith("gallery", "plazebo").exit_code == 2


@pytest.mark.compiled
def test_the_command_writes_figures_table_and_page(tmp_path):
    out = tmp_path / "library"
    done = kith("gallery", "placebo", "--replicates", 2, "--residents", 400, "--weeks", 110, "--settle", 0,
                "--workers", 1, "--out", out)  # fmt: skip
    assert done.exit_code == 0, done.output
    assert [path.name for path in out.iterdir()] == ["placebo.png"]
    page = Path(tmp_path / "library.md").read_text("utf-8")
    assert "kith gallery placebo --replicates 2 --residents 400 --weeks 110 --settle 0 --seed 1" in page
    with (tmp_path / "library.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(Number._fields)
    (headline,) = [row for row in rows if row["what"] == "headline"]
    assert (headline["scenario"], float(headline["value"]), headline["last_week"]) == ("placebo", 0.0, "110")
