"""What `kith bench` does: everything that was asked for, in turn, and one report."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments.app import STOPPED
from experiments.benchmark.findings import Line, Table
from experiments.benchmark.report import Report, as_markdown, shown
from experiments.benchmark.sizes import THREADS, Speed
from experiments.benchmark.towns import COUNTRY, LARGEST, SIZES, town_of
from experiments.refusal import Refusal

if TYPE_CHECKING:
    from rich.console import Console

    from experiments.benchmark.peers import Peer


class Options(NamedTuple):
    """What is to be measured, and where the report goes."""

    sizes: Sequence[int] = SIZES
    weeks: int | None = None
    model: bool = True
    """Whether sizes, roofline and starts are measured."""
    threads: Sequence[int] = THREADS
    large: bool = False
    country: bool = False
    compare: bool = False
    reference: bool = False
    reference_residents: int = 100_000
    long: bool = False
    against: str | None = None
    markdown: bool = False
    out: Path | None = None


class Bench:
    """Measures what was asked for and gathers tables and lines."""

    def __init__(self, options: Options, screen: Console) -> None:
        self.options, self.screen = options, screen
        self.tables: list[Table] = []
        self.lines: list[Line] = []
        self.agreed = True

    def sizes(self) -> list[Speed]:
        """Measure the sizes of town."""
        from experiments.benchmark import sizes

        o = self.options
        asked = [*o.sizes, *([LARGEST] if o.large else []), *([COUNTRY] if o.country else [])]
        found = []
        for residents in dict.fromkeys(asked):
            with self.screen.status(f"{residents:,} residents"):
                found.append(sizes.speed(town_of(residents), o.weeks, o.threads))
        self.tables.append(sizes.table(found))
        self.lines += sizes.lines(found)
        return found

    def roofline(self, one: Speed) -> None:
        """Measure what memory allows, beside the costs of one size of town."""
        from experiments.benchmark import machine, roofline

        with self.screen.status("what memory allows"):
            found = {
                count: (machine.memory(one.residents, count), one.nanoseconds[count])
                for count in self.options.threads
            }
            self.lines += roofline.lines(roofline.traffic(), found, one.residents)

    def starts(self) -> None:
        """Measure how long a person waits for the first week."""
        from experiments.benchmark import starts

        with self.screen.status("starting up, cold and warm"):
            self.lines += starts.starts()

    def compare(self) -> None:
        """Measure a whole comparison."""
        from experiments.benchmark import starts

        with self.screen.status("comparing, as a policy question needs it"):
            self.lines.append(starts.comparison())

    def reference(self) -> None:
        """Measure columns and plain reference in turns."""
        from experiments.benchmark import reference

        threads = max(self.options.threads)
        with self.screen.status("the plain reference; a week of it takes long"):
            found = reference.against_reference(
                reference.baseline(), self.options.reference_residents, threads
            )
        self.lines += reference.lines(found, threads)

    def long(self) -> None:
        """Run ten years of a town, a city and a country."""
        from experiments.benchmark import long_runs
        from experiments.progress import say

        for one in long_runs.LONG_RUNS:
            self.lines += long_runs.long_run(one, max(self.options.threads), say)

    def against(self, peers: dict[str, Peer]) -> None:
        """Hold the reduced model against that of peers."""
        from experiments.benchmark import against
        from experiments.benchmark.peers import installed

        there, missing = installed(peers)
        found = []
        for name, peer in there.items():
            with self.screen.status(f"the reduced model, against {name}"):
                found.append(against.versus(name, peer))
        if found:
            self.tables.append(against.table(found))
        self.lines += against.lines(found, list(missing))
        self.agreed = against.all_agree(found)


def main(options: Options) -> int:
    """Measure, print the report and, with `out`, write it there; return 1 when a peer disagrees, else 0.

    Raises Refusal for a size that no town can have, a peer that there is not, a reference that is not
    here and an `out` that cannot be written.
    """
    from rich.console import Console

    from experiments.benchmark.machine import described

    peers = _checked(options)
    bench = Bench(options, Console())
    _measured(bench, peers)
    report = Report(described(), bench.tables, bench.lines)
    if options.markdown:
        bench.screen.print(as_markdown(report), markup=False, highlight=False, soft_wrap=True)
    else:
        shown(bench.screen, report)
    if options.out is not None:
        options.out.write_text(as_markdown(report), encoding="utf-8")
    return 0 if bench.agreed else STOPPED


def _checked(options: Options) -> dict[str, Peer]:
    """Return the peers asked for; raises Refusal for whatever cannot be done, before anything is measured."""
    from experiments.benchmark.peers import named
    from experiments.benchmark.reference import baseline

    if options.out is not None:
        _check_writable(options.out)
    for residents in options.sizes:
        town_of(residents)
    if options.reference:
        baseline()
        town_of(options.reference_residents)
    return named(options.against) if options.against is not None else {}


def _measured(bench: Bench, peers: dict[str, Peer]) -> None:
    """Measure what the options ask for, in order."""
    from experiments.replicates import warm_up

    o = bench.options
    with bench.screen.status("compiling, where that is not done yet"):
        warm_up()
    found = bench.sizes() if o.model else []
    if found:
        bench.roofline(max(found, key=lambda one: one.residents))
    asked = (
        (o.model, bench.starts),
        (o.compare, bench.compare),
        (o.reference, bench.reference),
        (o.long, bench.long),
    )
    for measure in (measure for wanted, measure in asked if wanted):
        measure()
    if peers:
        bench.against(peers)


def _check_writable(out: Path) -> None:
    if out.is_dir() or not os.access(out.absolute().parent, os.W_OK):
        raise Refusal(f"--out {out}: cannot be written; name a file in a folder that exists")
