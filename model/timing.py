"""When events are at work: seasons of the year, and thresholds that start or stop an event."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field, model_validator

from model.calendar import A_YEAR, MONTHS, Calendar
from model.event_fields import DURATION_TOO, LAST_WEEK, Part, Share, fault_at
from model.observed import Observed

Month = Literal[
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
]  # fmt: skip
MIDDLE = 15
"""Day of a month that counts as its middle."""
THURSDAY = 3
"""A week belongs to the month of its Thursday."""


class Season(Part):
    """Times of the year: months in which an event is at work, or a wave over the year."""

    first: Annotated[Month | None, Field(description="first month in which it is at work")] = None
    last: Annotated[Month | None, Field(description="last month in which it is at work")] = None
    peak: Annotated[Month | None, Field(description="month of the full dose, for a wave")] = None
    least: Annotated[Share, Field(description="share of the dose half a year from the peak")] = 0.0

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Season:
        """Check that months or a peak are given, not both."""
        if (self.first is None) != (self.last is None):
            raise fault_at("last" if self.last is None else "first", "give both 'first' and 'last'")
        if (self.first is None) == (self.peak is None):
            raise fault_at("peak", "give 'first' and 'last', or 'peak'")
        if self.first is not None and self.least:
            raise fault_at("least", "goes with 'peak' alone; outside its months the event rests")
        return self

    def share(self, week: int, calendar: Calendar) -> float:
        """Return the share of the dose in a week, 0 to 1.

        Months: 1 in them, else 0. Wave: least + (1 - least) (1 + cos(2 pi d / 365.25)) / 2, with d the
        days from the middle of the peak month.
        """
        thursday = calendar.monday(week) + timedelta(days=THURSDAY)
        if self.peak is None:
            return 1.0 if thursday.month in self._months() else 0.0
        away = (thursday - date(thursday.year, MONTHS.index(self.peak) + 1, MIDDLE)).days
        return self.least + (1.0 - self.least) * 0.5 * (1.0 + math.cos(2.0 * math.pi * away / A_YEAR))

    def _months(self) -> set[int]:
        first, last = MONTHS.index(str(self.first)), MONTHS.index(str(self.last))
        count = (last - first) % len(MONTHS) + 1
        return {(first + step) % len(MONTHS) + 1 for step in range(count)}


class Threshold(Observed):
    """An indicator that stays below or above a value for some weeks."""

    below: Annotated[float | None, Field(ge=-1e6, le=1e6, description="it holds below this value")] = None
    above: Annotated[float | None, Field(ge=-1e6, le=1e6, description="it holds above this value")] = None
    weeks: Annotated[
        int,
        Field(
            ge=1,
            le=LAST_WEEK,
            alias="for",
            json_schema_extra=DURATION_TOO,
            description="weeks that it must hold without a break",
        ),
    ] = 1

    @model_validator(mode="after")
    def _one_sided(self) -> Threshold:
        """Check that one side is given."""
        if (self.below is None) == (self.above is None):
            raise fault_at("below", "give one of 'below' and 'above'")
        return self

    def holds(self, value: float) -> bool:
        """Return whether the threshold holds at a value; never at one that is not known."""
        if self.below is not None:
            return value < self.below
        return self.above is not None and value > self.above

    def told(self) -> str:
        """Return the threshold in words."""
        side = f"below {self.below:g}" if self.below is not None else f"above {self.above:g}"
        group = "" if self.group == "all" else f" of {self.group}"
        return f"{self.indicator}{group} has been {side} for {self.weeks} week{'s' * (self.weeks > 1)}"
