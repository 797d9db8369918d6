"""The halves of a network, the layers before the codings and those after: dense ones, or convolutions."""

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import layers

from codings.images import ImageShape, resizes
from codings.layers import UpConv2D
from codings.layers.activations import silu

ACTIVATIONS = (
    "elu", "gelu", "leaky_relu", "linear", "mish", "relu", "selu", "sigmoid", "silu", "softplus", "tanh"
)  # fmt: skip
ACTIVATION = "Activation of the hidden layers."
HIDDEN = "Widths of the encoder's hidden layers, for example 200,100. The decoder's are the same, reversed."

INITIALIZERS = {"selu": "lecun_normal"} | dict.fromkeys(("linear", "sigmoid", "tanh"), "glorot_uniform")
KERNEL = 3


class Halves(NamedTuple):
    """The layers from an instance up to the codings, and from the codings back to the instance."""

    down: list[keras.Layer]
    up: list[keras.Layer]


def chain(tensor: Any, of: Iterable[keras.Layer]) -> Any:
    """`tensor` through one layer after the other."""
    return reduce(lambda x, layer: layer(x), of, tensor)


def sequential(shape: tuple[int, ...], of: Iterable[keras.Layer]) -> keras.Model:
    """The autoencoder of one layer after the other, for instances of `shape`."""
    inputs = keras.Input(shape)
    return keras.Model(inputs, chain(inputs, of), name="autoencoder")


def dense(units: int, activation: str, **kwargs: Any) -> layers.Dense:
    """A dense layer whose first weights suit its activation."""
    return layers.Dense(units, **_activated(activation), **kwargs)


def dense_halves(shape: tuple[int, ...], hidden: Sequence[int], activation: str, output: str) -> Halves:
    """Dense layers of the widths `hidden`, and their mirror image; `output` is the last's activation."""
    down = [layers.Flatten(), *(dense(width, activation) for width in hidden)]
    up = [*(dense(width, activation) for width in reversed(hidden)), dense(int(np.prod(shape)), output)]
    return Halves(down, [*up, layers.Reshape(shape)])


def convolutional_halves(
    shape: tuple[int, ...], filters: Sequence[int], activation: str, output: str
) -> Halves:
    """Convolutions that halve the image after each, and transposed ones that double it again.

    In colour the image is doubled by `UpConv2D`, which draws no chessboard. Images of any size, (height,
    width) or (height, width, channels), come back to their own: halving rounds down, and what doubling has
    too much is cropped. A side of one pixel stays. Raises ValueError if there are no filters.
    """
    if not filters:
        raise ValueError("filters=() must be numbers of filters: positive whole numbers, at least one.")
    image = ImageShape.of(shape)
    sides = _halved((image.height, image.width), len(filters))
    down: list[keras.Layer] = [layers.Reshape(image)]
    for count, side in zip(filters, sides, strict=False):
        down += [
            _convolution(layers.Conv2D, count, activation, padding="same"),
            layers.MaxPooling2D(_strides(side)),
        ]
    start = (*sides[-1], filters[0])
    up: list[keras.Layer] = [dense(int(np.prod(start)), activation), layers.Reshape(start)]
    outputs = [*((count, activation) for count in reversed(filters[:-1])), (image.channels, output)]
    for (count, act), small, large in zip(outputs, sides[:0:-1], sides[-2::-1], strict=True):
        doubling = _doubling(count, act, _strides(large), resize=resizes(None, image))
        doubled = doubling.compute_output_shape((None, *small, count))[1:3]
        up += [doubling, layers.Cropping2D(_excess(doubled, large))]
    return Halves([*down, layers.Flatten()], [*up, layers.Reshape(shape)])


def _activated(activation: str) -> dict[str, Any]:
    """The arguments of a layer with an activation, and first weights that suit it."""
    initializer = INITIALIZERS.get(activation, "he_normal")
    return {"activation": silu if activation == "silu" else activation, "kernel_initializer": initializer}


def _convolution(kind: type, filters: int, activation: str, **kwargs: Any) -> keras.Layer:
    return kind(filters, KERNEL, **_activated(activation), **kwargs)


def _doubling(filters: int, activation: str, strides: tuple[int, int], resize: bool) -> keras.Layer:
    if resize and strides == (2, 2):
        return UpConv2D(filters, padding="valid", **_activated(activation))
    return _convolution(layers.Conv2DTranspose, filters, activation, strides=strides)


def _halved(side: tuple[int, int], times: int) -> list[tuple[int, int]]:
    """The sides of the image before each halving, and after the last."""
    sides = [side]
    for _ in range(times):
        height, width = sides[-1]
        sides.append((max(height // 2, 1), max(width // 2, 1)))
    return sides


def _strides(side: tuple[int, int]) -> tuple[int, int]:
    return (min(side[0], 2), min(side[1], 2))


def _excess(has: tuple[int, int], wanted: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """What to crop at the start and at the end of each side."""
    extra = [a - b for a, b in zip(has, wanted, strict=True)]
    return ((extra[0] // 2, extra[0] - extra[0] // 2), (extra[1] // 2, extra[1] - extra[1] // 2))
