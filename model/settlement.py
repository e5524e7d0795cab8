"""A town before its first week: laid out, peopled, tied and given its services."""

from __future__ import annotations

import numpy as np

from model import decisions, sites
from model.assumptions import Assumptions
from model.chance import Chance
from model.conditions import SERVICE_COUNT, Conditions, ordinary
from model.first_ties import first_ties
from model.geography import lay_out
from model.population import people
from model.town import Town
from model.world import World, assembled


def settled(town: Town, a: Assumptions, chance: Chance) -> World:
    """Return the world of a town before its first week."""
    places = lay_out(town, chance, a.population)
    decisions.usual_improvements(places, a.decisions, a.cohesion.upkeep, a.cohesion.wear)
    residents, homes = people(town, places, chance, a.population)
    ties = first_ties(residents, places, homes, a.ties, a.first_ties, chance)
    return assembled(residents, ties, places, homes, sites.stand(town, places, chance))


def usual_conditions(w: World, link: float) -> Conditions:
    """Return the conditions of an ordinary week there; `link` is how well services are linked, 0 to 1."""
    links = np.full((SERVICE_COUNT, SERVICE_COUNT), link)
    return ordinary(len(w.places.row), len(w.sites.place), len(w.residents.place), links)
