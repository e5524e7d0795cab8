"""Who is served, what it does, and who is passed on, by hand and on a hamlet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import services as rules
from model.loops import Loops
from model.newcomers import start_with_services
from model.services import Meets, Relieves, ServiceParameters
from model.sites import EMPLOYABILITY, GENERAL_PRACTICE, HOUSING, HUB, MONEY_ADVICE, NO_SITE

P = ServiceParameters()
KEPT = P._replace(missed=0.0)
"""No appointment is missed."""
SETTLES = Meets(*(1.0 for _ in Meets._fields))
FAILS = Meets(*(0.0 for _ in Meets._fields))
ON = Loops()


def test_uptake_of_a_referral_runs_from_a_leaflet_to_the_same_room() -> None:
    p = P._replace(signpost_uptake=0.2, warm_uptake=0.6)
    assert rules.uptake(0.0, p) == pytest.approx(0.2)
    assert rules.uptake(0.5, p) == pytest.approx(0.4)
    assert rules.uptake(1.0, p) == pytest.approx(0.6)


def test_appointments_are_missed_more_often_under_money_strain() -> None:
    p = P._replace(missed=0.1, missed_strain=3.0)
    assert rules.misses(0.0, p) == pytest.approx(0.1)
    assert rules.misses(0.5, p) == pytest.approx(0.25)
    assert rules.misses(1.0, p) == pytest.approx(0.4)
    assert rules.misses(1.0, p._replace(missed=0.5, missed_strain=10.0)) == 1.0


def want(hamlet: Any, service: int, who: list[int] | None = None, waited: int = 1) -> Any:
    """Put some residents (all when left out) in the queue of a service; return the residents."""
    r, bit = hamlet.world.residents, np.uint8(1 << service)
    for i in range(6) if who is None else who:
        r.needs[i] |= bit
        r.queued[i] |= bit
        r.waited[i, service] = waited
    return r


def serve(
    hamlet: Any, p: ServiceParameters = KEPT, meets: Meets = SETTLES, loops: Loops = ON, at: int = 0
) -> Any:
    """Serve the queues of a week; return what services did."""
    w = hamlet.world
    rules.serve(
        w.residents, w.sites, hamlet.ways, w.care, hamlet.c, meets, Relieves(), p, loops,
        hamlet.luck(at),
    )  # fmt: skip
    return w.care


def test_the_longest_wait_comes_first(hamlet: Any) -> None:
    r = want(hamlet, MONEY_ADVICE)
    r.waited[:, MONEY_ADVICE] = 1, 9, 3, 3, 8, 2
    hamlet.world.residents.place[:] = 0
    care = serve(hamlet)  # two seats
    assert np.flatnonzero(care.served).tolist() == [1, 4]
    assert hamlet.world.sites.waiting[MONEY_ADVICE] == 4
    assert care.wait.tolist() == [0, 9, 0, 0, 8, 0]


def test_a_queue_is_ordered_by_site_then_wait_then_luck(hamlet: Any) -> None:
    r = want(hamlet, MONEY_ADVICE, [0, 2, 5])
    want(hamlet, HUB, [2, 3])
    r.waited[:, MONEY_ADVICE] = 1, 0, 7, 0, 0, 4
    r.waited[:, HUB] = 0, 0, 2, 2, 0, 0
    where, who, what = rules.queue(r, hamlet.ways, hamlet.chance.key("queue"))
    assert where.tolist() == what.tolist() == [2, 2, 2, 6, 6]
    assert who[:3].tolist() == [2, 5, 0]
    orders = {tuple(rules.queue(r, hamlet.ways, hamlet.chance.key("queue", n))[1][3:]) for n in range(30)}
    assert orders == {(2, 3), (3, 2)}


def test_nobody_in_a_queue_is_no_queue(hamlet: Any) -> None:
    where, who, what = rules.queue(hamlet.world.residents, hamlet.ways, hamlet.chance.key("queue"))
    assert len(where) == len(who) == len(what) == 0
    assert not serve(hamlet).served.any()


def test_nobody_is_served_beyond_capacity_and_parts_of_a_turn_carry_over(hamlet: Any) -> None:
    hamlet.world.sites.capacity[:] = 1.5
    served = []
    for at in range(4):
        want(hamlet, HOUSING)
        serve(hamlet, at=at)
        served.append(int(hamlet.world.sites.served[HOUSING]))
    assert served == [1, 2, 1, 2]


def test_more_staff_hours_are_more_seats(hamlet: Any) -> None:
    hamlet.c.capacity[HUB] = 2.0
    want(hamlet, HUB)
    serve(hamlet)
    assert (hamlet.world.sites.seats[HUB], hamlet.world.sites.served[HUB]) == (4, 4)


def test_a_closed_site_serves_nobody(hamlet: Any) -> None:
    hamlet.c.open[HUB] = False
    want(hamlet, HUB)
    assert not serve(hamlet).served.any()
    hamlet.ways.site[:, HUB] = NO_SITE
    assert not serve(hamlet).served.any()
    assert (hamlet.world.residents.queued == 1 << HUB).all()


def test_everybody_is_served_when_the_loop_of_queues_is_off(hamlet: Any) -> None:
    want(hamlet, HUB)
    assert (serve(hamlet, loops=ON._replace(queues=False)).served == 1 << HUB).all()


def test_a_visit_that_settles_the_matter_ends_need_and_wait(hamlet: Any) -> None:
    r = want(hamlet, HUB, [0], waited=6)
    care = serve(hamlet)
    assert (r.needs[0], r.queued[0], r.waited[0, HUB]) == (0, 0, 0)
    assert care.relief[0] == np.float32(Relieves().hub)


def test_a_visit_that_does_not_settle_it_leaves_the_need_and_empties_the_place_in_the_queue(
    hamlet: Any,
) -> None:
    r = want(hamlet, HUB, [0], waited=6)
    care = serve(hamlet, meets=FAILS)
    assert (r.needs[0], r.queued[0], r.waited[0, HUB]) == (1 << HUB, 0, 6)
    assert care.served[0] == 1 << HUB


def test_a_need_stays_when_the_loop_of_met_need_is_off(hamlet: Any) -> None:
    r = want(hamlet, HUB, [0])
    serve(hamlet, loops=ON._replace(met_need=False))
    assert r.needs[0] == 1 << HUB


def test_a_missed_appointment_takes_a_turn_and_does_nothing(hamlet: Any) -> None:
    r = want(hamlet, HUB, [0])
    care = serve(hamlet, P._replace(missed=0.5, missed_strain=10.0))  # 0.5 x (1 + 10 x 0.5) = 3: always
    assert hamlet.world.sites.served[HUB] == 1
    assert not care.served.any()
    assert (r.needs[0], r.queued[0]) == (1 << HUB, 0)


def test_a_visit_builds_the_linking_tie_to_a_worker(hamlet: Any) -> None:
    r = want(hamlet, HUB, [0])
    r.worker_link[0] = 0.5
    serve(hamlet, KEPT._replace(bonding=0.2))
    assert r.worker_link[0] == pytest.approx(0.6)


def test_each_service_changes_what_it_is_for(hamlet: Any) -> None:
    r = want(hamlet, HOUSING, [0])
    want(hamlet, EMPLOYABILITY, [1])
    want(hamlet, MONEY_ADVICE, [2])
    r.damage[:], r.advice_gain[:] = 0.8, 0.05
    serve(hamlet, KEPT._replace(repair=0.25, coaching=13, advice_gain=0.2))
    assert np.allclose(r.damage, [0.6, 0.8, 0.8, 0.8, 0.8, 0.8])
    assert r.coached.tolist() == [0, 13, 0, 0, 0, 0]
    assert np.allclose(r.advice_gain, [0.05, 0.05, 0.2, 0.05, 0.05, 0.05])


def test_advice_that_does_not_settle_the_matter_wins_no_money(hamlet: Any) -> None:
    r = want(hamlet, MONEY_ADVICE, [2])
    serve(hamlet, meets=FAILS)
    assert not r.advice_gain.any()


def refer(hamlet: Any, p: ServiceParameters, link: float, weeks: int = 1) -> tuple[int, int]:
    """See people at a practice who also need money advice; return how many are passed on, and lost."""
    hamlet.c.link[GENERAL_PRACTICE, MONEY_ADVICE] = link
    hamlet.world.sites.capacity[GENERAL_PRACTICE] = 6.0
    hamlet.world.residents.money_strain[:] = 0.0
    passed = lost = 0
    for at in range(weeks):
        r = want(hamlet, GENERAL_PRACTICE)
        r.needs[:] |= np.uint8(1 << MONEY_ADVICE)
        r.queued[:] &= ~np.uint8(1 << MONEY_ADVICE)
        r.knows[:] = 0
        care = serve(hamlet, p, at=at)
        passed, lost = passed + int(care.passed.sum()), lost + int(care.leaked.sum())
        arrived = (r.queued & np.uint8(1 << MONEY_ADVICE)) != 0
        assert arrived.sum() == care.passed.sum() - care.leaked.sum()
        assert (((r.knows & np.uint8(1 << MONEY_ADVICE)) != 0) == arrived).all()
    return passed, lost


def test_a_referral_by_leaflet_leaks_and_one_in_the_same_room_arrives(hamlet: Any) -> None:
    p = KEPT._replace(noticing=1.0, signpost_uptake=0.0, warm_uptake=1.0)
    assert refer(hamlet, p, link=0.0) == (6, 6)
    assert refer(hamlet, p, link=1.0) == (6, 0)


def test_a_link_between_services_mends_its_share_of_the_leak(hamlet: Any) -> None:
    p = KEPT._replace(noticing=1.0, signpost_uptake=0.2, warm_uptake=0.6)
    passed, lost = refer(hamlet, p, link=0.5, weeks=100)
    assert passed == 600
    assert lost / passed == pytest.approx(0.6, abs=0.08)  # 1 - 0.4; standard error 0.02


def test_nobody_is_passed_on_when_nobody_notices_or_there_is_nowhere_to_go(hamlet: Any) -> None:
    assert refer(hamlet, KEPT._replace(noticing=0.0), link=1.0) == (0, 0)
    hamlet.ways.site[:, MONEY_ADVICE] = NO_SITE
    assert refer(hamlet, KEPT._replace(noticing=1.0), link=1.0) == (0, 0)


def test_linking_ties_advice_and_coaching_wear_off(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.worker_link[:], r.advice_gain[:], r.coached[:] = 0.5, 0.2, (0, 1, 2, 0, 1, 2)
    rules.wear(0, 6, r, 0.1, P._replace(unbinding=0.2))
    assert np.allclose(r.worker_link, 0.4)
    assert np.allclose(r.advice_gain, 0.18)
    assert r.coached.tolist() == [0, 0, 1, 0, 0, 1]


def link_workers(hamlet: Any, p: ServiceParameters = P, week: int = 0, **conditions: Any) -> int:
    """Let link workers work for a week; return how many cases they hold."""
    c = hamlet.c._replace(**conditions)
    w = hamlet.world
    return int(rules.link_workers(w.residents, w.care, c, p, hamlet.luck(week)))


def test_link_workers_take_on_lonely_or_strained_people_seen_at_a_practice(hamlet: Any) -> None:
    r, care = hamlet.world.residents, hamlet.world.care
    r.loneliness[:], r.strain[:] = (0.9, 0.9, 0.1, 0.1, 0.9, 0.1), (0.1, 0.1, 0.9, 0.1, 0.1, 0.9)
    care.served[:] = 1, 0, 1, 1, 1, 0
    hamlet.c.linkable[:] = 1, 1, 1, 1, 0, 1
    assert link_workers(hamlet, P._replace(distressed=0.5), caseload=9.0, sessions=0.0, episode=12) == 2
    assert r.case_weeks.tolist() == [12, 0, 12, 0, 0, 0]


def test_link_workers_hold_no_more_cases_than_they_have_places(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.loneliness[:], hamlet.world.care.served[:], hamlet.c.linkable[:] = 0.9, 1, 1.0
    assert link_workers(hamlet, caseload=2.0, episode=4) == 2
    assert (r.case_weeks > 0).sum() == 2
    assert link_workers(hamlet, week=1, caseload=2.0, episode=4) == 2
    assert (r.case_weeks > 0).sum() == 2
    # posts end: the cases run out, in their fourth week
    assert [link_workers(hamlet, week=week, caseload=0.0) for week in (2, 3, 4, 5)] == [2, 2, 2, 0]


def test_a_session_walks_a_person_to_every_service_needed(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.case_weeks[[0, 1]], r.needs[:], r.worker_link[:], r.group_link[:] = 5, 0b1010, 0.5, 0.0
    assert link_workers(hamlet, P._replace(bonding=0.2), caseload=2.0, sessions=1.0) == 2
    assert r.sessions.tolist() == [1, 1, 0, 0, 0, 0]
    assert r.knows.tolist() == r.queued.tolist() == [10, 10, 0, 0, 0, 0]
    assert np.allclose(r.worker_link, [0.6, 0.6, 0.5, 0.5, 0.5, 0.5])
    assert np.allclose(r.group_link, [0.2, 0.2, 0, 0, 0, 0])
    assert r.case_weeks.tolist() == [4, 4, 0, 0, 0, 0]


def test_link_workers_give_everybody_eligible_the_same_chance(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.loneliness[:], hamlet.world.care.served[:], hamlet.c.linkable[:] = 0.9, 1, 1.0
    taken = np.zeros(6)
    for week in range(300):
        r.case_weeks[:] = 0
        link_workers(hamlet, week=week, caseload=2.0, episode=4)
        taken += r.case_weeks > 0
    # 300 weeks with 2 places for six: 100 each, standard error 8
    assert taken.tolist() == pytest.approx([100.0] * 6, abs=33.0)


# the list of the link workers ---------------------------------------------------------------------------

STAY = P._replace(case_giving_up=0.0)
"""Nobody leaves the list of the link workers."""


def referable(hamlet: Any) -> Any:
    """Let everybody be lonely, at a practice this week, and willing; return the residents."""
    hamlet.world.residents.loneliness[:], hamlet.world.care.served[:], hamlet.c.linkable[:] = 0.9, 1, 1.0
    return hamlet.world.residents


def test_who_finds_no_place_with_a_link_worker_waits(hamlet: Any) -> None:
    r = referable(hamlet)
    assert link_workers(hamlet, STAY, caseload=2.0, episode=4) == 2
    assert sorted(r.case_wait.tolist()) == [0, 0, 1, 1, 1, 1]
    assert ((r.case_weeks > 0) != (r.case_wait > 0)).all()
    hamlet.world.care.served[:] = 0  # nobody is at a practice, those on the list wait on
    assert link_workers(hamlet, STAY, week=1, caseload=2.0, episode=4) == 2
    assert sorted(r.case_wait.tolist()) == [0, 0, 2, 2, 2, 2]


def test_with_room_for_all_nobody_waits(hamlet: Any) -> None:
    r = referable(hamlet)
    assert link_workers(hamlet, STAY, caseload=6.0, episode=4) == 6
    assert not r.case_wait.any()


def test_a_free_place_goes_to_who_waited_longest_even_if_not_at_a_practice(hamlet: Any) -> None:
    r = referable(hamlet)
    r.case_wait[:] = 0, 7, 0, 3, 9, 3
    hamlet.world.care.served[:] = 1, 0, 0, 0, 0, 0
    assert link_workers(hamlet, STAY, caseload=2.0, episode=4) == 2
    assert r.case_weeks.tolist() == [0, 4, 0, 0, 4, 0]
    assert r.case_wait.tolist() == [1, 0, 0, 4, 0, 4]
    assert link_workers(hamlet, STAY, week=1, caseload=5.0, episode=4) == 5
    assert r.case_weeks.tolist() == [4, 3, 0, 4, 3, 4]


def test_equals_on_the_list_have_the_same_chance(hamlet: Any) -> None:
    r, taken = referable(hamlet), np.zeros(6)
    for week in range(300):
        r.case_weeks[:], r.case_wait[:] = 0, 5
        link_workers(hamlet, STAY, week=week, caseload=2.0, episode=4)
        taken += r.case_weeks > 0
    assert taken.tolist() == pytest.approx([100.0] * 6, abs=33.0)  # standard error 8


def test_people_give_up_the_list_at_the_declared_rate_and_are_not_put_on_it_in_the_same_week(
    hamlet: Any,
) -> None:
    r, gone = referable(hamlet), 0
    for week in range(300):
        r.case_wait[:] = 3
        link_workers(hamlet, P._replace(case_giving_up=0.2), week=week, caseload=0.0)
        assert set(r.case_wait.tolist()) <= {0, 4}
        gone += int((r.case_wait == 0).sum())
    assert gone == pytest.approx(360, abs=68)  # 1,800 x 0.2, four standard errors


def test_the_list_is_closed_when_the_posts_end_and_no_wait_is_counted_beyond_255(hamlet: Any) -> None:
    r = referable(hamlet)
    r.case_wait[:] = 255
    hamlet.c.linkable[:3] = 0.0
    link_workers(hamlet, STAY, caseload=0.0)
    assert r.case_wait.tolist() == [0, 0, 0, 255, 255, 255]


def test_a_newcomer_is_on_no_list(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.case_wait[:] = 9
    start_with_services(0, np.uint64(5), 0.5, r)
    assert r.case_wait.tolist() == [0, 9, 9, 9, 9, 9]
