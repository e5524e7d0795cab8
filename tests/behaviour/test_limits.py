"""At the limits the answer is known: no contact, no ties, no services, no places, no budgets, no shocks."""

from __future__ import annotations

import numpy as np
import pytest

from model import Community
from model.ties import HOME, KIN, SLOTS
from tests.behaviour.circumstances import nobody_is_met, without_ties
from tests.behaviour.worlds import event, settled, trial, twin

pytestmark = pytest.mark.compiled
NO_TURNOVER = {"turnover.death_at_30": 0.0, "turnover.leaving": 0.0, "turnover.moving": 0.0}


def test_without_contact_friendships_fade_by_the_known_rate_and_end_below_the_floor() -> None:
    weeks, p = 26, settled(1).assume.ties
    given = {**nobody_is_met(), **NO_TURNOVER, "ties.lapsing": 0.0}
    town = twin(settled(1), events=[event("contact", close=0.0, acquaintance=0.0)], given=given).run(weeks)
    before, after = settled(1).world.ties, town.world.ties
    for one in range(0, 1000, 7):
        then = {int(before.partner[one, k]): k for k in range(before.degree[one])}
        now = {int(after.partner[one, k]): float(after.strength[one, k]) for k in range(after.degree[one])}
        assert now.keys() <= then.keys()
        for other, k in then.items():
            kind, strength = before.kind[one, k], float(before.strength[one, k])
            if kind & HOME:
                assert now[other] == pytest.approx(1 - (1 - strength) * (1 - p.gain) ** weeks, abs=1e-4)
            elif kind & KIN:
                assert now[other] == pytest.approx(
                    strength * (1 - p.fading * p.kin_fading) ** weeks, abs=1e-4
                )
            elif other in now:
                assert now[other] == pytest.approx(strength * (1 - p.fading) ** weeks, abs=1e-4)
            else:
                assert strength * (1 - p.fading) ** weeks < p.floor + 1e-4


def test_without_contact_only_household_and_kin_are_left_in_the_end() -> None:
    p = settled(1).assume.ties
    weeks = int(np.log(p.floor) / np.log(1 - p.fading)) + 2
    given = {**nobody_is_met(), **NO_TURNOVER}
    town = twin(settled(1), events=[event("contact", close=0.0, acquaintance=0.0)], given=given).run(weeks)
    filled = np.arange(SLOTS)[None, :] < town.world.ties.degree[:, None]
    assert filled.any()
    assert (town.world.ties.kind[filled] & (HOME | KIN) > 0).all()


def test_without_ties_nothing_passes_between_people() -> None:
    town = twin(
        settled(1),
        alter=without_ties,
        given={**nobody_is_met(), "turnover.leaving": 0.0, "turnover.death_at_30": 0.0},
    )
    before = town.world.residents.contact.copy()
    town.run(10)
    company, r, p = town.world.company, town.world.residents, town.assume.ties
    for name in (
        "met",
        "peers",
        "gloom",
        "cheer",
        "strength",
        "local",
        "bonding",
        "bridging",
        "heard",
        "close",
    ):
        assert not getattr(company, name).any(), name
    assert r.contact == pytest.approx(before * (1 - p.memory) ** 10, abs=1e-4)
    assert town.record.series("close_ties")[-1] == town.record.series("acquaintances")[-1] == 0.0


def test_without_ties_support_is_what_comes_from_outside_the_town() -> None:
    given = {**nobody_is_met(), **NO_TURNOVER, "ties.memory": 1.0}
    town = twin(settled(1), alter=without_ties, given=given).run(3)
    r, p = town.world.residents, town.assume.ties
    assert r.support == pytest.approx(1 - np.exp(-p.distant_help * r.external), abs=1e-6)
    assert not r.load.any()


def test_without_services_nobody_is_served_and_needs_pass_only_by_themselves() -> None:
    town = twin(
        settled(1), events=[trial("service_closure")], given={"seeking.passing": 0.0, **NO_TURNOVER}
    ).run(45)
    assert not np.nansum(town.record.series("served")[1:])
    assert (np.diff(town.record.series("in_need")) >= -1e-9).all()
    assert town.record.series("unmet_need")[-1] > 90.0
    assert np.isnan(town.record.series("staff_used")[-1])


def test_without_needs_nobody_is_served_once_the_open_ones_are_gone() -> None:
    given = {f"needs.{name}": 0.0 for name in settled(1).assume.needs._fields}

    def content(town: Community) -> None:
        r = town.world.residents
        r.needs[:], r.queued[:], r.waited[:] = 0, 0, 0

    town = twin(settled(1), given=given, alter=content).run(12)
    for name in ("served", "in_need", "unmet_need", "waiting", "staff_used"):
        assert not town.record.series(name)[1:].any(), name


def test_without_places_nobody_takes_part() -> None:
    town = twin(settled(1), events=[event("activities", factor=0.0)]).run(8)
    assert not town.record.series("attending")[1:].any()
    assert not town.record.series("volunteering")[1:].any()
    assert town.record.series("turned_away")[-1] == 100.0


def test_without_promises_nothing_is_kept_broken_or_improved() -> None:
    town = twin(settled(1), events=[event("budget", factor=0.0)]).run(120)
    assert np.isnan(town.record.series("promises_kept")[-1])
    assert not town.world.places.promised.any()
    wear = settled(1).assume.cohesion.wear
    last_delivery = 26
    assert (town.world.places.extra_groups > 0).all()
    decayed = twin(settled(1), events=[event("budget", factor=0.0)]).run(last_delivery + 14)
    left = decayed.world.places.extra_groups * (1 - wear) ** (120 - last_delivery - 14)
    assert town.world.places.extra_groups == pytest.approx(left, rel=1e-3)


def test_without_power_residents_leave_the_division_to_the_authority() -> None:
    town = twin(settled(1), events=[event("power_sharing", shift=-1.0)]).run(1)
    p, places = town.assume.decisions, town.world.places
    given = places.promised[:, :4] / places.promised[:, :4].sum(axis=1, keepdims=True)
    usual = np.array([p.usual_place, p.usual_safety, p.usual_activities, p.usual_access])
    assert given == pytest.approx(np.tile(usual / usual.sum(), (len(given), 1)), abs=1e-6)
    assert not places.voiced[:, 0].any()


def test_with_all_power_and_nobody_there_the_authority_still_divides() -> None:
    shared = event("power_sharing", shift=1.0)
    town = twin(settled(1), events=[shared], given={"decisions.base": -8.0, "decisions.confidence": 5.0})
    town.world.residents.civic_habit[:] = 0.0
    town.world.residents.income[:] = 0.0
    town.world.residents.control[:] = 0.0
    town.run(1)
    assert not town.world.took_part.any()
    assert not town.world.places.voiced[:, 0].any()
    assert (town.world.places.promised[:, :4].sum(axis=1) > 0).all()


def test_without_shocks_nothing_is_damaged_and_nothing_is_logged() -> None:
    town = twin(settled(1)).run(26)
    assert town.event_log == []
    assert not town.world.residents.damage.any()
    assert not town.world.residents.case_weeks.any()
    assert not town.record.series("damage").any()


def test_without_turnover_the_same_people_grow_older_in_the_same_homes() -> None:
    town = twin(settled(1), given=NO_TURNOVER).run(52)
    before, after = settled(1).world.residents, town.world.residents
    assert after.age == pytest.approx(before.age + 1.0, abs=1e-3)
    assert np.array_equal(after.place, before.place)
    assert np.array_equal(after.sex, before.sex)
    assert town.record.series("deaths")[-1] == 0.0


def test_without_job_loss_the_unemployed_only_become_fewer() -> None:
    given = {"work.losing": 0.0, **NO_TURNOVER}
    town = twin(settled(1), given=given).run(52)
    out_of_work = town.record.series("unemployed")
    assert out_of_work[-1] < 0.5 * out_of_work[1]
    frozen = twin(settled(1), given={**given, "work.finding": 0.0, "population.pension_age": 90}).run(26)
    assert np.array_equal(frozen.world.residents.work, settled(1).world.residents.work)


def test_a_town_of_equals_has_no_inequality_of_its_own_making() -> None:
    def equal(town: Community) -> None:
        r = town.world.residents
        r.health[:], r.wellbeing[:] = 0.7, 0.6

    town = twin(
        settled(1),
        alter=equal,
        given={"health.health_rate": 0.0005, "health.wellbeing_rate": 0.01, "health.ups_and_downs": 0.0},
    ).run(1)
    for name in ("wemwbs_gap", "wemwbs_sii", "wemwbs_rii"):
        assert abs(town.record.series(name)[-1]) < 0.2
    assert abs(town.record.series("health_gap")[-1]) < 0.2
