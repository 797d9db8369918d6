"""Images that somebody dropped on the page, as instances of the model's."""

import io
import warnings

import numpy as np
from PIL import Image, ImageOps

from codings.data.decoder import SIXTEEN_BITS, bits_of, opaque, usual_bits
from codings.explorer.pixels import Pixels

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
MOST_PIXELS = 40_000_000  # of a picture, unpacked: a telephone's has 12 to 50 millions


def picture(content: bytes, pixels: Pixels) -> np.ndarray:
    """The picture in a file as an instance, (1, ...): cut to the middle, scaled, grey where the model's are.

    Raises ValueError if it is no picture that can be read, or has too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise _TooMany
                found = _fitted(image, pixels)
    except (_TooMany, Image.DecompressionBombError):
        raise ValueError(f"the picture has more than {MOST_PIXELS:,} pixels: make it smaller.") from None
    except Exception as error:  # of five decoders, each with its own
        raise ValueError(f"this is no picture that can be read: give one of {', '.join(FORMATS)}.") from error
    return pixels.taken(found[None])


class _TooMany(Exception):
    pass


def _fitted(image: Image.Image, pixels: Pixels) -> np.ndarray:
    size = pixels.size
    upright = ImageOps.exif_transpose(image)
    bits = usual_bits(bits_of(upright)) if upright.mode in SIXTEEN_BITS else 8
    coloured = opaque(upright, bits).convert("L" if size.channels == 1 else "RGB")
    fitted = ImageOps.fit(coloured, (size.width, size.height), Image.Resampling.LANCZOS)
    return np.asarray(fitted).reshape(size)
