"""What a result came from: scenarios in full, seeds, versions, commit and the digest of the numbers."""

from __future__ import annotations

import platform
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.runner import Failure, Outcome
from experiments.store import MADE_BY, digest

if TYPE_CHECKING:
    from model.scenario import Scenario

PACKAGES = ("kith", "mesa", "numba", "numpy", "pyarrow", "scipy")
PROJECT = Path(__file__).resolve().parent.parent


def manifest(
    scenarios: Sequence[Scenario], outcomes: Sequence[Outcome], failures: Sequence[Failure], *,
    seed: int, seeds: Mapping[int, int], stopped: bool, extra: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """Return the content of manifest.json: all that is needed to repeat the run."""
    return {
        "made_by": MADE_BY,
        "command": command(),
        "seed": seed,
        "replicate_seeds": {str(replicate): value for replicate, value in seeds.items()},
        "finished": [{"scenario": o.scenario, "replicate": o.replicate} for o in outcomes],
        "failed": [{"scenarios": list(f.scenarios), "replicate": f.replicate} for f in failures],
        "stopped": stopped,
        "digest": digest(outcomes),
        "versions": versions(),
        "commit": commit(),
        **extra,
        "scenarios": {scenario.name: scenario.resolved() for scenario in scenarios},
    }


def command() -> str:
    """Return the command line of this run, as one would type it."""
    return shlex.join(["kith", *sys.argv[1:]])


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that numbers depend on."""
    return {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}}


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def commit() -> str | None:
    """Return the commit of the project's own repository ('+' when files differ), or None without one."""
    top = _git("rev-parse", "--show-toplevel")
    head = _git("rev-parse", "HEAD")
    if top is None or head is None or Path(top).resolve() != PROJECT:
        return None
    return head + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")


def _git(*arguments: str) -> str | None:
    """Return what git says, or None when it fails or is not there."""
    try:
        said = subprocess.run(["git", *arguments], cwd=PROJECT, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    return said.stdout.strip() if said.returncode == 0 else None
