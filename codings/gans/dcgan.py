"""The deep convolutional GAN, for images."""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

from keras import Layer, layers

from codings.estimator import TakesNoTables
from codings.gans.adversaries import Adversaries
from codings.gans.base import Adversarial
from codings.gans.networks import joined
from codings.gans.techniques import ChoosesTechniques
from codings.images import UPSAMPLING, UPSAMPLINGS, ImageShape, drawable_only, resizes
from codings.layers import PackChannels, UpConv2D
from codings.parameters import POSITIVE_INTEGER, one_of, option, optional, parameters

COARSEST = 4  # pixels of the shorter side, at most, where the generator begins: it sees the whole there
KERNEL = 4
WIDEST = 512
FINEST_FILTERS, COARSEST_FILTERS = 32, 128  # at most, if nobody says


@parameters
class DCGAN(TakesNoTables, ChoosesTechniques, Adversarial):
    """A deep convolutional GAN, for images of 8 to 128 pixels a side.

    Images have one to four channels. Its guidelines: strided convolutions, and transposed ones, instead of
    pooling; batch normalisation in the generator; rectifiers there, leaky ones in the discriminator, and a
    hyperbolic tangent at the end. Images in colour are enlarged by `codings.layers.UpConv2D` in the place of
    transposed convolutions, which draw a chessboard there. Images whose sides are no power of two are drawn a
    little larger and cropped to their own size.

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

    coding_size: int = 100
    filters: int | None = option(
        optional(POSITIVE_INTEGER),
        "Filters of the convolution nearest to the image, in both networks. They double, to at most 512, "
        "each time the image is halved, until its shorter side is 4 pixels or 3. None: 32, of more than 32 "
        "pixels 16 and of more than 64 eight, so that as many seconds hold more steps.",
        None,
    )
    upsampling: str | None = option(optional(one_of(UPSAMPLINGS)), UPSAMPLING, None)
    r1: float | None = 1.0
    r1_interval: int = 8
    minibatch_std: bool | None = True
    epochs: int = 7
    batch_size: int = 64
    learning_rate: float = 0.001

    def _adversaries(self, shape: tuple[int, ...], n: int) -> Sequence[Adversaries]:
        image = drawable_only(self, shape)
        networks = self._networks_of(
            partial(self._generate, shape=shape), partial(self._features, image=image), shape
        )
        return [Adversaries(*networks, self.epochs)]

    def _generate(self, codings: Any, labels: list, shape: tuple[int, ...]) -> Any:
        height, width, channels = image = ImageShape.of(shape)
        *inner, start = self._widths(image)
        steps = len(inner) + 1
        rows, columns = (-(-side // 2**steps) for side in (height, width))
        x = layers.Dense(rows * columns * start, use_bias=False)(joined(codings, labels))
        x = layers.Reshape((rows, columns, start))(x)
        x = layers.ReLU()(layers.BatchNormalization()(x))
        for filters in reversed(inner):
            x = self._doubling(image, filters, use_bias=False)(x)
            x = layers.ReLU()(layers.BatchNormalization()(x))
        x = self._doubling(image, channels, "bilinear", activation=self._output)(x)
        excess = (rows * 2**steps - height, columns * 2**steps - width)
        x = layers.Cropping2D([(extra // 2, extra - extra // 2) for extra in excess])(x)
        return layers.Reshape(shape)(x)

    def _doubling(
        self, image: ImageShape, filters: int, interpolation: str = "nearest", **kwargs: Any
    ) -> Layer:
        if resizes(self.upsampling, image):
            return UpConv2D(filters, interpolation, **kwargs)
        return layers.Conv2DTranspose(filters, KERNEL, strides=2, padding="same", **kwargs)

    def _features(self, packs: Any, image: ImageShape) -> Any:
        x = layers.Reshape((int(self.pack), *image))(packs)
        x = PackChannels()(x) if self.pack > 1 else layers.Reshape(image)(x)
        for filters in self._widths(image):
            x = self._normalized(layers.Conv2D(filters, KERNEL, strides=2, padding="same"))(x)
            x = layers.LeakyReLU(negative_slope=0.2)(x)
        return x

    def _widths(self, image: ImageShape) -> list[int]:
        """Filters of the discriminator's convolutions, from the image down to the coarsest map."""
        halvings = math.ceil(math.log2(min(image.height, image.width) / COARSEST))
        finest = self.filters or min(FINEST_FILTERS, COARSEST_FILTERS >> (halvings - 1))
        return [min(int(finest) * 2**i, WIDEST) for i in range(halvings)]
