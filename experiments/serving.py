"""Inside a worker process: doing jobs until the pipe closes, telling how many weeks are done."""

from __future__ import annotations

import signal
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from experiments.runner import Progress, in_short

Work = Callable[[Any, Progress], Any]
TELL_EVERY = 0.2


def serve(pipe: Connection, work: Work, warm: Callable[[], None] | None) -> None:
    """Do jobs until the pipe closes (runs in the worker)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if warm is not None:
        when_compiling(lambda: pipe.send(("compiling", None)))
        with suppress(Exception):  # the first job meets the same error and reports it
            warm()
        pipe.send(("warm", None))
    while True:
        try:
            job = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(_done(job, work, _Teller(pipe)))


def _done(job: Any, work: Work, teller: _Teller) -> tuple[str, Any]:
    """Return the last word on a job: its result or its traceback."""
    try:
        result = work(job, teller)
    except Exception as error:
        return ("failed", (in_short(error), traceback.format_exc()))
    teller.tell()
    return ("done", result)


class _Teller:
    """Passes weeks on to the parent, a few times a second."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe, self.weeks, self.told = pipe, 0, time.monotonic()

    def __call__(self, weeks: int) -> None:
        self.weeks += weeks
        if time.monotonic() - self.told > TELL_EVERY:
            self.tell()

    def tell(self) -> None:
        """Send what has not been sent."""
        self.pipe.send(("weeks", self.weeks))
        self.weeks, self.told = 0, time.monotonic()


def when_compiling(say: Callable[[], None]) -> None:
    """Call `say` once, when a kernel of this process is compiled rather than found on disk."""
    from numba.core import event

    class Ear(event.Listener):
        """Hears the first compilation."""

        said = False

        def on_start(self, event: Any) -> None:
            if not self.said:
                self.said = True
                say()

        def on_end(self, event: Any) -> None:
            """Do nothing: only the start is of interest."""

    event.register("numba:compile", Ear())  # type: ignore[no-untyped-call]
