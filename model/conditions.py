"""The conditions of a week: what shocks and interventions set, and the only thing that they set.

Rules read conditions beside the state; events never reach into a rule, and no condition is an
outcome (wellbeing, belonging, loneliness, cohesion). The values here are those of an ordinary week.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.columns import Doubles, Flags, Floats, Wholes

SERVICES = (
    "general_practice", "mental_health", "money_advice", "housing", "employability", "family", "hub",
)  # fmt: skip
SERVICE_COUNT = len(SERVICES)
BARRIERS = ("time", "money", "confidence", "information", "access")


class Conditions(NamedTuple):
    """This week's conditions. Shapes: (places,), (sites,), (services, services), (residents,)."""

    # the town
    close_contact: float
    """Factor on contact between close ties."""
    loose_contact: float
    """Factor on contact between acquaintances."""
    # neighbourhoods (places,)
    quality: Doubles
    """Shift of the quality that a place is held at."""
    incidents: Doubles
    """Factor on the rate of safety incidents."""
    struck: Doubles
    """Incidents that an event brings this week."""
    fear: Doubles
    """Factor on how much an incident frightens."""
    activities: Doubles
    """Factor on the places that groups offer (0 = closed)."""
    venues: Doubles
    """Groups more than usual that have room to meet."""
    activity_cost: Doubles
    """Factor on what taking part costs."""
    meeting: Doubles
    """Factor on chance meetings between neighbours."""
    mixing: Doubles
    """Factor on the reluctance to befriend people unlike oneself."""
    prices: Doubles
    """Money pressure on those with the least income."""
    hiring: Doubles
    """Factor on finding work."""
    travel: Doubles
    """Factor on the effort of travel."""
    power: Doubles
    """Shift of the share of power in decisions that residents hold."""
    delivery: Doubles
    """Shift of the chance that a promise is kept."""
    budget: Doubles
    """Factor on the improvement budget."""
    barriers: Doubles
    """Factor on each barrier to taking part in decisions (places, 5)."""
    anchor: Doubles
    """Strength of a community anchor organisation, 0 to 1."""
    mutual_aid: Doubles
    """Factor on help between neighbours in a shock."""
    newcomer_income: Doubles
    """Shift of the income rank of households that come."""
    welcome: Doubles
    """Chance that a newcomer is welcomed."""
    # services
    capacity: Doubles
    """Factor on weekly capacity (sites,)."""
    open: Flags
    """Whether a site is open (sites,)."""
    remote: Flags
    """Whether a site serves online only (sites,)."""
    link: Doubles
    """How well a service passes people on to another (services, services), 0 leaflet to 1 same room."""
    hosted: Wholes
    """The service in whose rooms each service sees people, -1 for its own (services,)."""
    demand: Doubles
    """Factor on how often each need arises (services,)."""
    caseload: float
    """Places on the link workers' caseload."""
    sessions: float
    """Chance of a session with a link worker in a week."""
    episode: int
    """Weeks that a link worker stays with a person."""
    # residents (residents,)
    linkable: Floats
    """Chance that the resident, if eligible and referred, takes up a link worker."""
    pressure: Floats
    """Added money pressure, negative when income is supported."""
    stress: Floats
    """Added strain from outside (fear, uncertainty, upheaval)."""
    going_out: Floats
    """Factor on going out (below 1: shielding, confinement)."""
    invited: Floats
    """Invitation to activities, in log-odds."""
    encouraged: Floats
    """Support to volunteer, in log-odds."""
    asked: Floats
    """Invitation to take part in decisions, in log-odds."""
    visits: Floats
    """Contact that a visitor brings, as strength of a tie met."""
    mortality: Floats
    """Factor on the chance to die."""
    leaving: Floats
    """Factor on the chance to leave the town; that of the household's first row counts."""
    resettled: Floats
    """Chance that the household makes room for newcomers this week; that of its first row counts."""


def ordinary(places: int, sites: int, residents: int, links: Doubles) -> Conditions:
    """Return the conditions of a week in which nothing happens; `links` is (services, services)."""
    ones, none = np.ones, np.zeros
    return Conditions(
        close_contact=1.0, loose_contact=1.0,
        quality=none(places), incidents=ones(places), struck=none(places), fear=ones(places),
        activities=ones(places), venues=none(places), activity_cost=ones(places), meeting=ones(places),
        mixing=ones(places), prices=none(places), hiring=ones(places), travel=ones(places),
        power=none(places),
        delivery=none(places), budget=ones(places), barriers=ones((places, len(BARRIERS))),
        anchor=none(places), mutual_aid=ones(places),
        newcomer_income=none(places), welcome=none(places),
        capacity=ones(sites), open=ones(sites, np.bool_), remote=none(sites, np.bool_),
        link=links.copy(), hosted=np.full(len(SERVICES), -1), demand=ones(len(SERVICES)),
        caseload=0.0, sessions=0.0, episode=26, linkable=none(residents, np.float32),
        pressure=none(residents, np.float32), stress=none(residents, np.float32),
        going_out=ones(residents, np.float32), invited=none(residents, np.float32),
        encouraged=none(residents, np.float32), asked=none(residents, np.float32),
        visits=none(residents, np.float32), mortality=ones(residents, np.float32),
        leaving=ones(residents, np.float32), resettled=none(residents, np.float32),
    )  # fmt: skip
