"""The ending in plain words."""

import numpy as np
import pytest

from experiments.comparison import Paired, paired
from experiments.panel import Panel
from experiments.resilience import Resilience
from experiments.summary import (
    binding,
    caution,
    change,
    findings,
    first_year,
    headline,
    last_weeks,
    number,
    signed,
    wrapped,
)
from model.scenario import Scenario


def pair(mean, low, high, n=6):
    return Paired(*(np.asarray(x) for x in (mean, low, high, 1.0, n)))


@pytest.mark.parametrize(("difference", "words"), [
    ((-1.2, -1.4, -1.0), "1.20 points lower (95 % interval 1.00 to 1.40)"),
    ((12.34, 11.0, 13.68), "12.3 points higher (95 % interval 11.0 to 13.7)"),
    ((-0.1, -0.3, 0.1), "inconclusive, −0.10 points (95 % interval −0.30 to +0.10)"),
    ((0.001, 0.0005, 0.0015), "less than 0.01 points higher (95 % interval 0.00 to 0.00)"),
    ((0.5, np.nan, np.nan), "0.50 points higher (one replicate: no interval)"),
    ((0.0, 0.0, 0.0), "no difference"),
    ((0.0, np.nan, np.nan), "no difference"),
    ((np.nan, np.nan, np.nan), "not seen"),
])  # fmt: skip
def test_a_difference_is_told_with_its_interval_or_as_inconclusive(difference, words):
    assert change(pair(*difference)) == words


def test_a_gap_is_wider_or_narrower():
    assert change(pair(0.5, 0.4, 0.6), ("narrower", "wider")).startswith("0.50 points wider")
    assert change(pair(-0.5, -0.6, -0.4), ("narrower", "wider")).startswith("0.50 points narrower")


def test_numbers_show_two_decimals_and_zero_has_no_sign():
    assert (number(-3.14159), number(31.4159)) == ("3.14", "31.4")
    assert (signed(-0.5), signed(0.5), signed(-0.001)) == ("−0.50", "+0.50", "0.00")


def made(*shifts, weeks=261):
    """Return a panel of a baseline and scenarios whose WEMWBS shifts by so much after week 104."""
    rng = np.random.default_rng(1)
    values = np.full((len(shifts) + 1, 4, weeks, 3, 3), 50.0)
    for s, shift in enumerate(shifts, 1):
        values[s, :, 105:] += shift + rng.normal(0, 0.01, (4, 1, 1, 1))
    groups, indicators = ("all", "quintile=1", "quintile=5"), ("wemwbs", "cohesion", "wemwbs_gap")
    names = ("baseline", "flood", "flood-with-hub")[: len(shifts) + 1]
    return Panel(names, (1, 2, 3, 4), np.arange(weeks, dtype=np.int32), groups, indicators, values)


FLOOD = {"name": "flooded-homes", "kind": "damage", "start": 104, "home": 0.5}
HUB = {"name": "hub", "kind": "activities", "start": 104, "groups": 3}


def scenario(name, *events):
    return Scenario.of({"name": name, "title": "t", "question": "q", "weeks": 260, "events": list(events)})


SCENARIOS = (scenario("baseline"), scenario("flood", FLOOD), scenario("flood-with-hub", FLOOD, HUB))


def test_windows_are_the_year_after_the_moment_and_the_end():
    panel = made(-1.0)
    assert panel.weeks[first_year(panel, 104)].tolist() == list(range(105, 157))
    assert panel.weeks[last_weeks(panel)].tolist() == list(range(229, 261))


def test_findings_tell_each_scenario_against_the_baseline_and_against_what_it_builds_on():
    lines = findings(made(-1.0, -0.75), SCENARIOS, [])
    assert lines[0] == "Flood against baseline, counted from flooded-homes (week 104):"
    assert lines[1].startswith("  WEMWBS, first year: 1.0")
    assert "lower (95 % interval" in lines[1]
    text = "\n".join(lines)
    assert "Flood with hub against baseline, counted from flooded-homes (week 104):" in text
    assert "Flood with hub against flood, counted from the same week:\n  WEMWBS, first year: 0.2" in text
    assert "points higher" in text.split("against flood,")[1]


def test_a_scenario_that_never_differs_is_said_to():
    text = "\n".join(findings(made(0.0), (SCENARIOS[0], scenario("flood")), []))
    assert text.startswith("Flood never differs from baseline within the run.")


def test_recovery_is_told_with_its_weeks_or_as_missing():
    values = dict.fromkeys(Resilience._fields, 0.0) | {
        "scenario": "flood", "against": "baseline", "shock": "flooded-homes", "group": "all",
        "indicator": "wemwbs", "depth": 1.5, "weeks_to_worst": 20, "weeks_to_recover": 88, "ending": "back",
    }  # fmt: skip
    told = "\n".join(findings(made(-1.0), SCENARIOS[:2], [Resilience(**values)]))
    assert "at worst 1.50 points of WEMWBS lost, 20 weeks after flooded-homes (against baseline)" in told
    assert "back within 5 % of that loss after 88 weeks" in told
    never = Resilience(**values | {"weeks_to_recover": None, "ending": "scar"})
    assert "not back within 5 %" in "\n".join(findings(made(-1.0), SCENARIOS[:2], [never]))


@pytest.mark.parametrize(("shifts", "title"), [
    ((0.004, 0.012), "Flood with hub raises WEMWBS by 0.012 points in its first year; flood by 0.004"),
    ((0.0002,), "Flood raises WEMWBS by less than 0.001 points in its first year"),
])  # fmt: skip
def test_the_headline_names_the_largest_clear_change_first_and_never_as_nought(shifts, title):
    panel = made(*shifts)
    for place, shift in enumerate(shifts, 1):
        panel.values[place, :, 105:, 0, 0] = panel.values[0, :, 105:, 0, 0] + shift
    assert headline(panel, dict.fromkeys(panel.scenarios[1:], 104)) == title


@pytest.mark.parametrize(("shifts", "title"), [
    ((-1.0,), "Flood lowers WEMWBS by {} points in its first year"),
    ((-1.0, -0.75), "Flood lowers WEMWBS by {} points in its first year; flood with hub by {}"),
    ((-1.0, 0.5), "Flood lowers WEMWBS by {} points in its first year; "
                  "Flood with hub raises WEMWBS by {} points in its first year"),
    ((0.0,), "No clear first-year change of WEMWBS against baseline"),
])  # fmt: skip
def test_the_headline_says_what_is_clear_and_nothing_else(shifts, title):
    panel = made(*shifts)
    numbers = [
        number(float(paired(panel.differences(s, "baseline", "wemwbs")[:, 105:157].mean(axis=1)).mean))
        for s in panel.scenarios[1:]
    ]
    assert headline(panel, dict.fromkeys(panel.scenarios[1:], 104)) == title.format(*numbers)


def test_what_is_binding_everywhere_is_said_once():
    assert binding({"a": ["Places."], "b": ["Places.", "Staff."]}) == [
        "What was binding (first replicate):",
        "  In every scenario: Places.",
        "  B: Staff.",
    ]
    assert binding({"a": ["Places."]})[1] == "  Places."
    assert binding({"a": []}) == ["Nothing was binding."]


def test_the_caution_counts_assumed_parameters():
    from model.assumptions import assumed, table

    assert f"{len(assumed())} of its {len(table())} parameters are assumed" in caution()


def test_long_lines_are_wrapped_and_keep_their_indent():
    lines = wrapped(["  " + "word " * 40]).splitlines()
    assert max(map(len, lines)) <= 100
    assert lines[0].startswith("  word")
    assert lines[1].startswith("    word")
