"""The world keeps its promises whatever the town and whatever strikes it; a broken promise is seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model import Community, Scenario
from model.aiming import Where, Who
from model.community import BrokenWorldError
from model.event_kinds import EVENT_KINDS
from model.event_parts import Event
from model.invariants import broken
from model.loops import Loops
from model.town import QUINTILES, Town
from tests.behaviour.worlds import settled, trial, twin

pytestmark = pytest.mark.compiled
WEEKS = 15


# towns and events of every kind -------------------------------------------------------------------------


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """Towns of 100 to 600 residents on any grid that fits, with any mix of quintiles."""
    residents = draw(st.integers(100, 600))
    rows = draw(st.integers(1, 6))
    columns = draw(st.integers(1, min(6, residents // (4 * rows))))
    weights = draw(st.lists(st.integers(0, 10), min_size=5, max_size=5).filter(any))
    mix = {name: weight / sum(weights) for name, weight in zip(QUINTILES, weights, strict=True)}
    return Town(residents=residents, rows=rows, columns=columns, quintiles=mix, clustering=draw(shares()))


def shares() -> st.SearchStrategy[float]:
    return st.sampled_from([0.0, 0.2, 0.5, 1.0])


@st.composite
def happenings(draw: st.DrawFn, town: Town) -> Event:
    """Events of any kind at the trial dose, aimed at somebody, beginning within the run."""
    kind = draw(st.sampled_from(sorted(EVENT_KINDS)))
    about = EVENT_KINDS[kind]
    fields: dict[str, Any] = {}
    if about.aims != "town":
        rows = sorted(draw(st.tuples(*[st.integers(0, town.rows - 1)] * 2)))
        fields["where"] = Where(rows=tuple(rows), share=draw(shares()))
    if about.aims == "resident":
        fields["who"] = draw(st.sampled_from([Who(), Who(isolated=True), Who(age=(20, 60), share=0.5)]))
        fields["uptake"] = draw(shares())
    if not about.one_off:
        fields |= {
            "weeks": draw(st.integers(1, WEEKS)),
            "ramp": draw(st.integers(0, 5)),
            "fade": draw(st.integers(0, 5)),
        }
    if kind == "service_closure":
        fields |= {"contested": draw(st.booleans())}
    return trial(kind, draw(st.integers(0, WEEKS - 1)), **fields)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Scenarios of a town, up to six events of kinds that differ, and any loops."""
    town = draw(towns())
    events = draw(st.lists(happenings(town), max_size=6, unique_by=lambda one: one.kind))
    loops = Loops(*draw(st.lists(st.booleans(), min_size=len(Loops._fields), max_size=len(Loops._fields))))
    return Scenario(
        town=town, settle=5, weeks=WEEKS, events=tuple(events), loops=draw(st.sampled_from([Loops(), loops]))
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(scenario=scenarios(), seed=st.integers(0, 2**32))
def test_the_world_keeps_its_promises_whatever_happens(scenario: Scenario, seed: int) -> None:
    town = Community(scenario, rng=seed, check=True).run(WEEKS)
    assert town.week == WEEKS
    assert len(town.world.residents.place) == scenario.town.residents


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_the_world_keeps_its_promises_under_each_kind_of_event(kind: str) -> None:
    twin(settled(1), events=[trial(kind, 1)], check=True).run(WEEKS)


@pytest.mark.parametrize("loop", Loops._fields)
def test_the_world_keeps_its_promises_without_each_loop(loop: str) -> None:
    twin(settled(1), loops={loop: False}, check=True).run(WEEKS)


# negative controls --------------------------------------------------------------------------------------


def tied(town: Community) -> tuple[int, int, int]:
    """Return a resident with two ties at least, the partner in the first slot, and that one's slot back."""
    ties = town.world.ties
    one = int(np.flatnonzero(ties.degree >= 2)[0])
    other = int(ties.partner[one, 0])
    back = int(np.flatnonzero(ties.partner[other, : ties.degree[other]] == one)[0])
    return one, other, back


def health_above_one(town: Community) -> None:
    town.world.residents.health[5] = 1.01


def wellbeing_no_number(town: Community) -> None:
    town.world.residents.wellbeing[5] = np.nan


def a_tie_too_strong(town: Community) -> None:
    one, other, back = tied(town)
    town.world.ties.strength[one, 0] = town.world.ties.strength[other, back] = 1.5


def company_below_nothing(town: Community) -> None:
    town.world.company.met[5] = -1.0


def a_place_better_than_best(town: Community) -> None:
    town.world.places.quality[0] = 1.2


def a_site_in_debt(town: Community) -> None:
    town.world.sites.credit[0] = -0.5


def relief_beyond_measure(town: Community) -> None:
    town.world.care.relief[0] = 2.0


def a_tie_to_oneself(town: Community) -> None:
    one, _, _ = tied(town)
    town.world.ties.partner[one, 0] = one


def a_tie_to_nobody(town: Community) -> None:
    one, _, _ = tied(town)
    town.world.ties.partner[one, 0] = 99_999


def a_tie_twice(town: Community) -> None:
    one, other, _ = tied(town)
    town.world.ties.partner[one, 1] = other


def a_tie_at_one_end(town: Community) -> None:
    one, _, _ = tied(town)
    town.world.ties.degree[one] -= 1


def a_tie_stronger_at_one_end(town: Community) -> None:
    one, _, _ = tied(town)
    town.world.ties.strength[one, 0] *= np.float32(0.5)


def a_tie_dearer_at_one_end(town: Community) -> None:
    one, _, _ = tied(town)
    town.world.ties.affinity[one, 0] ^= 1


def a_tie_of_two_kinds(town: Community) -> None:
    one, _, _ = tied(town)
    town.world.ties.kind[one, 0] ^= 8


def someone_in_two_places(town: Community) -> None:
    town.world.homes.members[0] = town.world.homes.members[1]


def a_home_not_found(town: Community) -> None:
    position = town.world.homes.position
    position[[0, 500]] = position[[500, 0]]


def a_resident_listed_elsewhere(town: Community) -> None:
    r = town.world.residents
    alone = np.flatnonzero(r.adults == 1)
    r.place[alone[0]] = r.place[alone[-1]]


def a_household_apart(town: Community) -> None:
    w = town.world
    one = int(np.flatnonzero(w.residents.adults >= 2)[0])
    other = int(np.flatnonzero(w.residents.adults == 1)[-1])
    mine, theirs = w.homes.position[one], w.homes.position[other]
    w.homes.members[[mine, theirs]] = other, one
    w.homes.position[one], w.homes.position[other] = theirs, mine
    w.residents.place[[one, other]] = w.residents.place[[other, one]]


def more_served_than_seats(town: Community) -> None:
    town.world.sites.served[0] = town.world.sites.seats[0] + 1


def someone_queues_for_nothing(town: Community) -> None:
    town.world.residents.needs[5], town.world.residents.queued[5] = 0, 4


def a_volunteer_at_home(town: Community) -> None:
    outings = town.world.outings
    outings.volunteered[np.flatnonzero(~outings.went)[0]] = True


def a_crowd_miscounted(town: Community) -> None:
    town.world.places.attending[0] += 1


def a_crowd_beyond_all_places(town: Community) -> None:
    w = town.world
    w.outings.went[:] = True
    w.outings.venue[:] = 0
    w.places.attending[:] = 0
    w.places.attending[0] = len(w.outings.went)


BROKEN: list[tuple[Callable[[Community], None], str]] = [
    (health_above_one, "Residents.health runs from"),
    (wellbeing_no_number, "Residents.wellbeing runs from nan"),
    (a_tie_too_strong, "Ties.strength runs from"),
    (company_below_nothing, "Company.met runs from -1"),
    (a_place_better_than_best, "Places.quality runs from"),
    (a_site_in_debt, "Sites.credit runs from -0.5"),
    (relief_beyond_measure, "Care.relief runs from"),
    (a_tie_to_oneself, "is tied to oneself"),
    (a_tie_to_nobody, "a tie names resident 99999, there are 1000"),
    (a_tie_twice, "two residents are tied twice"),
    (a_tie_at_one_end, "a tie stands at one end only"),
    (a_tie_stronger_at_one_end, "a tie has another strength at its other end"),
    (a_tie_dearer_at_one_end, "a tie has another affinity at its other end"),
    (a_tie_of_two_kinds, "a tie has another kind at its other end"),
    (someone_in_two_places, "somebody lives in two places or in none"),
    (a_home_not_found, "a position in the list of homes is wrong"),
    (a_resident_listed_elsewhere, "a resident's neighbourhood and the list of homes differ"),
    (a_household_apart, "a household lives in two neighbourhoods"),
    (more_served_than_seats, "a site served more people than it has capacity for"),
    (someone_queues_for_nothing, "somebody waits for a service without a need for it"),
    (a_volunteer_at_home, "somebody volunteered without going"),
    (a_crowd_miscounted, "the count of those at activities is wrong"),
    (a_crowd_beyond_all_places, "an activity took more people than it has places for"),
]


@pytest.mark.parametrize(("damage", "sentence"), BROKEN, ids=[damage.__name__ for damage, _ in BROKEN])
def test_a_broken_promise_is_told(damage: Callable[[Community], None], sentence: str) -> None:
    town = twin(settled(1)).run(1)
    assert broken(town) == []
    damage(town)
    assert any(sentence in fault for fault in broken(town)), broken(town)


def test_a_checked_week_stops_at_the_first_broken_promise() -> None:
    town = twin(settled(1), check=True, alter=a_household_apart)
    with pytest.raises(BrokenWorldError, match=r"week 1: .*a household lives in two neighbourhoods"):
        town.step()


def test_an_unchecked_week_does_not_look() -> None:
    assert twin(settled(1), alter=a_household_apart).run(1).week == 1
