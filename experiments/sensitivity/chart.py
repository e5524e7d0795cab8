"""The figure of a screening: the twenty parameters that matter most, for levels and for differences."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from experiments.page import FAINT, INK
from experiments.sensitivity.report import Findings, Ranked, evidence, leading, ranked
from experiments.sensitivity.screening import SIDES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = {"assumed": "#D55E00", "source": "#0072B2"}
MEANINGS = {"assumed": "assumed", "source": "with a source"}
TITLES = {"level": "Levels: {0}", "difference": "Differences: {1} less {0}"}
WIDTH, HEIGHT = 13.0, 8.6
LEFT, BAR_WIDTH, GAP, BOTTOM, TALL = 0.185, 0.28, 0.245, 0.13, 0.73
TITLE_WRAP, NOTE_WRAP = 64, 165
ROOM, SLOTS = 1.62, 20
"""How far the axis reaches beyond the longest bar, for the words beside it; bars that have a place."""


def screening_figure(findings: Findings) -> Figure:
    """Return the ranked bars of both sides; colour tells assumed numbers from those with a source."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, HEIGHT), facecolor="white")
    figure.text(0.02, 0.965, headline(findings), size=17, weight="bold", color=INK, va="top")
    for place, side in enumerate(SIDES):
        axes = figure.add_axes((LEFT + place * (BAR_WIDTH + GAP), BOTTOM, BAR_WIDTH, TALL))
        _bars(axes, leading(ranked(findings, side)))
        title = TITLES[side].format(*findings.pair)
        axes.text(
            -0.59, 1.03, textwrap.fill(title, TITLE_WRAP), size=12.5, weight="bold", color=INK,
            transform=axes.transAxes, va="bottom",
        )  # fmt: skip
    _legend(figure)
    figure.text(0.02, 0.05, textwrap.fill(note(findings), NOTE_WRAP), size=10, color=FAINT, va="top")
    return figure


def headline(findings: Findings) -> str:
    """Return what the figure says."""
    shown = [one for side in SIDES for one in leading(ranked(findings, side))]
    count = len({one.factor.path for one in shown if one.factor.assumed})
    whole = len({one.factor.path for one in shown})
    return f"Of the {whole} parameters that matter most, {count} are assumed"


def note(findings: Findings) -> str:
    """Return how the bars are to be read."""
    return (
        "Score: mean over nine outcomes of Morris mu* (mean absolute effect of a move over the whole range) "
        "in standard deviations of the outcome over all runs; what luck alone could do counts as 0. Beside "
        f"the bar: the outcome that is moved most, and by how much on average. {findings.found.kept} "
        "trajectories. Ranges follow one rule and are not beliefs."
    )


def _bars(axes: Axes, ranking: list[Ranked]) -> None:
    """Draw one ranking as horizontal bars, the largest on top, each with what it moves most."""
    places, scores = range(len(ranking)), [one.score for one in ranking]
    axes.barh(places, scores, height=0.72, color=[COLOURS[evidence(one.factor)] for one in ranking])
    for place, one in zip(places, ranking, strict=True):
        words = one.most.replace("_", " ")
        axes.annotate(
            words, (one.score, place), xytext=(5, 0), textcoords="offset points", va="center", size=9,
            color=FAINT,
        )  # fmt: skip
    axes.set_xlim(0.0, ROOM * max(scores, default=1.0))
    axes.set_ylim(SLOTS - 0.5, -0.5)
    axes.set_yticks(places, [one.factor.path for one in ranking], size=10, color=INK)
    axes.set_xlabel("score", color=INK, size=10.5)
    axes.tick_params(axis="x", labelsize=9.5, colors=INK)
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _legend(figure: Figure) -> None:
    """Draw the meaning of the colours."""
    from matplotlib.patches import Patch

    handles = [Patch(color=COLOURS[kind], label=MEANINGS[kind]) for kind in COLOURS]
    figure.legend(
        handles=handles, loc="upper right", bbox_to_anchor=(0.985, 0.975), ncols=2, frameon=False,
        fontsize=10.5,
    )  # fmt: skip
