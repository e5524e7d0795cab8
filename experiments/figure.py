"""The figure of a result: WEMWBS and cohesion over time, the difference from the baseline, who gains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.comparison import Paired, paired
from experiments.page import INK, Page, Text, page
from experiments.panel import Doubles, Panel
from experiments.panels import Line, Words, by_fifth, lanes, least_height, over_time
from experiments.timeline import Mark

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHOWN = (
    ("wemwbs", "WEMWBS", "points on the scale from 14 to 70"),
    ("cohesion", "Cohesion", "index from 0 to 100"),
)
QUINTILES = tuple(f"quintile={q}" for q in range(1, 6))
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B07D00", "#3FA0D8")
DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1.5, 1.5)))
FIFTHS = ("#7A1F3D", "#C4513A", "#B9822B", "#4E8F94", "#1F5A7A")
BASELINE = "#4D4D4D"
LEVELS, GAPS, GAINS, RUN = 2.35, 2.55, 2.35, 3.6
PIXELS_PER_INCH = 200


def comparison_figure(panel: Panel, moments: Mapping[str, int], marks: Sequence[Mark], text: Text) -> Figure:
    """Return the figure of a comparison; the first scenario of the panel is the baseline.

    `moments` gives the week from which each scenario's difference by SIMD quintile is averaged.
    """
    seen = _seen(marks, panel)
    used = max(lanes(seen, float(panel.weeks[-1])), default=-1) + 1
    need = least_height([named(s) for s in panel.scenarios])
    tall = [max(need, usual) for usual in (LEVELS, GAPS, GAINS)]
    sheet, (levels, gaps, gains) = page(text, [(tall[0], used), (tall[1], 0), (tall[2], 0)])
    base, *others = panel.scenarios
    weeks = sorted({moments[s] for s in others if moments[s] < panel.weeks[-1]})
    span = f"mean difference{f' from week {weeks[0]} on' if len(weeks) == 1 else ''}, points"
    baseline = f"difference from {named(base).lower()}"
    for side, (indicator, name, unit) in enumerate(SHOWN):
        lines = [_line(panel, s, panel.series(s, indicator)) for s in panel.scenarios]
        apart = [_line(panel, s, panel.differences(s, base, indicator)) for s in others]
        _time(sheet, side, (levels, tall[0]), lines, seen, Words(name, unit), named=True)
        _time(sheet, side, (gaps, tall[1]), apart, seen, Words(f"{name}: {baseline}", "points"), zero=True)
        by_fifth(
            sheet.axes(side, gains, tall[2]),
            [_by_quintile(panel, s, base, indicator, moments[s]) for s in others],
            [named(s) for s in others], [_style(panel, s)[0] for s in others],
            Words(f"{name}: who gains, who loses", span),
        )  # fmt: skip
    return sheet.figure


def run_figure(panel: Panel, marks: Sequence[Mark], text: Text) -> Figure:
    """Return the figure of one run: both outcomes for all residents and by SIMD quintile."""
    seen = _seen(marks, panel)
    used = max(lanes(seen, float(panel.weeks[-1])), default=-1) + 1
    sheet, (top,) = page(text, [(RUN, used)])
    names = {"all": "All residents", "quintile=1": "1 most deprived", "quintile=5": "5 least deprived"}
    weeks = panel.weeks.astype(np.float64)
    for side, (indicator, name, unit) in enumerate(SHOWN):
        lines = [
            Line(names.get(g, g[-1]), colour, "-", weeks, panel.series(panel.scenarios[0], indicator, g))
            for g, colour in zip(("all", *QUINTILES), (INK, *FIFTHS))
        ]
        _time(sheet, side, (top, RUN), lines, seen, Words(f"{name} by SIMD quintile", unit), named=True)
    return sheet.figure


def save(figure: Figure, path: Path) -> None:
    """Write the figure as PNG."""
    figure.savefig(path, dpi=PIXELS_PER_INCH, format="png", metadata={"Software": "Kith"})


def _time(
    sheet: Page, side: int, place: tuple[float, float], lines: Sequence[Line], marks: Sequence[Mark],
    words: Words, *, named: bool = False, zero: bool = False,
) -> None:  # fmt: skip
    over_time(sheet.axes(side, *place), lines, marks, words, named=named, zero=zero)


def _seen(marks: Sequence[Mark], panel: Panel) -> list[Mark]:
    """Return the marks before the end of the run."""
    return [mark for mark in marks if mark.week < panel.weeks[-1]]


def _style(panel: Panel, scenario: str) -> tuple[str, Any]:
    """Return colour and dash of a scenario: colours told apart by the colour-blind (after Okabe and Ito)."""
    place = panel.scenarios.index(scenario) - 1
    if place < 0:
        return BASELINE, "-"
    return COLOURS[place % len(COLOURS)], DASHES[place // len(COLOURS) % len(DASHES)]


def _line(panel: Panel, scenario: str, values: Doubles) -> Line:
    return Line(named(scenario), *_style(panel, scenario), panel.weeks.astype(np.float64), values)


def _by_quintile(panel: Panel, scenario: str, base: str, indicator: str, since: int) -> Paired:
    """Return the paired difference by SIMD quintile, averaged over the weeks after `since`."""
    later = panel.weeks > min(since, int(panel.weeks[-1]) - 1)
    gaps = [panel.differences(scenario, base, indicator, q)[:, later].mean(axis=1) for q in QUINTILES]
    return paired(np.stack(gaps, axis=-1))


def named(scenario: str) -> str:
    """Return the name of a scenario as a label: 'flood-with-anchor' becomes 'Flood with anchor'."""
    words = scenario.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]
