"""The calendar against the standard library's dates and numbers by hand; nothing drifts in sixty years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.calendar import WEEK_0, Calendar, Duration, day, duration, later, meant

PLAIN = Calendar()
MONDAYS = st.builds(lambda n: Calendar(date(1900, 1, 1) + timedelta(weeks=n)), st.integers(0, 12_000))
WEEKS = st.integers(0, 5200)
SPANS = st.one_of(
    st.builds(Duration, st.integers(1, 400), st.sampled_from(["day", "week", "month"])),
    st.builds(Duration, st.integers(1, 30), st.just("year")),
)


def text(span: Duration) -> str:
    return f"{span.number} {span.unit}s"


def true_date(first: date, months: int) -> date:
    """Return the date so many months later by stepping back from a month's end that is passed."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    for back in range(4):
        try:
            return date(year, month + 1, first.day - back)
        except ValueError:
            continue
    raise AssertionError


def test_week_0_begins_on_a_monday() -> None:
    assert WEEK_0.weekday() == 0
    assert PLAIN.monday(0) == WEEK_0 == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("when", "week"),
    [
        (date(2026, 1, 5), 0),
        (date(2026, 1, 11), 0),
        (date(2026, 1, 12), 1),
        (date(2026, 1, 4), -1),
        (date(2025, 12, 28), -2),
        (date(2027, 1, 4), 52),
        (date(2028, 2, 29), 112),
    ],
)
def test_a_date_belongs_to_the_week_that_contains_it(when: date, week: int) -> None:
    assert PLAIN.week_of(when) == week


@given(MONDAYS, WEEKS)
def test_the_monday_of_a_week_lies_in_that_week(calendar: Calendar, week: int) -> None:
    assert calendar.week_of(calendar.monday(week)) == week
    assert calendar.monday(week).weekday() == 0


@given(MONDAYS, st.dates(date(1900, 1, 1), date(2300, 12, 31)))
def test_a_date_lies_between_its_weeks_monday_and_the_next(calendar: Calendar, when: date) -> None:
    week = calendar.week_of(when)
    assert calendar.monday(week) <= when < calendar.monday(week + 1)


@pytest.mark.parametrize(
    ("first", "span", "times", "then"),
    [
        (date(2026, 1, 31), Duration(1, "month"), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), Duration(1, "month"), 1, date(2028, 2, 29)),
        (date(2026, 1, 31), Duration(1, "month"), 2, date(2026, 3, 31)),
        (date(2028, 2, 29), Duration(1, "year"), 1, date(2029, 2, 28)),
        (date(2028, 2, 29), Duration(1, "year"), 4, date(2032, 2, 29)),
        (date(2026, 11, 30), Duration(3, "month"), 1, date(2027, 2, 28)),
        (date(2026, 12, 15), Duration(1, "month"), 1, date(2027, 1, 15)),
        (date(2026, 1, 5), Duration(18, "month"), 1, date(2027, 7, 5)),
        (date(2028, 2, 28), Duration(2, "day"), 1, date(2028, 3, 1)),
        (date(2026, 12, 28), Duration(2, "week"), 1, date(2027, 1, 11)),
        (date(2100, 1, 31), Duration(1, "month"), 1, date(2100, 2, 28)),
    ],
)
def test_durations_are_added_on_the_calendar(first: date, span: Duration, times: int, then: date) -> None:
    assert later(first, span, times) == then


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 600), st.integers(1, 4))
def test_months_end_on_the_same_day_or_on_the_months_last(first: date, number: int, times: int) -> None:
    found = later(first, Duration(number, "month"), times)
    assert found == true_date(first, number * times)


@pytest.mark.parametrize(
    ("begins", "written", "weeks"),
    [
        (0, "1 day", 1),
        (0, "6 days", 1),
        (0, "13 days", 1),
        (0, "14 days", 2),
        (0, "3 weeks", 3),
        (0, "1 month", 4),  # 5 January to 5 February 2026, a Thursday in week 4
        (0, "1 year", 52),
        (0, "18 months", 78),  # 5 July 2027 is a Monday, 546 days later
        (0, "10 years", 521),
        (7, "1 month", 4),
    ],
)
def test_durations_last_whole_weeks(begins: int, written: str, weeks: int) -> None:
    span = duration(written)
    assert span is not None
    assert PLAIN.weeks(begins, span) == weeks


@given(MONDAYS, WEEKS, SPANS)
def test_the_fewest_weeks_are_never_above_what_a_start_gives(
    calendar: Calendar, begins: int, span: Duration
) -> None:
    assert span.fewest_weeks <= calendar.weeks(begins, span)


@given(MONDAYS, WEEKS, SPANS, st.integers(1, 5))
def test_the_fewest_weeks_lie_between_any_two_beginnings(
    calendar: Calendar, start: int, span: Duration, times: int
) -> None:
    one, two = (calendar.week_of(later(calendar.monday(start), span, n)) for n in (times, times + 1))
    assert two - one >= span.fewest_weeks


@pytest.mark.parametrize(
    ("span", "fewest"),
    [
        (Duration(13, "day"), 1), (Duration(5, "week"), 5), (Duration(1, "month"), 4),
        (Duration(6, "month"), 25), (Duration(18, "month"), 78), (Duration(1, "year"), 52),
        (Duration(10, "year"), 521), (Duration(40, "year"), 2087),
    ],
)  # fmt: skip
def test_the_fewest_weeks_by_hand(span: Duration, fewest: int) -> None:
    assert span.fewest_weeks == fewest


@given(MONDAYS, st.integers(0, 500), st.sampled_from([(1, "year"), (1, "month"), (5, "month"), (7, "year")]))
def test_beginnings_are_never_more_than_six_days_from_the_true_date_in_sixty_years(
    calendar: Calendar, start: int, often: tuple[int, str]
) -> None:
    span = Duration(*often)
    found = calendar.beginnings(start, text(span), start + 60 * 53)
    months = span.number * (12 if span.unit == "year" else 1)
    assert len(found) >= 60 * 12 // months
    for k, week in enumerate(found):
        true = true_date(calendar.monday(start), k * months)
        assert 0 <= (true - calendar.monday(week)).days <= 6


def test_a_year_counted_as_52_weeks_would_drift_by_ten_weeks_in_sixty_years() -> None:
    weeks, years = (PLAIN.beginnings(0, again, 4000)[60] for again in (52, "1 year"))
    assert (weeks, years) == (3120, 3130)


@given(MONDAYS, st.integers(0, 900), SPANS | st.integers(1, 300), st.integers(0, 2000))
def test_the_latest_beginning_agrees_with_the_list_of_all(
    calendar: Calendar, start: int, often: Duration | int, after: int
) -> None:
    again = often if isinstance(often, int) else text(often)
    week = start + after
    assert calendar.latest(start, again, week) == calendar.beginnings(start, again, week)[-1]


@pytest.mark.parametrize(
    ("written", "weeks"), [("7 days", 1), ("28 days", 4), ("4 weeks", 4), ("52 weeks", 52)]
)
def test_whole_weeks_in_words_are_the_same_as_their_number(written: str, weeks: int) -> None:
    assert PLAIN.beginnings(3, written, 600) == PLAIN.beginnings(3, weeks, 600)
    for week in range(3, 120):
        assert PLAIN.latest(3, written, week) == PLAIN.latest(3, weeks, week)


def test_before_its_start_the_latest_beginning_is_the_start() -> None:
    assert [PLAIN.latest(10, again, 4) for again in (None, 5, "1 year")] == [10, 10, 10]
    assert PLAIN.beginnings(10, None, 9) == PLAIN.beginnings(10, "1 year", 9) == ()


@pytest.mark.parametrize(
    "written",
    ["18 mnths", "months", "0 weeks", "-1 week", "1.5 years", "1year", "1 year ago", " 1 year", "101 years",
     "1 Year", "100000 days", "one year", ""],
)  # fmt: skip
def test_other_texts_are_no_durations(written: str) -> None:
    assert duration(written) is None


@pytest.mark.parametrize(
    "written", ["2027-13-01", "2027-02-29", "2027-1-5", "27-01-05", "0000-01-01", "x", ""]
)
def test_other_texts_are_no_dates(written: str) -> None:
    assert day(written) is None


def test_dates_and_durations_are_read() -> None:
    assert day("2028-02-29") == date(2028, 2, 29)
    assert duration("1 day") == Duration(1, "day")
    assert duration("18  months") == Duration(18, "month")
    assert duration("100 years") == Duration(100, "year")


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("18 mnths", "; did you mean '18 months'?"),
        ("18months", "; did you mean '18 months'?"),
        ("1 Years", "; did you mean '1 year'?"),
        ("2 yrs", "; did you mean '2 years'?"),
        ("6-month", "; did you mean '6 months'?"),
        ("101 years", "; a duration is at most 100 years"),
        ("3 fortnights", ""),
        ("long", ""),
        ("1.5 years", ""),
    ],
)
def test_what_was_probably_meant(written: str, hint: str) -> None:
    assert meant(written) == hint
