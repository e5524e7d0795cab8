"""A week of company on a hamlet: who meets, what it does to ties, what passes along."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from model import company as rules
from model import outlook as views
from model.loops import Loops
from model.ties import ALIKE, HOME, KIN, NEAR, TieParameters, faults

P = TieParameters(
    gain=0.1, fading=0.2, kin_fading=0.5, floor=0.005, lapsing=0.0, memory=0.5, telling=1.0, reserve=1.0
)
ON = Loops()
ALWAYS, NEVER_MEET = 1.27, 0.0
"""Going out at which two people of full affinity always, or never, meet."""


def say(hamlet: Any, **said: Any) -> None:
    """Write what contacts see of everybody: `out` 1.27 and nothing else, but for `said` (a list for some)."""
    usual = {"out": ALWAYS, "went": False, "knows": 0, "wellbeing": 0.0, "loneliness": 0.0, "spare": 0.0}
    for i in range(6):
        mine = {name: value[i] if isinstance(value, list) else value for name, value in said.items()}
        hamlet.world.seen[i] = views.packed(**{**usual, "asks": 0.0, "works": False, **mine})


def keep_company(hamlet: Any, p: TieParameters = P, loops: Loops = ON, week: int = 0, parts: int = 1) -> Any:
    """Live a week of company, in one or several parts of the rows; return what it brought."""
    w, edges = hamlet.world, [6 * part // parts for part in range(parts + 1)]
    for start, stop in pairwise(edges):
        rules.keep_company(
            start, stop, w.residents, w.ties, w.seen, hamlet.c, p, loops, hamlet.luck(week), w.company
        )  # fmt: skip
    return w.company


def test_two_who_meet_grow_closer_and_both_know_it(hamlet: Any) -> None:
    hamlet.tie(0, 3, strength=0.5)
    say(hamlet)
    company = keep_company(hamlet)
    assert hamlet.strength(0, 3) == pytest.approx(0.55)
    assert company.met[[0, 3]].tolist() == pytest.approx([0.55, 0.55])
    assert company.encounters.tolist() == [1, 0, 0, 1, 0, 0]
    assert hamlet.world.residents.contact[[0, 3]].tolist() == pytest.approx([0.275, 0.275])  # memory 1/2


def test_two_who_stay_at_home_drift_apart(hamlet: Any) -> None:
    hamlet.tie(0, 3, strength=0.5)
    hamlet.tie(0, 4, strength=0.5, kind=KIN)
    say(hamlet, out=NEVER_MEET)
    company = keep_company(hamlet)
    assert hamlet.strength(0, 3) == pytest.approx(0.4)
    assert hamlet.strength(0, 4) == pytest.approx(0.45)  # kin fade half as fast
    assert not company.met.any()


def test_a_household_meets_when_nobody_goes_out(hamlet: Any) -> None:
    hamlet.tie(0, 1, strength=0.9, kind=HOME | KIN | NEAR)
    say(hamlet, out=NEVER_MEET)
    company = keep_company(hamlet)
    assert hamlet.strength(0, 1) == pytest.approx(0.91)
    assert company.encounters[0] == 0  # not outside the home
    assert company.local[0] == 0.0


def test_kin_who_live_elsewhere_are_met_outside_the_home(hamlet: Any) -> None:
    hamlet.tie(0, 1, strength=0.9, kind=HOME | KIN | NEAR)
    hamlet.tie(0, 3, strength=0.9, kind=KIN)
    say(hamlet)
    assert keep_company(hamlet).encounters.tolist() == [1, 0, 0, 1, 0, 0]


def test_a_tie_that_ends_is_gone_at_both_ends(hamlet: Any) -> None:
    hamlet.tie(0, 3, strength=0.05)
    hamlet.tie(0, 4, strength=0.7)
    hamlet.tie(0, 2, strength=0.05, kind=KIN)
    say(hamlet, out=NEVER_MEET)
    company = keep_company(hamlet, P._replace(floor=0.1))
    assert hamlet.strength(0, 3) == 0.0
    assert hamlet.world.ties.degree.tolist() == [2, 0, 1, 0, 1, 0]
    assert company.ended.tolist() == [1, 0, 0, 1, 0, 0]
    assert company.ended_close.tolist() == [0] * 6
    assert list(faults(hamlet.world.ties)) == []


def test_a_close_tie_that_ends_is_counted_as_such(hamlet: Any) -> None:
    hamlet.tie(0, 3, strength=0.61)
    say(hamlet, out=NEVER_MEET)
    company = keep_company(hamlet, P._replace(close=0.6, floor=0.9))
    assert company.ended_close.tolist() == [1, 0, 0, 1, 0, 0]


def test_an_event_cuts_contact_of_close_ties_and_acquaintances_apart(hamlet: Any) -> None:
    hamlet.tie(0, 1, strength=0.8)
    hamlet.tie(2, 3, strength=0.4)
    say(hamlet)
    keep_company(hamlet._replace(c=hamlet.c._replace(close_contact=0.0)))
    assert hamlet.strength(0, 1) == pytest.approx(0.64)
    assert hamlet.strength(2, 3) == pytest.approx(0.46)
    keep_company(hamlet._replace(c=hamlet.c._replace(loose_contact=0.0)))
    assert hamlet.strength(0, 1) > 0.64
    assert hamlet.strength(2, 3) == pytest.approx(0.368)


def test_strengths_are_summed_by_what_ties_are(hamlet: Any) -> None:
    hamlet.tie(0, 1, strength=1.0, kind=HOME | KIN | NEAR)
    hamlet.tie(0, 2, strength=1.0, kind=NEAR | ALIKE)
    hamlet.tie(0, 3, strength=0.5, kind=ALIKE)
    hamlet.tie(0, 4, strength=0.5, kind=KIN)
    say(hamlet, out=NEVER_MEET)
    company = keep_company(hamlet, P._replace(fading=0.002, close=0.6))
    kin, other = 0.999, 0.998  # a week without contact: 0.002, half of it for kin; the household met
    assert company.strength[0] == pytest.approx(1.0 + other + 0.5 * other + 0.5 * kin, rel=1e-5)
    assert company.bonding[0] == pytest.approx(1.0 + other + 0.5 * kin, rel=1e-5)
    assert company.bridging[0] == pytest.approx(0.5 * other, rel=1e-5)
    assert company.local[0] == pytest.approx(other, rel=1e-5)
    assert (company.close[0], company.acquaintances[0]) == (2, 2)


def test_what_ties_are_like_is_weighed_by_strength(hamlet: Any) -> None:
    hamlet.tie(0, 3, strength=0.75)
    hamlet.tie(0, 4, strength=0.25)
    say(hamlet, out=0.0, went=[False] * 3 + [True, False, False], wellbeing=[0.0] * 4 + [1.0, 0.0],
        loneliness=[0.0] * 3 + [1.0, 0.0, 0.0])  # fmt: skip
    company = keep_company(hamlet)
    assert company.peers[0] == pytest.approx(0.75)
    assert company.gloom[0] == pytest.approx(0.75)
    assert company.cheer[0] == pytest.approx(0.25)


def test_a_person_without_ties_sees_nothing(hamlet: Any) -> None:
    say(hamlet, went=True, wellbeing=1.0, loneliness=1.0)
    company = keep_company(hamlet)
    for name in ("met", "peers", "gloom", "cheer", "heard", "insiders", "strength", "close", "acquaintances"):
        assert not getattr(company, name).any()


def test_services_are_heard_of_at_a_meeting_through_weak_ties_too(hamlet: Any) -> None:
    hamlet.tie(0, 3, strength=0.1)
    hamlet.tie(1, 4, strength=0.1)
    say(hamlet, knows=[0, 0, 0, 0b1001, 0b0110, 0])
    assert keep_company(hamlet).heard.tolist() == [0b1001, 0b0110, 0, 0, 0, 0]
    assert not keep_company(hamlet, P._replace(telling=0.0)).heard.any()
    assert not keep_company(hamlet, loops=ON._replace(know_how=False)).heard.any()
    say(hamlet, out=0.0, knows=127)
    assert not keep_company(hamlet).heard.any()


def test_acquaintances_in_work_are_insiders_and_close_ties_are_not(hamlet: Any) -> None:
    hamlet.tie(0, 3, strength=0.3)
    hamlet.tie(0, 4, strength=0.9)
    hamlet.tie(0, 5, strength=0.3)
    say(hamlet, works=[False, False, False, True, True, False])
    assert keep_company(hamlet).insiders.tolist() == [1, 0, 0, 0, 0, 0]


def test_support_comes_from_close_ties_with_energy_and_helping_is_a_load(hamlet: Any) -> None:
    hamlet.tie(0, 3, strength=0.9)
    hamlet.tie(1, 4, strength=0.3)
    say(hamlet, spare=[0.0] * 3 + [1.0, 1.0, 0.0], asks=[0.5] * 6)
    r = hamlet.world.residents
    p = P._replace(helping=1.0, distant_help=0.5, burden=0.2, close=0.6, favours=0.5)
    r.external[1] = 0.4
    keep_company(hamlet, p)
    # strength 0.91: support 1 - exp(-0.91), load 0.2 x 0.5 x 0.91 x 0.5; half of each is remembered
    assert r.support[0] == pytest.approx(0.5 * (1.0 - math.exp(-0.91)))
    assert r.support[1] == pytest.approx(0.5 * (1.0 - math.exp(-0.2)))
    assert r.load[[0, 3]].tolist() == pytest.approx([0.02275, 0.02275])
    assert r.load[1] == 0.0


def test_kin_cannot_be_refused_and_friends_are_helped_when_met() -> None:
    p = P._replace(favours=0.25)
    assert rules.taken_on(0.8, False, KIN, p) == rules.taken_on(0.8, True, KIN | NEAR, p) == 0.8
    assert rules.taken_on(0.8, True, NEAR, p) == pytest.approx(0.2)
    assert rules.taken_on(0.8, False, NEAR, p) == 0.0


def test_the_stronger_a_tie_the_less_of_what_is_told_is_news() -> None:
    p = P._replace(telling=0.4, redundancy=0.75)
    assert rules.telling_chance(0.0, p) == pytest.approx(0.4)
    assert rules.telling_chance(0.8, p) == pytest.approx(0.16)  # 0.4 x (1 - 0.6)


def test_helping_costs_nothing_when_the_loop_of_helper_load_is_off(hamlet: Any) -> None:
    hamlet.tie(0, 3, strength=0.9)
    say(hamlet, asks=0.7)
    keep_company(hamlet, loops=ON._replace(helper_load=False))
    assert not hamlet.world.residents.load.any()


def test_what_is_remembered_moves_by_the_weight_of_this_week(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.contact[0], r.support[0], r.load[0] = 2.0, 0.5, 0.2
    rules.remember(0, 4.0, 0.0, 9.0, P._replace(memory=0.1), r)
    assert (r.contact[0], r.support[0]) == (pytest.approx(2.2), pytest.approx(0.45))  # no help this week
    assert r.load[0] == pytest.approx(0.28)  # a load counts as 1 at most


def test_a_visit_is_recent_contact_and_a_share_of_it_support_and_nobody_is_met(hamlet: Any) -> None:
    r = hamlet.world.residents
    hamlet.c.visits[1] = 0.8
    company = keep_company(hamlet, P._replace(memory=0.5, visiting=0.25, helping=1.0))
    assert np.allclose(r.contact, [0, 0.4, 0, 0, 0, 0])  # half of this week's is remembered
    assert np.allclose(r.support, [0, 0.5 * (1.0 - np.exp(-0.2)), 0, 0, 0, 0])
    assert not company.met.any()
    assert not company.encounters.any()


def test_visits_add_to_the_contact_with_ties(hamlet: Any) -> None:
    alone, visited = hamlet._replace(world=hamlet.world.copy()), hamlet._replace(world=hamlet.world.copy())
    for copy in (alone, visited):
        copy.tie(0, 1, 0.5, kind=HOME)
    keep_company(alone, P._replace(memory=1.0))
    hamlet.c.visits[:] = 1.0
    keep_company(visited, P._replace(memory=1.0))
    gained = visited.world.residents.contact - alone.world.residents.contact
    assert np.allclose(gained, 1.0)


def test_a_week_is_the_same_in_one_part_and_in_three(hamlet: Any) -> None:
    worlds = []
    for parts in (1, 3):
        copy = hamlet._replace(world=hamlet.world.copy())
        for one in range(6):
            for other in range(one):
                copy.tie(one, other, strength=0.3, affinity=0.5)
        say(copy, out=0.8)
        for week in range(5):
            keep_company(copy, P._replace(lapsing=0.05, fading=0.2), week=week, parts=parts)
        assert list(faults(copy.world.ties)) == []
        worlds.append(copy.world)
    for name in ("partner", "strength", "degree"):
        assert np.array_equal(getattr(worlds[0].ties, name), getattr(worlds[1].ties, name))


def outlook(hamlet: Any, p: TieParameters, loops: Loops = ON) -> list[float]:
    """Write what contacts see of everybody; return the going out they see."""
    w = hamlet.world
    views.look(0, 6, w.residents, w.company.strength, hamlet.c, p, loops, w.seen)
    return [views.seen_out(int(word)) for word in w.seen]


FREE = P._replace(going_out=0.5, withdrawal=0.0, thrift=0.0, fearful=0.0, infirmity=0.0, time=4.0)


def test_contacts_see_going_out_cut_by_events_and_by_time_for_others(hamlet: Any) -> None:
    hamlet.world.company.strength[:] = 4.0, 12.0, 4.0, 4.0, 4.0, 4.0
    hamlet.c.going_out[2] = 0.5
    assert outlook(hamlet, FREE) == [0.5, 0.25, 0.25, 0.5, 0.5, 0.5]
    assert outlook(hamlet, FREE, ON._replace(time_budget=False)) == [0.5, 0.5, 0.25, 0.5, 0.5, 0.5]


def test_loneliness_keeps_at_home_unless_the_loop_of_withdrawal_is_off(hamlet: Any) -> None:
    hamlet.world.residents.loneliness[:] = 0.0, 1.0, 0.5, 0.5, 0.5, 0.5
    off = ON._replace(time_budget=False)
    p = FREE._replace(withdrawal=0.4)
    assert outlook(hamlet, p, off)[:2] == [0.5, 0.3]
    assert len(set(outlook(hamlet, p, off._replace(withdrawal=False)))) == 1


def test_contacts_see_the_rest_of_a_person(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.attended[:2], r.wellbeing[0], r.loneliness[0], r.work[:] = (0, 2), 1.0, 1.0, 1
    r.work[1], r.money_strain[:], r.strain[:] = 0, 0.0, 0.0
    outlook(hamlet, FREE)
    words = [int(word) for word in hamlet.world.seen]
    assert [word >> 7 & 1 for word in words] == [1, 0, 0, 0, 0, 0]
    assert [word >> 31 for word in words] == [0, 1, 0, 0, 0, 0]
    assert (words[0] >> 15 & 31, words[0] >> 20 & 15) == (31, 15)
    assert words[0] >> 24 & 15 == 15


def test_contacts_see_which_services_a_person_knows(hamlet: Any) -> None:
    hamlet.world.residents.knows[:] = 127, 0, 64, 1, 2, 3
    outlook(hamlet, FREE)
    assert [int(word) >> 8 & 127 for word in hamlet.world.seen] == [127, 0, 64, 1, 2, 3]
