"""When an event happens, in words: weeks with their dates, durations, repeats, seasons and thresholds."""

from __future__ import annotations

from datetime import timedelta

from experiments.language.phrases import counted, day, group, listed, number, percent, week_in_brackets, weeks
from model.calendar import A_YEAR, DAYS, Calendar
from model.event_parts import Event
from model.indicators import INDICATORS
from model.scenario import Scenario
from model.timing import Season, Threshold

NEXT_TIMES = 3


def when(event: Event, scenario: Scenario, defaults: bool = False) -> str:
    """Return when an event begins, how it rises, lasts and fades, and when it comes again, as sentences."""
    told = [_beginning(event, scenario.calendar), _course(event, scenario, defaults)]
    if event.repeat is not None:
        told.append(_again(event, scenario))
    if event.season is not None:
        told.append(season(event.season))
    if event.stop is not None:
        told.append(f"It ends early{', then fades,' if event.fade else ''} when {threshold(event.stop)}")
    return " ".join(f"{one}." for one in told if one)


def _beginning(event: Event, calendar: Calendar) -> str:
    if event.when is None:
        verb = "It strikes" if event.one_off else "It begins"
        return f"{verb} in {week_in_brackets(event.start, calendar)}"
    verb = "It strikes once," if event.one_off else "It begins"
    return f"{verb} when {threshold(event.when)}, counted from {week_in_brackets(event.start, calendar)} on"


def threshold(one: Threshold) -> str:
    """Return a threshold in words, with what its indicator is and its unit."""
    about = INDICATORS[one.indicator]
    side = f"below {number(one.below)}" if one.below is not None else f"above {number(one.above or 0)}"
    of = f" of {group(one.group)}" if one.group != "all" else ""
    named = f"{one.indicator}{of} ({about.meaning}; {about.unit})"
    return f"{named} has been {side} for {counted(one.weeks, 'week')} in a row"


def _course(event: Event, scenario: Scenario, defaults: bool) -> str:
    """Return how it rises, lasts and fades."""
    if event.one_off:
        return ""
    rises = f"reaches its full dose after {weeks(event.ramp)}" if event.ramp else ""
    if defaults and not event.ramp:
        rises = "is at its full dose at once"
    fades = f"then fades over {weeks(event.fade)}" if event.fade else ""
    if event.weeks is not None and not event.fade:
        fades = "then ends at once"
    steps = [part for part in (rises, _lasting(event, scenario), fades) if part]
    return f"It {listed(steps)}"


def _lasting(event: Event, scenario: Scenario) -> str:
    if event.weeks is None:
        return "lasts to the end of the run"
    told = f"lasts {weeks(event.weeks)}"
    if event.when is not None:
        return told
    end = event.start + event.weeks
    if end > scenario.weeks:
        return f"{told}, beyond the end of the run"
    return f"{told} (to {last_day(end - 1, scenario.calendar)})"


def last_day(week: int, calendar: Calendar) -> str:
    """Return the Sunday on which a week ends, in words."""
    return day(calendar.monday(week + 1) - timedelta(days=1))


def _again(event: Event, scenario: Scenario) -> str:
    """Return how often an event comes again, and in which weeks next."""
    every = counted(event.repeat, "week") if isinstance(event.repeat, int) else str(event.repeat)
    every = every.removeprefix("1 ")
    times = scenario.calendar.beginnings(event.start, event.repeat, scenario.weeks - 1)[1:]
    if not times:
        return f"It comes again every {every}, but not within the run"
    shown = listed([week_in_brackets(week, scenario.calendar) for week in times[:NEXT_TIMES]])
    rest = len(times) - len(times[:NEXT_TIMES])
    more = f", and {counted(rest, 'time')} more within the run" if rest else ""
    return f"It comes again every {every}: in {shown}{more}"


def season(one: Season) -> str:
    """Return the times of the year at which an event is at work."""
    if one.peak is None:
        first, last = str(one.first).capitalize(), str(one.last).capitalize()
        months = f"in {first}" if first == last else f"from {first} to {last}"
        return f"It is at work {months} only (a week belongs to the month of its Thursday)"
    return (
        f"It goes up and down with the year: the full dose in the middle of {one.peak.capitalize()},"
        f" {percent(one.least)} of it {number(round(A_YEAR / 2 / DAYS))} weeks later"
    )
