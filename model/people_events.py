"""Events that work on people's lives in the town: who dies, who is visited, who leaves and who comes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from model.event_fields import Share, Shift, Tenfold, Twofold
from model.event_parts import Event


class Mortality(Event):
    """People die more or less often: a heatwave, a cold spell, an epidemic.

    The chance to die by age, sex, health and isolation is multiplied. That the heat is worse for people
    who are isolated, old or ill is said by a second event aimed at them, and so is what checks on them
    save (a factor below 1): the factors multiply.
    """

    aims, moves, trial = "resident", ("deaths", +1), {"factor": 5.0}
    kind: Literal["mortality"] = "mortality"
    factor: Annotated[Tenfold, Field(description="factor on the chance to die")] = 1.0


class Visits(Event):
    """People are visited at home: befriending, neighbour checks.

    A visit counts as recent contact and a little of it as support. It makes no tie and is no meeting of
    friends: it ends with the event, and leaves the risk of death of those who meet nobody as it is.
    """

    aims, moves, trial = "resident", ("lonely", -1), {"contact": 2.0}
    kind: Literal["visits"] = "visits"
    contact: Annotated[
        Twofold, Field(description="contact a visitor brings in a week, as strength of a tie met")
    ] = 0.0


class Churn(Event):
    """People leave the town more or less often: a rent rise, dispersal, an unsettled area.

    A household leaves as a whole, by the factor of the adult in its first row; others take its home.
    """

    aims, moves, trial = "resident", ("arrivals", +1), {"leaving": 5.0}
    kind: Literal["churn"] = "churn"
    leaving: Annotated[Tenfold, Field(description="factor on the chance to leave the town")] = 1.0


class Newcomers(Event):
    """Who comes when a household leaves: better or worse off, welcomed or not.

    All adults of the household that comes share the income: that of the home's last one, shifted. Each
    arrival shifts it again, and tenure stays with the home: limits of a town with fixed homes.
    """

    aims, moves, trial = "place", ("knows_services", +1), {"welcome": 1.0}
    kind: Literal["newcomers"] = "newcomers"
    income: Annotated[Shift, Field(description="shift of the income rank of those who come")] = 0.0
    welcome: Annotated[
        Share, Field(description="chance that a newcomer is welcomed: services, an organisation, clubs")
    ] = 0.0


class Arrivals(Event):
    """A block of people arrives at once: resettlement into homes that fell empty.

    The town's homes are fixed, so the newcomers take those of households reached, who leave the town at
    the week's end and are counted as departures. Who comes is as `newcomers` events say.
    """

    aims, one_off, moves, trial = "resident", True, ("bonding", -1), {"share": 0.3}
    kind: Literal["arrivals"] = "arrivals"
    share: Annotated[Share, Field(description="share of the households reached that newcomers replace")]
