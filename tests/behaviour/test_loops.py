"""Each switch freezes its arrow: towns that differ in its cause alone differ in its effect, or do not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from model import Community
from model.aiming import Who
from model.loops import Loops, meanings
from model.residents import EMPLOYED, UNEMPLOYED
from tests.behaviour.circumstances import out_of_work, people, without_ties
from tests.behaviour.worlds import differing, event, settled, twin

pytestmark = pytest.mark.compiled
NO_NEWCOMERS = {"turnover.leaving": 0.0, "turnover.death_at_30": 0.0}
HIRING = {"work.finding": 0.2, "work.coaching": 1.0}
"""Work is easy to find, with a service's help or without."""
SWITCHES = pytest.mark.parametrize("on", [True, False], ids=["on", "off"])


def company_seen(town: Community) -> np.ndarray:
    """Return how much each resident's contacts see them go out, 0 to 127."""
    return np.asarray(town.world.seen & np.uint32(127))


def with_company(strength: float) -> Callable[[Community], None]:
    """Return the alteration that gives everybody ties of one total strength."""

    def alter(town: Community) -> None:
        town.world.company.strength[:] = strength

    return alter


@SWITCHES
def test_withdrawal_lets_loneliness_keep_people_at_home(on: bool) -> None:
    lonely, merry = (
        company_seen(twin(settled(), loops={"withdrawal": on}, alter=people(loneliness=level)).run(1))
        for level in (0.9, 0.1)
    )
    assert (lonely <= merry).all()
    assert (lonely.mean() < 0.9 * merry.mean()) if on else np.array_equal(lonely, merry)


@SWITCHES
def test_joining_lets_belonging_and_friends_bring_people_to_activities(on: bool) -> None:
    for column in ("belonging", "attended"):
        much, little = (
            twin(settled(), loops={"joining": on}, alter=people(**{column: level})).run(1).world.outings.wants
            for level in ((1.0, 0.0) if column == "belonging" else (0, 60))
        )
        assert (much.sum() > little.sum()) if on else np.array_equal(much, little)


@SWITCHES
def test_safe_streets_lets_trust_prevent_incidents(on: bool) -> None:
    given = {"cohesion.incident_rate": 2.0}
    trusting, distrusting = (
        twin(settled(), loops={"safe_streets": on}, given=given, alter=people(trust=level))
        .run(1)
        .world.places.incidents
        for level in (1.0, 0.0)
    )
    assert (trusting.sum() < distrusting.sum()) if on else np.array_equal(trusting, distrusting)


@SWITCHES
def test_voice_lets_promises_kept_or_broken_change_control_and_trust(on: bool) -> None:
    def activities_alone(town: Community) -> None:
        promised = town.world.places.promised
        promised[:, [0, 1]] = promised[:, [4, 5]] = promised[:, [8, 9]] = promised[:, [12, 13]] = 0.0

    kept, broken = (
        twin(settled(), loops={"voice": on}, events=[event("delivery", shift=shift)], alter=activities_alone)
        .run(1)
        .world
        for shift in (1.0, -1.0)
    )
    assert kept.places.kept.all()
    assert broken.places.broken.all()
    for name in ("control", "trust"):
        more, less = getattr(kept.residents, name), getattr(broken.residents, name)
        assert (more.mean() > less.mean()) if on else np.array_equal(more, less)


@SWITCHES
def test_know_how_lets_people_tell_each_other_of_services(on: bool) -> None:
    given = {"ties.telling": 1.0, "seeking.finding_out": 0.0, "services.noticing": 0.0, **NO_NEWCOMERS}
    town = twin(settled(), loops={"know_how": on}, given=given, alter=people(queued=0))
    town.world.residents.knows[::2], town.world.residents.knows[1::2] = 127, 0
    town.world.residents.needs[:] = 127
    town.run(1)
    learned = town.world.residents.knows[1::2] > 0
    assert town.world.company.heard.any() == on
    assert (learned.mean() > 0.3) if on else not learned.any()


@SWITCHES
def test_volunteers_lets_groups_live_and_die_with_those_who_help(on: bool) -> None:
    put_off = event("volunteering", support=-5.0)
    town = twin(
        settled(), loops={"volunteers": on}, events=[put_off], given={"participation.volunteer_base": -8.0}
    ).run(60)
    room = town.world.places.usual_groups
    life = town.record.series("community_life")
    if on:
        assert (town.world.places.groups < room).any()
        assert life[-1] < life[0]
    else:
        assert (town.world.places.groups >= room).all()
        assert life[-1] == life[0]


@SWITCHES
def test_scarring_lets_poor_wellbeing_slow_the_way_back_to_work(on: bool) -> None:
    def struck(level: float) -> np.ndarray:
        town = twin(settled(), loops={"scarring": on}, given=HIRING, alter=out_of_work)
        town.world.residents.wellbeing[:] = level
        return town.run(1).world.residents.work

    low, high = struck(0.0), struck(1.0)
    assert (low == UNEMPLOYED).any()
    assert (high == EMPLOYED).any()
    assert ((low == UNEMPLOYED).sum() > (high == UNEMPLOYED).sum()) if on else np.array_equal(low, high)


@SWITCHES
def test_scarring_lets_long_unemployment_and_few_acquaintances_slow_it_too(on: bool) -> None:
    def struck(weeks: int, alone: bool) -> np.ndarray:
        town = twin(settled(), loops={"scarring": on}, given=HIRING, alter=out_of_work)
        town.world.residents.jobless[:] = weeks
        if alone:
            without_ties(town)
        return town.run(1).world.residents.work == UNEMPLOYED

    usual = struck(0, False)
    for worse in (struck(520, False), struck(0, True)):
        assert (worse.sum() > usual.sum()) if on else np.array_equal(worse, usual)


@SWITCHES
def test_success_to_successful_lets_those_who_turn_out_decide(on: bool) -> None:
    def promised(low: float, high: float) -> np.ndarray:
        asked = event("outreach", who=Who(income=(low, high)), strength=5.0)
        shared = event("power_sharing", shift=0.5)
        town = twin(settled(), loops={"success_to_successful": on}, events=[asked, shared]).run(1)
        assert (town.world.places.turnout > 0).all()
        return town.world.places.promised

    poor, rich = promised(0.0, 0.4), promised(0.4, 1.0)
    assert poor.any()
    assert (not np.array_equal(poor, rich)) if on else np.array_equal(poor, rich)


@SWITCHES
def test_time_budget_lets_many_ties_leave_less_time_for_each(on: bool) -> None:
    busy, free = (
        company_seen(twin(settled(), loops={"time_budget": on}, alter=with_company(strength)).run(1))
        for strength in (14.0, 6.0)
    )
    assert (busy <= free).all()
    assert (busy.mean() < 0.9 * free.mean()) if on else np.array_equal(busy, free)


@SWITCHES
def test_queues_let_services_serve_no_more_than_they_can(on: bool) -> None:
    hardly = event("service_capacity", services="all", factor=0.0)
    town = twin(settled(), loops={"queues": on}, events=[hardly]).run(6)
    served, waiting = (np.nansum(town.record.series(name)[2:]) for name in ("served", "waiting"))
    assert (served == 0 and waiting > 0) if on else (served > 0 and waiting == 0)


@SWITCHES
def test_helper_load_lets_helping_cost_the_helper(on: bool) -> None:
    town = twin(settled(), loops={"helper_load": on}, given=NO_NEWCOMERS)
    before, memory = town.world.residents.load.copy(), town.assume.ties.memory
    after = town.run(1).world.residents.load
    rested = before * np.float32(1 - memory)
    assert (after.mean() > rested.mean() + 0.005) if on else after == pytest.approx(rested, abs=1e-6)


@SWITCHES
def test_set_point_lets_wellbeing_return_to_a_persons_own_level(on: bool) -> None:
    given = {"health.ups_and_downs": 0.0, **NO_NEWCOMERS}
    high, low = (
        twin(settled(), loops={"set_point": on}, given=given, alter=people(wellbeing=level))
        .run(1)
        .world.residents.wellbeing
        for level in (0.65, 0.55)
    )
    apart, rate = (high - low).mean(), settled().assume.health.wellbeing_rate
    assert apart == pytest.approx(0.1 * (1 - rate) if on else 0.1, abs=2e-3)


@SWITCHES
def test_met_need_lets_a_need_that_is_met_leave_the_queue(on: bool) -> None:
    given = {
        "meets.general_practice": 1.0,
        "services.missed": 0.0,
        "seeking.passing": 0.0,
        "seeking.giving_up": 0.0,
    }
    given |= {f"needs.{name}": 0.0 for name in settled().assume.needs._fields}
    given |= NO_NEWCOMERS
    ample = event("service_capacity", services="all", factor=10.0)
    ill = twin(
        settled(), loops={"met_need": on}, given=given, events=[ample], alter=people(needs=1, queued=1)
    ).run(3)
    needing = (ill.world.residents.needs & 1).astype(bool)
    assert np.nansum(ill.record.series("practice_visits")[1:]) > 0
    assert not needing.any() if on else needing.all()


@SWITCHES
def test_group_places_lets_activities_take_no_more_than_they_have_places_for(on: bool) -> None:
    town = twin(settled(), loops={"group_places": on}, events=[event("activities", factor=0.3)]).run(2)
    places = town.world.places
    turned_away = town.record.series("turned_away")[-1]
    assert places.wanting.sum() > 0
    assert (
        (turned_away > 20.0)
        if on
        else (turned_away == 0.0 and np.array_equal(places.attending, places.wanting))
    )


@SWITCHES
def test_upkeep_lets_improvements_wear_off(on: bool) -> None:
    def improved(town: Community) -> None:
        for name, level in (("quality", 0.9), ("lighting", 0.9), ("access", 0.5), ("extra_groups", 3.0)):
            getattr(town.world.places, name)[:] = level

    before = twin(settled(), alter=improved).world.places
    after = twin(settled(), loops={"upkeep": on}, events=[event("budget", factor=0.0)], alter=improved)
    after.world.places.promised[:] = 0.0
    after.run(26)
    for name in ("quality", "lighting", "access", "extra_groups"):
        now, then = getattr(after.world.places, name), getattr(before, name)
        assert (now < then).all() if on else np.array_equal(now, then)


def test_every_switch_has_a_meaning_and_a_test_above() -> None:
    tests = [name.removeprefix("test_") for name in globals() if name.startswith("test_")]
    untested = [name for name in Loops._fields if not any(test.startswith(name) for test in tests)]
    assert not untested, f"no test shows what these switches do: {', '.join(untested)}"
    assert meanings().keys() == set(Loops._fields)
    assert all(text[0] in "RB" for text in meanings().values())


@pytest.mark.parametrize("loop", Loops._fields)
def test_every_switch_changes_the_life_of_a_town(loop: str) -> None:
    given = {"cohesion.incident_rate": 1.0}
    usual, without = (twin(settled(), loops={loop: on}, given=given).run(30) for on in (True, False))
    assert "record.wemwbs" in differing(usual, without)
