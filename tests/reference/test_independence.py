"""The plain objects share numbers with the columns, and nothing that computes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent
BRIDGES = {"copying", "comparing", "keeping", "events", "baseline", "conftest"}
"""Modules that know both sides: they copy, compare, round and choose events, and hold no rule."""
DATA = {
    "model.typical", "model.loops.Loops", "model.assumptions.Assumptions", "model.conditions.BARRIERS",
    "model.conditions.SERVICES",
}  # fmt: skip
"""What may be used beside the groups of parameters and the constants of `model.founding`."""
RULES = sorted(p.stem for p in HERE.glob("*.py") if p.stem not in BRIDGES and not p.stem.startswith("test_"))


def imported(source: str) -> set[str]:
    """Return everything that a module imports, with dots."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def is_data(name: str) -> bool:
    """Tell whether something of the model is plain numbers."""
    return name in DATA or name.endswith("Parameters") or name.startswith("model.founding.")


@pytest.mark.parametrize("module", RULES)
def test_rules_import_nothing_of_the_model_that_computes(module: str) -> None:
    names = imported((HERE / f"{module}.py").read_text(encoding="utf-8"))
    assert not {name for name in names if name.startswith("model.") and not is_data(name)}
    assert not {name for name in names if name.split(".")[0] in ("numpy", "numba", "scipy")}


def test_a_rule_of_the_model_would_be_found() -> None:
    names = imported("from model.shapes import logistic\nfrom model import typical")
    assert [name for name in names if not is_data(name)] == ["model.shapes.logistic"]


def test_there_are_rules_to_look_at() -> None:
    assert {"company", "going_out", "meeting", "needs", "services", "decisions", "outcomes"} <= set(RULES)
