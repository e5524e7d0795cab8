"""When events act, whom they reach, and what becomes of contested closures, by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from model.aiming import Where, Who
from model.calendar import Calendar
from model.course import Course
from model.event_kinds import EVENT_KINDS
from model.event_parts import Event
from model.events import Schedule
from model.reaching import places_reached, residents_reached
from model.residents import UNEMPLOYED
from model.safeguarding import SafeguardingParameters
from model.survey import SurveyParameters

P = SafeguardingParameters()
NO_LUCK = np.zeros(6)


def event(kind: str, start: int = 10, **fields: Any) -> Event:
    """Return an event of a kind."""
    return EVENT_KINDS[kind].model_validate({"start": start, **fields})


def dose(one: Event, week: int) -> float:
    """Return an event's dose in a week."""
    return Course(one, Calendar(), one.start).dose(week)


def doses(one: Event, first: int, last: int) -> list[float]:
    """Return an event's doses from one week to another, both included."""
    return [dose(one, week) for week in range(first, last + 1)]


def test_an_event_without_an_end_acts_from_its_start_on() -> None:
    assert doses(event("stress", level=0.1), 8, 12) == [0.0, 0.0, 1.0, 1.0, 1.0]
    assert dose(event("stress", level=0.1), 5200) == 1.0


def test_an_event_ends_after_its_weeks() -> None:
    assert doses(event("stress", level=0.1, weeks=2), 9, 13) == [0.0, 1.0, 1.0, 0.0, 0.0]


def test_an_event_ramps_up_in_equal_steps() -> None:
    assert doses(event("stress", level=0.1, ramp=4), 9, 15) == [0.0, 0.25, 0.5, 0.75, 1.0, 1.0, 1.0]


def test_an_event_fades_in_equal_steps_after_its_end() -> None:
    assert doses(event("stress", level=0.1, weeks=1, fade=3), 9, 15) == [0.0, 1.0, 0.75, 0.5, 0.25, 0.0, 0.0]


def test_a_repeated_event_comes_again() -> None:
    one = event("stress", level=0.1, weeks=1, repeat=3)
    assert doses(one, 8, 16) == [0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0]
    assert [Course(one, Calendar(), 10).since_start(week) for week in (9, 10, 12, 13)] == [-1, 0, 2, 0]


def test_a_one_off_event_strikes_in_its_week_only_and_again_if_it_repeats() -> None:
    assert doses(event("damage", home=0.5), 9, 12) == [0.0, 1.0, 0.0, 0.0]
    assert doses(event("damage", home=0.5, repeat=2), 9, 12) == [0.0, 1.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("where", "reached"),
    [
        ({}, [True, True]),
        ({"quintile": [1]}, [True, False]),
        ({"quintile": [1, 5]}, [True, True]),
        ({"columns": [1, 1]}, [False, True]),
        ({"rows": [0, 0]}, [True, True]),
        ({"flood_prone": True}, [False, True]),
        ({"flood_prone": False}, [True, False]),
        ({"quintile": [1], "flood_prone": True}, [False, False]),
        ({"share": 0.5}, [True, False]),
        ({"share": 0.0}, [False, False]),
    ],
)
def test_places_are_reached_when_all_that_is_asked_holds(
    hamlet: Any, where: dict[str, Any], reached: list[bool]
) -> None:
    hamlet.world.places.flood_prone[:] = 0.4, 1.0  # beside the water is not prone
    luck = np.array([0.2, 0.7])
    assert places_reached(Where.model_validate(where), hamlet.world, luck).tolist() == reached


@pytest.mark.parametrize(
    ("who", "reached"),
    [
        ({}, [0, 1, 2, 3, 4, 5]),
        ({"quintile": 5}, [3, 4, 5]),
        ({"age": [30, 40]}, [0, 1]),
        ({"sex": "male"}, [1, 3]),
        ({"income": [0.0, 0.3]}, [4, 5]),
        ({"isolated": True}, [2]),
        ({"isolated": False}, [0, 1, 3, 4, 5]),
        ({"unemployed": True}, [5]),
        ({"lives_alone": True}, [2, 5]),
        ({"lives_alone": False, "quintile": [1]}, [0, 1]),
        ({"share": 0.35}, [0, 1]),
        ({"share": 0.35, "sex": "male"}, [1]),
    ],
)
def test_residents_are_reached_when_all_that_is_asked_holds(
    hamlet: Any, who: dict[str, Any], reached: list[int]
) -> None:
    r = hamlet.world.residents
    r.age[:] = 30.0, 40.9, 41.0, 70.0, 70.0, 20.0
    r.sex[:], r.income[:], r.work[5] = (0, 1, 0, 1, 0, 0), (0.5, 0.5, 0.5, 0.9, 0.3, 0.1), UNEMPLOYED
    r.contact[:] = 9.0, 9.0, 0.1, 9.0, 9.0, 9.0
    luck = np.array([0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
    found = residents_reached(Who.model_validate(who), hamlet.world, luck, SurveyParameters())
    assert np.flatnonzero(found).tolist() == reached


def schedule(hamlet: Any, *events: Event) -> Schedule:
    """Return the schedule of some events."""
    return Schedule(events, hamlet.chance, SurveyParameters())


def test_conditions_are_made_anew_only_when_a_dose_changes(hamlet: Any) -> None:
    s = schedule(hamlet, event("prices", rise=0.2, weeks=2))
    seen = [s.conditions(week, hamlet.c, hamlet.world) for week in range(9, 14)]
    assert [changed for _, changed in seen] == [True, True, False, True, False]
    assert [float(c.prices[0]) for c, _ in seen] == [0.0, 0.2, 0.2, 0.0, 0.0]
    assert hamlet.c.prices.tolist() == [0.0, 0.0]  # an ordinary week stays ordinary
    s.forget()
    assert s.conditions(13, hamlet.c, hamlet.world)[1]


def test_whom_an_event_reaches_is_drawn_once_and_noted(hamlet: Any) -> None:
    s = schedule(hamlet, event("invitation", strength=1.0, uptake=0.5, who={"quintile": 1}))
    first = s.conditions(10, hamlet.c, hamlet.world)[0].invited.copy()
    s.forget()
    hamlet.world.residents.place[:] = 1
    assert s.conditions(11, hamlet.c, hamlet.world)[0].invited.tolist() == first.tolist()
    took = int((first > 0).sum())
    assert s.log == [
        {
            "week": 10, "event": "invitation", "kind": "invitation", "what": "began", "places": 2, "sites": 0,
            "offered": 3, "took_part": took, "offered_by_quintile": [3, 0, 0, 0, 0],
            "took_part_by_quintile": [took, 0, 0, 0, 0],
        }
    ]  # fmt: skip


def test_two_events_draw_different_people(hamlet: Any) -> None:
    names = [f"call-{n}" for n in range(40)]
    events = [event("invitation", name=name, strength=1.0, who={"share": 0.5}) for name in names]
    drawn = {
        tuple(schedule(hamlet, one).conditions(10, hamlet.c, hamlet.world)[0].invited > 0) for one in events
    }
    assert len(drawn) > 10


def closure(**fields: Any) -> Event:
    """Return the contested closure of the practice in week 10."""
    return event("service_closure", services="general_practice", contested=True, **fields)


def contest(hamlet: Any, s: Schedule, week: int, threshold: float, delay_share: float = 0.0) -> None:
    """Let the hamlet fight a closure that is averted below a threshold of 0 and lost far above it."""
    p = P._replace(threshold=threshold, steepness=50.0, delay_share=delay_share, delay=4)
    s.contest(week, hamlet.world, hamlet.ways, np.zeros(2), p)


EASY, HOPELESS = -5.0, 5.0


def is_open(hamlet: Any, s: Schedule, week: int) -> bool:
    """Return whether the practice is open in a week."""
    return bool(s.conditions(week, hamlet.c, hamlet.world)[0].open[0])


def test_a_closure_that_is_averted_never_comes_and_counts_as_a_promise_kept(hamlet: Any) -> None:
    s = schedule(hamlet, closure())
    contest(hamlet, s, 10, EASY)
    assert [is_open(hamlet, s, week) for week in (10, 11, 500)] == [True, True, True]
    assert hamlet.world.places.kept.tolist() == hamlet.world.places.heard.tolist() == [1.0, 1.0]
    assert not hamlet.world.places.broken.any()
    assert [entry["what"] for entry in s.log] == ["began", "averted"]


def test_a_closure_that_is_lost_comes_and_counts_as_a_promise_broken(hamlet: Any) -> None:
    s = schedule(hamlet, closure(weeks=3))
    contest(hamlet, s, 10, HOPELESS)
    assert [is_open(hamlet, s, week) for week in range(9, 14)] == [True, False, False, False, True]
    assert hamlet.world.places.broken.tolist() == [1.0, 1.0]
    assert s.log[-1]["what"] == "lost"
    assert s.log[-1]["site"] == 0


def test_a_closure_that_is_delayed_comes_later(hamlet: Any) -> None:
    s = schedule(hamlet, closure())
    contest(hamlet, s, 10, HOPELESS, delay_share=1.0)
    assert [is_open(hamlet, s, week) for week in range(10, 16)] == [True] * 4 + [False] * 2
    assert s.log[-1]["what"] == "delayed"


def test_of_several_sites_each_has_its_own_fate(hamlet: Any) -> None:
    s = schedule(hamlet, event("service_closure", services="all", contested=True))
    contest(hamlet, s, 10, HOPELESS, delay_share=0.5)
    fate = {entry["site"]: entry["what"] for entry in s.log if "site" in entry}
    assert set(fate) == set(range(7))
    assert set(fate.values()) == {"lost", "delayed"}
    for week, still in ((10, "delayed"), (13, "delayed"), (14, "")):
        is_open = s.conditions(week, hamlet.c, hamlet.world)[0].open
        assert {site for site in range(7) if is_open[site]} == {n for n in fate if fate[n] == still}


def test_only_those_who_use_a_site_see_its_fate(hamlet: Any) -> None:
    hamlet.ways.site[1, 0] = 65535  # the second neighbourhood has no practice in reach
    s = schedule(hamlet, closure())
    contest(hamlet, s, 10, HOPELESS)
    assert hamlet.world.places.broken.tolist() == [1.0, 0.0]


def test_a_campaign_is_fought_once_in_the_week_of_the_closure(hamlet: Any) -> None:
    s = schedule(hamlet, closure(), event("service_closure", name="other", services="hub"))
    for week in (9, 10, 10, 11):
        contest(hamlet, s, week, HOPELESS)
    assert [entry["what"] for entry in s.log if entry["event"] == "service_closure"] == ["began", "lost"]
    assert not any(entry["event"] == "other" for entry in s.log)


def test_a_branch_keeps_what_became_of_events_that_both_have(hamlet: Any) -> None:
    same, gone = closure(), event("prices", rise=0.1)
    s = schedule(hamlet, same, gone)
    contest(hamlet, s, 10, EASY)
    s.conditions(10, hamlet.c, hamlet.world)
    twin = s.branch([same, event("stress", start=11, level=0.2)])
    assert {entry["event"] for entry in twin.log} == {"service_closure"}
    contest(hamlet, twin, 10, HOPELESS)  # it was fought already
    assert is_open(hamlet, twin, 10)
    twin.conditions(11, hamlet.c, hamlet.world)
    assert "stress" not in {entry["event"] for entry in s.log}


def test_a_closure_of_a_share_takes_that_many_sites_rounded_down_and_keeps_them(hamlet: Any) -> None:
    for share, closed in ((1.0, 7), (0.5, 3), (0.1, 0)):
        s = schedule(hamlet, event("service_closure", services="all", share=share))
        first = s.conditions(10, hamlet.c, hamlet.world)[0].open.copy()
        assert int((~first).sum()) == closed
        s.forget()
        assert s.conditions(11, hamlet.c, hamlet.world)[0].open.tolist() == first.tolist()
    names = [f"closure-{n}" for n in range(20)]
    drawn = {
        tuple(
            schedule(hamlet, event("service_closure", name=name, services="all", share=0.5))
            .conditions(10, hamlet.c, hamlet.world)[0]
            .open
        )
        for name in names
    }
    assert len(drawn) > 5


@pytest.mark.parametrize(("share", "sites"), [(0.5, 3), (1.0, 7)])
def test_which_sites_a_closure_takes_says_nothing_of_who_wins(hamlet: Any, share: float, sites: int) -> None:
    p = P._replace(threshold=0.0, delay_share=0.5)  # a strength of 0: half averted, a quarter delayed or lost
    names = [f"closure-{n}" for n in range(400)]
    fates: list[str] = []
    for name in names:
        one = event("service_closure", name=name, services="all", share=share, contested=True)
        s = schedule(hamlet, one)
        s.contest(10, hamlet.world, hamlet.ways, np.zeros(2), p)
        assert {entry["strength"] for entry in s.log if "site" in entry} == {0.0}
        fates += [entry["what"] for entry in s.log if "site" in entry]
    count = sites * len(names)
    assert len(fates) == count
    for fate, chance in (("averted", 0.5), ("delayed", 0.25), ("lost", 0.25)):
        # within 4 standard errors: each misses once in 15,800 sets of luck
        error = math.sqrt(count * chance * (1.0 - chance))
        assert fates.count(fate) == pytest.approx(count * chance, abs=4.0 * error)


def test_one_off_events_strike_in_their_week(hamlet: Any) -> None:
    s = schedule(hamlet, event("damage", home=0.6, where={"quintile": 1}), event("stress", level=0.1))
    for week in (9, 10, 11):
        s.strike(week, hamlet.world, 0.5)
    assert hamlet.world.residents.damage.tolist() == pytest.approx([0.6] * 3 + [0.0] * 3)
    assert [entry for entry in s.log if entry["what"] == "struck"] == [
        {"week": 10, "event": "damage", "kind": "damage", "what": "struck", "residents": 3}
    ]
