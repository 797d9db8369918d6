import numpy as np
import pytest

from codings.plots import grid
from codings.plots.montage import GAP


@pytest.mark.parametrize(
    ("images", "shades"),
    [
        (np.array([[[0, 255]]], np.uint8), [0, 255]),
        (np.array([[[7, 200]]], np.uint8), [7, 200]),
        (np.array([[[0.0, 1.0]]]), [0, 255]),
        (np.array([[[-1.0, 1.0]]]), [0, 255]),
        (np.array([[[[0.0], [0.6]]]]), [0, 153]),
        (np.array([[[[1, 2, 3], [255, 0, 9]]]], np.uint8), [[1, 2, 3], [255, 0, 9]]),
    ],
)
def test_grid_keeps_every_pixel(images, shades):
    sheet = np.asarray(grid(images))
    zoom = (sheet.shape[1] - 2 * GAP) // 2
    assert sheet.shape[:2] == (zoom + 2 * GAP, 2 * zoom + 2 * GAP)
    assert (sheet[:GAP] == 255).all()
    drawn = sheet[GAP:-GAP, GAP:-GAP][:, ::zoom]
    assert (drawn == np.asarray(shades)).all()


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_bounds_say_what_is_white(dtype):
    sheet = np.asarray(grid(np.array([[[0, 1, 3, 5]]], dtype), bounds=(0, 3)))[GAP:-GAP, GAP:-GAP]
    assert sheet[0, :: sheet.shape[0]].tolist() == [0, 85, 255, 255]


def test_large_images_are_drawn_as_they_are():
    assert grid(np.zeros((2, 200, 300))).size == (2 * 308 + GAP, 208 + GAP)


@pytest.mark.parametrize(
    ("images", "columns", "message"),
    [
        (np.zeros((2, 4)), 10, "images must have the shape"),
        (np.full((2, 4, 4), np.nan), 10, "NaN or infinity"),
        (np.zeros((2, 4, 4)), 0, "columns=0"),
    ],
)
def test_what_cannot_be_drawn(images, columns, message):
    with pytest.raises(ValueError, match=message):
        grid(images, columns)
