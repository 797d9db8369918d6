"""Strange images, what was expected, and where they differ."""

import numpy as np
import pytest

from codings.plots import explained


@pytest.mark.parametrize("shape", [(12, 8, 8), (2, 8, 8, 3), (1, 5, 7, 1)])
def test_three_panels_for_each_image(random, shape):
    images, expected, adds = random.random((3, *shape))
    titles = [f"{i}: {i / 2}" for i in range(shape[0])]
    figure = explained(images, expected, adds, titles)
    drawn = [axes for axes in figure.axes if axes.images]
    assert len(drawn) == 3 * shape[0]
    assert [axes.get_title() for axes in drawn if axes.get_title()] == titles
    figure.canvas.draw()


def test_bounds_of_masks(random):
    masks = random.integers(0, 2, (1, 4, 4), np.uint8)
    image, expected, _ = (axes.images[0] for axes in explained(masks, masks, masks, bounds=(0, 1)).axes)
    assert (image.get_array() == masks).all()
    assert (expected.get_array() == masks).all()


def test_mistakes(random):
    images = random.random((2, 4, 4))
    with pytest.raises(ValueError, match="give them of one shape"):
        explained(images, images[:1], images)
    with pytest.raises(ValueError, match="1 titles for 2 images"):
        explained(images, images, images, ["a"])
    with pytest.raises(ValueError, match="must have the shape"):
        explained(images[0], images[0], images[0])
