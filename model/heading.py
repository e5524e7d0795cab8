"""What a scenario file says beside its blocks: title, question, sources, what to expect, and its time."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from model.calendar import DATE, FIRST_YEAR, LAST_YEAR, WEEK_0, day
from model.event_fields import DURATION_TOO, LAST_WEEK, SLUG, Part, ToList
from model.observed import Observed

VERSION = 2
"""The version of the language of scenario files that is read; files of version 1 are migrated."""
TEXT = Annotated[str, Field(min_length=1, max_length=2000)]
DateText = Annotated[str, Field(pattern=f"^{DATE}$")]


class Watched(Observed):
    """An indicator of a group over a span of weeks, counted from the first difference of two scenarios."""

    over: Annotated[
        Literal["first_year", "second_year", "last_year", "whole"],
        Field(description="when, counted from the first difference between the two"),
    ] = "first_year"


class Expectation(Watched):
    """What a scenario is expected to do to an indicator: a claim that its runs can refute."""

    moves: Annotated[Literal["up", "down", "same"], Field(description="which way; same: not by a bit")]
    against: Annotated[
        str, Field(pattern=SLUG, max_length=100, description="the scenario it is held against")
    ] = "baseline"


def version_fault(value: Any) -> str:
    """Return why a version of the language is not read, or ''."""
    if isinstance(value, bool) or not isinstance(value, int) or value not in (1, VERSION):
        shown = value if isinstance(value, (int, float, str)) else type(value).__name__
        given = f"{shown!r:.40}"
        return f"{given} is not a version of the language that is read here; legal is {VERSION}"
    if value == 1:
        return "version 1 of the language is not read any more; 'kith migrate' rewrites the file"
    return ""


def _current(value: Any) -> Any:
    if why := version_fault(value):
        raise PydanticCustomError("version", "{why}", {"why": why})
    return value


def _monday(value: Any) -> Any:
    found = day(value) if isinstance(value, str) else value
    if not isinstance(found, date) or found.weekday() != 0:
        message = "{given} is not a Monday, written such as {legal}"
        raise PydanticCustomError("monday", message, {"given": repr(value)[:40], "legal": str(WEEK_0)})
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        about = {"given": str(found), "first": FIRST_YEAR, "last": LAST_YEAR}
        raise PydanticCustomError("monday", "{given} is outside the years {first} to {last}", about)
    return found


class Head(Part):
    """What a scenario file says beside its blocks."""

    name: Annotated[str, Field(pattern=SLUG, max_length=100, description="that of the file if left out")] = (
        "scenario"
    )
    title: Annotated[str, Field(min_length=1, max_length=200, description="what it is, in a few words")]
    question: Annotated[TEXT, Field(description="the question it answers, in one or two sentences")]
    sources: Annotated[tuple[TEXT, ...], ToList, Field(description="citations, with evidence ids")] = ()
    sizes: Annotated[str, Field(max_length=2000, description="why the numbers are as they are")] = ""
    doubt: Annotated[str, Field(max_length=2000, description="what would change your mind")] = ""
    expect: Annotated[
        tuple[Expectation, ...], ToList, Field(description="what should come out, and against what")
    ] = ()
    version: Annotated[
        int,
        BeforeValidator(_current, json_schema_input_type=Literal[2]),
        Field(description="of the language of the file"),
    ] = VERSION
    week_0: Annotated[
        date, BeforeValidator(_monday, json_schema_input_type=DateText),
        Field(description="the Monday on which week 0 begins"),
    ] = WEEK_0  # fmt: skip
    settle: Annotated[
        int,
        Field(
            ge=0,
            le=2000,
            json_schema_extra=DURATION_TOO,
            description="weeks the town settles in before week 0",
        ),
    ] = 416
    weeks: Annotated[
        int, Field(ge=1, le=LAST_WEEK, json_schema_extra=DURATION_TOO, description="weeks of the run")
    ] = 520
