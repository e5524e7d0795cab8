"""Small towns for tests of the validation: four seeds, measured once, whole or with something broken."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from experiments.validation.catalogue import PATTERNS
from experiments.validation.patterns import Pattern
from experiments.validation.towns import Towns
from experiments.validation.verdicts import estimated

SEEDS = (1, 2, 3, 4)
RESIDENTS, LONG = 1_000, 156


@cache
def founded(seed: int) -> Towns:
    """Return the towns of a seed; only their trunk may be used."""
    towns = Towns(seed, RESIDENTS, lambda weeks: None, LONG)
    assert towns.trunk.week == 0
    return towns


def broken(
    seed: int, given: Mapping[str, float] | None = None, loops: Mapping[str, bool] | None = None
) -> Towns:
    """Return the towns of a seed that go on with other parameters or loops from week 0."""
    towns = Towns(seed, RESIDENTS, lambda weeks: None, LONG)
    trunk = founded(seed).trunk
    towns.trunk = trunk.branch(trunk.scenario)  # type: ignore[misc]
    assume = trunk.assume
    for path, value in (given or {}).items():
        assume = assume.changed(path, value)
    towns.trunk.suppose(assume, trunk.loops._replace(**(loops or {})))
    return towns


def pattern(number: str) -> Pattern:
    """Return a pattern by its number."""
    return next(p for p in PATTERNS if p.number == number)


def verdicts(number: str, names: tuple[str, ...], **how: Mapping[str, float]) -> dict[str, bool]:
    """Return by name whether checks of a pattern hold in towns that are broken in some way."""
    checks = [c for c in pattern(number).checks if c.name in names]
    assert len(checks) == len(names)
    towns = [broken(seed, **how) for seed in SEEDS]  # type: ignore[arg-type]
    return {c.name: c.claim.holds(estimated([c.measure(t) for t in towns])) for c in checks}
