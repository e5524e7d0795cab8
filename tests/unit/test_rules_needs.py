"""Needs arise, are known, sought, waited for and given up, by hand and on a hamlet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import needs as rules
from model.needs import NeedRates, SeekingParameters
from model.sites import (
    EMPLOYABILITY,
    FAMILY,
    GENERAL_PRACTICE,
    HOUSING,
    HUB,
    MENTAL_HEALTH,
    MONEY_ADVICE,
    NO_SITE,
)

P = SeekingParameters(practice_reason=0.3, practice_illness=0.8, distress=0.35)
NO_NEED = NeedRates(*(0.0 for _ in NeedRates._fields))
STILL = P._replace(passing=0.0, giving_up=0.0, forgetting=0.0)
"""Nothing passes, nobody gives up or forgets."""
MONEY = np.uint8(1 << MONEY_ADVICE)


@pytest.mark.parametrize("service", range(7))
def test_money_mental_health_and_work_carry_stigma(service: int) -> None:
    assert rules.has_stigma(service) is (service in (MENTAL_HEALTH, MONEY_ADVICE, EMPLOYABILITY))


def odds(p: SeekingParameters, **other: Any) -> float:
    """Return the log-odds to seek of a middling person with a middling need next door, but for `other`."""
    usual = {"severity": 0.5, "control": 0.4, "linked": 0.0, "digital": 0.5, "way": 0.0, "remote": False}
    return rules.seeking_odds(**{**usual, "stigma": False, "setbacks": 0, **other}, p=p)


@pytest.mark.parametrize(
    ("weight", "given", "by_hand"),
    [
        ("severity", {"severity": 1.0}, 1.0),
        ("control", {"control": 0.9}, 1.0),
        ("linked", {"linked": 0.5}, 1.0),
        ("digital", {"digital": 1.0}, 1.0),
        ("distance", {"way": 0.5}, -1.0),
        ("stigma", {"stigma": True}, -2.0),
        ("setbacks", {"setbacks": 2}, -4.0),
        ("setbacks", {"setbacks": 3}, -6.0),
        ("setbacks", {"setbacks": 9}, -6.0),
    ],
)
def test_seeking_weighs_each_of_its_causes(weight: str, given: dict[str, Any], by_hand: float) -> None:
    p = P._replace(base=0.25, **{weight: 2.0})
    assert odds(p) == pytest.approx(0.25)
    assert odds(p, **given) == pytest.approx(0.25 + by_hand)


def test_an_online_service_is_far_for_those_without_digital_ease_and_near_for_all_others() -> None:
    p = P._replace(base=0.0, digital=0.0, online=4.0, distance=10.0)
    assert odds(p, remote=True, way=1.0, digital=1.0) == 0.0
    assert odds(p, remote=True, way=1.0, digital=0.0) == pytest.approx(-4.0)
    assert odds(p, remote=False, way=1.0) == pytest.approx(-10.0)


def test_the_burden_of_unmet_needs_moves_towards_late_over_late_plus_one() -> None:
    assert rules.burden_after(0.0, 1, 0.1) == pytest.approx(0.05)
    assert rules.burden_after(0.0, 3, 0.1) == pytest.approx(0.075)
    assert rules.burden_after(0.5, 0, 0.1) == pytest.approx(0.45)
    assert rules.burden_after(0.5, 1, 0.1) == pytest.approx(0.5)


def week(hamlet: Any, rates: NeedRates = NO_NEED, p: SeekingParameters = STILL, at: int = 0) -> Any:
    """Let needs arise and be sought for one week; return the residents."""
    w = hamlet.world
    rules.arise_and_seek(
        0, 6, w.residents, w.company, w.places, hamlet.ways, hamlet.c, rates, p, hamlet.luck(at)
    )  # fmt: skip
    return w.residents


@pytest.mark.parametrize(
    ("service", "column", "value"),
    [
        (MONEY_ADVICE, "money_strain", 1.0),
        (EMPLOYABILITY, "work", 1),
        (FAMILY, "caring", 1.0),
        (HUB, "loneliness", 1.0),
        (HOUSING, "damage", 1.0),
        (MENTAL_HEALTH, "strain", 1.0),
        (GENERAL_PRACTICE, "health", 0.0),
    ],
)
def test_a_need_arises_in_those_who_have_a_reason_for_it(
    hamlet: Any, service: int, column: str, value: float
) -> None:
    r = hamlet.world.residents
    r.money_strain[:], r.loneliness[:], r.strain[:], r.wellbeing[:] = 0.0, 0.0, 0.0, 1.0
    getattr(r, column)[2] = value
    certain = NO_NEED._replace(**{NeedRates._fields[service]: 100.0})
    week(hamlet, certain, STILL._replace(base=-99.0))
    expected = [0, 0, 1 << service, 0, 0, 0]
    if service == GENERAL_PRACTICE:  # everybody has some reason to see a general practice
        expected = [1 << service] * 6
    assert r.needs.tolist() == expected
    assert not r.queued.any()


def test_no_need_arises_where_an_event_takes_demand_away(hamlet: Any) -> None:
    hamlet.c.demand[:] = 0.0
    assert not week(hamlet, NeedRates(*(10.0 for _ in NeedRates._fields))).needs.any()


def test_reasons_are_shares(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.damage[0], r.money_strain[0], r.strain[0], r.wellbeing[0], r.health[0] = 1.0, 1.0, 1.0, 0.0, 0.0
    given = [float(rules.reason(service, 0, r, P)) for service in range(7)]
    assert all(0.0 <= x <= 1.0 for x in given)
    # health 1/2: 0.3 + 0.8 x 0.5; strain 1/2 and wellbeing 1/2: 0.5 + 0.5 - 0.35
    usual = [float(rules.reason(service, 1, r, P)) for service in range(7)]
    assert usual == pytest.approx([0.7, 0.65, 0.5, 0.25, 0.0, 0.0, 0.5])


def in_need(hamlet: Any, waited: int = 0, knows: bool = True) -> Any:
    """Give everybody a need for money advice; return the residents."""
    r = hamlet.world.residents
    r.needs[:], r.knows[:], r.waited[:, MONEY_ADVICE] = MONEY, MONEY if knows else 0, waited
    return r


def test_a_known_service_is_sought_and_an_unknown_one_is_not(hamlet: Any) -> None:
    r = in_need(hamlet)
    r.knows[[1, 3, 5]] = 0
    week(hamlet, p=STILL._replace(base=99.0, finding_out=0.0))
    assert r.queued.tolist() == [MONEY, 0, MONEY, 0, MONEY, 0]


def test_those_who_find_a_service_out_know_it(hamlet: Any) -> None:
    r = in_need(hamlet, knows=False)
    week(hamlet, p=STILL._replace(base=99.0, finding_out=1.0))
    assert (r.queued == MONEY).all()
    assert (r.knows == MONEY).all()


def test_a_closed_service_is_not_sought(hamlet: Any) -> None:
    hamlet.ways.site[1, MONEY_ADVICE] = NO_SITE
    in_need(hamlet)
    assert week(hamlet, p=STILL._replace(base=99.0)).queued.tolist() == [MONEY] * 3 + [0] * 3


def test_the_most_severe_known_need_is_taken_first_one_a_week(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.needs[:] = r.knows[:] = (1 << MONEY_ADVICE) | (1 << HUB)
    r.money_strain[:], r.loneliness[:] = (0.9, 0.9, 0.9, 0.1, 0.1, 0.1), 0.5
    week(hamlet, p=STILL._replace(base=99.0))
    assert r.queued.tolist() == [1 << MONEY_ADVICE] * 3 + [1 << HUB] * 3
    week(hamlet, p=STILL._replace(base=99.0), at=1)
    assert r.queued.tolist() == r.needs.tolist()


@pytest.mark.parametrize(
    ("change", "queued"),
    [("remote", False), ("distance", False), ("access", True), ("travel", True), ("transport", True)],
)
def test_distance_counts_unless_access_or_transport_takes_it_away(
    hamlet: Any, change: str, queued: bool
) -> None:
    r = in_need(hamlet)
    r.transport[:], r.digital[:], hamlet.ways.distance[:] = 0.0, 0.0, 0.8
    if change == "remote":
        hamlet.c.remote[:] = True
    elif change == "access":
        hamlet.world.places.access[:] = 1.0
    elif change == "travel":
        hamlet.c.travel[:] = 0.0
    elif change == "transport":
        r.transport[:] = 1.0
    # far or online only without digital ease: log-odds below 20 - 60 x 0.8 = -28; else near 20
    week(hamlet, p=STILL._replace(base=20.0, distance=60.0, online=60.0))
    assert (r.queued == MONEY).all() == queued


def test_a_need_grows_older_and_counts_as_unmet_after_four_weeks(hamlet: Any) -> None:
    r = in_need(hamlet)
    for at in range(4):
        week(hamlet, p=STILL._replace(base=-99.0, unmet_rate=0.1), at=at)
    assert (r.waited[:, MONEY_ADVICE] == 4).all()
    assert not r.unmet.any()
    week(hamlet, p=STILL._replace(base=-99.0, unmet_rate=0.1), at=4)
    assert np.allclose(r.unmet, 0.05)  # 0.1 x 1 / (1 + 1)


def test_a_need_that_passes_leaves_the_queue(hamlet: Any) -> None:
    r = in_need(hamlet, waited=2)
    r.queued[:] = MONEY
    for at in range(200):
        week(hamlet, p=STILL._replace(passing=0.5, base=-99.0), at=at)
    assert not r.needs.any()
    assert not r.queued.any()
    assert not r.waited.any()


def test_people_give_up_a_queue_after_four_weeks_and_it_counts_as_a_setback(hamlet: Any) -> None:
    r = in_need(hamlet)
    r.queued[:], r.waited[:3, MONEY_ADVICE] = MONEY, 9
    week(hamlet, p=STILL._replace(giving_up=1.0, base=-99.0))
    assert r.queued.tolist() == [0] * 3 + [MONEY] * 3
    assert r.setbacks.tolist() == [1] * 3 + [0] * 3
    assert (r.needs == MONEY).all()


def test_services_heard_of_are_learnt_by_those_who_need_them(hamlet: Any) -> None:
    r = in_need(hamlet, knows=False)
    hamlet.world.company.heard[:3] = 127
    week(hamlet, p=STILL._replace(base=-99.0))
    assert r.knows.tolist() == [MONEY] * 3 + [0] * 3


def test_services_not_in_use_are_forgotten_and_those_needed_are_not(hamlet: Any) -> None:
    r = in_need(hamlet)
    r.knows[:] = 127
    for at in range(200):
        week(hamlet, p=STILL._replace(forgetting=0.1, base=-99.0), at=at)
    assert (r.knows == MONEY).all()


def test_setbacks_are_forgotten_in_time(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.setbacks[:] = 3
    for at in range(150):
        week(hamlet, at=at)
    # 150 weeks at about 1 in 50: 3 forgotten on average
    assert 0 <= r.setbacks.sum() < 18 - 6
