"""A scenario: the town, the assumptions, the loops at work and the events, read from a file and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, InstanceOf, model_validator

from model.assumptions import Assumptions
from model.calendar import WEEK_0, Calendar
from model.checking import parts
from model.event_kinds import AnyEvent
from model.faults import Fault, Mark, ScenarioFault
from model.finding import found, library
from model.heading import VERSION, Expectation
from model.loops import Loops
from model.nodes import node_of
from model.overrides import OPTION, Setting, apply, settings_of, split
from model.stacking import of_node, stacked
from model.targets import idle, impossible
from model.town import Town
from model.wording import validated

__all__ = ["Scenario", "ScenarioFault", "library"]


class Scenario(BaseModel):
    """What is simulated: `weeks` weeks with events, after `settle` weeks without.

    In code, `Scenario(town=..., events=(...))` raises pydantic's ValidationError; files and settings
    raise ScenarioFault.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str = "baseline"
    title: str = "An ordinary town"
    question: str = "What happens when nothing is done and nothing strikes?"
    sources: tuple[str, ...] = ()
    sizes: str = ""
    doubt: str = ""
    expect: tuple[Expectation, ...] = ()
    version: int = VERSION
    week_0: date = WEEK_0
    town: Town = Field(default_factory=Town)
    settle: Annotated[int, Field(ge=0, le=2000)] = 416
    weeks: Annotated[int, Field(ge=1, le=5200)] = 520
    assumptions: InstanceOf[Assumptions] = Field(default_factory=Assumptions)
    loops: InstanceOf[Loops] = Field(default_factory=Loops)
    events: tuple[AnyEvent, ...] = ()

    @model_validator(mode="after")
    def _possible(self) -> Scenario:
        """Check that events have names of their own and targets that the town has."""
        names = [event.name for event in self.events]
        wrong = [f"events.{name}: the name stands twice" for name in set(names) if names.count(name) > 1]
        for event in self.events:
            for path, reason in impossible(event, self.town, self.weeks):
                wrong.append(".".join(("events", event.name, *map(str, path))) + f": {reason}")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    @classmethod
    def load(cls, name_or_path: str | Path) -> Scenario:
        """Return a scenario by its file or its name in the library.

        Raises ScenarioFault with one line for each thing that is wrong.
        """
        return cls(**parts(stacked(found(name_or_path))))

    @classmethod
    def of(cls, data: Mapping[str, Any], source: str = "scenario") -> Scenario:
        """Return the scenario that plain data describe, in the fields of a file (`resolved()` for one).

        Raises ScenarioFault; `extends` needs a file and is refused.
        """
        stack = of_node(node_of(dict(data), Mark(source)), "scenario", [])
        for key in ("extends", "combine", "without"):
            if key in stack.root.value:
                stack.faults.append(Fault(Mark(source), key, "only a file can build on another one"))
        return cls(**parts(stack))

    def with_(
        self,
        residents: int | None = None,
        weeks: int | None = None,
        settle: int | None = None,
        set: Mapping[str, Any] | None = None,
    ) -> Scenario:
        """Return the scenario with another size, horizon or burn-in, and with `set` values by path.

        Raises ScenarioFault. A new number of residents keeps neighbourhoods at their size.
        """
        faults: list[Fault] = []
        town = self.town if residents is None else _resized(self.town, residents, faults)
        given = {key: value for key, value in (("weeks", weeks), ("settle", settle)) if value is not None}
        return self._changed(town, settings_of(given, "") + settings_of(set or {}, OPTION), faults)

    def with_set(self, settings: Iterable[str]) -> Scenario:
        """Return the scenario with 'path=value' settings, as '--set' takes them.

        Raises ScenarioFault: '--set ties.gian: unknown parameter ...'.
        """
        faults: list[Fault] = []
        return self._changed(self.town, split(settings, faults), faults)

    def _changed(self, town: Town, settings: list[Setting], faults: list[Fault]) -> Scenario:
        stack = of_node(node_of(self.resolved(), Mark(f"{self.name}:")), self.name, faults)
        stack.root.put("town", node_of(town.model_dump(mode="json"), Mark(f"{self.name}:")))
        for event in stack.events:
            event.label = f"events.{event.name}"
        apply(settings, stack)
        same_town = not any(setting.path.startswith("town.") for setting in settings)
        try:
            return Scenario(**parts(stack, town if same_town else None))
        except ScenarioFault as fault:
            raise ScenarioFault(_as_set(one) for one in fault.faults) from None

    def resolved(self) -> dict[str, Any]:
        """Return everything, defaults included, as JSON data that `Scenario.of` reads back."""
        return {
            "name": self.name,
            "title": self.title,
            "question": self.question,
            "sources": list(self.sources),
            "sizes": self.sizes,
            "doubt": self.doubt,
            "expect": [one.model_dump(mode="json") for one in self.expect],
            "version": self.version,
            "week_0": self.week_0.isoformat(),
            "settle": self.settle,
            "weeks": self.weeks,
            "town": self.town.model_dump(mode="json"),
            "parameters": {name: group._asdict() for name, group in self.assumptions._asdict().items()},
            "loops": self.loops._asdict(),
            "events": [event.plain() for event in self.events],
        }

    @property
    def calendar(self) -> Calendar:
        """Return the calendar of its weeks."""
        return Calendar(self.week_0)

    def warnings(self) -> list[str]:
        """Return what is legal but has no effect, one sentence each."""
        return [f"events.{event.name} {what}" for event in self.events for what in idle(event)]


def _resized(town: Town, residents: int, faults: list[Fault]) -> Town:
    one_place = node_of({"residents": residents, "rows": 1, "columns": 1}, Mark(""))
    found = validated(Town, one_place, ())[1]
    faults += found
    return town if found else town.resized(residents)


def _as_set(fault: Fault) -> Fault:
    """Return a fault of an option with its path as a person writes it."""
    return (
        fault._replace(path=fault.path.removeprefix("parameters.")) if fault.mark.source == OPTION else fault
    )
