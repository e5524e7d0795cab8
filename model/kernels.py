"""How rules are compiled: three decorators, and a cache that no change of the source can make stale.

- `rule`: a small scalar function, numbers in, number out; tests call it by hand.
- `part`: a piece of a kernel that reads or writes tables; it is written into the kernel that uses it.
- `kernel`: a loop over rows; releases Python's lock so that a crew can share the rows. The arrays that
  it is given never overlap: loops that need that to run in vectors do.

Numba keeps compiled code by the file of a function, not of the functions it calls. So the cache lies
in a folder named by a digest of all sources that compiled code depends on: another source, another folder.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import numba
import numpy as np

F = TypeVar("F", bound=Callable[..., Any])
G = TypeVar("G", bound=NamedTuple)


COMPILED = re.compile(r"^@(rule|part|kernel)$", re.MULTILINE)
IMPORTED = re.compile(r"^ *from model(?:\.(\w+) import| import \(([^)]*)\)| import ([^(\n]+)$)", re.MULTILINE)


def compiled_sources(sources: Mapping[str, str]) -> list[str]:
    """Return the modules that compiled code can depend on: those with rules, and what they import."""
    found: set[str] = set()
    waiting = [name for name, text in sources.items() if COMPILED.search(text)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            named = " ".join("".join(match) + " " for match in IMPORTED.findall(sources[name]))
            waiting += [word for word in re.findall(r"\w+", named) if word in sources]
    return sorted(found)


def source_digest() -> str:
    """Return a digest of the sources that compiled kernels depend on."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    sources = {file.stem: file.read_text(encoding="utf-8") for file in files}
    digest = hashlib.blake2b(digest_size=12)
    for name in compiled_sources(sources):
        digest.update(f"{name}\0{sources[name]}\0".encode())
    return digest.hexdigest()


def cache_folder() -> Path:
    """Return where this source's compiled kernels lie: beside the model, or below NUMBA_CACHE_DIR."""
    given = os.environ.get("NUMBA_CACHE_DIR")
    return (Path(given) if given else Path(__file__).parent / "__pycache__") / f"kernels-{source_digest()}"


COMPILER: Any = numba
"""Numba; its own type hints do not know all options that are used here."""
COMPILER.config.CACHE_DIR = str(cache_folder())

if TYPE_CHECKING:

    def whole(number: Any) -> int:
        """Return a whole number of a column as a signed one: unsigned and signed would mix to a float."""

else:
    whole = np.int64


def rule(function: F) -> F:
    """Compile a scalar rule."""
    compiled: F = COMPILER.njit(cache=True, no_cfunc_wrapper=True, error_model="numpy")(function)
    return compiled


def part(function: F) -> F:
    """Make a function a part of the kernels that call it."""
    compiled: F = COMPILER.njit(inline="always")(function)
    return compiled


class Apart(COMPILER.core.compiler.Compiler):  # type: ignore[misc]
    """Numba's compiler, told that no two arrays that a function is given share memory."""

    def __init__(self, *given: Any) -> None:
        *before, flags, names = given
        flags = flags.copy()
        flags.noalias = True
        super().__init__(*before, flags, names)


def kernel(function: F) -> F:
    """Compile a loop over rows; no array given to it may overlap another."""
    compiled: F = COMPILER.njit(
        cache=True, nogil=True, no_cfunc_wrapper=True, _nrt=False, error_model="numpy", pipeline_class=Apart
    )(function)
    return compiled


RECORDED = {bool: np.bool_, int: np.int64, float: np.float64, np.uint64: np.uint64}


def numbers(group: G) -> G:
    """Return a group of numbers as one record with the same names: kernels that take it compile quicker.

    Where kernels run as plain Python the group itself is returned.
    """
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        return group
    kinds = [(name, RECORDED[type(value)]) for name, value in zip(group._fields, group, strict=True)]
    record = np.array([tuple(group)], np.dtype(kinds, align=True)).view(np.recarray)[0]
    return cast(G, record)
