"""What the town as a whole is like, and which resource was binding."""

from __future__ import annotations

import numpy as np

from model.conditions import Conditions
from model.recording import Record
from model.shapes import YEAR
from model.state import State
from model.world import World

QUARTER = 13
ENOUGH = {"turned_away": 5.0, "staff_used": 95.0, "groups_short": 10.0, "turnout": 5.0, "promises_kept": 60.0}
"""From which level on a resource counts as binding, in percent."""


class Tally:
    """Running counts behind the town's own indicators."""

    quarter = QUARTER

    def __init__(self) -> None:
        self._promises: list[tuple[int, int]] = []
        self._staff: list[tuple[int, int]] = []
        self._people: list[tuple[int, int]] = []
        self._network = (np.nan, np.nan)

    def branch(self) -> Tally:
        """Return an independent tally that goes on from here."""
        twin = Tally()
        twin._promises, twin._staff, twin._people = (
            list(self._promises),
            list(self._staff),
            list(self._people),
        )
        twin._network = self._network
        return twin

    def state(self) -> State:
        """Return the counts of the year and the quarter's network measures."""
        series = {"promises": self._promises, "staff": self._staff, "people": self._people}
        arrays = {name: np.array(pairs, np.int64).reshape(-1, 2) for name, pairs in series.items()}
        return State({**arrays, "network": np.array(self._network, np.float64)}, {})

    @classmethod
    def resumed(cls, state: State, week: int) -> Tally:
        """Return the tally that a state holds in a week; raises StateFault."""
        tally, weeks = cls(), min(week, YEAR) + 1
        tally._promises, tally._staff, tally._people = (
            [(one, other) for one, other in state.array(name, np.int64, weeks, 2).tolist()]
            for name in ("promises", "staff", "people")
        )
        clustering, likeness = state.array("network", np.float64, 2).tolist()
        tally._network = (clustering, likeness)
        return tally

    def network(self, clustering: float, likeness: float) -> None:
        """Keep the quarter's network measures until the next."""
        self._network = (clustering, likeness)

    def numbers(self, w: World, c: Conditions) -> dict[str, float]:
        """Return this week's numbers of the town, by indicator name."""
        places, n = w.places, len(w.residents.place)
        _keep(self._promises, (int((places.kept > 0).sum()), int((places.broken > 0).sum())))
        _keep(self._staff, (int(w.sites.served.sum()), int(w.sites.seats.sum())))
        _keep(self._people, (int(w.tally[0]), int(w.tally[1])))
        kept, due = sum(k for k, _ in self._promises), sum(k + b for k, b in self._promises)
        served, seats = w.sites.served.sum(), w.sites.seats.sum()
        wanting, attending = int(places.wanting.sum()), int(places.attending.sum())
        span = max(1, len(self._people) - 1)
        died, gone = (self._people[-1][k] - self._people[0][k] for k in range(2))
        share = places.residents / n
        return {
            "quality": 100.0 * float(places.quality @ share),
            "community_life": 100.0 * float(places.community_life @ share),
            "incidents": float(places.incidents @ share),
            "groups": 1000.0 * float(places.groups.sum()) / n,
            "groups_short": 100.0 * float((places.short_weeks > 0) @ share),
            "turned_away": 100.0 * (wanting - attending) / wanting if wanting else 0.0,
            "staff_used": 100.0 * float(served) / float(seats) if seats else np.nan,
            "waiting": 1000.0 * float(w.sites.waiting.sum()) / n,
            "turnout": 100.0 * float(places.turnout @ share),
            "promises_kept": 100.0 * kept / due if due else np.nan,
            "voice": 100.0 * float(places.voiced.mean()),
            "clustering": 100.0 * self._network[0],
            "income_assortativity": self._network[1],
            "arrivals": 100.0 * (died + gone) / n * YEAR / span,
            "deaths": 1000.0 * died / n * YEAR / span,
        }

    def binding(self, record: Record) -> list[str]:
        """Return one sentence for each resource that held results back, from the record's means."""
        values = record.values()
        mean = {name: float(np.nanmean(values[name][:, 0])) for name in ENOUGH}
        said = []
        if mean["turned_away"] > ENOUGH["turned_away"]:
            said.append(
                f"Places: {mean['turned_away']:.0f} % of those who wanted to go to an activity found it full."
            )
        if mean["staff_used"] > ENOUGH["staff_used"]:
            said.append(f"Staff time: services used {mean['staff_used']:.0f} % of what they have.")
        if mean["groups_short"] > ENOUGH["groups_short"]:
            said.append(
                f"Volunteers: groups were short of them where {mean['groups_short']:.0f} % of residents live."
            )
        if mean["turnout"] < ENOUGH["turnout"]:
            said.append(f"Turnout: {mean['turnout']:.1f} % took part in a round of decisions.")
        if mean["promises_kept"] < ENOUGH["promises_kept"]:
            said.append(f"Delivery: {mean['promises_kept']:.0f} % of promises were kept.")
        return said


def _keep(series: list[tuple[int, int]], now: tuple[int, int]) -> None:
    """Append this week and drop what is older than a year."""
    series.append(now)
    if len(series) > YEAR + 1:
        del series[0]
