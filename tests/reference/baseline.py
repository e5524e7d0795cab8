"""What the plain objects cost: the honest baseline for the speed of the columns.

A town is founded and settled by columns, copied into plain objects and lived week by week; the weeks alone
are timed, on one thread, without survey, comparison or rounding.
"""

from __future__ import annotations

import time

from model.community import Community
from model.scenario import Scenario
from tests.reference.copying import town_of

SETTLE = 8
"""Weeks in which the columns bring a town into the swing of things; they are not timed."""


def seconds_per_resident_week(residents: int, weeks: int) -> float:
    """Return the processor time that plain objects take for one resident and week, in seconds."""
    town = town_of(Community(Scenario().with_(residents=residents, settle=SETTLE)))
    before = time.process_time()
    for _ in range(weeks):
        town.step()
    return (time.process_time() - before) / (residents * weeks)
