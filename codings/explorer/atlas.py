"""Sheets of thumbnails, so that a page asks for thousands of images at once."""

import io

import numpy as np
from PIL import Image

CELL = 32  # pixels a side that each thumbnail is given
ACROSS = 64  # cells: a sheet has 2048x2048 pixels, which every browser can draw
A_SHEET = ACROSS * ACROSS
QUALITY = 90


def thumbnail_size(height: int, width: int) -> tuple[int, int]:
    """Height and width of an image's thumbnail: its own where they fit into a cell."""
    longest = max(height, width)
    if longest <= CELL:
        return height, width
    return max(1, round(height * CELL / longest)), max(1, round(width * CELL / longest))


def sheet(images: np.ndarray) -> bytes:
    """A JPEG of images, uint8, (n, height, width, 1 or 3), in rows of 64 cells; n is 4,096 at most.

    Cells are as wide as two of JPEG's blocks, so that no thumbnail shows in the next one.
    """
    height, width = thumbnail_size(*images.shape[1:3])
    rows = -(-len(images) // ACROSS)
    cells = np.zeros((rows * ACROSS, CELL, CELL, images.shape[3]), np.uint8)
    cells[: len(images), :height, :width] = _scaled(images, height, width)
    wide = cells.reshape(rows, ACROSS, CELL, CELL, -1).swapaxes(1, 2).reshape(rows * CELL, ACROSS * CELL, -1)
    written = io.BytesIO()
    Image.fromarray(wide[..., 0] if wide.shape[2] == 1 else wide).save(
        written, "JPEG", quality=QUALITY, subsampling=0
    )
    return written.getvalue()


def _scaled(images: np.ndarray, height: int, width: int) -> np.ndarray:
    if images.shape[1:3] == (height, width):
        return images
    grey = images.shape[3] == 1
    small = [
        np.asarray(
            Image.fromarray(image[..., 0] if grey else image).resize((width, height), Image.Resampling.BOX)
        )
        for image in images
    ]
    return np.stack(small).reshape(len(images), height, width, -1)
