"""A small town in which everything happens at once: the whole week is walked through, its promises checked.

With NUMBA_DISABLE_JIT=1 the kernels run as plain Python, so that coverage sees them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import Community, Scenario
from model.community import BrokenWorldError
from model.event_kinds import EVENT_KINDS
from model.indicators import GROUPS, HIDDEN, INDICATORS, MEASURES
from model.invariants import broken
from model.loops import Loops
from model.newcomers import NewcomerParameters

WEEKS = 10
MORE = {
    "service_closure": {"services": ["hub", "family"], "contested": True, "notice": 1, "for": 3},
    "service_remote": {"services": "all", "for": 2},
    "power_sharing": {"shift": 0.9},
    "link_workers": {"workers": 400.0, "contact": 1.0},
    "invitation": {"strength": 4.0, "uptake": 0.7, "ramp": 2, "for": 3, "fade": 3},
    "stress": {"level": 0.2, "who": {"sex": "female", "age": [16, 70]}, "for": 1, "repeat": 3},
    "income": {"support": 0.2, "who": {"income": [0.0, 0.4], "isolated": False}},
    "damage": {"home": 0.9, "where": {"flood_prone": True}},
    "activities": {"groups": 5, "where": {"rows": [0, 0], "columns": [0, 1]}},
}
"""Fields beside the trial dose of a kind."""
CONTRARY = ("contact", "confinement", "service_closure", "service_remote")
"""Kinds that would keep others from being seen: they come late."""


def happenings() -> list[dict[str, Any]]:
    """Return one event of every kind."""
    return [
        {"kind": kind, "start": 6 if kind in CONTRARY else 1, **about.trial, **MORE.get(kind, {})}
        for kind, about in EVENT_KINDS.items()
    ]


def scenario(name: str, events: list[dict[str, Any]], **loops: bool) -> Scenario:
    """Return a scenario of 120 residents in six neighbourhoods, with rounds of decisions every four weeks."""
    return Scenario.of(
        {
            "name": name, "title": name, "question": "What happens?", "settle": 4, "weeks": WEEKS,
            "town": {"residents": 120, "rows": 2, "columns": 3},
            "parameters": {
                "decisions": {"cycle": 4, "lag": 1, "base": 0.0}, "turnover": {"moving": 0.5, "leaving": 0.2},
                "needs": {"money_advice": 0.2, "mental_health": 0.2, "employability": 0.2, "housing": 0.2},
                "seeking": {"base": 3.0, "forgetting": 0.05, "giving_up": 0.3},
            },
            "loops": loops, "events": events,
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def settled() -> Community:
    """A town that settled in and to which nothing has happened yet."""
    return Community(scenario("quiet", []), rng=5, check=True)


@pytest.fixture(scope="module")
def busy(settled: Community) -> Community:
    """The same town after ten weeks in which everything happened."""
    return settled.branch(scenario("busy", happenings())).run(WEEKS)


def columns(town: Community) -> dict[str, bytes]:
    """Return every column of a town's state as bytes."""
    parts = zip(town.world._fields, town.world, strict=True)
    return {
        f"{name}.{n}": array.tobytes()
        for name, part in parts
        for n, array in enumerate(part if isinstance(part, tuple) else (part,))
    }


def test_a_town_starts_at_week_0_with_one_record(settled: Community) -> None:
    assert settled.week == 0
    assert settled.record.weeks == [0]
    assert settled.event_log == []
    assert len(settled.residents) == 120


def test_everything_that_can_happen_happened(busy: Community) -> None:
    began = {entry["kind"] for entry in busy.event_log if entry["what"] == "began"}
    assert began == set(EVENT_KINDS)
    fates = {e["what"] for e in busy.event_log if e["kind"] == "service_closure"} - {"began"}
    assert fates
    assert fates <= {"averted", "delayed", "lost"}
    assert {entry["kind"] for entry in busy.event_log if entry["what"] == "struck"} == {
        kind for kind, about in EVENT_KINDS.items() if about.one_off
    }


def test_the_week_went_round(busy: Community) -> None:
    w, series = busy.world, busy.record.series
    assert busy.week == WEEKS
    assert busy.record.weeks == list(range(WEEKS + 1))
    assert series("attending").max() > 0
    assert series("volunteering").max() > 0
    assert series("served").max() > 0
    assert series("turnout")[-1] > 0
    assert series("with_link_worker").max() > 0
    assert w.places.voiced.max() > 0.5
    assert (w.residents.jobless > 0).any()
    assert w.residents.damage.max() > 0.3
    assert w.ties.degree.min() < w.ties.degree.max()
    assert np.isfinite(series("promises_kept")[-1])


def test_what_happened_left_its_marks(settled: Community, busy: Community) -> None:
    quiet = settled.branch(settled.scenario).run(WEEKS)
    for name in ("unemployed", "damage", "linking", "money_strain", "strain"):
        assert busy.record.series(name)[-1] > quiet.record.series(name)[-1], name


def test_a_branch_leaves_its_stem_untouched_and_lives_the_same_week(settled: Community) -> None:
    before = columns(settled)
    one, other = (settled.branch(settled.scenario).run(3) for _ in range(2))
    assert columns(settled) == before
    assert settled.record.weeks == [0]
    assert columns(one) == columns(other)
    assert columns(one) != before
    assert one.record.series("wemwbs").tolist() == other.record.series("wemwbs").tolist()


def test_a_branch_to_another_world_is_refused(settled: Community) -> None:
    other = scenario("other", []).with_(set={"ties.gain": 0.1})
    with pytest.raises(
        ValueError, match="other is about another town, other assumptions or loops than quiet"
    ):
        settled.branch(other)


def test_progress_is_told_after_each_week(settled: Community) -> None:
    told: list[int] = []
    settled.branch(settled.scenario).run(3, told.append)
    assert told == [1, 2, 3]


def test_a_town_lives_with_all_its_loops_cut() -> None:
    cut = Community(scenario("cut", happenings(), **dict.fromkeys(Loops._fields, False)), check=True).run(5)
    assert not cut.world.company.heard.any()
    assert cut.world.residents.load.max() <= np.float32(NewcomerParameters().load)  # what newcomers bring
    assert cut.record.series("waiting").max() == 0.0
    assert cut.record.series("turned_away").max() == 0.0


def test_the_trajectory_and_mesas_collector_say_the_same(busy: Community) -> None:
    table, collected = busy.record.trajectory(), busy.datacollector.get_model_vars_dataframe()
    assert len(table["week"]) == (WEEKS + 1) * len(GROUPS)
    assert list(collected.columns) == list(INDICATORS)
    everybody = table["group"] == "all"
    assert np.allclose(table["wemwbs"][everybody], collected["wemwbs"])


def test_the_snapshot_holds_every_column_and_every_answer(busy: Community) -> None:
    table, r = busy.survey_table(), busy.world.residents
    assert {len(column) for column in table.values()} == {120}
    assert {f"says_{name}" for name in MEASURES if name not in HIDDEN} <= set(table)
    assert not {f"says_{name}" for name in HIDDEN} & set(table)
    assert table["waited_6"].tolist() == r.waited[:, 6].tolist()
    assert np.allclose(table["says_wemwbs"], 14.0 + 56.0 * r.wellbeing)
    assert table["quintile"].tolist() == busy.world.places.quintile[r.place].tolist()


def test_the_snapshots_answers_add_up_to_the_record(busy: Community) -> None:
    table = busy.survey_table()
    for name in ("good_health", "lonely", "strong_belonging", "struggling", "volunteering_year", "linking"):
        assert 100.0 * table[f"says_{name}"].mean() == pytest.approx(busy.record.series(name)[-1]), name


def test_what_was_binding_is_said_in_sentences(busy: Community) -> None:
    said, mean = busy.binding(), lambda name: float(np.nanmean(busy.record.series(name)))
    assert any(one.startswith("Places:") for one in said) == (mean("turned_away") > 5.0)
    assert any(one.startswith("Staff time:") for one in said) == (mean("staff_used") > 95.0)
    assert any(one.startswith("Turnout:") for one in said) == (mean("turnout") < 5.0)


def test_a_week_with_a_broken_promise_is_refused(settled: Community) -> None:
    town = settled.branch(settled.scenario)
    town.world.residents.external[3] = 2.0
    said = r"week 1: Residents.external runs from .* to 2.0, legal is 0 to 1"
    with pytest.raises(BrokenWorldError, match=said):
        town.step()


def spoil_homes(town: Community) -> None:
    town.world.homes.members[0] = town.world.homes.members[1]


def spoil_positions(town: Community) -> None:
    town.world.homes.position[:2] = town.world.homes.position[:2][::-1]


def spoil_place(town: Community) -> None:
    town.world.residents.place[0] = 5


def spoil_household(town: Community) -> None:
    r, homes = town.world.residents, town.world.homes
    one = int(np.flatnonzero(r.adults == 2)[0])
    other = int(np.flatnonzero((r.adults == 1) & (r.place != r.place[one]))[0])
    for table in (r.place, homes.position):
        table[[one, other]] = table[[other, one]]
    homes.members[homes.position[[one, other]]] = one, other


def spoil_sites(town: Community) -> None:
    town.world.sites.served[0] = town.world.sites.seats[0] + 1


def spoil_queues(town: Community) -> None:
    town.world.residents.queued[0], town.world.residents.needs[0] = 1, 2


def spoil_volunteers(town: Community) -> None:
    town.world.outings.volunteered[:], town.world.outings.went[0] = True, False


def spoil_attending(town: Community) -> None:
    town.world.places.attending[0] += 1


def spoil_room(town: Community) -> None:
    w = town.world
    w.outings.went[:], w.outings.venue[:], w.places.attending[:] = True, 0, 0
    w.places.attending[0] = 120


def spoil_ties(town: Community) -> None:
    town.world.ties.strength[0, 0] = 0.123


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (spoil_homes, "somebody lives in two places or in none"),
        (spoil_positions, "a position in the list of homes is wrong"),
        (spoil_place, "a resident's neighbourhood and the list of homes differ"),
        (spoil_household, "a household lives in two neighbourhoods"),
        (spoil_sites, "a site served more people than it has capacity for"),
        (spoil_queues, "somebody waits for a service without a need for it"),
        (spoil_volunteers, "somebody volunteered without going"),
        (spoil_attending, "the count of those at activities is wrong"),
        (spoil_room, "an activity took more people than it has places for"),
        (spoil_ties, "a tie has another strength at its other end"),
    ],
)
def test_each_promise_of_the_world_is_watched(settled: Community, spoil: Any, sentence: str) -> None:
    town = settled.branch(settled.scenario)
    assert broken(town) == []
    spoil(town)
    assert sentence in broken(town)


def test_a_copied_world_shares_nothing_and_weighs_the_same(settled: Community) -> None:
    twin = settled.world.copy()
    assert twin.bytes() == settled.world.bytes() > 120 * 200
    for mine, theirs in zip(settled.world, twin, strict=True):
        pairs = zip(mine, theirs, strict=True) if isinstance(mine, tuple) else [(mine, theirs)]
        assert not any(np.shares_memory(a, b) for a, b in pairs)


# the town as a Mesa user sees it -----------------------------------------------------------------------


def test_a_resident_is_a_view_of_a_row(busy: Community) -> None:
    r, one = busy.world.residents, busy.residents[17]
    assert (one.unique_id, one.model, one.row) == (17, busy, 17)
    assert one.wellbeing == r.wellbeing[17]
    assert one.quintile == busy.world.places.quintile[r.place[17]]
    assert one.cell.index == one.place
    assert one.cell.quality == busy.world.places.quality[one.place]
    assert set(one.words) == {"sex", "housing", "work"}
    assert repr(one) == "Resident(17)"
    assert one == busy.residents[17]
    assert hash(one) == hash(busy.residents[17])
    assert one != busy.residents[18]
    strengths = [strength for _, strength in one.ties]
    assert strengths == sorted(strengths, reverse=True)
    assert all(one in [tied for tied, _ in other.ties] for other, _ in one.ties)


def test_what_a_resident_or_a_neighbourhood_does_not_have_is_named(busy: Community) -> None:
    with pytest.raises(AttributeError, match="a resident has no 'helth'"):
        _ = busy.residents[0].helth
    with pytest.raises(AttributeError, match="a neighbourhood has no 'qualty'"):
        _ = busy.residents[0].cell.qualty
    with pytest.raises(AttributeError, match="a resident has no 'helth'"):
        busy.residents.get("helth")


def test_residents_are_selected_got_counted_and_summed_up(busy: Community) -> None:
    everybody, r = busy.residents, busy.world.residents
    old = everybody.select(lambda one: one.age >= 65)
    assert len(old) == (r.age >= 65).sum() == everybody.count(lambda one: one.age >= 65)
    assert old.rows.tolist() == everybody.select(r.age >= 65).rows.tolist()
    assert len(everybody.select(at_most=7)) == 7
    assert len(everybody.select(at_most=0.5)) == 60
    assert len(everybody.select()) == 120
    assert old.agg("health", np.mean) == pytest.approx(r.health[r.age >= 65].mean())
    assert everybody.agg("age", [min, max]) == [r.age.min(), r.age.max()]
    assert everybody.get(["age", "sex"])[3] == [r.age[3], r.sex[3]]
    assert everybody.get("quintile").tolist() == busy.world.places.quintile[r.place].tolist()
    assert everybody.get("helth", "default", -1).tolist() == [-1] * 120
    assert [one.row for one in everybody[2:5]] == [2, 3, 4]
    assert [one.row for one in old] == old.rows.tolist()
    assert everybody[3] in everybody
    assert "somebody" not in everybody


def test_services_are_agents_on_the_grid(busy: Community) -> None:
    agents, sites = list(busy.agents), busy.world.sites
    assert len(agents) == len(sites.service)
    for agent in agents:
        assert agent.cell.index == sites.place[agent.index]
        assert agent.served == sites.served[agent.index]
        assert agent.waiting == sites.waiting[agent.index]
        assert agent.capacity == pytest.approx(float(sites.capacity[agent.index]))
    assert {agent.service for agent in agents} >= {"general_practice", "hub"}
