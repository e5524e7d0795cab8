"""The panels of a figure: lines over time with bands, marks of events, labels at the ends."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.comparison import YEAR, Paired, paired
from experiments.labels import apart, tiers
from experiments.page import COLUMN, FAINT, INK, LANE
from experiments.panel import Doubles
from experiments.timeline import Mark

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ZERO, GRID = "#4D4D4D", "#E6E6E6"
SHORT = 3 * YEAR
WRAP = 16
POINTS = 72
MARK_SIZE, LETTER = 10, 5.6
END_SIZE, END_LINE = 11, 13.4
TICK_ROOM = 0.6
"""Inches of the time axis that a tick takes."""


@dataclass(frozen=True)
class Line:
    """One line of a panel: label, colour, dash, weeks and values (replicates, weeks)."""

    label: str
    colour: str
    dash: Any
    weeks: Doubles
    values: Doubles


@dataclass(frozen=True)
class Words:
    """Title and unit of a panel."""

    title: str
    unit: str


def lanes(marks: Sequence[Mark], last: float, inches: float = COLUMN) -> list[int]:
    """Return the lane of each mark's label above a panel so many inches wide: labels don't overlap."""
    width = inches * POINTS
    return tiers([m.week / last * width for m in marks], [len(m.label) * LETTER + 8 for m in marks])


def over_time(
    axes: Axes, lines: Sequence[Line], marks: Sequence[Mark], words: Words, *, named: bool, zero: bool
) -> None:
    """Draw lines with the 95 % interval of their mean, marks of events and a label at every end."""
    lines = [line for line in lines if np.isfinite(line.values).any()]
    last = float(lines[0].weeks[-1])
    scale = 1.0 if last <= SHORT else float(YEAR)
    ends = []
    for line in lines:
        mean = _drawn(axes, line, scale)
        ends.append(float(mean[np.isfinite(mean)][-1]))
    if zero:
        axes.axhline(0, color=ZERO, lw=1.4, zorder=1)
    dress(axes, words, lanes(marks, last, _inches_wide(axes)) if named and marks else [])
    axes.set_xlim(0, last / scale)
    _time_ticks(axes, last / scale, "weeks" if scale == 1.0 else "years")
    _mark(axes, marks, scale, last, named)
    label_ends(axes, [line.label for line in lines], [line.colour for line in lines], ends, last / scale)


def _drawn(axes: Axes, line: Line, scale: float) -> Doubles:
    """Draw one line with its band and return its mean."""
    middle = paired(line.values)
    x = line.weeks / scale
    axes.plot(
        x, middle.mean, color=line.colour, linestyle=line.dash, lw=1.9, zorder=3, solid_capstyle="round"
    )
    if np.isfinite(middle.low).any():
        axes.fill_between(x, middle.low, middle.high, color=line.colour, alpha=0.16, lw=0, zorder=2)
    return middle.mean


def dress(axes: Axes, words: Words, used: Sequence[int]) -> None:
    """Set title, unit, grid and ticks; titles stand above the lanes of marks in use."""
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.03 * (high - low))
    axes.grid(axis="y", color=GRID, lw=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)
    axes.tick_params(length=0, labelsize=END_SIZE, labelcolor=FAINT, pad=5)
    axes.locator_params(axis="y", nbins=5)
    above = LANE * POINTS * (max(used, default=-1) + 1)
    for text, lift, size, weight, colour in (
        (words.title, 24, 13.5, "bold", INK), (words.unit, 8, 11, "normal", FAINT),
    ):  # fmt: skip
        axes.annotate(
            text, (0, 1), (-28, above + lift), xycoords="axes fraction", textcoords="offset points",
            size=size, weight=weight, color=colour, va="bottom", annotation_clip=False,
        )  # fmt: skip


def _time_ticks(axes: Axes, last: float, unit: str) -> None:
    """Put round ticks on the time axis, as many as there is room for; the last names the unit."""
    most = int(_inches_wide(axes) / TICK_ROOM)
    step = next(s for s in (1, 2, 4, 5, 10, 13, 20, 26, 50, 100, 1000) if last / s <= most or s == 1000)
    ticks = list(range(0, int(last) + 1, step))
    axes.set_xticks(ticks, [*map(str, ticks[:-1]), f"{ticks[-1]} {unit}"])


def _mark(axes: Axes, marks: Sequence[Mark], scale: float, last: float, named: bool) -> None:
    """Draw a thin line for each event, a shade for the length of a shock and, if named, a label above."""
    for mark, lane in zip(marks, lanes(marks, last, _inches_wide(axes))):
        x, colour = mark.week / scale, INK if mark.shock else FAINT
        up = (
            1 + (lane * LANE * POINTS + 12) / (axes.get_position().height * _page_points(axes))
            if named
            else 1
        )
        axes.plot([x, x], [0, up], color=colour, lw=0.9, ls="-" if mark.shock else (0, (1, 2)), zorder=1,
                  transform=axes.get_xaxis_transform(), clip_on=False)  # fmt: skip
        if mark.shock and mark.until is not None and mark.until > mark.week:
            axes.axvspan(x, min(mark.until, last) / scale, color=INK, alpha=0.06, lw=0, zorder=0)
        if named:
            axes.annotate(
                mark.label, (x, 1), (3, lane * LANE * POINTS + 2), xycoords=axes.get_xaxis_transform(),
                textcoords="offset points", size=MARK_SIZE, color=colour, va="bottom", annotation_clip=False,
            )  # fmt: skip


def _inches_wide(axes: Axes) -> float:
    """Return the width of the panel in inches."""
    return float(axes.get_position().width * axes.figure.get_figwidth())  # type: ignore[union-attr]


def _page_points(axes: Axes) -> float:
    """Return the height of the page in points."""
    return float(axes.figure.get_figheight()) * POINTS  # type: ignore[union-attr]


def label_ends(
    axes: Axes, labels: Sequence[str], colours: Sequence[str], ends: Sequence[float], last: float
) -> None:
    """Write each label right of the panel, beside the end of its line, moved apart where they overlap."""
    low, high = axes.get_ylim()
    tall = axes.get_position().height * _page_points(axes)
    texts, heights = _end_texts(labels)
    wanted = [(end - low) / (high - low) * tall for end in ends]
    for text, colour, end, at in zip(texts, colours, ends, apart(wanted, heights, -4, tall + 10)):
        axes.annotate(
            "", (last, end), (1.045, at / tall), xycoords="data", textcoords="axes fraction",
            arrowprops={"arrowstyle": "-", "color": colour, "lw": 0.8, "shrinkA": 0, "shrinkB": 2},
            annotation_clip=False,
        )  # fmt: skip
        axes.annotate(
            text, (1.055, at / tall), xycoords="axes fraction", size=END_SIZE, color=colour, va="center",
            linespacing=1.1, annotation_clip=False,
        )  # fmt: skip


def _end_texts(labels: Sequence[str]) -> tuple[list[str], list[float]]:
    """Return end labels as they are wrapped, and their heights in points."""
    texts = [textwrap.fill(label, WRAP) for label in labels]
    return texts, [(text.count("\n") + 1) * END_LINE + 4 for text in texts]


def least_height(labels: Sequence[str]) -> float:
    """Return the height in inches of a panel beside which all end labels fit."""
    return sum(_end_texts(labels)[1]) / POINTS - 0.3


def by_fifth(
    axes: Axes, gaps: Sequence[Paired], labels: Sequence[str], colours: Sequence[str], words: Words
) -> None:
    """Draw differences by SIMD quintile, shape (5,) each, as points with their 95 % interval."""
    step = 0.62 / max(1, len(gaps))
    ends: list[float] = []
    for i, (gap, colour) in enumerate(zip(gaps, colours)):
        x = np.arange(1, 6) + (i - (len(gaps) - 1) / 2) * step
        axes.vlines(x, gap.low, gap.high, color=colour, lw=2.2, alpha=0.7, zorder=2)
        axes.plot(x, gap.mean, "o", color=colour, ms=7.5, mec="white", mew=1.2, zorder=3)
        ends.append(float(([0.0, *gap.mean[np.isfinite(gap.mean)]])[-1]))
    axes.axhline(0, color=ZERO, lw=1.4, zorder=1)
    dress(axes, words, [])
    axes.set_xlim(0.5, 5.5)
    axes.set_xticks(range(1, 6), ["1\nmost deprived", "2", "3\nSIMD quintile", "4", "5\nleast deprived"])
    label_ends(axes, labels, colours, ends, 5.45)
