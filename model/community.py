"""The community: a Mesa model whose week is the list of verbs in `live`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import mesa
import numpy as np

from model import (
    climate,
    cohesion,
    company,
    decisions,
    events,
    groups,
    health,
    measuring,
    meeting,
    needs,
    networks,
    outlook,
    participation,
    resuming,
    rounds,
    services,
    settlement,
    sites,
    turnover,
    work,
)  # fmt: skip
from model.assumptions import Assumptions
from model.chance import Chance, Luck
from model.conditions import Conditions
from model.crew import Crew
from model.invariants import BrokenWorldError, broken
from model.kernels import numbers
from model.loops import Loops
from model.recording import Record
from model.residents import settle
from model.scenario import Scenario
from model.snapshot import answers
from model.state import State, StateFault, joined
from model.survey import isolated_residents
from model.tally import Tally
from model.views import ResidentSet, collector_of, grid_of


class Community(mesa.Model):  # type: ignore[misc]
    """A town of residents, ties, services and places that lives week by week under a scenario.

    `rng` is the seed of all luck (0 when left out). `threads` changes speed, never results. `check`
    tests every invariant each week and raises BrokenWorldError.
    """

    def __init__(
        self, scenario: Scenario | None = None, *, rng: int | None = None, threads: int = 1,
        check: bool = False, _from: Community | resuming.Kept | None = None,
    ) -> None:  # fmt: skip
        self.seed = int(rng or 0)
        super().__init__(rng=self.seed)
        self.scenario = scenario or Scenario.load("baseline")
        self.suppose(self.scenario.assumptions, self.scenario.loops)
        self.chance, self.crew, self.check = Chance(self.seed), Crew(threads), check
        if _from is None:
            self._found()
        elif isinstance(_from, Community):
            self._go_on(_from)
        else:
            self._resume(_from)
        self.ways = self._nearest_sites()
        self.grid = grid_of(self)
        if _from is None:
            self._burn_in()

    @property
    def scenario(self) -> Scenario:
        """Return the scenario that the community lives under."""
        return self._scenario

    @scenario.setter
    def scenario(self, given: object) -> None:
        """Keep a scenario of Kith's; newer Mesas offer one of their own, which is left aside."""
        if isinstance(given, Scenario):
            self._scenario = given

    def suppose(self, assume: Assumptions, loops: Loops) -> None:
        """Go on under these assumptions and with these loops at work."""
        self.assume, self.loops = assume, loops
        self._numbers, self._switches = assume.for_kernels(), numbers(loops)

    # founding -----------------------------------------------------------------------------------------

    def _found(self) -> None:
        """Start from a town before its first week."""
        self.world = settlement.settled(self.scenario.town, self.assume, self.chance)
        self._ordinary = settlement.usual_conditions(self.world, self.assume.services.ordinary_link)
        self._conditions = self._ordinary
        self._schedule = events.Schedule((), self.chance, self.assume.survey)
        self.isolated_at_start = np.zeros(len(self.world.residents.place), np.bool_)
        self.record, self._tally = Record(), Tally()
        self.week = -self.scenario.settle

    def _go_on(self, other: Community) -> None:
        """Take over a copy of another community's state."""
        self.world, self._ordinary = other.world.copy(), other._ordinary
        self._conditions, self.week = other._conditions, other.week
        self.steps: int = other.steps
        self._schedule = other._schedule.branch(self.scenario.events, self.scenario.calendar)
        self.isolated_at_start = other.isolated_at_start.copy()
        self.record, self._tally = other.record.branch(), other._tally.branch()

    def _resume(self, kept: resuming.Kept) -> None:
        """Take over the state that another community left."""
        left = resuming.left(kept, self.chance, self.assume)
        self.world, self._ordinary, self._conditions = left.world, left.ordinary, left.conditions
        self.week, self.steps, self.isolated_at_start = left.week, left.steps, left.isolated_at_start
        self._schedule = left.schedule.branch(self.scenario.events, self.scenario.calendar)
        self.record, self._tally = left.record, left.tally

    def _burn_in(self) -> None:
        """Live through the weeks before the record starts, without events."""
        while self.week < 0:
            if self.week == -self.scenario.settle // 2:
                health.catch_up(self.world.residents, self.world.places, self._numbers.health)
            self.live()
        w, p = self.world, self.assume.survey
        self._schedule = events.Schedule(self.scenario.events, self.chance, p, self.scenario.calendar)
        self.isolated_at_start = isolated_residents(w.residents.contact, w.company.close, p)
        w.tally[:] = 0
        self._measure()

    def branch(self, scenario: Scenario) -> Community:
        """Return an independent copy under other events; raises ValueError when more than these differ."""
        resuming.refuse_other_world(scenario, self.scenario)
        return Community(scenario, rng=self.seed, threads=self.crew.threads, check=self.check, _from=self)

    def state(self) -> State:
        """Return all that the weeks to come depend on and the record so far, without a copy."""
        own = State({"isolated_at_start": self.isolated_at_start}, {"week": self.week, "steps": self.steps})
        parts = {"world": self.world, "schedule": self._schedule, "record": self.record, "tally": self._tally}
        return joined(own, {name: part.state() for name, part in parts.items()})  # type: ignore[attr-defined]

    @classmethod
    def resumed(
        cls, scenario: Scenario, kept: resuming.Kept, *, threads: int = 1, check: bool = False
    ) -> Community:
        """Return the community that goes on from what one left; raises as `branch`, and StateFault."""
        resuming.refuse_other_world(scenario, kept.scenario)
        community = cls(scenario, rng=kept.seed, threads=threads, check=check, _from=kept)
        if faults := broken(community):
            raise StateFault("; ".join(faults))
        return community

    # the week -----------------------------------------------------------------------------------------

    def step(self) -> None:
        """Live through one week and record it."""
        self.live()
        self._measure()

    # fmt: off
    def live(self) -> None:
        """Live through one week, in the order in which causes reach their effects."""
        w, a, loops, week = self.world, self._numbers, self._switches, self.week
        r, ties, met, places, homes, outings = w.residents, w.ties, w.company, w.places, w.homes, w.outings
        n, spots, over, luck = len(r.place), len(places.row), self.crew.over, self.chance.luck(week)

        # communities fight for their services; what strikes and what is done sets the week's conditions
        over(spots, climate.sense, r, met, places, homes, a.cohesion.enough, w.climate)
        decisions.look_back(places)
        self._schedule.watch(week, self.record.now)
        self._schedule.strike(week, w, a.turnover.uproot)
        self._schedule.contest(week, w, self.ways, self._conditions.anchor, a.safeguarding)
        c = self._set_conditions()
        cohesion.keep_places(places, w.climate, c, a.cohesion, loops, luck)

        # people meet their ties, for contact, news and support; then they go out and meet others
        over(n, outlook.look, r, met.strength, c, a.ties, loops, w.seen)
        over(n, company.keep_company, r, ties, w.seen, c, a.ties, loops, luck, met)
        over(n, participation.wish, r, met, places, c, a.participation, loops, luck, outings)
        participation.admit(r, places, c, a.participation, loops, luck, outings)
        participation.volunteer(r, places, c, a.participation, luck, outings)
        over(n, participation.take_part, r, c, a.participation, outings)
        groups.keep_groups(places, c, a.participation, loops, luck)
        over(n, meeting.meet, r, ties, places, homes, outings, c, a.ties, loops, luck, w.liked)
        meeting.befriend(r, ties, a.ties, w.liked, luck)

        # needs arise and are taken to services, which serve whom they can and pass people on
        over(n, needs.arise_and_seek, r, met, places, self.ways, c, a.needs, a.seeking, luck)
        services.serve(r, w.sites, self.ways, w.care, c, a.meets, a.relieves, a.services, loops, luck)
        services.link_workers(r, w.care, c, a.services, luck)
        self._schedule.count_cases(week, w)
        over(n, services.wear, r, a.work.advice_fading, a.services)

        # once a quarter promises come due and decisions are taken; who took part remembers
        rounds.hold_round(r, places, homes, c, a.decisions, loops, week, luck, w.took_part)
        over(n, rounds.remember_round, r, places, a.decisions, loops, week, w.took_part)

        # jobs are lost and found, homes are mended
        over(n, work.find_and_lose_work, r, met, c, a.work, a.population.pension_age, loops, luck)
        over(n, health.mend, r, w.climate, c, a.health)

        # outcomes are drafted from the week's start, so their order cannot matter, and written together
        for draft in self.outcomes(c, luck):
            draft()
        settle(r, w.drafts)

        # people age, die, leave, come and move
        new, who = a.newcomers, a.population
        turnover.replace(r, ties, met, places, homes, c, a.turnover, new, who, a.ties, luck, w.tally)
        turnover.move(r, ties, places, homes, a.turnover, luck)
        self._end_week()

    def outcomes(self, c: Conditions, luck: Luck) -> list[Callable[[], None]]:
        """Return the drafts of this week's outcomes, in any order: they only read the week's start."""
        w, a, loops = self.world, self._numbers, self._switches
        r, met, places, drafts = w.residents, w.company, w.places, w.drafts
        memory = decisions.weeks_remembered(a.decisions)
        draft = partial(partial, self.crew.over, len(r.place))
        return [
            draft(decisions.live_with_decisions, r, places, a.decisions, loops, drafts),
            draft(cohesion.feel_at_home, r, met, places, w.climate, c, a.cohesion, loops, memory, drafts),
            draft(work.earn, r, c, a.work, a.population.pension_age, drafts),
            draft(health.bear, r, w.care.relief, w.climate, c, a.health, drafts),
            draft(health.feel, r, met, w.climate, a.health, loops, luck, drafts),
            draft(health.fare, r, places, a.health, drafts),
        ]
    # fmt: on

    def _set_conditions(self) -> Conditions:
        """Set the week's conditions; find the ways to services anew when they changed."""
        self._conditions, changed = self._schedule.conditions(self.week, self._ordinary, self.world)
        if changed:
            self.ways = self._nearest_sites()
        return self._conditions

    def _nearest_sites(self) -> sites.Ways:
        c, p = self._conditions, self.assume.seeking
        return sites.nearest(self.world.places, self.world.sites, c.open, c.hosted, p.half_way)

    def _end_week(self) -> None:
        self.week += 1
        faults = broken(self) if self.check else []
        if faults:
            raise BrokenWorldError(f"week {self.week}: " + "; ".join(faults))

    def run(self, weeks: int, progress: Callable[[int], None] | None = None) -> Community:
        """Step so many weeks; `progress` is called with the week after each; return the community."""
        for _ in range(weeks):
            self.step()
            if progress:
                progress(self.week)
        return self

    # what is seen -------------------------------------------------------------------------------------

    def _measure(self) -> None:
        """Survey everybody and add the week to the record."""
        w, a = self.world, self._numbers
        sums, counts = measuring.surveyed(w, self.isolated_at_start, a.cohesion.enough, a.survey, self.crew)
        if self.week % self._tally.quarter == 0:
            self._tally.network(
                networks.clustering(w.ties, self.chance.key("sample"), networks.SAMPLE),
                networks.likeness_of_tied(w.residents.income, w.ties),
            )
        self.record.add(self.week, sums, counts, self._tally.numbers(w, self._conditions))

    @property
    def residents(self) -> ResidentSet:
        """Return the residents as Mesa's AgentSet would show them."""
        return ResidentSet(self)

    @property
    def event_log(self) -> list[dict[str, Any]]:
        """Return what became of the events: whom they reached, who took part, which closures were averted."""
        return self._schedule.log

    def ledger(self) -> dict[str, dict[str, Any]]:
        """Return by event what it did in each week: dose, offered, joined, present, waiting, waited.

        Columns are (weeks,) or, by SIMD quintile, (weeks, 5); `residents` (5,) is how many live in each now.
        """
        return self._schedule.told(max(0, self.week), self.world)

    @property
    def datacollector(self) -> mesa.DataCollector:
        """Return Mesa's collector, filled with the indicators of all residents for every recorded week."""
        return collector_of(self.record)

    def survey_table(self) -> dict[str, Any]:
        """Return one row a resident: every state column and every survey answer."""
        return answers(self)

    def binding(self) -> list[str]:
        """Return one sentence for each resource that held results back over the recorded weeks."""
        return self._tally.binding(self.record)
