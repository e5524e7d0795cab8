"""Who goes, who gets a place, who volunteers and which groups live on, by hand and on a hamlet."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from model import groups
from model import participation as rules
from model.loops import Loops
from model.participation import ParticipationParameters
from model.shapes import bounded, logistic

P = ParticipationParameters()
ON = Loops()
ALL, NONE = 100.0, -100.0
"""Log-odds at which everybody does, and nobody."""


def test_an_average_participant_volunteers_with_the_odds_of_the_base() -> None:
    p = P._replace(volunteer_base=-2.0)
    assert rules.wish_to_volunteer(0.0, 0.4, 0.5, 0.4, 0.0, 0.0, p) == pytest.approx(-2.0)
    assert rules.wish_to_volunteer(0.0, 0.4, 0.5, 0.4, 0.0, 1.5, p) == pytest.approx(-0.5)


@pytest.mark.parametrize(
    ("weight", "given", "by_hand"),
    [
        ("volunteer_habit", {"habit": 0.5}, 1.0),
        ("volunteer_control", {"control": 0.9}, 1.0),
        ("volunteer_income", {"income": 1.0}, 1.0),
        ("volunteer_life", {"life": 0.9}, 1.0),
        ("volunteer_strain", {"strain": 0.5}, -1.0),
    ],
)
def test_volunteering_weighs_each_of_its_causes(weight: str, given: dict[str, float], by_hand: float) -> None:
    p = P._replace(volunteer_base=0.0, **{weight: 2.0})
    usual = {"habit": 0.0, "control": 0.4, "income": 0.5, "life": 0.4, "strain": 0.0, "encouraged": 0.0}
    assert rules.wish_to_volunteer(**{**usual, **given}, p=p) == pytest.approx(by_hand)


def test_a_habit_moves_towards_what_is_done() -> None:
    assert rules.habit_after(0.5, True, 0.1) == pytest.approx(0.55)
    assert rules.habit_after(0.5, False, 0.1) == pytest.approx(0.45)
    assert rules.habit_after(1.0, True, 0.1) == 1.0
    assert rules.habit_after(0.0, False, 0.1) == 0.0


def test_groups_offer_whole_places_more_of_them_where_life_is_lively() -> None:
    p = P._replace(group_places=10.0, life_places=0.5)
    assert rules.places_offered(2.0, 0.4, 1.0, p) == 20
    assert rules.places_offered(2.0, 0.9, 1.0, p) == 25  # x (1 + 0.5 x 0.5)
    assert rules.places_offered(1.0, 0.4, 0.55, p) == 5  # 5.5 places: five people
    assert rules.places_offered(0.0, 1.0, 1.0, p) == 0
    assert rules.places_offered(3.0, 1.0, 0.0, p) == 0
    assert rules.places_offered(3.0, 0.0, 1.0, p._replace(life_places=5.0)) == 0  # never below none


def test_taking_part_leads_to_organisations_and_volunteering_more() -> None:
    p = P._replace(anchor_reach=0.2)
    assert rules.bond_to_groups(False, False, 0.0, p) == 0.0
    assert rules.bond_to_groups(True, False, 0.0, p) == 0.5
    assert rules.bond_to_groups(True, True, 0.0, p) == 1.0
    assert rules.bond_to_groups(False, False, 0.5, p) == pytest.approx(0.1)
    assert rules.bond_to_groups(True, True, 1.0, p) == 1.0


def wish(hamlet: Any, p: ParticipationParameters, loops: Loops = ON, week: int = 0) -> None:
    """Let the hamlet wish to go out."""
    w = hamlet.world
    rules.wish(
        0, 6, w.residents, w.company, w.places, hamlet.c, p, loops, hamlet.luck(week), w.outings
    )  # fmt: skip


def admit(hamlet: Any, p: ParticipationParameters, loops: Loops = ON, week: int = 0) -> Any:
    """Give out places; return the outings."""
    w = hamlet.world
    rules.admit(w.residents, w.places, hamlet.c, p, loops, hamlet.luck(week), w.outings)
    return w.outings


def volunteer(hamlet: Any, p: ParticipationParameters) -> Any:
    """Let participants volunteer; return who did."""
    w = hamlet.world
    rules.volunteer(w.residents, w.places, hamlet.c, p, hamlet.luck(), w.outings)
    return w.outings.volunteered


def everybody_wants(hamlet: Any, venue: int) -> None:
    """Let everybody want to go to one venue."""
    hamlet.world.outings.wants[:], hamlet.world.outings.venue[:] = True, venue


def test_everybody_or_nobody_wants_to_go_at_extreme_inclinations(hamlet: Any) -> None:
    hamlet.c.invited[:] = ALL
    wish(hamlet, P)
    assert hamlet.world.outings.wants.all()
    hamlet.c.invited[:] = NONE
    wish(hamlet, P)
    assert not hamlet.world.outings.wants.any()


def chance_to_go(hamlet: Any, p: ParticipationParameters, weeks: int = 400) -> float:
    """Return the share of weeks in which resident 0 wants to go."""
    hits = 0
    for week in range(weeks):
        wish(hamlet, p, week=week)
        hits += bool(hamlet.world.outings.wants[0])
    return hits / weeks


NO_WEIGHT = P._replace(
    base=0.0, habit=0.0, peers=0.0, belonging=0.0, health=0.0, company=0.0, strain=0.0, cost=0.0, travel=0.0,
    fear=0.0, caring=0.0, linked=0.0,
)  # fmt: skip


def test_an_inclination_of_0_is_one_week_in_two(hamlet: Any) -> None:
    # 400 draws at 1/2: standard error 0.025, four of them are 0.1
    assert chance_to_go(hamlet, NO_WEIGHT) == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize(
    ("weight", "column", "value", "sign"),
    [
        ("habit", "club_habit", 1.0, +1),
        ("belonging", "belonging", 1.0, +1),
        ("health", "health", 1.0, +1),
        ("company", "sociability", 1.7, +1),
        ("linked", "group_link", 1.0, +1),
        ("strain", "strain", 1.0, -1),
        ("cost", "income", 0.0, -1),
        ("travel", "transport", 0.0, -1),
        ("fear", "safety", 0.0, -1),
        ("caring", "caring", 1.0, -1),
    ],
)
def test_each_reason_draws_or_holds_back(
    hamlet: Any, weight: str, column: str, value: float, sign: int
) -> None:
    getattr(hamlet.world.residents, column)[0] = value
    share = chance_to_go(hamlet, NO_WEIGHT._replace(**{weight: 5.0}), 100)
    assert (share - 0.5) * sign > 0.2  # four standard errors of 100 draws


def test_friends_who_go_draw_unless_the_loop_of_joining_is_off(hamlet: Any) -> None:
    p = NO_WEIGHT._replace(base=-4.0, peers=5.0)
    hamlet.world.company.peers[:] = 1.0
    wish(hamlet, p._replace(base=-2.0, peers=100.0))
    assert hamlet.world.outings.wants.all()
    hamlet.world.company.peers[:] = 0.0
    wish(hamlet, p._replace(base=-20.0, peers=100.0), ON._replace(joining=False))
    assert hamlet.world.outings.wants.all()  # friends count as usual: 100 x 0.25 - 20 = 5
    wish(hamlet, p._replace(base=-20.0, peers=100.0))
    assert not hamlet.world.outings.wants.any()


def test_people_go_in_their_own_neighbourhood_when_nobody_roams(hamlet: Any) -> None:
    wish(hamlet, P._replace(roaming=0.0))
    assert hamlet.world.outings.venue.tolist() == [0, 0, 0, 1, 1, 1]


def test_people_who_roam_or_have_no_group_go_next_door_or_stay(hamlet: Any) -> None:
    venues = set()
    for week in range(40):
        wish(hamlet, P._replace(roaming=1.0), week=week)
        venues |= set(zip(hamlet.world.residents.place.tolist(), hamlet.world.outings.venue.tolist()))
    assert venues == {(0, 0), (0, 1), (1, 0), (1, 1)}
    hamlet.world.places.groups[0] = 0
    gone = set()
    for week in range(40):
        wish(hamlet, P._replace(roaming=0.0), week=week)
        gone |= set(hamlet.world.outings.venue[:3].tolist())
        assert hamlet.world.outings.venue[3:].tolist() == [1, 1, 1]
    assert gone == {0, 1}


@pytest.mark.parametrize("seats", [0, 1, 2, 5, 6])
def test_no_activity_takes_more_people_than_it_has_places(hamlet: Any, seats: int) -> None:
    everybody_wants(hamlet, 1)
    p = P._replace(group_places=float(seats), life_places=0.0)
    outings = admit(hamlet, p)
    assert outings.went.sum() == seats
    assert hamlet.world.places.wanting.tolist() == [0, 6]
    assert hamlet.world.places.attending.tolist() == [0, seats]
    assert outings.first.tolist() == [0, 0, seats]
    assert sorted(outings.list[:seats]) == np.flatnonzero(outings.went).tolist()


def weeks_seated(hamlet: Any, p: ParticipationParameters, weeks: int = 200) -> list[int]:
    """Return in how many weeks each resident got one of the places that all want."""
    everybody_wants(hamlet, 0)
    seated = np.zeros(6, np.int64)
    for week in range(weeks):
        hamlet.world.outings.went[:] = False
        seated += admit(hamlet, p, week=week).went
    return list(seated)


def test_regulars_come_first_where_an_activity_is_full(hamlet: Any) -> None:
    p = P._replace(group_places=2.0, life_places=0.0, regulars=2.0)
    before = weeks_seated(hamlet, p)
    hamlet.world.residents.club_habit[5] = 1.0
    after = weeks_seated(hamlet, p)
    assert sum(before) == sum(after) == 400
    # of 200 weeks at about 1/3 the standard error is 7: thirty is four of them
    assert after[5] > before[5] + 30
    assert weeks_seated(hamlet, p._replace(regulars=0.0))[5] < after[5]


@pytest.mark.parametrize("habit", [0.0, 0.5, 1.0])
def test_people_who_are_alike_get_the_same_share_of_the_places(hamlet: Any, habit: float) -> None:
    hamlet.world.residents.club_habit[:] = habit
    seated = weeks_seated(hamlet, P._replace(group_places=3.0, life_places=0.0), 400)
    # 400 weeks with 3 places for six: 200 each, standard error 10
    assert seated == pytest.approx([200.0] * 6, abs=40.0)


def test_places_that_nobody_claimed_early_go_to_those_who_wait(hamlet: Any) -> None:
    everybody_wants(hamlet, 0)
    outings = admit(hamlet, P._replace(group_places=5.0, life_places=0.0, regulars=0.0))
    assert outings.went.sum() == 5


def test_everybody_gets_in_when_the_loop_of_group_places_is_off(hamlet: Any) -> None:
    everybody_wants(hamlet, 1)
    outings = admit(hamlet, P._replace(group_places=3.0), ON._replace(group_places=False))
    assert outings.went.all()


def test_participants_are_listed_venue_by_venue(hamlet: Any) -> None:
    o = hamlet.world.outings
    o.wants[:], o.venue[:] = (True, False, True, True, True, False), (1, 0, 0, 0, 1, 1)
    admit(hamlet, P)
    assert o.first.tolist() == [0, 2, 4]
    assert o.list[:4].tolist() == [2, 3, 0, 4]


def test_only_participants_volunteer_and_no_more_than_there_are_roles(hamlet: Any) -> None:
    everybody_wants(hamlet, 0)
    hamlet.c.encouraged[:] = ALL
    admit(hamlet, P._replace(group_places=5.0, life_places=0.0))
    did = volunteer(hamlet, P._replace(roles=2))
    assert did.sum() == 2
    assert not (did & ~hamlet.world.outings.went).any()
    assert hamlet.world.places.volunteers.tolist() == [2, 0]


def test_nobody_volunteers_without_an_inclination(hamlet: Any) -> None:
    everybody_wants(hamlet, 0)
    hamlet.c.encouraged[:] = NONE
    admit(hamlet, P._replace(group_places=9.0))
    assert not volunteer(hamlet, P).any()


def test_taking_part_writes_habits_and_weeks_since(hamlet: Any) -> None:
    r, o = hamlet.world.residents, hamlet.world.outings
    o.went[0], o.went[1], o.volunteered[1] = True, True, True
    hamlet.c.anchor[1] = 1.0
    p = P._replace(habit_rate=0.1, anchor_reach=0.2)
    rules.take_part(0, 6, r, hamlet.c, p, o)
    assert np.allclose(r.club_habit, [0.1, 0.1, 0, 0, 0, 0])
    assert np.allclose(r.volunteering_habit, [0, 0.1, 0, 0, 0, 0])
    assert r.attended.tolist() == [0, 0, 501, 501, 501, 501]
    assert r.volunteered.tolist() == [501, 0, 501, 501, 501, 501]
    # half the rate towards 1/2, 1, 0 and, beside an anchor, 0.2
    assert np.allclose(r.group_link, [0.025, 0.05, 0, 0.01, 0.01, 0.01])


def keep(hamlet: Any, p: ParticipationParameters, weeks: int = 1, loops: Loops = ON) -> list[int]:
    """Let groups close and open for some weeks; return how many meet in each neighbourhood."""
    for week in range(weeks):
        groups.keep_groups(hamlet.world.places, hamlet.c, p, loops, hamlet.luck(week))
    return list(hamlet.world.places.groups)


def test_a_group_closes_only_after_its_patience_is_over(hamlet: Any) -> None:
    p = P._replace(needed=1.0, patience=8, founding=0.0)
    hamlet.world.places.volunteers[1], hamlet.world.places.helping[1] = 5, 5.0
    assert keep(hamlet, p, 8) == [1, 1]
    assert hamlet.world.places.short_weeks.tolist() == [8, 0]
    assert keep(hamlet, p) == [0, 1]
    assert keep(hamlet, p, 30) == [0, 1]  # none is founded


def test_volunteers_enough_bring_a_further_group_where_there_is_room(hamlet: Any) -> None:
    places = hamlet.world.places
    places.usual_groups[:] = 1, 2
    places.volunteers[:], places.helping[:] = 9, 9.0
    p = P._replace(needed=1.0, readiness=5, opening=1.0)
    assert keep(hamlet, p, 5) == [1, 1]
    assert keep(hamlet, p) == [1, 2]
    assert keep(hamlet, p, 20) == [1, 2]


def test_events_make_room_for_groups_or_take_it(hamlet: Any) -> None:
    hamlet.world.places.volunteers[:], hamlet.world.places.helping[:] = 9, 9.0
    p = P._replace(needed=0.1, readiness=2, opening=1.0)
    hamlet.c.venues[:] = 2.0, -1.0
    assert keep(hamlet, p, 20) == [3, 0]


def test_a_group_is_founded_where_none_is_left(hamlet: Any) -> None:
    hamlet.world.places.groups[:] = 0
    assert keep(hamlet, P._replace(founding=0.0), 5) == [0, 0]
    assert keep(hamlet, P._replace(founding=1.0)) == [1, 1]


def test_an_anchor_halves_the_volunteers_that_a_group_needs(hamlet: Any) -> None:
    hamlet.c.anchor[0] = 1.0
    hamlet.world.places.volunteers[:], hamlet.world.places.helping[:] = 3, 3.0
    p = P._replace(needed=5.0, patience=4, founding=0.0)  # 3 is more than 2.5 and less than 5
    assert keep(hamlet, p, 5) == [1, 0]


def test_while_activities_are_closed_no_group_ends_for_want_of_volunteers(hamlet: Any) -> None:
    hamlet.c.activities[:] = 0.0
    assert keep(hamlet, P._replace(needed=5.0, patience=4), 30) == [1, 1]


def test_groups_are_as_many_as_there_is_room_when_the_loop_of_volunteers_is_off(hamlet: Any) -> None:
    hamlet.world.places.usual_groups[:] = 4, 2
    assert keep(hamlet, P, loops=ON._replace(volunteers=False)) == [4, 2]


def test_community_life_follows_volunteers_for_each_group(hamlet: Any) -> None:
    places = hamlet.world.places
    places.volunteers[:], places.helping[:] = (2, 0), 9.0
    keep(hamlet, P._replace(life_rate=0.1, life_volunteers=2.0, needed=0.02))
    # towards 2 / (2 + 2) = 1/2, where it is, and towards 0
    assert np.allclose(places.community_life, [0.5, 0.45])


def test_the_logistic_curve_is_one_half_at_0_and_symmetric() -> None:
    assert logistic(0.0) == 0.5
    assert logistic(1.0) == pytest.approx(1.0 / (1.0 + math.exp(-1.0)))
    assert logistic(2.0) + logistic(-2.0) == pytest.approx(1.0)


def test_a_share_is_bounded_by_0_and_1() -> None:
    assert [bounded(x) for x in (-0.5, 0.0, 0.25, 1.0, 7.0)] == [0.0, 0.0, 0.25, 1.0, 1.0]
