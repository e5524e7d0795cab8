"""Seasons and thresholds by hand: which weeks are in a season, and what holds at which value."""

import math
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from model.calendar import MONTHS, Calendar
from model.timing import Season, Threshold

PLAIN = Calendar()


def week(text: str) -> int:
    """Return the week of a date."""
    return PLAIN.week_of(date.fromisoformat(text))


def at_work(season: Season, text: str) -> float:
    return season.share(week(text), PLAIN)


def test_a_season_is_at_work_from_its_first_month_to_its_last() -> None:
    summer = Season(first="june", last="august")
    thursdays = ["2026-05-28", "2026-06-04", "2026-07-16", "2026-08-27", "2026-09-03"]
    assert [at_work(summer, thursday) for thursday in thursdays] == [0.0, 1.0, 1.0, 1.0, 0.0]


def test_a_season_can_go_over_the_turn_of_the_year() -> None:
    winter = Season(first="october", last="march")
    inside = {m for m in range(1, 13) if at_work(winter, f"2027-{m:02}-15") == 1.0}
    assert inside == {10, 11, 12, 1, 2, 3}


def test_a_season_of_one_month_and_of_all_months() -> None:
    may = Season(first="may", last="may")
    assert {m for m in range(1, 13) if at_work(may, f"2027-{m:02}-15")} == {5}
    year = Season(first="march", last="february")
    assert all(year.share(w, PLAIN) == 1.0 for w in range(60))


def test_a_week_belongs_to_the_month_of_its_thursday() -> None:
    october = Season(first="october", last="october")
    assert at_work(october, "2026-09-28") == 1.0  # its Thursday is 1 October
    assert at_work(october, "2026-10-26") == 1.0  # its Thursday is 29 October
    assert at_work(october, "2027-09-27") == 0.0  # its Thursday is 30 September


@pytest.mark.parametrize("least", [0.0, 0.3])
def test_the_wave_is_full_at_its_peak_and_least_half_a_year_later(least: float) -> None:
    wave = Season(peak="january", least=least)
    assert at_work(wave, "2026-01-15") == 1.0  # a Thursday
    half = PLAIN.week_of(date(2026, 1, 15) + timedelta(days=182))
    assert wave.share(half, PLAIN) == pytest.approx(least, abs=1e-4)
    quarter = at_work(wave, "2026-04-16")  # 91 days after the middle of January
    by_hand = least + (1 - least) * (1 + math.cos(2 * math.pi * 91 / 365.25)) / 2
    assert quarter == pytest.approx(by_hand, abs=1e-12)


def test_the_wave_does_not_jump_at_the_turn_of_the_year() -> None:
    wave = Season(peak="december")
    shares = [wave.share(w, PLAIN) for w in range(48, 60)]
    steps = [abs(b - a) for a, b in pairwise(shares)]
    assert max(steps) < 0.07


SEASONS = st.one_of(
    st.builds(Season, first=st.sampled_from(MONTHS), last=st.sampled_from(MONTHS)),
    st.builds(Season, peak=st.sampled_from(MONTHS), least=st.floats(0, 1)),
)


@given(SEASONS, st.integers(0, 5200))
def test_a_season_is_never_outside_0_to_1(season: Season, w: int) -> None:
    assert 0.0 <= season.share(w, PLAIN) <= 1.0


@given(SEASONS, st.integers(0, 300))
def test_a_season_never_falls_below_its_least(season: Season, w: int) -> None:
    assert season.share(w, PLAIN) >= season.least - 1e-12


@pytest.mark.parametrize(
    "fields",
    [{}, {"first": "may"}, {"last": "may"}, {"first": "may", "last": "june", "peak": "may"},
     {"first": "may", "last": "june", "least": 0.5}, {"peak": "jan"}, {"least": 0.5}],
)  # fmt: skip
def test_a_season_has_months_or_a_peak(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Season.model_validate(fields)


def threshold(**fields: object) -> Threshold:
    return Threshold.model_validate({"indicator": "cohesion", **fields})


@pytest.mark.parametrize(
    ("fields", "value", "holds"),
    [
        ({"below": 50}, 49.9, True),
        ({"below": 50}, 50.0, False),
        ({"below": 50}, math.nan, False),
        ({"above": 50}, 50.1, True),
        ({"above": 50}, 50.0, False),
        ({"above": 50}, math.nan, False),
        ({"below": 0}, -1.0, True),
        ({"above": 0}, 0.0, False),
    ],
)
def test_a_threshold_holds_beyond_its_value_and_never_at_one_that_is_not_known(
    fields: dict[str, object], value: float, holds: bool
) -> None:
    assert threshold(**fields).holds(value) is holds


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"below": 55, "for": 26}, "cohesion has been below 55 for 26 weeks"),
        ({"above": 55.5, "for": 1}, "cohesion has been above 55.5 for 1 week"),
        ({"below": 0, "group": "quintile=1"}, "cohesion of quintile=1 has been below 0 for 1 week"),
    ],
)
def test_a_threshold_is_told_in_words(fields: dict[str, object], words: str) -> None:
    assert threshold(**fields).told() == words


@pytest.mark.parametrize(
    "fields",
    [{}, {"below": 1, "above": 2}, {"below": 1, "group": "quintile=6"}, {"below": math.nan},
     {"below": 1, "indicator": "quality", "group": "quintile=1"}, {"below": 1, "indicator": "happiness"},
     {"below": 1, "for": 0}],
)  # fmt: skip
def test_a_threshold_has_one_side_of_a_known_indicator(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        threshold(**fields)
