"""Taking times: jobs in turns, medians, and commands in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Hashable, Mapping
from statistics import median
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)


def in_turn(jobs: Mapping[Name, Callable[[], object]], blocks: int) -> dict[Name, float]:
    """Return the median seconds of each job, the jobs taking turns."""
    taken: dict[Name, list[float]] = {name: [] for name in jobs}
    for _ in range(blocks):
        for name, job in jobs.items():
            taken[name].append(seconds(job))
    return {name: median(spent) for name, spent in taken.items()}


def seconds(job: Callable[[], object]) -> float:
    """Return how long a call takes."""
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun


def kith(arguments: list[str], environment: dict[str, str] | None = None) -> None:
    """Run a command of Kith in a process of its own."""
    output_of([sys.executable, "-m", "experiments", *arguments], environment)


def output_of(command: list[str], environment: dict[str, str] | None = None) -> str:
    """Return what a command prints; raises RuntimeError with its last words when it fails."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def compiled_in(folder: str) -> dict[str, str]:
    """Return an environment in which compiled kernels are kept in this folder."""
    return os.environ | {"NUMBA_CACHE_DIR": folder}
