"""Worker processes: one call per job, spread over processes, none lost with another.

Each worker has its own pipe, so a worker that dies takes only its own job with it and is
replaced. The first worker warms up alone: when the kernels are not compiled yet it compiles
them, once, and the others find them on disk.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

from experiments.runner import Progress
from experiments.serving import Work, serve

QUIET = {"NUMBA_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive", "OMP_NUM_THREADS": "1"}
PATIENCE = 5.0
IDLE, WARMING = -1, -2


class Lost(NamedTuple):
    """A job without a result: its place in the list, why in short, and the traceback if there is one."""

    job: int
    error: str
    traceback: str


class Listener(NamedTuple):
    """Who is told how it goes: weeks done since the last call, and that kernels are being compiled."""

    weeks: Progress
    compiling: Callable[[], None]


class Spread(NamedTuple):
    """What came of the jobs: results by place in the list, those lost, and whether it was stopped."""

    results: dict[int, Any]
    lost: list[Lost]
    stopped: bool


class _Worker:
    """A process, its pipe and the job it is at (its place in the list, IDLE or WARMING)."""

    def __init__(self, work: Work, warm: Callable[[], None] | None) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.job = WARMING if warm else IDLE
        self.process: BaseProcess = context.Process(target=serve, args=(theirs, work, warm), daemon=True)
        with _quiet_environment():
            self.process.start()
        theirs.close()

    def take(self, number: int, job: Any) -> None:
        """Begin a job."""
        self.job = number
        with suppress(OSError):  # a dead worker is noticed when its pipe is read
            self.pipe.send(job)

    def obituary(self) -> str:
        """Return how the process ended."""
        self.process.join(PATIENCE)
        code = self.process.exitcode
        return f"the worker process ended with exit code {code}; it may have run out of memory"

    def end(self, patience: float = 0.0) -> None:
        """Let the process go, at once or after it had time to leave by itself."""
        self.pipe.close()
        self.process.join(patience)
        if self.process.is_alive():
            self.process.terminate()
            self.process.join(PATIENCE)


def spread(
    jobs: Sequence[Any], work: Work, *, workers: int, listener: Listener,
    warm: Callable[[], None] | None = None, keep: Callable[[int, Any], None] | None = None,
) -> Spread:  # fmt: skip
    """Return what `work(job, progress)` gave for every job, in up to `workers` processes.

    `work` and `warm` must be importable by name. `keep` is told each job's place and result as soon as
    it is done. An interrupt from the keyboard ends all workers and returns what has finished.
    """
    crew: list[_Worker] = []
    found = Spread({}, [], False)
    try:
        _attend(
            crew, found, jobs, workers, listener, lambda first: _Worker(work, warm if first else None), keep
        )
    except KeyboardInterrupt:
        return found._replace(stopped=True)
    finally:
        with _undisturbed():
            for worker in crew:
                worker.end(0.0 if worker.job != IDLE else PATIENCE)
    return found


def _attend(
    crew: list[_Worker], found: Spread, jobs: Sequence[Any], workers: int, listener: Listener,
    start: Callable[[bool], _Worker], keep: Callable[[int, Any], None] | None,
) -> None:  # fmt: skip
    """Keep workers busy and take in what they say until every job is done or lost."""
    waiting = list(range(len(jobs)))[::-1]
    while len(found.results) + len(found.lost) < len(jobs):
        _staff(crew, workers, waiting, jobs, start)
        for worker in _with_news(crew):
            if not _hear(worker, found, listener, keep):
                crew.remove(worker)
                _mourn(worker, found, waiting)


def _staff(
    crew: list[_Worker], workers: int, waiting: list[int], jobs: Sequence[Any],
    start: Callable[[bool], _Worker],
) -> None:  # fmt: skip
    """Start missing workers and hand jobs to idle ones, unless the first is still warming up."""
    busy = sum(worker.job != IDLE for worker in crew)
    while len(crew) < min(workers, busy + len(waiting)):
        crew.append(start(not crew))
    if any(worker.job == WARMING for worker in crew):
        return
    for worker in crew:
        if worker.job == IDLE and waiting:
            number = waiting.pop()
            worker.take(number, jobs[number])


def _with_news(crew: list[_Worker]) -> list[_Worker]:
    """Wait until some worker says something or dies, and return those."""
    ready = wait([worker.pipe for worker in crew])
    return [worker for worker in crew if worker.pipe in ready]


def _mourn(worker: _Worker, found: Spread, waiting: list[int]) -> None:
    """Note the job of a dead worker as lost: the first one waiting when it died in its warm-up."""
    if worker.job == WARMING:
        worker.job = waiting.pop()
    if worker.job != IDLE:
        found.lost.append(Lost(worker.job, worker.obituary(), ""))


def _hear(
    worker: _Worker, found: Spread, listener: Listener, keep: Callable[[int, Any], None] | None
) -> bool:
    """Take one message of a worker into account; return False when it has died."""
    try:
        word, value = worker.pipe.recv()
    except (EOFError, OSError):
        return False
    if word == "weeks":
        listener.weeks(value)
    elif word == "compiling":
        listener.compiling()
    else:
        if keep and word == "done":
            keep(worker.job, value)
        _settle(worker, word, value, found)
    return True


def _settle(worker: _Worker, word: str, value: Any, found: Spread) -> None:
    """Keep a worker's last word on its job; it is idle from now on."""
    if word == "done":
        found.results[worker.job] = value
    elif word == "failed":
        found.lost.append(Lost(worker.job, *value))
    worker.job = IDLE


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep a second interrupt from the keyboard away while workers are sent home."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _quiet_environment() -> Iterator[None]:
    """Give a child process one thread and no spinning, and leave this process as it was."""
    before = {name: os.environ.get(name) for name in QUIET}
    os.environ.update(QUIET)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
