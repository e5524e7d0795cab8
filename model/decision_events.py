"""Events that work on decisions: power, promises, budgets, barriers and invitations to take part."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from model.conditions import BARRIERS
from model.event_fields import LogOdds, Shift, Threefold
from model.event_parts import Event


class PowerSharing(Event):
    """Residents hold more or less of the power in decisions: a rung of the ladder."""

    aims, moves, trial = "place", ("control", +1), {"shift": 0.6}
    kind: Literal["power_sharing"] = "power_sharing"
    shift: Annotated[Shift, Field(description="added to the share of power that residents hold")] = 0.0


class Delivery(Event):
    """Promises are kept more or less often."""

    aims, moves, trial = "place", ("promises_kept", -1), {"shift": -0.6}
    kind: Literal["delivery"] = "delivery"
    shift: Annotated[Shift, Field(description="added to the chance that a promise is kept")] = 0.0


class Budget(Event):
    """Neighbourhoods have more or less to spend on improvements."""

    aims, moves, trial = "place", ("belonging", +1), {"factor": 10.0}
    kind: Literal["budget"] = "budget"
    factor: Annotated[float, Field(ge=0, le=20, description="factor on the improvement budget")] = 1.0


class Barriers(Event):
    """Barriers to taking part in decisions are lowered or raised by practitioners."""

    aims, moves, trial = "place", ("turnout", +1), dict.fromkeys(BARRIERS, 0.0)
    kind: Literal["barriers"] = "barriers"
    time: Annotated[Threefold, Field(description="factor on time and caring (crèche)")] = 1.0
    money: Annotated[Threefold, Field(description="factor on money (expenses, pay)")] = 1.0
    confidence: Annotated[Threefold, Field(description="factor on confidence (support, training)")] = 1.0
    information: Annotated[Threefold, Field(description="factor on information (plain words)")] = 1.0
    access: Annotated[Threefold, Field(description="factor on access (venue, language, online)")] = 1.0


class Outreach(Event):
    """People are invited to take part in decisions."""

    aims, moves, trial = "resident", ("turnout", +1), {"strength": 2.0}
    kind: Literal["outreach"] = "outreach"
    strength: Annotated[LogOdds, Field(description="added log-odds of taking part")] = 0.0
