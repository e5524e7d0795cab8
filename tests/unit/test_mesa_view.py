"""A Mesa user feels at home: the town is a model, neighbourhoods are cells, services agents, residents a set.

The set of residents is compared with an AgentSet of real Mesa agents that hold the same values.
"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from functools import cache
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.discrete_space import Cell, FixedAgent, OrthogonalMooreGrid

from model import Community, Scenario
from model.conditions import SERVICES
from model.indicators import INDICATORS
from model.residents import Residents
from model.views import Neighbourhood, Resident, ResidentSet, ServiceSite

COPIED = ("age", "income", "health", "wellbeing", "sex", "quintile")


@cache
def town() -> Community:
    """Return a town of 200 in its fourth week; never step it."""
    return Community(Scenario().with_(residents=200, settle=4, weeks=10), rng=1).run(4)


@cache
def agents() -> Any:
    """Return real Mesa agents with the residents' values, in the same order."""
    model = mesa.Model(rng=1)
    for resident in town().residents:
        agent = mesa.Agent(model)
        agent.row = resident.row
        for name in COPIED:
            setattr(agent, name, getattr(resident, name))
    return model.agents


def rows(some: Any) -> list[int]:
    return [one.row for one in some]


def test_a_town_that_nobody_holds_is_let_go() -> None:
    left = weakref.ref(Community(Scenario().with_(residents=200, settle=0, weeks=1), rng=1).run(1))
    gc.collect()
    assert left() is None


# the model ----------------------------------------------------------------------------------------------


def test_a_town_is_a_mesa_model_that_steps_week_by_week() -> None:
    mine = Community(Scenario().with_(residents=200, settle=2, weeks=10), rng=1)
    assert isinstance(mine, mesa.Model)
    assert (mine.week, mine.steps) == (0, 0)
    mine.step()
    mine.step()
    assert (mine.week, mine.steps) == (2, 2)
    assert mine.run(3) is mine
    assert (mine.week, mine.steps) == (5, 5)


def test_run_tells_its_progress_after_each_week() -> None:
    told: list[int] = []
    Community(Scenario().with_(residents=200, settle=0, weeks=10), rng=1).run(3, told.append)
    assert told == [1, 2, 3]


def test_the_data_collector_holds_every_indicator_of_every_week() -> None:
    frame = town().datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == list(INDICATORS)
    assert len(frame) == town().week + 1
    assert frame["wemwbs"].tolist() == town().record.series("wemwbs").tolist()
    assert frame["turnout"].tolist() == pytest.approx(town().record.series("turnout").tolist(), nan_ok=True)


# neighbourhoods and services ----------------------------------------------------------------------------


def test_neighbourhoods_are_the_cells_of_a_mesa_grid() -> None:
    grid, places = town().grid, town().world.places
    assert isinstance(grid, OrthogonalMooreGrid)
    assert len(list(grid.all_cells)) == len(places.row)
    for place, (row, col) in enumerate(zip(places.row, places.col, strict=True)):
        cell = grid[(int(row), int(col))]
        assert isinstance(cell, Neighbourhood)
        assert isinstance(cell, Cell)
        assert cell.index == place
        assert cell.quality == places.quality[place]
        assert cell.quintile == places.quintile[place]
        assert tuple(cell.coordinate) == (row, col)


def test_a_cell_has_neighbours_and_says_what_it_lacks() -> None:
    cell = town().grid[(0, 0)]
    assert len(cell.neighborhood) >= 1
    assert all(isinstance(near, Neighbourhood) for near in cell.neighborhood)
    with pytest.raises(AttributeError, match="a neighbourhood has no 'qualty'"):
        _ = cell.qualty


def test_services_are_agents_that_stand_on_their_neighbourhoods() -> None:
    sites, world = list(town().agents), town().world
    assert len(sites) == len(world.sites.service)
    for site in sites:
        assert isinstance(site, ServiceSite)
        assert isinstance(site, FixedAgent)
        assert site.service == SERVICES[world.sites.service[site.index]]
        assert site.cell.index == world.sites.place[site.index]
        assert site in site.cell.agents
        assert site.capacity == world.sites.capacity[site.index]
        assert (site.served, site.waiting) == (
            world.sites.served[site.index],
            world.sites.waiting[site.index],
        )
    assert {site.service for site in sites} == set(SERVICES)
    assert sum(len(cell.agents) for cell in town().grid.all_cells) == len(sites)


def test_services_can_be_chosen_as_mesa_agents() -> None:
    practices = town().agents.select(lambda site: site.service == "general_practice")
    assert len(practices) >= 1
    assert practices.agg("served", sum) == sum(site.served for site in practices)


# a resident ---------------------------------------------------------------------------------------------


def test_a_resident_shows_the_columns_of_one_row() -> None:
    one, world = town().residents[17], town().world
    for name in Residents._fields:
        assert np.array_equal(getattr(one, name), getattr(world.residents, name)[17]), name
    assert (one.row, one.unique_id, one.model) == (17, 17, town())
    assert one.quintile == world.places.quintile[one.place]
    assert one.cell.index == one.place
    assert one.words["sex"] in ("female", "male")
    assert one.words["work"] in ("employed", "unemployed", "not in the labour force")
    assert one.words["housing"] in ("owner", "social renter", "private renter")
    assert repr(one) == "Resident(17)"


def test_a_resident_says_what_it_lacks_and_what_there_is() -> None:
    with pytest.raises(AttributeError, match=r"a resident has no 'wellbing'; columns are place, household"):
        _ = town().residents[17].wellbing


def test_ties_are_listed_with_their_strengths_and_seen_from_both_ends() -> None:
    for one in town().residents[:20]:
        strengths = [strength for _, strength in one.ties]
        assert strengths == sorted(strengths, reverse=True)
        assert len(strengths) == town().world.ties.degree[one.row]
        for other, strength in one.ties:
            assert (one, strength) in other.ties


def test_two_views_of_one_row_are_one_resident() -> None:
    one, same, other = town().residents[3], town().residents[3], town().residents[4]
    assert one == same
    assert one != other
    assert len({one, same, other}) == 2
    later = Community(Scenario().with_(residents=200, settle=0, weeks=10), rng=1)
    assert one != later.residents[3]


def test_a_view_follows_the_town_and_holds_no_state() -> None:
    mine = Community(Scenario().with_(residents=200, settle=0, weeks=10), rng=1)
    one = mine.residents[17]
    before = float(one.age)
    mine.run(2)
    assert one.age > before
    with pytest.raises(AttributeError):
        one.mood = "good"  # type: ignore[attr-defined]


# the set, as Mesa's -------------------------------------------------------------------------------------


def test_the_set_has_mesas_length_order_and_items() -> None:
    mine, theirs = town().residents, agents()
    assert len(mine) == len(theirs) == 200
    assert rows(mine) == rows(theirs) == list(range(200))
    assert isinstance(iter(mine), Iterator)
    assert mine[17].row == theirs[17].row
    assert mine[-1].row == theirs[-1].row == 199
    assert rows(mine[10:40:3]) == rows(theirs[10:40:3])
    assert town().residents[5] in mine
    assert "somebody" not in mine


def test_an_index_beyond_the_set_is_refused_as_by_mesa() -> None:
    for some in (town().residents, agents()):
        with pytest.raises(IndexError):
            _ = some[200]


SELECTIONS: dict[str, dict[str, Any]] = {
    "by a function": {"filter_func": lambda one: one.health < 0.7},
    "at most ten": {"at_most": 10},
    "at most a quarter": {"at_most": 0.25},
    "at most all, as a share": {"at_most": 1.0},
    "by a function, at most three": {"filter_func": lambda one: one.quintile == 1, "at_most": 3},
    "by a function, at most a tenth of all": {"filter_func": lambda one: one.age > 40, "at_most": 0.1},
    "by a function nobody meets": {"filter_func": lambda one: one.age > 200},
    "at most one": {"at_most": 1},
    "all": {},
}


@pytest.mark.parametrize("how", SELECTIONS.values(), ids=SELECTIONS)
def test_select_chooses_whom_mesa_would_choose(how: dict[str, Any]) -> None:
    chosen = town().residents.select(**how)
    assert isinstance(chosen, ResidentSet)
    assert rows(chosen) == rows(agents().select(**how))


def test_selections_can_be_narrowed_further_as_in_mesa() -> None:
    def narrowed(some: Any) -> Any:
        return some.select(lambda one: one.sex == 0).select(lambda one: one.age >= 30, at_most=0.5)

    assert rows(narrowed(town().residents)) == rows(narrowed(agents()))
    assert 0 < len(narrowed(town().residents)) < 100


def test_a_mask_selects_without_looking_at_anybody() -> None:
    mine = town().residents
    women = mine.select(mine.get("sex") == 0)
    assert rows(women) == rows(agents().select(lambda one: one.sex == 0))
    older = women.select(women.get("age") > 50)
    assert rows(older) == rows(agents().select(lambda one: one.sex == 0 and one.age > 50))


@pytest.mark.parametrize("name", COPIED)
def test_get_returns_mesas_values_in_mesas_order(name: str) -> None:
    assert list(town().residents.get(name)) == agents().get(name)
    few = {"filter_func": lambda one: one.income < 0.3}
    assert list(town().residents.select(**few).get(name)) == agents().select(**few).get(name)


def test_get_returns_several_values_a_resident_as_mesa_does() -> None:
    assert town().residents.get(["age", "quintile"]) == agents().get(["age", "quintile"])


def test_get_treats_a_missing_name_as_mesa_does() -> None:
    for some in (town().residents, agents()):
        assert list(some.get("wage", handle_missing="default", default_value=7)) == [7] * 200
        with pytest.raises(AttributeError):
            some.get("wage")


@pytest.mark.parametrize("func", [np.mean, max, min, len, [np.mean, max], (min, sum)])
def test_agg_is_mesas(func: Any) -> None:
    few = {"filter_func": lambda one: one.age < 50}
    for mine, theirs in (
        (town().residents, agents()),
        (town().residents.select(**few), agents().select(**few)),
    ):
        assert mine.agg("health", func) == pytest.approx(theirs.agg("health", func), rel=1e-6)


def test_count_is_how_many_a_function_is_true_for() -> None:
    lonely = lambda one: one.health < 0.6  # noqa: E731
    assert town().residents.count(lonely) == sum(map(lonely, agents()))


def test_plain_python_works_on_the_set_as_on_mesas() -> None:
    for some in (town().residents, agents()):
        assert sorted(some, key=lambda one: (one.income, one.row))[0].row == int(
            np.argmin(town().world.residents.income)
        )
        assert [one.row for one in some if one.age > 95] == np.flatnonzero(
            town().world.residents.age > 95
        ).tolist()
    assert isinstance(town().residents[0], Resident)
