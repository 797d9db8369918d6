"""Up-sampling and a convolution at once: what the two would give one after the other."""

import keras
import numpy as np
import pytest
from keras import ops
from keras.src import testing

from codings.layers import (
    EqualizedConv2D,
    EqualizedConv2DTranspose,
    EqualizedUpConv2D,
    MirrorPadding2D,
    UpConv2D,
)


class TestKerasContract(testing.TestCase):
    def test_plain(self):
        self.run_layer_test(
            UpConv2D,
            init_kwargs={"filters": 3, "interpolation": "bilinear", "padding": "valid", "activation": "tanh"},
            input_shape=(4, 5, 6, 2),
            expected_output_shape=(4, 14, 16, 3),
            supports_masking=False,
            run_training_check=False,  # Keras's own warns
        )

    def test_equalized(self):
        self.run_layer_test(
            EqualizedUpConv2D,
            init_kwargs={"filters": 3, "gain": 2.0},
            input_shape=(4, 5, 6, 2),
            expected_output_shape=(4, 10, 12, 3),
            supports_masking=False,
            run_training_check=False,  # Keras's own warns
        )


@pytest.mark.parametrize(("interpolation", "edge"), [("nearest", 0), ("bilinear", 2)])
@pytest.mark.parametrize("padding", ["same", "valid"])
def test_it_is_up_sampling_and_then_a_convolution(interpolation, edge, padding, random):
    x = random.standard_normal((2, 5, 4, 3)).astype("float32")
    layer = UpConv2D(4, interpolation, padding, activation="tanh")
    found = ops.convert_to_numpy(layer(x))
    plain = keras.layers.Conv2D(4, 3, padding="same", activation="tanh")
    plain.build((None, 10, 8, 3))
    layer.bias.assign([1, 2, 3, 4])
    plain.set_weights(layer.get_weights())
    found = ops.convert_to_numpy(layer(x))
    wanted = ops.convert_to_numpy(plain(keras.layers.UpSampling2D(2, interpolation=interpolation)(x)))
    more = (found.shape[1] - wanted.shape[1]) // 2
    found = found[:, more : found.shape[1] - more, more : found.shape[2] - more]
    inner = np.s_[:, edge : 10 - edge, edge : 8 - edge]
    np.testing.assert_allclose(found[inner], wanted[inner], atol=1e-5)


def test_of_a_flat_map_it_makes_a_flat_one():
    """Where a transposed convolution draws a chessboard."""
    flat = np.ones((1, 8, 8, 5), "float32")
    for interpolation in ("nearest", "bilinear"):
        enlarged = ops.convert_to_numpy(EqualizedUpConv2D(3, interpolation)(flat))[:, 3:-3, 3:-3]
        assert enlarged.std(axis=(1, 2)).max() < 1e-5
    chessboard = ops.convert_to_numpy(keras.layers.Conv2DTranspose(3, 4, 2, padding="same")(flat))
    assert chessboard[:, 3:-3, 3:-3].std(axis=(1, 2)).max() > 0.01


def test_equalized_weights_keep_the_variance(random):
    keras.utils.set_random_seed(0)
    x = random.standard_normal((200, 6, 6, 32)).astype("float32")
    enlarged = ops.convert_to_numpy(EqualizedUpConv2D(16)(x))[:, 2:-2, 2:-2]
    assert enlarged.std() == pytest.approx(1.0, rel=0.05)


@pytest.mark.parametrize(
    "layer",
    [
        EqualizedConv2D(3, 3, strides=2),
        EqualizedConv2DTranspose(3, 4, 2),
        EqualizedUpConv2D(3),
        MirrorPadding2D((1, 2)),
        UpConv2D(3, padding="valid"),
    ],
)
def test_images_of_any_size_go_through_one_network(layer, random):
    inputs = keras.Input((None, 6, 2))
    network = keras.Model(inputs, layer(inputs))
    assert network.output_shape[1] is None
    for side in (5, 8):
        x = random.random((4, side, 6, 2), "float32")
        assert layer.compute_output_shape(x.shape) == network(x).shape
        assert network.output_shape[2:] == network(x).shape[2:]


@pytest.mark.parametrize("layer", [UpConv2D, EqualizedUpConv2D])
def test_an_unknown_interpolation_is_refused(layer):
    with pytest.raises(ValueError, match="interpolation='cubic' must be one of nearest, bilinear"):
        layer(3, "cubic")
