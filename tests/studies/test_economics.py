"""Spending, discounting, prices, effects and ratios, by numbers worked out by hand."""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from experiments.economics.appraisal import appraised, extra_spending, living, origin_of, yearly
from experiments.economics.choices import choices
from experiments.economics.discounting import factors, years_since
from experiments.economics.dominance import EXTENDED, STRONG, Domination, dominated, over_replicates
from experiments.economics.measures import measures, worth, worth_it
from experiments.economics.prices import deflators, one_price_year
from experiments.economics.ratios import (
    HARM,
    NO_EFFECT,
    NOTHING_KNOWN,
    RATIO,
    SAVING,
    UNCLEAR,
    WORSE_BUT_CHEAPER,
    fieller,
    ratio,
)
from experiments.economics.report import ledgers_of
from experiments.economics.spending import by_event, spending_rows, spent
from experiments.economics.spending import given as is_given
from experiments.economics.values import AppraisalValues, values_of
from experiments.refusal import Refusal
from model.parameters import described
from tests.studies.appraisals import FLOOD, LINK, START, event, ledger, panel, runs, scenario

VALUES = AppraisalValues()
FLAT = VALUES._replace(
    discount_costs=0.0, discount_costs_later=0.0, discount_effects=0.0, discount_effects_later=0.0
)
WEEKS_A_YEAR = 365.25 / 7
PRICES_2023 = one_price_year({2023}, deflators())


def cost(fixed=0.0, weekly=0.0, per_participant=0.0, price_year=None):
    return SimpleNamespace(fixed=fixed, weekly=weekly, per_participant=per_participant, price_year=price_year)


# discounting


def test_the_first_year_counts_in_full_and_later_years_by_the_green_book():
    years = np.array([0, 1, 2, 30, 31, 32])
    found = factors(years, 0.035, 0.03)
    assert found[:3] == pytest.approx([1.0, 0.9662, 0.9335], abs=5e-5)
    assert found[3] == pytest.approx(1.035**-30)
    assert found[4:] == pytest.approx([1.035**-30 / 1.03, 1.035**-30 / 1.03**2])


def test_health_is_discounted_by_its_own_rate():
    assert factors(np.array([10]), 0.015, 0.0129)[0] == pytest.approx(0.8617, abs=5e-5)


def test_a_year_has_365_days_and_a_quarter_and_begins_in_a_week():
    # 52 weeks are 364 days, 53 are 371; 104 weeks are 728 days, 105 are 735 (two years: 730.5)
    assert years_since(np.array([52, 104, 105, 156, 157]), 52).tolist() == [0, 0, 1, 1, 2]
    assert years_since(np.array([0, 51]), 52).tolist() == [0, 0]


@given(st.floats(0, 0.2), st.floats(0, 0.2))
def test_a_later_year_never_counts_more(rate, later):
    found = factors(np.arange(100), rate, later)
    assert found[0] == 1.0
    assert (np.diff(found) <= 0).all()


# prices


def test_costs_of_two_years_come_in_prices_of_the_later_one():
    prices = one_price_year({2019, 2023}, deflators())
    assert (prices.year, prices.converted, prices.notes) == (2023, True, ())
    assert prices.of(100.0, 2019) == pytest.approx(100 * 96.2507 / 81.1085)
    assert prices.of(100.0, 2023) == 100.0


def test_a_wellby_of_13000_in_2019_is_worth_15427_in_2023():
    assert PRICES_2023.of(13_000, 2019) == pytest.approx(15_427, abs=0.5)


def test_one_year_outside_the_deflators_is_used_as_it_is_and_said():
    prices = one_price_year({2031}, {2019: 80.0, 2024: 100.0})
    assert (prices.year, prices.converted) == (2031, False)
    assert prices.of(13_000, 2019) == 13_000
    assert prices.notes == ("price year 2031 lies outside the deflators (2019 to 2024)",)


@pytest.mark.parametrize(("years", "note"), [
    ({2023, 2031}, "price years differ (2023, 2031), not converted: the deflators cover 1990 to 2024"),
    ({2023, None}, "a price year is missing (given: 2023); costs are not converted"),
    ({None}, "no price year is given; costs are not converted"),
])  # fmt: skip
def test_mixed_price_years_that_cannot_be_converted_are_left_and_said(years, note):
    prices = one_price_year(years, deflators())
    assert (prices.year, prices.converted, prices.notes) == (None, False, (note,))
    assert prices.of(100.0, 2023) == 100.0


def test_the_deflators_rise_to_100_in_2024():
    table = deflators()
    assert list(table) == list(range(1990, 2025))
    assert table[2024] == 100.0
    assert (np.diff(list(table.values())) > 0).all()


# spending


def test_spending_follows_the_dose_and_those_who_join():
    dose = np.array([0.0, 0.0, 0.5, 1.0, 1.0, 0.25, 0.0])
    joined = np.zeros((7, 5), int)
    joined[3] = [4, 3, 2, 1, 0]
    entry = {"dose": dose, "joined": joined}
    found = spent(entry, cost(fixed=1_000, weekly=100, per_participant=20), residents=20_000)
    # twice the costs in a town of 20,000: 2,000 once, 200 x dose a week; 10 people at 20 each
    assert found == pytest.approx([0, 0, 2_100, 400, 200, 50, 0])


def test_fixed_costs_are_spent_once_even_when_an_event_comes_again():
    dose = np.array([0.0, 1.0, 0.0, 1.0])
    found = spent({"dose": dose, "joined": np.zeros((4, 5))}, cost(fixed=500), 10_000)
    assert found == pytest.approx([0, 500, 0, 0])


def test_an_event_that_never_begins_spends_nothing():
    found = spent({"dose": np.zeros(4), "joined": np.zeros((4, 5))}, cost(500, 100, 9), 10_000)
    assert not found.any()


def test_a_cost_of_nothing_is_given_by_its_price_year():
    assert not is_given(cost())
    assert is_given(cost(price_year=2023))
    assert is_given(cost(per_participant=3.0))


def test_only_what_is_spent_beyond_the_reference_counts_within_each_replicate():
    lunch, club = event("lunch", {"per_participant": 10, "price_year": 2023}), event("club", LINK)
    scenarios = [scenario("baseline", lunch), scenario("more", lunch, club)]
    (choice,) = choices(scenarios)
    ledgers = {
        ("baseline", 1): ledger(scenarios[0], joined=1), ("baseline", 2): ledger(scenarios[0], joined=1),
        ("more", 1): ledger(scenarios[1], joined=1), ("more", 2): ledger(scenarios[1], joined=3),
    }  # fmt: skip
    extra = extra_spending(choice, (1, 2), ledgers, PRICES_2023)
    assert extra[0, START:] == pytest.approx(4_000)
    assert extra[1, START:] == pytest.approx(4_000 + 10 * (15 - 5))
    assert extra[:, :START] == pytest.approx(np.array([[0.0], [100.0]]) + np.zeros((2, START)))


def test_a_replicate_that_was_not_run_has_no_spending():
    one = scenario("link", event("link", LINK))
    found = by_event(one, [ledger(one), None], PRICES_2023)["link"]
    assert np.isfinite(found[0]).all()
    assert np.isnan(found[1]).all()


def test_spending_is_told_by_event_and_year_with_its_discounting():
    one = scenario("link", event("link", LINK))
    own = by_event(one, [ledger(one)] * 2, PRICES_2023)
    rows = spending_rows(("link", "baseline"), own, {}, START, 2023, VALUES)
    assert [row.year for row in rows] == [0, 1, 2, 3, 4]
    assert rows[0][3:] == (0, 2023, 53 * 4_000, 53 * 4_000, 53 * 4_000)
    assert rows[1].spent == 52 * 4_000
    assert rows[1].discounted == pytest.approx(52 * 4_000 / 1.035)
    assert sum(row.spent for row in rows) == (312 - START) * 4_000


def test_what_the_reference_alone_spends_is_a_saving():
    one = scenario("old", event("club", LINK))
    other = by_event(one, [ledger(one)], PRICES_2023)
    rows = spending_rows(("new", "old"), {}, other, START, 2023, FLAT)
    assert {row.spent for row in rows} == {0.0}
    assert sum(row.beyond for row in rows) == -(312 - START) * 4_000


# who is held against whom


def test_options_are_held_against_the_scenario_with_the_same_shocks_that_does_least():
    scenarios = [
        scenario("baseline"),
        scenario("flood", FLOOD),
        scenario("flood-with-link", FLOOD, event("link", LINK)),
        scenario("link", event("link", LINK)),
        scenario("club", event("club")),
    ]
    found = {c.scenario.name: c for c in choices(scenarios)}
    assert {name: c.against.name for name, c in found.items()} == {
        "flood-with-link": "flood", "link": "baseline", "club": "baseline",
    }  # fmt: skip
    assert (found["link"].costed, found["link"].uncosted) == (True, ())
    assert (found["club"].costed, found["club"].uncosted) == (False, ("club",))
    assert {c.since for c in found.values()} == {START}


def test_events_without_a_cost_are_named_and_shocks_of_its_own_are_too():
    mixed = scenario("mixed", event("hub", LINK), event("open-days"))
    alone = scenario("flood-with-link", FLOOD, event("link", LINK))
    first, second = choices([scenario("baseline"), mixed, alone])
    assert (first.costed, first.uncosted, first.facing) == (True, ("open-days",), ())
    assert (second.against.name, second.uncosted, second.facing) == ("baseline", (), ("flood",))


def test_a_scenario_that_never_differs_is_no_choice():
    assert choices([scenario("one", event("link", LINK)), scenario("twin", event("link", LINK))]) == []


def test_year_0_is_the_same_for_all_options():
    late = scenario("late", event("late", LINK, start=104))
    found = choices([scenario("baseline"), late, scenario("link", event("link", LINK))])
    assert origin_of(found) == START


# effects


def test_a_point_of_wemwbs_for_all_and_a_year_is_1300_wellbys_a_10000_residents():
    scenarios = [scenario("baseline", weeks=104), scenario("link", event("link", LINK), weeks=104)]
    seen = panel(scenarios, {"link": (1.0, -0.5, -2.0)}, weeks=104)
    (choice,) = choices(scenarios)
    found = appraised(choice, seen, ledgers_of(runs(scenarios)), START, PRICES_2023, FLAT)
    years = 52 / WEEKS_A_YEAR
    assert worth(found, PRICES_2023, FLAT).wellbys == pytest.approx(np.full(4, 10_000 * years * 0.13))
    assert found.most == pytest.approx(np.full(4, 4_500 * years))
    assert found.least == pytest.approx(np.full(4, 1_100 * years))
    assert found.connected == pytest.approx(np.full(4, 0.02 * 10_000 * years))
    assert found.closed == pytest.approx(np.full(4, 0.5))
    assert found.gap_years == pytest.approx(np.full(4, 0.5 * years))
    assert found.cost == pytest.approx(np.full(4, 52 * 4_000))


def test_wellbys_of_a_quintile_go_by_those_who_live_there():
    scenarios = [scenario("baseline", weeks=104), scenario("link", event("link", LINK), weeks=104)]
    ledgers = ledgers_of(runs(scenarios))
    for replicate in (1, 2, 3):
        ledgers["link", replicate]["link"]["residents"] = np.array([4_000, 0, 0, 0, 1_000 + replicate])
    (choice,) = choices(scenarios)
    assert living(choice, "1", (1, 2, 3, 4), ledgers).tolist() == [4_000, 4_000, 4_000, 4_500]
    assert living(choice, "5", (1, 2, 3, 4), ledgers).tolist() == [1_001, 1_002, 1_003, 1_100]
    found = appraised(
        choice, panel(scenarios, {"link": (1.0, 0, 0)}, weeks=104), ledgers, START, PRICES_2023, FLAT
    )
    assert found.least == pytest.approx(np.array([1_001, 1_002, 1_003, 1_100]) * 52 / WEEKS_A_YEAR)


def test_effects_are_discounted_by_the_year_in_which_their_week_began():
    seen = panel([scenario("baseline")], {})
    differences = np.zeros((1, 313))
    differences[0, START + 53 + 1] = 1.0  # the week that begins in week 53 after the origin, in year 1
    assert yearly(differences, seen, START, VALUES) == pytest.approx([1 / 1.015 / WEEKS_A_YEAR])
    differences[0, : START + 1] = 9.0
    assert yearly(differences, seen, START, VALUES) == pytest.approx([1 / 1.015 / WEEKS_A_YEAR])
    differences[0, START + 52 + 1] = 1.0  # the last week of year 0 counts in full
    assert yearly(differences, seen, START, VALUES) == pytest.approx([(1 + 1 / 1.015) / WEEKS_A_YEAR])


# ratios


def test_the_interval_of_a_ratio_with_a_certain_cost_is_that_of_its_effect_turned_over():
    effect = np.array([9.0, 10.0, 11.0, 12.0])
    half = t.ppf(0.975, 3) * effect.std(ddof=1) / 2
    found = ratio(np.full(4, 1_000.0), effect)
    assert found.mean == pytest.approx(1_000 / 10.5)
    assert (found.low, found.high) == pytest.approx((1_000 / (10.5 + half), 1_000 / (10.5 - half)))
    assert found.reading == RATIO


pairs = st.lists(
    st.tuples(st.floats(10, 1_000, width=32), st.floats(50, 60, width=32)), min_size=3, max_size=12
).filter(lambda p: np.ptp([c for c, _ in p]) > 1 and np.ptp([e for _, e in p]) > 0.1)


@given(pairs)
def test_at_both_ends_of_fiellers_interval_cost_less_ratio_times_effect_is_just_zero(sample):
    c, e = np.array(sample).T
    if abs(e.mean()) <= t.ppf(0.975, len(c) - 1) * e.std(ddof=1) / len(c) ** 0.5:
        return
    for end in fieller(c, e):
        rest = c - end * e
        half = t.ppf(0.975, len(c) - 1) * rest.std(ddof=1) / len(c) ** 0.5
        assert abs(rest.mean()) == pytest.approx(half, rel=1e-5)


@pytest.mark.parametrize(("cost_", "effect", "reading"), [
    ([5.0, 6.0, 7.0], [0.0, 0.0, 0.0], NO_EFFECT),
    ([5.0, 6.0, 7.0], [-1.0, 0.5, 1.0], UNCLEAR),
    ([5.0, 6.0, 7.0], [-1.0, -1.1, -0.9], HARM),
    ([0.0, 0.0, 0.0], [-1.0, -1.1, -0.9], HARM),
    ([-5.0, -6.0, -7.0], [1.0, 1.1, 0.9], SAVING),
    ([np.nan], [1.0], NOTHING_KNOWN),
])  # fmt: skip
def test_no_ratio_is_given_where_it_would_mislead(cost_, effect, reading):
    found = ratio(np.array(cost_), np.array(effect))
    assert found.reading == reading
    assert np.isnan(found[:3]).all()


def test_fiellers_interval_of_an_effect_that_is_not_clear_is_none():
    assert np.isnan(fieller(np.array([5.0, 6.0, 7.0]), np.array([-1.0, 0.5, 1.0]))).all()


def test_saving_with_harm_gives_the_saving_for_each_unit_lost():
    found = ratio(np.array([-10.0, -11.0, -12.0]), np.array([-1.0, -1.1, -1.2]))
    assert (found.mean, found.reading) == (pytest.approx(10.0), WORSE_BUT_CHEAPER)


def test_one_replicate_gives_a_ratio_without_an_interval():
    found = ratio(np.array([10.0, np.nan]), np.array([2.0, 1.0]))
    assert (found.mean, found.reading) == (5.0, RATIO)
    assert np.isnan([found.low, found.high]).all()


def test_it_is_worth_its_cost_in_the_share_of_replicates_with_a_net_benefit():
    assert worth_it(np.array([1.0, -1.0, 2.0, np.nan])) == pytest.approx(2 / 3)
    assert np.isnan(worth_it(np.array([np.nan])))


# dominance


TEXTBOOK = {
    "nothing": (0.0, 0.0),
    "a": (100.0, 10.0),  # 10 a unit beyond nothing
    "b": (300.0, 20.0),  # 20 a unit beyond a
    "c": (350.0, 40.0),  # 8.33 a unit beyond a, 2.5 beyond b: a mix of a and c does as much as b for less
    "d": (400.0, 35.0),  # costs more and does less than c
}


def test_the_textbook_options_are_dominated_as_the_textbook_says():
    # a lies above the line from nothing (0) to c (8.75 a unit), so that it falls too once b has gone
    assert dominated(TEXTBOOK) == {
        "d": Domination(STRONG, ("c",)),
        "a": Domination(EXTENDED, ("nothing", "c")),
        "b": Domination(EXTENDED, ("nothing", "c")),
    }
    cheaper = TEXTBOOK | {"a": (60.0, 10.0)}
    assert dominated(cheaper) == {
        "d": Domination(STRONG, ("c",)),
        "b": Domination(EXTENDED, ("a", "c")),
    }


def test_twins_do_not_dominate_each_other():
    assert dominated({"one": (10.0, 1.0), "other": (10.0, 1.0)}) == {}


def test_an_option_whose_cost_is_partly_unknown_dominates_none_but_may_be_dominated():
    points = {"nothing": (0.0, 0.0), "sure": (10.0, 1.0), "unsure": (5.0, 2.0)}
    assert dominated(points, ["nothing", "sure"]) == {}
    assert dominated(points | {"unsure": (20.0, 0.5)}, ["nothing", "sure"]) == {
        "unsure": Domination(STRONG, ("sure",))
    }


def test_dominance_on_average_says_in_how_many_replicates_it_holds():
    costs = {"one": np.array([10.0, 10.0, 10.0, np.nan]), "other": np.array([12.0, 12.0, 8.0, 1.0])}
    effects = {"one": np.array([2.0, 2.0, 2.0, 9.0]), "other": np.array([1.0, 1.0, 1.0, 1.0])}
    assert over_replicates(costs, effects) == {"other": Domination(STRONG, ("one",), pytest.approx(2 / 3))}


amounts = st.integers(0, 12)


@settings(max_examples=200)
@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=7, unique=True))
def test_dominated_options_are_just_those_that_are_best_at_no_value_of_an_effect(points):
    options = {str(i): (float(c), float(e)) for i, (c, e) in enumerate(points)}
    crossings = {
        (c - d) / (e - f) for c, e in points for d, f in points if e != f and (c - d) / (e - f) >= 0
    }
    ends = sorted(crossings | {0.0})
    values = [*ends, *((a + b) / 2 for a, b in pairwise(ends)), ends[-1] + 1]
    best = set()
    for value in values:
        top = max((value * e - c, e) for c, e in options.values())
        best |= {n for n, (c, e) in options.items() if (value * e - c) >= top[0] - 1e-9}
    # a tie at a value of 0 or in a corner counts only for the one that does more for no more money
    every = options.values()
    ties = {n for n, p in options.items() if any(q[0] <= p[0] and q[1] >= p[1] and q != p for q in every)}
    found = dominated(options)
    assert ties <= found.keys()
    assert not (best - ties) & found.keys()
    assert options.keys() - best - ties <= found.keys()


# the numbers taken for granted


def test_values_can_be_changed_by_name():
    assert values_of(["discount_costs=0.03", "wellby = 14000"]) == VALUES._replace(
        discount_costs=0.03, wellby=14_000.0
    )


def test_every_fault_of_a_value_is_said_at_once():
    with pytest.raises(Refusal) as refused:
        values_of(["discount_cost=0.03", "wellby=much", "discount_effects=2", "wellby"])
    assert str(refused.value).splitlines() == [
        "--value discount_cost=0.03: unknown parameter 'discount_cost'; did you mean 'discount_costs'?",
        "--value wellby=much: wellby is a number, not 'much'",
        "--value discount_effects=2: discount_effects = 2 is outside 0 to 0.2 (1/year)",
        "--value wellby: wellby is a number, not ''",
    ]


def test_a_central_value_outside_its_range_is_refused():
    with pytest.raises(Refusal, match="wellby: 20000 lies outside wellby_low 10000 to wellby_high 16000"):
        values_of(["wellby=20000"])


def test_what_is_not_a_number_is_refused():
    for given_ in ("nan", "inf"):
        with pytest.raises(Refusal):
            values_of([f"wellby={given_}"])


def test_every_value_has_a_unit_and_the_rates_have_their_source():
    about = described(AppraisalValues)
    assert all(about[name].unit for name in AppraisalValues._fields)
    assert "Green Book" in about["discount_costs"].source
    assert about["life_satisfaction_low"].assumed


# the rows


def test_value_rows_agree_with_hand_made_numbers():
    scenarios = [scenario("baseline", weeks=104), scenario("link", event("link", LINK), weeks=104)]
    seen = panel(scenarios, {"link": (1.0, -0.5, -2.0)}, weeks=104)
    (choice,) = choices(scenarios)
    one = appraised(choice, seen, ledgers_of(runs(scenarios)), START, PRICES_2023, FLAT)
    rows = {m.measure: m for m in measures(worth(one, PRICES_2023, FLAT), PRICES_2023, FLAT, {})}
    years = 52 / WEEKS_A_YEAR
    assert rows["cost"].mean == pytest.approx(208_000)
    assert rows["cost_per_wellby"].mean == pytest.approx(208_000 / (1_300 * years))
    assert rows["cost_per_wellby_low_mapping"].mean == pytest.approx(208_000 / (900 * years))
    assert rows["cost_per_person_year_out_of_isolation"].mean == pytest.approx(208_000 / (200 * years))
    assert rows["cost_per_gap_point"].mean == pytest.approx(416_000)
    assert rows["cost_per_gap_point_year"].mean == pytest.approx(416_000 / years)
    worth_of_it = 1_300 * years * 13_000 * 96.2507 / 81.1085
    assert rows["net_benefit"].mean == pytest.approx(worth_of_it - 208_000)
    assert rows["worth_it"].mean == rows["worth_it_low_value"].mean == 1.0
    assert "dominated" not in rows


def test_a_choice_without_a_cost_has_effects_but_no_cost():
    scenarios = [scenario("baseline"), scenario("club", event("club"))]
    (choice,) = choices(scenarios)
    one = appraised(choice, panel(scenarios, {"club": (1.0, 0, 0)}), {}, START, PRICES_2023, VALUES)
    rows = {m.measure: m for m in measures(worth(one, PRICES_2023, VALUES), PRICES_2023, VALUES, {})}
    assert "cost" not in rows
    assert "net_benefit" not in rows
    assert rows["cost_per_wellby"].reading == "no cost given"
    assert rows["wellbys"].mean > 0
