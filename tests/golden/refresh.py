"""The golden run: a small eventful town whose numbers are kept in `baseline.json`.

    python tests/golden/refresh.py

writes them anew. Do it after a change of the model that is meant to change results, look at what
changed, and say why in the commit.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).with_name("baseline.json")
COMMAND = "python tests/golden/refresh.py"
RESIDENTS, SETTLE, WEEKS, SEED, DIGITS = 600, 26, 52, 20, 6
QUARTER = 13
"""Weeks whose mean is kept of every indicator, after that of week 0."""
EVENTS: list[dict[str, Any]] = [
    {"kind": "damage", "start": 4, "home": 0.8, "who": {"share": 0.2}},
    {"kind": "job_loss", "start": 8, "share": 0.2},
    {"kind": "relocation", "start": 12, "share": 0.1, "together": 0.5},
    {"kind": "contact", "start": 16, "for": 8, "ramp": 2, "fade": 4, "close": 0.5, "acquaintance": 0.3},
    {
        "kind": "service_closure",
        "start": 20,
        "services": ["money_advice", "hub"],
        "contested": True,
        "notice": 13,
    },
    {"kind": "activities", "start": 24, "groups": 2.0, "fee": 0.5},
    {"kind": "link_workers", "start": 26, "workers": 20.0, "uptake": 0.6},
    {"kind": "power_sharing", "start": 0, "shift": 0.4},
]


def golden() -> dict[str, Any]:
    """Return the numbers of the golden run, rounded to 6 significant digits."""
    from model import Community, Scenario

    town = {"residents": RESIDENTS, "rows": 3, "columns": 3}
    about = {"title": "Golden run", "question": "Did results change?", "settle": SETTLE, "weeks": WEEKS}
    lived = Community(Scenario.of({**about, "town": town, "events": EVENTS}), rng=SEED).run(WEEKS)
    return numbers(lived)


def numbers(town: Any) -> dict[str, Any]:
    """Return a town's indicators by quarter, WEMWBS by group, column means, and what became of events."""
    values = town.record.values()
    tables = {"residents": town.world.residents, "places": town.world.places, "ties": town.world.ties}
    groups = town.record.trajectory()["group"][: values["wemwbs"].shape[1]]
    return {
        "indicators": {name: by_quarter(series[:, 0]) for name, series in values.items()},
        "wemwbs by group": dict(zip(groups, map(rounded, values["wemwbs"][-1]), strict=True)),
        "columns": {
            f"{table}.{name}": rounded(column.mean(dtype=np.float64))
            for table, columns in tables.items()
            for name, column in columns._asdict().items()
        },
        "events": town.event_log,
    }


def by_quarter(series: np.ndarray) -> list[float | None]:
    """Return a series' value in week 0 and its mean in each quarter after."""
    return [rounded(series[0]), *(rounded(part.mean()) for part in series[1:].reshape(-1, QUARTER))]


def rounded(value: float) -> float | None:
    """Return a number with 6 significant digits; None for one that is not a number."""
    return float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None


def changes(kept: Any, now: Any, path: str = "") -> list[str]:
    """Return one line for each number or text that differs between two golden runs."""
    if isinstance(kept, dict) and isinstance(now, dict):
        keys = list(dict.fromkeys((*kept, *now)))
        return [line for key in keys for line in changes(kept.get(key), now.get(key), f"{path}/{key}")]
    if isinstance(kept, list) and isinstance(now, list) and len(kept) == len(now):
        pairs = enumerate(zip(kept, now, strict=True))
        return [line for at, (old, new) in pairs for line in changes(old, new, f"{path}/{at}")]
    return [] if same(kept, now) else [f"{path}: {kept} was kept, now {now}"]


def same(kept: Any, now: Any) -> bool:
    """Tell whether two values agree, numbers to all but the last of 6 digits."""
    if isinstance(kept, int | float) and isinstance(now, int | float):
        return bool(np.isclose(kept, now, rtol=10.0 ** (1 - DIGITS), atol=10.0**-DIGITS))
    return bool(kept == now)


def kept() -> Any:
    """Return what `baseline.json` holds."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def write() -> list[str]:
    """Write the golden run anew; return what changed."""
    now = json.loads(json.dumps(golden()))
    changed = changes(kept(), now) if FILE.exists() else ["there was none"]
    FILE.write_text(json.dumps(now, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return changed


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    for line in write() or ["nothing changed"]:
        print(line)
