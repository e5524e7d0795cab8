"""The programs that Kith's reduced model is held against, each built only when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import NamedTuple

from experiments.benchmark.reduced import Numbers, Program, Start
from experiments.refusal import Refusal

Builder = Callable[[Start, int, Numbers], Program]


class Peer(NamedTuple):
    """A program: the package it needs, how it is built, size and length of a run that is timed."""

    package: str
    built: Builder
    residents: int
    weeks: int


def by_columns(start: Start, seed: int, p: Numbers) -> Program:
    """Return the reduced model in Kith's columns, with one thread."""
    from experiments.benchmark.by_columns import Columns

    return Columns(start, seed, p, threads=1)


def by_numpy(start: Start, seed: int, p: Numbers) -> Program:
    """Return the reduced model in NumPy."""
    from experiments.benchmark.by_numpy import Arrays

    return Arrays(start, seed, p)


def by_mesa(start: Start, seed: int, p: Numbers) -> Program:
    """Return the reduced model in Mesa."""
    from experiments.benchmark.by_mesa import Town

    return Town(start, seed, p)


def by_starsim(start: Start, seed: int, p: Numbers) -> Program:
    """Return the reduced model in Starsim."""
    os.environ.setdefault("STARSIM_INSTALL_FONTS", "0")  # else its first import rebuilds the font cache
    from experiments.benchmark.by_starsim import Simulation

    return Simulation(start, seed, p)


PEERS = {
    "mesa": Peer("mesa", by_mesa, 10_000, 4),
    "starsim": Peer("starsim", by_starsim, 100_000, 13),
    "numpy": Peer("numpy", by_numpy, 100_000, 13),
}


def named(text: str) -> dict[str, Peer]:
    """Return the peers of a list such as 'mesa,numpy'; raises Refusal for names that there are not."""
    names = list(dict.fromkeys(part.strip() for part in text.split(",")))
    faults = [f"--against {name}: unknown peer{_meant(name)}" for name in names if name not in PEERS]
    if faults:
        raise Refusal("\n".join(faults))
    return {name: PEERS[name] for name in names}


def _meant(name: str) -> str:
    from model.parameters import nearest

    return nearest(name, tuple(PEERS)) or f"; legal are {', '.join(PEERS)}"


def installed(peers: dict[str, Peer]) -> tuple[dict[str, Peer], Sequence[str]]:
    """Return the peers whose package is there, and the names of the others."""
    there = {name: peer for name, peer in peers.items() if find_spec(peer.package) is not None}
    return there, [name for name in peers if name not in there]
