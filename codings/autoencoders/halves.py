"""The halves of a network, the layers before the codings and those after: dense ones, or convolutions."""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import Any, Generic, NamedTuple, TypeVar

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
KERNEL, STRIDED = 3, 4  # of convolutions with pooling, and of those that halve the image themselves

Step = Callable[[Any], Any]
"""A layer, or several, called on a tensor."""
StepT = TypeVar("StepT", bound=Step)


class Halves(NamedTuple, Generic[StepT]):
    """The layers from an instance up to the codings, and from the codings back to the instance."""

    down: list[StepT]
    up: list[StepT]


def chain(tensor: Any, of: Iterable[Step]) -> Any:
    """`tensor` through one layer after the other."""
    return reduce(lambda x, layer: layer(x), of, tensor)


def sequential(shape: tuple[int, ...], of: Iterable[Step]) -> keras.Model:
    """The autoencoder of one layer after the other, for instances of `shape`."""
    inputs = keras.Input(shape)
    return keras.Model(inputs, chain(inputs, of), name="autoencoder")


def dense(units: int, activation: str, **kwargs: Any) -> layers.Dense:
    """A dense layer whose first weights suit its activation."""
    return layers.Dense(units, **_activated(activation), **kwargs)


def dense_halves(
    shape: tuple[int, ...], hidden: Sequence[int], activation: str, output: str
) -> Halves[keras.Layer]:
    """Dense layers of the widths `hidden`, and their mirror image; `output` is the last's activation."""
    down = [layers.Flatten(), *(dense(width, activation) for width in hidden)]
    up = [*(dense(width, activation) for width in reversed(hidden)), dense(int(np.prod(shape)), output)]
    return Halves(down, [*up, layers.Reshape(shape)])


def convolutional_halves(
    shape: tuple[int, ...], filters: Sequence[int], activation: str, output: str
) -> Halves[Step]:
    """Convolutions that halve the image again and again, and others that double it.

    Grey images are halved by pooling after each convolution, and doubled by transposed convolutions. Images
    in colour are halved by strides and doubled by `UpConv2D`, which draws no chessboard; and a linear
    shortcut leads past the convolutions in either half. It can learn what PCA does, and they what is left.

    Images of any size, (height, width) or (height, width, channels), come back to their own: what doubling
    has too much is cropped. A side of one pixel stays. Raises ValueError if there are no filters.
    """
    if not filters:
        raise ValueError("filters=() must be numbers of filters: positive whole numbers, at least one.")
    image = ImageShape.of(shape)
    in_colour = resizes(None, image)
    sides = _halved((image.height, image.width), len(filters), up=in_colour)
    down: list[Step] = [layers.Reshape(image)]
    for count, side in zip(filters, sides, strict=False):
        down += _halving(count, activation, _strides(side), in_colour)
    start = (*sides[-1], filters[-1 if in_colour else 0])
    up: list[Step] = [dense(int(np.prod(start)), activation), layers.Reshape(start)]
    for count, small, large in zip(filters[-2::-1], sides[:1:-1], sides[-2:0:-1], strict=True):
        up += _doubling(count, activation, small, large, in_colour)
    last = "linear" if in_colour else output
    up += _doubling(image.channels, last, sides[1], sides[0], in_colour, name="convolved")
    halves = Halves([*down, layers.Flatten()], [*up, layers.Reshape(shape)])
    return _with_shortcuts(halves, shape, output) if in_colour else halves


def _with_shortcuts(halves: Halves[Step], shape: tuple[int, ...], output: str) -> Halves[Step]:
    """A linear way past each half: codings see the pixels, too, and pixels the codings."""
    straight = [layers.Dense(int(np.prod(shape)), name="shortcut"), layers.Reshape(shape)]
    return Halves(
        [_beside(halves.down, [layers.Flatten()], layers.Concatenate())],
        [_beside(halves.up, straight, layers.Add()), layers.Activation(output)],
    )


def _beside(one: Iterable[Step], other: Iterable[Step], joined: keras.Layer) -> Step:
    return lambda x: joined([chain(x, one), chain(x, other)])


def _activated(activation: str) -> dict[str, Any]:
    """The arguments of a layer with an activation, and first weights that suit it."""
    initializer = INITIALIZERS.get(activation, "he_normal")
    return {"activation": silu if activation == "silu" else activation, "kernel_initializer": initializer}


def _halving(filters: int, activation: str, strides: tuple[int, int], in_colour: bool) -> list[keras.Layer]:
    if in_colour:
        return [layers.Conv2D(filters, STRIDED, strides, "same", **_activated(activation))]
    convolution = layers.Conv2D(filters, KERNEL, padding="same", **_activated(activation))
    return [convolution, layers.MaxPooling2D(strides)]


def _doubling(
    filters: int,
    activation: str,
    small: tuple[int, int],
    large: tuple[int, int],
    in_colour: bool,
    name: str | None = None,
) -> list[keras.Layer]:
    """The layer that doubles the sides, and one that crops them to those wanted."""
    strides = _strides(large)
    kind, own = layers.Conv2DTranspose, {"kernel_size": KERNEL, "strides": strides}
    if in_colour and strides == (2, 2):
        kind, own = UpConv2D, {"padding": "valid"}
    doubling = kind(filters, **own, **_activated(activation), name=name)
    has = doubling.compute_output_shape((None, *small, filters))[1:3]
    return [doubling, layers.Cropping2D(_excess(has, large))]


def _halved(side: tuple[int, int], times: int, up: bool) -> list[tuple[int, int]]:
    """The sides of the image before each halving, and after the last, rounded up or down."""
    sides = [side]
    for _ in range(times):
        height, width = ((length + up) // 2 for length in sides[-1])
        sides.append((max(height, 1), max(width, 1)))
    return sides


def _strides(side: tuple[int, int]) -> tuple[int, int]:
    return (min(side[0], 2), min(side[1], 2))


def _excess(has: tuple[int, int], wanted: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """What to crop at the start and at the end of each side."""
    extra = [a - b for a, b in zip(has, wanted, strict=True)]
    return ((extra[0] // 2, extra[0] - extra[0] // 2), (extra[1] // 2, extra[1] - extra[1] // 2))
