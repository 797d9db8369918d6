"""A grid of images, ten to a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from codings.runs.pictures import is_image

if TYPE_CHECKING:
    from PIL.Image import Image

COLUMNS = 10
SIDE = 112  # pixels to which small images are enlarged, about
GAP = 8


def check_images(shape: tuple[int, ...]) -> None:
    """Raises ValueError unless instances of `shape` can be drawn as images."""
    if not is_image(shape):
        raise ValueError(f"instances of shape {shape} are no images: write them to .npy, .csv or .parquet.")


def grid(images: np.ndarray) -> Image:
    """Images, (n, height, width) or (n, height, width, 1 or 3), upon white.

    uint8 is read as 0 to 255, floats as 0 to 1, or from their least to their greatest where they go
    beyond. Grey ones are drawn as `codings.plots` draws them: 0 is white.
    """
    from PIL.Image import fromarray

    shades = _shades(images)
    zoom = max(1, round(SIDE / max(shades.shape[1:3])))
    tiles = [tile.repeat(zoom, axis=0).repeat(zoom, axis=1) for tile in shades]
    (height, width), columns = tiles[0].shape[:2], min(len(tiles), COLUMNS)
    down, across = height + GAP, width + GAP
    rows = -(-len(tiles) // columns)
    sheet = np.full((GAP + rows * down, GAP + columns * across, *tiles[0].shape[2:]), 255, np.uint8)
    for index, tile in enumerate(tiles):
        top, left = GAP + index // columns * down, GAP + index % columns * across
        sheet[top : top + height, left : left + width] = tile
    return fromarray(sheet)


def _shades(images: np.ndarray) -> np.ndarray:
    """Pixels as uint8, without an axis for a single channel."""
    images = images[..., 0] if images.ndim == 4 and images.shape[-1] == 1 else images
    if images.dtype != np.uint8:
        low, high = min(images.min(), 0), max(images.max(), 1)
        images = np.rint(255 * (images - low) / (high - low)).astype(np.uint8)
    return 255 - images if images.ndim == 3 else images
