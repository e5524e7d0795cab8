"""What a survey would find: state turned into published questions, to be read against surveys.

Each answer cites its question and the evidence rows that report it. A threshold says from which state on a
person gives the answer; thresholds are part of the measurement, not of the world.
"""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

import math
from typing import Annotated as A
from typing import NamedTuple

import numpy as np

from model.columns import Bytes, Flags, Floats
from model.kernels import rule
from model.parameters import parameter


class SurveyParameters(NamedTuple):
    """From which state on a person gives an answer."""

    # fmt: off
    below_average: A[float, parameter("WEMWBS at or below which wellbeing is below average", unit="WEMWBS", low=14, high=70, source="headline indicator of health inequalities, T202")] = 41.0
    distress: A[float, parameter("(1 - wellbeing + strain) / 2 above which GHQ-12 shows a case (4 or more)", unit="0-1", low=0, high=1, source="fitted to T250")] = 0.3839
    good_health: A[float, parameter("health above which it is called good or very good", unit="0-1", low=0, high=1, source="fitted to T212-T216")] = 0.6974
    lonely: A[float, parameter("loneliness above which a person felt lonely some, most or all of last week", unit="0-1", low=0, high=1, source="fitted to T022, T073")] = 0.425
    lonely_often: A[float, parameter("loneliness above which it was most or all of the time", unit="0-1", low=0, high=1, source="fitted to T088")] = 0.5876
    belongs: A[float, parameter("belonging above which it is very or fairly strong", unit="0-1", low=0, high=1, source="fitted to T012, T013")] = 0.5379
    safe: A[float, parameter("safety above which a person feels safe walking alone after dark", unit="0-1", low=0, high=1, source="assumed; moved with the fit to T028, T091, which leaves it open (appendix H)")] = 0.4835
    reliable_belonging: A[float, parameter("weight of belonging beside local tie strength on whether a neighbour can be relied on", unit="strength", low=0, high=10)] = 2.0
    reliable: A[float, parameter("local tie strength plus weighted belonging above which a neighbour can be relied on", unit="strength", low=0, high=10, source="fitted to T017")] = 1.501
    trusting: A[float, parameter("trust above which most people here can be trusted", unit="0-1", low=0, high=1, source="set to 82 %, T023")] = 0.515
    influential: A[float, parameter("control above which a person can influence decisions", unit="0-1", low=0, high=1, source="fitted to T032, T126-T128, T246, T247")] = 0.5539
    influence_outlook: A[float, parameter("weight of a person's own set point on the answer whether one can influence decisions", unit="weight", low=0, high=10, source="assumed; moved with the fit to T127, T128, which leaves it open (appendix H)")] = 1.863
    outlook: A[float, parameter("weight of a person's own set point on how the place is rated", unit="weight", low=0, high=10, source="fitted to T002, T003")] = 3.247
    very_good_place: A[float, parameter("place quality plus outlook x set point above which the neighbourhood is very good", unit="0-1", low=0, high=1, source="assumed; moved with the fit to T001-T003, which leaves it open (appendix H)")] = 0.5554
    sociable: A[int, parameter("ties met in a week outside the home from which on a person meets socially weekly", unit="ties", low=1, high=10, source="set to 69 %, T021")] = 4
    places_to_meet: A[float, parameter("groups for 100 residents times (1/2 + life) at which there are places to meet", unit="groups", low=0, high=20, source="fitted to T026, T241-T243")] = 2.289
    meeting_outlook: A[float, parameter("weight of a person's own set point on whether one sees places to meet: exp(x set point)", unit="weight", low=0, high=30, source="assumed; moved with the fit to T242, T243, which leaves it open (appendix H)")] = 12.69
    struggling: A[float, parameter("financial strain above which a person does not manage well", unit="0-1", low=0, high=1)] = 0.55
    linked: A[float, parameter("linking tie above which a person has one", unit="0-1", low=0, high=1)] = 0.35
    isolated: A[float, parameter("recent contact below which a person is isolated", unit="strength", low=0, high=10)] = 1.1
    member: A[float, parameter("habit above which a person is a member of a group", unit="0-1", low=0, high=1)] = 0.25
    # fmt: on


@rule
def wemwbs(wellbeing: float) -> float:
    """Return the Warwick-Edinburgh Mental Wellbeing Scale, 14 to 70: 14 + 56 W."""
    return 14.0 + 56.0 * wellbeing


@rule
def is_case(wellbeing: float, strain: float, p: SurveyParameters) -> bool:
    """Return whether the GHQ-12 shows psychological distress (4 or more)."""
    return 0.5 * (1.0 - wellbeing + strain) > p.distress


@rule
def relies_on_neighbour(local: float, belonging: float, p: SurveyParameters) -> bool:
    """Return whether a person could rely on a neighbour to help."""
    return local + p.reliable_belonging * belonging > p.reliable


@rule
def finds_place_very_good(quality: float, set_point: float, p: SurveyParameters) -> bool:
    """Return whether a person rates the neighbourhood a very good place to live."""
    return quality + p.outlook * set_point > p.very_good_place


@rule
def feels_influential(control: float, set_point: float, p: SurveyParameters) -> bool:
    """Return whether a person says that they can influence decisions that affect the local area."""
    return control + p.influence_outlook * set_point > p.influential


@rule
def sees_places_to_meet(
    groups: float, residents: float, life: float, habit: float, set_point: float, p: SurveyParameters
) -> bool:
    """Return whether a person says there are places to meet: groups in reach, lively, known by habit, seen."""
    seen = math.exp(p.meeting_outlook * set_point)
    return 100.0 * groups / residents * (0.5 + life + habit) * seen > p.places_to_meet


@rule
def is_isolated(contact: float, close: int, p: SurveyParameters) -> bool:
    """Return whether a person is isolated: little recent contact and at most one close tie."""
    return contact < p.isolated and close <= 1


def isolated_residents(contact: Floats, close: Bytes, p: SurveyParameters) -> Flags:
    """Return which residents are isolated, as `is_isolated` says of one (residents,)."""
    return np.asarray((contact < p.isolated) & (close <= 1))
