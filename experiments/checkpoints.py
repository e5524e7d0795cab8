"""Checkpoints: a run's state in one file that is safe to open, written whole or not at all.

The file: the line `kith checkpoint 1`, the length of the header (8 bytes, little-endian), the header as
JSON, the arrays one after the other as plain little-endian numbers, and a BLAKE2b digest of all before it.
Nothing in it is executed; sizes are checked before memory is taken, the digest before a number is used.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments import store
from experiments.refusal import Refusal

if TYPE_CHECKING:
    from model.community import Community
    from model.resuming import Kept

FIRST_LINE = b"kith checkpoint 1\n"
ANY_FIRST_LINE = re.compile(rb"kith checkpoint [2-9]\n")
LENGTH, DIGEST = 8, 32
SEEDS = 2**64
LONGEST_HEADER = 64 * 1024 * 1024
PIECE = 1 << 22
MOST_SIDES, LARGEST = 8, 1 << 50
"""Sides of an array, and its numbers if no side were 0."""
KINDS = ("bool", "uint8", "uint16", "uint32", "uint64", "int32", "int64", "float32", "float64")


class Damage(ValueError):  # noqa: N818 - what was found, told as a Refusal
    """What is wrong with a file."""


class OtherVersion(ValueError):  # noqa: N818 - what was found, told as a Refusal
    """Who wrote a file that may be whole."""


class Damaged(Refusal):
    """A file that is no checkpoint, or no whole one: an earlier one may do."""


class Shape(NamedTuple):
    """One array of a file: its name, the kind of its numbers and its shape."""

    name: str
    kind: str
    shape: tuple[int, ...]

    @property
    def bytes(self) -> int:
        """Return how many bytes it takes."""
        return math.prod(self.shape) * np.dtype(self.kind).itemsize


def model_digest() -> str:
    """Return a digest of the model's sources: another model would go on differently."""
    import model

    digest = hashlib.blake2b(digest_size=12)
    for file in sorted(Path(str(model.__file__)).parent.glob("*.py")):
        digest.update(f"{file.name}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


# writing ------------------------------------------------------------------------------------------------


def write(path: Path, community: Community) -> Path:
    """Write a community's state; a kill at any moment leaves the file as it was before, or whole."""
    state = community.state()
    arrays = {name: _plain(array) for name, array in state.arrays.items()}
    header = {
        "kith": version("kith"), "model": model_digest(), "seed": community.seed, "week": community.week,
        "scenario": community.scenario.resolved(), "facts": state.facts,
        "arrays": [[name, array.dtype.name, list(array.shape)] for name, array in arrays.items()],
    }  # fmt: skip
    text = json.dumps(header, allow_nan=False, default=_number).encode()
    store.written(path, lambda file: _fill(file, text, arrays))
    _settle(path.parent)
    return path


def _plain(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array in one piece and little-endian; a copy only where it is not so already."""
    return np.ascontiguousarray(array, array.dtype.newbyteorder("<"))


def _number(value: Any) -> Any:
    """Return a NumPy number as Python's own."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"a fact is a {type(value).__name__}")


def _fill(path: Path, header: bytes, arrays: dict[str, NDArray[Any]]) -> None:
    digest = hashlib.blake2b(digest_size=DIGEST)
    with path.open("wb") as out:
        pieces: list[Any] = [FIRST_LINE, len(header).to_bytes(LENGTH, "little"), header]
        for piece in [*pieces, *(array.reshape(-1).view(np.uint8) for array in arrays.values())]:
            out.write(piece)
            digest.update(piece)
        out.write(digest.digest())
        out.flush()
        os.fsync(out.fileno())


def _settle(folder: Path) -> None:
    """Make a renaming outlast a failure of power, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# reading ------------------------------------------------------------------------------------------------


def read(path: Path) -> Kept:
    """Return what a checkpoint holds; raises Damaged, and Refusal for another version's."""
    try:
        return _kept(path)
    except OtherVersion as other:
        raise Refusal(f"{path}: {other}") from None
    except Damage as damage:
        raise Damaged(f"{path}: {damage}") from None
    except OSError as fault:
        raise Damaged(f"{path}: cannot be read ({fault.strerror or fault})") from None
    except MemoryError:
        raise Damaged(f"{path}: is larger than the memory that is free") from None


def _kept(path: Path) -> Kept:
    if not path.is_file():
        raise Damage("there is no such file" if not path.exists() else "is not a file")
    size = path.stat().st_size
    with path.open("rb") as stream:
        digest = hashlib.blake2b(digest_size=DIGEST)
        take = _reader(stream, digest.update)
        header = _header(take, size)
        shapes = _shapes(header, size - stream.tell() - DIGEST)
        arrays = {shape.name: _array(shape, stream, digest.update) for shape in shapes}
        if stream.read(DIGEST + 1) != digest.digest():
            raise Damage("is damaged: its digest does not fit")
    return _understood(header, arrays)


def _reader(stream: IO[bytes], seen: Callable[[bytes], None]) -> Callable[[int], bytes]:
    """Return a function that reads so many bytes, or raises Damage."""

    def take(count: int) -> bytes:
        piece = stream.read(count)
        if len(piece) != count:
            raise Damage("is damaged: it ends too early")
        seen(piece)
        return piece

    return take


def _header(take: Callable[[int], bytes], size: int) -> dict[str, Any]:
    """Return the header; raises Damage for a foreign file, a damaged header or another version."""
    first = take(len(FIRST_LINE)) if size >= len(FIRST_LINE) else b""
    if first != FIRST_LINE and ANY_FIRST_LINE.fullmatch(first):
        raise OtherVersion("is no checkpoint of this version of Kith; go on with the one that wrote it")
    if first != FIRST_LINE:
        raise Damage("is no checkpoint; `kith run --checkpoint` writes them")
    length = int.from_bytes(take(LENGTH), "little")
    if length > min(size, LONGEST_HEADER):
        raise Damage("is damaged: its header is longer than the file or than any can be")
    try:
        header = json.loads(take(length))
    except (ValueError, RecursionError):
        raise Damage("is damaged: its header cannot be read") from None
    if not isinstance(header, dict):
        raise Damage("is damaged: its header is no table")
    return header


def _shapes(header: dict[str, Any], room: int) -> list[Shape]:
    """Return the arrays that the header names; raises Damage unless they fill the file exactly."""
    given, found = header.get("arrays"), []
    for one in given if isinstance(given, list) else [None]:
        match one:
            case [str(name), str(kind), [*shape]] if kind in KINDS and _is_shape(shape):
                found.append(Shape(name, kind, tuple(shape)))
            case _:
                raise Damage("is damaged: its header names no arrays")
    if len({shape.name for shape in found}) != len(found) or sum(shape.bytes for shape in found) != room:
        raise Damage("is damaged: it is not as long as its header says")
    return found


def _is_shape(sizes: list[Any]) -> bool:
    """Return whether NumPy could make an array of these sizes, however large."""
    known = len(sizes) <= MOST_SIDES and all(_is_size(size) for size in sizes)
    return known and math.prod(max(1, size) for size in sizes) < LARGEST


def _is_seed(value: Any) -> bool:
    return _is_size(value) and value < SEEDS


def _is_size(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _array(shape: Shape, stream: IO[bytes], seen: Callable[[Any], None]) -> NDArray[Any]:
    """Return the next array of a file, read piece by piece."""
    array = np.empty(shape.shape, np.dtype(shape.kind).newbyteorder("<"))
    for piece in _pieces(array.reshape(-1).view(np.uint8)):
        if stream.readinto(piece) != len(piece):  # type: ignore[attr-defined]
            raise Damage("is damaged: it ends too early")
        seen(piece)
    return array.astype(shape.kind, copy=False)


def _pieces(flat: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    for start in range(0, len(flat), PIECE):
        yield flat[start : start + PIECE]


def _understood(header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Kept:
    """Return what header and arrays, whole and undamaged, say; raises Damage."""
    from model.resuming import Kept
    from model.scenario import Scenario, ScenarioFault
    from model.state import State

    if header.get("model") != model_digest():
        made_by = str(header.get("kith"))[:40]
        what = f"was written by another version of the model (Kith {made_by}), whose numbers may differ"
        raise OtherVersion(f"{what}; go on with that one, or run it anew in another folder")
    seed, facts, scenario = (header.get(name) for name in ("seed", "facts", "scenario"))
    if not (_is_seed(seed) and isinstance(facts, dict) and isinstance(scenario, dict)):
        raise Damage("is damaged: its header lacks the seed, the facts or the scenario")
    if not _is_size(facts.get("week")) or facts["week"] != header.get("week"):
        raise Damage("is damaged: its header names no week, or two")
    try:
        return Kept(Scenario.of(scenario), int(str(seed)), State(arrays, facts))
    except RecursionError:
        raise Damage("is damaged: its scenario is nested too deep") from None
    except (ScenarioFault, ValueError) as fault:
        raise Damage(f"is damaged: its scenario is none ({str(fault).splitlines()[0][:200]})") from None
