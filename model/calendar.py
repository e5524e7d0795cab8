"""The calendar: which week a date belongs to, and how long a duration lasts, so that nothing drifts.

One rule: week w begins on the day `week_0` + 7 w days, and a date belongs to the week that contains it.
Durations are counted from the Monday of the week in which they begin; months and years are added on
the calendar (31 January and 1 month is the last day of February), and the end belongs to the week that
contains it.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

DAYS, MONTHS_A_YEAR = 7, 12
WEEK_0 = date(2026, 1, 5)
"""The Monday on which week 0 begins when a scenario names none."""
UNITS = ("day", "week", "month", "year")
ABBREVIATED = {"d": "day", "w": "week", "wk": "week", "wks": "week", "mo": "month", "mth": "month",
               "y": "year", "yr": "year", "yrs": "year"}  # fmt: skip
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
FEWEST_DAYS = (0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334)
"""The fewest days that 0, 1, 2, ... 11 months in a row can have."""
A_LEAP, A_COMMON = 4, 365
MOST_YEARS = 100
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years in which week 0 can lie."""
DURATION = r"[1-9][0-9]{0,4} +(days?|weeks?|months?|years?)"
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
A_YEAR = 365.25
"""Days in a mean year."""


class Duration(NamedTuple):
    """A stretch of time as a person writes it: '18 months'."""

    number: int
    unit: str

    @property
    def fewest_weeks(self) -> int:
        """Return the fewest whole weeks that it can last, wherever on the calendar it begins.

        Of years in a row every fourth is a leap year, but for one that a century may leave out.
        """
        if self.unit in ("day", "week"):
            return self.number * (DAYS if self.unit == "week" else 1) // DAYS
        years, months = divmod(self.number * (MONTHS_A_YEAR if self.unit == "year" else 1), MONTHS_A_YEAR)
        days = A_COMMON * years + max(0, years // A_LEAP - 1) + FEWEST_DAYS[months]
        return days // DAYS


def duration(text: str) -> Duration | None:
    """Return the duration that a text names, or None if it names none of at most a hundred years."""
    found = _stretch(text)
    return found if found and found.fewest_weeks <= MOST_YEARS * A_YEAR / DAYS else None


def _stretch(text: str) -> Duration | None:
    if not re.fullmatch(DURATION, text):
        return None
    number, unit = text.split()
    return Duration(int(number), unit.rstrip("s"))


def meant(text: str) -> str:
    """Return what a text that is no duration was probably meant to be, as '; did you mean ...?', or ''."""
    if _stretch(text):
        return f"; a duration is at most {MOST_YEARS} years"
    parts = re.fullmatch(r" *([1-9][0-9]{0,4}) *-?([A-Za-z]{1,12})\.? *", text)
    number, word = (parts[1], parts[2].lower()) if parts else ("", "")
    close = difflib.get_close_matches(word, [*UNITS, *(f"{unit}s" for unit in UNITS)], n=1, cutoff=0.6)
    unit = ABBREVIATED.get(word) or (close[0].rstrip("s") if close else "")
    return f"; did you mean '{number} {unit}{'s' * (number != '1')}'?" if unit else ""


def day(text: str) -> date | None:
    """Return the date that a text such as 2027-04-01 names, or None."""
    try:
        return date.fromisoformat(text) if re.fullmatch(DATE, text) else None
    except ValueError:
        return None


def later(first: date, span: Duration, times: int = 1) -> date:
    """Return the date `times` durations after the first one; days beyond a month's end become its last."""
    count = span.number * times
    if span.unit in ("day", "week"):
        return first + timedelta(days=count * (DAYS if span.unit == "week" else 1))
    months = first.month - 1 + count * (MONTHS_A_YEAR if span.unit == "year" else 1)
    year, month = first.year + months // MONTHS_A_YEAR, months % MONTHS_A_YEAR + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))


class Calendar(NamedTuple):
    """Weeks from `week_0`, the Monday on which week 0 begins."""

    week_0: date = WEEK_0

    def week_of(self, when: date) -> int:
        """Return the week that contains a date; negative before week 0."""
        return (when - self.week_0).days // DAYS

    def monday(self, week: int) -> date:
        """Return the day on which a week begins."""
        return self.week_0 + timedelta(days=DAYS * week)

    def weeks(self, begins: int, span: Duration) -> int:
        """Return how many weeks a duration lasts that begins in a week: at least 1."""
        return max(1, self.week_of(later(self.monday(begins), span)) - begins)

    def beginnings(self, start: int, again: int | str | None, last: int) -> tuple[int, ...]:
        """Return the weeks up to `last` in which an event begins that comes again every so often."""
        return _beginnings(self, start, again, last)

    def latest(self, start: int, again: int | str | None, week: int) -> int:
        """Return the latest beginning up to a week, at or after `start`; `start` itself if none."""
        if again is None or week < start:
            return start
        if isinstance(again, int):
            return start + (week - start) // again * again
        known = self.beginnings(start, again, 2 * HORIZON)
        return known[max(0, bisect_right(known, week) - 1)]


HORIZON = 5200
"""The longest run, in weeks."""


@lru_cache(maxsize=1024)
def _beginnings(calendar: Calendar, start: int, again: int | str | None, last: int) -> tuple[int, ...]:
    if again is None:
        return (start,) if start <= last else ()
    if isinstance(again, int):
        return tuple(range(start, last + 1, again))
    span = duration(again)
    if span is None:
        raise ValueError(f"{again!r} is not a duration")
    found, first = [start], calendar.monday(start)
    while found[-1] <= last:
        found.append(calendar.week_of(later(first, span, len(found))))
    return tuple(week for week in found if week <= last)
