"""A resident: one object, plain attributes (the description's section 2 says what each means)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import mesa

from tests.reference.conditions import PersonConditions

if TYPE_CHECKING:
    from tests.reference.neighbourhood import Neighbourhood
    from tests.reference.outlook import Outlook
    from tests.reference.tie import Tie

FEMALE, MALE = 0, 1
OWNER, SOCIAL_RENTER, PRIVATE_RENTER = 0, 1, 2
EMPLOYED, UNEMPLOYED, NOT_WORKING = 0, 1, 2
GENERAL_PRACTICE, MENTAL_HEALTH, MONEY_ADVICE, HOUSING, EMPLOYABILITY, FAMILY, HUB = range(7)
ALL_SERVICES = range(7)
MOST_TIES = 24


class Person(mesa.Agent):  # type: ignore[misc]
    """A resident. `row` is who they are for chance; it stays when another person takes over their home."""

    row: int
    place: Neighbourhood
    household: list[Person]
    """The adults who live together, the first adult first; this person is among them."""
    # who a person is
    age: float
    sex: int
    income: float
    housing: int
    sociability: float
    transport: float
    digital: float
    caring: float
    external: float
    set_point: float
    frailty: float
    shyness: float
    # how a person is
    health: float
    wellbeing: float
    money_strain: float
    strain: float
    loneliness: float
    belonging: float
    safety: float
    trust: float
    control: float
    damage: float
    advice_gain: float
    contact: float
    support: float
    load: float
    used: float
    unmet: float
    # habits and weeks since
    club_habit: float
    volunteering_habit: float
    civic_habit: float
    attended: int
    volunteered: int
    engaged: int
    settled: int
    # work
    work: int
    jobless: int
    coached: int
    # services
    knows: set[int]
    needs: set[int]
    queued: set[int]
    waited: list[int]
    """Weeks since each need arose, by service."""
    setbacks: int
    case_weeks: int
    case_wait: int
    sessions: int
    worker_link: float
    group_link: float
    council_link: float
    # the week's company: what ties brought
    seen: Outlook
    met: float
    peers: float
    gloom: float
    cheer: float
    strength: float
    local: float
    bonding: float
    bridging: float
    heard: set[int]
    insiders: int
    close: int
    acquaintances: int
    encounters: int
    ended: int
    ended_close: int
    # the week's outing, care and decision
    wants: bool
    venue: Neighbourhood
    went: bool
    helps: bool
    liked: Person | None
    relief: float
    served: set[int]
    passed: int
    leaked: int
    wait: int
    took_part: bool

    def __init__(self, town: mesa.Model, row: int) -> None:
        super().__init__(town)
        self.row = row
        self.ties: list[Tie] = []
        self.now = PersonConditions()
        self.draft: dict[str, float] = {}
        self.isolated_at_start = False

    @property
    def lives_alone(self) -> bool:
        """Tell whether there is no other adult at home."""
        return len(self.household) == 1

    def tie_with(self, other: Person) -> Tie | None:
        """Return the tie with somebody, if there is one."""
        return next((tie for tie in self.ties if tie.joins(other)), None)

    def forget_tie(self, tie: Tie) -> None:
        """Take a tie off the list: the last one takes its place."""
        last = self.ties.pop()
        if last is not tie:
            self.ties[self.ties.index(tie)] = last

    def contacts(self) -> Iterator[Person]:
        """Yield everybody tied to."""
        return (tie.other_than(self) for tie in self.ties)


def in_turn(people: list[Person], begin: int) -> list[Person]:
    """Return everybody, from one on and round."""
    return people[begin:] + people[:begin]
