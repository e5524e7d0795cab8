"""The notebooks: outputs stripped, no logic of their own, and they run."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
IN_CELLS_AT_MOST = 600
LOGIC = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.Try)
named = pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])


def code(path: Path) -> list[str]:
    """Return the source of each code cell."""
    return [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS


@named
def test_outputs_are_stripped(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    assert not [cell.source for cell in cells if cell.outputs or cell.execution_count is not None]


@named
def test_a_notebook_asks_a_question_and_holds_no_logic(path: Path) -> None:
    first = nbformat.read(path, 4).cells[0].source.splitlines()[0]
    assert first.startswith("# ")
    assert first.endswith("?")
    logic = [type(node).__name__ for cell in code(path) for node in ast.walk(ast.parse(cell))]
    assert not {kind.__name__ for kind in LOGIC} & set(logic)


@named
@pytest.mark.slow
@pytest.mark.long
@pytest.mark.compiled
def test_a_notebook_runs(path: Path) -> None:
    book = nbformat.read(path, 4)
    client = NotebookClient(
        book, timeout=IN_CELLS_AT_MOST, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}
    )
    client.execute()
    assert all(cell.execution_count for cell in book.cells if cell.cell_type == "code")
