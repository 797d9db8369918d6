"""Sprites and mixtures: what is drawn is what the factors and the modes say."""

import colorsys
import time

import numpy as np
import pytest

from codings.data import GRID_STD, RING_STD, grid, grid_centres, ring, ring_centres, sprites
from codings.data.sprite_images import POSITIONS, SHAPES, SIZES


@pytest.mark.parametrize("size", [8, 32, 65])
@pytest.mark.parametrize("channels", [1, 3])
def test_shapes_and_types(size, channels):
    data = sprites(n=50, size=size, channels=channels)
    assert data.X.shape == ((50, size, size) if channels == 1 else (50, size, size, 3))
    assert data.X.dtype == np.uint8
    assert data.classes == SHAPES
    assert data.y is not None
    assert data.y.dtype == np.int64
    assert set(data.factors) == {"shape", "size", "angle", "x", "y", "colour"}
    assert np.array_equal(data.y, data.factors["shape"])
    # A picture always shows something, and the frame's corners are always empty.
    assert (data.X.reshape(50, -1).max(axis=1) > 60).all()
    assert not data.X[:, [0, 0, -1, -1], [0, -1, 0, -1]].any()


def test_the_seed_decides_and_more_begin_with_fewer():
    assert np.array_equal(sprites(n=30, seed=4).X[:10], sprites(n=10, seed=4).X)
    assert not np.array_equal(sprites(n=10, seed=4).X, sprites(n=10, seed=5).X)


@pytest.fixture(scope="module")
def drawn():
    data = sprites(n=600, size=64)
    intensity = data.factors["colour"][:, None, None]
    return data.factors, data.X / 255 / intensity


def test_the_centroid_is_the_position(drawn):
    factors, coverage = drawn
    centres = (np.arange(64) + 0.5) / 64
    mass = coverage.sum(axis=(1, 2))
    x = (coverage.sum(axis=1) * centres).sum(axis=1) / mass
    y = (coverage.sum(axis=2) * centres).sum(axis=1) / mass
    np.testing.assert_allclose(x, factors["x"], atol=0.25 / 64)
    np.testing.assert_allclose(y, factors["y"], atol=0.25 / 64)


@pytest.mark.parametrize(
    ("shape", "area"),
    [
        ("square", 2.0),
        ("ellipse", np.pi / 2),
        ("triangle", 0.75 * np.sqrt(3)),
        ("star", 1.4 * np.sqrt(0.5)),
    ],
)
def test_the_area_is_that_of_the_shape(drawn, shape, area):
    factors, coverage = drawn
    rows = factors["shape"] == SHAPES.index(shape)
    expected = area * (64 * factors["size"][rows]) ** 2
    np.testing.assert_allclose(coverage[rows].sum(axis=(1, 2)), expected, rtol=0.03)


def test_the_angle_turns_anticlockwise(drawn):
    factors, coverage = drawn
    rows = factors["shape"] == SHAPES.index("ellipse")
    centres = (np.arange(64) + 0.5) / 64
    dx = centres[None, None, :] - factors["x"][rows, None, None]
    dy = factors["y"][rows, None, None] - centres[None, :, None]
    moments = [(coverage[rows] * m).sum(axis=(1, 2)) for m in (dx * dx - dy * dy, 2 * dx * dy)]
    np.testing.assert_allclose(np.arctan2(moments[1], moments[0]) / 2, factors["angle"][rows], atol=0.02)


def test_the_intensity_is_the_grey(drawn):
    np.testing.assert_allclose(drawn[1].max(axis=(1, 2)), 1, atol=0.01)


def test_the_hue_is_the_colour():
    data = sprites(n=20, channels=3)
    for image, hue in zip(data.X, data.factors["colour"], strict=True):
        brightest = image.reshape(-1, 3)[image.sum(axis=-1).argmax()] / 255
        np.testing.assert_allclose(brightest, colorsys.hsv_to_rgb(float(hue), 1, 1), atol=0.01)


def test_factors_fill_their_ranges_independently():
    factors = sprites(n=4000, size=8).factors
    assert np.bincount(factors["shape"]).min() > 900
    for name, (low, high) in {"size": SIZES, "x": POSITIONS, "y": POSITIONS}.items():
        assert low <= factors[name].min() < low + 0.01
        assert high - 0.01 < factors[name].max() <= high
    correlations = np.corrcoef(np.stack(list(factors.values()))) - np.eye(6)
    assert np.abs(correlations).max() < 0.06


def test_ten_thousand_take_seconds():
    start = time.perf_counter()
    sprites(n=10_000)
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    ("draw", "centres", "std", "modes"),
    [(ring, ring_centres(), RING_STD, 8), (grid, grid_centres(), GRID_STD, 25)],
)
def test_mixtures(draw, centres, std, modes):
    data = draw(n=20_000)
    assert data.X.dtype == np.float32
    assert len(np.unique(np.round(centres, 6), axis=0)) == modes == len(data.classes)
    distances = np.linalg.norm(data.X[:, None] - centres, axis=-1)
    assert np.array_equal(distances.argmin(axis=1), data.y)
    assert np.bincount(data.y, minlength=modes).min() > 0.8 * len(data.X) / modes
    np.testing.assert_allclose((data.X - centres[data.y]).std(axis=0), std, rtol=0.03)


def test_the_modes_are_where_the_paper_puts_them():
    np.testing.assert_allclose(np.linalg.norm(ring_centres(), axis=1), 1)
    assert set(grid_centres().ravel()) == {-4, -2, 0, 2, 4}
    assert len(ring().X) == len(grid().X) == 100_000
