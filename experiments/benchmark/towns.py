"""The towns that are measured: the baseline in several sizes, and Scotland."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.library import chosen

if TYPE_CHECKING:
    from model.scenario import Scenario

SIZES = (1_000, 10_000, 100_000)
LARGEST = 1_000_000
COUNTRY = 5_400_000
"""Residents of Scotland, rounded; adults and children alike count as residents here."""
DATA_ZONES = (109, 64)
"""Rows and columns that make Scotland's 6,976 data zones."""
SETTLE = 8


def town_of(residents: int) -> Scenario:
    """Return the baseline in a town of this size, or in Scotland at its size.

    Raises Refusal when there can be no such town.
    """
    settings = country() if residents == COUNTRY else []
    (scenario,) = chosen(["baseline"], residents=residents, weeks=None, settings=settings)
    return scenario.with_(settle=SETTLE)


def country() -> list[str]:
    """Return the settings of Scotland: its data zones, a fifth of them in each quintile."""
    rows, columns = DATA_ZONES
    fifths = [f"town.quintiles.{number}=0.2" for number in range(1, 6)]
    return [f"town.rows={rows}", f"town.columns={columns}", *fifths]
