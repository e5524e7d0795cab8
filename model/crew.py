"""A crew of threads that shares the rows of a kernel.

Kernels take a range of rows and release Python's lock. Each row is written by exactly one worker
and read from the week's start, so the result has the same bits for any number of threads; sums
are gathered in blocks of fixed size for the same reason.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

WORTH_SHARING = 8192
"""Rows below which handing out work costs more than it saves (measured with `kith bench`)."""


class Crew:
    """Runs kernels over row ranges, with one thread or several."""

    def __init__(self, threads: int = 1) -> None:
        if threads < 1:
            raise ValueError(f"threads is 1 or more, not {threads}")
        self.threads = threads
        self._pool = ThreadPoolExecutor(threads - 1, "kith") if threads > 1 else None

    def over(self, rows: int, kernel: Callable[..., None], *arguments: Any, each: int = 1) -> None:
        """Call `kernel(start, stop, *arguments)` so that every row in 0..rows-1 is covered once.

        `each` is how many residents a row stands for; fewer than WORTH_SHARING in all are not shared out.
        """
        if self._pool is None or rows * each < WORTH_SHARING or rows < self.threads:
            kernel(0, rows, *arguments)
            return
        edges = [rows * part // self.threads for part in range(self.threads + 1)]
        others = [self._pool.submit(kernel, low, high, *arguments) for low, high in pairwise(edges[1:])]
        kernel(edges[0], edges[1], *arguments)
        for other in others:
            other.result()

    def close(self) -> None:
        """End the threads; the crew goes on with one."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool, self.threads = None, 1
