"""All parameter groups gathered: what the world assumes."""

from __future__ import annotations

from typing import Any, NamedTuple

from model.cohesion import CohesionParameters
from model.decisions import DecisionParameters
from model.first_ties import FirstTies
from model.founding import PopulationParameters
from model.health import HealthParameters
from model.kernels import numbers
from model.needs import NeedRates, SeekingParameters
from model.newcomers import NewcomerParameters
from model.parameters import ParameterFault, Row, changed, described, nearest
from model.participation import ParticipationParameters
from model.safeguarding import SafeguardingParameters
from model.services import Meets, Relieves, ServiceParameters
from model.survey import SurveyParameters
from model.ties import TieParameters
from model.turnover import TurnoverParameters
from model.work import WorkParameters


class Assumptions(NamedTuple):
    """One parameter group a process."""

    population: PopulationParameters = PopulationParameters()
    first_ties: FirstTies = FirstTies()
    ties: TieParameters = TieParameters()
    participation: ParticipationParameters = ParticipationParameters()
    needs: NeedRates = NeedRates()
    seeking: SeekingParameters = SeekingParameters()
    services: ServiceParameters = ServiceParameters()
    meets: Meets = Meets()
    relieves: Relieves = Relieves()
    decisions: DecisionParameters = DecisionParameters()
    safeguarding: SafeguardingParameters = SafeguardingParameters()
    cohesion: CohesionParameters = CohesionParameters()
    work: WorkParameters = WorkParameters()
    health: HealthParameters = HealthParameters()
    turnover: TurnoverParameters = TurnoverParameters()
    newcomers: NewcomerParameters = NewcomerParameters()
    survey: SurveyParameters = SurveyParameters()

    def changed(self, path: str, value: Any) -> Assumptions:
        """Return the assumptions with `group.name` set; raises ParameterFault that says what is legal."""
        group, dot, name = path.partition(".")
        if group not in self._fields:
            raise ParameterFault(
                f"unknown group {group!r}{nearest(group, self._fields)}; groups are {', '.join(self._fields)}"
            )
        if not dot or not name:
            raise ParameterFault(f"{path!r} names a group, not a parameter; write {group}.NAME")
        return self._replace(**{group: changed(getattr(self, group), name, value)})

    def for_kernels(self) -> Assumptions:
        """Return the groups as kernels take them: records, which compile quicker, with four exceptions.

        Groups that kernels index by service stay tuples, and so do the numbers of the pass over the ties: it
        reads them for every tie and runs a third faster when they are arguments.
        """
        tuples = (self.needs, self.meets, self.relieves, self.ties)
        return Assumptions._make(group if group in tuples else numbers(group) for group in self)


def table() -> list[Row]:
    """Return every parameter: path, default, and what is known about it."""
    return [
        Row(f"{group}.{name}", getattr(values, name), about)
        for group, values in zip(Assumptions._fields, Assumptions(), strict=True)
        for name, about in described(type(values)).items()
    ]


def assumed() -> list[str]:
    """Return the paths of parameters without a source."""
    return [row.path for row in table() if row.about.assumed]
