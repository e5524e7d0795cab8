"""The ensemble of acceptable parameter sets: written by a fit, reviewed, and drawn from by `compare`."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.plain_files import json_of, text_of
from experiments.refusal import Refusal

if TYPE_CHECKING:
    from model.scenario import Scenario

ENSEMBLE = Path(__file__).resolve().parent / "ensemble.csv"
MEMBER, ACCEPTABLE = "member", "acceptable sets"


class Ensemble(NamedTuple):
    """Acceptable sets: one mapping from path to value a member, and what is known of the fit."""

    members: tuple[dict[str, float], ...]
    about: dict[str, Any]
    digest: str

    def member_of(self, seed: int, replicate: int) -> int:
        """Return which member (from 1) a replicate draws: all are drawn once before any is drawn again."""
        order = sorted(range(len(self.members)), key=lambda m: _key(f"{seed}/member/{m}"))
        return order[(replicate - 1) % len(order)] + 1


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


def read_ensemble(path: Path = ENSEMBLE) -> Ensemble:
    """Return the ensemble of a file and its side file; raises Refusal when it does not suit this model."""
    try:
        text = text_of(path)
        about = json_of(path.with_suffix(".json"))
        rows = list(csv.DictReader(text.splitlines()))
        members = tuple({k: float(v) for k, v in row.items() if k != MEMBER} for row in rows)
    except (OSError, ValueError, TypeError) as fault:
        raise Refusal(f"{path}: no ensemble can be read ({fault}); 'kith calibrate' makes one") from None
    if not members or not isinstance(about, dict):
        raise Refusal(f"{path}: holds no acceptable set; 'kith calibrate' makes them")
    _refuse_stale(path, members)
    return Ensemble(members, about, hashlib.blake2b(text.encode(), digest_size=12).hexdigest())


def _refuse_stale(path: Path, members: Sequence[Mapping[str, float]]) -> None:
    """Raise Refusal when a parameter is gone or a value is out of its range."""
    from model.assumptions import Assumptions
    from model.parameters import ParameterFault

    faults: dict[str, str] = {}
    for number, member in enumerate(members, 1):
        for name, value in member.items():
            try:
                Assumptions().changed(name, value)
            except ParameterFault as fault:
                faults.setdefault(name, f"{path}: member {number}, {name}: {fault}")
    if faults:
        why = "the ensemble was made for another version of the model; run 'kith calibrate' and review it"
        raise Refusal("\n".join([*faults.values(), why]))


def own_values(scenario: Scenario, settings: Sequence[str]) -> set[str]:
    """Return the parameters that the person or the scenario's file sets: these the ensemble leaves alone."""
    from model.assumptions import table

    asked = {setting.partition("=")[0].strip() for setting in settings}
    usual = {row.path: row.default for row in table()}
    groups = scenario.assumptions._asdict().items()
    given = {f"{group}.{name}": value for group, one in groups for name, value in one._asdict().items()}
    return asked | {path for path, value in given.items() if value != usual[path]}


def supposing(scenario: Scenario, member: Mapping[str, float], kept: Collection[str]) -> Scenario:
    """Return the scenario under a member's parameters, but for those in `kept`."""
    assume = scenario.assumptions
    for path, value in member.items():
        if path not in kept:
            assume = assume.changed(path, value)
    return scenario.model_copy(update={"assumptions": assume})
