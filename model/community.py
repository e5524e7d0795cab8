"""The community: a Mesa model whose week is the list of verbs in `step`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import mesa
import numpy as np
from mesa.discrete_space import OrthogonalMooreGrid

from model import (
    climate,
    cohesion,
    company,
    decisions,
    events,
    health,
    measuring,
    meeting,
    needs,
    networks,
    participation,
    services,
    sites,
    turnover,
    work,
)  # fmt: skip
from model.chance import Chance
from model.conditions import SERVICES, ordinary
from model.crew import Crew
from model.first_ties import first_ties
from model.geography import lay_out
from model.indicators import INDICATORS, MEASURES
from model.invariants import broken
from model.measuring import BLOCK, CELLS
from model.population import people
from model.recording import Record
from model.residents import settle
from model.scenario import Scenario
from model.snapshot import answers
from model.tally import Tally
from model.views import Neighbourhood, ResidentSet, ServiceSite
from model.world import assembled


class BrokenWorldError(AssertionError):
    """An invariant of the world does not hold: a defect of the model, never of a scenario."""


class Community(mesa.Model):
    """A town of residents, ties, services and places that lives week by week under a scenario.

    `rng` is the seed of all luck (0 when left out). `threads` changes speed, never results. `check`
    tests every invariant each week and raises BrokenWorldError.
    """

    def __init__(
        self, scenario: Scenario | None = None, *, rng: int | None = None, threads: int = 1, check: bool = False,
        _from: Community | None = None,
    ) -> None:  # fmt: skip
        self.seed = int(rng or 0)
        super().__init__(rng=self.seed)
        self.scenario = scenario or Scenario.load("baseline")
        self.assume, self.loops = self.scenario.assumptions, self.scenario.loops
        self.chance, self.crew, self.check = Chance(self.seed), Crew(threads), check
        if _from is None:
            self._found()
        else:
            self._go_on(_from)
        self.ways = sites.nearest(
            self.world.places, self.world.sites, self._conditions.open, self._conditions.hosted
        )
        self._settle_on_the_grid()
        if _from is None:
            self._burn_in()

    # founding -----------------------------------------------------------------------------------------

    def _found(self) -> None:
        """Lay out the town and its people."""
        town, a = self.scenario.town, self.assume
        places = lay_out(town, self.chance, a.population)
        decisions.usual_improvements(places, a.decisions, a.cohesion.upkeep, a.cohesion.wear)
        residents, homes = people(town, places, self.chance, a.population)
        ties = first_ties(residents, places, homes, a.ties, a.first_ties, self.chance)
        self.world = assembled(residents, ties, places, homes, sites.stand(town, places, self.chance))
        links = np.full((len(SERVICES), len(SERVICES)), a.services.ordinary_link)
        self._ordinary = ordinary(len(places.row), len(self.world.sites.place), len(residents.place), links)
        self._conditions = self._ordinary
        self._schedule = events.Schedule((), self.chance, a.survey)
        self.isolated_at_start = np.zeros(len(residents.place), np.bool_)
        self.record, self._tally = Record(), Tally()
        self.week = -self.scenario.settle

    def _go_on(self, other: Community) -> None:
        """Take over a copy of another community's state."""
        self.world, self._ordinary = other.world.copy(), other._ordinary
        self._conditions, self.week, self.steps = other._conditions, other.week, other.steps
        self._schedule = other._schedule.branch(self.scenario.events)
        self.isolated_at_start = other.isolated_at_start.copy()
        self.record, self._tally = other.record.branch(), other._tally.branch()

    def _settle_on_the_grid(self) -> None:
        """Give Mesa its view: neighbourhoods as cells, service sites as agents on them."""
        town = self.scenario.town
        self.grid = OrthogonalMooreGrid(
            (town.rows, town.columns), torus=False, random=self.random, cell_klass=Neighbourhood
        )
        for place, (row, col) in enumerate(zip(self.world.places.row, self.world.places.col, strict=True)):
            self.grid[(int(row), int(col))].show(self.world, place)
        for site, place in enumerate(self.world.sites.place):
            row, col = int(self.world.places.row[place]), int(self.world.places.col[place])
            ServiceSite(self, self.grid[(row, col)], site)

    def _burn_in(self) -> None:
        """Live through the weeks before the record starts, without events."""
        while self.week < 0:
            if self.week == -self.scenario.settle // 2:
                health.catch_up(self.world.residents, self.world.places, self.assume.health)
            self.live()
        self._schedule = events.Schedule(self.scenario.events, self.chance, self.assume.survey)
        self.isolated_at_start = self._isolated_now()
        self.world.tally[:] = 0
        self._measure()

    def branch(self, scenario: Scenario) -> Community:
        """Return an independent copy that goes on under another scenario of the same town, assumptions and loops."""
        same = (scenario.town, scenario.assumptions, scenario.loops) == (
            self.scenario.town,
            self.assume,
            self.loops,
        )
        if not same or scenario.settle != self.scenario.settle:
            raise ValueError(
                f"{scenario.name} is about another town, other assumptions or loops than {self.scenario.name}"
            )
        return Community(scenario, rng=self.seed, threads=self.crew.threads, check=self.check, _from=self)

    # the week -----------------------------------------------------------------------------------------

    def step(self) -> None:
        """Live through one week and record it."""
        self.live()
        self._measure()

    def live(self) -> None:
        """One week, in the order in which causes reach their effects; outcomes read the week's start."""
        w, a, loops, week = self.world, self.assume, self.loops, self.week
        r, n, spots = w.residents, len(w.residents.place), len(w.places.row)
        town, over = self.scenario.town, self.crew.over
        key = lambda purpose: self.chance.key(purpose, week)  # noqa: E731

        # what strikes and what is done sets the week's conditions; communities fight for their services
        over(spots, climate.sense, r, w.company, w.places, w.homes, a.cohesion.enough, w.climate)
        decisions.look_back(w.places)
        self._schedule.strike(week, w, a.turnover.uproot)
        self._schedule.contest(week, w, self.ways, self._conditions.anchor, a.safeguarding)
        c = self._set_conditions()
        cohesion.keep_places(w.places, w.climate, c, a.cohesion, loops, key("incident"))

        # people meet their ties: contact, news, support; then they go out and meet others
        over(n, company.outlook, r, w.company, c, a.ties, loops, w.seen)
        over(n, company.keep_company, r, w.ties, w.seen, c, a.ties, loops, key("contact"), w.company)
        over(
            n,
            participation.wish,
            r,
            w.company,
            w.places,
            town.columns,
            town.rows,
            c,
            a.participation,
            loops,
            key("attendance"),
            w.outings,
        )
        participation.admit(r, w.places, c, a.participation, loops, key("admission"), w.outings)
        participation.volunteer(r, w.places, c, a.participation, key("volunteering"), w.outings)
        over(n, participation.take_part, r, c, a.participation, w.outings)
        participation.keep_groups(w.places, c, a.participation, loops, key("groups"))
        meeting.meet(
            r,
            w.ties,
            w.company,
            w.places,
            w.homes,
            w.outings,
            c,
            a.ties,
            key("acquaintance"),
            key("encounter"),
        )

        # needs arise and are taken to services, which serve whom they can and pass people on
        over(
            n,
            needs.arise_and_seek,
            r,
            w.company,
            w.places,
            self.ways,
            c,
            a.needs,
            a.seeking,
            key("need"),
            key("forgetting"),
            key("seeking"),
            key("giving up"),
        )
        services.serve(
            r,
            w.sites,
            self.ways,
            w.care,
            c,
            a.meets,
            a.relieves,
            a.services,
            loops,
            key("queue"),
            key("visit"),
            key("referral"),
        )
        services.link_workers(r, w.care, c, a.services, key("programme"))
        over(n, services.wear, r, a.work.advice_fading, a.services)

        # promises come due, decisions are taken
        self._decide(key)

        # outcomes: each is drafted from the week's start, so their order cannot matter
        for draft in self.outcomes(c, key):
            draft()
        settle(r, w.drafts)

        # people age, die, leave, come and move
        turnover.replace(
            r, w.ties, w.company, a.turnover, a.ties, key("death"), key("departure"), key("arrival"), w.tally
        )
        turnover.move(r, w.ties, w.places, w.homes, town.columns, town.rows, a.turnover, key("move"))
        self.week += 1
        if self.check:
            self._insist()

    def outcomes(self, c: Any, key: Callable[[str], Any]) -> list[Callable[[], None]]:
        """Return the drafts of this week's outcomes, in any order: they only read the week's start."""
        w, a, loops, n = self.world, self.assume, self.loops, len(self.world.residents.place)
        r, over, round_now = w.residents, self.crew.over, self.week % a.decisions.cycle == 0
        memory = a.decisions.cycle * (a.decisions.lag + 1)
        return [
            lambda: over(n, decisions.live_with_decisions, r, w.places, a.decisions, loops, w.drafts),
            lambda: over(
                n,
                cohesion.feel_at_home,
                r,
                w.company,
                w.places,
                w.climate,
                c,
                a.cohesion,
                loops,
                memory,
                w.drafts,
            ),
            lambda: over(n, work.earn, r, w.company, c, a.work, loops, key("job"), w.drafts),
            lambda: over(n, health.bear, r, w.care.relief, w.climate, c, a.health, w.drafts),
            lambda: over(n, health.feel, r, w.company, w.climate, a.health, loops, key("mood"), w.drafts),
            lambda: over(n, health.fare, r, w.places, a.health, w.drafts),
        ]

    def _set_conditions(self) -> Any:
        """Set the week's conditions; find the ways to services anew when they changed."""
        c, changed = self._schedule.conditions(self.week, self._ordinary, self.world)
        if changed:
            self.ways = sites.nearest(self.world.places, self.world.sites, c.open, c.hosted)
        self._conditions = c
        return c

    def _decide(self, key: Callable[[str], Any]) -> None:
        """Keep or break the promises that are due, and hold the round of decisions, once a cycle."""
        w, p = self.world, self.assume.decisions
        if self.week % p.cycle == 0:
            decisions.deliver(w.places, self._conditions, p, self.week, key("delivery"))
            decisions.gather(
                w.residents,
                w.places,
                w.homes,
                self._conditions,
                p,
                self.loops,
                self.week,
                key("turnout"),
                w.took_part,
                np.zeros(4),
            )
        self.crew.over(
            len(w.took_part), decisions.remember_round, w.residents, p, self.week % p.cycle == 0, w.took_part
        )

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
        w, n = self.world, len(self.world.residents.place)
        blocks = -(-n // BLOCK)
        sums, counts, rows = (
            np.zeros((blocks, CELLS, len(MEASURES))),
            np.zeros((blocks, CELLS)),
            np.zeros((blocks, len(MEASURES))),
        )
        shared = self.crew.over if n >= 2 * BLOCK else Crew(1).over
        shared(
            blocks,
            measuring.measure,
            w.residents,
            w.company,
            w.outings,
            w.care,
            w.places,
            self.isolated_at_start,
            self.assume.cohesion.enough,
            self.assume.survey,
            sums,
            counts,
            rows,
        )
        if self.week % self._tally.quarter == 0:
            self._tally.network(
                networks.clustering(w.ties, self.chance.key("sample"), networks.SAMPLE),
                networks.likeness_of_tied(w.residents.income, w.ties),
            )
        self.record.add(
            self.week, sums.sum(axis=0), counts.sum(axis=0), self._tally.numbers(w, self._conditions)
        )

    def _isolated_now(self) -> Any:
        p, w = self.assume.survey, self.world
        return (w.residents.contact < p.isolated) & (w.company.close <= 1)

    def _insist(self) -> None:
        faults = broken(self)
        if faults:
            raise BrokenWorldError(f"week {self.week}: " + "; ".join(faults))

    @property
    def residents(self) -> ResidentSet:
        """Return the residents as Mesa's AgentSet would show them."""
        return ResidentSet(self)

    @property
    def event_log(self) -> list[dict[str, Any]]:
        """Return what became of the events: whom they reached, who took part, which closures were averted."""
        return self._schedule.log

    @property
    def datacollector(self) -> mesa.DataCollector:
        """Return Mesa's collector, filled with the indicators of all residents for every recorded week."""
        collector = mesa.DataCollector(model_reporters={name: name for name in INDICATORS})
        values = self.record.values()
        collector.model_vars = {name: [float(v) for v in values[name][:, 0]] for name in INDICATORS}
        return collector

    def survey_table(self) -> dict[str, Any]:
        """Return one row a resident: every state column and every survey answer."""
        return answers(self)

    def binding(self) -> list[str]:
        """Return one sentence for each resource that held results back over the recorded weeks."""
        return self._tally.binding(self.record)

    @cached_property
    def threads(self) -> int:
        """Return how many threads the crew has."""
        return self.crew.threads
