"""The survey of a hamlet and the record it fills, by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from model import measuring as rules
from model.crew import Crew
from model.indicators import BY_RESIDENT, BY_TOWN, GROUPS, INDICATORS, MEASURES
from model.measuring import CELLS, cell_of, surveyed
from model.recording import MEMBERSHIP, Record
from model.residents import NOT_WORKING, UNEMPLOYED
from model.survey import SurveyParameters, isolated_residents

P = SurveyParameters()
NOBODY = np.zeros(6, np.bool_)


def survey(hamlet: Any, isolated: np.ndarray = NOBODY, p: SurveyParameters = P) -> dict[str, float]:
    """Return the sum of each answer over all residents."""
    sums, counts = surveyed(hamlet.world, isolated, 6.0, p, Crew())
    assert counts.sum() == 6.0
    return dict(zip(MEASURES, sums.sum(axis=0).tolist(), strict=True))


def test_answers_of_a_middling_hamlet_add_up(hamlet: Any) -> None:
    said = survey(hamlet)
    assert said["wemwbs"] == pytest.approx(6 * 42.0)
    assert said["health"] == said["trust"] == said["control"] == pytest.approx(3.0)
    assert said["cohesion"] == pytest.approx(6 * (0.0 + 0.5 + 0.5) / 3.0)
    assert said["few_close"] == 6.0
    assert said["labour_force"] == 6.0
    assert said["unemployed"] == 0.0


@pytest.mark.parametrize(
    ("measure", "column", "at", "above"),
    [
        ("good_health", "health", P.good_health, 0.01),
        ("lonely", "loneliness", P.lonely, 0.01),
        ("lonely_often", "loneliness", P.lonely_often, 0.01),
        ("strong_belonging", "belonging", P.belongs, 0.01),
        ("safe_after_dark", "safety", P.safe, 0.01),
        ("trusting", "trust", P.trusting, 0.01),
        ("can_influence", "control", P.influential, 0.01),
        ("struggling", "money_strain", P.struggling, 0.01),
        ("member", "club_habit", P.member, 0.01),
        ("linking", "worker_link", P.linked, 0.01),
        ("linking", "group_link", P.linked, 0.01),
        ("linking", "council_link", P.linked, 0.01),
        ("volunteering_year", "volunteered", 53, -1),
        ("engaged_year", "engaged", 53, -1),
    ],
)
def test_answers_change_at_their_thresholds(
    hamlet: Any, measure: str, column: str, at: float, above: float
) -> None:
    values = getattr(hamlet.world.residents, column)
    values[:] = 0 if values.dtype == np.float32 else 500
    values[0], values[1] = np.float32(at) if values.dtype == np.float32 else at, at + above
    # float32 may lie a hair above its threshold, so the one at it is put a hair below
    values[0] = np.nextafter(values[0], np.float32(0)) if values.dtype == np.float32 else values[0]
    assert survey(hamlet)[measure] == 1.0


def test_low_wellbeing_is_at_or_below_its_threshold(hamlet: Any) -> None:
    hamlet.world.residents.wellbeing[:] = 0.0, 0.4, 0.49, 0.9, 0.9, 0.9
    assert survey(hamlet, p=P._replace(below_average=14.0 + 56.0 * 0.45))["low_wellbeing"] == 2.0


def test_needs_that_wait_more_than_four_weeks_are_unmet(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.needs[:3], r.waited[:, 2] = 4, (4, 5, 200, 9, 9, 9)
    said = survey(hamlet)
    assert said["in_need"] == 3.0
    assert said["unmet_need"] == 2.0


def test_doings_of_the_week_are_counted(hamlet: Any) -> None:
    w = hamlet.world
    w.outings.went[:2], w.outings.volunteered[:1] = True, True
    w.care.served[:] = 0, 1, 3, 2, 0, 0
    w.care.passed[1], w.care.leaked[1], w.care.wait[2] = 2, 1, 7
    w.residents.knows[:] = 0, 1, 3, 127, 0, 0
    w.residents.work[:2], w.residents.case_weeks[4] = (UNEMPLOYED, NOT_WORKING), 3
    w.residents.case_wait[:] = 0, 1, 0, 30, 0, 1
    said = survey(hamlet)
    for measure, by_hand in {
        "attending": 2, "volunteering": 1, "served": 4, "practice_visits": 2, "passed_on": 2,
        "lost_on_the_way": 1, "weeks_waited": 7, "knows_services": 10, "unemployed": 1, "labour_force": 5,
        "with_link_worker": 1, "waiting_for_link_worker": 3,
    }.items():  # fmt: skip
        assert said[measure] == by_hand, measure


def test_ties_are_counted(hamlet: Any) -> None:
    company = hamlet.world.company
    company.close[:], company.acquaintances[:] = (2, 1, 0, 0, 0, 0), (3, 0, 0, 0, 0, 0)
    company.encounters[:], company.local[:] = (3, 2, 0, 0, 0, 0), (6.0, 0, 0, 0, 0, 0)
    company.ended[0], company.ended_close[0], company.bonding[0], company.bridging[1] = 2, 1, 1.5, 2.5
    said = survey(hamlet, p=P._replace(sociable=3, isolated=1.0, reliable=1.5))
    for measure, by_hand in {
        "close_ties": 3, "acquaintances": 3, "ties": 6, "few_close": 5, "meets_weekly": 1, "connections": 1,
        "ties_ended": 2, "close_ended": 1, "bonding": 1.5, "bridging": 2.5, "isolated": 5,
        "rely_on_neighbour": 1,
    }.items():  # fmt: skip
        assert said[measure] == by_hand, measure


def test_everybody_is_counted_in_one_cell(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.age[:], r.sex[:] = (20, 40, 70, 20, 40, 70), (0, 1, 0, 1, 0, 1)
    isolated = np.array([True, False, False, False, False, True])
    counts = surveyed(hamlet.world, isolated, 6.0, P, Crew())[1]
    wanted = np.zeros(CELLS)
    for cell in (
        cell_of(1, 20.0, 0, True), cell_of(1, 40.0, 1, False), cell_of(1, 70.0, 0, False),
        cell_of(5, 20.0, 1, False), cell_of(5, 40.0, 0, False), cell_of(5, 70.0, 1, True),
    ):  # fmt: skip
        wanted[cell] += 1.0
    assert counts.tolist() == wanted.tolist()


def test_isolated_residents_are_those_the_question_calls_so(hamlet: Any) -> None:
    r, company = hamlet.world.residents, hamlet.world.company
    r.contact[:], company.close[:] = (0.5, 0.5, 2.0, 0.99, 1.0, 0.0), (0, 2, 0, 1, 0, 1)
    p = P._replace(isolated=1.0)
    assert isolated_residents(r.contact, company.close, p).tolist() == [True, False, False, True, False, True]


# the record ------------------------------------------------------------------------------------------


def test_every_cell_belongs_to_one_group_of_each_kind() -> None:
    assert MEMBERSHIP.shape == (len(GROUPS), CELLS)
    for kind in ("all", "quintile", "isolated", "age", "sex"):
        rows = [g for g, name in enumerate(GROUPS) if name.split("=")[0] == kind]
        assert (MEMBERSHIP[rows].sum(axis=0) == 1).all(), kind
    cell = cell_of(4, 30.0, 1, True)
    mine = {GROUPS[g] for g in np.flatnonzero(MEMBERSHIP[:, cell])}
    assert mine == {"all", "quintile=4", "isolated=yes", "age=16-34", "sex=male"}


def test_an_indicator_over_nothing_is_not_known() -> None:
    record, sums, counts = Record(), np.zeros((CELLS, len(MEASURES))), np.zeros(CELLS)
    counts[cell_of(1, 20.0, 0, False)] = 1.0
    sums[cell_of(1, 20.0, 0, False), MEASURES.index("ties_ended")] = 2.0
    record.add(0, sums, counts, {})
    assert np.isnan(record.values()["tie_loss"]).all()
    assert np.isnan(record.values()["close_loss"]).all()


def a_record() -> Record:
    """Return a record of two weeks: two people in quintile 1, one in quintile 5, known answers."""
    record = Record()
    for week in (0, 1):
        sums, counts = np.zeros((CELLS, len(MEASURES))), np.zeros(CELLS)
        poor, rich = cell_of(1, 20.0, 0, False), cell_of(5, 70.0, 1, False)
        counts[[poor, rich]] = 2.0, 1.0
        sums[[poor, rich], MEASURES.index("wemwbs")] = 80.0, 50.0 + week
        sums[[poor, rich], MEASURES.index("unemployed")] = 1.0, 0.0
        sums[[poor, rich], MEASURES.index("labour_force")] = 2.0, 0.0
        record.add(week, sums, counts, {"turnout": 10.0 + week})
    return record


def test_the_record_turns_sums_into_means_of_groups() -> None:
    record = a_record()
    assert record.series("wemwbs").tolist() == pytest.approx([130.0 / 3.0, 131.0 / 3.0])
    assert record.series("wemwbs", "quintile=1").tolist() == [40.0, 40.0]
    assert record.series("wemwbs", "age=65+").tolist() == [50.0, 51.0]
    assert np.isnan(record.series("wemwbs", "quintile=3")).all()
    assert np.isnan(record.series("wemwbs", "isolated=yes")).all()


def test_a_share_of_the_labour_force_is_over_the_labour_force() -> None:
    record = a_record()
    assert record.series("unemployed").tolist() == [50.0, 50.0]
    assert np.isnan(record.series("unemployed", "quintile=5")).all()


def test_numbers_of_the_town_are_for_all_only_and_missing_ones_no_number() -> None:
    record = a_record()
    assert record.series("turnout").tolist() == [10.0, 11.0]
    assert np.isnan(record.series("turnout", "quintile=1")).all()
    assert np.isnan(record.series("voice")).all()


def test_inequality_is_measured_between_quintiles() -> None:
    record = a_record()
    assert record.series("wemwbs_gap").tolist() == [10.0, 11.0]
    # ridits 1/3 and 5/6 apart by 1/2: slope 10 / 0.5
    assert record.series("wemwbs_sii").tolist() == pytest.approx([20.0, 22.0])
    assert record.series("wemwbs_rii").tolist() == pytest.approx([20.0 / (130.0 / 3.0), 22.0 / (131.0 / 3.0)])


def test_the_trajectory_has_a_row_for_each_week_and_group() -> None:
    table = a_record().trajectory()
    assert list(table) == ["week", "group", *INDICATORS]
    assert table["week"].dtype == np.int32
    assert table["week"].tolist() == [0] * len(GROUPS) + [1] * len(GROUPS)
    assert table["group"].tolist() == list(GROUPS) * 2
    assert all(table[name].dtype == np.float32 for name in INDICATORS)
    assert table["wemwbs"][GROUPS.index("quintile=1")] == 40.0


def test_a_branch_of_a_record_goes_on_alone() -> None:
    record = a_record()
    twin = record.branch()
    twin.add(2, np.ones((CELLS, len(MEASURES))), np.ones(CELLS), {})
    assert record.weeks == [0, 1]
    assert twin.weeks == [0, 1, 2]
    assert len(record.series("wemwbs")) == 2
    assert not math.isnan(twin.series("wemwbs", "quintile=3")[2])


def test_every_indicator_of_residents_rests_on_a_measure_and_says_what_it_is() -> None:
    for name, about in INDICATORS.items():
        assert about.name == name
        assert about.meaning
        assert about.unit
        assert about.better in (-1, 0, 1)
    assert all(INDICATORS[name].measure in MEASURES for name in BY_RESIDENT)
    assert all(INDICATORS[name].over in ("", *MEASURES) for name in BY_RESIDENT)
    assert set(BY_RESIDENT) | set(BY_TOWN) == set(INDICATORS)
    assert rules.BLOCK > 0
