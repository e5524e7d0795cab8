"""Reach by hand-made ledgers: who was offered, took part and waited, by SIMD quintile, over replicates."""

import csv
import math

import numpy as np
import pytest

from experiments.reach import Reached, is_for_some, reached, reported
from experiments.runner import Outcome
from model.event_kinds import EVENT_KINDS
from model.inequality import slope_index
from model.scenario import Scenario

T_TWO = 12.706204736
"""Two-sided 95 % quantile of Student's t with one degree of freedom."""


def event(kind="invitation", **fields):
    return EVENT_KINDS[kind].model_validate({"start": 1, **EVENT_KINDS[kind].trial, **fields})


def ledger(offered, joined, dose=(0.0, 1.0, 1.0), present=(0, 4, 3), waiting=(0, 0, 0), waited=(0, 0, 0)):
    return {
        "dose": np.array(dose), "offered": np.array(offered), "joined": np.array(joined),
        "present": np.array(present), "waiting": np.array(waiting), "waited": np.array(waited),
        "residents": np.array([10, 20, 30, 20, 20]),
    }  # fmt: skip


NOBODY = [0, 0, 0, 0, 0]
FIRST = ledger(
    [NOBODY, [8, 4, 0, 4, 4], [2, 0, 0, 0, 0]], [NOBODY, [4, 2, 0, 1, 0], [1, 0, 0, 2, 0]],
    waiting=(0, 5, 2), waited=(0, 6, 14),
)  # fmt: skip
SECOND = ledger([NOBODY, NOBODY, [10, 4, 0, 4, 2]], [NOBODY, NOBODY, [5, 4, 0, 1, 0]], dose=(0.0, 0.0, 0.5))
LIFE = {"invitation": FIRST}, {"invitation": SECOND}


def outcomes(*ledgers, scenario="baseline"):
    return [Outcome(scenario, n + 1, {}, [], [], one) for n, one in enumerate(ledgers)]


def rows(*ledgers, **fields):
    town = Scenario(events=(event(uptake=0.5, **fields),))
    return reached([town], outcomes(*ledgers))


def test_there_is_a_row_for_all_and_for_each_quintile():
    found = rows(*LIFE)
    assert [row.group for row in found] == ["all", *(f"quintile={q}" for q in range(1, 6))]
    assert {(row.scenario, row.event, row.kind, row.replicates) for row in found} == {
        ("baseline", "invitation", "invitation", 2)
    }


def test_people_are_added_over_weeks_and_averaged_over_replicates():
    found = rows(*LIFE)
    assert [row.residents for row in found] == [100, 10, 20, 30, 20, 20]
    assert [row.offered for row in found] == [21, 10, 4, 0, 4, 3]
    assert [row.took_part for row in found] == [10, 5, 3, 0, 2, 0]


def test_shares_are_means_of_the_replicates_with_their_interval():
    everyone, deprived = rows(*LIFE)[:2]
    assert everyone.of_residents == pytest.approx((10 / 100 + 10 / 100) / 2)
    assert (everyone.of_residents_low, everyone.of_residents_high) == pytest.approx((0.1, 0.1))
    assert everyone.of_offered == pytest.approx((10 / 22 + 10 / 20) / 2)
    half = T_TWO * (0.5 - 10 / 22) / 2  # s / sqrt(2) of two values is half of their distance
    assert everyone.of_offered_high - everyone.of_offered == pytest.approx(half)
    assert deprived.of_residents == pytest.approx(0.5)


def test_a_share_of_nobody_is_not_known():
    third = rows(*LIFE)[3]
    assert third.of_residents == 0
    assert math.isnan(third.of_offered)


def test_crowds_and_lists_are_the_mean_of_each_replicates_largest():
    everyone = rows(*LIFE)[0]
    assert everyone.present == 4
    assert everyone.waiting == (5 + 0) / 2


def test_weeks_waited_are_shared_out_among_all_who_joined():
    assert rows(*LIFE)[0].weeks_waited == pytest.approx(20 / 20)
    assert rows({"invitation": FIRST})[0].weeks_waited == pytest.approx(20 / 10)


def test_the_slope_is_below_zero_when_more_of_the_most_deprived_took_part():
    everyone = rows(*LIFE)[0]
    one = slope_index([0.5, 0.1, 0.0, 0.15, 0.0], [10, 20, 30, 20, 20])
    two = slope_index([0.5, 0.2, 0.0, 0.05, 0.0], [10, 20, 30, 20, 20])
    assert everyone.slope == pytest.approx((one + two) / 2)
    assert everyone.slope < 0
    assert everyone.slope_low < everyone.slope < everyone.slope_high


def test_the_week_it_began_is_that_of_the_first_dose():
    never = {"invitation": ledger([NOBODY] * 3, [NOBODY] * 3, dose=(0, 0, 0), present=(0, 0, 0))}
    assert [rows(*LIFE)[0].began, rows(*LIFE)[0].share_began] == [1.5, 1.0]
    assert [rows(*LIFE, never)[0].began, rows(*LIFE, never)[0].share_began] == [1.5, pytest.approx(2 / 3)]
    assert math.isnan(rows(never)[0].began)
    assert rows(never)[0].share_began == 0


def test_only_the_town_as_a_whole_has_a_crowd_a_wait_and_a_slope():
    for row in rows(*LIFE)[1:]:
        assert all(math.isnan(value) for value in row[-8:])


def test_an_event_without_a_ledger_has_no_rows():
    assert rows({}) == []


def written(folder, scenario, *ledgers):
    lines = reported([scenario], outcomes(*ledgers, scenario=scenario.name), folder)
    return lines, folder / "reach.csv"


def test_the_file_has_a_line_for_each_row_and_empty_cells_for_what_is_not_known(tmp_path):
    _, file = written(tmp_path, Scenario(events=(event(uptake=0.5),)), *LIFE)
    with file.open(encoding="utf-8") as text:
        table = list(csv.DictReader(text))
    assert list(table[0]) == list(Reached._fields)
    assert len(table) == 6
    assert (table[0]["took_part"], table[1]["slope"]) == ("10", "")


def test_the_words_tell_offers_uptake_quintile_and_waiting(tmp_path):
    lines, _ = written(tmp_path, Scenario(name="help", events=(event(uptake=0.5),)), {"invitation": FIRST})
    assert lines == [
        "Whom the interventions and shocks reached:",
        "  Invitation (help): offered to 22, 45 % took part; 50 % of them in SIMD quintile 1; "
        "at most 5 waited, 2 weeks on average.",
        "",
    ]


def test_the_words_tell_that_a_trigger_never_came(tmp_path):
    when = {"indicator": "cohesion", "below": 5}
    town = Scenario(events=(event(when=when),))
    never = {"invitation": ledger([NOBODY] * 3, [NOBODY] * 3, dose=(0, 0, 0), present=(0, 0, 0))}
    assert written(tmp_path, town, never)[0][1] == "  Invitation (baseline): never began."
    assert "it began in 50 % of replicates" in written(tmp_path, town, never, LIFE[0])[0][1]


def test_an_event_for_everybody_is_in_the_file_but_not_in_the_words(tmp_path):
    lines, file = written(tmp_path, Scenario(events=(event(),)), *LIFE)
    assert lines == []
    assert file.exists()


def test_without_events_there_is_no_file(tmp_path):
    lines, file = written(tmp_path, Scenario())
    assert lines == []
    assert not file.exists()


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (event(), False),
        (event(uptake=0.9), True),
        (event(who={"quintile": 1}), True),
        (event(delivery={"places": 3}), True),
        (event(delivery={"mode": "proportionate"}), False),
        (event("link_workers"), True),
        (event("budget"), False),
        (event("budget", when={"indicator": "cohesion", "below": 50}), True),
    ],
)
def test_events_are_told_when_they_are_for_some_only(one, told):
    assert is_for_some(one) is told
