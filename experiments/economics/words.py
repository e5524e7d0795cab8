"""The appraisal in plain words: cost, what it buys, how sure, who dominates, what was taken for granted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor, isfinite, log10

from experiments.comparison import paired
from experiments.economics.dominance import STRONG, Domination
from experiments.economics.measures import Worth, saves_with_harm, scaled, stands, wellbys, worth_it
from experiments.economics.prices import Prices
from experiments.economics.ratios import NO_EFFECT, NOTHING_KNOWN, SAVING, UNCLEAR, Ratio
from experiments.economics.values import WELLBY_YEAR, AppraisalValues
from experiments.figure import named
from experiments.panel import Doubles

MILLION, DIGITS = 1e6, 3
REVIEW = "HM Treasury opened a review of its discount rates on 16 December 2025."


def rounded(value: float) -> str:
    """Return a number with three significant digits: 1,230, 12.3, −0.0123; 'not seen' where nobody was."""
    if not isfinite(value):
        return "not seen"
    if not value:
        return "0"
    places = DIGITS - 1 - floor(log10(abs(value)))
    return f"{'−' if value < 0 else ''}{round(abs(value), places):,.{max(0, places)}f}"


def money(value: float) -> str:
    """Return an amount of money: '12,300 GBP', '1.24 million GBP', '−973,000 GBP'."""
    if abs(value) >= MILLION:
        return f"{rounded(value / MILLION)} million GBP"
    return f"{rounded(value)} GBP"


def span(low: float, high: float) -> str:
    """Return ' (95 % interval a to b)'; nothing without an interval or where both ends show the same."""
    scale, word = (MILLION, " million") if max(abs(low), abs(high)) >= MILLION else (1.0, "")
    ends = [rounded(x / scale) if isfinite(x) else "" for x in (low, high)]
    return f" (95 % interval {ends[0]} to {ends[1]}{word})" if ends[0] != ends[1] else ""


def _spread(values: Doubles, sign: float = 1.0) -> str:
    """Return the interval of a mean over replicates; a negative sign turns a loss into a positive number."""
    pair = paired(values * sign)
    return span(float(pair.low), float(pair.high))


def _mean(values: Doubles) -> float:
    return float(paired(values).mean)


def told(
    worths: Sequence[Worth], dominated: Mapping[str, Domination], prices: Prices, values: AppraisalValues,
    origin: int,
) -> list[str]:  # fmt: skip
    """Return the paragraphs on costs and value, with the numbers they rest on."""
    of = f"{prices.year} prices" if prices.year else "prices as given"
    lines = [f"Costs and value ({of}, discounted to week {origin}, counted to the end of the run):"]
    for w in worths:
        lines += [f"  {line}" for line in _choice(w, dominated, values)]
    alone = [] if len(worths[0].net) > 1 else ["One replicate: no intervals."]
    return [*lines, *(f"  {line}" for line in (*alone, *granted(prices, values))), ""]


def _choice(w: Worth, dominated: Mapping[str, Domination], values: AppraisalValues) -> list[str]:
    """Return the lines on one choice: the first on WELLBYs, the others set in."""
    choice, d = w.appraised.choice, dominated.get(w.appraised.choice.scenario.name)
    who = f"{named(choice.scenario.name)} against {choice.against.name}"
    if not choice.costed:
        return [f"{who}: {_gain(w.wellbys)}; {_uncosted(choice.uncosted)}."]
    lines = [_fifths(w, values), _isolation(w), _gap(w), _net(w)]
    lines += [domination(d)] if d else []
    lines += [f"Not the whole cost: {_uncosted(choice.uncosted)}"] if choice.uncosted else []
    lines += [_facing(choice.facing, choice.against.name)] if choice.facing else []
    first = f"{who}: {_cost(w.appraised.cost)}, {_gain(w.wellbys)}: {per_wellby(w, values)}."
    return [first, *(f"  {line}." for line in lines)]


def _cost(cost: Doubles) -> str:
    mean = _mean(cost)
    verb, sign = ("saves", -1.0) if mean < 0 else ("costs", 1.0)
    return f"{verb} {money(abs(mean))}{_spread(cost, sign)}"


def _gain(gained: Doubles) -> str:
    """Return what is gained or lost in WELLBYs, with its interval."""
    mean = _mean(gained)
    if not mean:
        return "gains no WELLBYs"
    verb, sign = ("gains", 1.0) if mean > 0 else ("loses", -1.0)
    return f"{verb} {rounded(abs(mean))} WELLBYs{_spread(gained, sign)}"


def per_wellby(w: Worth, values: AppraisalValues) -> str:
    """Return the cost of a WELLBY with its interval, and over the range of the mapping."""
    r, middle = w.per_wellby, values.life_satisfaction
    if not stands(r):
        return cost_of(r, "a WELLBY")
    mappings = (values.life_satisfaction_high, values.life_satisfaction_low)
    cheap, dear = (scaled(r, middle / mapping).mean for mapping in mappings)
    return f"{cost_of(r, 'a WELLBY')}; {money(cheap)} to {money(dear)} by other mappings of WEMWBS"


def cost_of(r: Ratio, what: str) -> str:
    """Return a ratio in words: what a unit costs, or why that cannot be said."""
    if stands(r):
        return f"{money(r.mean)} {what}{span(r.low, r.high)}"
    if saves_with_harm(r):
        return f"saves {money(r.mean)} for {what} lost{span(r.low, r.high)}"
    reasons = {
        SAVING: f"{what} costs nothing, since it saves money",
        UNCLEAR: f"no clear effect, so no cost of {what}",
        NO_EFFECT: f"no effect, so no cost of {what}",
        NOTHING_KNOWN: "not seen",
    }
    return reasons.get(r.reading, f"no cost of {what}, since money is spent and it gets worse")


def _fifths(w: Worth, values: AppraisalValues) -> str:
    most, least = (wellbys(x, values.life_satisfaction) for x in (w.appraised.most, w.appraised.least))
    return (
        f"Of the WELLBYs {rounded(_mean(most))} in the most deprived areas (SIMD quintile 1){_spread(most)} "
        f"and {rounded(_mean(least))} in the least deprived (quintile 5){_spread(least)}"
    )


def _isolation(w: Worth) -> str:
    years, each = w.appraised.connected, cost_of(w.per_connected, "a person-year")
    return f"Out of isolation: {rounded(_mean(years))} person-years{_spread(years)}; {each}"


def _gap(w: Worth) -> str:
    """Return how far the gap is closed or widened, and what a point costs."""
    closed, each = w.appraised.closed, cost_of(w.per_gap_point, "a point closed")
    mean = _mean(closed)
    if not isfinite(mean):
        return "Gap of WEMWBS between SIMD quintiles 1 and 5: not seen, since one of them has nobody"
    if not mean:
        return "Gap of WEMWBS between SIMD quintiles 1 and 5: no difference"
    side, sign = ("narrower", 1.0) if mean > 0 else ("wider", -1.0)
    size = f"{rounded(abs(mean))} points {side}{_spread(closed, sign)}"
    return f"Gap of WEMWBS between SIMD quintiles 1 and 5: {size}; {each}"


def _net(w: Worth) -> str:
    """Return the net benefit, the value it breaks even at, and how often it is worth its cost."""
    even = f"; it breaks even at {money(w.per_wellby.mean)}" if stands(w.per_wellby) else ""
    return (
        f"At {money(w.value)} a WELLBY the net benefit is {money(_mean(w.net))}{_spread(w.net)}{even}; "
        f"worth its cost in {100 * worth_it(w.net):.0f} % of replicates"
    )


def domination(d: Domination) -> str:
    """Return who dominates an option, and how often."""
    others, often = " and ".join(named(name) for name in d.by), f"{100 * d.share:.0f} % of replicates"
    if d.kind == STRONG:
        return f"Dominated by {others}, which costs no more and does no less (so in {often})"
    return f"Dominated by a mix of {others}, which does as much for less (so in {often})"


def _facing(shocks: Sequence[str], against: str) -> str:
    """Return the warning that a scenario's own shocks are in its figures."""
    return (
        f"These figures count the harm of {', '.join(shocks)}, which {against} does not face; compare with "
        "a scenario of the same shocks in which nothing is done"
    )


def _uncosted(names: Sequence[str]) -> str:
    return f"no cost given for {', '.join(names)}" if names else "no cost given"


def granted(prices: Prices, values: AppraisalValues) -> list[str]:
    """Return what the figures take for granted: rates, mapping, value of a WELLBY, price years."""
    ends = [prices.of(v, WELLBY_YEAR) for v in (values.wellby_low, values.wellby, values.wellby_high)]
    low, middle, high = map(rounded, ends)
    year = prices.year if prices.converted else WELLBY_YEAR
    lines = [
        f"Rates: costs {100 * values.discount_costs:g} % a year, effects {100 * values.discount_effects:g} % "
        f"(Green Book; that WELLBYs are discounted like health is assumed). {REVIEW}",
        f"Mapping: a point of WEMWBS counts as {values.life_satisfaction:g} points of life satisfaction "
        f"({values.life_satisfaction_low:g} to {values.life_satisfaction_high:g}). A WELLBY is valued at "
        f"{middle} GBP ({low} to {high}) in {year} prices. Change either with --value.",
        "WELLBYs, person-years out of isolation and the gap tell one change in three ways: never add them.",
    ]
    return [*lines, *(f"Prices: {note}." for note in prices.notes)]
