import numpy as np
import pytest

from codings.plots import plane


def test_samples_lie_over_the_data(draw, random):
    data, samples = random.random((50, 2)), random.random((20, 2))
    figure = plane(data, samples)
    draw(figure)
    below, above = figure.axes[0].collections
    np.testing.assert_allclose(below.get_offsets(), data)
    np.testing.assert_allclose(above.get_offsets(), samples)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["data", "samples"]


def test_what_lies_beyond_is_counted(draw, random):
    samples = np.concatenate([random.random((20, 2)), [[50, 0], [0, -50]]])
    figure = plane(random.random((50, 2)), samples)
    draw(figure)
    assert figure.axes[0].get_title() == "2 of 22 samples lie beyond"
    assert len(figure.axes[0].collections[1].get_offsets()) == 20


def test_points_that_are_no_samples(draw, random):
    figure = plane(random.random((9, 2)), [[50, 0], [0.5, 0.5]], titles=("noisy", "denoised"))
    draw(figure)
    legend = figure.legends[0]
    assert [text.get_text() for text in legend.get_texts()] == ["noisy", "denoised"]
    assert not legend.get_window_extent().overlaps(figure.axes[0].get_window_extent())  # it hides no point
    assert figure.axes[0].get_title() == "1 of 2 denoised lie beyond"


def test_one_point(draw):
    draw(plane([[1, 2]], [[1, 2]]))


@pytest.mark.parametrize("values", [np.zeros((0, 2)), np.zeros((3, 3)), np.zeros(4)])
def test_what_is_no_plane(values):
    with pytest.raises(ValueError, match="must be points of the plane"):
        plane(values, np.zeros((3, 2)))
