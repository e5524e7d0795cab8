"""The rows of value.csv: every measure of every choice with unit, interval and reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from experiments.comparison import paired, reading
from experiments.economics.appraisal import Appraised
from experiments.economics.dominance import Domination
from experiments.economics.prices import Prices
from experiments.economics.ratios import RATIO, WORSE_BUT_CHEAPER, Ratio, no_ratio, ratio
from experiments.economics.values import WELLBY_YEAR, AppraisalValues
from experiments.panel import Doubles

NOT_COSTED = "no cost given"
POUNDS = "GBP"


class Measure(NamedTuple):
    """One line of value.csv: `low` and `high` are the 95 % interval over replicates."""

    scenario: str
    against: str
    measure: str
    unit: str
    mean: float
    low: float
    high: float
    reading: str


class Worth(NamedTuple):
    """The ratios and the net benefit of a choice, with what they were reckoned from."""

    appraised: Appraised
    wellbys: Doubles
    per_wellby: Ratio
    per_connected: Ratio
    per_gap_point: Ratio
    per_gap_year: Ratio
    net: Doubles
    value: float


def wellbys(point_years: Doubles, mapping: float) -> Doubles:
    """Return WELLBYs: point-years of WEMWBS x points of life satisfaction a point of WEMWBS."""
    return point_years * mapping


def worth(one: Appraised, prices: Prices, values: AppraisalValues) -> Worth:
    """Return the ratios and the net benefit of a choice at the central value of a WELLBY."""
    gained, value = wellbys(one.wemwbs, values.life_satisfaction), prices.of(values.wellby, WELLBY_YEAR)
    net = gained * value - one.cost if one.choice.costed else np.full_like(gained, np.nan)
    return Worth(
        one, gained, _per(one, gained), _per(one, one.connected), _per(one, one.closed),
        _per(one, one.gap_years), net, value,
    )  # fmt: skip


def _per(one: Appraised, effect: Doubles) -> Ratio:
    """Return the cost for each unit of an effect, none when no cost was given."""
    return ratio(one.cost, effect) if one.choice.costed else no_ratio(NOT_COSTED)


def worth_it(net: Doubles) -> float:
    """Return the share of replicates whose net benefit is above 0, NaN when none is known."""
    seen = net[np.isfinite(net)]
    return float((seen > 0).mean()) if seen.size else np.nan


def measures(
    w: Worth, prices: Prices, values: AppraisalValues, dominated: Mapping[str, Domination]
) -> list[Measure]:
    """Return the rows of one choice."""
    one, names = w.appraised, (w.appraised.choice.scenario.name, w.appraised.choice.against.name)
    rows = [_difference(names, *row) for row in (*_costs(one), *_effects(w, values))]
    rows += [_ratio(names, *row) for row in _ratios(w, values)]
    if one.choice.costed:
        nets = _net(w, prices, values)
        rows += [_difference(names, *row) for row in nets]
        rows += [_share(names, n.replace("net_benefit", "worth_it"), worth_it(net)) for n, _, net, _ in nets]
    d = dominated.get(names[0])
    return [*rows, *([_share(names, "dominated", d.share, f"{d.kind}: {' and '.join(d.by)}")] if d else [])]


def _share(names: tuple[str, str], measure: str, share: float, told: str = "") -> Measure:
    return Measure(*names, measure, "share of replicates", share, np.nan, np.nan, told)


Difference = tuple[str, str, Doubles, int]


def _costs(one: Appraised) -> list[Difference]:
    if not one.choice.costed:
        return []
    return [("cost", POUNDS, one.cost, -1), ("cost_undiscounted", POUNDS, one.undiscounted, -1)]


def _effects(w: Worth, values: AppraisalValues) -> list[Difference]:
    one, middle = w.appraised, values.life_satisfaction
    return [
        ("wellbys", "WELLBYs", w.wellbys, 1),
        ("wellbys_low_mapping", "WELLBYs", wellbys(one.wemwbs, values.life_satisfaction_low), 1),
        ("wellbys_high_mapping", "WELLBYs", wellbys(one.wemwbs, values.life_satisfaction_high), 1),
        ("wellbys_quintile_1", "WELLBYs", wellbys(one.most, middle), 1),
        ("wellbys_quintile_5", "WELLBYs", wellbys(one.least, middle), 1),
        ("person_years_out_of_isolation", "person-years", one.connected, 1),
        ("wemwbs_gained", "WEMWBS points", one.raised, 1),
        ("gap_closed", "WEMWBS points", one.closed, 1),
        ("gap_closed_years", "WEMWBS point-years", one.gap_years, 1),
    ]


def _ratios(w: Worth, values: AppraisalValues) -> list[tuple[str, str, Ratio]]:
    middle = values.life_satisfaction
    low, high = middle / values.life_satisfaction_low, middle / values.life_satisfaction_high
    return [
        ("cost_per_wellby", f"{POUNDS} a WELLBY", w.per_wellby),
        ("cost_per_wellby_low_mapping", f"{POUNDS} a WELLBY", scaled(w.per_wellby, low)),
        ("cost_per_wellby_high_mapping", f"{POUNDS} a WELLBY", scaled(w.per_wellby, high)),
        ("cost_per_person_year_out_of_isolation", f"{POUNDS} a person-year", w.per_connected),
        ("cost_per_gap_point", f"{POUNDS} a WEMWBS point", w.per_gap_point),
        ("cost_per_gap_point_year", f"{POUNDS} a WEMWBS point-year", w.per_gap_year),
        ("break_even_value_of_a_wellby", POUNDS, w.per_wellby),
    ]


def scaled(r: Ratio, factor: float) -> Ratio:
    """Return a ratio whose unit of effect is worth less or more."""
    return Ratio(r.mean * factor, r.low * factor, r.high * factor, r.reading)


def _net(w: Worth, prices: Prices, values: AppraisalValues) -> list[Difference]:
    """Return the net benefit, WELLBYs x value - cost, at the low, central and high value of a WELLBY."""
    worths = {"": values.wellby, "_low_value": values.wellby_low, "_high_value": values.wellby_high}
    nets = {name: w.wellbys * prices.of(v, WELLBY_YEAR) - w.appraised.cost for name, v in worths.items()}
    return [(f"net_benefit{name}", POUNDS, net, 1) for name, net in nets.items()]


def _difference(names: tuple[str, str], measure: str, unit: str, values: Doubles, better: int) -> Measure:
    pair = paired(values)
    low, high = float(pair.low), float(pair.high)
    return Measure(*names, measure, unit, float(pair.mean), low, high, reading(low, high, better))


def _ratio(names: tuple[str, str], measure: str, unit: str, r: Ratio) -> Measure:
    return Measure(*names, measure, unit, r.mean, r.low, r.high, r.reading)


def stands(r: Ratio) -> bool:
    """Return whether a ratio is a cost for each unit gained."""
    return r.reading == RATIO


def saves_with_harm(r: Ratio) -> bool:
    """Return whether a ratio is a saving for each unit lost."""
    return r.reading == WORSE_BUT_CHEAPER
