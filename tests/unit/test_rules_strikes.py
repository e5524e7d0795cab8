"""What strikes once: jobs, homes, places of living, on a hamlet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import strikes as rules
from model import turnover
from model.event_kinds import EVENT_KINDS
from model.event_parts import Event
from model.founding import PopulationParameters
from model.newcomers import NewcomerParameters
from model.residents import EMPLOYED, NOT_WORKING, UNEMPLOYED
from model.ties import NEAR, TieParameters
from model.turnover import TurnoverParameters

ALL = np.ones(6, np.bool_)
FIRST = np.array([True, True, True, False, False, False])


def event(kind: str, **fields: Any) -> Event:
    """Return an event of a kind in week 0."""
    return EVENT_KINDS[kind].model_validate({"start": 0, **fields})


def strike(
    hamlet: Any, kind: str, reached: np.ndarray = ALL, uproot: float = 0.5, week: int = 0, **fields: Any
) -> int:
    """Let an event strike; return how many were struck."""
    return rules.strike(event(kind, **fields), reached, week, hamlet.world, hamlet.chance, uproot)


def homes_are_right(hamlet: Any) -> bool:
    """Return whether the list of homes and the residents' neighbourhoods agree."""
    r, places, homes = hamlet.world.residents, hamlet.world.places, hamlet.world.homes
    return (
        sorted(homes.members) == list(range(6))
        and homes.position[homes.members].tolist() == list(range(6))
        and r.place[homes.members].tolist() == np.repeat(np.arange(2), places.residents).tolist()
    )


def test_only_the_employed_among_those_reached_lose_their_jobs(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.work[:], r.jobless[:] = (EMPLOYED, UNEMPLOYED, NOT_WORKING, EMPLOYED, EMPLOYED, EMPLOYED), 7
    assert strike(hamlet, "job_loss", FIRST, share=1.0) == 1
    assert r.work.tolist() == [UNEMPLOYED, UNEMPLOYED, NOT_WORKING, EMPLOYED, EMPLOYED, EMPLOYED]
    assert r.jobless.tolist() == [0, 7, 7, 7, 7, 7]
    assert strike(hamlet, "job_loss", share=0.0) == 0


def test_the_share_who_lose_their_jobs_is_the_one_asked_for(hamlet: Any) -> None:
    lost = 0
    for week in range(100):
        hamlet.world.residents.work[:] = EMPLOYED
        lost += strike(hamlet, "job_loss", week=week, share=0.3)
    assert lost / 600 == pytest.approx(0.3, abs=0.075)  # four standard errors


def test_damage_sets_homes_to_at_least_its_level(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.damage[:2] = 0.9, 0.1
    assert strike(hamlet, "damage", FIRST, home=0.5) == 3
    assert r.damage.tolist() == pytest.approx([0.9, 0.5, 0.5, 0.0, 0.0, 0.0])
    assert strike(hamlet, "damage", home=0.0) == 0
    assert r.damage.tolist() == pytest.approx([0.9, 0.5, 0.5, 0.0, 0.0, 0.0])


def test_a_damaged_home_is_that_of_the_whole_household(hamlet: Any) -> None:
    assert strike(hamlet, "damage", np.arange(6) == 4, home=0.5) == 2
    assert hamlet.world.residents.damage.tolist() == pytest.approx([0.0] * 3 + [0.5, 0.5, 0.0])


def test_events_that_are_no_strike_strike_nobody(hamlet: Any) -> None:
    assert strike(hamlet, "placebo") == 0
    assert strike(hamlet, "incident", severity=5.0) == 0


def test_relocation_keeps_homes_right_and_households_together(hamlet: Any) -> None:
    r = hamlet.world.residents
    for week in range(30):
        strike(hamlet, "relocation", week=week, share=1.0)
        assert homes_are_right(hamlet)
        assert r.place[0] == r.place[1]
        assert r.place[3] == r.place[4]
        assert np.bincount(r.place).tolist() == [3, 3]


def test_relocation_counts_the_people_moved_and_cuts_their_contact(hamlet: Any) -> None:
    hamlet.tie(2, 0, affinity=0.8, kind=NEAR)
    one = np.arange(6) == 2
    moved = sum(strike(hamlet, "relocation", one, week=week, share=1.0) for week in range(20))
    assert moved > 0
    assert hamlet.world.residents.settled[2] == 0
    assert hamlet.world.ties.affinity[2, 0] <= 102
    assert hamlet.world.ties.affinity[2, 0] == hamlet.world.ties.affinity[0, 0]


def test_nobody_is_moved_who_is_not_reached(hamlet: Any) -> None:
    assert strike(hamlet, "relocation", np.zeros(6, np.bool_), share=1.0) == 0
    assert strike(hamlet, "relocation", share=0.0) == 0
    assert hamlet.world.residents.place.tolist() == [0, 0, 0, 1, 1, 1]


def test_a_household_without_another_of_its_size_elsewhere_stays(hamlet: Any) -> None:
    r = hamlet.world.residents
    r.household[:], r.adults[:] = (0, 0, 0, 1, 1, 2), (3, 3, 3, 2, 2, 1)
    assert strike(hamlet, "relocation", FIRST, share=1.0) == 0
    assert r.place.tolist() == [0, 0, 0, 1, 1, 1]


def test_neighbours_moved_together_go_to_one_place(hamlet: Any) -> None:
    together = strike(hamlet, "relocation", FIRST, share=1.0, together=1.0)
    r = hamlet.world.residents
    assert together in (0, 3)
    assert len(set(r.place[:3].tolist())) == 1
    assert homes_are_right(hamlet)


def test_a_block_of_newcomers_strikes_whole_households_by_the_luck_with_which_turnover_replaces_them(
    hamlet: Any,
) -> None:
    w, p = hamlet.world, TurnoverParameters(death_at_30=0.0, leaving=0.0)
    reached = np.array(
        [True, False, True, False, True, True]
    )  # all households but the third
    for week in range(50):
        before, struck = int(w.tally[1]), strike(hamlet, "arrivals", reached, week=week, share=0.5)
        c = hamlet.c._replace(resettled=np.where(reached, np.float32(0.5), np.float32(0.0)))
        turnover.replace(
            w.residents, w.ties, w.company, w.places, w.homes, c, p, NewcomerParameters(),
            PopulationParameters(), TieParameters(), hamlet.luck(week), w.tally,
        )  # fmt: skip
        assert struck == w.tally[1] - before
        assert (w.residents.settled[3:5] > 0).all()
    assert 60 < w.tally[1] < 140  # of 200, four standard errors


def test_an_arrival_of_nobody_strikes_nobody(hamlet: Any) -> None:
    assert strike(hamlet, "arrivals", share=0.0) == 0
    assert strike(hamlet, "arrivals", np.zeros(6, np.bool_), share=1.0) == 0
    assert strike(hamlet, "arrivals", share=1.0) == 6
