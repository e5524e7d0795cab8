"""What an appraisal takes for granted: discount rates, what a WELLBY is worth, what a WEMWBS point means."""
# ruff: noqa: E501  (one declaration, one line)

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated as A
from typing import NamedTuple

from experiments.refusal import Refusal
from model.parameters import ParameterFault, changed, parameter

OPTION = "--value"
WELLBY_YEAR = 2019
"""The year in whose prices the value of a WELLBY is given."""
GREEN_BOOK = "HM Treasury (2026) The Green Book, chapter 6"
LIKE_HEALTH = f"{GREEN_BOOK}, rate of health and life; that WELLBYs are treated like health is assumed"
WELLBEING = "HM Treasury (2021) Wellbeing guidance for appraisal, in 2019 prices"
EXCHANGE = "Mukuria et al (2015), South Yorkshire Cohort, in the WellWorth technical guide of Happy City"


class AppraisalValues(NamedTuple):
    """The numbers that turn spending and effects into costs and value; every report states them."""

    discount_costs: A[float, parameter("discount rate of costs, years 0 to 30", unit="1/year", low=0, high=0.2, source=GREEN_BOOK)] = 0.035
    discount_costs_later: A[float, parameter("discount rate of costs from year 31", unit="1/year", low=0, high=0.2, source=GREEN_BOOK)] = 0.03
    discount_effects: A[float, parameter("discount rate of WELLBYs, person-years and point-years, years 0 to 30", unit="1/year", low=0, high=0.2, source=LIKE_HEALTH)] = 0.015
    discount_effects_later: A[float, parameter("discount rate of effects from year 31", unit="1/year", low=0, high=0.2, source=LIKE_HEALTH)] = 0.0129
    life_satisfaction: A[float, parameter("points of life satisfaction (0-10) that a point of WEMWBS is worth", unit="points", low=0.001, high=1, source=EXCHANGE)] = 0.13
    life_satisfaction_low: A[float, parameter("the same, low: part of the association is not effect", unit="points", low=0.001, high=1)] = 0.09
    life_satisfaction_high: A[float, parameter("the same, high: a standard deviation (2 points) for one of WEMWBS (9)", unit="points", low=0.001, high=1)] = 0.22
    wellby: A[float, parameter("value of a WELLBY, central", unit="GBP", low=1, high=1e6, source=WELLBEING)] = 13_000.0
    wellby_low: A[float, parameter("value of a WELLBY, low", unit="GBP", low=1, high=1e6, source=WELLBEING)] = 10_000.0
    wellby_high: A[float, parameter("value of a WELLBY, high", unit="GBP", low=1, high=1e6, source=WELLBEING)] = 16_000.0


RANGES = ("life_satisfaction", "wellby")


def values_of(settings: Sequence[str]) -> AppraisalValues:
    """Return the values with 'name=number' settings; raises Refusal with every fault."""
    values, faults = AppraisalValues(), []
    for setting in settings:
        name, _, given = setting.partition("=")
        try:
            values = changed(values, name.strip(), _number(given.strip()))
        except ParameterFault as fault:
            faults.append(f"{OPTION} {setting}: {fault}")
    faults += [] if faults else [f for name in RANGES for f in _out_of_order(values, name)]
    if faults:
        raise Refusal("\n".join(faults))
    return values


def _number(text: str) -> float | str:
    """Return the number that a text gives, or the text when it gives none."""
    try:
        return float(text)
    except ValueError:
        return text


def _out_of_order(values: AppraisalValues, name: str) -> list[str]:
    """Return the fault of a central value that lies outside its low and high."""
    low, middle, high = (float(getattr(values, n)) for n in (f"{name}_low", name, f"{name}_high"))
    if low <= middle <= high:
        return []
    return [f"{OPTION} {name}: {middle:g} lies outside {name}_low {low:g} to {name}_high {high:g}"]
