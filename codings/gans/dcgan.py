"""The deep convolutional GAN, for images."""

import math
from functools import partial
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from keras import layers
from sklearn.utils import Tags
from sklearn.utils._param_validation import Interval

from codings.checks import images_only
from codings.gans.base import Adversarial, joined
from codings.gans.contest import Contest
from codings.layers import PackChannels

LEAST, MOST = 8, 128  # pixels a side
CHANNELS = 4
COARSEST = 4  # pixels of the shorter side, at most, where the generator begins: it sees the whole there
KERNEL = 4
WIDEST = 512


class DCGAN(Adversarial):
    """A deep convolutional GAN, for images of 8 to 128 pixels a side and one to four channels.

    Its guidelines: strided convolutions, and transposed ones, instead of pooling; batch normalisation in the
    generator; rectifiers there, leaky ones in the discriminator, and a hyperbolic tangent at the end. Images
    whose sides are no power of two are drawn a little larger and cropped to their own size.

    Parameters
    ----------
    coding_size : int
        The width of the codings, which are drawn from a standard normal distribution.
    filters : int
        Of the convolution nearest to the image, in both networks; each step down has twice as many, at
        most 512. A step halves the image, until its shorter side is 4 pixels or 3.
    r1 : float, optional
        The weight of the R1 penalty; 0 for none. None is the number of an image's entries over 160, but 0 for
        the Wasserstein loss.
    every : int
        The penalty is taken at every so manieth step, and counts as many times as much.
    loss, critic_steps, pack, minibatch_std, spectral, average, replay, conditional : see `GAN`
    epochs, batch_size, learning_rate, random_state, verbose : see `GAN`

    Attributes
    ----------
    generator_, discriminator_, classes_, history_, range_ : see `GAN`

    See Also
    --------
    GAN : of dense layers, with the same phases and options.

    References
    ----------
    Radford, Metz and Chintala (2016), "Unsupervised representation learning with deep convolutional
    generative adversarial networks", https://arxiv.org/abs/1511.06434. Géron, "Hands-On Machine
    Learning", section "Deep Convolutional GANs".

    Examples
    --------
    >>> import codings
    >>> digits = codings.data.load("digits")
    >>> model = codings.DCGAN(filters=16, epochs=1).fit(digits.X, digits.y)
    >>> model.sample(5, y=3).shape  # five threes
    (5, 8, 8)
    """

    _parameter_constraints: ClassVar[dict[str, list]] = {
        **Adversarial._parameter_constraints,
        "filters": [Interval(Integral, 1, None, closed="left")],
    }

    def __init__(
        self,
        coding_size: int = 100,
        *,
        filters: int = 32,
        loss: str = "non-saturating",
        r1: float | None = 1.0,
        every: int = 8,
        critic_steps: int = 1,
        pack: int = 1,
        minibatch_std: bool | None = True,
        spectral: bool = False,
        average: bool = True,
        replay: bool = False,
        conditional: bool | None = None,
        epochs: int = 7,
        batch_size: int = 64,
        learning_rate: float = 0.001,
        random_state: int | np.random.RandomState | None = None,
        verbose: bool = True,
    ):
        self.coding_size = coding_size
        self.filters = filters
        self.loss = loss
        self.r1 = r1
        self.every = every
        self.critic_steps = critic_steps
        self.pack = pack
        self.minibatch_std = minibatch_std
        self.spectral = spectral
        self.average = average
        self.replay = replay
        self.conditional = conditional
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.verbose = verbose

    def _contests_for(self, shape: tuple[int, ...]) -> list[Contest]:
        images_only(self, shape)
        height, width, channels = _sizes(shape)
        if not all(LEAST <= side <= MOST for side in (height, width)) or channels > CHANNELS:
            raise ValueError(
                f"X has images of {height}x{width} pixels in {channels} channels, but DCGAN takes sides of "
                f"{LEAST} to {MOST} pixels and 1 to {CHANNELS} channels: crop or resize them."
            )
        return [self._opposed(partial(self._drawn, shape=shape), partial(self._seen, shape=shape), shape)]

    def _drawn(self, codings: Any, labels: list, shape: tuple[int, ...]) -> Any:
        height, width, channels = _sizes(shape)
        *inner, start = self._widths(shape)
        steps = len(inner) + 1
        rows, columns = (-(-side // 2**steps) for side in (height, width))
        x = layers.Dense(rows * columns * start, use_bias=False)(joined(codings, labels))
        x = layers.Reshape((rows, columns, start))(x)
        x = layers.ReLU()(layers.BatchNormalization()(x))
        for filters in reversed(inner):
            x = layers.Conv2DTranspose(filters, KERNEL, strides=2, padding="same", use_bias=False)(x)
            x = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.Conv2DTranspose(channels, KERNEL, strides=2, padding="same", activation=self._output)(x)
        excess = (rows * 2**steps - height, columns * 2**steps - width)
        x = layers.Cropping2D([(extra // 2, extra - extra // 2) for extra in excess])(x)
        return layers.Reshape(shape)(x)

    def _seen(self, packs: Any, shape: tuple[int, ...]) -> Any:
        x = layers.Reshape((int(self.pack), *_sizes(shape)))(packs)
        x = PackChannels()(x) if self.pack > 1 else layers.Reshape(_sizes(shape))(x)
        for filters in self._widths(shape):
            x = self._limited(layers.Conv2D(filters, KERNEL, strides=2, padding="same"))(x)
            x = layers.LeakyReLU(negative_slope=0.2)(x)
        return x

    def _widths(self, shape: tuple[int, ...]) -> list[int]:
        """Filters of the discriminator's convolutions, from the image down to the coarsest map."""
        halvings = math.ceil(math.log2(min(shape[:2]) / COARSEST))
        return [min(int(self.filters) * 2**i, WIDEST) for i in range(halvings)]

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        return tags


def _sizes(shape: tuple[int, ...]) -> tuple[int, int, int]:
    """Height, width and channels of an image."""
    height, width, *channels = shape
    return height, width, (channels or [1])[0]
