"""Speed and memory of the whole model, recording included: what `kith bench` prints.

Thread counts take turns in one process, block by block of whole decision rounds, so that a busy
neighbour on the machine meets them alike; each figure is the median of its blocks. Memory, first
start and warm start are measured in processes of their own. The towns get a burn-in of a few
weeks only: enough for the ties to work, too short for a settled town.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from experiments.library import chosen
from experiments.refusal import Refusal

if TYPE_CHECKING:
    from rich.console import Console

    from model.scenario import Scenario

SIZES = (1_000, 10_000, 100_000)
LARGEST = 1_000_000
SETTLE = 8
BLOCKS = 5
ROUND = 13
"""Weeks between two decision rounds; blocks are whole rounds so that each holds the same work."""
LONG_BLOCK = 52
WEEKS_A_BLOCK = 1_500_000
"""Resident-weeks that make a block long enough for the clock."""
WEIGHABLE = 100_000
"""Residents below which a process's peak memory says nothing about them."""
STARTS = 5
THREADS = (1, 2)
COMPARED = ("baseline", "flood", "flood-with-community-anchor")


class Speed(NamedTuple):
    """One size of town: ns per resident-week by thread count, seconds to found it, bytes a resident."""

    residents: int
    nanoseconds: dict[int, float]
    founding: float
    columns: float
    peak: float | None


class Line(NamedTuple):
    """A measurement that belongs to no size: what it is and how it came out."""

    what: str
    found: str


def main(
    sizes: Sequence[int] = SIZES,
    weeks: int | None = None,
    threads: Sequence[int] = THREADS,
    out: Path | None = None,
    *,
    large: bool = False,
    compare: bool = False,
    markdown: bool = False,
) -> None:
    """Measure, print a table (as Markdown if asked) and, with `out`, write it there as Markdown.

    `weeks` is the length of a block; without it a block is 52 weeks, fewer in large towns.
    `large` adds a million residents, `compare` the time of a whole `kith compare`. Raises Refusal
    for a size that no town can have and for an `out` that cannot be written.
    """
    from rich.console import Console

    screen = Console()
    _check_writable(out)
    towns = [town_of(residents) for residents in dict.fromkeys([*sizes, LARGEST] if large else sizes)]
    speeds, lines = [], []
    for scenario in towns:
        with screen.status(f"{scenario.town.residents:,} residents"):
            speeds.append(speed(scenario, weeks, threads))
    with screen.status("starting up, cold and warm"):
        lines += starts()
    if compare:
        with screen.status("comparing, as a policy question needs it"):
            lines.append(comparison())
    if markdown:
        screen.print(as_markdown(speeds, lines), markup=False, highlight=False, soft_wrap=True)
    else:
        _print(screen, speeds, lines)
    if out is not None:
        out.write_text(as_markdown(speeds, lines), encoding="utf-8")


def town_of(residents: int) -> Scenario:
    """Return the baseline in a town of this size; raises Refusal when there can be none."""
    (scenario,) = chosen(["baseline"], residents=residents, weeks=None, settings=[])
    return scenario.with_(settle=SETTLE)


def _check_writable(out: Path | None) -> None:
    if out is not None and (out.is_dir() or not os.access(out.absolute().parent, os.W_OK)):
        raise Refusal(f"--out {out}: cannot be written; name a file in a folder that exists")


def speed(scenario: Scenario, weeks: int | None, threads: Sequence[int]) -> Speed:
    """Return the speed and size of one town, with every thread count in turn."""
    from model.community import Community

    residents = scenario.town.residents
    block = weeks or block_of(residents)
    Community(scenario.with_(residents=1_000, settle=1), rng=1).run(ROUND)  # kernels are compiled by now
    founding = seconds(lambda: Community(scenario.with_(settle=0), rng=1))
    towns = {count: Community(scenario, rng=1, threads=count) for count in threads}
    for town in towns.values():
        town.run(ROUND)
    each = in_turn({count: partial(town.run, block) for count, town in towns.items()}, BLOCKS)
    held = next(iter(towns.values())).world.bytes()
    costs = {count: spent * 1e9 / (residents * block) for count, spent in each.items()}
    peak = peak_bytes(residents) if residents >= WEIGHABLE else None
    return Speed(residents, costs, founding, held / residents, peak)


def block_of(residents: int) -> int:
    """Return how many weeks a block has: whole decision rounds, 13 to 52 weeks."""
    rounds = WEEKS_A_BLOCK // (residents * ROUND)
    return ROUND * max(1, min(LONG_BLOCK // ROUND, rounds))


def in_turn(jobs: dict[int, Callable[[], object]], blocks: int) -> dict[int, float]:
    """Return the median seconds of each job, the jobs taking turns."""
    taken: dict[int, list[float]] = {name: [] for name in jobs}
    for _ in range(blocks):
        for name, job in jobs.items():
            taken[name].append(seconds(job))
    return {name: median(spent) for name, spent in taken.items()}


def seconds(job: Callable[[], object]) -> float:
    """Return how long a call takes."""
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun


PEAK = """
import re, sys
from pathlib import Path
from model.community import Community
from model.scenario import Scenario
me = Path("/proc/self")
def kilobytes(what):
    return int(re.search(what + r":\\s+(\\d+)", (me / "status").read_text())[1])
scenario = Scenario.load("baseline")
Community(scenario.with_(residents=1000, settle=1), rng=1).run({weeks})
(me / "clear_refs").write_text("5")
before = kilobytes("VmRSS")
Community(scenario.with_(residents={residents}, settle={settle}), rng=1).run({weeks})
sys.stdout.write(str((kilobytes("VmHWM") - before) * 1024 / {residents}))
"""


def peak_bytes(residents: int) -> float | None:
    """Return by how many bytes a resident a process grows at most; None where Linux does not tell."""
    if not os.access("/proc/self/clear_refs", os.W_OK):
        return None
    program = PEAK.format(residents=residents, settle=SETTLE, weeks=ROUND)
    return float(_run([sys.executable, "-c", program]))


def starts() -> list[Line]:
    """Return the seconds of the first run ever (kernels compiled) and of warm starts."""
    with tempfile.TemporaryDirectory() as folder:
        empty = os.environ | {"NUMBA_CACHE_DIR": str(Path(folder) / "compiled")}
        run = ["run", "baseline", "--residents", "1000", "--weeks", "52", "--out"]
        first = seconds(lambda: _kith([*run, f"{folder}/first"], empty))
        again = seconds(lambda: _kith([*run, f"{folder}/again"], empty))
        warm = median(seconds(partial(_kith, [*run, f"{folder}/{n}"])) for n in range(STARTS))
        told = median(seconds(lambda: _kith(["--help"])) for _ in range(STARTS))
    return [
        Line("compiling, first run only", f"{first - again:.1f} s"),
        Line("`kith --help`, warm", f"{told:.2f} s"),
        Line("`kith run baseline --residents 1000 --weeks 52`, warm", f"{warm:.2f} s"),
    ]


def comparison() -> Line:
    """Return the seconds of a comparison of the size that a policy question needs."""
    with tempfile.TemporaryDirectory() as folder:
        size = ["--replicates", "8", "--residents", "10000", "--weeks", "520", "--out", f"{folder}/out"]
        spent = seconds(lambda: _kith(["compare", *COMPARED, *size]))
    return Line("`kith compare`, 3 scenarios x 8 replicates x 10,000 residents x 520 weeks", f"{spent:.0f} s")


def _kith(arguments: list[str], environment: dict[str, str] | None = None) -> None:
    _run([sys.executable, "-m", "experiments", *arguments], environment)


def _run(command: list[str], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def table(speeds: Sequence[Speed]) -> list[list[str]]:
    """Return heading and rows of the table of sizes."""
    counts = list(speeds[0].nanoseconds) if speeds else []
    named = [f"{count} thread{'s' if count > 1 else ''}" for count in counts]
    rows = [["residents", *named, "founding", "columns", "peak"]]
    for one in speeds:
        costs = [f"{one.nanoseconds[count]:.0f} ns" for count in counts]
        peak = "-" if one.peak is None else f"{one.peak:.0f} B"
        rows.append([f"{one.residents:,}", *costs, f"{one.founding:.2f} s", f"{one.columns:.0f} B", peak])
    return rows


def machine() -> str:
    """Return what the figures were measured on."""
    computer = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    parts = ", ".join(f"{name} {version(name)}" for name in ("numba", "numpy", "mesa"))
    return f"{computer}, Python {platform.python_version()}, {parts}"


def as_markdown(speeds: Sequence[Speed], lines: Sequence[Line]) -> str:
    """Return the whole report as Markdown."""
    rows = table(speeds)
    rules = [["---"] + ["---:"] * (len(rows[0]) - 1)]
    grid = ["| " + " | ".join(row) + " |" for row in rows[:1] + rules + rows[1:]]
    return "\n".join([_caption(), "", *grid, "", *(f"- {line.what}: {line.found}" for line in lines)]) + "\n"


def _caption() -> str:
    return (
        f"The whole model with recording, after {SETTLE} weeks of burn-in: time per resident-week (median of "
        f"{BLOCKS} blocks), time to found the town, memory per resident in columns and at peak. {machine()}."
    )


def _print(screen: Console, speeds: Sequence[Speed], lines: Sequence[Line]) -> None:
    from rich.table import Table

    heading, *rows = table(speeds)
    grid = Table()
    for name in heading:
        grid.add_column(name, justify="right")
    for row in rows:
        grid.add_row(*row)
    screen.print(_caption(), markup=False, highlight=False)
    screen.print(grid)
    for line in lines:
        screen.print(f"{line.what}: {line.found}", markup=False, highlight=False)
