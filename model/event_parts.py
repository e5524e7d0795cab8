"""What all events share: name, start, course over time, whom and where they reach, and cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

Aim = Literal["town", "place", "resident"]
SLUG = r"^[a-z0-9]+([-_][a-z0-9]+)*$"
LAST_WEEK = 5200
WORKS_ON = {"town": "the whole town", "place": "neighbourhoods", "resident": "residents"}


class Part(BaseModel):
    """A block of an event: unknown fields are refused, types are exact, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


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


def _fault_at(field: str, message: str) -> PydanticCustomError:
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


class Who(Part):
    """Which residents an event is aimed at; all that is given must hold."""

    quintile: Annotated[Quintiles | None, Field(description="SIMD quintile of the home")] = None
    age: Annotated[Ages | None, Field(description="[youngest, oldest] in years")] = None
    sex: Annotated[Literal["female", "male"] | None, Field(description="sex")] = None
    isolated: Annotated[bool | None, Field(description="isolated at the event's start, or not")] = None
    income: Annotated[Ranks | None, Field(description="[lowest, highest] rank of income")] = None
    unemployed: Annotated[bool | None, Field(description="unemployed at the event's start, or not")] = None
    lives_alone: Annotated[bool | None, Field(description="the only adult in the household, or not")] = None
    share: Annotated[Share, Field(description="share drawn at random among those who match")] = 1.0


class Where(Part):
    """Which neighbourhoods an event is aimed at; all that is given must hold."""

    quintile: Annotated[Quintiles | None, Field(description="SIMD quintile, 1 = most deprived")] = None
    rows: Annotated[Lines | None, Field(description="[first, last] row of the grid, from 0")] = None
    columns: Annotated[Lines | None, Field(description="[first, last] column of the grid, from 0")] = None
    flood_prone: Annotated[bool | None, Field(description="lies low beside the river, or not")] = None
    share: Annotated[Share, Field(description="share drawn at random among those that match")] = 1.0


class Cost(Part):
    """What an event costs whoever pays for it."""

    fixed: Annotated[Money, Field(description="once, GBP")] = 0.0
    weekly: Annotated[Money, Field(description="each week at full dose, GBP")] = 0.0
    per_participant: Annotated[Money, Field(description="for each resident who takes part, GBP")] = 0.0
    price_year: Annotated[int | None, Field(ge=1990, le=2100, description="year of the prices")] = None


class Event(Part):
    """One thing that happens: when, for how long, to whom, where, and at what cost.

    `aims` says what a kind works on: the town takes neither `who` nor `where`, a place takes
    `where`, a resident takes both and `uptake`. A one-off kind strikes at its start and takes no
    `weeks`, `ramp` or `fade`. `moves` names an indicator and the direction (+1 or -1) that `trial`,
    a strong dose of the kind, moves it in. `always_acts` says that no dose of the kind means no change.
    """

    aims: ClassVar[Aim]
    one_off: ClassVar[bool] = False
    always_acts: ClassVar[bool] = False
    moves: ClassVar[tuple[str, int] | None] = None
    trial: ClassVar[Mapping[str, Any]] = {}

    name: Annotated[
        str, Field(pattern=SLUG, max_length=60, description="unique in the scenario; the kind if left out")
    ] = ""
    kind: str
    start: Annotated[int, Field(ge=0, le=LAST_WEEK, description="week in which it begins")]
    weeks: Annotated[
        int | None, Field(ge=1, le=LAST_WEEK, description="how long; to the end if left out")
    ] = None
    ramp: Annotated[int, Field(ge=0, le=LAST_WEEK, description="weeks until the full dose")] = 0
    fade: Annotated[int, Field(ge=0, le=LAST_WEEK, description="weeks of fading after the end")] = 0
    repeat: Annotated[int | None, Field(ge=1, le=LAST_WEEK, description="again every so many weeks")] = None
    who: Annotated[Who, Field(description="residents it is aimed at; all if left out")] = Who()
    where: Annotated[Where, Field(description="neighbourhoods it is aimed at; all if left out")] = Where()
    uptake: Annotated[Share, Field(description="share of those offered who take part")] = 1.0
    cost: Annotated[Cost, Field(description="what it costs whoever pays for it")] = Cost()
    note: Annotated[str, Field(max_length=2000, description="anything worth knowing about the numbers")] = ""

    @field_validator("who", "where", "uptake", "weeks", "ramp", "fade", mode="before")
    @classmethod
    def _takes(cls, value: Any, info: Any) -> Any:
        """Refuse a field that the kind does not take."""
        if info.field_name in cls.not_taken():
            lasts = info.field_name in ("weeks", "ramp", "fade")
            reason = "it strikes once, at its start" if lasts else f"it works on {WORKS_ON[cls.aims]}"
            given = {"kind": cls.model_fields["kind"].default, "field": info.field_name, "reason": reason}
            raise PydanticCustomError("not_taken", "a {kind} event takes no '{field}': {reason}", given)
        return value

    @model_validator(mode="before")
    @classmethod
    def _named(cls, data: Any) -> Any:
        """Name an event after its kind if it has no name."""
        nameless = isinstance(data, dict) and "name" not in data
        return {"name": cls.model_fields["kind"].default, **data} if nameless else data

    @model_validator(mode="after")
    def _repeats_after_it_ended(self) -> Event:
        """Check that a repeated event has ended before it comes again."""
        if self.repeat is None or self.one_off:
            return self
        if self.weeks is None:
            raise _fault_at("repeat", "an event that repeats needs 'weeks', how long it lasts each time")
        if self.repeat < self.weeks:
            given = f"every {self.repeat} weeks, but it lasts {self.weeks}"
            raise _fault_at("repeat", f"{given}; repeat must be at least {self.weeks}")
        return self

    @classmethod
    def not_taken(cls) -> tuple[str, ...]:
        """Return the common fields that this kind does not take."""
        aimed = {"town": ("who", "where", "uptake"), "place": ("who", "uptake"), "resident": ()}[cls.aims]
        return aimed + (("weeks", "ramp", "fade") if cls.one_off else ())

    @classmethod
    def own_fields(cls) -> tuple[str, ...]:
        """Return the names of the fields that only this kind has."""
        return tuple(name for name in cls.model_fields if name not in Event.model_fields)

    def does_nothing(self) -> bool:
        """Return whether every dose (a decimal field of its own) has the value that means no change."""
        about = {name: type(self).model_fields[name] for name in self.own_fields()}
        doses = {name: field for name, field in about.items() if field.annotation is float}
        idle = {name: 0.0 if field.is_required() else field.default for name, field in doses.items()}
        return bool(idle) and not self.always_acts and all(getattr(self, n) == x for n, x in idle.items())

    def plain(self) -> dict[str, Any]:
        """Return all fields that the kind takes as JSON data, `kind` first."""
        data = self.model_dump(mode="json", by_alias=True, exclude=set(self.not_taken()))
        return {"name": data.pop("name"), "kind": data.pop("kind"), **data}
