"""The same luck, bit for bit: for any threads, any order, any branch, any event that does nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from model import Community, Scenario
from model.aiming import Where, Who
from model.crew import WORTH_SHARING
from model.event_kinds import EVENT_KINDS
from model.event_parts import Event
from model.kernels import Apart
from model.measuring import BLOCK
from model.residents import Residents
from tests.behaviour.worlds import differing, event, settled, trial, twin

pytestmark = pytest.mark.compiled
FEW = Scenario().with_(residents=500, settle=10, weeks=60)


def with_events(*events: Event) -> Scenario:
    return FEW.model_copy(update={"events": events})


def lively() -> tuple[Event, ...]:
    """Return events of several kinds that together touch every process."""
    return (
        trial("damage", 3, who=Who(share=0.4)),
        trial("job_loss", 4),
        trial("relocation", 5),
        trial("link_workers", 2, uptake=0.6),
        trial("activities", 2),
        trial("anchor", 1),
        event("service_closure", 6, services=("hub",), contested=True, notice=4),
        trial("contact", 8, weeks=4, ramp=2, fade=3),
    )


# one seed, one history ----------------------------------------------------------------------------------


def test_two_towns_of_one_seed_live_the_same_life() -> None:
    one, other = (Community(with_events(*lively()), rng=7).run(20) for _ in range(2))
    assert differing(one, other) == []
    assert one.event_log == other.event_log


def test_another_seed_is_another_life() -> None:
    one, other = (Community(FEW, rng=seed).run(3) for seed in (1, 2))
    assert {"residents.income", "residents.wellbeing", "ties.partner", "record.wemwbs"} <= set(
        differing(one, other)
    )


def test_two_threads_live_the_same_life_as_one() -> None:
    scenario = Scenario().with_(residents=20_000, settle=2, weeks=10)
    scenario = scenario.model_copy(update={"events": lively()})
    assert scenario.town.residents > max(2 * WORTH_SHARING, 4 * BLOCK), "too small a town to be shared"
    one, other = (Community(scenario, rng=3, threads=threads).run(10) for threads in (1, 2))
    assert (one.crew.threads, other.crew.threads) == (1, 2)
    assert differing(one, other) == []


# branches -----------------------------------------------------------------------------------------------


def test_a_branch_lives_as_a_town_that_had_its_events_from_the_start() -> None:
    alone = Community(with_events(*lively()), rng=5).run(20)
    branch = Community(FEW, rng=5).branch(with_events(*lively())).run(20)
    assert differing(alone, branch) == []
    assert alone.event_log == branch.event_log


def test_a_branch_in_mid_run_lives_as_a_town_alone() -> None:
    late = trial("stress", 12)
    alone = Community(with_events(trial("prices", 2), late), rng=5).run(20)
    branch = (
        Community(with_events(trial("prices", 2)), rng=5)
        .run(12)
        .branch(with_events(trial("prices", 2), late))
    )
    assert differing(alone, branch.run(8)) == []


def test_what_happens_on_a_branch_leaves_no_trace_in_the_town_it_left() -> None:
    left, untouched = (Community(FEW, rng=5).run(2) for _ in range(2))
    left.branch(with_events(*lively())).run(12)
    assert differing(left, untouched) == []
    assert differing(left.run(5), untouched.run(5)) == []


def test_branches_refuse_another_town_other_assumptions_or_other_loops() -> None:
    town = Community(FEW, rng=1)
    for changed in (
        FEW.with_(set={"ties.gain": 0.07}),
        FEW.with_(set={"loops.queues": False}),
        FEW.with_(residents=600),
        FEW.with_(settle=11),
    ):
        with pytest.raises(ValueError, match="is about another town, other assumptions or loops"):
            town.branch(changed)


# events that do nothing ---------------------------------------------------------------------------------


def idle(kind: str) -> Event | None:
    """Return an event of a kind at doses that mean no change, or None for a kind without such doses."""
    about = EVENT_KINDS[kind]
    doses = {
        name: 0.0 if field.is_required() else field.default
        for name, field in about.model_fields.items()
        if name in about.own_fields() and field.annotation is float
    }
    try:
        made = trial(kind, 1, **doses)
    except ValidationError:
        return None
    return made if made.does_nothing() else None


IDLE = {kind: made for kind in EVENT_KINDS if (made := idle(kind)) is not None}
AIMED = {kind: about for kind, about in EVENT_KINDS.items() if about.aims != "town"}


def without_events() -> Community:
    return twin(settled(2)).run(12)


def test_most_kinds_have_doses_that_mean_no_change() -> None:
    aimless = set(EVENT_KINDS) - set(IDLE)
    assert aimless == {
        "service_closure", "service_remote", "referral", "co_location", "link_workers", "placebo"
    }  # fmt: skip


@pytest.mark.parametrize("kind", IDLE)
def test_an_event_at_no_dose_changes_nothing(kind: str) -> None:
    assert differing(twin(settled(2), events=[IDLE[kind]]).run(12), without_events()) == []


@pytest.mark.parametrize("kind", AIMED)
def test_an_event_that_reaches_nobody_changes_nothing(kind: str) -> None:
    aim: dict[str, Any] = (
        {"where": Where(share=0.0)} if AIMED[kind].aims == "place" else {"who": Who(share=0.0)}
    )
    town = twin(settled(2), events=[trial(kind, 1, **aim)]).run(12)
    assert differing(town, without_events()) == []
    assert town.event_log[0]["what"] == "began"


def test_a_link_as_good_as_the_ordinary_one_changes_nothing() -> None:
    ordinary = settled(2).assume.services.ordinary_link
    town = twin(settled(2), events=[event("referral", 1, link=ordinary)]).run(12)
    assert differing(town, without_events()) == []


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_an_event_that_has_not_begun_changes_nothing(kind: str) -> None:
    assert differing(twin(settled(2), events=[trial(kind, 12)]).run(12), without_events()) == []


def test_an_event_that_does_something_is_seen_by_the_same_comparison() -> None:
    town = twin(settled(2), events=[event("stress", 11, level=1e-6)]).run(12)
    assert "residents.strain" in differing(town, without_events())


# order ------------------------------------------------------------------------------------------------


ORDERS: dict[str, Callable[[list[Any]], list[Any]]] = {
    "backwards": lambda drafts: drafts[::-1],
    "from the middle": lambda drafts: drafts[3:] + drafts[:3],
    "by twos": lambda drafts: drafts[::2] + drafts[1::2],
    "last first": lambda drafts: drafts[-1:] + drafts[:-1],
}


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_the_order_of_outcomes_does_not_matter(order: Callable[[list[Any]], list[Any]]) -> None:
    class Reordered(Community):
        def outcomes(self, *arguments: Any) -> Any:
            return order(list(super().outcomes(*arguments)))

    usual, other = (kind(with_events(*lively()), rng=4).run(16) for kind in (Community, Reordered))
    assert differing(usual, other) == []


# other people's luck ----------------------------------------------------------------------------------


def on_their_own(town: Community) -> None:
    """Cut all ties: nobody is anybody's contact."""
    town.world.ties.degree[:] = 0


UNSHARED = {"queues": False, "group_places": False}
"""Loops that share out places: with them on, one person more in a queue is one place less for another."""


@pytest.mark.parametrize(
    ("column", "level"),
    [
        ("money_strain", 0.95),
        ("strain", 0.9),
        ("transport", 0.0),
        ("caring", 1.0),
        ("wellbeing", 0.05),
        ("health", 0.1),
    ],
)
def test_what_befalls_one_resident_shifts_nobody_elses_luck(column: str, level: float) -> None:
    def struck(town: Community) -> None:
        on_their_own(town)
        getattr(town.world.residents, column)[123] = level

    usual = twin(settled(3), loops=UNSHARED, alter=on_their_own).run(1)
    other = twin(settled(3), loops=UNSHARED, alter=struck).run(1)
    for name in Residents._fields:
        same = getattr(usual.world.residents, name) == getattr(other.world.residents, name)
        others = np.delete(same, 123, axis=0)
        assert others.all(), (
            f"{name} of resident {np.flatnonzero(~others.reshape(len(others), -1).all(1))[:3]}"
        )
    assert getattr(usual.world.residents, column)[123] != getattr(other.world.residents, column)[123]


def test_an_event_in_one_neighbourhood_shifts_no_luck_in_another() -> None:
    usual = twin(settled(3), loops=UNSHARED, alter=on_their_own).run(1)
    reached = [trial("stress", where=Where(rows=(0, 0))), trial("job_loss", where=Where(rows=(0, 0)))]
    other = twin(settled(3), events=reached, loops=UNSHARED, alter=on_their_own).run(1)
    rows = usual.world.places.row[settled(3).world.residents.place]
    changed = usual.world.residents.strain != other.world.residents.strain
    assert changed[rows == 0].all()
    for name in Residents._fields:
        apart = getattr(usual.world.residents, name) != getattr(other.world.residents, name)
        assert not apart[rows > 0].any(), name


def test_an_event_added_before_another_leaves_whom_the_other_reaches() -> None:
    late = trial("invitation", 2, name="late", who=Who(share=0.3), uptake=0.5)
    early = trial("stress", 1, name="early", who=Who(share=0.5))
    alone, second = (twin(settled(3), events=events).run(4) for events in ([late], [early, late]))
    mine = [next(e for e in town.event_log if e["event"] == "late") for town in (alone, second)]
    assert mine[0] == mine[1]
    assert 0 < mine[0]["took_part"] < mine[0]["offered"] < 1000


def test_two_events_draw_their_shares_apart_from_each_other() -> None:
    one, other = (
        trial("stress", name=name, level=level, who=Who(share=0.5))
        for name, level in (("one", 0.1), ("other", 0.4))
    )
    c = twin(settled(3), events=[one, other]).run(1)._conditions
    shares = [float((np.isclose(c.stress, level)).mean()) for level in (0.0, 0.1, 0.4, 0.5)]
    assert all(0.2 < share < 0.3 for share in shares), shares


def arrays_in(given: Any) -> list[np.ndarray]:
    """Return the arrays among a kernel's arguments, and within the tables among them; empty ones left out."""
    if isinstance(given, np.ndarray):
        return [given] if given.size else []
    return [array for part in given for array in arrays_in(part)] if isinstance(given, tuple) else []


def overlap(arrays: list[np.ndarray]) -> bool:
    """Tell whether any two arrays share memory."""
    spans = sorted(np.lib.array_utils.byte_bounds(array) for array in arrays)
    return any(end > start for (_, end), (start, _) in pairwise(spans))


def watched(kernel: Any, calls: dict[str, bool]) -> Callable[..., Any]:
    """Return a kernel that notes under its name whether arrays that it was given ever overlapped."""

    def call(*given: Any) -> Any:
        name = kernel.__name__
        calls[name] = calls.get(name, False) or overlap(arrays_in(given))
        return kernel(*given)

    return call


def test_no_two_arrays_that_a_kernel_is_given_share_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    town, calls = Community(with_events(*lively()), rng=3), dict[str, bool]()
    for module in [module for name, module in sys.modules.items() if name.startswith("model.")]:
        for name, value in list(vars(module).items()):
            if getattr(getattr(value, "_compiler", None), "pipeline_class", None) is Apart:
                monkeypatch.setattr(module, name, watched(value, calls))
    town.run(14)
    assert {"keep_company", "see", "gather", "replace", "measure"} <= set(calls)
    assert not [name for name, overlapped in calls.items() if overlapped]
