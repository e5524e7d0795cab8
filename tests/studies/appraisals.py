"""Made-up comparisons for the tests of the economics: scenarios, ledgers and a panel with known shifts."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from experiments.panel import Panel
from model.scenario import Scenario

WEEKS, START = 312, 52
GROUPS = ("all", "quintile=1", "quintile=5")
INDICATORS = ("wemwbs", "wemwbs_gap", "isolated")
LINK = {"weekly": 4000, "price_year": 2023}
FLOOD = {"name": "flood", "kind": "damage", "home": 0.5, "where": {"flood_prone": True}, "start": START}


class Run(NamedTuple):
    """What the appraisal asks of an outcome."""

    scenario: str
    replicate: int
    ledger: dict[str, dict[str, Any]]


def event(name: str, cost: dict[str, Any] | None = None, start: int = START) -> dict[str, Any]:
    """Return an invitation with a cost, or without one."""
    found = {"name": name, "kind": "invitation", "strength": 0.4, "start": start}
    return found | ({"cost": cost} if cost else {})


def scenario(name: str, *events: dict[str, Any], weeks: int = WEEKS) -> Scenario:
    """Return a scenario of a town of 10,000 with some events."""
    about = {"name": name, "title": name, "question": "What is it worth?", "weeks": weeks}
    return Scenario.of(about | {"events": list(events)})


def panel(
    scenarios: list[Scenario], shifts: dict[str, tuple[float, float, float]], *, replicates: int = 4,
    noise: float = 0.0, weeks: int = WEEKS,
) -> Panel:  # fmt: skip
    """Return a panel in which each scenario shifts WEMWBS, its gap and isolation from week START on."""
    rng = np.random.default_rng(5)
    values = np.full((len(scenarios), replicates, weeks + 1, len(GROUPS), len(INDICATORS)), 50.0)
    values += rng.normal(0, 0.3, values.shape[1:])
    for s, one in enumerate(scenarios):
        for i, shift in enumerate(shifts.get(one.name, ())):
            values[s, :, START + 1 :, :, i] += shift + noise * rng.normal(0, 1, (replicates, 1, 1))
    names, numbers = tuple(s.name for s in scenarios), tuple(range(1, replicates + 1))
    return Panel(names, numbers, np.arange(weeks + 1, dtype=np.int32), GROUPS, INDICATORS, values)


def ledger(one: Scenario, joined: int = 0) -> dict[str, dict[str, Any]]:
    """Return the ledger of a run in which every event is at full dose from its start on."""
    weeks = np.arange(one.weeks)
    return {
        e.name: {"dose": 1.0 * (weeks >= e.start), "joined": np.full((one.weeks, 5), joined)}
        for e in one.events
    }


def runs(scenarios: list[Scenario], replicates: int = 4) -> list[Run]:
    """Return the runs of some scenarios with their ledgers."""
    return [Run(s.name, r, ledger(s)) for s in scenarios for r in range(1, replicates + 1)]
