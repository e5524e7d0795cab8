"""What all events share: name, course over time, whom and where they reach, how, and cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from model.aiming import Delivery, Where, Who
from model.calendar import DURATION, duration, meant
from model.event_fields import (
    DATE_TOO,
    DURATION_TOO,
    LAST_WEEK,
    SLUG,
    WORKS_ON,
    Aim,
    Money,
    Part,
    Share,
    fault_at,
)
from model.timing import Season, Threshold

NOT_FOR_STRIKES = ("weeks", "ramp", "fade", "season", "stop")
"""Common fields that a kind which strikes once does not take."""


def _again(value: Any) -> Any:
    weeks = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LAST_WEEK
    if not weeks and not (isinstance(value, str) and duration(value)):
        message = "{given} is neither a number of weeks from 1 to {most} nor a duration such as '1 year'"
        hint = meant(value) if isinstance(value, str) else ""
        about = {"given": repr(value)[:40], "most": LAST_WEEK, "hint": hint}
        raise PydanticCustomError("again", f"{message}{{hint}}", about)
    return value


SomeWeeks = Annotated[int, Field(ge=1, le=LAST_WEEK)]
SomeTime = Annotated[str, Field(pattern=f"^{DURATION}$")]
Again = Annotated[int | str, BeforeValidator(_again, json_schema_input_type=SomeWeeks | SomeTime)]
Lasting = Annotated[int, Field(ge=0, le=LAST_WEEK, json_schema_extra=DURATION_TOO)]


class Cost(Part):
    """What an event costs whoever pays for it; fixed and weekly costs are for 10,000 residents."""

    fixed: Annotated[Money, Field(description="once, GBP for 10,000 residents")] = 0.0
    weekly: Annotated[Money, Field(description="a week at full dose, GBP for 10,000 residents")] = 0.0
    per_participant: Annotated[Money, Field(description="for each resident who takes part, GBP")] = 0.0
    price_year: Annotated[int | None, Field(ge=1990, le=2100, description="year of the prices")] = None


class Event(Part):
    """One thing that happens: when, for how long, to whom, where, how, and at what cost.

    `aims` says what a kind works on: the town takes neither `who` nor `where`, a place takes
    `where`, a resident takes both and `uptake`. A one-off kind strikes at its start and takes no
    `for`, `ramp`, `fade`, `season` or `stop`. `moves` names an indicator and the direction (+1 or -1)
    that `trial`, a strong dose of the kind, moves it in. `always_acts` says that no dose of the kind
    means no change; `graded` that it can be given more and less of; `own_places` that it keeps places
    and stays of its own.
    """

    aims: ClassVar[Aim]
    one_off: ClassVar[bool] = False
    always_acts: ClassVar[bool] = False
    graded: ClassVar[bool] = True
    own_places: ClassVar[bool] = False
    moves: ClassVar[tuple[str, int] | None] = None
    trial: ClassVar[Mapping[str, Any]] = {}

    name: Annotated[
        str, Field(pattern=SLUG, max_length=60, description="unique in the scenario; the kind if left out")
    ] = ""
    kind: str
    start: Annotated[
        int,
        Field(
            ge=0,
            le=LAST_WEEK,
            json_schema_extra=DATE_TOO,
            description="week in which it begins; with 'when', the earliest",
        ),
    ]
    weeks: Annotated[
        int | None,
        Field(
            ge=1,
            le=LAST_WEEK,
            alias="for",
            json_schema_extra=DURATION_TOO,
            description="weeks that it lasts; to the end if left out",
        ),
    ] = None
    ramp: Annotated[Lasting, Field(description="weeks until the full dose")] = 0
    fade: Annotated[Lasting, Field(description="weeks of fading after the end")] = 0
    repeat: Annotated[
        Again | None, Field(description="again every so many weeks, or months or years of the calendar")
    ] = None
    season: Annotated[Season | None, Field(description="times of the year at which it is at work")] = None
    when: Annotated[Threshold | None, Field(description="begins when this has held so long")] = None
    stop: Annotated[Threshold | None, Field(description="ends for good when this has held so long")] = None
    who: Annotated[Who, Field(description="residents it is aimed at; all if left out")] = Who()
    where: Annotated[Where, Field(description="neighbourhoods it is aimed at; all if left out")] = Where()
    uptake: Annotated[Share, Field(description="share of those offered who take part")] = 1.0
    delivery: Annotated[Delivery, Field(description="how it is given out among those it is aimed at")] = (
        Delivery()
    )
    cost: Annotated[Cost, Field(description="what it costs whoever pays for it")] = Cost()
    note: Annotated[str, Field(max_length=2000, description="anything worth knowing about the numbers")] = ""

    @field_validator("who", "where", "uptake", "delivery", *NOT_FOR_STRIKES, mode="before")
    @classmethod
    def _takes(cls, value: Any, info: Any) -> Any:
        """Refuse a field that the kind does not take."""
        if info.field_name in cls.not_taken():
            lasts = info.field_name in NOT_FOR_STRIKES
            reason = "it strikes once, at its start" if lasts else f"it works on {WORKS_ON[cls.aims]}"
            field = cls.model_fields[info.field_name].alias or info.field_name
            given = {"kind": cls.model_fields["kind"].default, "field": field, "reason": reason}
            raise PydanticCustomError("not_taken", "a {kind} event takes no '{field}': {reason}", given)
        return value

    @model_validator(mode="before")
    @classmethod
    def _named(cls, data: Any) -> Any:
        """Name an event after its kind if it has no name; one that waits may begin from week 0 on."""
        if isinstance(data, dict) and "name" not in data:
            data = {"name": cls.model_fields["kind"].default, **data}
        return {"start": 0, **data} if isinstance(data, dict) and "when" in data else data

    @model_validator(mode="after")
    def _repeats_after_it_ended(self) -> Event:
        """Check that a repeated event has ended before it comes again, and waits for nothing."""
        if self.repeat is not None and self.when is not None:
            raise fault_at("repeat", "an event that waits for 'when' begins once; leave one of them out")
        if self.repeat is None or self.one_off:
            return self
        if self.weeks is None:
            raise fault_at("repeat", "an event that repeats needs 'for', how long it lasts each time")
        if self.fewest_weeks_between() < self.weeks:
            every = f"{self.repeat} weeks" if isinstance(self.repeat, int) else self.repeat
            given = f"every {every}, but it lasts {self.weeks}"
            raise fault_at("repeat", f"{given} weeks; repeat must be at least {self.weeks} weeks")
        return self

    @model_validator(mode="after")
    def _can_be_given_so(self) -> Event:
        """Check that the kind can be given out as `delivery` says."""
        d = self.delivery
        graded = self.graded and not self.one_off
        if self.own_places and d != Delivery():
            raise fault_at("delivery", f"a {self.kind} event has places of its own: 'workers' and 'caseload'")
        if d.mode == "proportionate" and not graded:
            raise fault_at("delivery", f"a {self.kind} event has no dose that could rise with need")
        if d.is_programme and self.one_off:
            raise fault_at("delivery", f"a {self.kind} event strikes once; nobody stays in it")
        if self.aims == "place" and (d.mode in ("targeted", "first_come") or d.is_programme):
            raise fault_at("delivery", "people take no turns: it works on neighbourhoods")
        if self.aims == "place" and d.need != "deprivation":
            raise fault_at("delivery", "neighbourhoods are ranked by deprivation alone")
        return self

    def fewest_weeks_between(self) -> int:
        """Return the fewest weeks between two beginnings of an event that repeats."""
        if isinstance(self.repeat, str):
            span = duration(self.repeat)
            return span.fewest_weeks if span else 0
        return self.repeat or LAST_WEEK

    @property
    def follows_calendar(self) -> bool:
        """Return whether what it does in a week depends on the date, not on the number of the week alone."""
        return self.season is not None or isinstance(self.repeat, str)

    @classmethod
    def not_taken(cls) -> tuple[str, ...]:
        """Return the common fields that this kind does not take."""
        aimed = {"town": ("who", "where", "uptake", "delivery"), "place": ("who", "uptake"), "resident": ()}
        return aimed[cls.aims] + (NOT_FOR_STRIKES if cls.one_off else ())

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
        """Return all fields that the kind takes as JSON data, `kind` first; what is left out stays out."""
        data = self.model_dump(
            mode="json", by_alias=True, exclude={*self.not_taken(), "delivery"}, exclude_none=True
        )
        given = self.delivery.model_dump(mode="json", exclude_defaults=True)
        data |= {"delivery": given} if given else {}
        return {"name": data.pop("name"), "kind": data.pop("kind"), **data}
