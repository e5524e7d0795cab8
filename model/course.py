"""The course of an event: when it begins, and its dose week by week."""

from __future__ import annotations

from typing import NamedTuple

from model.calendar import Calendar
from model.event_parts import Event


class Course(NamedTuple):
    """How one event unfolds: from `begins` (None: not yet begun) until `stopped` (None: never stopped)."""

    event: Event
    calendar: Calendar
    begins: int | None
    stopped: int | None = None

    def since_start(self, week: int) -> int:
        """Return weeks since the event last began: negative before its start."""
        if self.begins is None:
            return -1
        last = week if self.stopped is None else min(week, self.stopped - 1)
        return week - self.calendar.latest(self.begins, self.event.repeat, last)

    def can_stop(self, week: int) -> bool:
        """Return whether there is something to stop: it has begun and has not ended for good."""
        if self.begins is None or week <= self.begins or self.stopped is not None:
            return False
        event = self.event
        return event.repeat is not None or event.weeks is None or week < self.begins + event.weeks

    def dose(self, week: int) -> float:
        """Return the event's dose in a week, 0 to 1: ramp up, hold, fade; a one-off is 1 in its week only.

        Ramp of r weeks: (t + 1) / r in week t. Fade of f weeks after the end: 1 - (t + 1) / (f + 1). The
        season's share multiplies it. A stop is an end.
        """
        t = self.since_start(week)
        if t < 0:
            return 0.0
        if self.event.one_off:
            return 1.0 if t == 0 and (self.stopped is None or week < self.stopped) else 0.0
        season = self.event.season.share(week, self.calendar) if self.event.season else 1.0
        return season * self._risen_or_faded(t, self._length(week, t))

    def _length(self, week: int, t: int) -> int | None:
        """Return how many weeks it lasts this time, None without an end."""
        if self.stopped is None or week < self.stopped:
            return self.event.weeks
        lasted = self.stopped - (week - t)
        return lasted if self.event.weeks is None else min(lasted, self.event.weeks)

    def _risen_or_faded(self, t: int, length: int | None) -> float:
        event = self.event
        held = t if length is None else min(t, length - 1)
        risen = min(1.0, (held + 1) / event.ramp) if event.ramp else 1.0
        if length is None or t < length:
            return risen
        return risen * max(0.0, 1.0 - (t - length + 1) / (event.fade + 1)) if event.fade else 0.0
