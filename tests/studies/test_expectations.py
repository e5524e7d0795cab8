"""Verdicts on expectations, by panels and differences made by hand."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from experiments import expectations
from experiments.expectations import (
    BEYOND,
    NOT_SEEN,
    REFUTED,
    SEEN,
    TOO_FEW,
    Verdict,
    by_chance,
    claimed,
    expected_false,
    judged,
    kept,
    sign_flip_p,
    told,
    unit,
    verdict,
    verdicts,
)
from experiments.panel import Panel
from experiments.spans import span
from model.heading import Expectation
from model.scenario import Scenario

GROUPS = ("all", "quintile=1", "quintile=5")
INDICATORS = ("wemwbs", "cohesion", "wemwbs_gap")
NAMES = ("baseline", "flood", "flood-with-community-anchor")
STRESS = {"kind": "stress", "level": 0.2, "start": 104}
HELP = {"kind": "mutual_aid", "factor": 1.5, "start": 130}


def scenario(name, *events, expect=()):
    return Scenario.of({
        "name": name, "title": name, "question": "What?", "weeks": 260, "settle": 0, "events": list(events),
        "expect": list(expect),
    })  # fmt: skip


def claim(moves, indicator="wemwbs", **more):
    return Expectation(indicator=indicator, moves=moves, **more)


def made(replicates=8, weeks=261):
    """Return a panel in which nothing differs from the baseline."""
    shape = (len(NAMES), replicates, weeks, len(GROUPS), len(INDICATORS))
    numbers = tuple(range(1, replicates + 1))
    return Panel(
        NAMES, numbers, np.arange(weeks, dtype=np.int32), GROUPS, INDICATORS, np.full(shape, 50, "f4")
    )


CALM, FLOOD, HELPED = (
    scenario("baseline"), scenario("flood", STRESS),
    scenario("flood-with-community-anchor", STRESS, HELP),
)  # fmt: skip


def shifted(panel, name, by, weeks=slice(105, 157), group="all", indicator="wemwbs"):
    """Shift one series of a panel by one number a replicate."""
    g, i = GROUPS.index(group), INDICATORS.index(indicator)
    panel.of(name)[:, weeks, g, i] += np.asarray(by, "f4")[:, None]
    return panel


@pytest.mark.parametrize(("gains", "p"), [
    ([1.0] * 7, Fraction(1, 128)),
    ([3.0, 1.0], Fraction(1, 4)),
    ([3.0, -1.0], Fraction(2, 4)),  # sums 4, 2, -2, -4: two are at least 2
    ([-1.0, -1.0], Fraction(4, 4)),
    ([2.0, 2.0, 1.0, -1.0], Fraction(3, 16)),  # of sums 6, 4, 4 and less, three are at least 4
    ([0.0, 0.0], Fraction(1)),
])  # fmt: skip
def test_the_p_is_the_share_of_flips_with_a_sum_as_large(gains, p):
    assert sign_flip_p(np.array(gains)) == float(p)


def test_a_sum_that_differs_by_rounding_alone_counts_as_as_large():
    gains = np.array([0.1, 0.2, 0.3, -0.3, -0.2, 0.1])
    exact = [Fraction(round(10 * g), 10) for g in gains.tolist()]
    sums = [sum(s * g for s, g in zip(signs, exact)) for signs in product((1, -1), repeat=6)]
    assert sign_flip_p(gains) == sum(s >= sum(exact) for s in sums) / 64


def test_beyond_twelve_replicates_the_p_is_drawn_near_the_exact_one_and_always_the_same():
    rng = np.random.default_rng(3)
    gains = rng.normal(0.3, 1, 14)
    signs = np.array(list(product((1.0, -1.0), repeat=14)))
    exact = (signs @ gains >= gains.sum()).mean()
    drawn = sign_flip_p(gains)
    near = 4 * np.sqrt(exact * (1 - exact) / 9_999) + 1 / 10_000  # one drawing in 15,000 lies farther off
    assert abs(drawn - exact) < near
    assert drawn == sign_flip_p(gains)


def test_a_p_that_is_drawn_is_never_zero():
    assert sign_flip_p(np.ones(40)) == 1 / 10_000


@pytest.mark.parametrize(("gains", "said"), [
    ([1.0] * 8, SEEN),
    ([1.0] * 7 + [-0.5], SEEN),  # the largest and the second largest sum: p = 2/256
    ([1.0] * 7 + [-1.5], NOT_SEEN),  # eight more are as large
    ([1.0, -1.0] * 4, NOT_SEEN),
    ([0.0] * 8, NOT_SEEN),
    ([-1.0] * 8, REFUTED),
    ([1.0] * 7, SEEN),  # 1/128 = 0.0078
    ([1.0] * 6, TOO_FEW),  # 1/64 = 0.0156: no outcome could be seen
    ([], TOO_FEW),
])  # fmt: skip
def test_a_claim_is_seen_not_seen_refuted_or_has_too_few_replicates(gains, said):
    assert judged(np.array(gains)) == said


def test_with_eight_replicates_of_mere_chance_two_of_256_signs_are_seen_and_two_refute():
    signs = product((1.0, -1.0), repeat=8)
    sizes = np.array([1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7])
    said = [judged(np.array(s) * sizes) for s in signs]
    assert (said.count(SEEN), said.count(REFUTED)) == (2, 2)


@pytest.mark.parametrize(("over", "weeks"), [
    ("first_year", (105, 156)), ("second_year", (157, 208)), ("last_year", (209, 260)), ("whole", (105, 260)),
])  # fmt: skip
def test_spans_count_from_the_first_difference(over, weeks):
    assert span(over, 104, 260) == weeks


def test_against_another_scenario_spans_count_from_where_the_two_part():
    for one, other in ((HELPED, FLOOD), (FLOOD, HELPED)):
        said = verdict(made(), one, other, claim("up"))
        assert (said.first_week, said.last_week) == (131, 182)


def test_spans_end_with_the_run():
    assert span("second_year", 104, 170) == (157, 170)
    assert span("last_year", 104, 120) == (105, 120)
    assert span("second_year", 104, 150) == (157, 150)  # not reached: no weeks


@pytest.mark.parametrize(("over", "moves", "said"), [
    ("first_year", "down", SEEN), ("first_year", "up", REFUTED), ("second_year", "down", NOT_SEEN),
    ("whole", "down", SEEN),
])  # fmt: skip
def test_a_shift_in_the_first_year_is_seen_in_the_spans_that_hold_it(over, moves, said):
    panel = shifted(made(), "flood", -np.arange(1, 9))
    one = verdict(panel, FLOOD, CALM, claim(moves, over=over))
    assert one.verdict == said


def test_a_verdict_holds_mean_interval_weeks_and_p_by_hand():
    one = verdict(shifted(made(), "flood", -np.arange(1, 9)), FLOOD, CALM, claim("down"))
    half = 2.364624 * np.sqrt(6.0) / np.sqrt(8)  # t(0.975, 7), and the standard deviation of 1..8
    assert (one.first_week, one.last_week, one.replicates) == (105, 156, 8)
    assert (one.difference, one.p) == (-4.5, 1 / 256)
    assert (one.low, one.high) == pytest.approx((-4.5 - half, -4.5 + half), abs=1e-5)


def test_only_the_group_and_indicator_of_the_claim_count():
    panel = shifted(made(), "flood", -np.ones(8), group="quintile=1")
    assert verdict(panel, FLOOD, CALM, claim("down", group="quintile=1")).verdict == SEEN
    assert verdict(panel, FLOOD, CALM, claim("down")).verdict == NOT_SEEN
    assert verdict(panel, FLOOD, CALM, claim("down", "cohesion", group="quintile=1")).verdict == NOT_SEEN


def test_help_is_held_against_the_shock_it_helps_in():
    panel = shifted(shifted(made(), "flood", -np.ones(8), slice(105, 261)), NAMES[2], -np.ones(8) / 2,
                    slice(105, 261))  # fmt: skip
    assert verdict(panel, HELPED, FLOOD, claim("up", against="flood")).verdict == SEEN
    assert verdict(panel, HELPED, CALM, claim("up")).verdict == REFUTED


def test_same_means_every_bit_of_every_week_and_replicate():
    assert verdict(made(), FLOOD, CALM, claim("same")).verdict == SEEN
    panel = made()
    panel.of("flood")[7, 3, 0, 0] = np.nextafter(np.float32(50), np.float32(51))
    assert verdict(panel, FLOOD, CALM, claim("same")).verdict == REFUTED
    assert verdict(panel, FLOOD, CALM, claim("same", group="quintile=1")).verdict == SEEN


def test_same_needs_no_number_of_replicates_and_sees_a_group_that_is_empty_in_both():
    panel = made(replicates=1)
    panel.values[:, :, :, 1] = np.nan
    assert verdict(panel, FLOOD, CALM, claim("same", group="quintile=1")).verdict == SEEN
    panel.of("flood")[0, 9, 1, 0] = 1.0
    assert verdict(panel, FLOOD, CALM, claim("same", group="quintile=1")).verdict == REFUTED


def test_replicates_in_which_the_group_is_never_seen_are_left_out():
    panel = shifted(made(), "flood", -np.ones(8))
    panel.of("flood")[:2, :, 0, 0] = np.nan
    one = verdict(panel, FLOOD, CALM, claim("down"))
    assert (one.replicates, one.verdict) == (6, TOO_FEW)


def test_a_span_that_the_run_does_not_reach_is_beyond_it():
    one = verdict(made(weeks=150), FLOOD, CALM, claim("down", over="second_year"))
    assert one.verdict == BEYOND


def test_a_claim_counts_when_its_two_scenarios_were_both_run():
    both = scenario("flood", STRESS, expect=[
        {"indicator": "wemwbs", "moves": "down"},
        {"indicator": "wemwbs", "moves": "down", "against": "lockdown"},
    ])  # fmt: skip
    assert [one.against for one in verdicts(made(), [CALM, both])] == ["baseline"]
    assert verdicts(made(), [FLOOD, CALM]) == []


def found(**changes):
    usual = Verdict(
        "cost-of-living", "baseline", "wemwbs", "quintile=1", "down", "first_year", 105, 156, 8, -1.0, -1.2,
        -0.8, 1 / 256, SEEN,
    )  # fmt: skip
    return usual._replace(**changes)


def test_a_block_names_the_scenario_and_each_claim_with_its_verdict():
    lines = told([found(), found(verdict=REFUTED, moves="up", p=1.0), found(scenario="flood", moves="same")])
    assert lines[:5] == [
        "What cost of living is expected to do:",
        "  Expected: WEMWBS (SIMD quintile 1) down against baseline, first year - seen: 1.00 points lower "
        "(95 % interval 0.80 to 1.20); p 0.004.",
        "  Expected: WEMWBS (SIMD quintile 1) up against baseline, first year - refuted: 1.00 points lower "
        "(95 % interval 0.80 to 1.20); p 1.000.",
        "What flood is expected to do:",
        "  Expected: WEMWBS (SIMD quintile 1) the same as baseline, to the bit - seen.",
    ]


def test_without_expectations_nothing_is_said_or_written(tmp_path):
    assert told([]) == []
    assert kept(tmp_path / "expectations.csv", made(), [CALM, FLOOD]) == []
    assert list(tmp_path.iterdir()) == []


def test_verdicts_are_written_one_a_line(tmp_path):
    expecting = scenario("flood", STRESS, expect=[{"indicator": "wemwbs", "moves": "down"}])
    panel = shifted(made(), "flood", -np.arange(1, 9))
    kept(tmp_path / "expectations.csv", panel, [CALM, expecting])
    head, row = (tmp_path / "expectations.csv").read_text().splitlines()
    assert head == ",".join(Verdict._fields)
    assert row.startswith("flood,baseline,wemwbs,all,down,first_year,105,156,8,-4.5,")
    assert row.endswith(",0.00390625,seen")


def test_how_many_verdicts_chance_may_account_for_is_said():
    assert expected_false(130) == pytest.approx(1.3)
    (line,) = by_chance([found()] * 130 + [found(moves="same"), found(verdict=TOO_FEW)])
    assert "If none of the 130 claims tested were true, at most 1.3 would be called seen" in line
    assert by_chance([found(verdict=TOO_FEW)]) == []


@pytest.mark.parametrize(("indicator", "said"), [
    ("wemwbs", "points"), ("lonely", "percentage points"), ("cohesion", "points"), ("close_ties", "people"),
    ("wemwbs_gap", "points"), ("practice_visits", "visits/year"), ("income_assortativity", "points"),
    ("deaths", "per 1,000"),
])  # fmt: skip
def test_differences_carry_the_unit_of_the_indicator(indicator, said):
    assert unit(indicator) == said


def test_claims_of_all_groups_can_be_said():
    from model.indicators import GROUPS as EVERY

    said = {claimed(claim("up", group=group)) for group in EVERY}
    assert len(said) == len(EVERY)
    assert "WEMWBS (aged 65+) up against baseline, first year" in said
    assert expectations.claimed(claim("up")) == "WEMWBS up against baseline, first year"
