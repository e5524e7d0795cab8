"""Who dies, who is visited, who leaves and who comes: what these events do beyond their direction."""

from __future__ import annotations

import numpy as np
import pytest

from model import Community
from model.event_parts import Where, Who
from tests.behaviour.worlds import SEEDS, event, means, moved, settled, twin

pytestmark = pytest.mark.compiled
OLD, ISOLATED = Who(age=(65, 120)), Who(age=(65, 120), isolated=True)


def ages_of_those_who_went(town: Community, before: Community) -> np.ndarray:
    """Return the ages, at the start, of those whose row somebody else took over."""
    went = town.world.residents.settled < town.week
    return np.asarray(before.world.residents.age[went])


def incomes_at_home(town: Community) -> float:
    """Return the largest difference of income rank between adults of one household."""
    r = town.world.residents
    same = np.diff(r.household.astype(np.int64)) == 0
    return float(np.abs(np.diff(r.income))[same].max())


def test_a_heatwave_takes_the_old_and_a_second_event_the_isolated_among_them() -> None:
    heat = event("mortality", weeks=3, factor=8.0, who=OLD)
    alone = event("mortality", weeks=3, name="alone-in-the-heat", factor=10.0, who=ISOLATED)
    went = {"usual": 0.0, "heat": 0.0, "alone": 0.0}
    for seed in SEEDS:
        for name, events in (("usual", ()), ("heat", (heat,)), ("alone", (heat, alone))):
            went[name] += twin(settled(seed), events=events).run(3).world.tally[0]
    assert went["usual"] < went["heat"] < went["alone"]


def test_visits_fade_out_when_they_end() -> None:
    visits = event("visits", weeks=26, contact=1.0, who=Who(isolated=True))
    for seed in SEEDS[:3]:
        town, usual = twin(settled(seed), events=[visits]), twin(settled(seed))
        reached = settled(seed).isolated_at_start
        gains = []
        for weeks in (26, 26):
            town.run(weeks), usual.run(weeks)
            gain = town.world.residents.contact - usual.world.residents.contact
            gains.append(float(gain[reached].mean()))
        assert gains[0] > 0.5
        assert gains[1] < 0.3 * gains[0]


def test_households_share_one_income_however_many_come_and_die() -> None:
    events = [
        event("churn", leaving=10.0), event("mortality", factor=10.0),
        event("newcomers", income=0.3, where=Where(share=0.5)), event("arrivals", 5, share=0.5),
    ]  # fmt: skip
    town = twin(settled(1), events=events, check=True).run(26)
    assert town.world.tally[1] > 400
    assert incomes_at_home(settled(1)) == 0.0
    assert incomes_at_home(town) == 0.0
    assert means(town, "income_assortativity") > 0.0


def test_better_off_newcomers_raise_the_incomes_of_their_neighbourhoods_and_no_others() -> None:
    events = [event("churn", leaving=10.0), event("newcomers", income=0.3, where=Where(quintile=(1,)))]
    town, usual = twin(settled(1), events=events).run(52), twin(settled(1), events=events[:1]).run(52)
    first = town.world.places.quintile[town.world.residents.place] == 1
    gain = town.world.residents.income.mean(where=first) - usual.world.residents.income.mean(where=first)
    assert gain > 0.02


def test_a_block_of_newcomers_is_as_large_as_asked_for_and_is_counted_as_departures() -> None:
    block = event("arrivals", 2, share=0.3, where=Where(rows=(0, 1)))
    town, usual = twin(settled(1), events=[block]).run(3), twin(settled(1)).run(3)
    struck = next(entry["residents"] for entry in town.event_log if entry["what"] == "struck")
    assert 0 < struck <= 400
    came = int(town.world.tally[1] - usual.world.tally[1])
    assert struck - 5 <= came <= struck  # some of them would have left by themselves


def test_a_welcome_makes_more_of_a_block_of_newcomers_members_of_a_group() -> None:
    block, welcome = event("arrivals", share=0.5), event("newcomers", welcome=1.0)
    seen = [
        means(twin(settled(seed), events=[block, welcome]).run(26), "member")
        - means(twin(settled(seed), events=[block]).run(26), "member")
        for seed in SEEDS
    ]
    assert moved(seen, +1), seen
