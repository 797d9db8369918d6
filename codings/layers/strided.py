"""Convolutions that double or halve the side of an image, without a chessboard in what they draw."""

from typing import Any

import keras
from keras import ops

KERNEL = 3  # as it is learned


def spread(kernel: Any) -> Any:
    """A kernel of 3x3, (3, 3, ...), summed over a square of 2x2 places: one of 4x4, (4, 4, ...)."""
    padded = ops.pad(kernel, ((1, 1), (1, 1), (0, 0), (0, 0)))
    return padded[1:, 1:] + padded[:-1, 1:] + padded[1:, :-1] + padded[:-1, :-1]


@keras.saving.register_keras_serializable(package="codings")
class UpConv2D(keras.layers.Conv2DTranspose):
    """Takes each pixel for a square of 2x2, and convolves that with a 3x3 kernel: in one, at half the cost.

    It is a transposed convolution of stride 2 whose kernel of 4x4 is made of one of 3x3, so that neighbouring
    pixels cannot be drawn by weights that have nothing in common: no chessboard is drawn before there is
    something to draw, nor later unless it is learned.

    Parameters
    ----------
    filters : int
    **kwargs
        Those of Keras's Conv2DTranspose but for `kernel_size`, `strides` and `padding`.

    Input shape
        (batch, height, width, channels)

    Output shape
        (batch, 2 * height, 2 * width, filters)

    References
    ----------
    Odena, Dumoulin and Olah (2016), "Deconvolution and checkerboard artifacts",
    https://doi.org/10.23915/distill.00003. In one: "fused_scale" of the code of Karras et al. (2018),
    https://github.com/tkarras/progressive_growing_of_gans
    """

    def __init__(self, filters: int, **kwargs: Any):
        settled = {"kernel_size": KERNEL, "strides": 2, "padding": "same", "data_format": "channels_last"}
        super().__init__(filters, **{**kwargs, **settled})

    def call(self, inputs: Any) -> Any:
        x = ops.conv_transpose(inputs, spread(self.kernel), 2, "same", data_format="channels_last")
        return self.activation(x if self.bias is None else x + self.bias)


@keras.saving.register_keras_serializable(package="codings")
class DownConv2D(keras.layers.Conv2D):
    """Convolves with a 3x3 kernel, and takes the mean of each square of 2x2 pixels: in one, at half the cost.

    It is a strided convolution whose kernel of 4x4 is made of one of 3x3. It blurs before it leaves pixels
    out, and what it sends back to them is smooth as well. The mean is taken before the activation.

    Parameters
    ----------
    filters : int
    **kwargs
        Those of Keras's Conv2D but for `kernel_size`, `strides` and `padding`.

    Input shape
        (batch, height, width, channels), both sides even

    Output shape
        (batch, height / 2, width / 2, filters)

    References
    ----------
    Zhang (2019), "Making convolutional networks shift-invariant again", https://arxiv.org/abs/1904.11486. In
    one: see `UpConv2D`.
    """

    def __init__(self, filters: int, **kwargs: Any):
        settled = {"kernel_size": KERNEL, "strides": 2, "padding": "same", "data_format": "channels_last"}
        super().__init__(filters, **{**kwargs, **settled})

    def call(self, inputs: Any) -> Any:
        x = ops.conv(inputs, spread(self.kernel) / 4, 2, "same", "channels_last")
        return self.activation(x if self.bias is None else x + self.bias)
