"""Rounds of decisions: turnout, promises, delivery and control, by hand and on a hamlet."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from model import decisions as rules
from model import rounds
from model.decisions import DecisionParameters
from model.loops import Loops
from model.residents import NOT_WORKING

P = DecisionParameters(
    power=0.0, delivery=1.0, budget=0.1, cycle=13, lag=1, focus=1.0, groups_each=10.0, usual_place=0.4,
    usual_safety=0.3, usual_activities=0.2, usual_access=0.1,
)  # fmt: skip
ON = Loops()
USUAL = [0.4, 0.3, 0.2, 0.1]


def test_control_of_a_position_adds_up_income_wellbeing_and_habits() -> None:
    p = P._replace(own_base=0.3, own_income=0.1, own_wellbeing=0.2, own_habit=0.4)
    assert rules.own_control(0.0, 0.0, 0.0, 0.0, p) == pytest.approx(0.3)
    # 0.3 + 0.1 x 0.5 + 0.2 x 0.5 + 0.4 x (0.2 + 0.3) / 2
    assert rules.own_control(0.5, 0.5, 0.2, 0.3, p) == pytest.approx(0.55)


def control(p: DecisionParameters, **other: Any) -> float:
    """Return control after a week of a participant at 1/2, where nothing happened, but for `other`."""
    usual = {"control": 0.5, "own": 0.5, "took_part": True, "kept": 0.0, "broken": 0.0, "heard": 0.0}
    return rules.control_after(**{**usual, **other}, p=p)


def test_control_drifts_to_what_a_position_allows() -> None:
    p = P._replace(drift=0.1)
    assert control(p) == 0.5
    assert control(p, own=0.3) == pytest.approx(0.48)
    assert control(p, own=1.0) == pytest.approx(0.55)


def test_a_kept_promise_lifts_participants_towards_the_ceiling_as_far_as_they_were_heard() -> None:
    p = P._replace(gain=0.2, onlooking=0.5, ceiling=0.9)
    assert control(p, kept=1.0, heard=1.0) == pytest.approx(0.58)  # 0.5 + 0.2 x (0.9 - 0.5)
    assert control(p, kept=1.0, heard=1.0, took_part=False) == pytest.approx(0.54)


def test_a_promise_kept_over_peoples_heads_lowers_participants_only() -> None:
    p = P._replace(gain=0.2, onlooking=0.5, ceiling=0.9)
    assert control(p, kept=1.0, heard=0.0) == pytest.approx(0.4)  # 0.5 + 0.2 x (0 - 0.5)
    assert control(p, kept=1.0, heard=0.0, took_part=False) == 0.5


def test_a_broken_promise_takes_a_share_of_control() -> None:
    p = P._replace(gain=0.2, onlooking=0.5)
    assert control(p, broken=1.0) == pytest.approx(0.4)
    assert control(p, broken=1.0, took_part=False) == pytest.approx(0.45)


def test_control_stays_between_0_and_1() -> None:
    p = P._replace(gain=0.9, ceiling=1.0, drift=0.1)
    assert control(p, control=0.0, own=-9.0) == 0.0
    assert control(p, control=1.0, own=9.0, kept=1.0, heard=1.0) == 1.0


def test_the_authoritys_division_adds_up_to_one() -> None:
    assert [rules.usual_share(project, P) for project in range(4)] == pytest.approx(USUAL)
    double = P._replace(usual_place=0.8, usual_safety=0.6, usual_activities=0.4, usual_access=0.2)
    assert [rules.usual_share(project, double) for project in range(4)] == pytest.approx(USUAL)
    none = P._replace(usual_place=0.0, usual_safety=0.0, usual_activities=0.0, usual_access=0.0)
    assert [rules.usual_share(project, none) for project in range(4)] == [0.25] * 4


NO_BARRIER = P._replace(time=0.0, money=0.0, confidence=0.0, information=0.0, access=0.0)


@pytest.mark.parametrize(
    ("barrier", "which", "by_hand"),
    [
        ("money", 1, 0.5),
        ("confidence", 2, 0.5),  # 1 - income rank
        ("information", 3, 1.0 - 0.5 * (0.5 + 0.4)),
        ("access", 4, 0.5),  # 1 - (health + transport) / 2
    ],
)
def test_each_barrier_weighs_on_those_it_stands_before(
    hamlet: Any, barrier: str, which: int, by_hand: float
) -> None:
    r, barriers = hamlet.world.residents, np.ones(5)
    r.council_link[0], r.group_link[0] = 0.4, 0.2
    p = NO_BARRIER._replace(**{barrier: 2.0})
    assert rules.hindrance(0, r, barriers, p) == pytest.approx(2.0 * by_hand)
    barriers[which] = 0.0
    assert rules.hindrance(0, r, barriers, p) == 0.0


def test_the_barrier_of_time_is_caring_and_working_hours(hamlet: Any) -> None:
    r, p = hamlet.world.residents, NO_BARRIER._replace(time=2.0)
    r.caring[:2], r.work[1:] = 0.25, NOT_WORKING
    at_work, caring, free = (float(rules.hindrance(i, r, np.ones(5), p)) for i in (0, 1, 2))
    assert free == 0.0
    assert caring == pytest.approx(0.5)
    assert at_work > caring


def test_a_middling_person_takes_part_with_the_odds_of_the_base(hamlet: Any) -> None:
    r, p = (
        hamlet.world.residents,
        NO_BARRIER._replace(base=-2.0, control=2.0, trust=3.0, habit=4.0, linked=5.0),
    )
    r.control[0], r.trust[0] = 0.4, 0.55
    assert rules.turnout_odds(0, r, np.ones(5), 0.0, p) == pytest.approx(-2.0, abs=1e-6)
    assert rules.turnout_odds(0, r, np.ones(5), 1.5, p) == pytest.approx(-0.5, abs=1e-6)
    r.control[0], r.trust[0], r.civic_habit[0], r.council_link[0], r.group_link[0] = 0.9, 0.75, 0.5, 0.2, 0.4
    # -2 + 2 x 0.5 + 3 x 0.2 + 4 x 0.5 + 5 x (0.2 + 0.4) / 2
    assert rules.turnout_odds(0, r, np.ones(5), 0.0, p) == pytest.approx(3.1, abs=1e-6)


def gather(hamlet: Any, p: DecisionParameters, asked: float = 99.0, week: int = 0, loops: Loops = ON) -> Any:
    """Hold a round in which everybody takes part (unless asked less); return the places."""
    w = hamlet.world
    hamlet.c.asked[:] = asked
    rounds.gather(
        w.residents, w.places, w.homes, hamlet.c, p, loops, week, hamlet.luck(week), w.took_part, np.zeros(4)
    )  # fmt: skip
    return w.places


def needs_safety(hamlet: Any) -> None:
    """Let residents of the first neighbourhood lack safety and nothing else."""
    r, places = hamlet.world.residents, hamlet.world.places
    places.quality[:], places.community_life[:] = 1.0, 1.0
    r.safety[:], r.transport[:], r.unmet[:] = 0.2, 1.0, 0.0


def test_without_power_the_promise_is_the_authoritys(hamlet: Any) -> None:
    needs_safety(hamlet)
    places = gather(hamlet, P._replace(power=0.0))
    assert places.turnout.tolist() == [1.0, 1.0]
    assert places.promised[0, :4].tolist() == pytest.approx([0.04, 0.03, 0.02, 0.01])
    assert places.voiced[:, 0].tolist() == [0.0, 0.0]


def test_with_full_power_the_promise_is_what_the_engaged_need_most(hamlet: Any) -> None:
    needs_safety(hamlet)
    places = gather(hamlet, P._replace(power=1.0))
    assert places.promised[0, :4].tolist() == pytest.approx([0.0, 0.1, 0.0, 0.0])
    assert places.voiced[:, 0].tolist() == [1.0, 1.0]


def test_power_mixes_the_two_and_events_shift_it(hamlet: Any) -> None:
    needs_safety(hamlet)
    hamlet.c.power[:] = 0.25, 5.0
    places = gather(hamlet, P._replace(power=0.25))
    # half of (0.04, 0.03, 0.02, 0.01) and half of (0, 0.1, 0, 0)
    assert places.promised[0, :4].tolist() == pytest.approx([0.02, 0.065, 0.01, 0.005])
    assert places.voiced[:, 0].tolist() == [0.5, 1.0]


def test_the_focus_sharpens_what_the_engaged_choose(hamlet: Any) -> None:
    r, places = hamlet.world.residents, hamlet.world.places
    needs_safety(hamlet)
    places.quality[:], r.safety[:] = 0.6, 0.2  # they lack 0.4 of place and 0.8 of safety: 1 to 2
    gather(hamlet, P._replace(power=1.0, focus=1.0))
    assert places.promised[0, :2].tolist() == pytest.approx([0.1 / 3.0, 0.2 / 3.0])
    gather(hamlet, P._replace(power=1.0, focus=2.0))
    assert places.promised[0, :2].tolist() == pytest.approx([0.02, 0.08])  # 1 to 4


def test_activities_and_access_are_chosen_by_those_who_lack_them(hamlet: Any) -> None:
    r, places = hamlet.world.residents, hamlet.world.places
    needs_safety(hamlet)
    r.safety[:] = 1.0
    places.wanting[0], places.attending[0] = 4, 1
    r.transport[3:], r.unmet[3:] = 0.4, 0.2
    gather(hamlet, P._replace(power=1.0))
    assert places.promised[0, :4].tolist() == pytest.approx([0.0, 0.0, 0.1, 0.0])
    assert places.promised[1, :4].tolist() == pytest.approx([0.0, 0.0, 0.0, 0.1])


def test_where_nobody_takes_part_the_authority_decides(hamlet: Any) -> None:
    needs_safety(hamlet)
    places = gather(hamlet, P._replace(power=1.0), asked=-99.0)
    assert places.turnout.tolist() == [0.0, 0.0]
    assert not hamlet.world.took_part.any()
    assert places.promised[0, :4].tolist() == pytest.approx([0.04, 0.03, 0.02, 0.01])
    assert places.voiced[0, 0] == 0.0


def test_everybodys_needs_count_when_the_loop_of_success_is_off(hamlet: Any) -> None:
    needs_safety(hamlet)
    r, places = hamlet.world.residents, hamlet.world.places
    r.safety[:3], r.transport[:3] = (1.0, 0.0, 0.0), (0.0, 1.0, 1.0)  # one lacks access, two safety
    r.council_link[0] = 1.0
    p = NO_BARRIER._replace(power=1.0, base=-60.0, linked=240.0, budget=0.1, focus=1.0)
    gather(hamlet, p, asked=0.0)
    assert hamlet.world.took_part.tolist() == [True] + [False] * 5
    assert places.promised[0, :4].tolist() == pytest.approx([0.0, 0.0, 0.0, 0.1])
    gather(hamlet, p, asked=0.0, loops=ON._replace(success_to_successful=False))
    # safety 2 x 1 and access 1 / 2: 4 to 1
    assert places.promised[0, :4].tolist() == pytest.approx([0.0, 0.08, 0.0, 0.02])


def test_an_event_multiplies_the_budget(hamlet: Any) -> None:
    hamlet.c.budget[:] = 0.0, 3.0
    places = gather(hamlet, P)
    assert places.promised.sum(axis=1).tolist() == pytest.approx([0.0, 0.3])


def deliver(hamlet: Any, p: DecisionParameters, week: int) -> Any:
    """Let the promises due in a week be kept or broken; return the places."""
    places = hamlet.world.places
    rounds.deliver(places, hamlet.c, p, week, hamlet.luck(week))
    return places


def test_a_promise_is_kept_after_its_lag_and_improves_what_it_is_about(hamlet: Any) -> None:
    places = gather(hamlet, P, week=26)
    places.quality[:], places.lighting[:] = 0.5, 0.5
    deliver(hamlet, P, 26)
    assert not places.kept.any()  # not due yet
    deliver(hamlet, P, 39)
    assert places.kept.tolist() == pytest.approx([0.1, 0.1])
    assert places.quality.tolist() == pytest.approx([0.54, 0.54])
    assert places.lighting.tolist() == pytest.approx([0.53, 0.53])
    assert places.extra_groups.tolist() == pytest.approx([0.2, 0.2])  # 10 x 0.02
    assert places.access.tolist() == pytest.approx([0.01, 0.01])
    assert not places.promised.any()


def test_a_kept_promise_says_how_far_people_were_heard(hamlet: Any) -> None:
    gather(hamlet, P._replace(power=0.4))
    assert deliver(hamlet, P, 13).heard.tolist() == pytest.approx([0.4, 0.4])


def test_a_broken_promise_changes_nothing_but_is_known(hamlet: Any) -> None:
    places = gather(hamlet, P)
    deliver(hamlet, P._replace(delivery=0.0), 13)
    assert places.broken.tolist() == pytest.approx([0.1, 0.1])
    assert not places.kept.any()
    assert places.quality.tolist() == [0.5, 0.5]
    assert not places.promised.any()


def test_an_event_shifts_the_chance_that_a_promise_is_kept(hamlet: Any) -> None:
    gather(hamlet, P)
    hamlet.c.delivery[:] = -1.0, 0.0
    places = deliver(hamlet, P, 13)
    assert places.kept.tolist() == pytest.approx([0.0, 0.1])
    assert places.broken.tolist() == pytest.approx([0.1, 0.0])
    rules.look_back(places)
    for column in (places.kept, places.broken, places.heard):
        assert not column.any()


def test_improvements_are_at_most_complete(hamlet: Any) -> None:
    places = gather(hamlet, P._replace(budget=9.0))
    deliver(hamlet, P, 13)
    assert places.quality.tolist() == places.lighting.tolist() == [1.0, 1.0]


def remember(hamlet: Any, p: DecisionParameters, week: int, loops: Loops = ON) -> Any:
    """Write what a week leaves of decisions; return the residents."""
    w = hamlet.world
    rounds.remember_round(0, 6, w.residents, w.places, p, loops, week, w.took_part)
    return w.residents


def test_a_round_moves_habits_and_links_those_who_took_part(hamlet: Any) -> None:
    r, p = hamlet.world.residents, P._replace(habit_gain=0.2, council_bond=0.25, council_fading=0.1)
    r.civic_habit[:], r.council_link[:] = 0.5, 0.4
    hamlet.world.took_part[:2] = True
    remember(hamlet, p, week=26)
    assert np.allclose(r.civic_habit, [0.6, 0.6, 0.4, 0.4, 0.4, 0.4])
    assert r.engaged.tolist() == [0, 0, 501, 501, 501, 501]
    # 0.4 x 0.9 = 0.36, then 0.36 + 0.25 x 0.64
    assert np.allclose(r.council_link, [0.52, 0.52, 0.36, 0.36, 0.36, 0.36])


def test_a_week_without_a_round_only_fades(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.civic_habit[:], r.council_link[:], hamlet.world.took_part[:] = 0.5, 0.4, True
    remember(hamlet, P._replace(council_fading=0.05), week=27)
    assert np.allclose(r.civic_habit, 0.5)
    assert np.allclose(r.council_link, 0.38)
    assert r.engaged.tolist() == [501] * 6


def test_a_broken_promise_takes_a_share_of_the_habit_of_those_who_took_part(hamlet: Any) -> None:
    r, p = hamlet.world.residents, P._replace(habit_gain=0.5, disappointment=0.4, cycle=13, lag=1)
    hamlet.world.places.broken[0] = 0.1  # residents 0 to 2 live there, 3 to 5 do not
    hamlet.world.took_part[:] = False
    r.civic_habit[:], r.engaged[:] = 0.5, [12, 40, 12, 12, 12, 12]
    remember(hamlet, p, week=26)
    # 0.5 x 0.6 x 0.5 for who took part within 26 weeks; 0.5 x 0.5 for the others
    assert np.allclose(r.civic_habit, [0.15, 0.25, 0.15, 0.25, 0.25, 0.25])


def test_a_broken_promise_takes_no_habit_while_the_loop_of_voice_is_off(hamlet: Any) -> None:
    hamlet.world.places.broken[:] = 0.1
    hamlet.world.residents.civic_habit[:], hamlet.world.residents.engaged[:] = 0.5, 0
    p = P._replace(habit_gain=0.5, disappointment=0.4)
    assert np.allclose(remember(hamlet, p, week=26, loops=ON._replace(voice=False)).civic_habit, 0.25)


def live(hamlet: Any, p: DecisionParameters, loops: Loops = ON) -> list[float]:
    """Draft control; return it."""
    w = hamlet.world
    rules.live_with_decisions(0, 6, w.residents, w.places, p, loops, w.drafts)
    return [float(x) for x in w.drafts.control]


def test_a_broken_promise_lowers_control_where_it_was_made_and_most_for_those_engaged(hamlet: Any) -> None:
    w, p = hamlet.world, P._replace(gain=0.2, onlooking=0.5, drift=0.0, cycle=13, lag=1)
    w.places.broken[0] = 0.1
    w.residents.engaged[[0, 1]] = 26, 27  # 13 x (1 + 1) = 26 weeks count
    assert live(hamlet, p) == pytest.approx([0.4, 0.45, 0.45, 0.5, 0.5, 0.5])
    assert live(hamlet, p, ON._replace(voice=False)) == pytest.approx([0.5] * 6)


def test_a_town_starts_with_the_improvements_that_its_budget_holds(hamlet: Any) -> None:
    places = hamlet.world.places
    p = P._replace(budget=0.013, delivery=0.5, cycle=13)
    rules.usual_improvements(places, p, 0.001, 0.002)
    # 0.013 x 0.5 / 13 = 0.0005 a week; / 0.001 = 0.5 for place, / 0.002 = 0.25 for the others
    assert places.quality.tolist() == pytest.approx([0.5 + 0.5 * 0.4] * 2)
    assert places.lighting.tolist() == pytest.approx([0.5 + 0.25 * 0.3] * 2)
    assert places.extra_groups.tolist() == pytest.approx([10 * 0.25 * 0.2] * 2)
    assert places.access.tolist() == pytest.approx([0.25 * 0.1] * 2)


def test_without_wear_nothing_is_added_and_much_is_at_most_complete(hamlet: Any) -> None:
    places = hamlet.world.places
    rules.usual_improvements(places, P, 0.0, 0.0)
    assert places.quality.tolist() == [0.5, 0.5]
    rules.usual_improvements(places, P._replace(budget=1.0), 1e-6, 1e-6)
    assert places.quality.tolist() == [1.0, 1.0]
    assert not math.isnan(float(places.extra_groups[0]))


def test_rounds_are_held_once_a_cycle(hamlet: Any) -> None:
    w = hamlet.world
    hamlet.c.asked[:] = 99.0
    held = []
    for week in range(1, 28):
        w.places.turnout[:] = -1.0
        rounds.hold_round(
            w.residents, w.places, w.homes, hamlet.c, P, ON, week, hamlet.luck(week), w.took_part
        )  # fmt: skip
        held += [week] if w.places.turnout[0] == 1.0 else []
    assert held == [13, 26]
    assert w.places.kept.any()


def test_a_part_in_decisions_counts_until_a_cycle_after_delivery() -> None:
    assert rules.weeks_remembered(P._replace(cycle=13, lag=2)) == 39
