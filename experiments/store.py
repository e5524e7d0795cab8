"""Where results go: Parquet, CSV and a manifest, each written beside its name and then renamed.

A results folder is one that is empty, does not exist yet, or holds a Kith manifest; any other is
refused. The manifest is written last: a folder with a manifest is complete.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.plain_files import json_of
from experiments.refusal import Refusal
from experiments.runner import Failure, Outcome

MANIFEST = "manifest.json"
MADE_BY = "kith"
FILES = (
    "trajectories.parquet", "comparison.csv", "resilience.csv", "residents.parquet", "health_cohesion.png",
    "value.csv", "spending.csv", "value.png", "interaction.csv", "study.csv", "reach.csv",
    "expectations.csv", "errors.json", MANIFEST,
)  # fmt: skip
CHECKPOINT = re.compile(r"week-\d{5}\.kith|\.week-.*\.kith")
"""The name of a checkpoint, or of one that a kill left half written."""
CHECKPOINTS = "checkpoints"
"""The folder of a run's checkpoints: a run that was cut off leaves it without a manifest."""
DIGITS = 7


def default_folder(command: str, names: Sequence[str], root: Path = Path("runs")) -> Path:
    """Return runs/<command>-<names>-<n> with the first n that is free."""
    slug = re.sub(r"[^a-z0-9]+", "-", "-".join(names).lower()).strip("-")[:60].rstrip("-")
    taken = (root / f"{command}-{slug}-{n}" for n in range(1, 1_000_000))
    return next(path for path in taken if not path.exists())


def results_folder(path: Path) -> Path:
    """Return `path` made ready to take results; raises Refusal when it may not or cannot be used."""
    _refuse_foreign(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as fault:
        raise Refusal(f"--out {path}: cannot be written ({fault.strerror}); name another folder") from None
    return path


def _refuse_foreign(path: Path) -> None:
    """Raise Refusal unless the path is free, an empty folder or one with a Kith manifest."""
    try:
        if not path.exists():
            return
        if not path.is_dir():
            raise Refusal(f"--out {path}: is a file; name a folder")
        names = {one.name for one in path.iterdir()}
        if names and not _is_ours(path) and not _is_cut_off(path, names):
            raise Refusal(f"--out {path}: holds files but no Kith manifest; name an empty or a new folder")
    except OSError as fault:
        raise Refusal(f"--out {path}: cannot be read ({fault.strerror}); name another folder") from None


def _is_cut_off(path: Path, names: set[str]) -> bool:
    """Return whether a folder without a manifest is that of a run with checkpoints that was cut off."""
    if CHECKPOINTS not in names or not (path / CHECKPOINTS).is_dir():
        return False
    others = (name for name in names if name != CHECKPOINTS)
    return all(CHECKPOINT.fullmatch(one.name) for one in (path / CHECKPOINTS).iterdir()) and all(
        name in FILES or _is_half_written(name) for name in others
    )


def _is_half_written(name: str) -> bool:
    """Return whether a file is one of ours that a kill left under its passing name."""
    return any(name.startswith(f".{Path(file).stem}-") and name.endswith(Path(file).suffix) for file in FILES)


def _is_ours(path: Path) -> bool:
    try:
        return bool(json_of(path / MANIFEST)["made_by"] == MADE_BY)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def cleared(folder: Path) -> None:
    """Remove the results of an earlier run, manifest first."""
    for name in reversed(FILES):
        (folder / name).unlink(missing_ok=True)
    for path in folder.iterdir():
        if _is_half_written(path.name):
            path.unlink(missing_ok=True)


def written(path: Path, write: Callable[[Path], object]) -> Path:
    """Return `path` after `write` has filled a temporary file beside it, which then takes its name."""
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    try:
        write(Path(name))
        Path(name).chmod(0o644)
        return Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_trajectories(path: Path, outcomes: Sequence[Outcome]) -> Path:
    """Write scenario, replicate, week, group and one float32 column an indicator as Parquet (zstd)."""
    import pyarrow as pa
    from pyarrow import parquet

    def table(outcome: Outcome) -> Any:
        rows = len(outcome.trajectory["week"])
        keys = {
            "scenario": pa.DictionaryArray.from_arrays(np.zeros(rows, np.int32), [outcome.scenario]),
            "replicate": pa.array(np.full(rows, outcome.replicate, np.int32)),
            "week": pa.array(outcome.trajectory["week"].astype(np.int32)),
            "group": pa.array(outcome.trajectory["group"].astype(str)).dictionary_encode(),
        }
        values = {k: pa.array(v, pa.float32()) for k, v in outcome.trajectory.items() if k not in keys}
        return pa.table(keys | values)

    whole = pa.concat_tables([table(outcome) for outcome in outcomes]).unify_dictionaries()
    return written(path, lambda file: parquet.write_table(whole, file, compression="zstd"))


def write_residents(path: Path, table: Mapping[str, NDArray[Any]]) -> Path:
    """Write one row a resident as Parquet (zstd)."""
    import pyarrow as pa
    from pyarrow import parquet

    columns = pa.table({name: pa.array(column) for name, column in table.items()})
    return written(path, lambda file: parquet.write_table(columns, file, compression="zstd"))


def write_rows(path: Path, rows: Sequence[NamedTuple], fields: Iterable[str]) -> Path:
    """Write named tuples as CSV with a header; no number and None become empty cells."""

    def fill(file: Path) -> None:
        with file.open("w", newline="", encoding="utf-8") as out:
            table = csv.writer(out, lineterminator="\n")
            table.writerow(fields)
            table.writerows([_cell(value) for value in row] for row in rows)

    return written(path, fill)


def _cell(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.{DIGITS}g}" if math.isfinite(value) else ""
    return "" if value is None else value


def write_json(path: Path, content: object) -> Path:
    """Write plain data as indented JSON."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    return written(path, lambda file: file.write_text(text, "utf-8"))


def write_errors(path: Path, failures: Sequence[Failure]) -> Path:
    """Write what failed: scenarios, replicate, stage, error and traceback."""
    return write_json(path, [failure._asdict() for failure in failures])


def digest(outcomes: Sequence[Outcome]) -> str:
    """Return the SHA-256 of all numbers and their names: equal for equal results on any machine."""
    sha = hashlib.sha256()
    for outcome in outcomes:
        sha.update(f"{outcome.scenario}/{outcome.replicate}\n".encode())
        for name, column in outcome.trajectory.items():
            sha.update(f"{name}\n".encode() + _plain_bytes(column))
    return sha.hexdigest()


def _plain_bytes(column: NDArray[Any]) -> bytes:
    """Return the bytes of a column, little-endian, with one kind of NaN and of zero."""
    if column.dtype.kind in "OUS":
        return "\n".join(map(str, column)).encode()
    if column.dtype.kind == "f":
        return (np.where(np.isnan(column), np.float32(np.nan), column) + 0.0).astype("<f4").tobytes()
    return column.astype("<i4").tobytes()
