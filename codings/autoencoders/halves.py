"""The halves of a network, the layers before the codings and those after: dense ones, or convolutions."""

import math
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import Any, Generic, NamedTuple, TypeVar

import keras
import numpy as np
from keras import layers

from codings.images import ImageShape, resizes
from codings.layers import UpConv2D
from codings.layers.activations import logit, silu

ACTIVATIONS = (
    "elu", "gelu", "leaky_relu", "linear", "mish", "relu", "selu", "sigmoid", "silu", "softplus", "tanh"
)  # fmt: skip
ACTIVATION = "Activation of the hidden layers."
HIDDEN = "Widths of the encoder's hidden layers, for example 200,100. The decoder's are the same, reversed."

INITIALIZERS = {"selu": "lecun_normal"} | dict.fromkeys(("linear", "sigmoid", "tanh"), "glorot_uniform")
KERNEL, STRIDED = 3, 4  # of convolutions with pooling, and of those that halve the image themselves
REFINED = 2  # times as many maps of half the size as the encoder has, where a decoder refines an image

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
    in colour are halved by strides, with a linear shortcut past them. Their decoder is a linear layer, which
    can learn what PCA does, and convolutions that refine the image it gives: they see it at half its size,
    have a residual block there, and double it by `UpConv2D`, which draws no chessboard.

    Images of any size, (height, width) or (height, width, channels), come back to their own: what doubling
    has too much is cropped. A side of one pixel stays. Raises ValueError if there are no filters.
    """
    if not filters:
        raise ValueError("filters=() must be numbers of filters: positive whole numbers, at least one.")
    image = ImageShape.of(shape)
    halves = _with_shortcuts if resizes(None, image) else _pooled
    down, up = halves(image, filters, activation, output)
    return Halves([layers.Reshape(image), *down], [*up, layers.Reshape(shape)])


def _pooled(image: ImageShape, filters: Sequence[int], activation: str, output: str) -> Halves[Step]:
    """Pooling after each convolution, and transposed convolutions: the book's."""
    sides = _halved(image, len(filters), math.floor)
    down: list[Step] = []
    for count, side in zip(filters, sides, strict=False):
        down += [
            layers.Conv2D(count, KERNEL, padding="same", **_activated(activation)),
            layers.MaxPooling2D(_strides(side)),
        ]
    up = _start((*sides[-1], filters[0]), activation)
    doubled = [*((count, activation) for count in filters[-2::-1]), (image.channels, output)]
    for (count, kind), small, large in zip(doubled, sides[:0:-1], sides[-2::-1], strict=True):
        up += _cropped(_transposed(count, kind, large), small, large)
    return Halves([*down, layers.Flatten()], up)


def _with_shortcuts(image: ImageShape, filters: Sequence[int], activation: str, output: str) -> Halves[Step]:
    """Strides, with a linear way past them; and codings to pixels at once, which convolutions refine."""
    down: list[Step] = []
    for count, side in zip(filters, _halved(image, len(filters), math.ceil), strict=False):
        down.append(layers.Conv2D(count, STRIDED, _strides(side), "same", **_activated(activation)))
    straight = [layers.Dense(int(np.prod(image)), name="shortcut"), layers.Reshape(image)]
    refined = _refined(image, REFINED * filters[0], activation, output)
    return Halves(
        [_beside([*down, layers.Flatten()], [layers.Flatten()], layers.Concatenate())], [*straight, refined]
    )


def _refined(image: ImageShape, filters: int, activation: str, output: str) -> Step:
    """Images and what convolutions of half their size add, before the last activation.

    Of pixels in [0, 1] the images are given in the units of a hard sigmoid, and come out as that has them if
    nothing is added: a sigmoid would bend what is linear.
    """
    small, large = _halved(image, 1, math.ceil)[::-1]
    convolved = [
        layers.Conv2D(filters, STRIDED, _strides(large), "same", **_activated(activation)),
        _residual(filters, activation),
        *_cropped(_resized(filters, activation, large), small, large),
        layers.Conv2D(image.channels, KERNEL, padding="same", name="convolved"),
    ]

    def refine(x: Any) -> Any:
        seen = before = x
        if output == "sigmoid":
            seen = layers.Activation("hard_sigmoid")(x)
            before = layers.Activation(logit)(seen)
        return layers.Activation(output)(layers.Add()([before, chain(seen, convolved)]))

    return refine


def _residual(filters: int, activation: str) -> Step:
    """Two convolutions, whose outcome is added to what they see."""
    convolutions = [
        layers.Conv2D(filters, KERNEL, padding="same", **_activated(activation)),
        layers.Conv2D(filters, KERNEL, padding="same", **_activated(activation) | {"activation": None}),
    ]
    last = layers.Activation(_activated(activation)["activation"])
    return lambda x: last(layers.Add()([x, chain(x, convolutions)]))


def _beside(one: Iterable[Step], other: Iterable[Step], joined: keras.Layer) -> Step:
    return lambda x: joined([chain(x, one), chain(x, other)])


def _activated(activation: str) -> dict[str, Any]:
    """The arguments of a layer with an activation, and first weights that suit it."""
    initializer = INITIALIZERS.get(activation, "he_normal")
    return {"activation": silu if activation == "silu" else activation, "kernel_initializer": initializer}


def _start(shape: tuple[int, int, int], activation: str) -> list[Step]:
    """From the codings to the smallest maps, (height, width, filters)."""
    return [dense(int(np.prod(shape)), activation), layers.Reshape(shape)]


def _transposed(filters: int, activation: str, large: tuple[int, int]) -> keras.Layer:
    return layers.Conv2DTranspose(filters, KERNEL, _strides(large), **_activated(activation))


def _resized(filters: int, activation: str, large: tuple[int, int]) -> keras.Layer:
    """`UpConv2D` doubles both sides: where one of them is of a single pixel, no chessboard can be."""
    if _strides(large) != (2, 2):
        return _transposed(filters, activation, large)
    return UpConv2D(filters, padding="valid", **_activated(activation))


def _cropped(doubling: keras.Layer, small: tuple[int, int], large: tuple[int, int]) -> list[Step]:
    """What leads from maps of the size `small` to twice as large ones, and crops them to the size `large`."""
    has = doubling.compute_output_shape((None, *small, 1))[1:3]
    return [doubling, layers.Cropping2D(_excess(has, large))]


def _halved(image: ImageShape, times: int, rounded: Callable[[float], int]) -> list[tuple[int, int]]:
    """The sides of the image before each halving, and after the last."""
    sides = [(image.height, image.width)]
    for _ in range(times):
        height, width = (max(rounded(length / 2), 1) for length in sides[-1])
        sides.append((height, width))
    return sides


def _strides(side: tuple[int, int]) -> tuple[int, int]:
    return (min(side[0], 2), min(side[1], 2))


def _excess(has: tuple[int, int], wanted: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """What to crop at the start and at the end of each side."""
    extra = [a - b for a, b in zip(has, wanted, strict=True)]
    return ((extra[0] // 2, extra[0] - extra[0] // 2), (extra[1] // 2, extra[1] - extra[1] // 2))
