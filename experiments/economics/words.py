"""The appraisal in plain words: cost, what it buys, how sure, who dominates, what was taken for granted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from experiments.comparison import paired
from experiments.economics.dominance import STRONG, Domination
from experiments.economics.measures import Worth, saves_with_harm, scaled, stands, wellbys, worth_it
from experiments.economics.prices import Prices
from experiments.economics.ratios import NO_EFFECT, SAVING, UNCLEAR, Ratio
from experiments.economics.values import WELLBY_YEAR, AppraisalValues
from experiments.figure import named
from experiments.panel import Doubles

MILLION, DIGITS = 1e6, 3
SIGNS = ("−", "", "+")
REVIEW = "HM Treasury opened a review of its discount rates on 16 December 2025."


def rounded(value: float) -> str:
    """Return the size of a number with three significant digits: 1,230, 12.3, 0.0123."""
    size = abs(value)
    if not size:
        return "0"
    places = max(0, DIGITS - 1 - int(np.floor(np.log10(size))))
    whole = round(size, DIGITS - 1 - int(np.floor(np.log10(size))))
    return f"{whole:,.{places}f}"


def money(value: float) -> str:
    """Return an amount of money: '12,300 GBP', '1.24 million GBP', with a real minus."""
    sign = "−" if value < 0 else ""
    if abs(value) >= MILLION:
        return f"{sign}{rounded(value / MILLION)} million GBP"
    return f"{sign}{rounded(value)} GBP"


def span(values: Doubles, *, pounds: bool = False) -> str:
    """Return ' (95 % interval a to b)' of a mean over replicates, or that one replicate has none."""
    pair = paired(values)
    return interval(float(pair.low), float(pair.high), pounds=pounds)


def interval(low: float, high: float, *, pounds: bool = False) -> str:
    """Return an interval in words; nothing where both ends show as the same."""
    if not np.isfinite(low):
        return " (no interval)"
    ends = [money(x) if pounds else f"{'−' if x < 0 else ''}{rounded(x)}" for x in (low, high)]
    return f" (95 % interval {ends[0]} to {ends[1]})" if ends[0] != ends[1] else ""


def told(
    worths: Sequence[Worth], dominated: Mapping[str, Domination], prices: Prices, values: AppraisalValues,
    origin: int,
) -> list[str]:  # fmt: skip
    """Return the paragraphs on costs and value, with the numbers they rest on."""
    of = f"{prices.year} prices" if prices.year else "prices as given"
    lines = [f"Costs and value ({of}, discounted to week {origin}, counted to the end of the run):"]
    for w in worths:
        lines += [f"  {line}" for line in _choice(w, dominated, values)]
    return [*lines, *(f"  {line}" for line in granted(prices, values)), ""]


def _choice(w: Worth, dominated: Mapping[str, Domination], values: AppraisalValues) -> list[str]:
    """Return the lines on one choice."""
    one, choice = w.appraised, w.appraised.choice
    who = f"{named(choice.scenario.name)} against {choice.against.name}"
    if not choice.costed:
        return [f"{who}: {_gain(w, values)}; {_uncosted(choice.uncosted)}."]
    lines = [f"{who}: {_cost(one.cost)} and {_gain(w, values)}: {per_wellby(w, values)}."]
    lines += [f"  {line}." for line in (_isolation(w), _gap(w), _fifths(w, values), _net(w))]
    if choice.scenario.name in dominated:
        lines.append(f"  {domination(dominated[choice.scenario.name])}.")
    if choice.uncosted:
        lines.append(f"  {_uncosted(choice.uncosted).capitalize()}: the true cost differs.")
    if choice.facing:
        lines.append(
            f"  It faces what {choice.against.name} does not ({', '.join(choice.facing)}): these figures "
            f"count that harm. Add a scenario with the same shocks and nothing done."
        )
    return lines


def _cost(cost: Doubles) -> str:
    mean = float(paired(cost).mean)
    return f"{'saves' if mean < 0 else 'costs'} {money(abs(mean))}{_sized(cost)}"


def _sized(cost: Doubles) -> str:
    """Return the interval of a cost as it is told, a saving turned to a positive number."""
    return span(-cost if float(paired(cost).mean) < 0 else cost, pounds=True)


def _gain(w: Worth, values: AppraisalValues) -> str:
    """Return what is gained in WELLBYs, with its interval and the range of the mapping."""
    point_years = w.appraised.wemwbs
    mean = float(paired(w.wellbys).mean)
    if not mean:
        return "gains no WELLBYs"
    verb, sign = ("gains", 1.0) if mean > 0 else ("loses", -1.0)
    ends = [
        rounded(float(paired(wellbys(point_years, m)).mean))
        for m in (values.life_satisfaction_low, values.life_satisfaction_high)
    ]
    return f"{verb} {rounded(mean)} WELLBYs{span(w.wellbys * sign)}, {ends[0]} to {ends[1]} over the mapping"


def per_wellby(w: Worth, values: AppraisalValues) -> str:
    """Return the cost of a WELLBY, with its interval and the range of the mapping."""
    r = w.per_wellby
    text = cost_of(r, "a WELLBY")
    if not stands(r):
        return text
    cheap, dear = (
        money(scaled(r, values.life_satisfaction / m).mean)
        for m in (values.life_satisfaction_high, values.life_satisfaction_low)
    )
    return f"{text}, {cheap} to {dear} over the mapping"


def cost_of(r: Ratio, what: str) -> str:
    """Return a ratio in words: what a unit costs, or why that cannot be said."""
    if stands(r):
        return f"{money(r.mean)} {what}{interval(r.low, r.high, pounds=True)}"
    if saves_with_harm(r):
        return f"saves {money(r.mean)} for {what} lost{interval(r.low, r.high, pounds=True)}"
    if r.reading == SAVING:
        return f"{what} at no cost, since it saves money"
    if r.reading in (UNCLEAR, NO_EFFECT):
        return f"{r.reading}, so no cost of {what}"
    return f"no cost of {what}: it {r.reading}"


def _isolation(w: Worth) -> str:
    years, each = w.appraised.connected, cost_of(w.per_connected, "a person-year")
    return f"Out of isolation: {_amount(years)} person-years{span(years)}; {each}"


def _gap(w: Worth) -> str:
    closed, each = w.appraised.closed, cost_of(w.per_gap_point, "a point of the gap")
    told = f"Gap of WEMWBS closed by {_amount(closed)} points{span(closed)}; {each}"
    return f"{told}, {money(w.per_gap_year.mean)} a point for a year" if stands(w.per_gap_year) else told


def _amount(values: Doubles) -> str:
    mean = float(paired(values).mean)
    return f"{SIGNS[int(np.sign(mean)) + 1] if mean < 0 else ''}{rounded(mean)}"


def _fifths(w: Worth, values: AppraisalValues) -> str:
    most, least = (wellbys(x, values.life_satisfaction) for x in (w.appraised.most, w.appraised.least))
    return (
        f"WELLBYs of the most deprived areas (SIMD quintile 1) {_amount(most)}{span(most)}, "
        f"of the least deprived (quintile 5) {_amount(least)}{span(least)}"
    )


def _net(w: Worth) -> str:
    """Return the net benefit, the value it breaks even at, and how often it is worth its cost."""
    mean = float(paired(w.net).mean)
    even = f"; it breaks even at {money(w.per_wellby.mean)} a WELLBY" if stands(w.per_wellby) else ""
    return (
        f"At {money(w.value)} a WELLBY the net benefit is {money(mean)}{span(w.net, pounds=True)}{even}; "
        f"worth its cost in {100 * worth_it(w.net):.0f} % of replicates"
    )


def domination(d: Domination) -> str:
    """Return who dominates an option, and how often."""
    others = " and ".join(named(name) for name in d.by)
    often = f"(so in {100 * d.share:.0f} % of replicates)"
    if d.kind == STRONG:
        return f"Dominated by {others}, which costs no more and does no less {often}"
    return f"Dominated by a mix of {others}, which does as much for less {often}"


def _uncosted(names: Sequence[str]) -> str:
    return f"no cost given for {', '.join(names)}" if names else "no cost given"


def granted(prices: Prices, values: AppraisalValues) -> list[str]:
    """Return what the figures take for granted: rates, mapping, value of a WELLBY, price years."""
    low, high = (prices.of(v, WELLBY_YEAR) for v in (values.wellby_low, values.wellby_high))
    year = prices.year if prices.converted else WELLBY_YEAR
    lines = [
        f"Rates: costs {100 * values.discount_costs:g} % a year, effects {100 * values.discount_effects:g} % "
        f"(Green Book; that WELLBYs are discounted like health is assumed). {REVIEW}",
        f"Mapping: a point of WEMWBS is worth {values.life_satisfaction:g} points of life satisfaction "
        f"({values.life_satisfaction_low:g} to {values.life_satisfaction_high:g}); a WELLBY {money(low)} to "
        f"{money(high)} ({year} prices). Change any of these with --value.",
        "WELLBYs, person-years out of isolation and the gap tell one change in three ways: never add them.",
    ]
    return [*lines, *(f"Prices: {note}." for note in prices.notes)]
