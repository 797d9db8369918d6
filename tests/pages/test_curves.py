"""Curves as shapes: where they go, and where they break."""

import re

import numpy as np
import pytest

from codings.pages import Line, chart
from codings.pages.curves import BOTTOM, COLOURS, HEIGHT, LEFT, MOST, RIGHT, TOP, WIDTH

NAN = float("nan")


def drawn(*values, name="loss"):
    return chart("Loss", [Line(name, np.array(values, dtype=float))])


def points(path):
    """The points of a path, and whether a line leads to each."""
    return [(float(x), float(y), pen == "L") for pen, x, y in re.findall(r"([ML])([\d.]+) ([\d.]+)", path)]


def test_from_corner_to_corner():
    only = drawn(1.0, 2.0, 1.0).curves[0]
    first, middle, last = points(only.path)
    assert (first[0], last[0]) == (LEFT, WIDTH - RIGHT)
    assert middle[0] == pytest.approx((LEFT + WIDTH - RIGHT) / 2)
    assert first[1] == last[1] > middle[1] >= TOP
    assert [line for *_, line in (first, middle, last)] == [False, True, True]


def test_gaps_are_left_and_lonely_values_are_dots():
    [only] = drawn(1.0, 2.0, NAN, 3.0, float("inf"), 1.0, 2.0).curves
    assert [line for *_, line in points(only.path)] == [False, True, False, True]
    [(x, y, _)] = points(only.dots)
    assert (x, y) == (pytest.approx((LEFT + WIDTH - RIGHT) / 2), pytest.approx(TOP, abs=15))


def test_decades_are_drawn_on_a_logarithmic_scale():
    known = drawn(100.0, 10.0, 1.0)
    assert known.is_logarithmic
    heights = [y for _, y, _ in points(known.curves[0].path)]
    assert heights == pytest.approx([TOP, (TOP + HEIGHT - BOTTOM) / 2, HEIGHT - BOTTOM], abs=0.1)
    assert [tick.text for tick in known.up] == ["1", "2", "5", "10", "20", "50", "100"]
    assert not drawn(100.0, 0.0).is_logarithmic
    assert not drawn(2.0, 1.0).is_logarithmic


@pytest.mark.parametrize("values", [(1.0,), (0.0, 0.0), (5.0, 5.0, 5.0), (-3.0,)])
def test_what_has_no_extent_stays_within(values):
    known = drawn(*values)
    [only] = known.curves
    assert points(only.path + only.dots)
    for x, y, _ in points(only.path + only.dots):
        assert LEFT <= x <= WIDTH - RIGHT
        assert TOP < y < HEIGHT - BOTTOM
    assert 1 <= len(known.up) <= 8


def test_epochs_are_whole_numbers():
    assert [tick.text for tick in drawn(1.0, 2.0, 3.0).across] == ["1", "2", "3"]
    assert [tick.text for tick in drawn(2.0).across] == ["1"]
    assert drawn(*range(1, 12_001)).across[0].text == "2,000"


def test_of_very_many_epochs_the_extremes_are_kept():
    values = np.ones(50_000)
    values[31_313], values[40_404] = 9.0, -7.0
    path = chart("Loss", [Line("loss", values)]).curves[0].path
    assert len(points(path)) <= 2 * MOST + 2
    heights = [y for _, y, _ in points(path)]
    known = chart("Loss", [Line("loss", np.array([9.0, -7.0]))]).curves[0]
    assert {min(heights), max(heights)} == {y for _, y, _ in points(known.path)}


def test_a_loss_that_hardly_changes_has_ticks_that_differ():
    drawn = chart("it", [Line("loss", np.array([1.38629, 1.38631, 1.38628]))])
    texts = [tick.text for tick in drawn.up]
    assert len({*texts}) == len(texts) > 3
    assert drawn.told == "loss from 1.38629 to 1.38628, between 1.38628 and 1.38631"


def test_what_is_drawn_is_told_and_nothing_is_no_drawing():
    known = chart("Loss", [Line("a", np.array([3.0, 1.0, 2.0]), 9, True), Line("b", np.array([NAN]))])
    assert known.told == "a from 3 to 2, between 1 and 3"
    assert [(curve.name, curve.colour, curve.dashed) for curve in known.curves] == [("a", 9 % COLOURS, True)]
    assert drawn(NAN) is None
    assert chart("Loss", []) is None
