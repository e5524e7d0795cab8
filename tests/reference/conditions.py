"""The conditions of a week: what events set, and the only thing they set. Defaults are an ordinary week's."""

from __future__ import annotations

from dataclasses import dataclass, field

SERVICE_COUNT = 7


@dataclass
class PersonConditions:
    """What a week is like for one resident."""

    linkable: float = 0.0
    pressure: float = 0.0
    stress: float = 0.0
    going_out: float = 1.0
    invited: float = 0.0
    encouraged: float = 0.0
    asked: float = 0.0
    visits: float = 0.0
    mortality: float = 1.0
    leaving: float = 1.0
    resettled: float = 0.0


@dataclass
class PlaceConditions:
    """What a week is like in one neighbourhood."""

    quality: float = 0.0
    incidents: float = 1.0
    struck: float = 0.0
    fear: float = 1.0
    activities: float = 1.0
    venues: float = 0.0
    activity_cost: float = 1.0
    meeting: float = 1.0
    mixing: float = 1.0
    prices: float = 0.0
    hiring: float = 1.0
    travel: float = 1.0
    power: float = 0.0
    delivery: float = 0.0
    budget: float = 1.0
    time: float = 1.0
    money: float = 1.0
    confidence: float = 1.0
    information: float = 1.0
    access: float = 1.0
    anchor: float = 0.0
    mutual_aid: float = 1.0
    newcomer_income: float = 0.0
    welcome: float = 0.0


@dataclass
class SiteConditions:
    """What a week is like at one service site."""

    capacity: float = 1.0
    open: bool = True
    remote: bool = False


@dataclass
class TownConditions:
    """What a week is like everywhere; services by their numbers."""

    ordinary_link: float
    close_contact: float = 1.0
    loose_contact: float = 1.0
    demand: list[float] = field(default_factory=lambda: [1.0] * SERVICE_COUNT)
    host: dict[int, int] = field(default_factory=dict)
    """In whose rooms a service sees people, when it has moved in with another."""
    link: dict[tuple[int, int], float] = field(default_factory=dict)
    """How well a service passes people on to another, where it is not as ordinarily."""
    caseload: float = 0.0
    sessions: float = 0.0
    episode: int = 26

    def link_between(self, one: int, other: int) -> float:
        """Return how well a service passes people on to another, 0 leaflet to 1 same room."""
        return self.link.get((one, other), self.ordinary_link)
