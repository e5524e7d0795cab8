"""The figure of an appraisal: cost against WELLBYs, and the gain of WEMWBS against the gap closed."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.comparison import paired
from experiments.economics.dominance import Domination
from experiments.economics.measures import Worth
from experiments.economics.prices import Prices
from experiments.economics.ratios import RATIO
from experiments.economics.values import WELLBY_YEAR, AppraisalValues
from experiments.economics.words import money
from experiments.figure import COLOURS, named
from experiments.labels import apart
from experiments.page import FAINT, Text, page
from experiments.panel import Doubles
from experiments.panels import END_LINE, END_SIZE, GRID, POINTS, WRAP, ZERO, Words, dress

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TALL, EACH = 4.1, 0.62
"""Height of a panel in inches, and what each option needs of it beside the panel."""
THOUSAND, MILLION = 1e3, 1e6
MARKERS = ("o", "s", "^")
ROOM = 0.16
CORNER, QUARTER_WIDE, QUARTER_TALL = 9.5, 0.4, 0.1
"""Size of the words in the corners, and the share of a panel that a quarter needs to hold them."""
LABEL_WRAP = WRAP - 3


class Option(NamedTuple):
    """An option as the planes show it: x and y over the replicates, hollow when dominated."""

    label: str
    colour: str
    marker: str
    x: Doubles
    y: Doubles
    hollow: bool


def value_figure(
    worths: Sequence[Worth], dominated: Mapping[str, Domination], prices: Prices, values: AppraisalValues
) -> Figure:
    """Return the cost-effectiveness plane and the equity-impact plane of an appraisal."""
    tall = max(TALL, EACH * len(worths))
    value = prices.of(values.wellby, WELLBY_YEAR)
    sheet, (top,) = page(_text(worths, dominated, prices), [(tall, 0)])
    costed = [w for w in worths if w.appraised.choice.costed]
    scale, unit = _scale(costed)
    left = [_option(w, worths, dominated, w.wellbys, w.appraised.cost / scale) for w in costed]
    right = [_option(w, worths, dominated, w.appraised.raised, w.appraised.closed) for w in worths]
    cost, equity = sheet.axes(0, top, tall), sheet.axes(1, top, tall)
    spent = Words("What it costs, what it gains", f"{unit}; dashed: {money(value)} a WELLBY")
    fair = Words("Does it close the gap?", "points of the WEMWBS gap between SIMD quintiles closed")
    _plane(cost, left, spent, "WELLBYs gained")
    _worth_line(cost, value / scale)
    _plane(equity, right, fair, "points of WEMWBS gained by all")
    _corners(equity)
    return sheet.figure


def _scale(worths: Sequence[Worth]) -> tuple[float, str]:
    """Return what costs are divided by, and the unit then."""
    largest = max((float(np.nanmax(np.abs(w.appraised.cost))) for w in worths), default=0.0)
    return (MILLION, "million GBP") if largest >= MILLION else (THOUSAND, "thousand GBP")


def _option(
    w: Worth, worths: Sequence[Worth], dominated: Mapping[str, Domination], x: Doubles, y: Doubles
) -> Option:
    place, name = list(worths).index(w), w.appraised.choice.scenario.name
    marker = MARKERS[(place + place // len(COLOURS)) % len(MARKERS)]
    return Option(named(name), COLOURS[place % len(COLOURS)], marker, x, y, name in dominated)


def _plane(axes: Axes, options: Sequence[Option], words: Words, across: str) -> None:
    """Draw options as clouds of replicates with the 95 % intervals of their mean, and a label beside each."""
    axes.axhline(0, color=ZERO, lw=1.2, zorder=1)
    axes.axvline(0, color=ZERO, lw=1.2, zorder=1)
    for option in options:
        _drawn(axes, option)
    _limits(axes, options)
    dress(axes, words, [])
    axes.grid(axis="x", color=GRID, lw=0.8)
    axes.locator_params(axis="x", nbins=5)
    axes.set_xlabel(across, size=END_SIZE, color=FAINT, labelpad=6)
    _label(axes, options)


def _drawn(axes: Axes, option: Option) -> None:
    """Draw one option: small dots are replicates, the cross the intervals, the large mark the mean."""
    across, up = paired(option.x), paired(option.y)
    axes.plot(option.x, option.y, "o", color=option.colour, ms=4.5, alpha=0.55, mew=0, zorder=3.5)
    if np.isfinite(across.low):
        axes.plot([across.low, across.high], [up.mean, up.mean], color=option.colour, lw=1.6, zorder=3)
        axes.plot([across.mean, across.mean], [up.low, up.high], color=option.colour, lw=1.6, zorder=3)
    axes.plot(
        [across.mean], [up.mean], option.marker, color=option.colour, ms=8.5, mew=1.6, zorder=4,
        mfc="none" if option.hollow else option.colour, mec=option.colour if option.hollow else "white",
    )  # fmt: skip


def _limits(axes: Axes, options: Sequence[Option]) -> None:
    """Set limits that hold zero, every replicate and every interval, with some room."""
    xs, ys = [o.x for o in options], [o.y for o in options]
    for values, set_limits in ((xs, axes.set_xlim), (ys, axes.set_ylim)):
        ends = [np.array([p.low, p.high]) for p in map(paired, values)]
        seen = np.concatenate([np.zeros(1), *values, *ends])
        low, high = float(np.nanmin(seen)), float(np.nanmax(seen))
        room = ROOM * (high - low or 1.0)
        set_limits(low - room, high + room)


def _worth_line(axes: Axes, slope: float) -> None:
    """Draw the line below which an option is worth its cost."""
    ends = np.array(axes.get_xlim())
    limits = axes.get_ylim()
    axes.plot(ends, slope * ends, color=FAINT, lw=1.2, ls=(0, (5, 3)), zorder=1)
    axes.set_xlim(*ends)
    axes.set_ylim(*limits)


def _corners(axes: Axes) -> None:
    """Write what each quarter of the equity plane means, where it has room."""
    (left, right), (floor, top) = axes.get_xlim(), axes.get_ylim()
    middle, level = -left / (right - left), -floor / (top - floor)
    for x, side, gains, wide in ((0.01, "left", "worse", middle), (0.99, "right", "better", 1 - middle)):
        for y, edge, gap, tall in ((0.01, "bottom", "wider", level), (0.99, "top", "narrower", 1 - level)):
            if wide > QUARTER_WIDE and tall > QUARTER_TALL:
                axes.annotate(
                    f"{gains}, gap {gap}", (x, y), xycoords="axes fraction", size=CORNER, color=FAINT,
                    ha=side, va=edge, style="italic", zorder=1.5,
                    bbox={"fc": "white", "ec": "none", "pad": 1.5},
                )  # fmt: skip


def _label(axes: Axes, options: Sequence[Option]) -> None:
    """Write the options right of a plane in the order of their height, each with its mark."""
    low, high = axes.get_ylim()
    tall = axes.get_position().height * axes.figure.get_figheight() * POINTS  # type: ignore[union-attr]
    texts = [textwrap.fill(option.label, LABEL_WRAP) for option in options]
    heights = [(text.count("\n") + 1) * END_LINE + 6 for text in texts]
    means = [float(np.nanmean(o.y)) if np.isfinite(o.y).any() else low for o in options]
    wanted = [(mean - low) / (high - low) * tall for mean in means]
    for option, text, at in zip(options, texts, apart(wanted, heights, -4, tall + 10)):
        axes.plot(
            [1.05], [at / tall], option.marker, transform=axes.transAxes, clip_on=False, ms=7, mew=1.4,
            mfc="white" if option.hollow else option.colour, mec=option.colour,
        )  # fmt: skip
        axes.annotate(
            text, (1.085, at / tall), xycoords="axes fraction", size=END_SIZE, color=option.colour,
            va="center", linespacing=1.1, annotation_clip=False,
        )  # fmt: skip


def _text(worths: Sequence[Worth], dominated: Mapping[str, Domination], prices: Prices) -> Text:
    """Return headline, explanation and note of the figure."""
    year = f"in {prices.year} prices, " if prices.year else ""
    hollow = " A hollow mark is dominated: others do as much for less." if dominated else ""
    about = (
        f"Costs {year}discounted, and gains, both beyond those of the scenario each option is held against "
        f"(below). Small dots are replicates, marks their mean, crosses its 95 % interval.{hollow}"
    )
    chosen = [w.appraised.choice for w in worths]
    held = {c.against.name: [o.scenario.name for o in chosen if o.against is c.against] for c in chosen}
    against = "; against ".join(
        f"{named(name).lower()}: {', '.join(map(named, names)).lower()}" for name, names in held.items()
    )
    note = (
        f"Held against {against}. Effects and costs after the end of the run are not counted. The mapping of "
        "WEMWBS to life satisfaction carries doubt that no interval here covers."
    )
    return Text(headline(worths), about, note)


def headline(worths: Sequence[Worth]) -> str:
    """Return the title: the cheapest WELLBY for each reference, or that no option has a clear one.

    Options whose cost is only partly given come second.
    """
    known = [w for w in worths if w.per_wellby.reading == RATIO]
    known = [w for w in known if not w.appraised.choice.uncosted] or known
    best: dict[str, Worth] = {}
    for w in sorted(known, key=lambda w: w.per_wellby.mean):
        best.setdefault(w.appraised.choice.against.name, w)
    told = (f"{named(w.appraised.choice.scenario.name)}: {money(w.per_wellby.mean)}" for w in best.values())
    part = ", not all costs given" if any(w.appraised.choice.uncosted for w in best.values()) else ""
    return f"{'; '.join(told)} a WELLBY{part}" if best else "No option has a clear cost of a WELLBY"


