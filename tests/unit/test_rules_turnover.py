"""Deaths, departures, arrivals and moves, by hand and on a hamlet."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from model import turnover as rules
from model.founding import PopulationParameters
from model.newcomers import NewcomerParameters
from model.residents import NEVER, NOT_WORKING, OWNER, PRIVATE_RENTER, SOCIAL_RENTER, UNEMPLOYED
from model.ties import ALIKE, HOME, KIN, NEAR, TieParameters, faults
from model.turnover import TurnoverParameters

P = TurnoverParameters()
NOBODY = P._replace(death_at_30=0.0, leaving=0.0, moving=0.0)


def test_a_death_has_the_declared_rate_at_30_and_grows_with_age() -> None:
    p = P._replace(death_at_30=0.0052, death_growth=0.1, death_male=1.0)
    assert rules.death_chance(30.0, True, 0.7, False, p) == pytest.approx(0.0001)
    assert rules.death_chance(50.0, True, 0.7, False, p) == pytest.approx(0.0001 * math.exp(2.0))


def test_deaths_differ_by_sex_health_and_isolation() -> None:
    p = P._replace(death_at_30=0.0052, death_male=1.25, death_health=0.5, death_isolation=1.3)
    assert rules.death_chance(30.0, True, 0.7, False, p) == pytest.approx(0.000125)
    assert rules.death_chance(30.0, False, 0.7, False, p) == pytest.approx(0.00008)
    # health 0.2 below: exp(0.5 x 0.2 x 10) = e
    assert rules.death_chance(30.0, True, 0.5, False, p) == pytest.approx(0.000125 * math.e)
    assert rules.death_chance(30.0, True, 0.7, True, p) == pytest.approx(0.000125 * 1.3)


def test_a_chance_to_die_is_at_most_one() -> None:
    assert rules.death_chance(120.0, True, 0.0, True, P._replace(death_growth=0.2)) == 1.0


def test_moving_is_rarer_for_owners_and_the_old() -> None:
    p = P._replace(leaving_rent=4.0)
    owner = rules.moving_chance(0.052, OWNER, 36.0, p)
    assert owner == pytest.approx(0.001)  # 0.052 x (1.6 - 36 / 60) / 52
    assert rules.moving_chance(0.052, PRIVATE_RENTER, 36.0, p) == pytest.approx(0.004)
    assert owner < rules.moving_chance(0.052, SOCIAL_RENTER, 36.0, p) < 0.004
    assert rules.moving_chance(0.052, OWNER, 99.0, p) == pytest.approx(0.0003)  # the least, 0.3


ALONE = NewcomerParameters()._replace(kin=0.0)
"""Newcomers without kin in the town."""


def replace(hamlet: Any, p: TurnoverParameters, week: int = 0, new: NewcomerParameters = ALONE) -> list[int]:
    """Live a week of deaths and departures; return the tally (deaths, departures)."""
    w = hamlet.world
    rules.replace(
        w.residents, w.ties, w.company, w.places, w.homes, hamlet.c, p, new, PopulationParameters(),
        TieParameters(), hamlet.luck(week), w.tally,
    )  # fmt: skip
    return [int(count) for count in w.tally]


def test_a_week_in_which_nobody_goes_makes_everybody_a_week_older(hamlet: Any) -> None:
    r = hamlet.world.residents
    hamlet.tie(0, 3)
    assert replace(hamlet, NOBODY) == [0, 0]
    assert np.allclose(r.age, 40.0 + 1.0 / 52.0)
    assert r.settled.tolist() == [501] * 6
    assert hamlet.strength(0, 3) == 0.5


def test_the_dead_are_followed_by_young_people_who_know_only_their_household(hamlet: Any) -> None:
    r, ties = hamlet.world.residents, hamlet.world.ties
    hamlet.tie(0, 3)
    hamlet.tie(2, 5)
    r.needs[:], r.queued[:], r.worker_link[:], r.income[:] = 3, 1, 0.9, 0.25
    r.health[:], r.age[:] = 0.0, 110.0  # where the chance to die is 1
    assert replace(hamlet, NOBODY._replace(death_at_30=0.02, death_growth=0.2, death_health=2.0)) == [6, 0]
    assert (r.age >= 16.0).all()
    assert (r.age < 34.0).all()
    assert ties.degree.tolist() == [1, 1, 0, 1, 1, 0]
    assert ties.kind[0, 0] & (HOME | KIN | NEAR) == HOME | KIN | NEAR
    assert not r.needs.any()
    assert not r.queued.any()
    assert not r.worker_link.any()
    assert np.allclose(r.income, 0.25)  # stays with the home
    assert r.household.tolist() == [0, 0, 1, 2, 2, 3]


def test_a_household_leaves_as_a_whole_and_others_of_the_same_age_come(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.age[:], r.housing[:] = 50.0, PRIVATE_RENTER
    p = NOBODY._replace(leaving=0.5, leaving_rent=10.0)
    left = 0
    for week in range(1, 60):
        tally = replace(hamlet, p, week)
        gone = r.settled == 0
        assert tally[1] - left == gone.sum()
        assert gone[0] == gone[1]
        assert gone[3] == gone[4]
        left = tally[1]
    assert tally[0] == 0
    assert 0 < left < 6 * 60
    assert np.allclose(r.age, 50.0 + 59.0 / 52.0)


def test_somebody_of_pension_age_who_comes_is_not_in_the_labour_force(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.age[:], r.housing[:], r.work[:] = 70.0, PRIVATE_RENTER, 0
    p = NOBODY._replace(leaving=0.5, leaving_rent=10.0)
    for week in range(200):
        replace(hamlet, p, week)
    come = r.settled < 200
    assert come.any()
    assert (r.work[come] == NOT_WORKING).all()


def everybody_goes(hamlet: Any, week: int = 0, **new: float) -> Any:
    """Let everybody die and be followed; return the residents."""
    hamlet.world.residents.health[:], hamlet.world.residents.age[:] = 0.0, 110.0
    p = NOBODY._replace(death_at_30=0.02, death_growth=0.2, death_health=2.0)
    before = int(hamlet.world.tally[0])
    assert replace(hamlet, p, week, ALONE._replace(**new))[0] == before + 6
    return hamlet.world.residents


def test_newcomers_feel_and_do_as_declared(hamlet: Any) -> None:
    r = everybody_goes(hamlet, belonging=0.25, trust=0.125, loneliness=0.75, club_habit=0.0625)
    for name, value in (("belonging", 0.25), ("trust", 0.125), ("loneliness", 0.75), ("club_habit", 0.0625)):
        assert (getattr(r, name) == value).all(), name
    assert (r.attended == NEVER).all()
    assert (r.knows & 1 == 1).all()
    assert (r.health >= 0.1).all()


def test_newcomers_bring_kin_when_they_have_some(hamlet: Any) -> None:
    r = everybody_goes(hamlet, kin=3.0)
    ties = hamlet.world.ties
    kinds = [int(k) for i in range(6) for k in ties.kind[i, : ties.degree[i]]]
    assert all(kind & KIN for kind in kinds)
    assert len([kind for kind in kinds if not kind & HOME]) > 0
    assert list(faults(ties)) == []
    assert r.place.tolist() == [0, 0, 0, 1, 1, 1]


def test_who_comes_is_spread_as_the_founders_are(hamlet: Any) -> None:
    drawn: dict[str, list[float]] = {
        name: [] for name in ("sex", "sociability", "set_point", "frailty", "shyness")
    }
    for week in range(120):
        r = everybody_goes(hamlet, week)
        for name, values in drawn.items():
            values += getattr(r, name).tolist()
    who = PopulationParameters()
    # 720 draws: standard error of a mean 0.037 sd, of a standard deviation about 0.02 sd
    assert np.mean(drawn["sex"]) == pytest.approx(1.0 - who.female, abs=0.08)
    for name, mean, sd in (
        ("sociability", 1.0, who.sociability_sd), ("set_point", 0.0, who.set_point_sd),
        ("frailty", 0.0, who.frailty_sd), ("shyness", 0.0, who.shyness_sd),
    ):  # fmt: skip
        assert np.mean(drawn[name]) == pytest.approx(mean, abs=0.16 * sd), name
        assert np.std(drawn[name]) == pytest.approx(sd, rel=0.12), name


def test_newcomers_look_for_work_whatever_their_sex(hamlet: Any) -> None:
    sought = {0: [0, 0], 1: [0, 0]}
    for week in range(120):
        hamlet.world.residents.work[:] = NOT_WORKING
        r = everybody_goes(hamlet, week, job_seeking=0.5)
        for sex, work in zip(r.sex.tolist(), r.work.tolist(), strict=True):
            sought[sex][work == UNEMPLOYED] += 1
    # about 360 draws of 1/2 each: standard error 0.026
    for no, yes in sought.values():
        assert yes / (no + yes) == pytest.approx(0.5, abs=0.11)


# what events do to turnover ----------------------------------------------------------------------------


def test_a_factor_on_deaths_multiplies_the_chance_of_those_it_is_aimed_at(hamlet: Any) -> None:
    r = hamlet.world.residents
    hamlet.c.mortality[:3] = 4.0
    chance = rules.death_chance(80.0, False, 0.5, True, P)
    p, died = NOBODY._replace(death_at_30=P.death_at_30), [0, 0]
    weeks = 2000
    for week in range(weeks):
        r.age[:], r.health[:], r.sex[:] = 80.0 - 1.0 / 52.0, 0.5, 0
        replace(hamlet, p, week)
        went = r.settled == 0
        died = [died[0] + int(went[:3].sum()), died[1] + int(went[3:].sum())]
        r.settled[:] = 500
    for count, factor in zip(died, (4.0, 1.0), strict=True):
        expected = 3 * weeks * chance * factor
        assert count == pytest.approx(expected, abs=4.0 * math.sqrt(expected)), factor


def test_nobody_dies_where_the_factor_is_none(hamlet: Any) -> None:
    hamlet.c.mortality[:] = 0.0
    hamlet.world.residents.health[:], hamlet.world.residents.age[:] = 0.0, 110.0
    assert replace(hamlet, NOBODY._replace(death_at_30=0.02, death_growth=0.2, death_health=2.0)) == [0, 0]


def leavers(hamlet: Any, weeks: int) -> np.ndarray:
    """Return how many weeks each resident left in, of so many, where owners of 36 leave at 1 % a week."""
    r, left = hamlet.world.residents, np.zeros(6)
    p = NOBODY._replace(leaving=0.5, mobility=1.64, mobility_years=60.0)  # 0.5 x (1.64 - 0.6) / 52 = 0.01
    for week in range(weeks):
        r.age[:] = 36.0
        replace(hamlet, p, week)
        left += r.settled == 0
        r.settled[:] = 500
    return left


def test_a_household_leaves_by_the_factor_of_its_first_row(hamlet: Any) -> None:
    hamlet.c.leaving[:] = 0.0, 9.0, 10.0, 1.0, 9.0, 1.0
    left = leavers(hamlet, 2000)
    assert left[:2].tolist() == [0, 0]
    assert left[2] == pytest.approx(200, abs=54)  # 10 % a week, four standard errors
    assert left[3] == left[4] == pytest.approx(20, abs=18)


def test_a_block_of_newcomers_takes_whole_households(hamlet: Any) -> None:
    hamlet.c.resettled[:] = 1.0, 0.0, 0.0, 0.0, 1.0, 0.25
    r, left = hamlet.world.residents, np.zeros(6)
    for week in range(400):
        before = int(hamlet.world.tally[1])
        replace(hamlet, NOBODY, week)
        assert hamlet.world.tally[1] - before == (r.settled == 0).sum()
        left += r.settled == 0
        r.settled[:] = 500
    assert left[:5].tolist() == [400, 400, 0, 0, 0]
    assert left[5] == pytest.approx(100, abs=35)


def test_those_who_come_shift_the_income_of_their_home_and_heirs_do_not(hamlet: Any) -> None:
    r = hamlet.world.residents
    hamlet.c.newcomer_income[:], hamlet.c.resettled[:] = (0.25, -0.75), 1.0
    hamlet.c.resettled[2] = 0.0
    replace(hamlet, NOBODY)
    assert r.income.tolist() == [0.75, 0.75, 0.5, 0.0, 0.0, 0.0]  # held to 0 to 1
    hamlet.c.resettled[:], r.income[:] = 0.0, 0.5
    everybody_goes(hamlet, 1)
    assert np.allclose(r.income, 0.5)


def test_a_household_shares_one_income_when_one_of_those_who_leave_dies_in_that_week(hamlet: Any) -> None:
    r = hamlet.world.residents
    hamlet.c.newcomer_income[:], hamlet.c.resettled[:] = 0.25, 1.0
    hamlet.c.mortality[:] = 0.0, 1.0, 0.0, 0.0, 0.0, 0.0
    r.health[1], r.age[1] = 0.0, 110.0
    assert replace(hamlet, NOBODY._replace(death_at_30=0.02, death_growth=0.2, death_health=2.0)) == [1, 5]
    assert np.allclose(r.income, 0.75)


def test_newcomers_who_are_welcomed_know_all_services_an_organisation_and_a_club(hamlet: Any) -> None:
    r = hamlet.world.residents
    hamlet.c.resettled[:], hamlet.c.welcome[0] = 1.0, 1.0
    replace(hamlet, NOBODY, new=ALONE._replace(knowing=0.0, welcome_habit=0.5, welcome_link=0.75))
    assert r.knows.tolist() == [127, 127, 127, 1, 1, 1]
    assert r.group_link.tolist() == [0.75, 0.75, 0.75, 0.0, 0.0, 0.0]
    assert np.allclose(r.club_habit, [0.5, 0.5, 0.5, 0.1, 0.1, 0.1])


def test_a_welcome_reaches_its_share_of_newcomers_and_none_of_the_heirs(hamlet: Any) -> None:
    r, welcomed = hamlet.world.residents, 0
    hamlet.c.welcome[:] = 0.25
    for week in range(200):
        hamlet.c.resettled[:] = 1.0
        replace(hamlet, NOBODY, week)
        welcomed += int((r.group_link > 0).sum())
        hamlet.c.resettled[:] = 0.0
        assert not everybody_goes(hamlet, week).group_link.any()
    assert welcomed == pytest.approx(300, abs=60)  # of 1,200; four standard errors


def test_damage_stays_with_a_home_that_is_exchanged(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.damage[2] = 0.75
    assert exchange(hamlet, 2, 5)
    assert r.damage.tolist() == [0.0] * 5 + [0.75]


def exchange(hamlet: Any, one: int, other: int, uproot: float = 0.5, apart: float = 1.0) -> bool:
    """Let two households exchange homes."""
    w = hamlet.world
    return bool(rules.exchange(one, other, apart, w.residents, w.ties, w.homes, uproot))


def homes_are_right(hamlet: Any) -> bool:
    """Return whether the list of homes and the residents' neighbourhoods agree."""
    r, places, homes = hamlet.world.residents, hamlet.world.places, hamlet.world.homes
    here = np.repeat(np.arange(2), places.residents)
    return (
        sorted(homes.members) == list(range(6))
        and homes.position[homes.members].tolist() == list(range(6))
        and r.place[homes.members].tolist() == here.tolist()
    )


def test_two_households_exchange_homes_as_a_whole(hamlet: Any) -> None:
    r = hamlet.world.residents
    assert exchange(hamlet, 1, 4)  # the second members of both pairs
    assert r.place.tolist() == [1, 1, 0, 0, 0, 1]
    assert r.settled.tolist() == [0, 0, 500, 0, 0, 500]
    assert homes_are_right(hamlet)
    assert exchange(hamlet, 2, 5)
    assert r.place.tolist() == [1, 1, 1, 0, 0, 0]
    assert homes_are_right(hamlet)


@pytest.mark.parametrize(("one", "other"), [(0, 1), (0, 2), (0, 5), (2, 3)])
def test_households_of_one_neighbourhood_or_of_two_sizes_do_not_exchange(
    hamlet: Any, one: int, other: int
) -> None:
    before = hamlet.world.residents.place.tolist()
    assert not exchange(hamlet, one, other)
    assert hamlet.world.residents.place.tolist() == before
    assert homes_are_right(hamlet)


def test_a_move_makes_contact_with_old_neighbours_rarer_and_keeps_kin(hamlet: Any) -> None:
    ties = hamlet.world.ties
    hamlet.tie(2, 0, affinity=0.8, kind=NEAR | ALIKE)
    hamlet.tie(2, 1, affinity=0.8, kind=KIN | NEAR)
    hamlet.tie(2, 4, affinity=0.8, kind=0)
    assert exchange(hamlet, 2, 5, uproot=0.5)
    assert ties.affinity[2, :3].tolist() == [102, 204, 204]  # 0.8 x 255 = 204, halved
    assert ties.kind[2, :3].tolist() == [ALIKE, KIN, NEAR]  # 2 now lives beside 4
    assert (ties.affinity[0, 0], ties.kind[0, 0]) == (102, ALIKE)
    assert (ties.affinity[1, 0], ties.kind[1, 0]) == (204, KIN)


def test_moves_within_the_town_keep_every_neighbourhoods_number(hamlet: Any) -> None:
    w = hamlet.world
    p = NOBODY._replace(moving=0.5, leaving_rent=10.0, near=0.5, sorting=1.0)
    w.residents.housing[:] = PRIVATE_RENTER
    moves = 0
    for week in range(60):
        moves += rules.move(w.residents, w.ties, w.places, w.homes, p, hamlet.luck(week))
        assert homes_are_right(hamlet)
    assert moves > 0
    assert np.bincount(w.residents.place).tolist() == [3, 3]


def test_nobody_moves_when_the_chance_is_none(hamlet: Any) -> None:
    w = hamlet.world
    assert rules.move(w.residents, w.ties, w.places, w.homes, NOBODY, hamlet.luck()) == 0
    assert w.residents.place.tolist() == [0, 0, 0, 1, 1, 1]


def test_households_exchange_homes_with_others_of_like_income(hamlet: Any) -> None:
    hamlet.world.residents.income[5] = 0.875
    assert not exchange(hamlet, 2, 5, apart=0.25)
    assert exchange(hamlet, 2, 5, apart=0.5)
