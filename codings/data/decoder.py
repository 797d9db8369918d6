"""One image file as an array: upright, in eight bits and upon white."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, NamedTuple

import numpy as np

from codings.data.collection import Picture
from codings.data.options import Size

if TYPE_CHECKING:
    from PIL.Image import Image

SIXTEEN_BITS = ("I", "I;16", "I;16B", "I;16L", "I;16N")
UPPER_BITS = ("RGB;16", "RGBA;16")  # our names of modes of which Pillow reads 8 bits of 16
USUAL_BITS = (8, 10, 12)  # of cameras and scanners that write 16: by all of these, images are nearly black
GREY = ("1", "L", "LA", *SIXTEEN_BITS)
ORIENTATION = 0x0112
ON_ITS_SIDE = 5  # the flag from which on width and height change places
PAGED = ("TIFF", "GIF", "WEBP", "PNG")  # a camera's MPO holds previews besides


class Header(NamedTuple):
    """Width and height of the upright image, its mode, and how many pictures the file holds.

    The mode is Pillow's, or one of `UPPER_BITS`.
    """

    width: int
    height: int
    mode: str
    frames: int


def header(picture: Picture) -> Header:
    """Read without decoding the image, where its format allows."""
    from PIL import Image

    with picture.open() as file, Image.open(file) as image:
        deep = f"{image.mode};16" in UPPER_BITS and any(";16" in str(tile) for tile in image.tile)
        mode = f"{image.mode};16" if deep else "L" if image.mode == "LA" else image.mode
        frames = getattr(image, "n_frames", 1) if image.format in PAGED else 1
        width, height = image.size
        if _orientation(image, file) >= ON_ITS_SIDE:
            if image.format == "TIFF":  # whose size Pillow gives upright or not, by its version
                width, height = _upright(image).size
            else:
                width, height = height, width
    return Header(width, height, mode, frames)


def decoded(picture: Picture, mode: str, size: Size | None, bits: int) -> np.ndarray:
    """The image in mode L or RGB, (height, width) or (height, width, 3), uint8; of 16 bits, `bits` count."""
    from PIL import Image, ImageOps

    # Opened by path, Pillow would map uncompressed TIFF files, and mistake the sides of turned ones.
    with picture.open() as file, Image.open(file) as opened:
        image = opaque(_upright(opened), bits).convert(mode)
    if size is not None:
        image = ImageOps.fit(image, (size.width, size.height), method=Image.Resampling.LANCZOS)
    return np.asarray(image)


def decoded_bits(picture: Picture) -> int:
    """How many of 16 bits the brightest pixel has; of images in `UPPER_BITS` at least 8."""
    from PIL import Image

    with picture.open() as file, Image.open(file) as image:
        return bits_of(image)


def bits_of(image: Image) -> int:
    """As `decoded_bits`, of an open image."""
    unseen = 0 if image.mode in SIXTEEN_BITS else 8
    values = np.asarray(image.convert("RGB") if unseen else image)  # without transparency
    return max(0, int(values.max())).bit_length() + unseen


def usual_bits(most: int) -> int:
    """How many of 16 bits count where the brightest pixel has `most`: as many as are usual, or all."""
    return next((bits for bits in USUAL_BITS if bits >= most), 16)


def _orientation(image: Image, file: IO[bytes]) -> int:
    """The camera's flag, 1 if there is none."""
    if image.format == "PNG":  # looked for by Pillow behind the pixels, too, which it would decode for that
        place = file.tell()
        file.seek(0)
        flagged = b"eXIf" in file.read() or "xmp" in image.info
        file.seek(place)
        if not flagged:
            return 1
    return image.getexif().get(ORIENTATION, 1)


def _upright(image: Image) -> Image:
    from PIL import ImageOps

    image.load()
    return ImageOps.exif_transpose(image)


def opaque(image: Image, bits: int) -> Image:
    """In eight bits, of 16 of which `bits` count, and upon white; raises ValueError where that cannot be."""
    from PIL import Image as pillow

    if image.mode == "F":
        raise ValueError("its pixels are floating-point numbers")
    if image.mode in SIXTEEN_BITS:  # convert would cut off all above 255
        values = np.asarray(image).astype(np.int64)
        if values.min() < 0 or values.max() >= 2**16:
            raise ValueError("its pixels lie outside 0 to 65535")
        return pillow.fromarray((values.clip(max=2**bits - 1) >> (bits - 8)).astype(np.uint8))
    if not image.has_transparency_data:
        return image
    white = pillow.new("RGBA", image.size, "white")
    white.alpha_composite(image.convert("RGBA"))
    return white
