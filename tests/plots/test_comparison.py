import numpy as np
import pytest
from matplotlib.colors import to_rgba

from codings.plots import rows


@pytest.fixture
def states():
    """Three states of 14 images."""
    images = np.random.default_rng(0).random((3, 14, 8, 6))
    return dict(zip(("noisy", "denoised", "original"), images, strict=True))


def shown(figure):
    return [np.asarray(axes.images[0].get_array()) for axes in figure.axes]


def test_a_titled_row_for_each(states, draw):
    figure = rows(states, n=4)
    draw(figure)
    assert [text.get_text() for text in figure.texts] == list(states)
    expected = [image for images in states.values() for image in images[:4]]
    np.testing.assert_array_equal(shown(figure), expected)


def test_what_belongs_together_stands_below_each_other(states):
    axes = rows(states, n=4).axes
    for column in zip(axes[:4], axes[4:8], axes[8:], strict=True):
        boxes = [panel.get_position() for panel in column]
        assert all(box.x0 == pytest.approx(boxes[0].x0) for box in boxes)
        assert boxes[0].y0 > boxes[1].y1
        assert boxes[1].y0 > boxes[2].y1


def test_more_than_ten_wrap_into_bands(states, draw):
    figure = rows(states, n=100)
    draw(figure)
    assert (len(figure.axes), len(figure.texts)) == (42, 6)
    boxes = [axes.get_window_extent() for axes in figure.axes]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


@pytest.mark.parametrize("title", ["", "i", "W" * 30, "a title of several words"])
def test_any_title_has_room(title, draw):
    figure = rows({title: np.zeros((2, 5, 5))})
    draw(figure)
    (text,) = figure.texts
    assert not title or text.get_window_extent().x1 < figure.axes[0].get_window_extent().x0


def test_the_first_row_bounds_all():
    figure = rows({"a": [[[-1.0, 1.0]]], "b": [[[0.0, 9.0]]], "c": np.array([[[0, 255]]], np.uint8)})
    np.testing.assert_allclose(shown(figure), [[[0, 1]], [[0.5, 1]], [[0, 1]]])


@pytest.mark.parametrize(
    ("floats", "expected"), [([0.0, 255.0], [0, 1]), ([-30.0, 51.0], [0, 0.2]), ([-0.3, 1.4], [0, 1])]
)
def test_floats_beside_bytes_are_in_their_units_or_shares(floats, expected):
    figure = rows({"bytes": np.array([[[0, 255]]], np.uint8), "floats": [[floats]]})
    np.testing.assert_allclose(shown(figure), [[[0, 1]], [expected]])


def test_bounds_hold_for_all():
    figure = rows({"a": np.array([[[0, 1]]], np.uint8), "b": [[[0.5, 3.0]]]}, bounds=(0, 1))
    np.testing.assert_allclose(shown(figure), [[[0, 1]], [[0.5, 1]]])


def test_a_table_becomes_lines_of_several_colours(draw):
    table = np.random.default_rng(0).normal(size=(3, 5))
    figure = rows({"a": table, "b": table + 1, "c": table + 2})
    draw(figure)
    panels = [axes for axes in figure.axes if axes.axison]
    assert len(panels) == 3
    for axes, row in zip(panels, table, strict=True):
        np.testing.assert_allclose([line.get_ydata() for line in axes.lines], [row, row + 1, row + 2])
        assert len({to_rgba(line.get_color()) for line in axes.lines}) == 3
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["a", "b", "c"]


def test_ten_lines_of_a_narrow_table_have_a_legend_inside(draw):
    draw(rows({f"number {i}": np.ones((1, 2)) * i for i in range(10)}))


@pytest.mark.parametrize(
    ("instances", "n", "message"),
    [
        ({}, 10, "instances is empty"),
        (
            {"a": np.zeros((3, 4, 4)), "b": np.zeros((2, 4, 4))},
            10,
            r"instances\['b'\] must have the shape of",
        ),
        ({"a": np.zeros((3, 4, 4))}, 0, "n must be at least 1"),
        ({"a": np.zeros((1, 2, 2)), "b": np.full((1, 2, 2), np.nan)}, 10, r"instances\['b'\] holds NaN"),
        ({"a": np.zeros((3, 4, 4, 2))}, 10, "reshape it"),
    ],
)
def test_bad_input_is_named(instances, n, message):
    with pytest.raises(ValueError, match=message):
        rows(instances, n)


def test_a_dollar_in_a_title_is_a_dollar():
    figure = rows({"$5": np.zeros((1, 4, 4)), "$a_$": np.ones((1, 4, 4))})
    figure.canvas.draw()  # as a formula the second would be refused
    assert [text.get_text().replace("\\", "") for text in figure.texts] == ["$5", "$a_$"]
