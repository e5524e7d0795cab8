"""The ledger of events, and thresholds and programmes in a living town, bit for bit."""

from typing import Any

import numpy as np
import pytest

from model.aiming import PLACES_PER
from model.calendar import Calendar
from model.community import Community
from model.crew import WORTH_SHARING
from model.event_kinds import EVENT_KINDS
from model.event_parts import Event
from model.events import Schedule
from model.ledger import Entry, Ledger
from model.recording import Record
from model.safeguarding import SafeguardingParameters
from model.scenario import Scenario
from model.survey import SurveyParameters

NOBODY = (0, 0, 0, 0, 0)


def event(kind: str, start: int = 2, **fields: Any) -> Event:
    return EVENT_KINDS[kind].model_validate({"start": start, **EVENT_KINDS[kind].trial, **fields})


# the ledger alone ---------------------------------------------------------------------------------------


def test_weeks_without_an_entry_are_empty() -> None:
    ledger = Ledger()
    ledger.add("a", 1, Entry(0.5, (1, 0, 0, 0, 2), (1, 0, 0, 0, 0), 7, 3, 4))
    ledger.add("a", 2, Entry())
    table = ledger.tables(("a", "b"), 3)
    assert table["a"]["dose"].tolist() == [0.0, 0.5, 0.0]
    assert table["a"]["offered"].tolist() == [list(NOBODY), [1, 0, 0, 0, 2], list(NOBODY)]
    assert table["a"]["joined"].shape == (3, 5)
    counted = {name: table["a"][name].tolist() for name in ("present", "waiting", "waited")}
    assert counted == {"present": [0, 7, 0], "waiting": [0, 3, 0], "waited": [0, 4, 0]}
    assert not any(column.any() for column in table["b"].values())


def test_a_ledger_that_is_kept_for_some_events_is_independent() -> None:
    ledger = Ledger()
    ledger.add("a", 1, Entry(1.0))
    ledger.add("b", 1, Entry(1.0))
    twin = ledger.kept({"a"})
    twin.add("a", 2, Entry(0.5))
    assert (twin.of("a", 1), twin.of("b", 1)) == (Entry(1.0), Entry())
    assert ledger.of("a", 2) == Entry()


# a schedule in the hamlet -------------------------------------------------------------------------------


def lived(hamlet: Any, one: Event, weeks: int, calendar: Calendar | None = None) -> dict[str, Any]:
    """Return the ledger of one event after some weeks."""
    schedule = Schedule((one,), hamlet.chance, SurveyParameters(), calendar)
    for week in range(weeks):
        schedule.strike(week, hamlet.world, 0.5)
        schedule.conditions(week, hamlet.c, hamlet.world)
    found: dict[str, Any] = schedule.ledger.tables((one.name,), weeks)[one.name]
    return found


def test_an_event_is_offered_once_and_its_people_stay(hamlet: Any) -> None:
    table = lived(hamlet, event("invitation", weeks=3, fade=1), 7)
    assert table["dose"].tolist() == [0, 0, 1, 1, 1, 0.5, 0]
    assert table["offered"].tolist() == [[0] * 5] * 2 + [[3, 0, 0, 0, 3]] + [[0] * 5] * 4
    assert table["joined"].tolist() == table["offered"].tolist()
    assert table["present"].tolist() == [0, 0, 6, 6, 6, 6, 0]


def test_an_event_for_places_is_offered_to_those_who_live_there(hamlet: Any) -> None:
    table = lived(hamlet, event("prices", where={"quintile": 1}), 4)
    assert table["offered"][2].tolist() == [3, 0, 0, 0, 0]
    assert lived(hamlet, event("contact"), 4)["offered"][2].tolist() == [3, 0, 0, 0, 3]


def test_a_strike_is_in_the_ledger_in_its_week_only(hamlet: Any) -> None:
    table = lived(hamlet, event("damage", repeat=3), 9)
    assert table["dose"].tolist() == [0, 0, 1, 0, 0, 1, 0, 0, 1]
    assert table["present"].tolist() == [0, 0, 6, 0, 0, 6, 0, 0, 6]


def test_a_programme_counts_who_comes_waits_and_had_waited(hamlet: Any) -> None:
    hamlet.world.residents.set_point[:] = np.linspace(-0.1, 0.1, 6)
    delivery = {"places": 2 * PLACES_PER / 6, "stay": 2}
    table = lived(hamlet, event("invitation", delivery=delivery), 9)
    assert table["offered"].sum(axis=1).tolist() == [0, 0, 6, 0, 0, 0, 0, 0, 0]
    assert table["joined"].sum(axis=1).tolist() == [0, 0, 2, 0, 2, 0, 2, 0, 0]
    assert table["present"].tolist() == [0, 0, 2, 2, 2, 2, 2, 2, 0]
    assert table["waiting"].tolist() == [0, 0, 4, 4, 2, 2, 0, 0, 0]
    assert table["waited"].tolist() == [0, 0, 0, 0, 4, 0, 8, 0, 0]


def test_only_those_inside_a_programme_get_its_dose(hamlet: Any) -> None:
    hamlet.world.residents.set_point[:] = np.linspace(-0.1, 0.1, 6)
    one = event("invitation", strength=1.0, delivery={"places": 2 * PLACES_PER / 6, "stay": 2})
    schedule = Schedule((one,), hamlet.chance, SurveyParameters())
    inside = [schedule.conditions(week, hamlet.c, hamlet.world)[0].invited.copy() for week in range(2, 9)]
    assert [int((got == 1.0).sum()) for got in inside] == [2, 2, 2, 2, 2, 2, 0]
    assert (np.array(inside[::2][:3]).sum(axis=0) == 1.0).all()  # each in turn


def test_a_programme_rests_out_of_its_season_and_begins_anew(hamlet: Any) -> None:
    hamlet.world.residents.set_point[:] = np.linspace(-0.1, 0.1, 6)
    one = event("invitation", start=0, season={"first": "january", "last": "january"}, delivery={"stay": 100})
    table = lived(hamlet, one, 58)
    offers = table["offered"].sum(axis=1)
    # Thursdays in January: weeks 0 to 3 of 2026 (8 to 29 January), 52 to 55 of 2027 (7 to 28 January)
    assert np.flatnonzero(offers).tolist() == [0, 52]
    assert np.flatnonzero(table["present"]).tolist() == [0, 1, 2, 3, 52, 53, 54, 55]


def test_a_closure_that_is_fought_is_written_down_as_it_was_offered(hamlet: Any) -> None:
    schedule = Schedule((event("service_closure", contested=True),), hamlet.chance, SurveyParameters())
    schedule.contest(2, hamlet.world, hamlet.ways, np.zeros(2), SafeguardingParameters())
    schedule.conditions(2, hamlet.c, hamlet.world)
    assert schedule.ledger.of("service_closure", 2) == Entry(1.0, (3, 0, 0, 0, 3), (3, 0, 0, 0, 3), 6)


def test_link_workers_cases_are_those_who_wait_and_come_in_with_the_weeks_they_waited(hamlet: Any) -> None:
    one, r = event("link_workers", 0, episode=26), hamlet.world.residents
    schedule = Schedule((one,), hamlet.chance, SurveyParameters())
    r.case_wait[:] = 0, 3, 7, 2, 0, 0
    schedule.conditions(0, hamlet.c, hamlet.world)
    r.case_wait[:], r.case_weeks[:] = (0, 0, 0, 3, 1, 0), (26, 26, 26, 0, 0, 9)  # 0 came in without a wait
    schedule.count_cases(0, hamlet.world)
    entry = schedule.ledger.of("link_workers", 0)
    assert (entry.joined, entry.present, entry.waiting) == ((3, 0, 0, 0, 0), 4, 2)
    assert entry.waited == 3 + 7


def test_without_link_workers_nobody_looks_at_their_queue(hamlet: Any) -> None:
    unseen = hamlet.world._replace(residents=hamlet.world.residents._replace(case_wait=None))
    schedule = Schedule((event("stress", level=0.1),), hamlet.chance, SurveyParameters())
    made, changed = schedule.conditions(2, hamlet.c, unseen)
    schedule.count_cases(2, unseen)
    assert changed
    assert made.stress.max() == 0.1


def test_thresholds_see_what_was_last_recorded() -> None:
    record = Record()
    assert np.isnan(record.now("cohesion"))


# a living town ------------------------------------------------------------------------------------------

WEEKS = 14
TOWN = {
    "title": "t", "question": "q", "settle": 3, "weeks": WEEKS,
    "town": {"residents": 160, "rows": 2, "columns": 4},
}  # fmt: skip


def scenario(*events: Event, **about: Any) -> Scenario:
    return Scenario.of({**TOWN, **about, "events": [one.plain() for one in events]})


@pytest.fixture(scope="module")
def start() -> Community:
    """A town that settled in; tests branch off it."""
    return Community(scenario(), rng=5)


@pytest.fixture(scope="module")
def quiet(start: Community) -> Community:
    return start.branch(start.scenario).run(WEEKS)


def lives(start: Community, *events: Event) -> Community:
    return start.branch(scenario(*events)).run(WEEKS)


def same_until(one: Community, other: Community) -> int:
    """Return the first recorded week in which two towns differ; one beyond the last if they never do."""
    mine, theirs = one.record.values(), other.record.values()
    return next(
        (w for w in range(WEEKS + 1) if any(mine[n][w].tobytes() != theirs[n][w].tobytes() for n in mine)),
        WEEKS + 1,
    )


def first_streak(values: Any, threshold: float, weeks: int, since: int = 0) -> int:
    """Return the first week at whose start the last so many records were below a threshold."""
    held = 0
    for week in range(since, len(values)):
        held = held + 1 if values[week] < threshold else 0
        if held == weeks:
            return week
    raise AssertionError("choose another threshold")


@pytest.mark.parametrize("weeks", [1, 2, 3])
@pytest.mark.parametrize("since", [0, 4])
def test_a_trigger_begins_in_the_week_after_it_has_held_so_long(
    start: Community, quiet: Community, weeks: int, since: int
) -> None:
    series = quiet.record.series("lonely", "quintile=1")
    threshold = float(np.quantile(series, 0.8)) + 1e-9
    due = first_streak(series, threshold, weeks, since)
    when = {"indicator": "lonely", "group": "quintile=1", "below": threshold, "for": weeks}
    town = lives(start, event("stress", since, level=0.9, when=when))
    (entry,) = [e for e in town.event_log if e["what"] == "triggered"]
    assert entry["week"] == due
    assert entry["why"].startswith("lonely of quintile=1 has been below")
    doses = town.ledger()["stress"]["dose"]
    assert np.flatnonzero(doses).tolist() == list(range(due, WEEKS))
    assert same_until(town, quiet) == due + 1


def test_an_event_whose_trigger_never_fires_changes_nothing(start: Community, quiet: Community) -> None:
    never = {"indicator": "cohesion", "below": 0.001}
    town = lives(start, event("stress", 0, level=0.9, when=never), event("damage", 0, when=never))
    assert same_until(town, quiet) == WEEKS + 1
    assert town.event_log == []
    assert not any(c.any() for e in town.ledger().values() for n, c in e.items() if n != "residents")


def test_a_stop_ends_an_event_in_the_week_after_it_has_held_so_long(start: Community) -> None:
    stop = {"indicator": "cohesion", "above": 0, "for": 3}
    town = lives(start, event("stress", 2, level=0.9, fade=1, stop=stop))
    assert [(e["week"], e["what"]) for e in town.event_log] == [(2, "began"), (5, "stopped")]
    assert town.ledger()["stress"]["dose"].tolist() == [0, 0, 1, 1, 1, 0.5] + [0] * (WEEKS - 6)


def test_what_has_ended_is_not_stopped(start: Community) -> None:
    stop = {"indicator": "cohesion", "above": 0, "for": 3}
    town = lives(start, event("stress", 2, level=0.9, weeks=2, stop=stop))
    assert [e["what"] for e in town.event_log] == ["began"]


@pytest.mark.parametrize("kind", ["stress", "income", "prices", "activities"])
def test_proportionate_without_a_slope_is_universal(start: Community, quiet: Community, kind: str) -> None:
    flat = {"mode": "proportionate", "slope": 0.0}
    one, other = lives(start, event(kind)), lives(start, event(kind, delivery=flat))
    assert same_until(one, other) == WEEKS + 1
    assert same_until(one, quiet) <= WEEKS
    assert same_until(one, lives(start, event(kind, delivery=flat | {"slope": 1.5}))) <= WEEKS


def lively() -> tuple[Event, ...]:
    """Return a trigger, a stop, programmes and a season, all at work from week 0 on."""
    high = {"indicator": "cohesion", "above": 0.0, "for": 6}
    return (
        event("stress", 0, level=0.5, when=high, name="late"),
        event("prices", 0, stop=high),
        event("invitation", 0, delivery={"places": 600, "stay": 4, "mode": "targeted", "need": "loneliness"}),
        event("income", 0, uptake=0.6, delivery={"places": 900, "mode": "first_come"}),
        event("activities", 0, season={"peak": "april"}),
    )


def same_ledgers(one: Community, other: Community) -> bool:
    mine, theirs = one.ledger(), other.ledger()
    return all(np.array_equal(mine[e][c], theirs[e][c]) for e in mine for c in mine[e])


@pytest.mark.parametrize("week", [1, 5, 7, 10])
def test_a_branch_goes_on_with_streaks_and_programmes(start: Community, week: int) -> None:
    extra = event("stress", week, level=0.4, name="extra")
    alone = lives(start, *lively(), extra)
    trunk = start.branch(scenario(*lively()))
    branch = trunk.run(week).branch(scenario(*lively(), extra)).run(WEEKS - week)
    assert same_until(alone, branch) == WEEKS + 1
    assert same_ledgers(alone, branch)
    before = trunk.ledger()
    trunk.run(WEEKS - week)
    assert same_ledgers(trunk, lives(start, *lively()))
    assert same_ledgers(alone, branch)
    assert before["late"]["dose"].shape == (week,)


@pytest.mark.compiled
def test_two_threads_and_a_branch_give_the_same_bits_as_one_thread_straight() -> None:
    large = {"town": {"residents": 20_000}, "settle": 0}
    assert large["town"]["residents"] > 2 * WORTH_SHARING  # type: ignore[index]
    extra = event("stress", 4, level=0.4, name="extra")
    straight = Community(scenario(*lively(), extra, **large), rng=2).run(8)
    trunk = Community(scenario(*lively(), **large), rng=2, threads=2).run(4)
    branch = trunk.branch(scenario(*lively(), extra, **large)).run(4)
    mine, theirs = straight.record.values(), branch.record.values()
    assert branch.crew.threads == 2
    assert all(mine[name].tobytes() == theirs[name].tobytes() for name in mine)
    assert same_ledgers(straight, branch)
    assert straight.ledger()["invitation"]["waiting"].any()


def test_a_branch_with_another_week_0_follows_its_own_calendar(start: Community) -> None:
    winter = event("stress", 0, level=0.5, season={"first": "january", "last": "january"})
    summer = {"week_0": "2026-06-01"}
    town = start.branch(scenario(winter)).run(2)
    moved = town.branch(scenario(winter, **summer)).run(2)
    assert moved.ledger()["stress"]["dose"].tolist() == [0.0, 0.0, 0.0, 0.0]
    fresh = start.branch(scenario(winter, **summer)).run(2)
    assert fresh.ledger()["stress"]["dose"].tolist() == [0.0, 0.0]
    assert town.ledger()["stress"]["dose"].tolist() == [1.0, 1.0]


def test_the_ledger_says_how_many_live_in_each_quintile(start: Community) -> None:
    town = start.branch(scenario(event("stress"))).run(1)
    residents = town.ledger()["stress"]["residents"]
    assert residents.sum() == 160
    assert (
        residents.tolist() == np.bincount(town.world.places.quintile[town.world.residents.place])[1:].tolist()
    )
