"""Events that work on services: their capacity, opening, demand, and how they pass people on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from model.event_fields import DURATION_TOO, EVERY_SERVICE, ServiceName, Services, Share, Tenfold
from model.event_parts import Event

ALL: tuple[ServiceName, ...] = tuple(sorted(EVERY_SERVICE))
"""Every service in the order in which a list of services is kept."""


class ServiceCapacity(Event):
    """Services get more or fewer staff hours; `where` is where the sites stand."""

    aims, moves, trial = "place", ("unmet_need", -1), {"services": "all", "factor": 3.0}
    kind: Literal["service_capacity"] = "service_capacity"
    services: Annotated[Services, Field(description="services concerned, or all")]
    factor: Annotated[Tenfold, Field(description="factor on weekly capacity")] = 1.0


class ServiceClosure(Event):
    """Sites close; a contested closure can be averted or delayed by a mobilised community."""

    aims, graded, always_acts = "place", False, True
    moves, trial = ("unmet_need", +1), {"services": "all"}
    kind: Literal["service_closure"] = "service_closure"
    services: Annotated[Services, Field(description="services concerned, or all")]
    share: Annotated[
        Share, Field(description="share of the sites concerned that close, drawn at random, rounded down")
    ] = 1.0
    contested: Annotated[bool, Field(description="whether residents can fight it")] = False
    notice: Annotated[
        int,
        Field(ge=0, le=104, json_schema_extra=DURATION_TOO, description="weeks from announcement to start"),
    ] = 0


class ServiceRemote(Event):
    """Sites serve online and by telephone only."""

    aims, graded, moves, trial = "place", False, ("unmet_need", +1), {"services": "all"}
    kind: Literal["service_remote"] = "service_remote"
    services: Annotated[Services, Field(description="services concerned, or all")]


class ServiceDemand(Event):
    """Needs arise more or less often."""

    aims, moves, trial = "town", ("unmet_need", +1), {"services": "all", "factor": 3.0}
    kind: Literal["service_demand"] = "service_demand"
    services: Annotated[Services, Field(description="services concerned, or all")]
    factor: Annotated[Tenfold, Field(description="factor on how often the needs arise")] = 1.0


class Referral(Event):
    """Services pass people on better or worse, without anybody moving; `from` is `from_` in code."""

    aims, always_acts, moves, trial = "town", True, ("leak", -1), {"link": 1.0}
    kind: Literal["referral"] = "referral"
    from_: Annotated[Services, Field(alias="from", description="services that refer, or all")] = ALL
    to: Annotated[Services, Field(description="services referred to, or all")] = ALL
    link: Annotated[Share, Field(description="how well people are passed on, 0 leaflet to 1 same room")]


class CoLocation(Event):
    """Services move into the sites of another one; capacity stays."""

    aims, moves, trial = "town", ("leak", -1), {"host": "general_practice", "guests": ["money_advice"]}
    kind: Literal["co_location"] = "co_location"
    host: Annotated[ServiceName, Field(description="service whose sites take the guests in")]
    guests: Annotated[Services, Field(description="services that move in")]


class LinkWorkers(Event):
    """Link workers meet people for some weeks and walk them to services and activities."""

    aims, own_places, moves, trial = "resident", True, ("linking", +1), {"workers": 40.0}
    kind: Literal["link_workers"] = "link_workers"
    workers: Annotated[float, Field(gt=0, le=1000, description="workers per 10,000 residents")]
    caseload: Annotated[int, Field(ge=1, le=200, description="people a worker has at a time")] = 40
    contact: Annotated[Share, Field(description="chance of a session in a week")] = 0.13
    episode: Annotated[
        int,
        Field(
            ge=4,
            le=104,
            json_schema_extra=DURATION_TOO,
            description="weeks that a person stays with a worker",
        ),
    ] = 26
