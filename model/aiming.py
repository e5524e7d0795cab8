"""At whom and where an event is aimed, and how it is given out among those it is aimed at."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from model.event_fields import (
    DURATION_TOO,
    LAST_WEEK,
    Ages,
    InOrder,
    Lines,
    Part,
    Quintiles,
    Ranks,
    Share,
    ToList,
    Twofold,
    fault_at,
)

Mode = Literal["universal", "proportionate", "targeted", "first_come"]
Need = Literal["deprivation", "money_strain", "loneliness", "strain", "poor_health", "isolation"]
Ties = Annotated[int, Field(ge=0, le=24)]
Points = Annotated[float, Field(ge=0, le=100)]
TieRange = Annotated[tuple[Ties, Ties], ToList, InOrder]
PointRange = Annotated[tuple[Points, Points], ToList, InOrder]
PLACES_PER = 10_000
"""Residents for whom the places of a programme, and costs, are given."""


class Who(Part):
    """Which residents an event is aimed at; all that is given must hold, at the event's start."""

    quintile: Annotated[Quintiles | None, Field(description="SIMD quintile of the home")] = None
    age: Annotated[Ages | None, Field(description="[youngest, oldest] in years")] = None
    sex: Annotated[Literal["female", "male"] | None, Field(description="sex")] = None
    isolated: Annotated[bool | None, Field(description="isolated, or not")] = None
    income: Annotated[Ranks | None, Field(description="[lowest, highest] rank of income")] = None
    unemployed: Annotated[bool | None, Field(description="unemployed, or not")] = None
    lives_alone: Annotated[bool | None, Field(description="the only adult in the household, or not")] = None
    lonely: Annotated[bool | None, Field(description="lonely at least some of the time, or not")] = None
    carer: Annotated[bool | None, Field(description="caring for children or others, or not")] = None
    volunteer: Annotated[bool | None, Field(description="volunteered in the last year, or not")] = None
    newcomer: Annotated[bool | None, Field(description="less than a year at the address, or not")] = None
    renter: Annotated[bool | None, Field(description="rents the home, or owns it")] = None
    offline: Annotated[bool | None, Field(description="at little ease online, or not")] = None
    without_car: Annotated[bool | None, Field(description="cannot get about easily, or can")] = None
    poor_health: Annotated[bool | None, Field(description="health less than good, or good")] = None
    struggling: Annotated[bool | None, Field(description="does not manage well financially, or does")] = None
    broker: Annotated[
        bool | None,
        Field(description="among the tenth whose ties reach the most people who don't know each other"),
    ] = None
    close_ties: Annotated[TieRange | None, Field(description="[fewest, most] close ties")] = None
    share: Annotated[Share, Field(description="share drawn at random among those who match")] = 1.0


class Where(Part):
    """Which neighbourhoods an event is aimed at; all that is given must hold."""

    quintile: Annotated[Quintiles | None, Field(description="SIMD quintile, 1 = most deprived")] = None
    rows: Annotated[Lines | None, Field(description="[first, last] row of the grid, from 0")] = None
    columns: Annotated[Lines | None, Field(description="[first, last] column of the grid, from 0")] = None
    flood_prone: Annotated[bool | None, Field(description="lies low beside the river, or not")] = None
    cohesion: Annotated[
        PointRange | None, Field(description="[least, most] cohesion at the event's start, 0 to 100")
    ] = None
    share: Annotated[Share, Field(description="share drawn at random among those that match")] = 1.0


class Delivery(Part):
    """How an event is given out among those it is aimed at.

    `universal`: the same for all; `proportionate`: for all, the dose rising with need; `targeted`: the
    neediest are taken first; `first_come`: those with habit and money get there first.
    """

    mode: Annotated[Mode, Field(description="how it is given out")] = "universal"
    need: Annotated[Need, Field(description="what need is counted by")] = "deprivation"
    slope: Annotated[
        Twofold, Field(description="proportionate: dose x (1 + slope x (rank of need - 1/2))")
    ] = 1.0
    places: Annotated[
        float | None,
        Field(gt=0, le=PLACES_PER, description="people at a time per 10,000 residents; others wait"),
    ] = None
    stay: Annotated[
        int | None,
        Field(
            ge=1,
            le=LAST_WEEK,
            json_schema_extra=DURATION_TOO,
            description="weeks that each takes part; to the end if left out",
        ),
    ] = None

    @model_validator(mode="after")
    def _fits(self) -> Delivery:
        """Check that a slope or a need goes with a mode that reads it."""
        given = self.model_fields_set
        if "slope" in given and self.mode != "proportionate":
            raise fault_at("slope", f"is read when mode is proportionate, not {self.mode}")
        if "need" in given and self.mode not in ("proportionate", "targeted"):
            raise fault_at("need", f"is read when mode is proportionate or targeted, not {self.mode}")
        return self

    @property
    def is_programme(self) -> bool:
        """Return whether people come and go: places or stays are limited."""
        return self.places is not None or self.stay is not None


__all__ = ["PLACES_PER", "Delivery", "Mode", "Need", "Where", "Who"]
