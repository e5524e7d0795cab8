"""The town: a Mesa model of plain objects, whose week is the list of verbs in `step`."""

from __future__ import annotations

import mesa

from model.assumptions import Assumptions
from model.loops import Loops
from tests.reference import (
    company,
    contests,
    decisions,
    effects,
    going_out,
    meeting,
    needs,
    neighbourhood,
    outcomes,
    outlook,
    services,
    strikes,
    turnover,
    work,
)  # fmt: skip
from tests.reference.chance import Luck
from tests.reference.conditions import TownConditions
from tests.reference.effects import Acting
from tests.reference.neighbourhood import Neighbourhood
from tests.reference.person import Person
from tests.reference.site import Site
from tests.reference.tie import Tie


class Town(mesa.Model):  # type: ignore[misc]
    """Residents, ties, neighbourhoods and service sites, under some assumptions and the week's events.

    The four classes can be exchanged: `keeping` has some that keep numbers as the columns keep them.
    """

    Person, Tie, Neighbourhood, Site = Person, Tie, Neighbourhood, Site

    def __init__(self, seed: int, assume: Assumptions, loops: Loops, week: int = 0) -> None:
        super().__init__(rng=seed)
        self.seed, self.assume, self.loops, self.week = seed, assume, loops, week
        self.people: list[Person] = []
        self.households: list[list[Person]] = []
        self.places: list[Neighbourhood] = []
        self.grid: dict[tuple[int, int], Neighbourhood] = {}
        self.sites: list[Site] = []
        self.acting: list[Acting] = []
        self.were_acting = False
        self.now = TownConditions(assume.services.ordinary_link)
        self.campaigns = contests.Campaigns()
        self.luck = Luck(seed, week)
        self.deaths = self.departures = 0

    def step(self) -> None:
        """Live through one week, in the order in which causes reach their effects."""
        self.luck = Luck(self.seed, self.week)

        # communities fight for their services; what strikes and what is done sets the week's conditions
        self.each_place(neighbourhood.sense)
        self.meet_events()
        self.each_place(neighbourhood.keep_place)

        # people meet their ties, for contact, news and support; then they go out and meet others
        self.each_person(outlook.look)
        company.keep_company(self)
        self.each_person(going_out.wish)
        going_out.admit(self)
        self.each_place(going_out.ask_for_help)
        self.each_person(going_out.take_part)
        self.each_place(going_out.keep_groups)
        self.each_person(meeting.meet)
        meeting.befriend(self)

        # needs arise and are taken to services, which serve whom they can and pass people on
        self.each_person(needs.arise_and_seek)
        services.serve(self)
        services.link_workers(self)
        self.each_person(services.wear)

        # once a quarter promises come due and decisions are taken; who took part remembers
        if decisions.is_round(self):
            self.each_place(decisions.deliver)
            self.each_place(decisions.hold_round)
        self.each_person(decisions.remember_round)

        # jobs are lost and found, homes are mended
        self.each_person(work.find_and_lose_work)
        self.each_person(outcomes.mend)

        # outcomes are drafted from the week's start, so their order cannot matter, and written together
        self.each_person(outcomes.draft)
        for person in self.people:
            outcomes.settle(person)

        # people age, die, leave, come and move
        turnover.replace(self)
        turnover.move(self)
        self.week += 1

    def meet_events(self) -> None:
        """Let the week's events strike, be contested, and set the week's conditions."""
        for acting in self.acting:
            strikes.strike(acting, self)
        for acting in self.acting:
            contests.contest(acting, self)
        if self.acting or self.were_acting:
            effects.set_conditions(self)
        self.were_acting = bool(self.acting)

    def each_person(self, verb: object) -> None:
        """Let every resident do something."""
        for person in self.people:
            verb(person, self)  # type: ignore[operator]

    def each_place(self, verb: object) -> None:
        """Let something happen in every neighbourhood."""
        for place in self.places:
            verb(place, self)  # type: ignore[operator]
