"""Grey images are drawn as they are, whatever figure they stand in: 0 is black, 255 or 1.0 is white."""

import numpy as np
import pytest

from codings.plots import codings_map, reconstructions, rows

FIGURES = {
    "reconstructions": lambda images: reconstructions(images, images),
    "rows": lambda images: rows({"images": images}),
    "codings_map": lambda images: codings_map(np.zeros((len(images), 2)), images),
}
# Four patches, each the quarter of an image.
BYTES = np.array([[0, 64], [128, 255]], np.uint8).repeat(8, axis=0).repeat(8, axis=1)[None]


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("images", [BYTES, BYTES / 255, BYTES[..., None]], ids=["bytes", "floats", "channel"])
def test_patches_have_their_own_grey(name, images, draw):
    figure = FIGURES[name](images)
    pixels = draw(figure)
    box = figure.axes[0].images[0].get_window_extent()
    across = np.round(box.x0 + box.width * np.array([0.25, 0.75])).astype(int)
    down = np.round(pixels.shape[0] - box.y1 + box.height * np.array([0.25, 0.75])).astype(int)
    found = pixels[np.ix_(down, across)].astype(int)
    expected = np.array([[0, 64], [128, 255]])[..., None].repeat(3, axis=-1)
    np.testing.assert_allclose(found, expected, atol=1)
