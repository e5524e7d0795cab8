"""The scenarios a command is about: names in the library, files, and what the options change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.refusal import Refusal

if TYPE_CHECKING:
    from model.scenario import Scenario

FOLDER = Path(__file__).resolve().parent.parent / "scenarios"
ENDINGS = (".yaml", ".yml")
FIRST = "baseline"


def names() -> list[str]:
    """Return the names of the library's scenarios, the baseline first."""
    found = sorted(path.stem for path in FOLDER.glob("*") if path.suffix in ENDINGS)
    return sorted(found, key=lambda name: name != FIRST)


def completions(incomplete: str) -> list[str]:
    """Return the names that a shell may complete to."""
    return [name for name in names() if name.startswith(incomplete)]


def study_completions(incomplete: str) -> list[str]:
    """Return the names of studies that a shell may complete to."""
    found = sorted(path.stem for path in (FOLDER / "studies").glob("*.yaml"))
    return [name for name in found if name.startswith(incomplete)]


def load(name: str) -> Scenario:
    """Return a scenario by name or file; raises Refusal with one line a fault."""
    from model.scenario import Scenario, ScenarioFault

    try:
        return Scenario.load(name)
    except ScenarioFault as fault:
        raise Refusal(str(fault)) from None


def chosen(
    given: Sequence[str], *, residents: int | None, weeks: int | None, settings: Sequence[str]
) -> list[Scenario]:
    """Return the scenarios given, as changed by the options; raises Refusal with every fault of each."""
    found: list[Scenario] = []
    faults: list[str] = []
    for name in given:
        try:
            found.append(load(name))
        except Refusal as refusal:
            faults.append(str(refusal))
    _raise(faults)
    changed = []
    for scenario in found:
        own = [s for s in settings if _concerns(s, scenario, found)]
        sized = _tried(partial(scenario.with_, residents=residents, weeks=weeks), scenario, faults)
        changed.append(_tried(partial(sized.with_set, own), sized, faults))
    _raise(faults)
    return changed


def _tried(change: Callable[[], Scenario], scenario: Scenario, faults: list[str]) -> Scenario:
    """Return the changed scenario, or the one given when the change is faulty."""
    from model.scenario import ScenarioFault

    try:
        return change()
    except ScenarioFault as fault:
        faults += [_as_option(line) for line in str(fault).splitlines()]
        return scenario


def _as_option(fault: str) -> str:
    """Return a fault of a size or horizon under the name of its option."""
    return f"--{fault}" if fault.startswith(("residents", "weeks")) else fault


def _raise(faults: Sequence[str]) -> None:
    """Raise Refusal with every fault once, in order, if there are any."""
    if faults:
        raise Refusal("\n".join(dict.fromkeys(line for fault in faults for line in fault.splitlines())))


def _concerns(setting: str, scenario: Scenario, others: Sequence[Scenario]) -> bool:
    """Return whether a setting is for this scenario: one of an event only for those that have the event."""
    parts = setting.partition("=")[0].split(".")
    if parts[0] != "events" or len(parts) < 2:
        return True
    having = [other for other in others if any(event.name == parts[1] for event in other.events)]
    return scenario in having or not having


def comparable(scenarios: Sequence[Scenario]) -> None:
    """Raise Refusal unless there are two or more scenarios with different names and one horizon."""
    if len(scenarios) < 2:
        raise Refusal("compare: needs a baseline and at least one other scenario, such as 'baseline flood'")
    seen = [scenario.name for scenario in scenarios]
    twice = sorted({name for name in seen if seen.count(name) > 1})
    if twice:
        raise Refusal(f"compare: {', '.join(twice)} is given twice; each scenario needs its own name")
    if len({scenario.weeks for scenario in scenarios}) > 1:
        each = ", ".join(f"{scenario.name} {scenario.weeks}" for scenario in scenarios)
        raise Refusal(f"compare: the scenarios run for different numbers of weeks ({each}); give --weeks")
