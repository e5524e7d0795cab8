"""Whom events reached: offered, took part, waited, by SIMD quintile, over replicates; reach.csv and words.

People are counted as often as they are offered something or join it, over the whole run: someone who
comes new into the town is offered it too, so in a long run more can be offered it than live there.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from experiments import store
from experiments.comparison import paired
from experiments.figure import named
from experiments.panel import Doubles
from experiments.runner import Outcome
from model.inequality import slope_index

if TYPE_CHECKING:
    from model.scenario import Scenario

FILE = "reach.csv"
GROUPS = ("all", *(f"quintile={q}" for q in range(1, 6)))
NOT_KNOWN = float("nan")
Ledger = dict[str, Any]


class Reached(NamedTuple):
    """One line of reach.csv: an event of a scenario in a group; means over replicates, 95 % intervals.

    Shares are 0 to 1. Of `all` alone: the largest number present at once, the longest waiting list, the
    mean weeks that those who joined had waited, the slope index of the share of residents over
    quintiles (above 0: it reached the least deprived more), the median week in which it began and the
    share of replicates in which it began.
    """

    scenario: str
    event: str
    kind: str
    group: str
    replicates: int
    residents: float
    offered: float
    took_part: float
    of_residents: float
    of_residents_low: float
    of_residents_high: float
    of_offered: float
    of_offered_low: float
    of_offered_high: float
    present: float = NOT_KNOWN
    waiting: float = NOT_KNOWN
    weeks_waited: float = NOT_KNOWN
    slope: float = NOT_KNOWN
    slope_low: float = NOT_KNOWN
    slope_high: float = NOT_KNOWN
    began: float = NOT_KNOWN
    share_began: float = NOT_KNOWN


def reached(scenarios: Sequence[Scenario], outcomes: Sequence[Outcome]) -> list[Reached]:
    """Return a row for every scenario, event and group."""
    rows = []
    for scenario in scenarios:
        own = [outcome for outcome in outcomes if outcome.scenario == scenario.name]
        for event in scenario.events:
            ledgers = [o.ledger[event.name] for o in own if event.name in o.ledger]
            rows += _rows(scenario.name, event, ledgers) if ledgers else []
    return rows


def _rows(scenario: str, event: Any, ledgers: Sequence[Ledger]) -> list[Reached]:
    """Return the rows of one event: `all`, then the quintiles."""
    residents, offered, joined = (_counts(ledgers, name) for name in ("residents", "offered", "joined"))
    of_residents, of_offered = paired(_over(joined, residents)), paired(_over(joined, offered))
    rows = []
    for g, group in enumerate(GROUPS):
        means = [float(counts[:, g].mean()) for counts in (residents, offered, joined)]
        shares = [float(x[g]) for p in (of_residents, of_offered) for x in (p.mean, p.low, p.high)]
        rows.append(Reached(scenario, event.name, event.kind, group, len(ledgers), *means, *shares))
    rows[0] = _whole(rows[0], ledgers, residents, joined)
    return rows


def _counts(ledgers: Sequence[Ledger], name: str) -> Doubles:
    """Return people counted over the run (replicates, 6): all, then the quintiles."""
    by_quintile = np.array([np.asarray(one[name]).reshape(-1, 5).sum(axis=0) for one in ledgers], np.float64)
    return np.column_stack([by_quintile.sum(axis=1), by_quintile])


def _over(top: Doubles, bottom: Doubles) -> Doubles:
    """Return top / bottom, NaN where there is nobody."""
    return np.asarray(np.divide(top, bottom, out=np.full(np.shape(top), NOT_KNOWN), where=bottom > 0))


def _whole(row: Reached, ledgers: Sequence[Ledger], residents: Doubles, joined: Doubles) -> Reached:
    """Return the row of `all` with what is known of the town as a whole."""
    waited = np.array([float(one["waited"].sum()) for one in ledgers])
    slopes = paired(slope_index(_over(joined, residents)[:, 1:], residents[:, 1:]))
    began = [int(np.argmax(one["dose"] > 0)) for one in ledgers if (one["dose"] > 0).any()]
    return row._replace(
        present=_mean_peak(ledgers, "present"),
        waiting=_mean_peak(ledgers, "waiting"),
        weeks_waited=float(_over(waited.sum(), joined[:, 0].sum())),
        slope=float(slopes.mean),
        slope_low=float(slopes.low),
        slope_high=float(slopes.high),
        began=float(np.median(began)) if began else NOT_KNOWN,
        share_began=len(began) / len(ledgers),
    )


def _mean_peak(ledgers: Sequence[Ledger], name: str) -> float:
    return float(np.mean([one[name].max(initial=0) for one in ledgers]))


def reported(scenarios: Sequence[Scenario], outcomes: Sequence[Outcome], folder: Path) -> list[str]:
    """Write reach.csv and return in words whom the events reached that are not for everybody."""
    rows = reached(scenarios, outcomes)
    if not rows:
        return []
    store.write_rows(folder / FILE, rows, Reached._fields)
    return told(scenarios, rows)


def told(scenarios: Sequence[Scenario], rows: Sequence[Reached]) -> list[str]:
    """Return a line for every event with an uptake, places, a target or a threshold."""
    lines: dict[str, None] = {}
    for scenario in scenarios:
        for event in scenario.events:
            own = [row for row in rows if (row.scenario, row.event) == (scenario.name, event.name)]
            if own and is_for_some(event):
                lines[f"  {_sentence(own[0], own[1], scenario.name)}"] = None
    return ["Whom the interventions and shocks reached:", *lines, ""] if lines else []


def is_for_some(event: Any) -> bool:
    """Return whether an event is for some only: aimed at some, taken up by some, or waiting for something."""
    who = event.who.model_dump(exclude_defaults=True)
    chosen = who or event.uptake < 1 or event.delivery.is_programme or event.own_places
    return bool((event.aims == "resident" and chosen) or event.when is not None)


def _sentence(all_: Reached, deprived: Reached, scenario: str) -> str:
    """Return whom one event reached, in words."""
    name = f"{named(all_.event)} ({scenario})"
    if not all_.share_began:
        return f"{name}: never began."
    parts = [f"offered to {all_.offered:,.0f}", f"{_percent(all_.of_offered)} took part"]
    if all_.took_part:
        share = deprived.took_part / all_.took_part
        parts.append(f"{_percent(share)} of them in SIMD quintile 1")
    if all_.waiting:
        parts.append(f"at most {all_.waiting:,.0f} waited{_so_long(all_.weeks_waited)}")
    if all_.share_began < 1:
        parts.append(f"it began in {_percent(all_.share_began)} of replicates")
    return f"{name}: {parts[0]}, {'; '.join(parts[1:])}."


def _so_long(weeks: float) -> str:
    return f", {weeks:.0f} weeks on average" if np.isfinite(weeks) else ""


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if np.isfinite(share) else "nobody"
