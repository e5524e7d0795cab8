"""The residents: one row an adult (16 or over), one column a property.

A row is a person's identity for chance. When a person dies or leaves, the row is taken over by the
person who fills the vacancy, so the number of residents stays.
"""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model.columns import Bytes, Column, Floats, Ints, Shorts, column

FEMALE, MALE = 0, 1
OWNER, SOCIAL_RENTER, PRIVATE_RENTER = 0, 1, 2
EMPLOYED, UNEMPLOYED, NOT_WORKING = 0, 1, 2
NEVER = 65535
"""Weeks since something that has not happened."""
ADULT, OLDEST = 16.0, 120.0
LARGEST_HOUSEHOLD = 8
LEAST_SOCIABLE, MOST_SOCIABLE = 0.3, 1.7

TENURES = ("owner", "social renter", "private renter")
SEXES = ("female", "male")
WORK = ("employed", "unemployed", "not in the labour force")


def weeks(meaning: str) -> Column:
    """Return a column that counts weeks (65,535 = never, or longer than that)."""
    return column(meaning, unit="weeks", high=NEVER, dtype=np.uint16)


class Residents(NamedTuple):
    """All residents. Shapes: (residents,), or (residents, width) where a width is given."""

    # who a person is
    # fmt: off
    place: A[Shorts, column("neighbourhood of the home", unit="index", high=65534, dtype=np.uint16)]
    household: A[Ints, column("household", unit="index", high=2**32 - 1, dtype=np.uint32)]
    adults: A[Bytes, column("adults in the household", unit="people", low=1, high=LARGEST_HOUSEHOLD, dtype=np.uint8)]
    age: A[Floats, column("age", unit="years", low=ADULT, high=OLDEST)]
    sex: A[Bytes, column("0 female, 1 male", unit="code", high=1, dtype=np.uint8)]
    income: A[Floats, column("rank of household income in the country (1 = highest)", unit="rank")]
    housing: A[Bytes, column("0 owner, 1 social renter, 2 private renter", unit="code", high=2, dtype=np.uint8)]
    sociability: A[Floats, column("lasting inclination to company", unit="factor", low=LEAST_SOCIABLE, high=MOST_SOCIABLE)]
    transport: A[Floats, column("ease of getting about (car, pass, mobility)")]
    digital: A[Floats, column("ease with online contact and services")]
    caring: A[Floats, column("load of caring for children or others")]
    external: A[Floats, column("support from kin and friends outside the town")]
    set_point: A[Floats, column("lasting deviation of wellbeing from the average person", unit="wellbeing", low=-0.5, high=0.5)]
    frailty: A[Floats, column("lasting deviation of health from the average person", unit="health", low=-0.6, high=0.6)]
    shyness: A[Floats, column("lasting inclination to loneliness", unit="log-odds", low=-4, high=4)]
    # how a person is (slow to fast)
    health: A[Floats, column("health (slow)")]
    wellbeing: A[Floats, column("mental wellbeing; WEMWBS = 14 + 56 x wellbeing")]
    money_strain: A[Floats, column("financial strain")]
    strain: A[Floats, column("general strain")]
    loneliness: A[Floats, column("loneliness")]
    belonging: A[Floats, column("sense of belonging to the neighbourhood")]
    safety: A[Floats, column("perceived safety")]
    trust: A[Floats, column("trust in people and institutions nearby")]
    control: A[Floats, column("sense of influence over what affects one's life")]
    damage: A[Floats, column("damage to the home")]
    advice_gain: A[Floats, column("relief of money strain won by advice", unit="money strain")]
    contact: A[Floats, column("recent contact with ties (sum of strengths met a week, smoothed)", unit="strength", high=64)]
    support: A[Floats, column("day-to-day support from close ties, recent")]
    load: A[Floats, column("load of helping others, recent")]
    used: A[Floats, column("how used a person is to stress from outside")]
    unmet: A[Floats, column("burden of needs that wait too long")]
    # what a person is used to
    club_habit: A[Floats, column("habit of taking part in activities")]
    volunteering_habit: A[Floats, column("habit of volunteering")]
    civic_habit: A[Floats, column("habit of taking part in decisions")]
    attended: A[Shorts, weeks("weeks since last at an activity")]
    volunteered: A[Shorts, weeks("weeks since last volunteered")]
    engaged: A[Shorts, weeks("weeks since last took part in a decision")]
    settled: A[Shorts, weeks("weeks at this address")]
    # work
    work: A[Bytes, column("0 employed, 1 unemployed, 2 not in the labour force", unit="code", high=2, dtype=np.uint8)]
    jobless: A[Shorts, weeks("weeks out of work (0 when employed)")]
    coached: A[Shorts, weeks("weeks of help with finding work that are left")]
    # services
    knows: A[Bytes, column("services known, one bit each", unit="bits", high=127, dtype=np.uint8)]
    needs: A[Bytes, column("needs open, one bit a service", unit="bits", high=127, dtype=np.uint8)]
    queued: A[Bytes, column("needs waiting in a service's queue", unit="bits", high=127, dtype=np.uint8)]
    waited: A[Bytes, column("weeks since each need arose", unit="weeks", high=255, dtype=np.uint8, width=7)]
    setbacks: A[Bytes, column("times turned away or given up, recent", unit="times", high=255, dtype=np.uint8)]
    case_weeks: A[Bytes, column("weeks left with a link worker", unit="weeks", high=255, dtype=np.uint8)]
    case_wait: A[Bytes, column("weeks on the waiting list of the link workers (0 = not on it)", unit="weeks", high=255, dtype=np.uint8)]
    sessions: A[Bytes, column("sessions with a link worker in this or the last episode", unit="sessions", high=255, dtype=np.uint8)]
    # linking ties: a named worker, an organisation, a decision maker
    worker_link: A[Floats, column("linking tie to a service worker")]
    group_link: A[Floats, column("linking tie to an organisation")]
    council_link: A[Floats, column("linking tie to a decision maker")]
    # fmt: on


class Drafts(NamedTuple):
    """What outcomes will be at the week's end; every rule reads the week's start."""

    # fmt: off
    health: A[Floats, column("health")]
    wellbeing: A[Floats, column("wellbeing")]
    money_strain: A[Floats, column("money strain")]
    strain: A[Floats, column("strain")]
    loneliness: A[Floats, column("loneliness")]
    belonging: A[Floats, column("belonging")]
    safety: A[Floats, column("safety")]
    trust: A[Floats, column("trust")]
    control: A[Floats, column("control")]
    # fmt: on


def settle(residents: Residents, drafts: Drafts) -> None:
    """Write the drafted outcomes: the week ends."""
    for name in Drafts._fields:
        np.copyto(getattr(residents, name), getattr(drafts, name))
