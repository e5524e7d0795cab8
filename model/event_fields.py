"""The values that fields of events take: names, shares, ranges, lists, each with its check."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

Aim = Literal["town", "place", "resident"]
SLUG = r"^[a-z0-9]+([-_][a-z0-9]+)*$"
LAST_WEEK = 5200
TIME = "time"
"""Key of a field's schema that says that files may give a date or a duration for its weeks."""
Time = Literal["date", "duration"]
DURATION_TOO: dict[str, Any] = {TIME: "duration"}
DATE_TOO: dict[str, Any] = {TIME: "date"}
WORKS_ON = {"town": "the whole town", "place": "neighbourhoods", "resident": "residents"}


class Part(BaseModel):
    """A block of an event: unknown fields are refused, types are exact, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


def _listed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else (value,) if isinstance(value, (int, str)) else value


def _paired(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _distinct(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if not values:
        raise PydanticCustomError("none_listed", "an empty list; at least one is needed")
    twice = sorted(value for value, times in Counter(values).items() if times > 1)
    if twice:
        raise PydanticCustomError("twice", "{given} is listed twice", {"given": ", ".join(map(str, twice))})
    return tuple(sorted(values))


def _in_order(pair: tuple[float, float]) -> tuple[float, float]:
    if pair[0] > pair[1]:
        shown = f"[{pair[0]:g}, {pair[1]:g}]"
        raise PydanticCustomError(
            "empty_range", "{given} is empty; the first is above the last", {"given": shown}
        )
    return pair


def fault_at(field: str, message: str) -> PydanticCustomError:
    """Return the error that stands at one field of a block."""
    return PydanticCustomError("at_field", "{message}", {"message": message, "field": field})


def _services(value: Any) -> Any:
    return EVERY_SERVICE if value == "all" else _listed(value)


ServiceName = Literal[
    "general_practice", "mental_health", "money_advice", "housing", "employability", "family", "hub",
]  # fmt: skip
EVERY_SERVICE: tuple[ServiceName, ...] = get_args(ServiceName)
SomeServices = Annotated[list[ServiceName], Field(min_length=1)]
Services = Annotated[
    tuple[ServiceName, ...],
    BeforeValidator(_services, json_schema_input_type=SomeServices | ServiceName | Literal["all"]),
    AfterValidator(_distinct),
]
Quintile = Annotated[int, Field(ge=1, le=5)]
SomeQuintiles = Annotated[list[Quintile], Field(min_length=1)]
Quintiles = Annotated[
    tuple[Quintile, ...],
    BeforeValidator(_listed, json_schema_input_type=SomeQuintiles | Quintile),
    AfterValidator(_distinct),
]
Year = Annotated[int, Field(ge=16, le=120)]
Rank = Annotated[float, Field(ge=0, le=1)]
Line = Annotated[int, Field(ge=0, le=249)]
Share = Annotated[float, Field(ge=0, le=1)]
Money = Annotated[float, Field(ge=0, le=1e12)]
Twofold = Annotated[float, Field(ge=0, le=2)]
Threefold = Annotated[float, Field(ge=0, le=3)]
Fivefold = Annotated[float, Field(ge=0, le=5)]
Tenfold = Annotated[float, Field(ge=0, le=10)]
Shift = Annotated[float, Field(ge=-1, le=1)]
LogOdds = Annotated[float, Field(ge=-5, le=5)]
ToList = BeforeValidator(_paired)
InOrder = AfterValidator(_in_order)
Ages = Annotated[tuple[Year, Year], ToList, InOrder]
Ranks = Annotated[tuple[Rank, Rank], ToList, InOrder]
Lines = Annotated[tuple[Line, Line], ToList, InOrder]
