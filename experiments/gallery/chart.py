"""The figure of a scenario in the gallery: two differences over time, and six indicators with intervals."""

from __future__ import annotations

import textwrap
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.expectations import named, unit
from experiments.figure import BASELINE, FIFTHS
from experiments.figure import named as labelled
from experiments.gallery.measured import STRIPS, Entry, Number
from experiments.page import FAINT, INK, LANE
from experiments.panel import Doubles
from experiments.panels import Line, Words, dress, lanes, over_time
from experiments.summary import finely
from experiments.timeline import Mark, marks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PIXELS_PER_INCH = 125
WIDTH, HEIGHT = 12.0, 4.16
FOOT, HEAD = 0.42, 1.5
"""Inches below the panels, and from the top of the page to the first lane of marks."""
LEFTS, WIDE = (0.62, 4.95), 2.45
STRIP_LEFT, STRIP_WIDE, STRIP_TALL, STRIP_WORDS = 9.9, 1.1, 12, 8.86
TITLES, UNITS, INDENT = 0.98, 1.24, 0.39
"""Inches from the top to the titles of the panels and to their units; how far both stand to the left."""
COLOURS, TOGETHER, LEAST = 96, 4, 0.1
"""Colours kept in the picture; weeks whose mean is one point of a line; the least that a scale reaches."""
BETTER, WORSE, UNCLEAR = "#0072B2", "#D55E00", "#7A7A7A"
GROUND = "#EFEFEF"
SHOWN = 0.0005
"""The smallest difference that does not show as zero."""
LINES = (
    ("all", "all residents", INK), ("quintile=1", "most deprived", FIFTHS[0]),
    ("quintile=5", "least deprived", FIFTHS[4]),
)  # fmt: skip
USUAL = ("wemwbs", "cohesion")
MOST_MARKS = 4


def library_figure(entry: Entry) -> Figure:
    """Return the figure of a scenario that is held against another."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, HEIGHT), facecolor="white")
    seen = events(entry)
    used = max(lanes(seen, _reach(entry), WIDE), default=-1) + 1
    top = HEAD + used * LANE
    panels = [figure.add_axes(_box(left, WIDE, top)) for left in LEFTS]
    for axes, indicator in zip(panels, (USUAL[0], second(entry))):
        axes.update_datalim(((0, -LEAST), (0, LEAST)))
        over_time(axes, _lines(entry, indicator), seen, Words("", ""), named=axes is panels[0], zero=True)
    _strips(figure.add_axes(_box(STRIP_LEFT, STRIP_WIDE, top)), entry)
    _say(figure, LEFTS[0] - INDENT, 0.16, entry.scenario.title, 15.5, INK)
    _say(figure, LEFTS[0] - INDENT, 0.53, about(entry), 11, FAINT)
    titles = [(named(of), f"difference, {unit(of)}") for of in (USUAL[0], second(entry))]
    titles.append((entry.window.words.capitalize(), "difference, each on a scale of its own"))
    for left, (title, below) in zip((*(left - INDENT for left in LEFTS), STRIP_WORDS), titles):
        _say(figure, left, TITLES, title, 13.5, INK)
        _say(figure, left, UNITS, below, 11, FAINT)
    return figure


def _say(figure: Figure, left: float, top: float, words: str, size: float, colour: str) -> None:
    """Write words at inches from the left and the top; those in ink are bold."""
    weight = "bold" if colour == INK else "normal"
    figure.text(left / WIDTH, 1 - top / HEIGHT, words, size=size, weight=weight, color=colour, va="top")


def save(figure: Figure, path: Path) -> None:
    """Write the figure as PNG with few colours, which keeps it small."""
    from PIL import Image

    whole = BytesIO()
    figure.savefig(whole, dpi=PIXELS_PER_INCH, format="png")
    with Image.open(whole) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, format="PNG", optimize=True)


def _box(left: float, wide: float, top: float) -> tuple[float, float, float, float]:
    """Return a box in shares of the page, from inches; all boxes have one foot."""
    return left / WIDTH, FOOT / HEIGHT, wide / WIDTH, (HEIGHT - FOOT - top) / HEIGHT


def second(entry: Entry) -> str:
    """Return the indicator of the middle panel: cohesion, or the first expected if that is another."""
    first = next((claim.indicator for claim in entry.scenario.expect), USUAL[0])
    return USUAL[1] if first in USUAL else first


def about(entry: Entry) -> str:
    """Return what the differences are from and how they were made."""
    replicates = len(entry.panel.replicates)
    return (
        f"Difference from {labelled(entry.reference.name).lower()}, by time since the two part. Means of "
        f"{replicates} towns of {entry.scenario.town.residents:,} residents, with their 95 % interval."
    )


def events(entry: Entry) -> list[Mark]:
    """Return the marks of events, counted from the first difference; those before it are left out."""
    last = _reach(entry)
    found = [
        mark._replace(
            week=mark.week - entry.since, until=None if mark.until is None else mark.until - entry.since
        )
        for mark in marks([entry.scenario])
        if entry.since <= mark.week < entry.since + last
    ]
    return found[:MOST_MARKS]


def _reach(entry: Entry) -> float:
    """Return how many weeks the time axis has."""
    return float(int(entry.panel.weeks[-1]) - _begins(entry))


def _begins(entry: Entry) -> int:
    """Return the week in which the time axis begins."""
    return min(entry.since, int(entry.panel.weeks[-1]) - 1)


def _lines(entry: Entry, indicator: str) -> list[Line]:
    """Return one line a group; an indicator of the town has one alone."""
    from model.indicators import INDICATORS

    weeks = thinned(entry.panel.weeks[entry.panel.weeks >= _begins(entry)] - _begins(entry))
    of_town = INDICATORS[indicator].scope == "town"
    chosen = (("all", "the town", INK),) if of_town else LINES
    pair = (entry.scenario.name, entry.reference.name, indicator)
    return [
        Line(label, colour, "-", weeks, thinned(entry.panel.differences(*pair, group)[:, _begins(entry) :]))
        for group, label, colour in chosen
    ]


def thinned(values: NDArray[Any]) -> Doubles:
    """Return the first value and then the means of every four along the last axis; the rest is left out.

    Where nothing was seen in some of four weeks, the mean is over the others.
    """
    first, rest = values[..., :1].astype(np.float64), values[..., 1:].astype(np.float64)
    whole = rest.shape[-1] // TOGETHER * TOGETHER
    fours = rest[..., :whole].reshape(*rest.shape[:-1], -1, TOGETHER)
    seen = np.isfinite(fours).sum(axis=-1)
    means = np.where(seen > 0, np.nansum(fours, axis=-1) / np.maximum(seen, 1), np.nan)
    return np.concatenate([first, means], axis=-1)


def _strips(axes: Axes, entry: Entry) -> None:
    """Draw one strip an indicator, each on its own scale about zero, with the number beside it."""
    rows = entry.of("shown")
    dress(axes, Words("", ""), [])
    axes.grid(visible=False)
    axes.set_xlim(-1, 1)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.plot([0, 0], [-0.5, len(rows) - 0.5], color=BASELINE, lw=1.4, zorder=1)
    for place, (row, (_, label, least)) in enumerate(zip(rows, STRIPS)):
        _strip(axes, place, row, label, scale_of(row, least))


def _strip(axes: Axes, place: int, row: Number, label: str, reach: float) -> None:
    colour = colour_of(row)
    axes.plot([-1, 1], [place, place], color=GROUND, lw=STRIP_TALL, zorder=0, solid_capstyle="butt")
    if np.isfinite(row.value):
        low, high = np.nan_to_num(np.array([row.low, row.high]) / reach, nan=row.value / reach)
        axes.plot([low, high], [place, place], color=colour, lw=2.4, alpha=0.75, zorder=2)
        axes.plot(row.value / reach, place, "o", color=colour, ms=7, mec="white", mew=1, zorder=3)
    for words, x, across, size, ink in (
        (label, -1.12, "right", 11, INK),
        (told(row), 1.12, "left", 11, colour if colour != UNCLEAR else FAINT),
    ):
        axes.text(x, place, words, ha=across, va="center", size=size, color=ink)
    for words, x, across in ((f"−{reach:g}", -0.97, "left"), (f"+{reach:g}", 0.97, "right")):
        if not (row.low < x * reach + 0.4 * reach and row.high > x * reach - 0.4 * reach):
            axes.text(x, place, words, ha=across, va="center_baseline", size=7.5, color=FAINT, zorder=1)


def told(row: Number) -> str:
    """Return a difference as the figure writes it; 'pp' for percentage points."""
    if not np.isfinite(row.value):
        return "not seen"
    return f"{finely(row.value)}{' pp' if row.unit == 'percentage points' else ''}"


def scale_of(row: Number, least: float) -> float:
    """Return how far a strip reaches: `least` x 1, 2, 5, 10... so that the interval lies inside."""
    sizes = np.abs([x for x in (row.value, row.low, row.high) if np.isfinite(x)] or [0.0])
    steps = [least * step * 10.0**power for power in range(5) for step in (1, 2, 5)]
    return next((reach for reach in steps if reach >= sizes.max()), float(sizes.max()))


def colour_of(row: Number) -> str:
    """Return the colour of a difference: better, worse, or not clear (also where it shows as zero)."""
    from model.indicators import INDICATORS

    if not (row.low > 0 or row.high < 0) or abs(row.value) < SHOWN:
        return UNCLEAR
    return BETTER if (row.value > 0) == (INDICATORS[row.indicator].better > 0) else WORSE


def alternative(entry: Entry) -> str:
    """Return the figure in words, for those who cannot see it."""
    (first,) = [n for n in entry.of("shown") if n.indicator == USUAL[0]]
    against = entry.reference.name.replace("-", " ")
    words = f"{entry.scenario.title}: WEMWBS {told(first)} points against {against}, {first.over}"
    return textwrap.shorten(words, 200)
