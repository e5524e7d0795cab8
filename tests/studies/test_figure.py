"""Figures: nothing covers anything else, nothing leaves the page, absent groups are left out."""

import itertools

import numpy as np
import pytest

from experiments.figure import comparison_figure, named, run_figure, save
from experiments.page import Text
from experiments.panel import Panel
from experiments.timeline import Mark

GROUPS = ("all", *(f"quintile={q}" for q in range(1, 6)))
TEXT = Text(
    "A headline about what is seen in this figure, in a whole sentence",
    "How it was made. " * 12,
    "A note. " * 30,
)
MARKS = [
    Mark(52, None, "community anchor and 2 more", False),
    Mark(104, 117, "flooded homes, upheaval, wet venues", True),
    Mark(117, None, "advice", False),
    Mark(700, None, "after the end", True),
]


def made(names, replicates=4, weeks=521, seed=1):
    rng = np.random.default_rng(seed)
    shape = (len(names), replicates, weeks, len(GROUPS), 2)
    walk = (
        50
        + np.cumsum(rng.normal(0, 0.05, shape), axis=2)
        + np.arange(len(names))[:, None, None, None, None] / 50
    )
    numbers = tuple(range(1, replicates + 1))
    return Panel(
        names, numbers, np.arange(weeks, dtype=np.int32), GROUPS, ("wemwbs", "cohesion"), walk.astype("f4")
    )


def words(figure):
    """Return every text of a drawn figure with its box in pixels."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text as Writing

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    unseen = {label for axes in figure.axes for label in ticks_out_of_view(axes)}
    seen = (t for t in figure.findobj(Writing) if t.get_visible() and t not in unseen)
    return [(t.get_text(), Writing.get_window_extent(t, renderer)) for t in seen if t.get_text().strip()]


def ticks_out_of_view(axes):
    """Return the labels of ticks that lie outside the limits and so are not drawn."""
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if not low <= tick.get_loc() <= high:
                yield from (tick.label1, tick.label2)


def assert_clear(figure):
    """Assert that no text covers another one or leaves the page."""
    seen = words(figure)
    width, height = figure.get_size_inches() * figure.dpi
    for text, box in seen:
        assert box.x0 >= 0, text
        assert box.x1 <= width, text
        assert box.y0 >= 0, text
        assert box.y1 <= height, text
    for (one, a), (other, b) in itertools.combinations(seen, 2):
        apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 1 or b.y1 <= a.y0 + 1
        assert apart, f"{one!r} covers {other!r}"


@pytest.mark.parametrize("count", [2, 3, 8])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_text_of_a_comparison_covers_another_or_leaves_the_page(count, seed):
    names = ("baseline", *(f"plant-closure-with-community-hub-{i}" for i in range(1, count)))
    figure = comparison_figure(made(names, seed=seed), dict.fromkeys(names, 104), MARKS, TEXT)
    assert_clear(figure)


@pytest.mark.parametrize(("replicates", "weeks"), [(1, 521), (2, 27), (1, 5), (3, 2081)])
def test_one_replicate_and_short_and_long_runs_can_be_drawn(replicates, weeks):
    panel = made(("baseline", "flood"), replicates, weeks)
    assert_clear(comparison_figure(panel, dict.fromkeys(panel.scenarios, 2), MARKS, TEXT))


def test_one_run_is_drawn_by_quintile():
    assert_clear(run_figure(made(("baseline",), 1), MARKS, TEXT))


def test_quintiles_that_nobody_lives_in_are_left_out():
    panel = made(("baseline", "flood"), 2, 60)
    panel.values[:, :, :, 4:] = np.nan
    figure = run_figure(panel, [], TEXT)
    assert_clear(figure)
    said = [text for text, _ in words(figure)]
    assert "1 most deprived" in said
    assert "5 least deprived" not in said
    assert_clear(comparison_figure(panel, dict.fromkeys(panel.scenarios, 2), [], TEXT))


def test_marks_after_the_end_are_not_shown():
    said = [text for text, _ in words(run_figure(made(("baseline",), 1), MARKS, TEXT))]
    assert "advice" in said
    assert "after the end" not in said


def test_names_become_labels():
    assert named("flood-with-community-anchor") == "Flood with community anchor"


def test_the_file_is_a_picture_wide_enough_to_read(tmp_path):
    save(run_figure(made(("baseline",), 1), MARKS, TEXT), tmp_path / "f.png")
    head = (tmp_path / "f.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(head[16:20], "big") >= 1200
