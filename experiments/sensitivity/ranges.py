"""From where to where each parameter is moved: one rule for all, inside the declared range.

Declared ranges say what is legal, not what is plausible. The rule halves and doubles a default; a
default on a scale of log-odds, or one that is zero or negative, moves by half of itself, at least
by 0.5, each way. The result is cut to the declared range; whole numbers are rounded outwards.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from experiments.refusal import Refusal

if TYPE_CHECKING:
    from model.assumptions import Assumptions
    from model.parameters import Parameter

LOG_ODDS = "log-odds"
FACTOR, LEAST_STEP = 2.0, 0.5
NOTHING, LUCK = "control.nothing", "control.luck"
LUCKS = 8
"""Controls whose every step changes all luck and nothing else: what chance alone does."""
RULE = (
    "from half the default to twice the default; on a scale of log-odds, or where the default is zero or "
    "negative, default - max(0.5, |default| / 2) to default + max(0.5, |default| / 2); cut to the declared "
    "range, whole numbers rounded outwards"
)


class Factor(NamedTuple):
    """One thing that is moved: its path, default, range, unit and source; `whole` for whole numbers."""

    path: str
    default: float
    low: float
    high: float
    whole: bool
    unit: str
    source: str
    assumed: bool

    @property
    def control(self) -> bool:
        """Return whether no parameter stands behind it."""
        return self.path == NOTHING or self.path.startswith(LUCK)


def plausible(default: float, about: Parameter) -> tuple[float, float]:
    """Return the range in which a parameter is moved, never empty and never beyond the declared one."""
    if about.unit == LOG_ODDS or default <= 0.0:
        step = max(LEAST_STEP, abs(default) / FACTOR)
        low, high = default - step, default + step
    else:
        low, high = default / FACTOR, default * FACTOR
    if isinstance(default, int):
        low, high = math.floor(low), math.ceil(high)
    return max(low, about.low), min(high, about.high)


def controls() -> list[Factor]:
    """Return the negative controls: one that nothing reads, and those that change the luck alone."""
    names = [NOTHING, *(f"{LUCK}.{n}" for n in range(1, LUCKS + 1))]
    return [Factor(name, 0.0, 0.0, 1.0, False, "", "control", False) for name in names]


def factors(assume: Assumptions, only: Sequence[str] = ()) -> list[Factor]:
    """Return all parameters around the values of a scenario, or those of some groups, and the controls.

    `only` holds names of groups or paths; raises Refusal for one that does not exist.
    """
    from model.assumptions import table

    rows = table()
    _refuse_unknown(only, [row.path for row in rows])
    chosen = [row for row in rows if not only or {row.path, _group(row.path)} & set(only)]
    return [_factor(row.path, value_of(assume, row.path), row.about) for row in chosen] + controls()


def value_of(assume: Assumptions, path: str) -> float:
    """Return the value at `group.name`."""
    group, _, name = path.partition(".")
    value: float = getattr(getattr(assume, group), name)
    return value


def with_values(assume: Assumptions, values: dict[str, float]) -> Assumptions:
    """Return assumptions with all these values by path, which are legal; whole numbers stay whole."""
    by_group: dict[str, dict[str, float]] = {}
    for path, value in values.items():
        group, _, name = path.partition(".")
        kind = type(value_of(assume, path))
        by_group.setdefault(group, {})[name] = kind(round(value)) if kind is int else kind(value)
    return assume._replace(
        **{group: getattr(assume, group)._replace(**changed) for group, changed in by_group.items()}
    )


def _factor(path: str, default: float, about: Parameter) -> Factor:
    low, high = plausible(default, about)
    whole = isinstance(default, int)
    return Factor(path, default, low, high, whole, about.unit, about.source, about.assumed)


def _group(path: str) -> str:
    return path.partition(".")[0]


def _refuse_unknown(only: Sequence[str], paths: Sequence[str]) -> None:
    """Raise Refusal for names that are neither a group nor a parameter."""
    from model.parameters import nearest

    legal = sorted({_group(path) for path in paths}) + list(paths)
    wrong = [f"--only: unknown {name!r}{nearest(name, legal)}" for name in only if name not in legal]
    if wrong:
        raise Refusal("\n".join(wrong))
