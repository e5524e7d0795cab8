"""What strikes once: jobs lost, homes damaged, people moved. Circumstances change, never outcomes."""

from __future__ import annotations

import numpy as np

from model import event_kinds as kinds
from model.chance import Chance, uniforms_at
from model.columns import Flags, Wholes
from model.event_parts import Event
from model.exchanges import exchanged
from model.residents import EMPLOYED, UNEMPLOYED, Residents
from model.world import World


def strike(event: Event, reached: Flags, week: int, world: World, chance: Chance, uproot: float) -> int:
    """Let a one-off event strike the residents flagged `reached`; return how many were struck."""
    if isinstance(event, kinds.JobLoss):
        return lose_jobs(event.share, reached, week, event.name, world, chance)
    if isinstance(event, kinds.Damage):
        return damage_homes(event.home, reached, world)
    if isinstance(event, kinds.Relocation):
        return relocate(event, reached, week, world, chance, uproot)
    if isinstance(event, kinds.Arrivals):
        return int(making_room(event.share, reached, week, world, chance).sum())
    return 0


def lose_jobs(share: float, reached: Flags, week: int, name: str, world: World, chance: Chance) -> int:
    """Take work from a share of the employed among those reached."""
    r = world.residents
    luck = chance.uniforms("job", len(reached), week, salt=name)
    struck = reached & (r.work == EMPLOYED) & (luck < share)
    r.work[struck] = UNEMPLOYED
    r.jobless[struck] = 0
    return int(struck.sum())


def damage_homes(home: float, reached: Flags, world: World) -> int:
    """Set the damage of homes reached to at least `home`; all of a household share it."""
    r = world.residents
    reached = np.isin(r.household, np.unique(r.household[reached]))
    r.damage[reached] = np.maximum(r.damage[reached], np.float32(home))
    return int(reached.sum()) if home > 0.0 else 0


def relocate(
    event: kinds.Relocation, reached: Flags, week: int, world: World, chance: Chance, uproot: float
) -> int:
    """Move households reached to other neighbourhoods, by exchange with a household of the same size there.

    A share `together` of a neighbourhood's movers go to one and the same neighbourhood. Those whose
    homes they take move too, into the homes left: a limit of a town with fixed homes.
    """
    r, places = world.residents, world.places
    first = first_rows(r)
    luck = chance.uniforms("move", len(r.place), week, salt=event.name)
    movers = first[reached[first] & (luck[first] < event.share)]
    stay = chance.uniforms("aftermath", len(r.place), week, salt=event.name)
    spread = chance.uniforms("arrival", len(r.place), week, salt=event.name)
    common = chance.uniforms("departure", len(places.row), week, salt=event.name)
    goal = np.where(stay[movers] < event.together, common[r.place[movers]], spread[movers])
    goals = (goal * len(places.row)).astype(np.int64)
    return int(exchanged(movers, goals, r, world.ties, places, world.homes, uproot))


def first_rows(r: Residents) -> Wholes:
    """Return the first row of each household (households,); its adults fill neighbouring rows."""
    return np.flatnonzero(np.r_[True, np.diff(r.household.astype(np.int64)) != 0])


def making_room(share: float, reached: Flags, week: int, world: World, chance: Chance) -> Flags:
    """Return who leaves for newcomers (residents,): they go at the week's end, by the luck of `turnover`."""
    r = world.residents
    first = first_rows(r)
    luck = uniforms_at(chance.key("departure", week), (first + len(r.place)).astype(np.uint64))
    goes = reached[first] & (luck < np.float32(share))
    return np.asarray(np.repeat(goes, np.diff(np.r_[first, len(r.place)])))
