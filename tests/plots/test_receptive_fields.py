import numpy as np
import pytest

from codings.plots import units
from codings.plots.montage import GAP


def tiles(sheet, rows, columns):
    """The first pixel of each tile, as (rows, columns, 3)."""
    pixels = np.asarray(sheet)
    step = (pixels.shape[1] - GAP) // columns
    return pixels[GAP::step, GAP::step][:rows, :columns]


def test_a_row_a_unit_with_its_weights_first():
    weights = np.zeros((2, 4, 4))
    weights[0, 0, 0], weights[1, 0, 0] = 3.0, -0.1
    exciting = np.zeros((2, 3, 4, 4), np.uint8)
    exciting[0, 0], exciting[1, 2] = 255, 255
    found = tiles(units(weights, exciting), 2, 4).astype(int)
    red, _, blue = found[0, 0]
    assert red > blue + 60  # excited, however large the weights of other units are
    red, _, blue = found[1, 0]
    assert blue > red + 40
    assert found[:, 1:, :].tolist() == [
        [[255] * 3, [0] * 3, [0] * 3],
        [[0] * 3, [0] * 3, [255] * 3],
    ]


def test_bounds_of_masks():
    found = tiles(units(np.zeros((1, 4, 4)), np.ones((1, 1, 4, 4), np.uint8), bounds=(0, 1)), 1, 2)
    assert (found[0, 1] == 255).all()


def test_weights_of_nothing_are_white():
    sheet = units(np.zeros((1, 2, 2)), np.zeros((1, 1, 2, 2)))
    neither, dark = tiles(sheet, 1, 2)[0]
    assert neither.min() > 240
    assert dark.tolist() == [0, 0, 0]


def test_in_colour():
    weights = np.zeros((1, 2, 2, 3))
    weights[..., 0] = 1.0
    sheet = units(weights, np.full((1, 2, 2, 2, 3), [9, 8, 7], np.uint8))
    assert tiles(sheet, 1, 3)[0].tolist() == [[255, 128, 128], [9, 8, 7], [9, 8, 7]]


def test_shapes_must_belong_together():
    with pytest.raises(ValueError, match=r"exciting must have the shape \(units, k, ...\)"):
        units(np.zeros((2, 4, 4)), np.zeros((3, 5, 4, 4)))
    with pytest.raises(ValueError, match="weights must have the shape"):
        units(np.zeros((2, 4)), np.zeros((2, 5, 4)))
