"""Speed and memory of the whole model, recording included, by size of town.

Thread counts take turns on one town, block by block of whole decision rounds, so that a busy
neighbour on the machine meets them alike; each figure is the median of its blocks. Memory is
measured in a process of its own. The towns get a burn-in of a few weeks only: enough for the ties
to work, too short for a settled town.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from experiments.benchmark.findings import Line, Table, at_most
from experiments.benchmark.timing import in_turn, output_of, seconds
from experiments.benchmark.towns import SETTLE

if TYPE_CHECKING:
    from model.community import Community
    from model.crew import Crew
    from model.scenario import Scenario

BLOCKS = 5
ROUND = 13
"""Weeks between two decision rounds; blocks are whole rounds so that each holds the same work."""
LONG_BLOCK = 52
WEEKS_A_BLOCK = 1_500_000
"""Resident-weeks that make a block long enough for the clock."""
WEIGHABLE = 100_000
"""Residents below which a process's peak memory says nothing about them."""
GROWING = 10_000
"""Residents from which on costs are asked to grow in step with the town."""
THREADS = (1, 2)
# What is asked of sizes of 100,000 residents and more.
NANOSECONDS, MORE_ON_ONE, BYTES, EXPONENT = 150.0, 1.9, 600.0, 1.05


class Speed(NamedTuple):
    """One size of town: ns per resident-week by thread count, seconds to found it, bytes a resident."""

    residents: int
    nanoseconds: dict[int, float]
    founding: float
    columns: float
    peak: float | None


def speed(scenario: Scenario, weeks: int | None, threads: Sequence[int]) -> Speed:
    """Return the speed and size of one town, with every thread count in turn."""
    from model.community import Community
    from model.crew import Crew

    residents = scenario.town.residents
    block = weeks or block_of(residents)
    founding = seconds(lambda: Community(scenario.with_(settle=0), rng=1))
    town, crews = Community(scenario, rng=1), {count: Crew(count) for count in threads}
    town.run(ROUND)
    each = in_turn({count: partial(live, town, crew, block) for count, crew in crews.items()}, BLOCKS)
    for crew in crews.values():
        crew.close()
    costs = {count: spent * 1e9 / (residents * block) for count, spent in each.items()}
    held = town.world.bytes()
    del town
    peak = peak_bytes(scenario) if residents >= WEIGHABLE else None
    return Speed(residents, costs, founding, held / residents, peak)


def live(town: Community, crew: Crew, weeks: int) -> None:
    """Let a town live so many weeks with this crew."""
    town.crew = crew
    town.run(weeks)


def block_of(residents: int) -> int:
    """Return how many weeks a block has: whole decision rounds, 13 to 52 weeks."""
    rounds = WEEKS_A_BLOCK // (residents * ROUND)
    return ROUND * max(1, min(LONG_BLOCK // ROUND, rounds))


PEAK = """
import re, sys
from pathlib import Path
from experiments.benchmark.towns import town_of
from model.community import Community
me = Path("/proc/self")
def kilobytes(what):
    return int(re.search(what + r":\\s+(\\d+)", (me / "status").read_text())[1])
scenario = town_of({residents})
Community(scenario.with_(residents=1000, settle=1), rng=1).run({weeks})
(me / "clear_refs").write_text("5")
before = kilobytes("VmRSS")
Community(scenario, rng=1).run({weeks})
sys.stdout.write(str((kilobytes("VmHWM") - before) * 1024 / {residents}))
"""


def peak_bytes(scenario: Scenario) -> float | None:
    """Return by how many bytes a resident a process grows at most; None where Linux does not tell."""
    if not os.access("/proc/self/clear_refs", os.W_OK):
        return None
    program = PEAK.format(residents=scenario.town.residents, weeks=ROUND)
    return float(output_of([sys.executable, "-c", program]))


def exponent(costs: Mapping[int, float]) -> float | None:
    """Return the power of residents that total time grows with, by least squares on logarithms.

    `costs` are ns per resident-week by residents; a town's week takes their product. None with fewer
    than two sizes.
    """
    if len(costs) < 2:
        return None
    import numpy as np

    sizes = np.array(list(costs), float)
    total = sizes * np.array(list(costs.values()), float)
    return float(np.polynomial.Polynomial.fit(np.log(sizes), np.log(total), 1).convert().coef[1])


def table(speeds: Sequence[Speed]) -> Table:
    """Return the table of sizes."""
    counts = list(speeds[0].nanoseconds) if speeds else []
    named = [f"{count} thread{'s' if count > 1 else ''}" for count in counts]
    heading = ["residents", *named, "one over all threads", "founding", "columns", "peak"]
    return Table(_caption(), heading, [_row(one, counts) for one in speeds])


def _row(one: Speed, counts: Sequence[int]) -> list[str]:
    costs = [f"{one.nanoseconds[count]:.0f} ns" for count in counts]
    gain = f"{one.nanoseconds[counts[0]] / one.nanoseconds[counts[-1]]:.2f}"
    peak = "-" if one.peak is None else f"{one.peak:.0f} B"
    return [f"{one.residents:,}", *costs, gain, f"{one.founding:.2f} s", f"{one.columns:.0f} B", peak]


def _caption() -> str:
    return (
        f"The whole model with recording, after {SETTLE} weeks of burn-in: time per resident-week (median of "
        f"{BLOCKS} blocks), time to found the town, memory per resident in columns and at peak."
    )


def lines(speeds: Sequence[Speed]) -> list[Line]:
    """Return what is asked of sizes, beside what was found."""
    held = [line for one in speeds if one.residents >= WEIGHABLE for line in _asked_of(one)]
    return held + _growth(speeds)


def _asked_of(one: Speed) -> list[Line]:
    """Return what is asked of a town of 100,000 residents or more."""
    town, costs = f"{one.residents:,} residents", one.nanoseconds
    found = [at_most(f"{town}, {max(costs)} threads", costs[max(costs)], NANOSECONDS, "{:.0f} ns")]
    if len(costs) > 1:
        found.append(at_most(f"{town}, 1 thread", costs[min(costs)], NANOSECONDS * MORE_ON_ONE, "{:.0f} ns"))
    if one.peak is not None:
        found.append(at_most(f"{town}, peak memory of a resident", one.peak, BYTES, "{:.0f} B"))
    return found


def _growth(speeds: Sequence[Speed]) -> list[Line]:
    """Return the exponent of growth for each thread count."""
    growing = [one for one in speeds if one.residents >= GROWING]
    found = []
    for count in growing[0].nanoseconds if growing else ():
        power = exponent({one.residents: one.nanoseconds[count] for one in growing})
        if power is not None:
            span = f"{growing[0].residents:,} to {growing[-1].residents:,} residents"
            what = f"exponent of growth of time, {span}, {count} thread{'s' if count > 1 else ''}"
            found.append(at_most(what, power, EXPONENT, "{:.3f}"))
    return found
