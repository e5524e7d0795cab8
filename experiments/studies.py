"""Studies: questions that several scenarios answer together, read from scenarios/studies/*.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from experiments.refusal import Refusal
from model.event_fields import Part, ToList
from model.faults import Fault, ScenarioFault, dotted
from model.finding import content, shown_path
from model.heading import TEXT, Watched
from model.nodes import Node
from model.nodes import Path as Steps
from model.parameters import nearest
from model.reading import read
from model.wording import choice, validated

if TYPE_CHECKING:
    from model.scenario import Scenario

FOLDER = Path(__file__).resolve().parent.parent / "scenarios" / "studies"
Name = Annotated[str, Field(min_length=1, max_length=100)]
Pair = Annotated[tuple[Name, Name], ToList]


class Study(Part):
    """A question, the scenarios that answer it, and what is looked at."""

    title: Annotated[str, Field(min_length=1, max_length=200, description="what it is, in a few words")]
    question: Annotated[TEXT, Field(description="the question it answers")]
    why: Annotated[str, Field(max_length=2000, description="why these scenarios answer it")] = ""
    sources: Annotated[tuple[TEXT, ...], ToList, Field(description="citations")] = ()
    scenarios: Annotated[
        tuple[Name, ...],
        ToList,
        Field(min_length=2, max_length=16, description="scenarios; the first is the baseline"),
    ]
    outcomes: Annotated[
        tuple[Watched, ...], ToList, Field(min_length=1, max_length=20, description="what is looked at")
    ]
    rivals: Annotated[
        tuple[Pair, ...], ToList, Field(description="pairs of scenarios that are held against each other")
    ] = ()
    crossed: Annotated[
        tuple[Name, ...], ToList, Field(max_length=4, description="scenarios that are combined in every way")
    ] = ()


def names() -> list[str]:
    """Return the names of the studies of the library."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def table() -> list[tuple[str, ...]]:
    """Return name, question and scenarios of every study of the library."""
    found = [(name, load(name)) for name in names()]
    return [(name, study.question, ", ".join(study.scenarios)) for name, study in found]


def load(name: str) -> Study:
    """Return a study by its file or its name in the library; raises Refusal with one line a fault."""
    try:
        return _read(_found(name))
    except ScenarioFault as fault:
        raise Refusal(str(fault)) from None


def _found(name: str) -> Path:
    if name.endswith((".yaml", ".yml")):
        if not Path(name).is_file():
            raise Refusal(f"{name}: no such file")
        return Path(name)
    if name not in names():
        hint = nearest(name, names()) or f"; legal are {', '.join(names())}"
        raise Refusal(f"{name}: no study of this name{hint}")
    return FOLDER / f"{name}.yaml"


def _read(file: Path) -> Study:
    source = shown_path(file)
    root, faults = read(content(file, source), source)
    if not isinstance(root.value, dict):
        raise ScenarioFault([*faults, Fault(root.mark, "", "not a study; write fields such as 'title: ...'")])
    study, found = validated(Study, root, ())
    faults = [*faults, *found, *(_unknown(study, root) if study else ())]
    if faults or study is None:
        raise ScenarioFault(faults)
    return study


def _unknown(study: Study, root: Node) -> Iterator[Fault]:
    """Yield a fault for every scenario that a study crosses or holds against another and does not run."""
    legal = [*study.scenarios, *crossed_names(study)]
    named: list[tuple[Steps, str]] = [(("crossed", k), name) for k, name in enumerate(study.crossed)]
    named += [(("rivals", k, side), pair[side]) for k, pair in enumerate(study.rivals) for side in (0, 1)]
    for path, name in named:
        if name not in legal:
            message = f"{name!r} is an {choice(name, legal, 'scenario of this study')}"
            yield Fault(root.nearest(path).mark, dotted(path), message)


def crossed_names(study: Study) -> list[str]:
    """Return the names of the combinations of a study's crossed scenarios."""
    from experiments.factorial import JOINED

    sizes = range(2, len(study.crossed) + 1)
    return [JOINED.join(subset) for size in sizes for subset in combinations(study.crossed, size)]


def scenarios_of(study: Study, chosen: list[Scenario]) -> list[Scenario]:
    """Return the scenarios that a study runs: those named, and every combination of the crossed ones."""
    from experiments.factorial import crossed

    if not study.crossed:
        return chosen
    by_name = dict(zip(study.scenarios, chosen, strict=True))
    combined = crossed(chosen[0], [by_name[name] for name in study.crossed])[1 + len(study.crossed) :]
    return [*chosen, *combined]
