"""What ProGAN and StyleGAN share: networks of a layer a resolution, for images of any sides."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from keras import Layer, Sequential, layers

from codings.estimator import TakesNoTables
from codings.gans.base import Adversarial
from codings.images import UPSAMPLING, UPSAMPLINGS, ImageShape, augments, drawable_only, resizes
from codings.layers import (
    AdaptiveAugmentation,
    EqualizedConv2D,
    EqualizedConv2DTranspose,
    EqualizedDense,
    EqualizedUpConv2D,
    FadeIn,
    MirrorPadding2D,
)
from codings.layers.equalized import RECTIFIED
from codings.parameters import FLAG, POSITIVE_INTEGER, one_of, option, optional, parameters

COARSEST = 4  # pixels of the shorter side
KERNEL = 4  # of what halves or doubles a side: a multiple of 2, or some pixels would meet more weights
WIDEST = 8  # times the filters of the largest side


@dataclass(frozen=True)
class Pyramid:
    """The resolutions at which images of a shape are drawn and seen, and how wide the networks are there.

    A resolution is told by its shorter side, in pixels.

    Parameters
    ----------
    shape : (height, width) or (height, width, channels)
        As instances have it.
    image : ImageShape
        The same, with channels.
    filters : int
        Feature maps of the largest side, which is half that of the finest resolution, since convolutions
        cost a quarter there. Each side below has twice as many, at most 8 times.
    resize : bool
        Whether feature maps are enlarged by up-sampling and a convolution; else by a transposed one.
    """

    shape: tuple[int, ...]
    image: ImageShape
    filters: int
    resize: bool

    @cached_property
    def resolutions(self) -> list[int]:
        """From 4 up to the least power of two that has room for the images."""
        finest = 1 << (min(self.image.height, self.image.width) - 1).bit_length()
        return [COARSEST << i for i in range((finest // COARSEST).bit_length())]

    @cached_property
    def coarsest(self) -> tuple[int, int]:
        """Height and width of the first resolution, 4 and the least number for which the last has room."""
        times = self.finest // COARSEST
        height, width = (max(-(-side // times), COARSEST) for side in self.image[:2])
        return height, width

    @property
    def sides(self) -> list[int]:
        """Of the feature maps, from 4 up to half the finest resolution."""
        return self.resolutions[:-1]

    @staticmethod
    def side(resolution: int) -> int:
        """Of the feature maps from which images of a resolution are drawn, and as which they are seen."""
        return max(resolution // 2, COARSEST)

    @property
    def finest(self) -> int:
        return self.resolutions[-1]

    def width(self, side: int) -> int:
        """How many feature maps of this side there are."""
        return self.filters * min(self.sides[-1] // side, WIDEST)

    @property
    def margin(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """How many pixels more the finest resolution has than an image: above and below, left and right."""
        times = self.finest // COARSEST
        above, left = (times * least - side for least, side in zip(self.coarsest, self.image, strict=False))
        return (above // 2, above - above // 2), (left // 2, left - left // 2)

    def to_own_size(self, drawn: Any) -> Any:
        """Images drawn at some resolution, enlarged, and cropped to their shape."""
        times = self.finest // min(drawn.shape[1:3])
        return layers.Reshape(self.shape)(layers.Cropping2D(self.margin)(enlarged(drawn, times)))

    def from_own_size(self, packs: Any) -> Any:
        """Packs of one instance each, (batch, 1, ...), as images of the finest resolution."""
        return MirrorPadding2D(self.margin)(layers.Reshape(self.image)(packs))


class PyramidDiscriminator:
    """The layers of a discriminator that can see images at each of a pyramid's resolutions.

    Feature maps have half the side of the image that is seen: strided convolutions lead from an image to
    them, and from one resolution to that below. The score is of what the last layer sees and, unlike in the
    papers, of how much that varies over the mini-batch: told earlier, it left a StyleGAN's samples less
    various than the data. What it builds for one resolution shares its layers with what it builds for others.

    Parameters
    ----------
    pyramid : Pyramid
    augmentation : AdaptiveAugmentation, optional
    hidden : bool
        Whether a dense layer comes after the last convolution, as in the papers.
    """

    def __init__(self, pyramid: Pyramid, augmentation: AdaptiveAugmentation | None, *, hidden: bool):
        self.pyramid = pyramid
        self.augmentation = augmentation
        width = pyramid.width
        self.from_image = {
            r: Sequential(
                halving(width(pyramid.side(r))) if r > COARSEST else convolution(width(COARSEST), 1),
                name=f"from_image_{r}",
            )
            for r in pyramid.resolutions
        }
        self.down = {
            side: Sequential(halving(width(side // 2)), name=f"down_from_{side}")
            for side in pyramid.sides[1:]
        }
        last = convolution(width(COARSEST))
        if hidden:
            last += [layers.Flatten(), EqualizedDense(width(COARSEST), RECTIFIED), leaky()]
        self.last = Sequential(last, name="last")
        self._dense: dict[int, Layer] = {}

    def dense(self, units: int, use_bias: bool = True) -> Layer:
        """The layer after it all, the same one for each resolution."""
        return self._dense.setdefault(units, EqualizedDense(units, use_bias=use_bias))

    def __call__(self, packs: Any, resolution: int | None = None, fade: FadeIn | None = None) -> Any:
        """Packs of one instance each, (batch, 1, ...), as seen at a resolution, which may be fading in."""
        resolution = resolution or self.pyramid.finest
        images = self.pyramid.from_own_size(packs)
        if self.augmentation is not None:
            images = self.augmentation(images)
        images = reduced(images, self.pyramid.finest // resolution)
        x, side = self.from_image[resolution](images), self.pyramid.side(resolution)
        if fade is not None:
            below = self.pyramid.side(resolution // 2)
            x = self._down(x, side, below)
            x, side = fade([self.from_image[resolution // 2](reduced(images, 2)), x]), below
        return self.last(self._down(x, side, COARSEST))

    def _down(self, x: Any, side: int, to: int) -> Any:
        while side > to:
            x, side = self.down[side](x), side // 2
        return x


@parameters
class Pyramidal(TakesNoTables, Adversarial):
    """The contract of GANs of a block a resolution: options of their own."""

    filters: int = option(
        POSITIVE_INTEGER,
        "Feature maps at half the finest resolution, in both networks. Each resolution below has twice as "
        "many, at most 8 times. The cost grows with the square of their number.",
        16,
    )
    upsampling: str | None = option(optional(one_of(UPSAMPLINGS)), UPSAMPLING, None)
    augment: bool | None = option(
        optional(FLAG),
        "Adaptive augmentation: the more the discriminator has learned by heart, the more often it sees "
        "images changed. None: of fewer than 5,000 images. See `codings.layers.AdaptiveAugmentation`.",
        None,
    )
    r1: float | None = 1.0
    r1_interval: int = 8

    _beta_1 = 0.0

    def _pyramid(self, shape: tuple[int, ...]) -> Pyramid:
        image = drawable_only(self, shape)
        return Pyramid(shape, image, int(self.filters), resizes(self.upsampling, image))

    def _augmentation(self, n: int) -> AdaptiveAugmentation | None:
        """For trainings on `n` images."""
        return AdaptiveAugmentation() if augments(self.augment, n) else None


def convolution(filters: int, kernel_size: int = 3) -> list[Layer]:
    """An equalised convolution and a leaky rectifier."""
    return [EqualizedConv2D(filters, kernel_size, RECTIFIED), leaky()]


def halving(filters: int) -> list[Layer]:
    """An equalised convolution that halves the side, and a leaky rectifier."""
    return [EqualizedConv2D(filters, KERNEL, RECTIFIED, strides=2), leaky()]


def doubling(
    pyramid: Pyramid, filters: int, gain: float = RECTIFIED, interpolation: str = "nearest"
) -> Layer:
    """An equalised layer that doubles the side; maps are interpolated where the pyramid resizes them."""
    if pyramid.resize:
        return EqualizedUpConv2D(filters, interpolation, gain)
    return EqualizedConv2DTranspose(filters, KERNEL, 2, gain)


def to_image(pyramid: Pyramid, resolution: int) -> Layer:
    """From feature maps to images of a resolution, before their activation."""
    if resolution == COARSEST:
        return EqualizedConv2D(pyramid.image.channels, 1)
    return doubling(pyramid, pyramid.image.channels, gain=1.0, interpolation="bilinear")


def leaky() -> Layer:
    return layers.LeakyReLU(negative_slope=0.2)


def enlarged(images: Any, times: int) -> Any:
    """Each pixel as a square of `times` x `times`."""
    return images if times == 1 else layers.UpSampling2D(times)(images)


def reduced(images: Any, times: int) -> Any:
    """The mean of each square of `times` x `times` pixels."""
    return images if times == 1 else layers.AveragePooling2D(times)(images)
