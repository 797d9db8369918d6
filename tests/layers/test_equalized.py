"""Equalised learning rate: what the layers compute with has the variance that He's initialisation has."""

import keras
import numpy as np
import pytest
from keras import ops
from keras.src import testing

from codings.layers import EqualizedConv2D, EqualizedConv2DTranspose, EqualizedDense


class TestKerasContract(testing.TestCase):
    def test_dense(self):
        self.run_layer_test(
            EqualizedDense,
            init_kwargs={"units": 3, "gain": 2.0, "rate": 0.1},
            input_shape=(4, 5),
            expected_output_shape=(4, 3),
            supports_masking=True,
            run_training_check=False,  # Keras's own warns
        )

    def test_convolution(self):
        self.run_layer_test(
            EqualizedConv2D,
            init_kwargs={"filters": 3, "kernel_size": 3, "use_bias": False, "strides": 2},
            input_shape=(4, 6, 6, 2),
            expected_output_shape=(4, 3, 3, 3),
            supports_masking=False,
            run_training_check=False,  # Keras's own warns
        )

    def test_transposed_convolution(self):
        self.run_layer_test(
            EqualizedConv2DTranspose,
            init_kwargs={"filters": 3, "kernel_size": 4, "strides": 2},
            input_shape=(4, 6, 6, 2),
            expected_output_shape=(4, 12, 12, 3),
            supports_masking=False,
            run_training_check=False,  # Keras's own warns
        )


@pytest.mark.parametrize(
    ("layer", "shape", "fan_in"),
    [
        (EqualizedDense(400, gain=1.5), (2, 300), 300),
        (EqualizedDense(400, gain=1.5, rate=0.01), (2, 300), 300),
        (EqualizedConv2D(200, 3, gain=1.5), (2, 4, 4, 50), 450),
        (EqualizedConv2DTranspose(200, 4, 2, gain=1.5), (2, 4, 4, 50), 200),
    ],
)
def test_effective_weights_have_unit_variance_times_the_gain(layer, shape, fan_in):
    keras.utils.set_random_seed(0)
    layer.build(shape)
    effective = ops.convert_to_numpy(layer.effective_kernel) * np.sqrt(fan_in)
    assert effective.std() == pytest.approx(1.5, rel=0.01)
    assert ops.convert_to_numpy(layer.kernel).std() == pytest.approx(1 / layer.rate, rel=0.01)


def test_they_compute_what_keras_computes_with_the_effective_weights(random):
    x = random.standard_normal((2, 5, 5, 3)).astype("float32")
    pairs = [
        (EqualizedConv2D(4, 3, gain=2.0), keras.layers.Conv2D(4, 3, padding="same")),
        (EqualizedConv2D(4, 4, strides=2), keras.layers.Conv2D(4, 4, 2, padding="same")),
        (EqualizedConv2DTranspose(4, 4, 2), keras.layers.Conv2DTranspose(4, 4, 2, padding="same")),
    ]
    for own, plain in pairs:
        own.build(x.shape)
        plain.build(x.shape)
        own.bias.assign([1, 2, 3, 4])
        plain.set_weights([ops.convert_to_numpy(own.effective_kernel), ops.convert_to_numpy(own.bias)])
        np.testing.assert_allclose(own(x), plain(x), atol=1e-5)


def test_a_transposed_convolution_keeps_the_variance_everywhere(random):
    keras.utils.set_random_seed(0)
    x = random.standard_normal((200, 6, 6, 32)).astype("float32")
    enlarged = ops.convert_to_numpy(EqualizedConv2DTranspose(16, 4, 2)(x))
    inner = enlarged[:, 2:-2, 2:-2]  # pixels at the edges meet fewer weights
    np.testing.assert_allclose(inner.std(axis=(0, 3)), 1, atol=0.1)


def test_a_gain_of_numpy_leaves_the_dtype_as_it_is(random):
    x = random.standard_normal((2, 3)).astype("float32")
    assert EqualizedDense(4, np.sqrt(2))(x).dtype == "float32"


def test_a_step_of_a_slow_layer_moves_what_it_computes_less():
    moved = []
    for rate in (1.0, 0.1):
        layer = EqualizedDense(3, rate=rate)
        layer.build((1, 4))
        before = ops.convert_to_numpy(layer.effective_kernel)
        layer.kernel.assign(layer.kernel + 0.01)  # as Adam does, whatever the gradient's size
        moved.append(np.abs(ops.convert_to_numpy(layer.effective_kernel) - before).mean())
    assert moved[1] == pytest.approx(moved[0] / 10, rel=1e-3)


def test_mistakes():
    with pytest.raises(ValueError, match="EqualizedDense: gain=0 and rate=1"):
        EqualizedDense(3, gain=0)
    with pytest.raises(ValueError, match="kernel_size=3 must be a multiple of strides=2"):
        EqualizedConv2DTranspose(3, 3, 2)
