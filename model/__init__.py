"""The world of Kith: residents, ties, places, services and decisions, week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.community import Community
    from model.scenario import Scenario

__all__ = ["Community", "Scenario"]


def __getattr__(name: str) -> Any:
    """Import `Community` and `Scenario` when they are asked for: the command line starts without them."""
    if name == "Community":
        from model.community import Community

        return Community
    if name == "Scenario":
        from model.scenario import Scenario

        return Scenario
    raise AttributeError(f"module 'model' has no {name!r}")
