"""How long a person waits: for the first run ever, for a warm start, for a comparison."""

from __future__ import annotations

import tempfile
from functools import partial
from statistics import median

from experiments.benchmark.findings import Line, at_most
from experiments.benchmark.timing import compiled_in, kith, seconds

STARTS = 5
COMPARED = ("baseline", "flood", "flood-with-community-anchor")
COMPILING, WARM = 20.0, 1.0
"""Seconds asked of compiling in the first run, and of a warm run."""


def starts() -> list[Line]:
    """Return the seconds of the first run ever (kernels compiled) and of warm starts."""
    with tempfile.TemporaryDirectory() as folder:
        empty = compiled_in(f"{folder}/compiled")
        run = ["run", "baseline", "--residents", "1000", "--weeks", "52", "--out"]
        first = seconds(lambda: kith([*run, f"{folder}/first"], empty))
        again = seconds(lambda: kith([*run, f"{folder}/again"], empty))
        warm = median(seconds(partial(kith, [*run, f"{folder}/{n}"])) for n in range(STARTS))
        told = median(seconds(lambda: kith(["--help"])) for _ in range(STARTS))
    return [
        at_most("compiling, first run only", first - again, COMPILING, "{:.1f} s"),
        at_most("`kith run baseline --residents 1000 --weeks 52`, warm", warm, WARM, "{:.2f} s"),
        Line("`kith --help`, warm", f"{told:.2f} s"),
    ]


def comparison() -> Line:
    """Return the seconds of a comparison of the size that a policy question needs."""
    with tempfile.TemporaryDirectory() as folder:
        size = ["--replicates", "8", "--residents", "10000", "--weeks", "520", "--out", f"{folder}/out"]
        spent = seconds(lambda: kith(["compare", *COMPARED, *size]))
    return Line("`kith compare`, 3 scenarios x 8 replicates x 10,000 residents x 520 weeks", f"{spent:.0f} s")
