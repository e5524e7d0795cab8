"""Targets that an event cannot reach in its town or its time: found before the run, not in it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from model.event_kinds import CoLocation, Referral, ServiceClosure
from model.event_parts import Event
from model.indicators import INDICATORS
from model.nodes import Path
from model.town import Town

Finding = tuple[Path, str]
SCALES = {
    "%": (0.0, 100.0),
    "0-100": (0.0, 100.0),
    "14-70": (14.0, 70.0),
    "-1 to 1": (-1.0, 1.0),
    "points": (-100.0, 100.0),
    "ratio": (-math.inf, math.inf),
}
"""The least and the most that indicators of a unit can be; those of other units are counts."""
COUNTS = (0.0, math.inf)


def impossible(event: Event, town: Town, weeks: int) -> Iterator[Finding]:
    """Yield the path and the reason of everything that the event asks for in vain."""
    if event.start >= weeks:
        yield ("start",), f"week {event.start} is not before the end of the run ({weeks} weeks)"
    if isinstance(event, ServiceClosure) and event.notice > event.start:
        yield ("notice",), f"{event.notice} weeks before week {event.start} is before week 0"
    if isinstance(event, CoLocation) and event.host in event.guests:
        yield ("guests",), f"{event.host} is the host, it cannot be a guest as well"
    if isinstance(event, Referral) and len({*event.from_, *event.to}) == 1:
        yield ("to",), f"{event.to[0]} refers to itself; name another service"
    yield from _thresholds(event, weeks)
    yield from _places(event, town)
    yield from _people(event, town)


def _thresholds(event: Event, weeks: int) -> Iterator[Finding]:
    """Yield thresholds that no value of their indicator can pass, or that have no time to hold."""
    for name, threshold in (("when", event.when), ("stop", event.stop)):
        if threshold is None:
            continue
        if event.start < weeks < event.start + threshold.weeks:
            left = f"from week {event.start} the run has {weeks - event.start} weeks left"
            yield (name, "for"), f"{threshold.weeks} weeks are more than are left: {left}"
        low, high = SCALES.get(INDICATORS[threshold.indicator].unit, COUNTS)
        scale = f"runs from {low:g} to {high:g}" if high < math.inf else f"is never below {low:g}"
        told = f"{threshold.indicator} {scale}, so this never holds"
        if threshold.below is not None and threshold.below <= low:
            yield (name, "below"), told
        if threshold.above is not None and threshold.above >= high:
            yield (name, "above"), told


def _places(event: Event, town: Town) -> Iterator[Finding]:
    where = event.where
    for name, lines, count in (("rows", where.rows, town.rows), ("columns", where.columns, town.columns)):
        if lines is not None and lines[1] >= count:
            yield (
                ("where", name),
                f"{lines[0]} to {lines[1]} leaves the grid; {name} run from 0 to {count - 1}",
            )
    yield from _quintiles(("where", "quintile"), where.quintile, town)
    if where.flood_prone is not None and town.flood_prone == (not where.flood_prone):
        yield ("where", "flood_prone"), f"no neighbourhood matches; town.flood_prone is {town.flood_prone:g}"


def _people(event: Event, town: Town) -> Iterator[Finding]:
    who = event.who
    yield from _quintiles(("who", "quintile"), who.quintile, town)
    if who.age is not None and not any(
        _overlaps(who.age, band) for band, share in town.ages.items() if share
    ):
        yield ("who", "age"), f"nobody in the town is {who.age[0]} to {who.age[1]} years old"
    if who.lives_alone is not None and town.households["1"] == (not who.lives_alone):
        yield ("who", "lives_alone"), f"nobody matches; town.households.1 is {town.households['1']:g}"


def _overlaps(age: tuple[int, int], band: str) -> bool:
    first, last = map(int, band.split("-"))
    return age[0] <= last and age[1] >= first


def _quintiles(path: Path, asked: tuple[int, ...] | None, town: Town) -> Iterator[Finding]:
    for quintile in asked or ():
        if not town.quintiles[str(quintile)]:
            there = ", ".join(q for q, share in town.quintiles.items() if share)
            yield path, f"the town has no neighbourhood in quintile {quintile}; it has {there}"


def idle(event: Event) -> Iterator[str]:
    """Yield what makes an event legal but without any effect, as sentences about it."""
    if event.does_nothing():
        yield "does nothing: every dose is at the value that means no change"
    shares = {"who.share": event.who.share, "where.share": event.where.share, "uptake": event.uptake}
    for part, share in shares.items():
        if share == 0:
            yield f"reaches nobody: {part} is 0"
    if event.fade and event.weeks is None and event.stop is None:
        yield "never fades: without 'for' it lasts to the end"
    if event.weeks is not None and event.ramp > event.weeks:
        yield f"never reaches its full dose: it ramps up for {event.ramp} weeks and lasts {event.weeks}"
