"""How long things may be, and what stays out of the code and out of the repository."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
GLANCE = 8
NAMES_THAT_SAY_NOTHING = {"utils", "util", "misc", "base", "common", "helpers"}
# Put together from parts, so that this file does not hold what it looks for.
HOSTS = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("anaconda", "org"))]
FOLDERS = [f"/{name}/" for name in ("work", "root", "home", "Users", "opt")]
HOST_OF_A_REGISTRY = "|".join(map(re.escape, HOSTS))
PATH_OF_ONE_MACHINE = rf"(?<![\w.\-/])(?:{'|'.join(map(re.escape, FOLDERS))})"


def sources(*packages: str) -> dict[str, str]:
    """Return the text of each Python file below some folders, by its path in the repository."""
    files = [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in files}


def functions(source: str) -> Iterator[tuple[str, int]]:
    """Yield every function's name and its statements, docstring left out: a wrapped call counts once."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            statements = sum(isinstance(inner, ast.stmt) for inner in ast.walk(node))
            yield node.name, statements - 1 - (ast.get_docstring(node) is not None)


def prints(source: str) -> list[int]:
    """Return the lines that call print."""
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [node.lineno for node in nodes if isinstance(node.func, ast.Name) and node.func.id == "print"]


def other_chance(source: str) -> list[int]:
    """Return the lines that reach for a generator of random numbers other than `model.chance`."""
    return [node.lineno for node in ast.walk(ast.parse(source)) if _is_other_chance(node)]


def _is_other_chance(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(alias.name.split(".")[0] == "random" for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return str(node.module) in ("random", "numpy.random")
    return isinstance(node, ast.Attribute) and ast.unparse(node) in ("np.random", "numpy.random")


def declares_global(source: str) -> bool:
    """Tell whether a function rebinds a module's name."""
    return any(isinstance(node, ast.Global) for node in ast.walk(ast.parse(source)))


def repository() -> list[Path]:
    """Return the files of the repository: what git tracks or would track."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0 and listed.stdout:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    made = {".venv", ".git", "runs", "build", "dist", "__pycache__"}
    return [
        path for path in ROOT.rglob("*") if path.is_file() and made.isdisjoint(path.relative_to(ROOT).parts)
    ]


def places(text: str, pattern: str) -> list[tuple[int, str]]:
    """Return line number and match for each place where a pattern stands in a text."""
    lines = enumerate(text.splitlines(), 1)
    return [(number, match.group()) for number, line in lines for match in re.finditer(pattern, line)]


def text_of(path: Path) -> str:
    """Return a file's text, or nothing when it holds no text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_the_model_prints_nothing() -> None:
    said = [f"{path}:{line}" for path, source in sources("model").items() for line in prints(source)]
    assert not said, f"print in {', '.join(said)}"
    assert prints("x = 1\nprint(x)") == [2]


def test_the_model_draws_from_its_own_chance_alone() -> None:
    drawn = [f"{path}:{line}" for path, source in sources("model").items() for line in other_chance(source)]
    assert not drawn, f"another source of chance than model.chance in {', '.join(drawn)}"
    assert other_chance("import random\nimport numpy as np\nnp.random.rand()\nx.random()") == [1, 3]


def test_no_state_is_global() -> None:
    found = [path for path, source in sources("model", "experiments").items() if declares_global(source)]
    assert not found, f"`global` in {', '.join(found)}"
    assert declares_global("def f():\n    global x\n    x = 1")


def test_modules_are_short_enough_to_read() -> None:
    lengths = {path: len(source.splitlines()) for path, source in sources("model", "experiments").items()}
    long = [f"{path} has {lines} lines" for path, lines in lengths.items() if lines > LONGEST_MODULE]
    assert not long, f"at most {LONGEST_MODULE} lines a module: {'; '.join(long)}"


def test_functions_are_short_enough_to_read() -> None:
    long = [
        f"{name} in {path} has {statements}"
        for path, source in sources("model", "experiments").items()
        for name, statements in functions(source)
        if statements > LONGEST_FUNCTION
    ]
    assert not long, f"at most {LONGEST_FUNCTION} statements a function, kernels included: {'; '.join(long)}"
    assert list(
        functions('def f():\n    """Say\n    so."""\n    x = g(\n        1\n    )\n    return x')
    ) == [("f", 2)]


def test_most_functions_are_no_longer_than_a_glance() -> None:
    lengths = [n for source in sources("model", "experiments").values() for _, n in functions(source)]
    assert median(lengths) <= GLANCE
    assert sum(n > 2 * GLANCE for n in lengths) < len(lengths) / 10


def test_names_of_modules_say_what_is_in_them() -> None:
    stems = {path: Path(path).stem.strip("_") for path in sources("model", "experiments", "tests")}
    vague = [path for path, stem in stems.items() if stem in NAMES_THAT_SAY_NOTHING]
    assert not vague, f"names that say nothing: {', '.join(vague)}"


def test_no_folder_of_tests_hides_a_package() -> None:
    folders = [path for path in (ROOT / "tests").rglob("*") if path.is_dir()]
    hiding = [str(path.relative_to(ROOT)) for path in folders if path.name in ("model", "experiments")]
    assert not hiding, f"{', '.join(hiding)} hides the package of that name from the tests"


@pytest.mark.parametrize(
    "pattern",
    [HOST_OF_A_REGISTRY, PATH_OF_ONE_MACHINE],
    ids=["host of a package registry", "path of one machine"],
)
def test_no_file_of_the_repository_names_a(pattern: str) -> None:
    named = [
        f"{path.relative_to(ROOT)}:{line} names {match}"
        for path in repository()
        for line, match in places(text_of(path), pattern)
    ]
    assert not named, "\n".join(named)


def test_a_forbidden_word_is_seen() -> None:
    host, folder = HOSTS[0], FOLDERS[0]
    assert places(f"fine\nhttps://{host}/simple", HOST_OF_A_REGISTRY) == [(2, host)]
    assert places(f"cd {folder}main", PATH_OF_ONE_MACHINE) == [(1, folder)]
    assert places(f"docs{folder}main", PATH_OF_ONE_MACHINE) == []
