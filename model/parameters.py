"""How a number of the model is declared: once, with meaning, unit, range and source.

A group is a `NamedTuple` whose fields are annotated; the same object goes into the kernels, the
tables of the documentation, the limits of sweeps and the checks of scenario files:

    class Memory(NamedTuple):
        '''How know-how is kept.'''
        fading: Annotated[float, parameter("chance to forget", unit="1/week", low=0, high=0.1)] = 0.004

`source` is a citation with its evidence id; a number without one is `assumed` and is counted in
every report.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar, get_type_hints

from model.faults import brief

ASSUMED = "assumed"
LONGEST = 60


@dataclass(frozen=True)
class Parameter:
    """What is known about a number: meaning, unit, legal range and source."""

    meaning: str
    unit: str
    low: float
    high: float
    source: str = ASSUMED

    @property
    def assumed(self) -> bool:
        """Return whether no evidence stands behind the value; a note may follow the word."""
        return self.source.startswith(ASSUMED)


def parameter(meaning: str, *, unit: str, low: float, high: float, source: str = ASSUMED) -> Parameter:
    """Return the annotation of one parameter; raises ValueError when the range is empty."""
    if not low < high:
        raise ValueError(f"parameter {meaning!r}: low {low} is not below high {high}")
    return Parameter(meaning, unit, float(low), float(high), source)


class ParameterFault(ValueError):  # noqa: N818 - a fault of a person's, like ScenarioFault
    """A parameter that does not exist or lies outside its range."""


class Row(NamedTuple):
    """One line of the table of parameters."""

    path: str
    default: float
    about: Parameter


class Group(Protocol):
    """What every parameter group offers (all are NamedTuples)."""

    _fields: tuple[str, ...]
    _field_defaults: dict[str, Any]


G = TypeVar("G", bound=NamedTuple)


def described(group: type[Any]) -> dict[str, Parameter]:
    """Return the declared `Parameter` of each field of a group; raises TypeError if one lacks it."""
    hints = get_type_hints(group, include_extras=True)
    found: dict[str, Parameter] = {}
    for name in group._fields:
        notes = [n for n in getattr(hints[name], "__metadata__", ()) if isinstance(n, Parameter)]
        if len(notes) != 1:
            raise TypeError(f"{group.__name__}.{name} is not declared with parameter(...)")
        found[name] = notes[0]
    return found


def nearest(name: str, legal: Iterator[str] | list[str] | tuple[str, ...]) -> str:
    """Return '; did you mean X?' for the legal name closest to `name`, or ''."""
    close = difflib.get_close_matches(name, list(legal), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def _short(value: float) -> str:
    """Return a number as it is quoted in a message; a whole number may be too large for a float."""
    huge = isinstance(value, int) and abs(value) >= 10**LONGEST
    return f"a whole number of more than {LONGEST} digits" if huge else f"{value:g}"


def changed(group: G, name: str, value: Any) -> G:
    """Return `group` with one field set; raises ParameterFault with what is legal."""
    about = described(type(group))
    if name not in about:
        raise ParameterFault(f"unknown parameter {brief(name, LONGEST)!r}{nearest(name, list(about))}")
    current = getattr(group, name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ParameterFault(f"{name} is a number, not {brief(repr(value), LONGEST)}")
    if not about[name].low <= value <= about[name].high:
        raise ParameterFault(
            f"{name} = {_short(value)} is outside {about[name].low:g} to {about[name].high:g}"
            f" ({about[name].unit})"
        )
    if isinstance(current, int) and value != int(value):
        raise ParameterFault(f"{name} is a whole number, not {value!r}")
    return group._replace(**{name: type(current)(value)})
