"""Every kind of event moves the indicator it names, the way it says; a placebo moves nothing.

Pairs of towns, with and without the event at its trial dose, share all luck. The direction is shown by
an exact sign-flip test over eight seeds with an error rate of 1 % (`worlds.ERROR_RATE`).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from model import Community
from model.event_kinds import EVENT_KINDS
from tests.behaviour.worlds import (
    SEEDS,
    SampleTooSmallError,
    differing,
    event,
    means,
    moved,
    settled,
    trial,
    twin,
)

pytestmark = pytest.mark.compiled
WEEKS = 52
SLOW = {"budget": 104, "power_sharing": 104}
"""Weeks for kinds that act through promises: made at a round, kept half a year later."""
MOVING = [kind for kind, about in EVENT_KINDS.items() if about.moves is not None]


@cache
def ordinary(seed: int, weeks: int) -> Community:
    """Return what the town of a seed does without events; never step it."""
    return twin(settled(seed)).run(weeks)


def differences(kind: str, indicator: str) -> list[float]:
    """Return what an event of a kind changes in an indicator's mean over the run, by seed."""
    weeks = SLOW.get(kind, WEEKS)
    return [
        means(twin(settled(seed), events=[trial(kind)]).run(weeks), indicator)
        - means(ordinary(seed, weeks), indicator)
        for seed in SEEDS
    ]


@pytest.mark.parametrize("kind", MOVING)
def test_an_event_moves_its_indicator_the_way_it_says(kind: str) -> None:
    indicator, sign = EVENT_KINDS[kind].moves or ("", 0)
    seen = differences(kind, indicator)
    assert moved(seen, sign), f"{kind} should move {indicator} by {sign:+d}: {np.round(seen, 4).tolist()}"


def test_only_the_placebo_and_mutual_aid_name_no_indicator_of_their_own() -> None:
    assert set(EVENT_KINDS) - set(MOVING) == {"placebo", "mutual_aid"}


def test_mutual_aid_takes_strain_off_those_struck_by_a_flood() -> None:
    flood = event("damage", home=0.9)
    seen = [
        means(twin(settled(seed), events=[flood, trial("mutual_aid")]).run(26), "strain")
        - means(twin(settled(seed), events=[flood]).run(26), "strain")
        for seed in SEEDS
    ]
    assert moved(seen, -1), np.round(seen, 4).tolist()


def test_mutual_aid_does_nothing_where_nothing_strikes() -> None:
    town = twin(settled(1), events=[trial("mutual_aid")]).run(13)
    assert differing(town, ordinary(1, 13)) == []


def test_a_placebo_moves_no_indicator_by_so_much_as_a_bit() -> None:
    for seed in SEEDS[:3]:
        town = twin(settled(seed), events=[event("placebo", cost={"weekly": 4000.0})]).run(WEEKS)
        assert differing(town, ordinary(seed, WEEKS)) == []
        assert not moved([means(town, "wemwbs") - means(ordinary(seed, WEEKS), "wemwbs")] * 8, +1)


def test_a_direction_needs_pairs_enough_to_be_shown_or_refuted() -> None:
    assert moved([0.1, 0.2, 0.1, 0.3, 0.1, 0.2, 0.1, 0.1], +1)
    assert not moved([0.1, 0.2, 0.1, 0.3, 0.1, 0.2, 0.1, 0.1], -1)
    assert not moved([0.1, -0.2, 0.1, 0.3, -0.1, 0.2, -0.1, 0.1], +1)
    assert not moved([0.0] * 8, +1)
    with pytest.raises(SampleTooSmallError, match="6 pairs cannot show anything"):
        moved([1.0] * 6, +1)
