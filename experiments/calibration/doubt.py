"""Doubt about the fitted parameters in a comparison: each replicate supposes one acceptable set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.calibration.ensemble import (
    ACCEPTABLE,
    ENSEMBLE,
    Ensemble,
    own_values,
    read_ensemble,
    supposing,
)  # fmt: skip
from experiments.refusal import Refusal

if TYPE_CHECKING:
    from model.scenario import Scenario

CHANCE, PARAMETERS = "chance", "parameters"
CHOICES = (CHANCE, PARAMETERS)
COVERED = (
    "Intervals cover chance between replicates and doubt about the fitted parameters "
    "({members} {kind}); not doubt about the assumed ones or about structure."
)


class Doubt(NamedTuple):
    """The sets that replicates draw from, what they leave alone, and the root of the draw."""

    ensemble: Ensemble
    kept: frozenset[str]
    scenarios: tuple[Scenario, ...]
    seed: int

    def suppose(self, replicate: int) -> list[Scenario]:
        """Return the scenarios of a replicate, all under the same member's parameters."""
        member = self.ensemble.members[self.ensemble.member_of(self.seed, replicate) - 1]
        return [supposing(scenario, member, self.kept) for scenario in self.scenarios]

    def covered(self) -> str:
        """Return what the intervals cover, and which fitted parameters were left as they were set."""
        kept = f" Left as they were set: {', '.join(self._left())}." if self._left() else ""
        covered = COVERED.format(members=len(self.ensemble.members), kind=self._kind())
        return covered + kept

    def _kind(self) -> str:
        """Return what the side file calls the sets; a provisional ensemble says that it is one."""
        return str(self.ensemble.about.get("sets", ACCEPTABLE))

    def _left(self) -> list[str]:
        return sorted(self.kept & set(self.ensemble.members[0]))

    def facts(self, replicates: int) -> dict[str, Any]:
        """Return what the manifest keeps: the file's digest, and each replicate's member."""
        drawn = {str(r): self.ensemble.member_of(self.seed, r) for r in range(1, replicates + 1)}
        about = {"digest": self.ensemble.digest, "members": len(self.ensemble.members), "drawn": drawn}
        return {"ensemble": about | {"left_as_set": self._left(), "fit": self.ensemble.about.get("fit")}}


def doubt_of(choice: str, scenarios: Sequence[Scenario], settings: Sequence[str], seed: int) -> Doubt | None:
    """Return the doubt that a comparison is to cover, None for chance alone; raises Refusal.

    A parameter that some scenario or the person sets is left alone in all scenarios, so that they
    differ in nothing but what they were meant to.
    """
    if choice not in CHOICES:
        raise Refusal(f"--uncertainty {choice}: is unknown; legal are {' and '.join(CHOICES)}")
    if choice == CHANCE:
        return None
    ensemble = read_ensemble(ENSEMBLE)
    kept = frozenset(name for scenario in scenarios for name in own_values(scenario, settings))
    return Doubt(ensemble, kept, tuple(scenarios), seed)
