"""What founding a town assumes beyond its marginals, and the arithmetic that all of it shares."""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import numpy as np
from scipy.special import ndtri

from model.chance import Chance
from model.columns import Doubles, Wholes
from model.parameters import parameter

ONLINE_FROM, ONLINE_TO, LATE = 40.0, 90.0, 75.0
CARING_PEAK, CARING_REACH, CARING_LEAST = 40.0, 35.0, 0.15
"""Age at which most people care, years from it at which few do, and the least share of the peak."""
CARING_LIGHT, CARING_MORE = 0.2, 0.6
"""The lightest load of those who care, and how much heavier the heaviest is."""


class PopulationParameters(NamedTuple):
    """How neighbourhoods and residents are made, where the town's marginals leave it open."""

    # fmt: off
    # neighbourhoods
    quality_most: Annotated[float, parameter("place quality in quintile 1", unit="0-1", low=0, high=1, source="assumed; moved with the fit to T002, T212, T242, which leaves it open (appendix H)")] = 0.3495
    quality_least: Annotated[float, parameter("place quality in quintile 5", unit="0-1", low=0, high=1, source="assumed; moved with the fit to T003, T216, T243, which leaves it open (appendix H)")] = 0.7338
    quality_spread: Annotated[float, parameter("spread of quality and lighting between neighbourhoods of one quintile", unit="sd", low=0, high=0.3)] = 0.06
    lighting_most: Annotated[float, parameter("safety conditions in quintile 1", unit="0-1", low=0, high=1)] = 0.50
    lighting_least: Annotated[float, parameter("safety conditions in quintile 5", unit="0-1", low=0, high=1)] = 0.65
    group_residents_most: Annotated[float, parameter("residents to each activity group in quintile 1", unit="people", low=5, high=500, source="assumed; moved with the fit to T242, which leaves it open (appendix H)")] = 31.38
    group_residents_least: Annotated[float, parameter("residents to each activity group in quintile 5", unit="people", low=5, high=500, source="fitted to T243")] = 35.84
    flood_beside: Annotated[float, parameter("exposure to flooding next to the neighbourhoods that flood", unit="0-1", low=0, high=1)] = 0.4
    # households
    couples: Annotated[float, parameter("households of two or more adults that hold a couple", unit="share", low=0, high=1)] = 0.85
    mixed_couples: Annotated[float, parameter("couples of a woman and a man", unit="share", low=0, high=1)] = 0.98
    female: Annotated[float, parameter("chance to be a woman, for all but the second of a couple", unit="share", low=0, high=1)] = 0.53
    partner_years: Annotated[float, parameter("spread of the age difference in a couple", unit="years", low=0, high=20)] = 4.0
    generation: Annotated[float, parameter("age difference of parents and children", unit="years", low=16, high=45)] = 29.0
    elders: Annotated[float, parameter("further adults who are a parent, not a grown child, of the first", unit="share", low=0, high=1)] = 0.12
    tenure_coupling: Annotated[float, parameter("how far ownership follows income and private renting follows youth, inside a quintile", unit="0-1", low=0, high=1)] = 0.6
    stay_owner: Annotated[float, parameter("mean time at the address of owners", unit="years", low=0.1, high=60)] = 12.0
    stay_social: Annotated[float, parameter("mean time at the address of social renters", unit="years", low=0.1, high=60)] = 8.0
    stay_private: Annotated[float, parameter("mean time at the address of private renters", unit="years", low=0.1, high=60)] = 2.5
    # work
    pension_age: Annotated[float, parameter("age at which work ends", unit="years", low=50, high=90, source="UK State Pension age, 66 from October 2020")] = 66.0
    students: Annotated[float, parameter("people under 25 who study and are out of the labour force", unit="share", low=0, high=1)] = 0.35
    inactive: Annotated[float, parameter("people from 25 to pension age out of the labour force (sick, caring) at middle income", unit="share", low=0, high=1)] = 0.18
    inactive_income: Annotated[float, parameter("how many times more (lowest income) or fewer (highest) are out of the labour force", unit="factor", low=0, high=1)] = 0.7
    unemployed_poor: Annotated[float, parameter("unemployed in the labour force at the lowest income", unit="share", low=0, high=1)] = 0.10
    unemployed_rich: Annotated[float, parameter("unemployed in the labour force at the highest income", unit="share", low=0, high=1)] = 0.03
    # lasting traits
    sociability_sd: Annotated[float, parameter("spread of sociability", unit="factor", low=0, high=0.5)] = 0.25
    set_point_sd: Annotated[float, parameter("spread of the wellbeing set point", unit="wellbeing", low=0, high=0.3, source="fitted to M085, T200")] = 0.09294
    frailty_sd: Annotated[float, parameter("spread of lasting health", unit="health", low=0, high=0.3, source="assumed; moved with the fit to T212, T216, which leaves it open (appendix H)")] = 0.2024
    shyness_sd: Annotated[float, parameter("spread of the inclination to loneliness", unit="log-odds", low=0, high=3)] = 0.8
    # circumstances
    circumstance_sd: Annotated[float, parameter("spread of transport, digital access and outside support between like people", unit="sd", low=0, high=0.5)] = 0.15
    transport_poor: Annotated[float, parameter("ease of getting about at the lowest income", unit="0-1", low=0, high=1)] = 0.40
    transport_rich: Annotated[float, parameter("ease of getting about at the highest income", unit="0-1", low=0, high=1)] = 0.90
    transport_late: Annotated[float, parameter("loss of ease of getting about from age 75", unit="0-1", low=0, high=1)] = 0.20
    digital_poor: Annotated[float, parameter("ease with online services at the lowest income", unit="0-1", low=0, high=1)] = 0.60
    digital_rich: Annotated[float, parameter("ease with online services at the highest income", unit="0-1", low=0, high=1)] = 0.95
    digital_late: Annotated[float, parameter("loss of ease with online services from age 40 to 90", unit="0-1", low=0, high=1)] = 0.55
    caring: Annotated[float, parameter("people with a caring load at the peak age", unit="share", low=0, high=1)] = 0.55
    external: Annotated[float, parameter("mean support from kin and friends outside the town", unit="0-1", low=0, high=1)] = 0.35
    # fmt: on


AS_DECLARED = PopulationParameters()
"""The group as declared."""


def apportion(shares: Sequence[float] | Doubles, total: int) -> Wholes:
    """Return whole counts that add to `total`, by largest remainder (ties to the earlier share).

    Equation: floor(share x total), and one more for the largest fractions left.
    """
    exact = np.asarray(shares, np.float64) / np.sum(shares) * total
    counts = np.floor(exact + 1e-9).astype(np.int64)
    first = np.argsort(-(exact - counts), kind="stable")
    counts[first[: total - int(counts.sum())]] += 1
    return counts


def graded(most: float, least: float, quintile: np.ndarray) -> Doubles:
    """Return the value of each quintile on the straight line from quintile 1 to quintile 5."""
    return most + (least - most) * (quintile.astype(np.float64) - 1.0) / 4.0


def normals(chance: Chance, purpose: str, count: int, salt: str = "") -> Doubles:
    """Return `count` standard normal numbers, by inversion of the keyed uniforms."""
    lowest = 2.0**-54
    return np.asarray(ndtri(np.maximum(chance.uniforms(purpose, count, salt=salt), lowest)), np.float64)
