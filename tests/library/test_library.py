"""Each scenario of the library is whole, runs, and does what its file expects.

Expectations are tested on the runs of the published page: 8 towns of 2,000 residents that share their
luck, an exact one-sided sign-flip test a claim with an error rate of 1 % (2 of the 256 flips at most).
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from experiments.expectations import ERROR_RATE, SEEN, claimed
from experiments.gallery.measured import Number, reference_of
from experiments.gallery.themes import OTHERS, THEMES, theme_of
from experiments.library import FOLDER
from experiments.runner import Outcome
from experiments.store import write_rows
from model import Community, Scenario
from model.finding import library as names_of_library
from model.heading import Expectation
from tests.library.running import Library, moved, same_bits

pytestmark = [pytest.mark.library, pytest.mark.compiled]

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA_LINE = "# yaml-language-server: $schema=scenario.schema.json"
NAMES = names_of_library()
SCENARIOS = {name: Scenario.load(name) for name in NAMES}
CLAIMS = [(name, place, claim) for name in NAMES for place, claim in enumerate(SCENARIOS[name].expect)]
BEFORE, AROUND = 8, 60
GAINERS, GAPS = re.compile("quintile=|age=|sex=|isolated="), re.compile("_(gap|sii|rii)$")

WITHOUT_CLAIM = {
    "small-surgeries": "a reference, that only gp-merger is held against",
    "gp-merger": "longer ways and evener lists work against each other, and towns differ in which is more",
    "service-closure": "whether a campaign wins is a draw in each town, so no direction holds in all",
}
"""Scenarios of which nothing is claimed, and why; their files say it too."""

every_scenario = pytest.mark.parametrize("name", NAMES)
all_but_the_baseline = pytest.mark.parametrize("name", [name for name in NAMES if name != "baseline"])


def said(name: str, claim: Expectation) -> str:
    return f"{name}: {claimed(claim)}"


@pytest.mark.parametrize(
    ("name", "place", "claim"), CLAIMS, ids=[said(name, claim) for name, place, claim in CLAIMS]
)
def test_what_a_scenario_expects_is_seen(library: Library, name: str, place: int, claim: Expectation) -> None:
    found = [number for number in library.numbers if (number.scenario, number.what) == (name, "expected")]
    one = found[place]
    assert (one.indicator, one.group, one.against) == (claim.indicator, claim.group, claim.against)
    assert one.verdict == SEEN, (
        f"{said(name, claim)}: {one.verdict}, {one.value:+.4f} ({one.low:+.4f} to {one.high:+.4f}), "
        f"p {one.p:.4f} where at most {ERROR_RATE} is allowed"
    )


def test_every_scenario_runs_to_its_end(library: Library) -> None:
    assert library.failures == []
    assert {number.scenario for number in library.numbers} == set(NAMES)


def test_the_placebo_moves_no_bit_of_any_indicator_of_any_group(library: Library) -> None:
    assert library.moved_by_placebo == []


@every_scenario
def test_the_promises_of_the_world_hold_around_the_events_of(name: str) -> None:
    scenario = SCENARIOS[name].with_(residents=400, settle=0)
    first = min((int(event.start) for event in scenario.events), default=0)
    town = Community(scenario, rng=1).run(max(0, first - BEFORE))
    town.check = True
    town.run(AROUND)
    assert town.week == max(0, first - BEFORE) + AROUND


@every_scenario
def test_a_file_begins_with_the_schema_and_says_what_it_asks_and_rests_on(name: str) -> None:
    scenario = SCENARIOS[name]
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.splitlines()[0] == SCHEMA_LINE
    lacking = [field for field in ("question", "sizes", "doubt") if not getattr(scenario, field).strip()]
    assert lacking == []
    assert scenario.sources or name == "placebo"
    assert scenario.question.endswith("?")


@all_but_the_baseline
def test_a_scenario_has_two_expectations_and_one_on_who_gains(name: str) -> None:
    claims = SCENARIOS[name].expect
    if name in WITHOUT_CLAIM:
        assert claims == ()
        return
    assert len(claims) >= 2
    assert any(GAINERS.match(claim.group) or GAPS.search(claim.indicator) for claim in claims)


@all_but_the_baseline
def test_what_a_scenario_is_held_against_is_in_the_library(name: str) -> None:
    assert {claim.against for claim in SCENARIOS[name].expect} <= set(NAMES)
    assert reference_of(SCENARIOS[name]) != name


def test_the_library_has_forty_scenarios() -> None:
    assert len(NAMES) >= 40


def test_every_scenario_has_one_theme_and_no_theme_names_one_that_is_gone() -> None:
    assert [name for name in NAMES if theme_of(name) == OTHERS] == []
    named = [name for theme in THEMES for name in theme.names.split()]
    assert sorted(named) == sorted(NAMES)


def sections() -> dict[str, str]:
    """Return the sections of the published page by scenario."""
    page = (DOCS / "library.md").read_text("utf-8")
    parts = re.split(r'^### <a id="([^"]+)"></a>', page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def test_the_page_has_every_scenario_once_and_no_figure_too_many() -> None:
    assert sorted(sections()) == sorted(NAMES)
    assert {path.stem for path in (DOCS / "library").iterdir()} == set(NAMES) - {"baseline"}


@all_but_the_baseline
def test_the_page_shows_the_figure_and_the_expectations_of(name: str) -> None:
    section = sections()[name]
    assert f"(library/{name}.png)" in section
    assert (DOCS / "library" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    expected = re.findall(r"^- Expected: (.*?)\. \*\*", section, flags=re.MULTILINE)
    assert expected == [claimed(claim) for claim in SCENARIOS[name].expect]


def test_the_published_numbers_are_those_of_the_runs(library: Library, tmp_path: Path) -> None:
    write_rows(tmp_path / "library.csv", library.numbers, Number._fields)
    made, published = (folder / "library.csv" for folder in (tmp_path, DOCS))
    assert made.read_text("utf-8").splitlines() == published.read_text("utf-8").splitlines()


def test_a_bit_that_differs_is_noticed() -> None:
    calm = np.array([1.0, np.nan], "f4")
    stirred = np.array([np.nextafter(np.float32(1), np.float32(2)), np.nan], "f4")
    runs = [Outcome("calm", 1, {"wemwbs": calm}, [], []), Outcome("stirred", 1, {"wemwbs": stirred}, [], [])]
    assert same_bits(calm, calm.copy())
    assert moved(runs, "stirred", "calm") == ["wemwbs, replicate 1"]
    assert moved(runs, "calm", "calm") == []
