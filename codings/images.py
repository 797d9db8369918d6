"""Shapes of images, and what is said of those that do not fit."""

from typing import Any, NamedTuple

LEAST, MOST = 8, 128  # pixels a side that a GAN draws
FEW = 5_000  # images: augmented, 500 are less learned by heart, and 2,000 no worse (benchmarks/photos.py)
CHANNELS = 4
LAYOUT = "channels_last"  # as Keras calls it
COLOURS = (1, 3, 4)  # channels of grey, RGB and RGBA
UPSAMPLINGS = ("resize", "transposed")
UPSAMPLING = (
    "How feature maps are enlarged. resize: by up-sampling and a convolution, which draws no chessboard; "
    "transposed: by a transposed convolution, which learns sharp edges sooner; None: the first in colour, "
    "and the second in grey."
)


class ImageShape(NamedTuple):
    """Height and width in pixels, and channels: 1 of a grey image, whose shape may leave them out."""

    height: int
    width: int
    channels: int

    @classmethod
    def of(cls, shape: tuple[int, ...]) -> "ImageShape":
        """That of instances of `shape`, (height, width) or (height, width, channels)."""
        height, width, channels = (*shape, 1)[:3]
        return cls(height, width, channels)


def resizes(upsampling: str | None, image: ImageShape) -> bool:
    """Whether `upsampling`, one of `UPSAMPLINGS` or None, resizes the feature maps of such images."""
    return image.channels in COLOURS[1:] if upsampling is None else upsampling == "resize"


def augments(augment: bool | None, n: int) -> bool:
    """Whether `augment`, or None, has the discriminator see `n` images changed."""
    return n < FEW if augment is None else augment


def is_image(shape: tuple[int, ...]) -> bool:
    """Whether instances of this shape can be drawn as images: grey or RGB."""
    return len(shape) == 2 or (len(shape) == 3 and shape[-1] in (1, 3))


def is_drawable(shape: tuple[int, ...]) -> bool:
    """Whether instances of this shape can be drawn: as images, or as lines over their features."""
    return len(shape) == 1 or is_image(shape)


def no_tables(estimator: Any, shape: tuple[int, ...], wanted: str) -> None:
    """Raises ValueError if instances of `shape` are rows of a table."""
    if len(shape) == 1:
        raise ValueError(
            f"X is a table of {shape[0]} features, but {type(estimator).__name__} takes {wanted}: "
            "reshape it, or take a StackedAutoencoder."
        )


def images_only(estimator: Any, shape: tuple[int, ...]) -> ImageShape:
    """The shape of an image, which layers are to be built for.

    Raises ValueError unless `shape` is (height, width[, channels]), or where Keras would take it for another.
    """
    _check_layout()
    wanted = "images (n, height, width) or (n, height, width, channels)"
    no_tables(estimator, shape, wanted)
    if len(shape) == 3 and shape[0] in COLOURS and shape[2] not in COLOURS and min(shape[1:]) >= LEAST:
        raise ValueError(
            f"X has instances of shape {shape}, which look like images with their channels first, but "
            f"{type(estimator).__name__} takes {wanted}: give np.moveaxis(X, 1, -1)."
        )
    if len(shape) > 3:
        raise ValueError(f"X has instances of shape {shape}, but {type(estimator).__name__} takes {wanted}.")
    return ImageShape.of(shape)


def _check_layout() -> None:
    import keras

    layout = keras.config.image_data_format()
    if layout != LAYOUT:
        raise ValueError(
            f"Keras's image_data_format is {layout}, and networks here take the channels of images last: "
            f'call keras.config.set_image_data_format("{LAYOUT}") before.'
        )


def drawable_only(estimator: Any, shape: tuple[int, ...]) -> ImageShape:
    """The shape of an image that a GAN can draw.

    Raises ValueError if a side is below 8 or above 128 pixels, or there are more than 4 channels.
    """
    image = images_only(estimator, shape)
    sides = {image.height, image.width}
    if min(sides) < LEAST or max(sides) > MOST or image.channels > CHANNELS:
        raise ValueError(
            f"X has images of {image.height}x{image.width} pixels in {image.channels} channels, but "
            f"{type(estimator).__name__} takes sides of {LEAST} to {MOST} "
            f"pixels and 1 to {CHANNELS} channels: crop or resize them."
        )
    return image
