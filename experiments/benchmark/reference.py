"""The columns beside the plain reference: the same week as ordinary objects, in one invocation.

The two take turns: blocks of the columns with all threads, then a week or two of the reference on
its one thread, and again. The reference is timed without founding, survey and rounding, the columns
with their survey and record. The reference's time is that of its processor, the columns' that of the clock:
a busy machine makes the ratio smaller, never larger.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple, cast

from experiments.benchmark.findings import Line, at_least
from experiments.benchmark.sizes import ROUND, block_of
from experiments.benchmark.timing import seconds
from experiments.benchmark.towns import town_of
from experiments.refusal import Refusal

ROOT = Path(__file__).resolve().parents[2]
RESIDENTS, WEEKS, TURNS = 100_000, 1, 2
BLOCKS_A_TURN = 3
TIMES = 150.0
"""How many times faster than the reference the columns are asked to be."""

Baseline = Callable[[int, int], float]


class Ratio(NamedTuple):
    """Seconds per resident-week of the reference and of the columns."""

    residents: int
    reference: float
    columns: float


def baseline(root: Path = ROOT) -> Baseline:
    """Return the function that times the reference; raises Refusal where Kith stands without its tests."""
    if not (root / "tests" / "reference" / "baseline.py").is_file():
        raise Refusal(
            "--reference: the plain reference is tests/reference/ of Kith's repository, which is not here; "
            "run it in a clone, with Kith installed from there (pip install -e .)"
        )
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    found = importlib.import_module("tests.reference.baseline").seconds_per_resident_week
    return cast(Baseline, found)


def against_reference(timed: Baseline, residents: int, threads: int, turns: int = TURNS) -> Ratio:
    """Return what reference and columns take, in turns; medians of each."""
    from model.community import Community

    town, block = Community(town_of(residents), rng=1, threads=threads), block_of(residents)
    town.run(ROUND)
    plain, columns = [], []
    for _ in range(turns):
        columns += [seconds(lambda: town.run(block)) for _ in range(BLOCKS_A_TURN)]
        plain.append(timed(residents, WEEKS))
    columns += [seconds(lambda: town.run(block)) for _ in range(BLOCKS_A_TURN)]
    return Ratio(residents, median(plain), median(columns) / (residents * block))


def lines(found: Ratio, threads: int) -> list[Line]:
    """Return both times and their ratio."""
    town = f"{found.residents:,} residents"
    return [
        Line(f"the plain reference, {town}", f"{found.reference * 1e9:,.0f} ns per resident-week"),
        Line(f"the columns in turn with it, {threads} threads", f"{found.columns * 1e9:.0f} ns"),
        at_least(
            "the columns are faster than the reference",
            found.reference / found.columns,
            TIMES,
            "{:.0f} times",
        ),
    ]
