"""Energy at the periods of strides, beside the data's."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter, zoom

from codings.metrics import chessboard


@pytest.fixture
def smooth(random):
    """Images whose neighbouring pixels are alike, (400, 24, 32, 3)."""
    return gaussian_filter(random.standard_normal((400, 24, 32, 3)), (0, 1, 1, 0))


def test_images_of_the_same_kind_have_none(smooth):
    assert chessboard(smooth[:200], smooth[200:]) == pytest.approx(1, abs=0.1)
    assert chessboard(smooth[:200], 100 * smooth[200:]) == pytest.approx(1, abs=0.1)  # whatever the contrast


@pytest.mark.parametrize("period", [2, 4])
def test_a_faint_pattern_of_a_strides_period_is_found(smooth, random, period):
    tile = random.standard_normal((period, period))
    pattern = np.tile(tile - tile.mean(), (24 // period, 32 // period))[..., None]
    signs = random.choice([-1, 1], (200, 1, 1, 1))  # which of its two kinds differs from image to image
    assert chessboard(smooth[:200], smooth[200:] + 0.2 * smooth.std() * signs * pattern) > 2


def test_enlarged_pixels_lack_what_the_data_have_there(smooth):
    enlarged = zoom(smooth[200:, :12, :16], (1, 2, 2, 1), order=0)
    assert chessboard(smooth[:200], enlarged) < 0.5


@pytest.mark.parametrize("colour", [0, 0.1])
def test_images_of_one_colour_have_no_figure(smooth, colour):
    assert np.isnan(chessboard(smooth, np.full_like(smooth, colour)))


def test_images_too_small_or_of_other_sizes_are_refused(smooth):
    for images in (smooth[:, :8, :8], smooth[:, :18], smooth.reshape(400, -1)):
        with pytest.raises(ValueError, match="chessboards are looked for in images"):
            chessboard(images, images)
    with pytest.raises(ValueError, match="of one size"):
        chessboard(smooth, smooth[:, :20])
