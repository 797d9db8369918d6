"""Which networks TensorFlow gives to XLA on a CPU: those that do not convolve."""

import keras
import pytest
from keras import Input, Sequential, layers

from codings.layers import EqualizedConv2D

if keras.backend.backend() != "tensorflow":
    pytest.skip("JAX compiles everything by XLA", allow_module_level=True)

from codings.backend.on_tensorflow import suits_xla


def attending():
    """Attention, whose weights have as many axes as a convolution's."""
    x = Input((6, 4))
    return keras.Model(x, layers.MultiHeadAttention(2, 3)(x, x))


class Subclassed(keras.Model):
    """Without inputs that can be asked for."""

    def __init__(self):
        super().__init__()
        self.convolution = layers.Conv1D(2, 3)

    def call(self, inputs):
        return self.convolution(inputs)


def subclassed():
    network = Subclassed()
    network(keras.ops.zeros((1, 8, 1)))
    return network


@pytest.mark.parametrize(
    ("build", "suits"),
    [
        (lambda: Sequential([Input((6,)), layers.Dense(3)]), True),
        (lambda: Sequential([Input((6, 4)), layers.LSTM(3)]), True),
        (attending, True),
        (lambda: Sequential([Input((8, 8, 1)), layers.Conv2D(2, 3)]), False),
        (lambda: Sequential([Input((8, 8, 1)), layers.Conv2DTranspose(2, 3)]), False),
        (lambda: Sequential([Input((8, 8, 2)), layers.DepthwiseConv2D(3)]), False),
        (lambda: Sequential([Input((8, 8, 1)), EqualizedConv2D(2, 3)]), False),
        (lambda: Sequential([Input((5, 8, 8, 1)), layers.ConvLSTM2D(2, 3)]), False),  # within a loop
        (subclassed, False),
    ],
    ids=["dense", "LSTM", "attention", "convolution", "transposed", "depthwise", "equalised", "loop", "own"],
)
def test_a_convolution_decides(build, suits):
    assert suits_xla([build()]) is suits


def test_one_of_several_decides():
    dense = Sequential([Input((6,)), layers.Dense(3)])
    assert not suits_xla([dense, Sequential([Input((8, 8, 1)), layers.Conv2D(2, 3)])])
