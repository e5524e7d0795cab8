"""What the machine can do: memory bandwidth and the cost of reading here and there, by number of threads."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np

from experiments.benchmark.timing import seconds
from model.columns import Doubles, Ints
from model.crew import Crew
from model.kernels import kernel, whole

TRIED = 5
STREAMED = 32_000_000
"""Rows of each of the three arrays of 8-byte numbers that are streamed: 256 MB each, far beyond any cache."""
GATHERED = 16_000_000
TRIAD_BYTES = 24
"""Bytes that a row of the triad moves: two numbers in, one out (as the benchmark STREAM counts)."""


class Memory(NamedTuple):
    """Bytes a ns that all threads stream, and ns of one 4-byte read from a row at random."""

    bandwidth: float
    gather: float


@kernel
def triad(start: int, stop: int, a: Doubles, b: Doubles, c: Doubles) -> None:
    """Write a = b + 3 c for rows start..stop-1."""
    for i in range(start, stop):
        a[i] = b[i] + 3.0 * c[i]


@kernel
def gather(start: int, stop: int, at: Ints, seen: Ints, total: Ints) -> None:
    """Write the sum of seen[at[i]] for rows start..stop-1 to the first of them."""
    found = 0
    for i in range(start, stop):
        found += whole(seen[at[i]])
    total[start] = found


def memory(residents: int, threads: int, streamed: int = STREAMED, gathered: int = GATHERED) -> Memory:
    """Return what memory gives so many threads; `residents` is how many rows reads are scattered over.

    Each is the best of several tries, as STREAM does. Streaming the row numbers is taken off the gather.
    """
    crew = Crew(threads)
    a, b, c = (np.full(streamed, float(n)) for n in range(3))
    bandwidth = TRIAD_BYTES * streamed / _best(lambda: crew.over(streamed, triad, a, b, c))
    at = np.random.default_rng(1).integers(0, residents, gathered, np.uint32)
    seen, total = np.zeros(residents, np.uint32), np.zeros(gathered, np.uint32)
    each = _best(lambda: crew.over(gathered, gather, at, seen, total)) / gathered
    crew.close()
    return Memory(bandwidth, max(0.0, each - at.itemsize / bandwidth))


def _best(job: Callable[[], None]) -> float:
    """Return the least ns of some tries, after one that does not count."""
    job()
    return min(seconds(job) for _ in range(TRIED)) * 1e9


def described() -> str:
    """Return what the figures were measured on."""
    computer = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    there = [name for name in ("numba", "numpy", "mesa", "starsim") if find_spec(name) is not None]
    parts = ", ".join(f"{name} {version(name)}" for name in there)
    return f"{computer}, Python {platform.python_version()}, {parts}"
