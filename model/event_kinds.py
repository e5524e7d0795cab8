"""The kinds of event: one class each, told apart by `kind`; fields left out mean no change.

Events are data. What a kind does to the week's conditions stands in `model.events`; no kind sets an
outcome (wellbeing, belonging, loneliness, cohesion). The common fields are in `model.event_parts`,
the kinds that work on services, on decisions and on who lives in the town in `model.service_events`,
`model.decision_events` and `model.people_events`.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from model.decision_events import Barriers, Budget, Delivery, Outreach, PowerSharing
from model.event_fields import Fivefold, LogOdds, Share, Shift, Tenfold, Threefold, Twofold
from model.event_parts import Event
from model.people_events import Arrivals, Churn, Mortality, Newcomers, Visits
from model.service_events import (
    CoLocation,
    LinkWorkers,
    Referral,
    ServiceCapacity,
    ServiceClosure,
    ServiceDemand,
    ServiceRemote,
)


class Contact(Event):
    """Contact between people is cut or eased: lockdown, distancing."""

    aims, moves, trial = "town", ("meets_weekly", -1), {"close": 0.3, "acquaintance": 0.1}
    kind: Literal["contact"] = "contact"
    close: Annotated[Twofold, Field(description="factor on contact between close ties")] = 1.0
    acquaintance: Annotated[Twofold, Field(description="factor on contact between acquaintances")] = 1.0


class Confinement(Event):
    """People stay at home: shielding, illness, a curfew."""

    aims, moves, trial = "resident", ("attending", -1), {"going_out": 0.1}
    kind: Literal["confinement"] = "confinement"
    going_out: Annotated[Twofold, Field(description="factor on going out")] = 1.0


class Stress(Event):
    """Strain from outside: fear, uncertainty, upheaval."""

    aims, moves, trial = "resident", ("wemwbs", -1), {"level": 0.3}
    kind: Literal["stress"] = "stress"
    level: Annotated[Share, Field(description="strain added while it lasts")] = 0.0


class Prices(Event):
    """The cost of living rises; it bites harder the lower the income."""

    aims, moves, trial = "place", ("money_strain", +1), {"rise": 0.3}
    kind: Literal["prices"] = "prices"
    rise: Annotated[Share, Field(description="money pressure on those with the least income")] = 0.0


class Income(Event):
    """Money for people: a payment, or (negative) a cut of benefits."""

    aims, moves, trial = "resident", ("money_strain", -1), {"support": 0.3}
    kind: Literal["income"] = "income"
    support: Annotated[Shift, Field(description="money pressure taken away; negative adds it")] = 0.0


class JobLoss(Event):
    """People lose their jobs: a plant closes."""

    aims, one_off, moves, trial = "resident", True, ("unemployed", +1), {"share": 0.3}
    kind: Literal["job_loss"] = "job_loss"
    share: Annotated[Share, Field(description="share of the employed among those aimed at who lose work")]


class Hiring(Event):
    """Work is easier or harder to find."""

    aims, moves, trial = "place", ("unemployed", -1), {"factor": 3.0}
    kind: Literal["hiring"] = "hiring"
    factor: Annotated[Fivefold, Field(description="factor on finding work")] = 1.0


class Damage(Event):
    """Homes are damaged: flood, storm, fire."""

    aims, one_off, moves, trial = "resident", True, ("wemwbs", -1), {"home": 0.9}
    kind: Literal["damage"] = "damage"
    home: Annotated[Share, Field(description="damage to the home, 1 = not fit to live in")]


class Incident(Event):
    """Serious incidents of violence or harassment."""

    aims, one_off, moves, trial = "place", True, ("safety", -1), {"severity": 10.0}
    kind: Literal["incident"] = "incident"
    severity: Annotated[float, Field(ge=0, le=20, description="serious incidents' worth, in each place")]


class StreetSafety(Event):
    """Streets are made safer or not: lighting, wardens, or their loss."""

    aims, moves, trial = "place", ("safety", +1), {"incidents": 0.3, "fear": 0.5}
    kind: Literal["street_safety"] = "street_safety"
    incidents: Annotated[Fivefold, Field(description="factor on the rate of incidents")] = 1.0
    fear: Annotated[Fivefold, Field(description="factor on how much an incident frightens")] = 1.0


class PlaceQuality(Event):
    """The place is improved or let go: greening, repairs, dereliction."""

    aims, moves, trial = "place", ("belonging", +1), {"shift": 0.3}
    kind: Literal["place_quality"] = "place_quality"
    shift: Annotated[Shift, Field(description="shift of the quality that the place is held at")] = 0.0


class Activities(Event):
    """Clubs and groups offer more or fewer places, or cost more or less: a hub, closed venues."""

    aims, moves, trial = "place", ("attending", +1), {"groups": 5, "fee": 0.5}
    kind: Literal["activities"] = "activities"
    factor: Annotated[Fivefold, Field(description="factor on the places offered, 0 = closed")] = 1.0
    groups: Annotated[float, Field(ge=-20, le=50, description="extra groups with room, in each place")] = 0.0
    fee: Annotated[Fivefold, Field(description="factor on what taking part costs a person")] = 1.0


class Invitation(Event):
    """People are invited to activities."""

    aims, moves, trial = "resident", ("attending", +1), {"strength": 2.0}
    kind: Literal["invitation"] = "invitation"
    strength: Annotated[LogOdds, Field(description="added log-odds of going")] = 0.0


class Meeting(Event):
    """Neighbours meet by chance more or less, and mix more or less: street events, shared spaces."""

    aims, moves, trial = "place", ("acquaintances", +1), {"factor": 5.0, "mixing": 0.3}
    kind: Literal["meeting"] = "meeting"
    factor: Annotated[Tenfold, Field(description="factor on chance meetings")] = 1.0
    mixing: Annotated[Threefold, Field(description="factor on the reluctance to befriend the unlike")] = 1.0


class Volunteering(Event):
    """Volunteering is supported (expenses, brokerage) or wears out (negative)."""

    aims, moves, trial = "resident", ("volunteering_year", +1), {"support": 2.0}
    kind: Literal["volunteering"] = "volunteering"
    support: Annotated[LogOdds, Field(description="added log-odds of volunteering")] = 0.0


class Travel(Event):
    """Getting about is harder or easier: a bus route goes, a travel pass comes."""

    aims, moves, trial = "place", ("attending", -1), {"factor": 4.0}
    kind: Literal["travel"] = "travel"
    factor: Annotated[Fivefold, Field(description="factor on the effort of travel")] = 1.0


class Relocation(Event):
    """People are moved to other neighbourhoods: clearance, regeneration."""

    aims, one_off, moves, trial = "resident", True, ("bonding", -1), {"share": 0.5}
    kind: Literal["relocation"] = "relocation"
    share: Annotated[Share, Field(description="share of those aimed at who are moved")]
    together: Annotated[Share, Field(description="share of the moved who stay beside a neighbour")] = 0.0


class Anchor(Event):
    """A community anchor organisation holds rooms, knows people and speaks up."""

    aims, moves, trial = "place", ("linking", +1), {"strength": 1.0}
    kind: Literal["anchor"] = "anchor"
    strength: Annotated[Share, Field(description="strength of the organisation")] = 0.0


class MutualAid(Event):
    """Neighbours help each other more or less in a shock."""

    aims, trial = "place", {"factor": 3.0}
    kind: Literal["mutual_aid"] = "mutual_aid"
    factor: Annotated[Fivefold, Field(description="factor on help between neighbours in a shock")] = 1.0


class Placebo(Event):
    """Nothing happens, at a cost: what it seems to do is the noise floor."""

    aims = "resident"
    kind: Literal["placebo"] = "placebo"


Kind = (
    Contact | Confinement | Stress | Prices | Income | JobLoss | Hiring | Damage | Incident | StreetSafety
    | PlaceQuality | ServiceCapacity | ServiceClosure | ServiceRemote | ServiceDemand | Referral | CoLocation
    | LinkWorkers | Activities | Invitation | Meeting | Volunteering | PowerSharing | Delivery | Budget
    | Barriers | Outreach | Travel | Relocation | Mortality | Visits | Churn | Newcomers | Arrivals | Anchor
    | MutualAid | Placebo
)  # fmt: skip
AnyEvent = Annotated[Kind, Field(discriminator="kind")]
EVENT_KINDS: dict[str, type[Event]] = {kind.model_fields["kind"].default: kind for kind in get_args(Kind)}

__all__ = [
    "EVENT_KINDS",
    "Activities",
    "Anchor",
    "AnyEvent",
    "Arrivals",
    "Barriers",
    "Budget",
    "Churn",
    "CoLocation",
    "Confinement",
    "Contact",
    "Damage",
    "Delivery",
    "Hiring",
    "Incident",
    "Income",
    "Invitation",
    "JobLoss",
    "Kind",
    "LinkWorkers",
    "Meeting",
    "Mortality",
    "MutualAid",
    "Newcomers",
    "Outreach",
    "PlaceQuality",
    "Placebo",
    "PowerSharing",
    "Prices",
    "Referral",
    "Relocation",
    "ServiceCapacity",
    "ServiceClosure",
    "ServiceDemand",
    "ServiceRemote",
    "StreetSafety",
    "Stress",
    "Travel",
    "Visits",
    "Volunteering",
]
