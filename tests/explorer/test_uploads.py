"""Pictures that somebody dropped on the page."""

import io

import numpy as np
import pytest
from PIL import Image

from codings.explorer.pixels import Pixels
from codings.explorer.uploads import picture

GREY = np.array([[0, 64], [128, 255]], np.uint8)


def taken(image, shape=(2, 2), **how):
    written = io.BytesIO()
    image.save(written, "PNG", **how)
    return picture(written.getvalue(), Pixels(shape, 0.0, 255.0, "uint8"))[0]


@pytest.mark.parametrize("shift", [0, 2, 4, 8])
def test_of_16_bits_as_many_count_as_are_usual(shift):
    np.testing.assert_array_equal(taken(Image.fromarray(GREY.astype(np.uint16) << shift)), GREY)


def test_what_is_clear_lies_upon_white():
    clear = np.stack([GREY, np.full((2, 2), 0, np.uint8)], axis=-1)
    assert (taken(Image.fromarray(clear, "LA"), (2, 2, 3)) == 255).all()
    solid = np.stack([GREY, np.full((2, 2), 255, np.uint8)], axis=-1)
    np.testing.assert_array_equal(taken(Image.fromarray(solid, "LA")), GREY)
    np.testing.assert_array_equal(taken(Image.fromarray(GREY), transparency=64), [[0, 255], [128, 255]])
