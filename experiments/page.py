"""The page of a figure, measured in inches from its top left: words above, panels below, a note."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.labels import balanced

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 12.0
LEFT, COLUMN, GUTTER = 0.62, 3.7, 2.25
HEAD, LANE = 0.62, 0.165
TICKS = 0.62
INK, FAINT = "#222222", "#6B6B6B"
HEADLINE_WRAP, ABOUT_WRAP, NOTE_WRAP = 80, 128, 142


@dataclass(frozen=True)
class Text:
    """What the figure says in words: headline, what it shows, and a closing note."""

    headline: str
    about: str
    note: str


@dataclass(frozen=True)
class Page:
    """A page with its words set, and the inch from the top at which panels may begin."""

    figure: Figure
    height: float
    begins: float

    def axes(self, column: int, top: float, height: float) -> Axes:
        """Return axes in a column (0 or 1), `top` inches below the top of the page."""
        left = LEFT + column * (COLUMN + GUTTER)
        box = (left / WIDTH, 1 - (top + height) / self.height, COLUMN / WIDTH, height / self.height)
        return self.figure.add_axes(box)


def page(text: Text, rows: list[tuple[float, int]]) -> tuple[Page, list[float]]:
    """Return a page for rows of (axes height in inches, lanes for marks), and where each row's axes begin."""
    from matplotlib.figure import Figure

    headline, about = balanced(text.headline, HEADLINE_WRAP), textwrap.fill(text.about, ABOUT_WRAP)
    note = textwrap.fill(text.note, NOTE_WRAP)
    under = 0.3 + 0.3 * _lines(headline)
    begins = under + 0.205 * _lines(about) + 0.3
    tops, at = [], begins
    for height, lanes in rows:
        tops.append(at + HEAD + LANE * lanes)
        at = tops[-1] + height + TICKS
    total = at + 0.19 * _lines(note) + 0.12
    figure = Figure(figsize=(WIDTH, total), facecolor="white")
    for words, top, size, weight, colour in (
        (headline, 0.24, 18, "bold", INK),
        (about, under, 11.5, "normal", FAINT),
        (note, at, 10.5, "normal", FAINT),
    ):  # fmt: skip
        figure.text(
            0.018, 1 - top / total, words, size=size, weight=weight, color=colour, va="top", linespacing=1.25
        )
    return Page(figure, total, begins), tops


def _lines(text: str) -> int:
    return text.count("\n") + 1
