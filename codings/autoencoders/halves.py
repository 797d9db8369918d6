"""The halves of a network, the layers before the codings and those after: dense ones, or convolutions."""

import math
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import layers

from codings.images import ImageShape
from codings.layers.strided import UpConv2D

ACTIVATIONS = (
    "elu", "gelu", "leaky_relu", "linear", "mish", "relu", "selu", "sigmoid", "silu", "softplus", "tanh"
)  # fmt: skip
ACTIVATION = "Activation of the hidden layers."
HIDDEN = "Widths of the encoder's hidden layers, for example 200,100. The decoder's are the same, reversed."

INITIALIZERS = {"selu": "lecun_normal"} | dict.fromkeys(("linear", "sigmoid", "tanh"), "glorot_uniform")
KERNEL = 3
COARSEST = 4  # pixels of the shorter side, to which images are halved
FILTERS, MOST_FILTERS = 16, 128


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
    return layers.Dense(units, activation=activation, kernel_initializer=_initializer(activation), **kwargs)


def dense_halves(shape: tuple[int, ...], hidden: Sequence[int], activation: str, output: str) -> Halves:
    """Dense layers of the widths `hidden`, and their mirror image; `output` is the last's activation."""
    down = [layers.Flatten(), *(dense(width, activation) for width in hidden)]
    up = [*(dense(width, activation) for width in reversed(hidden)), dense(int(np.prod(shape)), output)]
    return Halves(down, [*up, layers.Reshape(shape)])


def convolutional_halves(
    shape: tuple[int, ...], filters: Sequence[int], activation: str, output: str
) -> Halves:
    """Convolutions that halve the image after each, and convolutions that double it again.

    Images of any size, (height, width) or (height, width, channels), come back to their own: halving
    rounds up, and what doubling has too much is cropped. Raises ValueError if there are no filters.
    """
    image, filters = ImageShape.of(shape), _some(filters)
    sides = _halved((image.height, image.width), len(filters), up=True)
    down: list[keras.Layer] = [layers.Reshape(image)]
    for count in filters:
        down += [
            _convolution(layers.Conv2D, count, activation, kernel_size=KERNEL, padding="same"),
            layers.MaxPooling2D(padding="same"),
        ]
    start = (*sides[-1], filters[-1])
    up: list[keras.Layer] = [dense(int(np.prod(start)), activation), layers.Reshape(start)]
    for (count, act), small, large in zip(
        _outputs(filters, activation, image, output), sides[:0:-1], sides[-2::-1], strict=True
    ):
        excess = [2 * s - t for s, t in zip(small, large, strict=True)]
        up += [_convolution(UpConv2D, count, act), _cropping(excess)]
    return Halves([*down, layers.Flatten()], [*up, layers.Reshape(shape)])


def transposed_halves(shape: tuple[int, ...], filters: Sequence[int], activation: str, output: str) -> Halves:
    """The book's: convolutions, each with pooling, and transposed ones of kernel 3 and stride 2.

    As `convolutional_halves`, but halving rounds down, and the decoder begins with as many maps as the first
    convolution has. A side of one pixel stays.
    """
    image, filters = ImageShape.of(shape), _some(filters)
    sides = _halved((image.height, image.width), len(filters))
    down: list[keras.Layer] = [layers.Reshape(image)]
    for count, side in zip(filters, sides, strict=False):
        down += [
            _convolution(layers.Conv2D, count, activation, kernel_size=KERNEL, padding="same"),
            layers.MaxPooling2D(_strides(side)),
        ]
    start = (*sides[-1], filters[0])
    up: list[keras.Layer] = [dense(int(np.prod(start)), activation), layers.Reshape(start)]
    for (count, act), small, large in zip(
        _outputs(filters, activation, image, output), sides[:0:-1], sides[-2::-1], strict=True
    ):
        strides = _strides(large)
        excess = [(s - 1) * k + KERNEL - t for s, k, t in zip(small, strides, large, strict=True)]
        transposed = {"kernel_size": KERNEL, "strides": strides}
        up += [_convolution(layers.Conv2DTranspose, count, act, **transposed), _cropping(excess)]
    return Halves([*down, layers.Flatten()], [*up, layers.Reshape(shape)])


def filters_for(shape: tuple[int, ...]) -> list[int]:
    """Of each convolution, so many that the shorter side is halved to 4 pixels or less: 16, 32, up to 128."""
    image = ImageShape.of(shape)
    halvings = max(math.ceil(math.log2(min(image.height, image.width) / COARSEST)), 1)
    return [min(FILTERS << i, MOST_FILTERS) for i in range(halvings)]


def _some(filters: Sequence[int]) -> Sequence[int]:
    if not filters:
        raise ValueError("filters=() must be numbers of filters: positive whole numbers, at least one.")
    return filters


def _outputs(
    filters: Sequence[int], activation: str, image: ImageShape, output: str
) -> list[tuple[int, str]]:
    """Maps and activation of each of the decoder's convolutions."""
    return [*((count, activation) for count in reversed(filters[:-1])), (image.channels, output)]


def _initializer(activation: str) -> str:
    return INITIALIZERS.get(activation, "he_normal")


def _convolution(kind: type, filters: int, activation: str, **kwargs: Any) -> keras.Layer:
    return kind(filters, activation=activation, kernel_initializer=_initializer(activation), **kwargs)


def _halved(side: tuple[int, int], times: int, up: bool = False) -> list[tuple[int, int]]:
    """The sides of the image before each halving, and after the last; rounded up, or down to 1 at least."""
    sides = [side]
    for _ in range(times):
        height, width = (x + up for x in sides[-1])
        sides.append((max(height // 2, 1), max(width // 2, 1)))
    return sides


def _strides(side: tuple[int, int]) -> tuple[int, int]:
    return (min(side[0], 2), min(side[1], 2))


def _cropping(excess: Sequence[int]) -> layers.Cropping2D:
    """Takes so much from the height and from the width: half at the start, half at the end."""
    height, width = ((extra // 2, extra - extra // 2) for extra in excess)
    return layers.Cropping2D((height, width))
