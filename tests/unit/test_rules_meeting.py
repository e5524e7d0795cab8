"""How people get to know each other, by numbers worked out by hand and on a hamlet."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from model import first_ties as first
from model import meeting as rules
from model import ties as ties_rules
from model.first_ties import FirstTies
from model.loops import Loops
from model.ties import HOME, KIN, SLOTS, TieParameters

P = TieParameters()
ON = Loops()
NOBODY = P._replace(neighbours=0.0, clubmates=0.0, friends_of_friends=0.0, workmates=0.0)
WARM = P._replace(income_homophily=0.0, age_homophily=0.0, withdrawal=0.0)


def test_people_take_to_each_other_the_less_they_are_alike() -> None:
    p = P._replace(income_homophily=2.0, age_homophily=0.5)
    assert rules.warmth(0.0, 0.0, 1.0, p) == 1.0
    # 2 x 0.25 + 0.5 x 10 / 10 = 1
    assert rules.warmth(0.25, 10.0, 1.0, p) == pytest.approx(math.exp(-1.0))
    assert rules.warmth(0.25, 10.0, 0.5, p) == pytest.approx(math.exp(-0.5))
    assert rules.warmth(1.0, 80.0, 0.0, p) == 1.0


def test_people_are_open_to_others_until_lonely_or_without_a_free_slot() -> None:
    p = P._replace(withdrawal=0.4)
    assert rules.openness(0.0, 0, p) == 1.0
    assert rules.openness(0.5, 0, p) == pytest.approx(0.8)
    assert rules.openness(0.0, SLOTS // 2, p) == pytest.approx(0.75)  # 1 - (1/2)^2
    assert rules.openness(0.0, SLOTS, p) == 0.0


def test_a_friend_of_a_friend_is_two_steps_away(hamlet: Any) -> None:
    hamlet.tie(0, 1)
    hamlet.tie(1, 2)
    assert rules.friend_of_friend(0, 0.5, 0.0, hamlet.world.ties) == 0  # the friend's first tie is oneself
    assert rules.friend_of_friend(0, 0.5, 0.6, hamlet.world.ties) == 2
    assert rules.friend_of_friend(5, 0.5, 0.5, hamlet.world.ties) == 5  # no tie at all


def test_strong_ties_introduce_people_more_often(hamlet: Any) -> None:
    ties = hamlet.world.ties
    hamlet.tie(0, 1, strength=0.3)
    hamlet.tie(0, 2, strength=0.8)
    # a draw of 0.3 looks at slots 0 and then, with what is left of it (0.6), 1; one of 0.2 at slot 0 twice
    assert ties_rules.stronger_of_two(0, 0.3, ties) == 2
    assert ties_rules.stronger_of_two(0, 0.2, ties) == 1
    assert ties_rules.stronger_of_two(0, 0.8, ties) == 2
    assert ties_rules.stronger_of_two(5, 0.8, ties) == 5


def test_ties_in_common_make_a_new_tie_likelier_to_become_close(hamlet: Any) -> None:
    for friend in (2, 3):
        hamlet.tie(0, friend)
        hamlet.tie(1, friend)
    hamlet.tie(0, 4)
    assert ties_rules.ties_in_common(0, 1, hamlet.world.ties) == 2
    assert ties_rules.ties_in_common(0, 5, hamlet.world.ties) == 0
    p = P._replace(embedding=0.5, least_affinity=0.05)
    assert ties_rules.suited(0.25, 0, 2.0, p) == pytest.approx(0.0625)
    assert ties_rules.suited(0.25, 2, 2.0, p) == pytest.approx(0.25)  # the power is 2 / (1 + 1)
    assert ties_rules.suited(0.01, 0, 2.0, p) == 0.05


def test_settled_strength_balances_gain_and_fading() -> None:
    p = P._replace(gain=0.1, fading=0.1, reserve=1.0)
    assert first.settled_strength(0.0, 0.98, p) == 0.0
    assert first.settled_strength(0.5, 0.98, p) == pytest.approx(
        0.5
    )  # gain and fading alike, contact every other week
    assert first.settled_strength(1.0, 0.9, p) == pytest.approx(0.9)  # a chance of contact of 0.9 at most
    assert first.settled_strength(0.5, 0.98, p._replace(gain=0.3)) == pytest.approx(
        0.75
    )  # 0.15 / (0.15 + 0.05)


def weeks_of_meeting(hamlet: Any, p: TieParameters, weeks: int = 1, loops: Loops = ON) -> int:
    """Let the hamlet meet for some weeks; return how many ties were made."""
    w, made = hamlet.world, 0
    for week in range(weeks):
        luck = hamlet.luck(week)
        rules.meet(0, 6, w.residents, w.ties, w.places, w.homes, w.outings, hamlet.c, p, loops, luck, w.liked)
        made += rules.befriend(w.residents, w.ties, p, w.liked, luck)
    return made


def tied_pairs(hamlet: Any) -> set[tuple[int, int]]:
    """Return who is tied to whom, each pair once."""
    ties = hamlet.world.ties
    return {(min(i, int(j)), max(i, int(j))) for i in range(6) for j in ties.partner[i, : ties.degree[i]]}


def test_nobody_gets_to_know_anybody_without_an_occasion(hamlet: Any) -> None:
    hamlet.tie(0, 1)
    hamlet.tie(1, 2)
    assert weeks_of_meeting(hamlet, NOBODY, 50) == 0
    assert tied_pairs(hamlet) == {(0, 1), (1, 2)}


def test_neighbours_meet_in_their_own_neighbourhood_only(hamlet: Any) -> None:
    made = weeks_of_meeting(hamlet, WARM._replace(**NEIGHBOURS), 60)
    assert made == 6
    assert tied_pairs(hamlet) == {(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)}


NEIGHBOURS = {"neighbours": 1.0, "clubmates": 0.0, "friends_of_friends": 0.0, "workmates": 0.0}


def test_where_chance_meetings_are_cut_nobody_is_met(hamlet: Any) -> None:
    hamlet.c.meeting[0] = 0.0
    weeks_of_meeting(hamlet, WARM._replace(**NEIGHBOURS), 60)
    assert tied_pairs(hamlet) == {(3, 4), (3, 5), (4, 5)}


def test_people_who_go_to_the_same_activity_meet_across_neighbourhoods(hamlet: Any) -> None:
    o = hamlet.world.outings
    o.went[[0, 4]], o.venue[[0, 4]] = True, 1
    o.first[:] = 0, 0, 2
    o.list[:2] = 0, 4
    p = WARM._replace(neighbours=0.0, clubmates=0.9, friends_of_friends=0.0, workmates=0.0)
    assert weeks_of_meeting(hamlet, p, 40) == 1
    assert tied_pairs(hamlet) == {(0, 4)}


def test_friends_of_friends_close_the_triangle(hamlet: Any) -> None:
    hamlet.tie(0, 1)
    hamlet.tie(1, 3)
    p = WARM._replace(neighbours=0.0, clubmates=0.0, friends_of_friends=1.0, workmates=0.0)
    assert weeks_of_meeting(hamlet, p, 40) == 1
    assert tied_pairs(hamlet) == {(0, 1), (1, 3), (0, 3)}


def test_only_the_employed_meet_at_work(hamlet: Any) -> None:
    hamlet.world.residents.work[:] = 1, 0, 1, 1, 0, 2
    p = WARM._replace(neighbours=0.0, clubmates=0.0, friends_of_friends=0.0, workmates=1.0)
    weeks_of_meeting(hamlet, p, 60)
    assert tied_pairs(hamlet) == {(1, 4)}


def test_people_who_are_unlike_stay_strangers_unless_a_place_mixes_them(hamlet: Any) -> None:
    hamlet.world.residents.income[:] = 0.0, 1.0, 0.5, 0.0, 1.0, 0.5
    aloof = P._replace(**NEIGHBOURS, income_homophily=10.0, withdrawal=0.0)
    hamlet.c.mixing[:] = 5.0, 0.0
    weeks_of_meeting(hamlet, aloof, 60)
    assert tied_pairs(hamlet) == {(3, 4), (3, 5), (4, 5)}


def test_a_new_tie_has_the_declared_strength_and_a_label(hamlet: Any) -> None:
    weeks_of_meeting(hamlet, WARM._replace(**NEIGHBOURS, first_strength=0.3), 60)
    ties = hamlet.world.ties
    assert np.allclose(ties.strength[0, : ties.degree[0]], 0.3)
    assert set(ties.kind[0, : ties.degree[0]].tolist()) == {4 | 8}  # near and alike


def test_a_household_is_tied_from_the_start_and_nobody_else_without_kin_and_friends(hamlet: Any) -> None:
    w = hamlet.world
    alone = FirstTies(kin=0.0, friends=0.0)
    ties = first.first_ties(w.residents, w.places, w.homes, P, alone, hamlet.chance)
    assert ties.degree.tolist() == [1, 1, 0, 1, 1, 0]
    assert ties.kind[0, 0] & (HOME | KIN) == HOME | KIN
    assert ties.strength[0, 0] > P.close


def test_kin_and_friends_are_named_at_the_start(hamlet: Any) -> None:
    w = hamlet.world
    kin = first.first_ties(w.residents, w.places, w.homes, P, FirstTies(kin=3.0, friends=0.0), hamlet.chance)
    outside = [k for i in range(6) for k in kin.kind[i, : kin.degree[i]].tolist() if not k & HOME]
    assert outside
    assert all(kind & KIN for kind in outside)
    many = FirstTies(kin=0.0, friends=8.0, in_neighbourhood=0.0)
    friends = first.first_ties(w.residents, w.places, w.homes, P, many, hamlet.chance)
    assert friends.degree.sum() > 4 + 6


def test_the_lonely_are_less_open_to_others_unless_the_loop_of_withdrawal_is_off(hamlet: Any) -> None:
    hamlet.world.residents.loneliness[:] = 1.0
    shy = WARM._replace(**NEIGHBOURS, withdrawal=1.0)
    assert weeks_of_meeting(hamlet, shy, 60) == 0
    assert weeks_of_meeting(hamlet, shy, 60, ON._replace(withdrawal=False)) == 6


def test_nobody_gets_more_ties_than_there_are_slots(hamlet: Any) -> None:
    ties = hamlet.world.ties
    ties.degree[0] = SLOTS
    ties.partner[0] = 5  # all slots of 0 are taken
    hamlet.world.liked[:] = 1, 0, 0, 4, 3, 5
    assert rules.befriend(hamlet.world.residents, ties, P, hamlet.world.liked, hamlet.luck()) == 1
    assert ties.degree.tolist() == [SLOTS, 0, 0, 1, 1, 0]
