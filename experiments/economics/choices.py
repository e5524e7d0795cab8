"""Which scenarios are alternatives: those that face the same shocks.

A shock nobody pays for is no choice. So a scenario is held against the one of the comparison that has
the same shocks and does least about them: link workers in an ordinary town against the ordinary town,
a community anchor in a flood against the flood alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.economics.spending import given
from experiments.timeline import first_difference, is_shock, same_world

if TYPE_CHECKING:
    from model.scenario import Scenario


class Choice(NamedTuple):
    """A scenario and what it is held against.

    `uncosted` names the events in which they differ and that have no cost; `facing` the shocks that
    only the scenario has (its figures then count their harm too); `since` the week of the first difference.
    """

    scenario: Scenario
    against: Scenario
    since: int
    costed: bool
    uncosted: tuple[str, ...]
    facing: tuple[str, ...] = ()


def suffered(scenario: Scenario) -> list[Any]:
    """Return the shocks of a scenario that nobody pays for."""
    return [event for event in scenario.events if is_shock(event) and not given(event.cost)]


def alternatives(scenario: Scenario, scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Return the scenarios that live in the same world and face the same shocks, itself included."""
    own = suffered(scenario)
    return [o for o in scenarios if same_world(o, scenario) and _same(suffered(o), own)]


def _same(one: Sequence[Any], other: Sequence[Any]) -> bool:
    return len(one) == len(other) and all(event in other for event in one)


def choices(scenarios: Sequence[Scenario]) -> list[Choice]:
    """Return every scenario that differs from its reference; the first of `scenarios` is the baseline."""
    found = (_choice(scenario, scenarios) for scenario in scenarios[1:])
    return [choice for choice in found if choice is not None]


def _choice(scenario: Scenario, scenarios: Sequence[Scenario]) -> Choice | None:
    """Return the choice of one scenario, None for one that is itself a reference or never differs."""
    group = alternatives(scenario, scenarios)
    least = min(group, key=lambda o: (o is not scenarios[0], len(o.events)))
    if least is scenario and (len(group) > 1 or not _costs(scenario)):
        return None
    against = scenarios[0] if least is scenario else least
    differing = [e for e in scenario.events if e not in against.events]
    differing += [e for e in against.events if e not in scenario.events]
    since = first_difference(scenario, against)
    if not differing or since >= scenario.weeks:
        return None
    shocks = tuple(str(e.name) for e in differing if e in suffered(scenario) and e not in suffered(against))
    free = dict.fromkeys(str(e.name) for e in differing if not given(e.cost) and e.name not in shocks)
    return Choice(scenario, against, since, any(given(e.cost) for e in differing), tuple(free), shocks)


def _costs(scenario: Scenario) -> bool:
    return any(given(event.cost) for event in scenario.events)
