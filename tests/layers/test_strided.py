"""Convolutions that double or halve the side: the same as Keras's own two layers, one after the other."""

import keras
import numpy as np
import pytest
from keras import layers, ops
from keras.src import testing

from codings.layers import DownConv2D, UpConv2D


class TestKerasContract(testing.TestCase):
    def test_doubling_and_halving(self):
        for kind, side in ((UpConv2D, 12), (DownConv2D, 3)):
            self.run_layer_test(
                kind,
                init_kwargs={"filters": 3, "activation": "elu", "use_bias": False},
                input_shape=(4, 6, 6, 2),
                expected_output_shape=(4, side, side, 3),
                supports_masking=False,
                run_training_check=False,  # Keras's own warns
            )


def convolution(shape, weights):
    layer = layers.Conv2D(5, 3, padding="same")
    layer.build(shape)
    layer.set_weights(weights)
    return layer


@pytest.fixture
def images(random):
    return random.standard_normal((2, 6, 8, 3)).astype("float32")


def test_doubling_is_nearest_upsampling_and_a_convolution(images):
    layer = UpConv2D(5, bias_initializer="random_normal")
    found = layer(images)
    kernel, bias = layer.get_weights()
    enlarged = layers.UpSampling2D(2, interpolation="nearest")(images)
    after = convolution(enlarged.shape, [kernel[::-1, ::-1].transpose(0, 1, 3, 2), bias])
    np.testing.assert_allclose(ops.convert_to_numpy(found), ops.convert_to_numpy(after(enlarged)), atol=1e-5)


def test_halving_is_a_convolution_and_mean_pooling(images):
    layer = DownConv2D(5, bias_initializer="random_normal")
    found = layer(images)
    pooled = layers.AveragePooling2D(2)(convolution(images.shape, layer.get_weights())(images))
    np.testing.assert_allclose(ops.convert_to_numpy(found), ops.convert_to_numpy(pooled), atol=1e-5)


def test_flat_maps_are_drawn_flat(random):
    keras.utils.set_random_seed(0)
    flat = np.ones((5, 8, 8, 16), "float32") * random.standard_normal((5, 1, 1, 16)).astype("float32")
    drawn = [
        ops.convert_to_numpy(layer(flat))[:, 4:-4, 4:-4]
        for layer in (UpConv2D(4), layers.Conv2DTranspose(4, 4, 2, padding="same"))
    ]
    flatness, chessboard = (x.std((1, 2)).mean() for x in drawn)
    assert flatness < 1e-5 < 0.1 < chessboard
