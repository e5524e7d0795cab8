"""Labels of figures do not cover one another."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from experiments.labels import apart, balanced, tiers


def test_labels_with_room_stay_where_they_are():
    assert apart([10.0, 50.0], [10.0, 10.0], 0.0, 100.0) == [10.0, 50.0]


def test_two_labels_at_one_place_are_moved_apart_evenly():
    assert apart([50.0, 50.0], [10.0, 10.0], 0.0, 100.0) == [45.0, 55.0]


def test_labels_at_the_edge_stay_inside():
    assert apart([1.0, 2.0], [10.0, 10.0], 0.0, 100.0) == [5.0, 15.0]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 12)), min_size=1, max_size=8))
def test_labels_never_overlap_keep_their_order_and_stay_inside(labels):
    wanted, heights = [w for w, _ in labels], [h for _, h in labels]
    placed = apart(wanted, heights, 0.0, 100.0)
    order = sorted(range(len(labels)), key=lambda i: wanted[i])
    for one, other in itertools.pairwise(order):
        assert placed[other] - placed[one] >= (heights[one] + heights[other]) / 2 - 1e-6
    assert min(p - h / 2 for p, h in zip(placed, heights)) >= -1e-6
    assert max(p + h / 2 for p, h in zip(placed, heights)) <= 100 + 1e-6


def test_an_earlier_mark_stands_above_the_later_ones_it_would_cover():
    assert tiers([0.0, 5.0, 8.0, 90.0], [20.0, 20.0, 20.0, 20.0]) == [2, 1, 0, 0]


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(1, 120)), max_size=8))
def test_no_rule_of_a_later_mark_crosses_a_label(labels):
    labels = sorted(labels)
    lanes = tiers([s for s, _ in labels], [w for _, w in labels])
    for i, (start, width) in enumerate(labels):
        for j in range(i + 1, len(labels)):
            if labels[j][0] < start + width:
                assert lanes[i] > lanes[j]


def test_text_is_wrapped_into_even_lines():
    assert balanced("one two three four five six", 23) == "one two three\nfour five six"
