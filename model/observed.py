"""What files name of the results: an indicator of a group of residents."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from model.event_fields import Part, fault_at
from model.indicators import GROUPS, INDICATORS
from model.parameters import nearest

EVERY = {"enum": list(INDICATORS)}


class Observed(Part):
    """An indicator of a group."""

    indicator: Annotated[str, Field(max_length=60, json_schema_extra=EVERY, description="indicator")]
    group: Annotated[
        str,
        Field(max_length=60, json_schema_extra={"enum": list(GROUPS)}, description="whose; all if left out"),
    ] = "all"

    @model_validator(mode="after")
    def _known(self) -> Self:
        """Check that indicator and group exist and go together."""
        if self.indicator not in INDICATORS:
            message = f"unknown indicator {self.indicator!r}{nearest(self.indicator, list(INDICATORS))}"
            raise fault_at("indicator", message)
        if self.group not in GROUPS:
            legal = nearest(self.group, list(GROUPS)) or f"; legal are {', '.join(GROUPS)}"
            raise fault_at("group", f"unknown group {self.group!r}{legal}")
        if INDICATORS[self.indicator].scope == "town" and self.group != "all":
            raise fault_at("group", f"{self.indicator} is of the town as a whole; legal is all")
        return self
