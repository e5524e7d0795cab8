"""Measures of the network, the town's own numbers and what was binding, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model.networks import clustering, likeness_of_tied
from model.recording import Record
from model.tally import Tally


def test_a_triangle_is_wholly_clustered_and_a_star_not_at_all(hamlet: Any) -> None:
    for one, other in ((0, 1), (1, 2)):
        hamlet.tie(one, other)
    key = hamlet.chance.key("sample")
    assert clustering(hamlet.world.ties, key, 2000) == 0.0
    hamlet.tie(0, 2)
    assert clustering(hamlet.world.ties, key, 2000) == 1.0
    hamlet.tie(0, 3)
    # pairs of ties: 3 of resident 0 (one closed), 1 each of 1 and 2 (closed), none of 3
    assert clustering(hamlet.world.ties, key, 2000) == pytest.approx(3.0 / 5.0)


def test_a_sample_of_residents_estimates_clustering(hamlet: Any) -> None:
    for one, other in ((0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)):
        hamlet.tie(one, other)
    assert clustering(hamlet.world.ties, hamlet.chance.key("sample"), 3) == 1.0


def test_without_pairs_of_ties_clustering_is_no_number(hamlet: Any) -> None:
    hamlet.tie(0, 1)
    assert np.isnan(clustering(hamlet.world.ties, hamlet.chance.key("sample"), 2000))


def test_likeness_is_1_where_like_is_tied_to_like_and_less_than_0_where_to_unlike(hamlet: Any) -> None:
    values = np.array([0.2, 0.2, 0.8, 0.8, 0.5, 0.5], np.float32)
    assert np.isnan(likeness_of_tied(values, hamlet.world.ties))
    hamlet.tie(0, 1)
    hamlet.tie(2, 3)
    assert likeness_of_tied(values, hamlet.world.ties) == pytest.approx(1.0)
    mixed = hamlet._replace(world=hamlet.world.copy())
    for one in (0, 1):
        for other in (2, 3):
            mixed.tie(one, other)
    # ends: 2 of 6 pairs alike, 4 of 6 unlike: correlation (2 - 4) / 6
    assert likeness_of_tied(values, mixed.world.ties) == pytest.approx(-1.0 / 3.0)
    assert np.isnan(likeness_of_tied(np.full(6, 0.5, np.float32), hamlet.world.ties))


def numbers(hamlet: Any, tally: Tally) -> dict[str, float]:
    """Return the town's numbers of this week."""
    return tally.numbers(hamlet.world, hamlet.c)


def test_numbers_of_a_town_are_means_over_residents(hamlet: Any) -> None:
    w = hamlet.world
    w.places.quality[:], w.places.incidents[:], w.places.turnout[:] = (0.2, 0.6), (1.0, 3.0), (0.1, 0.3)
    w.places.groups[:], w.places.short_weeks[:], w.places.voiced[:] = (2, 1), (0, 4), 0.5
    w.places.wanting[:], w.places.attending[:] = (5, 3), (4, 2)
    w.sites.seats[:], w.sites.served[:], w.sites.waiting[:] = 2, 1, 3
    found = numbers(hamlet, Tally())
    for name, by_hand in {
        "quality": 40.0, "community_life": 50.0, "incidents": 2.0, "turnout": 20.0, "groups": 500.0,
        "groups_short": 50.0, "turned_away": 25.0, "staff_used": 50.0, "waiting": 3500.0, "voice": 50.0,
    }.items():  # fmt: skip
        assert found[name] == pytest.approx(by_hand), name
    assert np.isnan(found["clustering"])
    assert np.isnan(found["promises_kept"])


def test_a_town_without_seats_or_wishes_divides_by_nothing(hamlet: Any) -> None:
    found = numbers(hamlet, Tally())
    assert found["turned_away"] == 0.0
    assert np.isnan(found["staff_used"])


def test_promises_kept_are_counted_over_a_year(hamlet: Any) -> None:
    tally, places = Tally(), hamlet.world.places
    places.kept[:] = 0.1, 0.0
    numbers(hamlet, tally)
    places.kept[:], places.broken[:] = 0.0, (0.0, 0.1)
    assert numbers(hamlet, tally)["promises_kept"] == 50.0
    places.broken[:] = 0.0
    for _ in range(51):
        later = numbers(hamlet, tally)
    assert later["promises_kept"] == 50.0  # a year and a week are kept
    assert numbers(hamlet, tally)["promises_kept"] == 0.0
    assert np.isnan(numbers(hamlet, tally)["promises_kept"])


def test_deaths_and_arrivals_are_a_years_worth(hamlet: Any) -> None:
    tally, w = Tally(), hamlet.world
    numbers(hamlet, tally)
    w.tally[:] = 1, 2
    found = numbers(hamlet, tally)
    # one week: 1 of 6 died, 3 of 6 came
    assert found["deaths"] == pytest.approx(1000.0 / 6.0 * 52.0)
    assert found["arrivals"] == pytest.approx(50.0 * 52.0)
    for _ in range(51):
        found = numbers(hamlet, tally)
    assert found["deaths"] == pytest.approx(1000.0 / 6.0)


def test_a_branch_of_a_tally_goes_on_alone(hamlet: Any) -> None:
    tally = Tally()
    tally.network(0.4, 0.2)
    hamlet.world.places.kept[:] = 0.1
    numbers(hamlet, tally)
    twin = tally.branch()
    hamlet.world.places.kept[:], hamlet.world.places.broken[:] = 0.0, 0.1
    assert numbers(hamlet, twin)["promises_kept"] == 50.0
    hamlet.world.places.broken[:] = 0.0
    found = numbers(hamlet, tally)
    assert found["promises_kept"] == 100.0
    assert (found["clustering"], found["income_assortativity"]) == (40.0, 0.2)


def said(**of_town: float) -> list[str]:
    """Return what was binding in a town of these numbers."""
    from model.indicators import MEASURES
    from model.measuring import CELLS

    easy = {
        "turned_away": 0.0,
        "staff_used": 50.0,
        "groups_short": 0.0,
        "turnout": 50.0,
        "promises_kept": 90.0,
    }
    record = Record()
    record.add(0, np.zeros((CELLS, len(MEASURES))), np.ones(CELLS), {**easy, **of_town})
    return Tally().binding(record)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("turned_away", 12.0, "Places: 12 % of those who wanted to go to an activity found it full."),
        ("staff_used", 97.0, "Staff time: services used 97 % of what they have."),
        ("groups_short", 30.0, "Volunteers: groups were short of them where 30 % of residents live."),
        ("turnout", 2.5, "Turnout: 2.5 % took part in a round of decisions."),
        ("promises_kept", 40.0, "Delivery: 40 % of promises were kept."),
    ],
)
def test_a_resource_that_held_results_back_is_named(name: str, value: float, sentence: str) -> None:
    assert said() == []
    assert said(**{name: value}) == [sentence]
