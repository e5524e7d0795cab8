"""Groups that meet: they live by volunteers, whose work builds community life (loop R6)."""

from __future__ import annotations

from model.chance import Luck, uniform
from model.conditions import Conditions
from model.kernels import kernel, part, whole
from model.loops import Loops
from model.participation import ParticipationParameters
from model.place import Places


@part
def groups_after(
    v: int, room: int, draw: float, places: Places, anchor: float, p: ParticipationParameters
) -> int:
    """Return how many groups meet at v next week (M9).

    One closes after `patience` weeks with too few volunteers; one opens, with a chance, after `readiness`
    weeks with volunteers enough for it; where none is left one is founded, with a chance. A full anchor
    halves the need.
    """
    groups, need = whole(places.groups[v]), p.needed * (1.0 - 0.5 * anchor)
    short = groups > 0 and places.helping[v] < need * groups
    ready = groups < room and places.helping[v] > p.spare_help * need * (groups + 1)
    places.short_weeks[v] = places.short_weeks[v] + 1 if short else 0
    places.ready_weeks[v] = places.ready_weeks[v] + 1 if ready else 0
    if places.short_weeks[v] > p.patience:
        places.short_weeks[v] = 0
        return groups - 1
    if places.ready_weeks[v] > p.readiness and draw < p.opening * (1.0 + anchor):
        places.ready_weeks[v] = 0
        return groups + 1
    if groups == 0 and room > 0 and draw < p.founding * (1.0 + p.anchor_founding * anchor):
        places.helping[v] = need
        return 1
    return min(groups, room)


@kernel
def keep_groups(places: Places, c: Conditions, p: ParticipationParameters, loops: Loops, luck: Luck) -> None:
    """Let volunteering build community life, and groups close or open."""
    for v in range(len(places.groups)):
        groups = max(1.0, places.groups[v] + 0.0)
        room = max(0, int(places.usual_groups[v] + places.extra_groups[v] + c.venues[v]))
        if not loops.volunteers:
            places.groups[v] = room
            continue
        if c.activities[v] > 0.0:
            places.helping[v] += p.helping_rate * (places.volunteers[v] - places.helping[v])
            places.groups[v] = groups_after(v, room, uniform(luck.groups, v), places, c.anchor[v], p)
        each = places.volunteers[v] / groups
        life = each / (each + p.life_volunteers)
        places.community_life[v] += p.life_rate * (life - places.community_life[v])
