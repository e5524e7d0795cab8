"""Safeguarding: whether a mobilised community averts or delays the closure of a service it uses.

Campaign strength Z is the mean, over the neighbourhoods that use the site, of engagement, collective
efficacy and linking ties; people who gain or lose a service they fought for gain or lose control and
trust by the same rules as at any promise kept or broken.
"""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

import math
from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model.climate import Climate
from model.columns import Doubles, Flags
from model.parameters import parameter
from model.shapes import logistic

AVERTED, DELAYED, LOST = "averted", "delayed", "lost"


class SafeguardingParameters(NamedTuple):
    """How a campaign for a service fares."""

    # fmt: off
    engaged: A[float, parameter("weight of the share engaged or volunteering in the last year", unit="weight", low=0, high=5)] = 0.5
    efficacy: A[float, parameter("weight of collective efficacy", unit="weight", low=0, high=5)] = 0.6
    linked: A[float, parameter("weight of linking ties to decision makers and organisations", unit="weight", low=0, high=5)] = 0.8
    anchor: A[float, parameter("weight of a community anchor organisation", unit="weight", low=0, high=5)] = 0.35
    threshold: A[float, parameter("campaign strength that averts half of contested closures", unit="strength", low=0, high=5)] = 0.75
    steepness: A[float, parameter("how sharply strength decides", unit="log-odds/strength", low=0.5, high=50)] = 8.0
    notice: A[int, parameter("weeks of notice that a campaign needs for its full strength", unit="weeks", low=1, high=104)] = 13
    delay_share: A[float, parameter("share of the remaining closures that are put off", unit="share", low=0, high=1)] = 0.3
    delay: A[int, parameter("weeks by which they are put off", unit="weeks", low=1, high=260)] = 26
    # fmt: on


def campaign_strength(
    climate: Climate, anchor: Doubles, users: Flags, notice: int, p: SafeguardingParameters
) -> float:
    """Return Z over the neighbourhoods flagged `users` (places,): engagement, efficacy, linking, anchor.

    It grows with notice up to `p.notice` weeks: Z x min(1, (1 + notice) / p.notice) ^ (1/2).
    """
    strength = (
        p.engaged * climate.engaged
        + p.efficacy * climate.efficacy
        + p.linked * climate.linked
        + p.anchor * anchor
    )
    time = min(1.0, (1.0 + notice) / p.notice)
    return float(strength[users].mean() * math.sqrt(time)) if users.any() else 0.0


def chance_averted(strength: float, p: SafeguardingParameters) -> float:
    """Return the chance that a campaign of strength Z wins: logistic(steepness (Z - threshold))."""
    return logistic(p.steepness * (strength - p.threshold))


def outcome(strength: float, luck: float, p: SafeguardingParameters) -> str:
    """Return AVERTED, DELAYED or LOST for a uniform `luck`."""
    averted = chance_averted(strength, p)
    if luck < averted:
        return AVERTED
    return DELAYED if luck < averted + (1.0 - averted) * p.delay_share else LOST


def users_of(site: int, service: int, nearest: np.ndarray) -> Flags:
    """Return which neighbourhoods use a site: for whom it is the service's nearest open one (places,)."""
    return np.asarray(nearest[:, service] == site)
