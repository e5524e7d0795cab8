"""Where services stand and how far they are, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model import sites as rules
from model.chance import Chance
from model.conditions import SERVICES
from model.geography import lay_out
from model.sites import GENERAL_PRACTICE, HUB, MONEY_ADVICE, NO_SITE
from model.town import Town

OWN = np.full(len(SERVICES), -1)


def nearest(hamlet: Any, is_open: np.ndarray, hosted: np.ndarray = OWN) -> rules.Ways:
    """Return the ways of the hamlet."""
    return rules.nearest(hamlet.world.places, hamlet.world.sites, is_open, hosted, 4.0)


def test_the_nearest_open_site_is_found_for_each_service(hamlet: Any) -> None:
    ways = nearest(hamlet, np.ones(7, np.bool_))
    assert ways.site.tolist() == [list(range(7))] * 2
    # even services stand in the first neighbourhood; one step away is 1 / (1 + 4)
    assert ways.distance[0].tolist() == pytest.approx([0, 0.2, 0, 0.2, 0, 0.2, 0])
    assert ways.distance[1].tolist() == pytest.approx([0.2, 0, 0.2, 0, 0.2, 0, 0.2])


def test_a_service_without_an_open_site_has_none(hamlet: Any) -> None:
    is_open = np.ones(7, np.bool_)
    is_open[HUB] = False
    ways = nearest(hamlet, is_open)
    assert ways.site[:, HUB].tolist() == [NO_SITE, NO_SITE]
    assert ways.distance[:, HUB].tolist() == [1.0, 1.0]


def test_of_two_open_sites_the_nearer_one_counts(hamlet: Any) -> None:
    hamlet.world.sites.service[1] = GENERAL_PRACTICE  # a second practice, in the second neighbourhood
    ways = nearest(hamlet, np.ones(7, np.bool_))
    assert ways.site[:, GENERAL_PRACTICE].tolist() == [0, 1]
    assert ways.distance[:, GENERAL_PRACTICE].tolist() == [0.0, 0.0]


def test_a_hosted_service_is_as_near_as_its_hosts_rooms_and_keeps_its_own_site(hamlet: Any) -> None:
    hosted = OWN.copy()
    hosted[1] = GENERAL_PRACTICE
    ways = nearest(hamlet, np.ones(7, np.bool_), hosted)
    assert ways.distance[:, 1].tolist() == [0.0, 0.0]
    assert ways.site[:, 1].tolist() == [1, 1]


def test_a_host_without_an_open_site_brings_nobody_nearer(hamlet: Any) -> None:
    hosted, is_open = OWN.copy(), np.ones(7, np.bool_)
    hosted[1], is_open[GENERAL_PRACTICE] = GENERAL_PRACTICE, False
    assert nearest(hamlet, is_open, hosted).distance[:, 1].tolist() == pytest.approx([0.2, 0.0])


def test_a_town_has_the_sites_and_the_capacity_that_it_was_given() -> None:
    town, chance = Town(residents=5000, rows=5, columns=5), Chance(3)
    places = lay_out(town, chance)
    sites = rules.stand(town, places, chance)
    for code, name in enumerate(SERVICES):
        ours, offer = sites.service == code, town.services[name]
        assert ours.sum() == max(1, round(offer.sites * 0.5))
        assert sites.capacity[ours].sum() == pytest.approx(offer.capacity * 5.0)
    assert sites.place.max() < 25
    assert sites.place[sites.service == MONEY_ADVICE].tolist() == sorted(
        sites.place[sites.service == MONEY_ADVICE]
    )
