"""The figure of a validation: every check's number with its interval, against what was claimed.

Left, levels and bands, on a scale where the claimed band runs from -1 to 1. Right, directions: the mean over
what the one-sided test needs, so that a check passes to the right of 1; below them, loop gains. Passes are
filled circles in blue, failures open diamonds in orange: told apart by shape and by colour.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments.figure import PIXELS_PER_INCH
from experiments.page import FAINT, INK
from experiments.validation.study import Finding, Size, claim_of
from experiments.validation.verdicts import ERROR_RATE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GOOD, BAD, BAND = "#0072B2", "#D55E00", "#E4EEF5"
ROW, TOP, BETWEEN, WIDTH = 0.2, 1.35, 1.0, 15.0
LEFT, ACROSS = 0.2, 0.28
LIMITS = {"band": 4.0, "direction": 6.0, "gain": 1.2}
GAIN = "loop gain"


class Point(NamedTuple):
    """A check on the scale of its panel: where its number and the ends of its interval stand."""

    label: str
    at: float
    low: float
    high: float
    passed: bool


def placed(f: Finding) -> Point:
    """Return where a finding stands on the scale of its panel."""
    label = f.check if f.pattern == GAIN else f"{f.pattern}  {f.check}"
    if not math.isfinite(f.model):
        return Point(label, math.nan, math.nan, math.nan, f.passed)
    if f.pattern == GAIN:
        return Point(label, f.model, f.low, f.high, f.passed)
    if f.rule == "direction":
        sign, needed = (1.0 if math.isfinite(f.claim_low) else -1.0), needed_for(f)
        ends = sorted(sign * x / needed for x in (f.low, f.high))
        return Point(label, sign * f.model / needed, ends[0], ends[1], f.passed)
    middle, half = middle_and_half(f)
    at, low, high = ((x - middle) / half for x in (f.model, f.low, f.high))
    return Point(label, at, low, high, f.passed)


def needed_for(f: Finding) -> float:
    """Return the mean that the one-sided test needs at this spread (half of the 95 % interval)."""
    return max((f.high - f.low) / 2.0, 1e-12)


def middle_and_half(f: Finding) -> tuple[float, float]:
    """Return middle and half width of a claimed band; the needed mean where the claim is one value."""
    claim = claim_of(f)
    if f.rule == "interval":
        return claim.value, needed_for(f)
    if not math.isfinite(claim.high):
        return 2.0 * claim.low, abs(claim.low) or 1.0
    return (claim.low + claim.high) / 2.0, (claim.high - claim.low) / 2.0


def figure(found: Sequence[Finding], size: Size, patterns: int) -> Figure:
    """Return the figure of findings out of so many patterns, those that were not run included."""
    from matplotlib.figure import Figure

    sides = [[panel for panel in side if panel[1]] for side in _sides(found)]
    deep = max(sum(len(points) * ROW + BETWEEN for _, points in side) for side in sides)
    height = deep + TOP
    sheet = Figure(figsize=(WIDTH, height), facecolor="white")
    for column, side in enumerate(sides):
        at = TOP
        for kind, points in side:
            tall = len(points) * ROW
            box = (LEFT + 0.5 * column, 1 - (at + tall) / height, ACROSS, tall / height)
            _panel(sheet.add_axes(box), points, kind)
            at += tall + BETWEEN
    _words(sheet, found, size, patterns)
    return sheet


def _sides(found: Sequence[Finding]) -> list[list[tuple[str, list[Point]]]]:
    """Return the panels of the left and of the right side: (kind, points)."""
    kinds = ["gain" if f.pattern == GAIN else "direction" if f.rule == "direction" else "band" for f in found]
    panels = {kind: [placed(f) for f, k in zip(found, kinds) if k == kind] for kind in LIMITS}
    return [[("band", panels["band"])], [(kind, panels[kind]) for kind in ("direction", "gain")]]


def _words(sheet: Figure, found: Sequence[Finding], size: Size, patterns: int) -> None:
    height, good = sheet.get_figheight(), sum(f.passed for f in found)
    numbers = list(dict.fromkeys(f.pattern for f in found))
    whole = sum(all(f.passed for f in found if f.pattern == number) for number in numbers)
    head = f"{whole} of {patterns} published patterns hold in the model; {good} of {len(found)} checks"
    sheet.text(0.012, 1 - 0.22 / height, head, size=17, weight="bold", color=INK, va="top")
    about = (
        f"Mean and 95 % interval over {size.replicates} replicates of {size.residents:,} residents."
        " Filled circles pass, open diamonds fail."
    )
    if patterns > len(numbers):
        about += f" Not drawn: {patterns - len(numbers)} that the model has no process for."
    sheet.text(0.012, 1 - 0.62 / height, about, size=11, color=FAINT, va="top")


def _panel(axes: Axes, points: Sequence[Point], kind: str) -> None:
    limit = LIMITS[kind]
    shaded = {"band": (-1.0, 1.0), "direction": (1.0, limit * 1.1), "gain": (0.0, 1.0)}
    axes.axvspan(*shaded[kind], color=BAND, lw=0, zorder=0)
    axes.axvline(0.0, color=FAINT, lw=0.8, zorder=1)
    for row, point in enumerate(points):
        _draw(axes, point, row, limit)
    axes.set_ylim(len(points) - 0.4, -0.6)
    axes.set_xlim(-0.1 if kind == "gain" else -limit * 1.1, limit * 1.1)
    axes.set_yticks(range(len(points)), [p.label for p in points], size=8.5, color=INK)
    title = {
        "band": "Levels and bands: the claimed band is shaded",
        "direction": f"Directions: a pass at {ERROR_RATE:.1%} is shaded",
        "gain": "Loop gain of loneliness: shaded from 0 to 1",
    }
    axes.set_title(title[kind], size=11.5, color=INK, loc="left", weight="bold")
    unit = {
        "band": "half widths of the band from its middle (arrows: beyond the scale)",
        "direction": "mean over what the test needs (arrows: beyond the scale)",
        "gain": "gain",
    }
    axes.set_xlabel(unit[kind], size=9.5, color=FAINT)
    axes.tick_params(axis="both", length=0)
    axes.grid(axis="y", color="#EEEEEE", lw=0.6, zorder=0)
    for side in axes.spines.values():
        side.set_visible(False)


def _draw(axes: Axes, point: Point, row: int, limit: float) -> None:
    """Draw one check: its interval and its mark, an arrow where it is beyond the scale."""
    colour = GOOD if point.passed else BAD
    if not math.isfinite(point.at):
        axes.text(0.0, row, "not measured", size=8, color=colour, va="center", ha="center")
        return
    inside = abs(point.at) <= limit
    ends = [min(limit, max(-limit, x)) for x in (point.low, point.high)]
    axes.plot(ends, [row, row], color=colour, lw=1.4, zorder=2)
    at = min(limit, max(-limit, point.at))
    shape = ("o" if point.passed else "D") if inside else (">" if at > 0 else "<")
    axes.plot(
        at, row, shape, color=colour, mfc=colour if point.passed else "white", ms=5.5, mew=1.3, zorder=3
    )


def save(sheet: Figure, path: Path) -> None:
    """Write the figure as PNG."""
    path.write_bytes(png(sheet))


def png(sheet: Figure) -> bytes:
    """Return the figure as PNG."""
    held = io.BytesIO()
    sheet.savefig(held, dpi=PIXELS_PER_INCH * 0.7, format="png", metadata={"Software": "Kith"})
    return held.getvalue()
