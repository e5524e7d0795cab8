"""The climate of a neighbourhood: what its residents together are like at the week's start."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.columns import Doubles
from model.company import Company
from model.kernels import kernel, rule, whole
from model.place import Homes, Places
from model.residents import Residents
from model.shapes import YEAR


class Climate(NamedTuple):
    """Means over the residents of each neighbourhood. Shapes: (places,)."""

    connections: Doubles
    """Connections, 0 to 1."""
    belonging: Doubles
    safety: Doubles
    trust: Doubles
    control: Doubles
    cohesion: Doubles
    """Mean of connections, safety and belonging."""
    efficacy: Doubles
    """Collective efficacy: mean trust x (1 + connections) / 2."""
    linked: Doubles
    """Linking ties to decision makers and organisations."""
    engaged: Doubles
    """Share who took part in a decision or volunteered in the last year."""
    unmet: Doubles
    """Burden of unmet needs."""


def calm(places: int) -> Climate:
    """Return an empty climate for so many neighbourhoods."""
    return Climate(*(np.zeros(places) for _ in Climate._fields))


@rule
def connections(local: float, contact: float, enough: float) -> float:
    """Return how connected a person is, 0 to 1: (local tie strength + half of recent contact) / enough."""
    return min(1.0, (local + 0.5 * contact) / enough)


@kernel
def sense(
    start: int, stop: int, r: Residents, company: Company, places: Places, homes: Homes, enough: float,
    climate: Climate,
) -> None:  # fmt: skip
    """Write the climate of places start..stop-1."""
    for v in range(start, stop):
        tie = belonging = safety = trust = control = linked = unmet = 0.0
        engaged = 0
        for at in range(whole(places.first[v]), whole(places.first[v]) + whole(places.residents[v])):
            i = homes.members[at]
            tie += connections(company.local[i], r.contact[i], enough)
            belonging += r.belonging[i]
            safety += r.safety[i]
            trust += r.trust[i]
            control += r.control[i]
            linked += 0.5 * (r.council_link[i] + r.group_link[i])
            unmet += r.unmet[i]
            engaged += r.engaged[i] <= YEAR or r.volunteered[i] <= YEAR
        share = 1.0 / max(1, places.residents[v])
        climate.connections[v], climate.belonging[v] = tie * share, belonging * share
        climate.safety[v], climate.trust[v] = safety * share, trust * share
        climate.control[v], climate.linked[v] = control * share, linked * share
        climate.unmet[v], climate.engaged[v] = unmet * share, engaged * share
        climate.cohesion[v] = (tie + belonging + safety) * share / 3.0
        climate.efficacy[v] = climate.trust[v] * 0.5 * (1.0 + climate.connections[v])
