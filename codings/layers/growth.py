"""Layers of networks that grow: the fade-in of new layers, and pixel-wise normalisation."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from codings.layers.precision import wide


@keras.saving.register_keras_serializable(package="codings")
class FadeIn(keras.layers.Layer):
    r"""The way from an old path through a network to a new one: :math:`(1 - \alpha) a + \alpha b`.

    One layer can be called in several networks, which then fade in together.

    Attributes
    ----------
    weight : keras.Variable, ()
        :math:`\alpha`, from 0 to 1. No phase learns it; `advance` moves it.

    Input shape
        A pair of tensors of one shape, the old and the new.

    Output shape
        The same.

    References
    ----------
    Karras et al. (2018), "Progressive growing of GANs", section 2 and figure 2,
    https://arxiv.org/abs/1710.10196
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.weight = self.add_weight(shape=(), initializer="zeros", trainable=False, name="fade_in")
        self.built = True

    def call(self, inputs: Any) -> Any:
        old, new = inputs
        return old + self.weight * (new - old)

    def advance(self, share: float) -> None:
        """Moves the weight on by `share`, up to 1."""
        self.weight.assign(ops.minimum(self.weight + share, 1.0))

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape[0]


@keras.saving.register_keras_serializable(package="codings")
class PixelNormalization(keras.layers.Layer):
    r"""Scales each pixel's features to a mean square of 1: :math:`b = a / \sqrt{\overline{a^2} + 10^{-8}}`.

    Input shape, output shape
        (batch, ..., features), and the same.

    References
    ----------
    Karras et al. (2018), "Progressive growing of GANs", section 4.2, https://arxiv.org/abs/1710.10196
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.supports_masking = True
        self.built = True

    def call(self, inputs: Any) -> Any:
        x = wide(inputs)
        x *= ops.rsqrt(ops.mean(ops.square(x), axis=-1, keepdims=True) + 1e-8)
        return ops.cast(x, inputs.dtype)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


@keras.saving.register_keras_serializable(package="codings")
class MirrorPadding2D(keras.layers.Layer):
    """Pads images with what lies within their edges, mirrored.

    Parameters
    ----------
    margin : pair of int, or pair of pairs of int
        Pixels before and after, above and below first, then left and right; one pair stands for both. At most
        as many as the image has.

    Input shape
        (batch, height, width, channels)

    Output shape
        (batch, height + sum of its margin, width + sum of its margin, channels)
    """

    def __init__(self, margin: Sequence, **kwargs: Any):
        super().__init__(**kwargs)
        pairs = [margin, margin] if isinstance(margin[0], int) else margin
        self.margin = tuple(map(tuple, pairs))
        self.built = True

    def call(self, inputs: Any) -> Any:
        if not np.any(self.margin):
            return inputs
        return ops.pad(inputs, ((0, 0), *self.margin, (0, 0)), mode="symmetric")

    def compute_output_shape(self, input_shape: Any) -> tuple:
        batch, height, width, channels = input_shape
        rows, columns = map(sum, self.margin)
        return (batch, height and height + rows, width and width + columns, channels)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "margin": self.margin}
