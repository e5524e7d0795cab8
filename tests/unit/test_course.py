"""The course of an event: its dose week by week, with stops, triggers, seasons and fades, by hand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.calendar import Calendar
from model.course import Course
from model.event_kinds import EVENT_KINDS

PLAIN = Calendar()


def course(
    begins: int | None = 10, stopped: int | None = None, kind: str = "stress", **fields: Any
) -> Course:
    trial = EVENT_KINDS[kind].trial
    event = EVENT_KINDS[kind].model_validate({"start": 10, **trial, **fields})
    return Course(event, PLAIN, begins, stopped)


def doses(one: Course, first: int, last: int) -> list[float]:
    return [round(one.dose(week), 6) for week in range(first, last + 1)]


def test_an_event_that_has_not_begun_has_no_dose() -> None:
    when = {"indicator": "cohesion", "below": 50}
    assert set(doses(course(None, when=when), 0, 300)) == {0.0}
    assert course(None, when=when).since_start(300) == -1


def test_an_event_acts_from_the_week_in_which_it_was_triggered() -> None:
    when = {"indicator": "cohesion", "below": 50}
    assert doses(course(20, when=when, weeks=2, ramp=2), 18, 23) == [0, 0, 0.5, 1, 0, 0]


def test_a_stop_is_an_end() -> None:
    assert doses(course(stopped=13), 9, 15) == [0, 1, 1, 1, 0, 0, 0]


def test_after_a_stop_the_event_fades_from_the_dose_it_had() -> None:
    assert doses(course(stopped=12, ramp=4, fade=1), 9, 15) == [0, 0.25, 0.5, 0.25, 0, 0, 0]
    assert doses(course(stopped=11, fade=3), 9, 15) == [0, 1, 0.75, 0.5, 0.25, 0, 0]


def test_a_stop_after_the_end_changes_nothing() -> None:
    with_stop, without = course(stopped=14, weeks=2, fade=5), course(weeks=2, fade=5)
    assert doses(with_stop, 9, 20) == doses(without, 9, 20)


def test_after_a_stop_an_event_does_not_come_again() -> None:
    one = course(stopped=16, weeks=2, repeat=5)
    assert doses(one, 9, 25) == [0, 1, 1, 0, 0, 0, 1] + [0] * 10


def test_a_stop_between_two_times_keeps_the_next_from_coming() -> None:
    assert doses(course(stopped=13, weeks=2, repeat=5), 9, 25) == [0, 1, 1] + [0] * 14


def test_a_fade_runs_out_after_a_stop_in_a_later_time() -> None:
    one = course(stopped=16, weeks=4, repeat=5, fade=1)
    assert doses(one, 14, 19) == [0.5, 1, 0.5, 0, 0, 0]


def test_a_fade_runs_on_over_the_next_time_that_a_stop_keeps_from_coming() -> None:
    sevenths = [round(n / 7, 6) for n in (6, 5, 4, 3, 2, 1, 0, 0)]
    assert doses(course(stopped=13, weeks=2, repeat=5, fade=6), 10, 19) == [1, 1, *sevenths]


def test_a_one_off_that_was_stopped_strikes_no_more() -> None:
    one = course(stopped=12, kind="damage", repeat=2)
    assert doses(one, 9, 16) == [0, 1, 0, 0, 0, 0, 0, 0]


def test_an_event_that_repeats_by_the_year_comes_in_the_week_of_its_day() -> None:
    one = course(weeks=1, repeat="1 year")
    begins = [week for week in range(600) if one.dose(week)]
    assert begins == list(PLAIN.beginnings(10, "1 year", 599))
    assert begins[:4] == [10, 62, 114, 166]
    assert begins[10] == 531  # ten years later, not 520 weeks


def test_the_season_multiplies_ramp_and_fade() -> None:
    plain, summer = course(ramp=20), course(ramp=20, season={"first": "june", "last": "august"})
    for week in range(120):
        inside = summer.event.season.share(week, PLAIN)  # type: ignore[union-attr]
        assert summer.dose(week) == inside * plain.dose(week)
    assert any(0 < summer.dose(week) < 1 for week in range(20, 40))


def test_a_stop_is_possible_from_the_week_after_the_beginning_until_the_end() -> None:
    assert [course(weeks=3).can_stop(week) for week in range(9, 15)] == [
        False,
        False,
        True,
        True,
        False,
        False,
    ]
    assert course().can_stop(500)
    assert course(weeks=3, repeat=10).can_stop(500)
    assert not course(stopped=12).can_stop(14)
    assert not course(None).can_stop(14)


PARTS = st.tuples(
    st.integers(0, 30), st.none() | st.integers(1, 30), st.integers(0, 12), st.integers(0, 12),
    st.none() | st.integers(30, 60),
)  # fmt: skip


def closed_form(week: int, start: int, weeks: int | None, ramp: int, fade: int, repeat: int | None) -> float:
    """Return the dose of version 1: ramp, hold and fade since the last start, by its formula."""
    since = week - start
    if since < 0:
        return 0.0
    t = since % repeat if repeat else since
    up = min(1.0, (min(t, weeks - 1 if weeks else t) + 1) / ramp) if ramp else 1.0
    if weeks is None or t < weeks:
        return up
    return up * max(0.0, 1.0 - (t - weeks + 1) / (fade + 1)) if fade else 0.0


@given(PARTS, st.integers(0, 300))
def test_the_dose_is_that_of_the_old_closed_form(parts: Any, week: int) -> None:
    start, weeks, ramp, fade, repeat = parts
    repeat = repeat if weeks else None
    one = course(start, start=start, weeks=weeks, ramp=ramp, fade=fade, repeat=repeat)
    assert one.dose(week) == closed_form(week, start, weeks, ramp, fade, repeat)


@given(PARTS, st.none() | st.integers(31, 200), st.integers(0, 300))
def test_the_dose_is_never_outside_0_to_1(parts: Any, stopped: int | None, week: int) -> None:
    start, weeks, ramp, fade, repeat = parts
    one = course(
        start, stopped, start=start, weeks=weeks, ramp=ramp, fade=fade, repeat=repeat if weeks else None,
        season={"peak": "may", "least": 0.2},
    )  # fmt: skip
    assert 0.0 <= one.dose(week) <= 1.0


@pytest.mark.parametrize("repeat", [5, "5 weeks", "35 days"])
def test_repeats_in_weeks_and_in_words_give_the_same_doses(repeat: int | str) -> None:
    assert doses(course(weeks=2, fade=1, repeat=repeat), 5, 60) == doses(
        course(weeks=2, fade=1, repeat=5), 5, 60
    )
