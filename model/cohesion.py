"""Cohesion: safety, belonging and trust, and the places and incidents they answer to.

Cohesion is an index without dynamics of its own: the mean of connections, safety and belonging.
"""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

import math
from typing import Annotated as A
from typing import NamedTuple

from model import typical
from model.chance import Luck, uniform
from model.climate import Climate
from model.company import Company
from model.conditions import Conditions
from model.kernels import kernel, part, rule
from model.loops import Loops
from model.parameters import parameter
from model.place import Places
from model.residents import MALE, Drafts, Residents
from model.shapes import DECADE, YEAR, bounded, logistic

MOST_INCIDENTS = 50
"""The largest number of incidents drawn for a neighbourhood and week."""
HUNDRED = 100.0
"""Incidents are counted per 100 residents."""


class CohesionParameters(NamedTuple):
    """What makes people feel safe, belong and trust."""

    # fmt: off
    enough: A[float, parameter("local tie strength plus half of contact that makes a person fully connected", unit="strength", low=0.5, high=20)] = 6.0
    upkeep: A[float, parameter("how place quality returns to what upkeep holds (half-life 4.4 years)", unit="1/week", low=0.0002, high=0.1)] = 0.003
    wear: A[float, parameter("how added lighting, rooms and access wear off", unit="1/week", low=0, high=0.1)] = 0.003
    usual_lighting: A[float, parameter("safety conditions that upkeep holds", unit="0-1", low=0, high=1)] = 0.55
    incident_rate: A[float, parameter("incidents per 100 residents in a middling neighbourhood", unit="1/week", low=0, high=5)] = 0.06
    incident_efficacy: A[float, parameter("how collective efficacy (less 0.42) prevents incidents", unit="log rate", low=0, high=10, source="direction: Sampson; Hipp & Wo (2015)")] = 2.5
    incident_place: A[float, parameter("how poor quality (1/2 less quality) brings incidents", unit="log rate", low=0, high=10)] = 2.5
    incident_memory: A[float, parameter("how incidents are forgotten (half-life 10 weeks)", unit="1/week", low=0.01, high=0.5)] = 0.067
    hit: A[float, parameter("fall of safety at an incident, as a share", unit="share", low=0, high=1)] = 0.06
    safety_rate: A[float, parameter("how safety follows conditions (half-life 14 weeks)", unit="1/week", low=0.005, high=0.5)] = 0.05
    safety_base: A[float, parameter("safety in a place of no quality and no light", unit="0-1", low=-0.5, high=1)] = 0.29
    safety_place: A[float, parameter("safety by place quality", unit="0-1", low=0, high=1)] = 0.36
    safety_light: A[float, parameter("safety by lighting and wardens", unit="0-1", low=0, high=1)] = 0.22
    safety_trust: A[float, parameter("safety by own trust (less 0.55)", unit="0-1", low=0, high=1)] = 0.20
    safety_male: A[float, parameter("safety of men over women's", unit="0-1", low=0, high=0.5, source="90 % of men, 73 % of women safe after dark, T092-T093")] = 0.11
    safety_old: A[float, parameter("fall of safety for each decade over safety_old_from", unit="0-1/decade", low=0, high=0.2, source="61 % at 75+, 88 % at 35-44, T094-T095")] = 0.03
    safety_old_from: A[float, parameter("age from which safety falls", unit="years", low=16, high=90, source="T094-T095")] = 45.0
    belonging_rate: A[float, parameter("how belonging follows (half-life 23 weeks)", unit="1/week", low=0.002, high=0.5, source="assumed; theory M13")] = 0.03
    belonging_base: A[float, parameter("belonging of an unconnected newcomer in a middling place", unit="log-odds", low=-5, high=5)] = -0.75
    belonging_local: A[float, parameter("weight of local ties l / (local_half + l)", unit="log-odds", low=0, high=6)] = 1.3
    local_half: A[float, parameter("strength of local ties that counts half", unit="strength", low=0.1, high=20)] = 1.5
    belonging_safety: A[float, parameter("weight of safety (less 0.6)", unit="log-odds", low=0, high=6)] = 1.0
    belonging_place: A[float, parameter("weight of place quality (less 1/2)", unit="log-odds", low=0, high=6)] = 0.8
    belonging_heard: A[float, parameter("weight of control (less 0.4): being heard", unit="log-odds", low=0, high=6)] = 0.5
    belonging_tenure: A[float, parameter("weight of years at the address y / (y + tenure_half)", unit="log-odds", low=0, high=6)] = 0.6
    tenure_half: A[float, parameter("years at the address that count half", unit="years", low=0.1, high=50)] = 2.0
    belonging_club: A[float, parameter("weight of the habit of taking part", unit="log-odds", low=0, high=6)] = 0.6
    belonging_around: A[float, parameter("weight of neighbours' belonging (less 0.6)", unit="log-odds", low=0, high=4)] = 0.6
    trust_rate: A[float, parameter("how trust follows (half-life 35 weeks)", unit="1/week", low=0.002, high=0.5)] = 0.02
    trust_base: A[float, parameter("trust of a person without bridging ties in a place of no quality", unit="0-1", low=0, high=1)] = 0.33
    trust_place: A[float, parameter("trust by place quality", unit="0-1", low=0, high=1)] = 0.22
    trust_bridging: A[float, parameter("trust by bridging ties b / (bridging_half + b)", unit="0-1", low=0, high=1)] = 0.15
    bridging_half: A[float, parameter("strength of bridging ties that counts half", unit="strength", low=0.1, high=20)] = 2.0
    trust_income: A[float, parameter("trust by income rank", unit="0-1", low=0, high=1)] = 0.10
    trust_incident: A[float, parameter("fall of trust for each recent incident per 100 residents", unit="share", low=0, high=0.5)] = 0.006
    trust_kept: A[float, parameter("rise of trust at a promise kept: x (1 - T) x how far it followed the engaged", unit="share", low=0, high=0.5, source="assumed; theory M10")] = 0.04
    trust_broken: A[float, parameter("fall of trust at a promise broken: x T", unit="share", low=0, high=0.5, source="assumed; theory M10")] = 0.05
    trust_onlooking: A[float, parameter("effect of promises on those who did not take part, as a share", unit="share", low=0, high=1)] = 0.25
    # fmt: on


# rules -----------------------------------------------------------------------------------------------


@rule
def incidents_expected(
    residents: float, efficacy: float, quality: float, factor: float, p: CohesionParameters
) -> float:
    """Return the mean number of incidents in a week (M12).

    rate x residents / 100 x factor x exp(-x_E (efficacy - 0.42) + x_Q (1/2 - quality))
    """
    order = -p.incident_efficacy * (efficacy - typical.EFFICACY) + p.incident_place * (0.5 - quality)
    return p.incident_rate * residents / HUNDRED * factor * math.exp(order)


@rule
def poisson(mean: float, draw: float) -> int:
    """Return a Poisson number by inverting one uniform; at most 50."""
    term = math.exp(-mean)
    total, count = term, 0
    while draw > total and count < MOST_INCIDENTS:
        count += 1
        term *= mean / count
        total += term
    return count


@rule
def safe_at_rest(
    quality: float, lighting: float, trust: float, male: bool, age: float, p: CohesionParameters
) -> float:
    """Return the safety a person feels where nothing happens."""
    level = p.safety_base + p.safety_place * quality + p.safety_light * lighting
    level = level + p.safety_trust * (trust - typical.TRUST)
    older = max(0.0, age - p.safety_old_from)
    level += (0.5 if male else -0.5) * p.safety_male - p.safety_old * older / DECADE
    return bounded(level)


@rule
def safety_after(safety: float, rest: float, fright: float, p: CohesionParameters) -> float:
    """Return safety after a week (M12): towards rest, cut by (1 - hit) per incident and 100 residents."""
    return bounded((safety + p.safety_rate * (rest - safety)) * (1.0 - p.hit) ** fright)


@rule
def belonging_at_rest(
    local: float, safety: float, quality: float, control: float, years: float, club: float, around: float,
    p: CohesionParameters,
) -> float:  # fmt: skip
    """Return the belonging that a person's ties, place and years lead to (theory M13)."""
    ties = p.belonging_local * local / (p.local_half + local) + p.belonging_club * club
    place = (
        p.belonging_safety * (safety - typical.SAFETY_AT_HOME)
        + p.belonging_place * (quality - 0.5)
        + p.belonging_around * (around - typical.BELONGING)
    )
    heard = p.belonging_heard * (control - typical.CONTROL)
    return logistic(
        p.belonging_base + ties + place + heard + p.belonging_tenure * years / (years + p.tenure_half)
    )


@rule
def trust_at_rest(quality: float, bridging: float, income: float, p: CohesionParameters) -> float:
    """Return the trust that place, bridging ties b / (bridging_half + b) and income lead to."""
    bridges = p.trust_bridging * bridging / (p.bridging_half + bridging)
    return p.trust_base + p.trust_place * quality + bridges + p.trust_income * income


@rule
def trust_after(
    trust: float, rest: float, incidents: float, kept: float, broken: float, heard: float, part: float,
    p: CohesionParameters,
) -> float:  # fmt: skip
    """Return trust after a week: towards rest less incidents; up at promises kept, down at broken ones (M10).

    `kept` and `broken` are 1 in a week when it happens, `part` is how far it touches a person, 0 to 1.
    """
    moved = trust + p.trust_rate * (rest - p.trust_incident * incidents - trust)
    moved += part * (p.trust_kept * heard * (1.0 - trust) * kept - p.trust_broken * trust * broken)
    return bounded(moved)


# the week ----------------------------------------------------------------------------------------------


@kernel
def keep_places(
    places: Places, climate: Climate, c: Conditions, p: CohesionParameters, loops: Loops, luck: Luck
) -> None:
    """Let incidents happen and be forgotten, and places return to what upkeep holds."""
    for v in range(len(places.row)):
        people = places.residents[v] + 0.0
        efficacy = climate.efficacy[v] if loops.safe_streets else typical.EFFICACY
        mean = incidents_expected(people, efficacy, places.quality[v], c.incidents[v], p)
        happened = (poisson(mean, uniform(luck.incident, v)) + c.struck[v]) * HUNDRED / max(1.0, people)
        places.incidents[v] = places.incidents[v] * (1.0 - p.incident_memory) + happened
        held = bounded(places.base_quality[v] + c.quality[v])
        if loops.upkeep:
            places.quality[v] += p.upkeep * (held - places.quality[v])
            places.lighting[v] += p.wear * (p.usual_lighting - places.lighting[v])
            places.extra_groups[v] *= 1.0 - p.wear
            places.access[v] *= 1.0 - p.wear


@part
def belonging_of(
    i: int, r: Residents, company: Company, places: Places, climate: Climate, p: CohesionParameters
) -> float:
    """Return the belonging that resident i's ties, place and years lead to."""
    here, years = r.place[i], r.settled[i] / YEAR
    quality, around = places.quality[here], climate.belonging[here]
    return belonging_at_rest(
        company.local[i], r.safety[i], quality, r.control[i], years, r.club_habit[i], around, p
    )


@kernel
def feel_at_home(
    start: int, stop: int, r: Residents, company: Company, places: Places, climate: Climate, c: Conditions,
    p: CohesionParameters, loops: Loops, memory: int, drafts: Drafts,
) -> None:  # fmt: skip
    """Draft safety, belonging and trust of residents start..stop-1.

    `memory` is for how many weeks a part in decisions counts.
    """
    for i in range(start, stop):
        here = r.place[i]
        quality, incidents, male = places.quality[here], places.incidents[here], r.sex[i] == MALE
        rest = safe_at_rest(quality, places.lighting[here], r.trust[i], male, r.age[i], p)
        fright = p.incident_memory * incidents * c.fear[here]
        drafts.safety[i] = safety_after(r.safety[i], rest, fright, p)
        rest = belonging_of(i, r, company, places, climate, p)
        drafts.belonging[i] = r.belonging[i] + p.belonging_rate * (rest - r.belonging[i])
        touched = 1.0 if r.engaged[i] <= memory else p.trust_onlooking
        kept = 1.0 if places.kept[here] > 0.0 and loops.voice else 0.0
        broken = 1.0 if places.broken[here] > 0.0 and loops.voice else 0.0
        rest = trust_at_rest(quality, company.bridging[i], r.income[i], p)
        drafts.trust[i] = trust_after(
            r.trust[i], rest, incidents, kept, broken, places.heard[here], touched, p
        )
