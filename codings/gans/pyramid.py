"""What ProGAN and StyleGAN share: networks of a block a resolution, for square images of any side."""

from dataclasses import dataclass
from functools import cached_property
from numbers import Integral
from typing import Any, ClassVar

from keras import Layer, Sequential, layers
from sklearn.utils import Tags
from sklearn.utils._param_validation import Interval

from codings.checks import images_only
from codings.gans.base import Adversarial
from codings.layers import (
    AdaptiveAugmentation,
    EqualizedConv2D,
    EqualizedDense,
    FadeIn,
    MinibatchStdev,
    MirrorPadding2D,
)
from codings.layers.equalized import RECTIFIED

COARSEST = 4  # pixels a side
LEAST, MOST = 8, 128
CHANNELS = 4
WIDEST = 8  # times the filters at the finest resolution


@dataclass(frozen=True)
class Pyramid:
    """The resolutions at which images of a shape are drawn and seen, and how wide the networks are there.

    Parameters
    ----------
    shape : (side, side) or (side, side, channels)
    filters : int
        Feature maps at the finest resolution. Each resolution below has twice as many, at most 8 times.
    """

    shape: tuple[int, ...]
    filters: int

    @cached_property
    def resolutions(self) -> list[int]:
        """From 4 up to the least power of two that has room for the images."""
        finest = 1 << (self.shape[0] - 1).bit_length()
        return [COARSEST << i for i in range((finest // COARSEST).bit_length())]

    @property
    def finest(self) -> int:
        return self.resolutions[-1]

    @property
    def channels(self) -> int:
        return (*self.shape, 1)[2]

    def width(self, resolution: int) -> int:
        """Feature maps at a resolution."""
        return self.filters * min(self.finest // resolution, WIDEST)

    @property
    def margin(self) -> tuple[int, int]:
        """How many pixels more the finest resolution has than an image: above and left, below and right."""
        excess = self.finest - self.shape[0]
        return excess // 2, excess - excess // 2

    def to_own_size(self, drawn: Any) -> Any:
        """Images drawn at some resolution, enlarged, and cropped to their shape."""
        x = layers.Cropping2D((self.margin, self.margin))(enlarged(drawn, self.finest // drawn.shape[1]))
        return layers.Reshape(self.shape)(x)

    def from_own_size(self, packs: Any) -> Any:
        """Packs of one instance each, (batch, 1, ...), as images of the finest resolution."""
        side, channels = self.shape[0], self.channels
        return MirrorPadding2D(self.margin)(layers.Reshape((side, side, channels))(packs))


class Judge:
    """The layers of a discriminator that can see images at each of a pyramid's resolutions.

    A block a resolution: a convolution, an average pooling and a convolution that widens, after the pooling
    since it costs a quarter there; before the last block, the mini-batch's standard deviation. What it builds
    for one resolution shares its layers with what it builds for others.
    """

    def __init__(self, pyramid: Pyramid, augmentation: AdaptiveAugmentation | None):
        self.pyramid = pyramid
        self.augmentation = augmentation
        width = pyramid.width
        self.from_image = {
            r: Sequential([*convolution(width(r), 1)], name=f"from_image_{r}") for r in pyramid.resolutions
        }
        self.down = {
            r: Sequential(
                [*convolution(width(r)), layers.AveragePooling2D(2), *convolution(width(r // 2))],
                name=f"down_from_{r}",
            )
            for r in pyramid.resolutions[1:]
        }
        self.last = Sequential(
            [
                MinibatchStdev(),
                *convolution(width(COARSEST)),
                layers.Flatten(),
                EqualizedDense(width(COARSEST), RECTIFIED),
                leaky(),
            ],
            name="last",
        )

    def __call__(self, packs: Any, resolution: int | None = None, fade: FadeIn | None = None) -> Any:
        """Packs of one instance each, (batch, 1, ...), as seen at a resolution, which may be fading in."""
        resolution = resolution or self.pyramid.finest
        images = self.pyramid.from_own_size(packs)
        if self.augmentation is not None:
            images = self.augmentation(images)
        images = reduced(images, self.pyramid.finest // resolution)
        x = self.from_image[resolution](images)
        while resolution > COARSEST:
            x = self.down[resolution](x)
            resolution //= 2
            if fade is not None:
                x = fade([self.from_image[resolution](reduced(images, 2)), x])
                fade = None
        return self.last(x)


class Pyramidal(Adversarial):
    """The contract of GANs of a block a resolution: images, options, and the discriminator's last layer."""

    _parameter_constraints: ClassVar[dict[str, list]] = {
        **Adversarial._parameter_constraints,
        "filters": [Interval(Integral, 1, None, closed="left")],
        "augment": ["boolean"],
    }
    _unsaved = (*Adversarial._unsaved, "_scoring")
    _beta_1 = 0.0

    # Settled here, of what other GANs leave open.
    critic_steps = 1
    pack = 1
    minibatch_std = False  # at the very end: the last block has it
    spectral = False
    average = True
    replay = False

    filters: int
    augment: bool

    def _pyramid(self, shape: tuple[int, ...]) -> Pyramid:
        images_only(self, shape)
        height, width, channels = (*shape, 1)[:3]
        if height != width or not LEAST <= height <= MOST or channels > CHANNELS:
            raise ValueError(
                f"X has images of {height}x{width} pixels in {channels} channels, but {type(self).__name__} "
                f"takes square ones of {LEAST} to {MOST} pixels a side and 1 to {CHANNELS} channels: crop or "
                "resize them."
            )
        self._augmentation = AdaptiveAugmentation() if self.augment else None
        self._scoring: dict[int, Layer] = {}
        return Pyramid(shape, int(self.filters))

    def _dense(self, units: int, use_bias: bool = True) -> Layer:
        """The same one for each of the discriminators that share their layers."""
        return self._scoring.setdefault(units, EqualizedDense(units, use_bias=use_bias))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        return tags


def convolution(filters: int, kernel_size: int = 3) -> list[Layer]:
    """An equalised convolution and a leaky rectifier."""
    return [EqualizedConv2D(filters, kernel_size, RECTIFIED), leaky()]


def leaky() -> Layer:
    return layers.LeakyReLU(negative_slope=0.2)


def enlarged(images: Any, times: int) -> Any:
    """Each pixel as a square of `times` x `times`."""
    return images if times == 1 else layers.UpSampling2D(times)(images)


def smoothed(features: Any) -> Any:
    """Feature maps of twice the side, interpolated: single pixels would show as squares of 2 x 2."""
    return layers.UpSampling2D(interpolation="bilinear")(features)


def reduced(images: Any, times: int) -> Any:
    """The mean of each square of `times` x `times` pixels."""
    return images if times == 1 else layers.AveragePooling2D(times)(images)
