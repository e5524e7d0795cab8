"""Ten years of a town, of a city and of a country, with what is left to wait for."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from experiments.benchmark.findings import Line, at_most
from experiments.benchmark.timing import seconds
from experiments.benchmark.towns import COUNTRY, LARGEST, town_of

WEEKS = 520
EVERY = 10.0


class LongRun(NamedTuple):
    """A run that is asked to end within so many seconds."""

    name: str
    residents: int
    asked: float


LONG_RUNS = (
    LongRun("a town of 1,000", 1_000, 0.2),
    LongRun("a million residents", LARGEST, 180.0),
    LongRun("Scotland", COUNTRY, 900.0),
)


def long_run(one: LongRun, threads: int, say: Callable[[str], None], weeks: int = WEEKS) -> list[Line]:
    """Return what a run takes, its founding and burn-in counted; `say` hears how far it is."""
    from model.community import Community

    scenario = town_of(one.residents)
    begun = time.perf_counter()
    town = Community(scenario, rng=1, threads=threads)
    founding = time.perf_counter() - begun
    spent = seconds(lambda: town.run(weeks, told(one.name, weeks, say)))
    what = f"{one.name}, {weeks} weeks, {threads} threads, founding and burn-in included"
    return [
        at_most(what, founding + spent, one.asked, "{:.2f} s"),
        Line(f"{one.name}, founding and burn-in alone", f"{founding:.2f} s"),
    ]


def told(name: str, weeks: int, say: Callable[[str], None]) -> Callable[[int], None]:
    """Return a listener that says every ten seconds how many weeks are done and how long the rest takes."""
    clock = {"begun": time.monotonic(), "told": time.monotonic()}

    def listen(week: int) -> None:
        now = time.monotonic()
        if now - clock["told"] > EVERY:
            clock["told"] = now
            left = (now - clock["begun"]) / week * (weeks - week)
            say(f"{name}: {week:,} of {weeks:,} weeks, {left:,.0f} s left")

    return listen
