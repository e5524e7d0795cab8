"""What a comparison says about costs and value: files, words, figure."""

import csv

import numpy as np
import pytest

from experiments import commands
from experiments.commands import CompareOptions
from experiments.economics.dominance import EXTENDED, STRONG, Domination
from experiments.economics.plane import headline
from experiments.economics.ratios import HARM, NO_EFFECT, RATIO, SAVING, UNCLEAR, WORSE_BUT_CHEAPER, Ratio
from experiments.economics.report import appraisal, ledgers_of, reported, value_figure, who_is_dominated
from experiments.economics.values import AppraisalValues
from experiments.economics.words import cost_of, domination, money, rounded, span
from experiments.refusal import Refusal
from tests.studies.appraisals import FLOOD, LINK, event, panel, runs, scenario
from tests.studies.test_figure import assert_clear

VALUES = AppraisalValues()
HUB = {"fixed": 250_000, "weekly": 3_000, "price_year": 2022}
SHIFTS = {
    "link-worker": (0.06, -0.02, -0.3),
    "community-hub": (0.11, 0.02, -0.5),
    "befriending": (0.01, -0.01, -0.1),
    "time-bank": (0.02, -0.03, -0.1),
    "flood": (-0.8, 0.2, 1.0),
    "flood-with-link-worker": (-0.7, 0.1, 0.8),
}


def town_of_options():
    """Return scenarios of two references, with full, partial, no and useless spending."""
    return [
        scenario("baseline"),
        scenario("link-worker", event("link", LINK)),
        scenario("community-hub", event("hub", HUB), event("open-days")),
        scenario("befriending", event("visits", {"weekly": 2_500, "price_year": 2023})),
        scenario("placebo", event("placebo", LINK)),
        scenario("time-bank", event("time-bank")),
        scenario("flood", FLOOD),
        scenario("flood-with-link-worker", FLOOD, event("link", LINK)),
    ]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return the folder of a made-up appraisal and what was said."""
    folder, scenarios = tmp_path_factory.mktemp("appraisal"), town_of_options()
    seen = panel(scenarios, SHIFTS, noise=0.002)
    lines = reported(seen, scenarios, runs(scenarios), folder, VALUES)
    return folder, "\n".join(lines)


def rows(folder, name):
    with (folder / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_an_appraisal_leaves_two_tables_and_a_figure(told):
    folder, _ = told
    assert sorted(path.name for path in folder.iterdir()) == ["spending.csv", "value.csv", "value.png"]
    assert (folder / "value.png").read_bytes().startswith(b"\x89PNG")


def test_the_figure_opens_as_a_picture(told):
    from matplotlib.image import imread

    height, width, _ = imread(told[0] / "value.png").shape
    assert width == 2_400
    assert height > 1_000


def test_nothing_is_written_or_said_when_nothing_has_a_cost(tmp_path):
    scenarios = [scenario("baseline"), scenario("club", event("club"))]
    assert reported(panel(scenarios, {}), scenarios, runs(scenarios), tmp_path, VALUES) == []
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_said_without_ledgers(tmp_path):
    scenarios = [scenario("baseline"), scenario("link", event("link", LINK))]
    bare = [run._replace(ledger={}) for run in runs(scenarios)]
    assert reported(panel(scenarios, {}), scenarios, bare, tmp_path, VALUES) == []


def test_the_table_of_values_has_every_choice_with_unit_interval_and_reading(told):
    found = {(r["scenario"], r["measure"]): r for r in rows(told[0], "value.csv")}
    link = found["link-worker", "cost_per_wellby"]
    assert (link["against"], link["unit"], link["reading"]) == ("baseline", "GBP a WELLBY", "ratio")
    assert float(link["low"]) < float(link["mean"]) < float(link["high"])
    assert found["placebo", "cost_per_wellby"]["reading"] == "no effect"
    assert found["placebo", "cost_per_wellby"]["mean"] == ""
    assert found["community-hub", "cost_per_gap_point"]["reading"] == "costs more and does harm"
    assert found["flood-with-link-worker", "cost"]["against"] == "flood"
    assert ("time-bank", "cost") not in found
    assert found["placebo", "dominated"]["reading"] == "dominated: link-worker"
    assert "flood" not in {scenario for scenario, _ in found}


def test_the_table_of_spending_is_in_one_price_year_and_adds_to_the_cost(told):
    spent = [r for r in rows(told[0], "spending.csv") if r["scenario"] == "community-hub"]
    assert {r["price_year"] for r in spent} == {"2023"}
    costs = {(r["scenario"], r["measure"]): float(r["mean"] or "nan") for r in rows(told[0], "value.csv")}
    assert sum(float(r["beyond"]) for r in spent) == pytest.approx(costs["community-hub", "cost"], rel=1e-5)
    whole = (250_000 + 260 * 3_000) * 96.2507 / 90.5005
    assert costs["community-hub", "cost_undiscounted"] == pytest.approx(whole)


def test_the_words_give_cost_gain_ratio_net_benefit_and_what_they_rest_on(told):
    said = told[1]
    assert "Costs and value (2023 prices, discounted to week 52" in said
    assert "Link worker against baseline: costs 973,000 GBP, gains " in said
    assert "At 15,400 GBP a WELLBY the net benefit is" in said
    assert "worth its cost in 100 % of replicates" in said
    assert "the net benefit is −973,000 GBP; worth its cost in 0 % of replicates" in said
    assert "Not the whole cost: no cost given for open-days." in said
    assert "Time bank against baseline: gains" in said
    assert "no cost given for time-bank." in said
    assert "Flood with link worker against flood: costs" in said
    assert "Rates: costs 3.5 % a year, effects 1.5 %" in said
    assert "16 December 2025" in said
    assert "never add them" in said


def test_partly_costed_options_dominate_nobody(told):
    found = {r["scenario"]: r["reading"] for r in rows(told[0], "value.csv") if r["measure"] == "dominated"}
    assert found == {
        "placebo": "dominated: link-worker",
        "befriending": "dominated by a mix: baseline and link-worker",
    }


def test_an_option_with_shocks_of_its_own_says_so_and_is_not_ranked(tmp_path):
    scenarios = [
        scenario("baseline"),
        scenario("link", event("link", LINK)),
        scenario("flood-link", FLOOD, event("link", LINK)),
    ]
    seen = panel(scenarios, {"link": (0.1, 0, 0), "flood-link": (-0.5, 0, 0)}, noise=0.001)
    said = "\n".join(reported(seen, scenarios, runs(scenarios), tmp_path, VALUES))
    assert "These figures count the harm of flood, which baseline does not face" in said
    found = appraisal(seen, scenarios, ledgers_of(runs(scenarios)), VALUES)
    assert who_is_dominated(found.worths) == {}


def test_one_replicate_has_no_intervals_and_says_so(tmp_path):
    scenarios = [scenario("baseline"), scenario("link", event("link", LINK))]
    seen = panel(scenarios, {"link": (0.1, -0.1, -0.2)}, replicates=1)
    said = "\n".join(reported(seen, scenarios, runs(scenarios, 1), tmp_path, VALUES))
    assert "One replicate: no intervals." in said
    assert "95 % interval" not in said
    assert "GBP a WELLBY" in said


def test_replicates_that_one_scenario_lacks_are_left_out(tmp_path):
    scenarios = [scenario("baseline"), scenario("link", event("link", LINK))]
    seen = panel(scenarios, {"link": (0.1, -0.1, -0.2)}, noise=0.001)
    seen.values[1, 3] = np.nan
    outcomes = [run for run in runs(scenarios) if (run.scenario, run.replicate) != ("link", 4)]
    said = "\n".join(reported(seen, scenarios, outcomes, tmp_path, VALUES))
    assert "nan" not in said
    assert "worth its cost in 100 % of replicates" in said


@pytest.mark.parametrize("count", [1, 3, 8])
@pytest.mark.parametrize("scale", [0.002, 1.0, -1.0])
def test_no_text_of_the_figure_covers_another_or_leaves_the_page(count, scale):
    names = [f"plant-closure-with-hub-{i}" for i in range(count)]
    scenarios = [scenario("baseline"), *(scenario(n, event("hub", HUB | {"weekly": 500 * i}))
                                         for i, n in enumerate(names))]  # fmt: skip
    shifts = {n: (scale * (i - 1), -scale * i, 0.0) for i, n in enumerate(names)}
    seen = panel(scenarios, shifts, noise=abs(scale) / 4)
    found = appraisal(seen, scenarios, ledgers_of(runs(scenarios)), VALUES)
    assert_clear(value_figure(found.worths, found.dominated, found.prices, VALUES))


def test_the_headline_names_the_cheapest_wellby_of_each_reference(told):
    scenarios = town_of_options()
    found = appraisal(panel(scenarios, SHIFTS, noise=0.002), scenarios, ledgers_of(runs(scenarios)), VALUES)
    said = headline(found.worths)
    assert said.startswith("Flood with link worker: ")
    assert "; Link worker: " in said
    assert said.endswith(" GBP a WELLBY")
    (placebo,) = (w for w in found.worths if w.appraised.choice.scenario.name == "placebo")
    assert headline([placebo]) == "No option has a clear cost of a WELLBY"


@pytest.mark.parametrize(("value", "words"), [
    (12_345.6, "12,300 GBP"), (1_236_000.0, "1.24 million GBP"), (-973_000.0, "−973,000 GBP"),
    (0.0, "0 GBP"), (999_900.0, "1,000,000 GBP"), (12.34, "12.3 GBP"),
])  # fmt: skip
def test_money_shows_three_digits(value, words):
    assert money(value) == words


def test_numbers_show_three_digits_whatever_their_size():
    shown = [rounded(x) for x in (0.012345, 1.0, 99.99, 1_234.0, -4.56, 0.0)]
    assert shown == ["0.0123", "1.00", "100.0", "1,230", "−4.56", "0"]


def test_an_interval_is_told_in_one_unit_or_not_at_all():
    assert span(2_032.0, 3_264.0) == " (95 % interval 2,030 to 3,260)"
    assert span(-641_000.0, 1_320_000.0) == " (95 % interval −0.641 to 1.32 million)"
    assert span(5.0, 5.0) == ""
    assert span(np.nan, np.nan) == ""


@pytest.mark.parametrize(("reading", "words"), [
    (SAVING, "a WELLBY costs nothing, since it saves money"),
    (UNCLEAR, "no clear effect, so no cost of a WELLBY"),
    (NO_EFFECT, "no effect, so no cost of a WELLBY"),
    (HARM, "no cost of a WELLBY, since money is spent and it gets worse"),
])  # fmt: skip
def test_where_there_is_no_ratio_the_reason_is_given(reading, words):
    assert cost_of(Ratio(np.nan, np.nan, np.nan, reading), "a WELLBY") == words


def test_a_ratio_is_told_with_its_interval():
    assert cost_of(Ratio(100.0, 80.0, 130.0, RATIO), "a day") == "100 GBP a day (95 % interval 80.0 to 130)"
    told = cost_of(Ratio(100.0, np.nan, np.nan, WORSE_BUT_CHEAPER), "a day")
    assert told == "saves 100 GBP for a day lost"


def test_who_dominates_is_named_with_its_share():
    assert domination(Domination(STRONG, ("link-worker",), 0.75)) == (
        "Dominated by Link worker, which costs no more and does no less (so in 75 % of replicates)"
    )
    assert domination(Domination(EXTENDED, ("baseline", "hub"))) == (
        "Dominated by a mix of Baseline and Hub, which does as much for less (so in 100 % of replicates)"
    )


def test_a_wrong_value_is_refused_before_anything_is_run(tmp_path):
    options = CompareOptions(1, 1, 1, None, 400, [], tmp_path / "out", values=["welby=1"])
    with pytest.raises(Refusal, match="did you mean 'wellby'"):
        commands.compare(["baseline", "link-worker"], options)
    assert not (tmp_path / "out").exists()
