"""Strain, loneliness, wellbeing and health: what life does to people.

No shock or intervention acts here directly: they change conditions, and these rules answer.
Each rule moves a quantity towards a target by its rate; half-life = ln 2 / -ln(1 - rate) weeks.
"""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

import math
from typing import Annotated as A
from typing import NamedTuple

from model import typical
from model.chance import Luck, uniform
from model.climate import Climate
from model.columns import Floats
from model.company import Company
from model.conditions import Conditions
from model.kernels import kernel, part, rule
from model.loops import Loops
from model.parameters import parameter
from model.place import Places
from model.residents import ADULT, UNEMPLOYED, Drafts, Residents
from model.shapes import DECADE, bounded, logistic

SPREAD = math.sqrt(12.0)
"""Width of a uniform distribution whose standard deviation is 1."""


class HealthParameters(NamedTuple):
    """How strain, loneliness, wellbeing and health answer to circumstances."""

    # fmt: off
    strain_rate: A[float, parameter("how strain follows circumstances (half-life 4.3 weeks)", unit="1/week", low=0.01, high=0.9)] = 0.15
    strain_base: A[float, parameter("strain of a person without cause for it", unit="0-1", low=-0.5, high=1)] = 0.02
    strain_money: A[float, parameter("strain by financial strain", unit="0-1", low=0, high=1, source="direction: Universal Credit raised distress, M105; upper bound not used")] = 0.40
    strain_unmet: A[float, parameter("strain by unmet need", unit="0-1", low=0, high=1)] = 0.15
    strain_fear: A[float, parameter("strain by lack of safety", unit="0-1", low=0, high=1, source="direction: Stafford, Chandola & Marmot (2007), M050")] = 0.15
    strain_caring: A[float, parameter("strain by caring", unit="0-1", low=0, high=1)] = 0.08
    strain_load: A[float, parameter("strain by helping others", unit="0-1", low=0, high=1, source="direction: bonding as a burden in poor areas, theory PT18")] = 0.18
    strain_damage: A[float, parameter("strain by damage to the home", unit="0-1", low=0, high=1, source="direction: flooded homes, theory PT13")] = 0.30
    strain_jobless: A[float, parameter("strain by unemployment, beside money", unit="0-1", low=0, high=1, source="d = 0.51 cross-sectional is an upper bound, Paul & Moser (2009), M101")] = 0.08
    aid: A[float, parameter("share of outside stress and damage that full support and cohesion take off", unit="share", low=0, high=1, source="direction: Aldrich (2011, 2012), M135")] = 0.35
    adapting: A[float, parameter("how people get used to stress from outside while it lasts, and unused to it after (half-life 5.4 weeks)", unit="1/week", low=0, high=0.5, source="direction: single events wear off, Lucas (2007), M104")] = 0.12
    adaptation: A[float, parameter("share of stress from outside that no longer strains who is used to it", unit="share", low=0, high=1, source="direction: M104")] = 0.95
    lonely_rate: A[float, parameter("how loneliness follows (half-life 4.3 weeks)", unit="1/week", low=0.01, high=0.9, source="assumed; theory M15")] = 0.15
    lonely_base: A[float, parameter("loneliness without company", unit="log-odds", low=-4, high=6)] = 0.8
    lonely_contact: A[float, parameter("weight of contact, ln(1 + contact)", unit="log-odds", low=0, high=6)] = 1.20
    lonely_belonging: A[float, parameter("weight of belonging (less 0.6)", unit="log-odds", low=0, high=6)] = 1.2
    lonely_contagion: A[float, parameter("weight of ties' loneliness (less 0.3); keep low: loops near 1 never recover", unit="log-odds", low=0, high=4, source="assumed; theory PT8 and 3.10, conservative")] = 0.7
    lonely_alone: A[float, parameter("weight of living alone", unit="log-odds", low=0, high=4)] = 0.35
    lonely_support: A[float, parameter("weight of support (less 1/2)", unit="log-odds", low=0, high=4)] = 0.8
    lonely_money: A[float, parameter("weight of financial strain (less 0.4)", unit="log-odds", low=0, high=4, source="assumed; moved with the fit to T174, T178, which leaves it open (appendix H)")] = 0.4489
    wellbeing_rate: A[float, parameter("how wellbeing follows (half-life 5.4 weeks)", unit="1/week", low=0.01, high=0.9, source="assumed; theory M17")] = 0.12
    wellbeing_base: A[float, parameter("wellbeing of the average person", unit="wellbeing", low=0.2, high=0.9, source="assumed; moved with the fit to T174-T178, which leaves it open (appendix H)")] = 0.5518
    by_loneliness: A[float, parameter("wellbeing by loneliness (less 0.3)", unit="wellbeing", low=0, high=0.6, source="WEMWBS 37.8 often lonely, 52.9 rarely (cross-sectional upper bound 0.27), M014")] = 0.14
    by_support: A[float, parameter("wellbeing by support (less 1/2)", unit="wellbeing", low=0, high=0.4, source="very small on average, Xue, Reed & Menclova (2020), M048")] = 0.04
    by_belonging: A[float, parameter("wellbeing by belonging (less 0.6)", unit="wellbeing", low=0, high=0.4, source="cohesion to GHQ within persons, M042")] = 0.05
    by_safety: A[float, parameter("wellbeing by safety (less 0.65)", unit="wellbeing", low=0, high=0.4, source="M050")] = 0.03
    by_control: A[float, parameter("wellbeing by control (less 0.4)", unit="wellbeing", low=0, high=0.4, source="collective control to SWEMWBS, M051, reduced")] = 0.06
    by_activity: A[float, parameter("wellbeing by the habit of taking part (less 0.2)", unit="wellbeing", low=0, high=0.4, source="direction: M038-M041, reduced")] = 0.02
    by_volunteering: A[float, parameter("wellbeing by the habit of volunteering, from volunteering_age on", unit="wellbeing", low=0, high=0.4, source="Tabassum, Mohan & Smith (2016), M036")] = 0.02
    volunteering_age: A[float, parameter("age from which volunteering does a person good", unit="years", low=16, high=90, source="Tabassum, Mohan & Smith (2016), M036")] = 40.0
    by_money: A[float, parameter("wellbeing by financial strain (less 0.4)", unit="wellbeing", low=0, high=0.6, source="assumed; moved with the fit to T174, T178, which leaves it open (appendix H)")] = 0.09835
    by_strain: A[float, parameter("wellbeing by strain (less 0.3), before support softens it", unit="wellbeing", low=0, high=0.8, source="assumed; moved with the fit to T174, T178, T200, which leaves it open (appendix H)")] = 0.1689
    buffer: A[float, parameter("share of strain's effect that full support takes off", unit="share", low=0, high=1, source="direction: buffering; theory section 5")] = 0.35
    cohesive_buffer: A[float, parameter("share of the effect of strain, of money and general, that cohesion takes off, for each unit of cohesion over 0.6", unit="share", low=0, high=2, source="direction: Fone et al. (2014), theory PT9")] = 1.6
    by_unmet: A[float, parameter("wellbeing by unmet need", unit="wellbeing", low=0, high=0.4)] = 0.03
    by_health: A[float, parameter("wellbeing by health (less 0.7)", unit="wellbeing", low=0, high=0.6)] = 0.09
    by_load: A[float, parameter("wellbeing by helping others", unit="wellbeing", low=0, high=0.4, source="assumed; set so that load goes with less wellbeing in quintile 1, theory PT18")] = 0.12
    by_damage: A[float, parameter("wellbeing by damage to the home", unit="wellbeing", low=0, high=0.6)] = 0.08
    by_others: A[float, parameter("pull to ties' wellbeing (less 0.58)", unit="share", low=0, high=0.3, source="Fowler & Christakis (2008) is contested, M060-M064; small")] = 0.05
    ups_and_downs: A[float, parameter("standard deviation of a week's ups and downs of wellbeing", unit="wellbeing", low=0, high=0.2, source="fitted to M085, T200")] = 0.05388
    health_rate: A[float, parameter("how health follows (half-life 3.3 years)", unit="1/week", low=0.0005, high=0.1, source="assumed; theory M18")] = 0.004
    health_base: A[float, parameter("health at 16 in average circumstances", unit="health", low=0.3, high=1.2)] = 0.875
    health_age: A[float, parameter("fall of health for each ten years of age", unit="health/decade", low=0, high=0.2, source="good health 85 % at 16-24, 52 % at 75+, T218-T224")] = 0.034
    health_income: A[float, parameter("health by income rank (less 1/2): work, housing and what ties do not explain", unit="health", low=0, high=0.6, source="assumed; moved with the fit to T212, T216, which leaves it open (appendix H)")] = 0.3006
    health_place: A[float, parameter("health by place quality (less 0.55)", unit="health", low=0, high=0.6)] = 0.10
    health_wellbeing: A[float, parameter("health by wellbeing (less 0.58)", unit="health", low=0, high=0.6)] = 0.15
    health_money: A[float, parameter("health by financial strain (less 0.4)", unit="health", low=0, high=0.6, source="assumed; moved with the fit to T212, T213, T216, which leaves it open (appendix H)")] = 0.3009
    health_unmet: A[float, parameter("health by unmet need", unit="health", low=0, high=0.6)] = 0.08
    health_isolation: A[float, parameter("health by loneliness (less 0.3)", unit="health", low=0, high=0.6)] = 0.04
    repair: A[float, parameter("repair of a damaged home without help", unit="1/week", low=0, high=0.2, source="assumed; theory Appendix A")] = 0.003
    repair_aid: A[float, parameter("rise of that with full mutual aid", unit="factor", low=0, high=20, source="direction: Aldrich (2011, 2012), M135; theory PT14")] = 6.0
    repair_linked: A[float, parameter("rise of it with a full linking tie to a worker or decision maker: 1 + repair_aid x aid + x link", unit="share", low=0, high=5, source="assumed; theory M19")] = 0.6
    # fmt: on


# rules -----------------------------------------------------------------------------------------------


@rule
def help_around(support: float, cohesion: float, factor: float) -> float:
    """Return the mutual aid a person can count on, 0 to 1: (support + cohesion) / 2 x the week's factor."""
    return bounded(0.5 * (support + cohesion) * factor)


@rule
def strain_at_rest(
    money: float, unmet: float, safety: float, caring: float, load: float, damage: float, jobless: bool,
    p: HealthParameters,
) -> float:  # fmt: skip
    """Return the strain that circumstances lead to, before stress from outside."""
    level = p.strain_base + p.strain_money * money + p.strain_unmet * unmet + p.strain_fear * (1.0 - safety)
    level += p.strain_caring * caring + p.strain_load * load + p.strain_damage * damage
    return level + (p.strain_jobless if jobless else 0.0)


@rule
def loneliness_at_rest(
    contact: float, belonging: float, others: float, support: float, money: float, alone: bool,
    shyness: float,
    p: HealthParameters,
) -> float:  # fmt: skip
    """Return the loneliness that contact, support and belonging lead to (theory M15), logistic."""
    company = p.lonely_contact * math.log(1.0 + contact)
    x = p.lonely_base + shyness - company - p.lonely_belonging * (belonging - typical.BELONGING)
    x += (
        p.lonely_contagion * (others - typical.LONELINESS)
        - p.lonely_support * (support - 0.5)
        + p.lonely_money * (money - typical.MONEY_STRAIN)
    )
    return logistic(x + (p.lonely_alone if alone else 0.0))


@rule
def softened_strain(strain: float, support: float, p: HealthParameters) -> float:
    """Return strain's weight on wellbeing: (strain - 0.3) x (1 - buffer x support)."""
    return (strain - typical.STRAIN) * (1.0 - p.buffer * support)


@part
def by_ties(i: int, r: Residents, cheer: float, p: HealthParameters) -> float:
    """Return what support, loneliness, load and ties' wellbeing do to resident i's wellbeing."""
    moved: float = (
        p.by_support * (r.support[i] - 0.5)
        - p.by_loneliness * (r.loneliness[i] - typical.LONELINESS)
        - p.by_load * r.load[i]
        + p.by_others * (cheer - typical.WELLBEING)
    )
    return moved


@part
def by_place_and_doing(i: int, r: Residents, p: HealthParameters) -> tuple[float, float]:
    """Return what belonging, safety and control, and what taking part, do to resident i's wellbeing."""
    place = (
        p.by_belonging * (r.belonging[i] - typical.BELONGING)
        + p.by_safety * (r.safety[i] - typical.SAFETY)
        + p.by_control * (r.control[i] - typical.CONTROL)
    )
    volunteering = p.by_volunteering * r.volunteering_habit[i] if r.age[i] >= p.volunteering_age else 0.0
    return place, p.by_activity * (r.club_habit[i] - typical.CLUB_HABIT) + volunteering


@part
def wellbeing_at_rest(i: int, r: Residents, cohesion: float, cheer: float, p: HealthParameters) -> float:
    """Return the wellbeing that resident i's life leads to (theory M17)."""
    place, doing = by_place_and_doing(i, r, p)
    softened = 1.0 - p.cohesive_buffer * (cohesion - typical.COHESION)
    money = p.by_money * (r.money_strain[i] - typical.MONEY_STRAIN)
    strained = softened * (money + p.by_strain * softened_strain(r.strain[i], r.support[i], p))
    harm = strained + p.by_unmet * r.unmet[i] + p.by_damage * r.damage[i]
    level: float = p.wellbeing_base + by_ties(i, r, cheer, p) + place + doing - harm
    level -= p.by_health * (typical.HEALTH - r.health[i])
    return level


@part
def health_at_rest(i: int, r: Residents, quality: float, p: HealthParameters) -> float:
    """Return the health that resident i's age, income, place and life lead to (theory M18)."""
    ageing = p.health_age * (r.age[i] - ADULT) / DECADE
    level: float = p.health_base - ageing + p.health_income * (r.income[i] - 0.5)
    level += (
        p.health_place * (quality - typical.QUALITY)
        + p.health_wellbeing * (r.wellbeing[i] - typical.WELLBEING)
        - p.health_money * (r.money_strain[i] - typical.MONEY_STRAIN)
    )
    lonely = p.health_isolation * (r.loneliness[i] - typical.LONELINESS)
    level = level - p.health_unmet * r.unmet[i] - lonely + r.frailty[i]
    return level


@rule
def damage_after(damage: float, aid: float, linked: float, p: HealthParameters) -> float:
    """Return damage to a home after a week: mutual aid and linking ties quicken repair, at most to all (M19)."""
    return damage * max(0.0, 1.0 - p.repair * (1.0 + p.repair_aid * aid + p.repair_linked * linked))


@rule
def used_after(used: float, stressed: bool, p: HealthParameters) -> float:
    """Return how used a person is to stress from outside after a week: towards 1 in it, towards 0 without."""
    return used + p.adapting * ((1.0 if stressed else 0.0) - used)


# the week ----------------------------------------------------------------------------------------------


@kernel
def bear(
    start: int, stop: int, r: Residents, relief: Floats, climate: Climate, c: Conditions,
    p: HealthParameters, drafts: Drafts,
) -> None:  # fmt: skip
    """Draft the strain of residents start..stop-1."""
    for i in range(start, stop):
        here, jobless = r.place[i], r.work[i] == UNEMPLOYED
        aid = help_around(r.support[i], climate.cohesion[here], c.mutual_aid[here])
        exposed = 1.0 - p.aid * aid
        damage = r.damage[i] * exposed
        rest = strain_at_rest(
            r.money_strain[i], r.unmet[i], r.safety[i], r.caring[i], r.load[i], damage, jobless, p
        )
        rest += c.stress[i] * exposed * (1.0 - p.adaptation * r.used[i])
        drafts.strain[i] = bounded(r.strain[i] + p.strain_rate * (bounded(rest) - r.strain[i]) - relief[i])


@kernel
def mend(start: int, stop: int, r: Residents, climate: Climate, c: Conditions, p: HealthParameters) -> None:
    """Repair the damaged homes of residents start..stop-1 by a week; let people get used to stress."""
    for i in range(start, stop):
        r.used[i] = used_after(r.used[i], c.stress[i] > 0.0, p)
        if r.damage[i] > 0.0:
            here = r.place[i]
            aid = help_around(r.support[i], climate.cohesion[here], c.mutual_aid[here])
            r.damage[i] = damage_after(r.damage[i], aid, max(r.worker_link[i], r.council_link[i]), p)


@kernel
def feel(
    start: int, stop: int, r: Residents, company: Company, climate: Climate, p: HealthParameters,
    loops: Loops, luck: Luck,
    drafts: Drafts,
) -> None:  # fmt: skip
    """Draft the loneliness and wellbeing of residents start..stop-1."""
    noise = p.ups_and_downs * SPREAD
    for i in range(start, stop):
        alone, gloom = r.adults[i] == 1, company.gloom[i]
        rest = loneliness_at_rest(
            r.contact[i], r.belonging[i], gloom, r.support[i], r.money_strain[i], alone, r.shyness[i], p
        )
        drafts.loneliness[i] = r.loneliness[i] + p.lonely_rate * (rest - r.loneliness[i])
        rest = wellbeing_at_rest(i, r, climate.cohesion[r.place[i]], company.cheer[i], p)
        pull = rest + r.set_point[i] - r.wellbeing[i] if loops.set_point else rest - p.wellbeing_base
        mood = noise * (uniform(luck.mood, i) - 0.5)
        drafts.wellbeing[i] = bounded(r.wellbeing[i] + p.wellbeing_rate * pull + mood)


@kernel
def fare(start: int, stop: int, r: Residents, places: Places, p: HealthParameters, drafts: Drafts) -> None:
    """Draft the health of residents start..stop-1."""
    for i in range(start, stop):
        rest = bounded(health_at_rest(i, r, places.quality[r.place[i]], p))
        drafts.health[i] = r.health[i] + p.health_rate * (rest - r.health[i])


@kernel
def catch_up(r: Residents, places: Places, p: HealthParameters) -> None:
    """Put everybody's health where it is heading: in the burn-in, because health takes decades."""
    for i in range(len(r.place)):
        r.health[i] = bounded(health_at_rest(i, r, places.quality[r.place[i]], p))
