"""What must hold for every input: a scenario or a plain refusal, soon, and nothing read from elsewhere.

`held` is the one statement of it. The Hypothesis tests, the kept cases and the coverage-guided target
all call it.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from model.finding import LIBRARY
from model.scenario import Scenario, ScenarioFault

LIMIT = int(os.environ.get("FUZZ_LIMIT", "60"))
"""Seconds after which an input counts as a hang. An ordinary one takes milliseconds."""
LONGEST_LINE = 2000
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
READING = ("open", "os.listdir", "os.scandir")
NEVER = (
    "os.system", "os.exec", "os.posix_spawn", "os.remove", "os.rename", "os.mkdir", "os.symlink",
    "subprocess.Popen", "socket.connect", "pickle.find_class",
)  # fmt: skip


class Hang(BaseException):
    """An input took longer than the limit. No `except Exception` can swallow it."""


class Watch:
    """What the process opened while `seen` was a list. An audit hook stays, so one is made a process."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, Any]] | None = None
        sys.addaudithook(self.hook)

    def hook(self, event: str, args: tuple[Any, ...]) -> None:
        if self.seen is not None and event in (*READING, *NEVER):
            self.seen.append((event, args))

    @contextmanager
    def __call__(self) -> Iterator[list[tuple[str, Any]]]:
        self.seen = seen = []
        try:
            yield seen
        finally:
            self.seen = None


WATCH = Watch()
"\x1b".encode(
    "unicode_escape"
)  # Python's own files, read once a process, are read before anything is watched


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Raise Hang when the block takes longer; 0 is no limit, nor is there one off the main thread."""
    if not seconds or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(number: int, frame: FrameType | None) -> None:
        raise Hang(f"still at work after {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def held(make: Callable[[], Scenario], folder: Path | None = None) -> Scenario | ScenarioFault:
    """Return the scenario or the refusal that `make` ends in; fails when it does anything else.

    `folder` is the one that may be read beside the library; without it nothing may be read.
    """
    with within(LIMIT), WATCH() as seen:
        try:
            made: Scenario | ScenarioFault = make()
        except ScenarioFault as fault:
            made = fault
    for event, args in seen:
        _inside(event, args, folder)
    if isinstance(made, ScenarioFault):
        _plainly_told(made)
    else:
        _comes_back(made)
    return made


def loaded(file: Path | str, folder: Path | None = None) -> Scenario | ScenarioFault:
    """Return what loading a file ends in, as `held` has it; its folder and the library may be read."""
    return held(lambda: Scenario.load(file), folder or Path(file).parent)


def _inside(event: str, args: tuple[Any, ...], folder: Path | None) -> None:
    assert event in READING, f"{event} {args!r}"
    if isinstance(args[0], int):  # a file that is open already
        return
    allowed = [LIBRARY, *([folder.resolve()] if folder else [])]
    real = Path(os.fsdecode(args[0])).resolve()
    assert any(real == place or place in real.parents for place in allowed), f"{event} of {real}"
    assert event != "open" or args[1] in ("r", "rb", None), f"opened for writing: {real}"


def _plainly_told(fault: ScenarioFault) -> None:
    """Check that a refusal has one readable line for each fault, and each line a place and a reason."""
    lines = str(fault).split("\n")
    assert fault.faults
    assert len(lines) == len(fault.faults), f"{len(fault.faults)} faults in {len(lines)} lines"
    for one, line in zip(fault.faults, lines):
        assert one.mark.source, f"no place: {line!r}"
        assert one.message.strip(), f"no reason: {line!r}"
        assert not CONTROL.search(line), f"control characters: {line!r}"
        assert len(line) <= LONGEST_LINE + len(one.mark.source), f"{len(line)} characters: {line[:80]!r}"


def _comes_back(scenario: Scenario) -> None:
    """Check that a scenario survives being written as JSON and read again, and can be warned about."""
    text = json.dumps(scenario.resolved(), allow_nan=False)
    again = Scenario.of(json.loads(text))
    assert again == scenario
    assert all(isinstance(line, str) for line in scenario.warnings())
