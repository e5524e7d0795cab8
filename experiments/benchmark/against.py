"""Kith's reduced model beside each peer's: whether they agree, and what each takes, in turns."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from experiments.benchmark.agreement import Agreement, agrees, compared, said
from experiments.benchmark.by_columns import Columns
from experiments.benchmark.findings import Line, Table
from experiments.benchmark.peers import PEERS, Peer, by_columns
from experiments.benchmark.reduced import TIES, Numbers, Program, started
from experiments.benchmark.timing import in_turn

BLOCKS = 5
SEED = 1
THREADS = (1, 2)


class Versus(NamedTuple):
    """A peer beside Kith: ns per resident-week of the peer and of Kith by thread count, and agreement."""

    name: str
    residents: int
    peer: float
    kith: dict[int, float]
    agreement: list[Agreement]


def versus(name: str, peer: Peer) -> Versus:
    """Return a peer held against Kith: agreement first, then speed, the programs taking turns."""
    found = compared(by_columns, peer.built)
    costs = timed(peer)
    return Versus(name, peer.residents, costs.pop(0), costs, found)


def timed(peer: Peer) -> dict[int, float]:
    """Return ns per resident-week of the peer (0) and of Kith by thread count."""
    start = started(peer.residents)
    programs: dict[int, Program] = {0: peer.built(start, SEED, Numbers())}
    programs |= {count: Columns(start, SEED, threads=count) for count in THREADS}
    for program in programs.values():
        program.run(1)
    jobs: dict[int, Callable[[], None]] = {
        count: partial(program.run, peer.weeks) for count, program in programs.items()
    }
    spent = in_turn(jobs, BLOCKS)
    for program in programs.values():
        program.close()
    return {count: took * 1e9 / (peer.residents * peer.weeks) for count, took in spent.items()}


def table(found: list[Versus]) -> Table:
    """Return the table of peers."""
    named = [f"Kith, {count} thread{'s' if count > 1 else ''}" for count in THREADS]
    ratios = [f"peer over Kith, {count}" for count in THREADS]
    rows = [_row(one) for one in found]
    return Table(_caption(), ["peer", "residents", "peer alone", *named, *ratios], rows)


def _row(one: Versus) -> list[str]:
    costs = [f"{one.kith[count]:.0f} ns" for count in THREADS]
    ratios = [f"{one.peer / one.kith[count]:.1f}" for count in THREADS]
    return [one.name, f"{one.residents:,}", f"{one.peer:,.0f} ns", *costs, *ratios]


def _caption() -> str:
    return (
        f"The reduced model ({TIES} ties a resident; experiments/benchmark/reduced.py defines it): time per "
        f"resident-week, median of {BLOCKS} blocks in turns. Peers run as they do by themselves."
    )


def lines(found: list[Versus], missing: list[str]) -> list[Line]:
    """Return whether each peer agrees, and which are not installed."""
    told = [Line("agreement", said(one.name, one.agreement)) for one in found]
    skipped = [
        Line(name, f"{PEERS[name].package} is not installed, skipped; it comes with the extra `bench`")
        for name in missing
    ]
    return told + skipped


def all_agree(found: list[Versus]) -> bool:
    """Tell whether no peer disagrees."""
    return all(agrees(one.agreement) for one in found)
