"""Spectral normalisation."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from codings.layers import SpectralNormalization
from codings.training import Phase, Stage, fit


def effective_kernel(layer, inputs):
    """What a layer multiplies by, found from what it returns."""
    return ops.convert_to_numpy(
        layer(np.eye(inputs, dtype="float32")) - layer(np.zeros((1, inputs), "float32"))
    )


def test_the_norm_is_1_with_training_and_without(random):
    layer = SpectralNormalization(layers.Dense(4))
    x = random.normal(size=(3, 6)).astype("float32")
    for _ in range(50):
        layer(x, training=True)
    assert np.linalg.norm(effective_kernel(layer, 6), 2) == pytest.approx(1, rel=1e-3)
    np.testing.assert_allclose(layer(x), layer(x, training=True), atol=1e-5)
    assert np.linalg.norm(ops.convert_to_numpy(layer.kernel), 2) > 1.05  # which is the optimizer's


def test_of_a_convolution(random):
    layer = SpectralNormalization(layers.Conv2D(3, 2, use_bias=False))
    x = random.normal(size=(2, 5, 5, 2)).astype("float32")
    for _ in range(50):
        layer(x, training=True)
    kernel = ops.convert_to_numpy(layer.kernel)
    norm = np.linalg.norm(kernel.reshape(-1, 3), 2)
    np.testing.assert_allclose(layer(x), ops.conv(x, kernel / norm), atol=1e-4)


def test_the_engine_trains_through_it_and_its_bias(random):
    """To a slope of -1, the least that it may have."""
    layer = SpectralNormalization(layers.Dense(1))
    network = keras.Sequential([keras.Input((2,)), layer])

    def loss(batch, training):
        scores = network(batch[0], training=training)
        return ops.mean(scores * batch[0][:, :1]) + ops.mean(ops.square(ops.mean(scores) - 3.0))

    x = random.normal(size=(64, 2)).astype("float32")
    x -= x.mean(0)
    fit([Stage([Phase("p", network, keras.optimizers.Adam(0.05), loss)], 200)], (x,), batch_size=64)
    np.testing.assert_allclose(effective_kernel(layer, 2)[0], -1, atol=0.05)
    assert float(layer(np.zeros((1, 2), "float32"))[0, 0]) == pytest.approx(3, abs=0.05)


def test_saved_and_loaded(tmp_path, random):
    network = keras.Sequential([keras.Input((6,)), SpectralNormalization(layers.Dense(4))])
    x = random.normal(size=(3, 6)).astype("float32")
    network.save(tmp_path / "network.keras")
    again = keras.saving.load_model(tmp_path / "network.keras", safe_mode=True)
    np.testing.assert_array_equal(again(x), network(x))
