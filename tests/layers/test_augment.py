"""Adaptive augmentation: what it does to images, and how its probability follows the scores."""

import numpy as np
import pytest
from keras import ops

from codings import backend
from codings.layers import AdaptiveAugmentation
from codings.layers.augment import ADAPTATION, MOST, resampling


def test_nothing_changes_without_training_or_at_probability_0(random):
    x = random.uniform(-1, 1, (4, 8, 8, 3)).astype("float32")
    layer = AdaptiveAugmentation()
    np.testing.assert_array_equal(layer(x), x)
    np.testing.assert_allclose(layer(x, training=True), x, atol=1e-6)
    layer.probability.assign(1.0)
    assert np.abs(ops.convert_to_numpy(layer(x, training=True)) - x).max() > 0.1


def matrix(side, scale, shift):
    return ops.convert_to_numpy(resampling(side, np.array([scale], "float32"), np.array([shift], "float32")))[
        0
    ]


def testresampling_shifts_mirrors_and_stretches():
    row = np.array([1.0, 2, 4, 8], "float32")
    np.testing.assert_allclose(matrix(4, 1, 1) @ row, [2, 4, 8, 4])  # mirrored beyond the edge
    np.testing.assert_allclose(matrix(4, 1, 0.5) @ row, [1.5, 3, 6, 6])
    np.testing.assert_allclose(matrix(4, -1, 0) @ row, row[::-1])
    np.testing.assert_allclose(matrix(4, 1 / 3, 0) @ row, [2, 8 / 3, 10 / 3, 4], rtol=1e-5)
    np.testing.assert_allclose(matrix(7, 1.2, 0.3).sum(1), 1, rtol=1e-5)


def test_the_probability_rises_while_real_images_score_high_and_falls_after():
    layer = AdaptiveAugmentation()
    high, low = np.ones((100, 1), "float32"), np.zeros((100, 1), "float32") - 1
    layer.adapt(low)
    assert float(layer.probability) == 0
    layer.adapt(high)
    assert float(layer.probability) == pytest.approx(100 / ADAPTATION)
    layer.adapt(low)
    assert float(layer.probability) == 0
    for _ in range(1000):
        layer.adapt(high)
    assert float(layer.probability) == pytest.approx(MOST)


def test_it_can_be_differentiated(random):
    x = random.uniform(-1, 1, (4, 8, 8, 1)).astype("float32")
    layer = AdaptiveAugmentation()
    layer.probability.assign(0.5)
    slope = backend.input_gradient(lambda x: ops.square(layer(x, training=True)), ops.convert_to_tensor(x))
    assert np.isfinite(ops.convert_to_numpy(slope)).all()
