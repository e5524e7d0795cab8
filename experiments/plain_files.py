"""Reading small files that others may have made: plain ones only, within a size, UTF-8."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MOST = 256 * 1024 * 1024


def text_of(path: Path, most: int = MOST) -> str:
    """Return the text of a plain file of at most `most` bytes; a pipe or a device is not waited for.

    Raises OSError or ValueError.
    """
    if path.exists() and not path.is_file():
        raise OSError(f"{path} is not a plain file")
    with path.open("rb") as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise ValueError(f"more than {most:,} bytes")
    return content.decode("utf-8")


def json_of(path: Path) -> Any:
    """Return what a JSON file holds; raises OSError or ValueError, also for one nested too deep."""
    try:
        return json.loads(text_of(path))
    except RecursionError:
        raise ValueError("nested too deep") from None
