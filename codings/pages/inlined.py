"""Pictures within a page, so that it is whole wherever it is sent."""

import base64
from pathlib import Path
from typing import NamedTuple

from PIL import Image, UnidentifiedImageError


class Shown(NamedTuple):
    """A picture as a page has it: its address, which holds all of it, its size in pixels, and words."""

    source: str
    width: int
    height: int
    alt: str
    caption: str


def shown(path: Path, alt: str, caption: str) -> Shown:
    """The picture in a file; raises ValueError if it is none."""
    try:
        with Image.open(path) as image:
            kind, (width, height) = image.get_format_mimetype(), image.size
    except UnidentifiedImageError as error:
        raise ValueError(f"{path} is damaged (it holds no picture): remove it, or draw it again.") from error
    encoded = base64.b64encode(path.read_bytes()).decode()
    return Shown(f"data:{kind};base64,{encoded}", width, height, alt, caption)
