"""The columns and the plain objects live the same weeks: every state, every tie, every indicator."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
import pytest

from model import Community, Scenario
from model.assumptions import table
from model.chance import Chance
from model.event_kinds import EVENT_KINDS
from model.event_parts import Event
from model.loops import Loops
from tests.behaviour.worlds import event, twin
from tests.reference import effects
from tests.reference.comparing import differences, live_both, of_indicators
from tests.reference.copying import town_of
from tests.reference.events import all_kinds, all_ways, alone
from tests.reference.keeping import KeptTown
from tests.reference.survey import GROUPS, Survey
from tests.reference.town import Town

SETTLE = 26
LONG, SHORT = 60, 20
EACH = 8
pytestmark = pytest.mark.compiled


@cache
def founded(residents: int, seed: int) -> Community:
    """Return a town after half a year without events; never step it."""
    return Community(Scenario().with_(residents=residents, settle=SETTLE), rng=seed)


def both(
    residents: int, seed: int, events: Iterable[Event] = (), loops: dict[str, bool] | None = None,
    given: dict[str, float] | None = None,
) -> tuple[Community, Town, Survey]:  # fmt: skip
    """Return a community, and a town of objects and its survey in the same state."""
    community = twin(founded(residents, seed), events=events, loops=loops, given=given)
    town = town_of(community, KeptTown)
    return community, town, Survey(town)


def agree(weeks: int, community: Community, town: Town, survey: Survey) -> None:
    """Live so many weeks with both and fail in the first in which a state differs; then compare surveys.

    Week 0 of the record is left out: the columns surveyed it before a twin took on other assumptions.
    """
    for _ in range(weeks):
        live_both(community, town, survey)
        found = differences(community, town)
        assert not found, f"week {community.week}, {len(found)} differences: " + "; ".join(found[:5])
    assert not (found := of_indicators(community, survey, first=1)), "; ".join(found[:5])


AT_THE_START = "services.ordinary_link"
"""A parameter that a community reads once, when it is founded."""


def other_assumptions(seed: int, far: float) -> dict[str, float]:
    """Return a value for every parameter: so far, 0 to 1, from its default to a legal end that is drawn."""
    drawn, rows = {}, [row for row in table() if row.path != AT_THE_START]
    for row, luck in zip(rows, Chance(seed).uniforms("sample", len(rows)), strict=True):
        end = row.about.low if luck < 0.5 else row.about.high
        value = (1.0 - far) * row.default + far * end
        drawn[row.path] = round(value) if isinstance(row.default, int) else float(value)
    return drawn


RARE = {
    "nobody turns out": {"decisions.base": -8.0, "decisions.habit": 0.0, "decisions.control": 0.0},
    "groups close and are founded": {
        "participation.patience": 4, "participation.needed": 5.0, "participation.founding": 0.2,
    },
    "groups open": {
        "participation.readiness": 2, "participation.needed": 0.02, "participation.opening": 1.0,
        "participation.volunteer_base": -1.0,
    },
    "few volunteer roles": {"participation.roles": 1, "participation.volunteer_base": 2.0},
    "many wait for link workers": {"services.distressed": 0.1, "services.case_giving_up": 0.3},
    "many die and move": {"turnover.death_at_30": 0.02, "turnover.moving": 0.5, "turnover.sorting": 0.5},
    "ties are many": {"ties.neighbours": 0.5, "ties.clubmates": 0.9, "ties.least_affinity": 0.5},
    "many seek": {"seeking.base": 4.0, "seeking.giving_up": 0.5, "services.noticing": 1.0},
}  # fmt: skip
"""Parameters that bring about what is rare in an ordinary town."""


# the comparison can fail -----------------------------------------------------------------------------


def test_a_town_copied_is_in_the_state_of_the_columns() -> None:
    community, town, survey = both(200, 1)
    assert not differences(community, town)
    assert not of_indicators(community, survey)


def test_survey_and_columns_know_the_same_indicators() -> None:
    community, _, survey = both(200, 1)
    assert set(survey.weeks[0]["all"]) == set(community.record.values())
    assert len(GROUPS) == next(iter(community.record.values().values())).shape[1]


def test_a_state_that_differs_by_a_thousandth_is_found() -> None:
    community, town, _ = both(200, 1)
    town.people[7].belonging += 0.001
    town.places[1].helping += 0.001
    tie = town.people[3].ties[0]
    tie.strength -= 0.001
    found = differences(community, town)
    assert any(sentence.startswith("belonging of resident 7") for sentence in found)
    assert any(sentence.startswith("helping of neighbourhood 1") for sentence in found)
    assert {f"the strength of ties of resident {end.row}" for end in (tie.one, tie.two)} <= set(found)
    assert len(found) == 4


def test_a_need_or_a_tie_too_many_is_found() -> None:
    community, town, _ = both(200, 1)
    town.people[7].needs ^= {2}
    town.people[9].ties[0].end()
    found = {sentence.split(":")[0] for sentence in differences(community, town)}
    assert "needs of resident 7" in found
    assert {"degree of resident 9", "ties of resident 9"} <= found


def test_a_week_less_by_one_of_them_is_found() -> None:
    community, town, survey = both(200, 1)
    live_both(community, town, survey)
    community.step()
    assert len(differences(community, town)) > 1000
    assert of_indicators(community, survey)


# they agree ------------------------------------------------------------------------------------------


def test_weeks_without_events_agree() -> None:
    agree(SHORT, *both(200, 1))


def test_weeks_with_every_kind_of_event_agree() -> None:
    agree(SHORT + 8, *both(200, 2, all_kinds(SHORT + 8)))


def test_weeks_with_events_given_out_in_every_way_agree() -> None:
    agree(SHORT, *both(200, 3, all_ways(SHORT)))


def test_the_objects_know_every_kind_of_event() -> None:
    known = (effects.FACTORS, effects.SHIFTS, effects.OF_THEIR_OWN, effects.WITHOUT_CONDITIONS)
    assert {kind for kinds in known for kind in kinds} == set(EVENT_KINDS)
    assert {event.kind for event in all_kinds(LONG)} == set(EVENT_KINDS)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(("residents", "seed"), [(200, 11), (400, 12), (400, 13), (1000, 14)])
def test_long_runs_with_every_kind_of_event_agree(residents: int, seed: int) -> None:
    agree(LONG, *both(residents, seed, all_kinds(LONG)))


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(("residents", "seed"), [(200, 21), (600, 22)])
def test_long_runs_without_events_agree(residents: int, seed: int) -> None:
    agree(LONG, *both(residents, seed))


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("seed", [31, 32, 33])
def test_long_runs_with_events_given_out_in_every_way_agree(seed: int) -> None:
    agree(LONG, *both(300, seed, all_ways(LONG)))


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_weeks_with_one_kind_of_event_agree(kind: str) -> None:
    agree(EACH, *both(200, 4, [alone(kind)]))


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("loop", Loops._fields)
def test_weeks_with_a_loop_off_agree(loop: str) -> None:
    agree(SHORT, *both(200, 5, all_kinds(SHORT), {loop: False}))


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(("seed", "far"), [(41, 0.1), (42, 0.2), (43, 0.4), (44, 0.7), (45, 1.0), (46, 1.0)])
def test_weeks_under_other_assumptions_agree(seed: int, far: float) -> None:
    events = all_kinds(SHORT) if seed % 2 else all_ways(SHORT)
    agree(SHORT, *both(200, 7, events, given=other_assumptions(seed, far)))


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("what", RARE)
def test_weeks_in_which_something_rare_happens_agree(what: str) -> None:
    few = event("link_workers", 2, name="few", workers=5.0, caseload=20, contact=0.3, episode=4)
    agree(LONG // 2, *both(200, 8, [few, *all_ways(LONG // 2)[:-1]], given=RARE[what]))


@pytest.mark.slow
@pytest.mark.long
def test_weeks_with_all_loops_off_agree() -> None:
    agree(SHORT, *both(200, 6, all_kinds(SHORT), dict.fromkeys(Loops._fields, False)))


@pytest.mark.slow
@pytest.mark.long
def test_objects_that_keep_all_digits_agree_with_the_columns_but_for_rounding() -> None:
    community = twin(founded(200, 1))
    town = town_of(community, Town)
    for _ in range(SHORT):
        live_both(community, town)
    mine = np.array([person.wellbeing for person in town.people])
    assert np.abs(mine - community.world.residents.wellbeing).max() < 1e-4
