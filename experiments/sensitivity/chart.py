"""The figure of a screening: the twenty parameters that matter most, for levels and for differences."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from experiments.page import FAINT, INK
from experiments.sensitivity.report import TOP, Findings, Ranked, evidence, luck_score, ranked
from experiments.sensitivity.screening import SIDES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = {"assumed": "#D55E00", "source": "#0072B2"}
MEANINGS = {"assumed": "assumed", "source": "with a source"}
TITLES = {"level": "Levels: {0}", "difference": "Differences: {1} less {0}"}
WIDTH, HEIGHT = 13.0, 8.6
LEFT, BAR_WIDTH, GAP, BOTTOM, TALL = 0.185, 0.28, 0.245, 0.13, 0.69
TITLE_WRAP, NOTE_WRAP = 46, 165


def screening_figure(findings: Findings) -> Figure:
    """Return the ranked bars of both sides; colour tells assumed numbers from those with a source."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, HEIGHT), facecolor="white")
    figure.text(0.02, 0.965, headline(findings), size=17, weight="bold", color=INK, va="top")
    for place, side in enumerate(SIDES):
        axes = figure.add_axes((LEFT + place * (BAR_WIDTH + GAP), BOTTOM, BAR_WIDTH, TALL))
        _bars(axes, ranked(findings, side)[:TOP], luck_score(findings, side))
        title = TITLES[side].format(*findings.pair)
        axes.set_title(
            textwrap.fill(title, TITLE_WRAP), loc="left", x=-0.62, size=12.5, weight="bold", color=INK
        )
    _legend(figure)
    figure.text(0.02, 0.05, textwrap.fill(note(findings), NOTE_WRAP), size=10, color=FAINT, va="top")
    return figure


def headline(findings: Findings) -> str:
    """Return what the figure says."""
    shown = [one for side in SIDES for one in ranked(findings, side)[:TOP]]
    count = len({one.factor.path for one in shown if one.factor.assumed})
    whole = len({one.factor.path for one in shown})
    return f"Of the {whole} parameters that matter most, {count} are assumed"


def note(findings: Findings) -> str:
    """Return how the bars are to be read."""
    return (
        "Score: mean over nine outcomes of Morris mu* (mean absolute effect of a move over the whole range) "
        f"in standard deviations of the outcome over all runs; {findings.found.kept} trajectories. Grey "
        "line: what a change of luck alone scores. Ranges follow one rule and are not beliefs."
    )


def _bars(axes: Axes, ranking: list[Ranked], luck: float) -> None:
    """Draw one ranking as horizontal bars, the largest on top."""
    places = range(len(ranking))
    colours = [COLOURS[evidence(one.factor)] for one in ranking]
    axes.barh(places, [one.score for one in ranking], height=0.72, color=colours)
    axes.axvline(luck, color=FAINT, linewidth=1.2, linestyle=(0, (4, 2)))
    axes.set_yticks(places, [one.factor.path for one in ranking], size=10, color=INK)
    axes.invert_yaxis()
    axes.set_xlabel("score", color=INK, size=10.5)
    axes.tick_params(axis="x", labelsize=9.5, colors=INK)
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _legend(figure: Figure) -> None:
    """Draw the meaning of the colours and of the grey line."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles = [Patch(color=COLOURS[kind], label=MEANINGS[kind]) for kind in COLOURS]
    line = Line2D([], [], color=FAINT, linewidth=1.2, linestyle=(0, (4, 2)), label="luck alone")
    figure.legend(
        handles=[*handles, line], loc="upper right", bbox_to_anchor=(0.985, 0.975), ncols=3, frameon=False,
        fontsize=10.5,
    )  # fmt: skip
