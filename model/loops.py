"""Switches of the feedback loops: for teaching, for attribution, for tests.

A switch that is off freezes one arrow of its loop at a neutral value; everything else runs on.
Names and numbers follow the theory of the model (R reinforces, B balances).
"""

from __future__ import annotations

from typing import Annotated, NamedTuple, get_type_hints

Says = str


class Loops(NamedTuple):
    """Which feedback loops are at work; all are on unless a scenario says otherwise."""

    withdrawal: Annotated[bool, "R1: loneliness keeps people at home, which makes lonelier"] = True
    joining: Annotated[
        bool, "R2: friends who go and belonging bring people to activities, where they meet"
    ] = True
    safe_streets: Annotated[
        bool, "R3: trust and connections prevent incidents, safety lets people go out"
    ] = True
    voice: Annotated[bool, "R4: promises kept or broken change control and trust, which change turnout"] = (
        True
    )
    know_how: Annotated[bool, "R5: people who know a service tell the people they meet"] = True
    volunteers: Annotated[bool, "R6: volunteers keep groups alive, groups make volunteers"] = True
    scarring: Annotated[bool, "R7: poor wellbeing and few acquaintances slow the way back to work"] = True
    success_to_successful: Annotated[bool, "R8: those who turn out decide what is improved"] = True
    time_budget: Annotated[bool, "B1: time for one tie is taken from the others"] = True
    queues: Annotated[bool, "B2: services serve no more people than they have capacity for"] = True
    helper_load: Annotated[bool, "B3: helping others costs the helper"] = True
    set_point: Annotated[bool, "B4: wellbeing returns to a person's own level"] = True
    met_need: Annotated[bool, "B5: a need that is met leaves the queue"] = True
    group_places: Annotated[bool, "B6: activities take no more people than they have places for"] = True
    upkeep: Annotated[bool, "B7: improvements of a place wear off without upkeep"] = True


def meanings() -> dict[str, str]:
    """Return what each loop is, by name."""
    hints = get_type_hints(Loops, include_extras=True)
    return {name: str(hints[name].__metadata__[0]) for name in Loops._fields}
