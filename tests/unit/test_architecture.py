"""Who may import whom: imports go down a table of layers, and siblings know nothing of each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]


class Layer(NamedTuple):
    """Modules at one height. They import what lies lower; each other only where they are no siblings."""

    name: str
    package: str
    stems: str
    siblings: bool = False

    def modules(self) -> list[str]:
        """Return the import names; the stem `*` stands for the package itself."""
        return [self.package if stem == "*" else f"{self.package}.{stem}" for stem in self.stems.split()]


# The table of layers, lowest first. A new module is entered here, as low as it can stand.
LAYERS = (
    Layer(
        "ground",
        "model",
        "kernels shapes typical chance columns crew faults indicators inequality loops parameters calendar"
        " state",
    ),
    Layer("state", "model", "conditions founding outings place residents sites survey ties town"),
    Layer("what residents perceive", "model", "climate company networks outlook"),
    Layer("what processes share", "model", "newcomers"),
    Layer(
        "processes",
        "model",
        "participation meeting needs services decisions cohesion health work turnover safeguarding",
        siblings=True,
    ),
    Layer("second halves of processes", "model", "groups rounds", siblings=True),
    Layer("population", "model", "geography households circumstances first_ties population"),
    Layer(
        "kinds of event",
        "model",
        "event_fields observed timing aiming event_parts service_events decision_events people_events"
        " event_kinds",
    ),
    Layer(
        "events",
        "model",
        "world exchanges strikes course ledger reaching programmes effects unfolding contests events",
    ),
    Layer("observation", "model", "measuring recording tally snapshot views invariants"),
    Layer(
        "the language of scenarios",
        "model",
        "nodes reading wording finding heading stacks combining stacking dating assumptions targets checking"
        " overrides schema",
    ),
    Layer("scenario", "model", "scenario settlement resuming"),
    Layer("community", "model", "community"),
    Layer("the model's front", "model", "*"),
    Layer(
        "running",
        "experiments",
        "plain_files refusal library options app timeline runner serving workers progress replicates store"
        " checkpoints taking_up stages manifest panel",
    ),
    Layer(
        "calibrating",
        "experiments.calibration",
        "* targets space observing emulator matching mending trials towns waves ensemble outputs doubt",
    ),
    Layer("analysing", "experiments", "comparison spans resilience factorial"),
    Layer(
        "benchmarking",
        "experiments.benchmark",
        "* timing findings towns sizes starts reference long_runs machine roofline reduced by_columns"
        " by_numpy by_mesa by_starsim peers agreement against report command",
    ),
    Layer("telling", "experiments", "labels page panels figure summary tables reach"),
    Layer(
        "working with scenario files",
        "experiments.language",
        "* phrases pages units building doses aims times town_words explaining differing starting migrating"
        " forebodings probing living checks commands",
    ),
    Layer("holding to expectations", "experiments", "expectations"),
    Layer(
        "appraising",
        "experiments.economics",
        "* values discounting prices spending choices ratios dominance appraisal measures words plane report",
    ),
    Layer("studies", "experiments", "studies answers reporting comparing"),
    Layer("showing the library", "experiments.gallery", "* themes measured chart writing command"),
    Layer("fitting", "experiments.calibration", "fitting"),
    Layer(
        "validating",
        "experiments.validation",
        "* verdicts towns patterns residents_compared levels shocks information buffers helping power moving"
        " portraits lockdown limits loop_gain catalogue reasons study telling record chart command",
    ),
    Layer(
        "screening",
        "experiments",
        "sensitivity sensitivity.ranges sensitivity.design sensitivity.screening sensitivity.indices"
        " sensitivity.report sensitivity.chart sensitivity.command",
    ),
    Layer("command line", "experiments", "* commands cli_files cli_runs cli_trust cli __main__"),
)
HEIGHT = {module: height for height, layer in enumerate(LAYERS) for module in layer.modules()}


def module_name(path: Path) -> str:
    """Return the import name of a file: model/ties.py is model.ties, model/__init__.py is model."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


SOURCES = {
    module_name(path): path.read_text(encoding="utf-8")
    for package in ("model", "experiments")
    for path in sorted((ROOT / package).rglob("*.py"))
}


def imported(source: str, known: set[str]) -> set[str]:
    """Return the modules of Kith that a source imports anywhere at run time, in functions as well."""
    found: set[str] = set()
    for node in at_run_time(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute"
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inside & known or {str(node.module)}
    return {name for name in found if name.split(".")[0] in ("model", "experiments")}


def at_run_time(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield all nodes below a tree but those for type checkers alone."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield child
        yield from at_run_time(child)


def wrong_way(module: str, targets: set[str]) -> list[str]:
    """Return one sentence for every import that goes up, or across between siblings."""
    layer = LAYERS[HEIGHT[module]]
    faults = []
    for target in sorted(targets & HEIGHT.keys() - {module}):
        if HEIGHT[target] > HEIGHT[module]:
            above = LAYERS[HEIGHT[target]].name
            faults.append(f"{module} ({layer.name}) imports {target}, from {above} above it")
        elif HEIGHT[target] == HEIGHT[module] and layer.siblings:
            faults.append(f"{module} imports its sibling {target}; {layer.name} know nothing of each other")
    return faults


def cycle(graph: dict[str, set[str]]) -> list[str]:
    """Return the modules that import each other in a circle, and those between two circles."""
    left = {module: targets - {module} for module, targets in graph.items()}
    while True:
        imported_by_others = set().union(*left.values())
        inside = {m for m, targets in left.items() if targets & left.keys() and m in imported_by_others}
        if len(inside) == len(left):
            return sorted(left)
        left = {module: left[module] & inside for module in inside}


def test_every_module_stands_in_the_table_of_layers() -> None:
    unknown = ", ".join(sorted(SOURCES.keys() - HEIGHT.keys()))
    assert not unknown, (
        f"{unknown}: enter it in LAYERS of tests/unit/test_architecture.py, as low as it can stand"
    )


def test_the_table_of_layers_names_each_module_once() -> None:
    named = [module for layer in LAYERS for module in layer.modules()]
    assert sorted(named) == sorted(set(named))


def test_the_table_of_layers_names_no_module_that_is_gone() -> None:
    gone = ", ".join(sorted(HEIGHT.keys() - SOURCES.keys()))
    assert not gone, f"{gone}: take it out of LAYERS of tests/unit/test_architecture.py"


@pytest.mark.parametrize("module", sorted(SOURCES.keys() & HEIGHT.keys()))
def test_imports_go_down_the_layers(module: str) -> None:
    faults = wrong_way(module, imported(SOURCES[module], set(SOURCES)))
    assert not faults, "\n".join(faults)


def test_no_modules_import_each_other_in_a_circle() -> None:
    around = ", ".join(cycle({module: imported(source, set(SOURCES)) for module, source in SOURCES.items()}))
    assert not around, f"some of these modules import each other: {around}"


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        ("model.chance", "from model.ties import Ties", "above it"),
        ("model.health", "import model.work", "sibling"),
        ("model.town", "def f():\n    from model.community import Community", "above it"),
        ("model.ties", "from model import community", "above it"),
        ("model.ties", "from model import Community", "above it"),
        ("model.community", "import experiments.cli", "above it"),
    ],
)
def test_an_import_the_wrong_way_is_seen(module: str, source: str, fault: str) -> None:
    assert fault in " ".join(wrong_way(module, imported(source, set(HEIGHT))))


def test_an_import_the_right_way_is_let_be() -> None:
    source = "import numpy\nfrom model.chance import uniform\nfrom model import ties\n"
    source += "if TYPE_CHECKING:\n    from model.community import Community"
    assert wrong_way("model.health", imported(source, set(HEIGHT))) == []


def test_a_circle_of_imports_is_seen() -> None:
    assert cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": set()}) == ["a", "b", "c"]
    assert cycle({"a": {"b"}, "b": set()}) == []
