"""Images side by side, exact to the pixel."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from codings.plots.arrays import Bounds, pictures, pixel_range, scaled
from codings.plots.ground import is_clear

COLUMNS = 10
SIDE = 112  # pixels to which small images are enlarged, about
GAP = 8


def grid(images: npt.ArrayLike, columns: int = COLUMNS, *, bounds: Bounds = None) -> Image.Image:
    """A sheet of images upon white, row by row: a picture whose `save` takes a path.

    Within `on_any_ground` there is nothing between them, and what is below shows through.

    Parameters
    ----------
    images : (n, height, width) or (n, height, width, 1 or 3)
        uint8 is read as 0 to 255, floats as 0 to 1, or from their least to their greatest where they go
        beyond. Of grey ones the lowest of that range is black, the highest white. Small images are
        enlarged by a whole factor.
    columns : int
        Images to a row.
    bounds : (low, high), optional
        The values of black and of white, `(0, 1)` of uint8 masks for instance, in the place of these.

    Raises
    ------
    ValueError
        If `images` has another shape or holds NaN, or `columns` is below 1.
    """
    if columns < 1:
        raise ValueError(f"columns={columns} must be 1 or more")
    shades = pictures("images", images)
    shades = np.rint(255 * scaled("images", shades, *pixel_range("images", shades, bounds))).astype(np.uint8)
    zoom = max(1, round(SIDE / max(shades.shape[1:3])))
    tiles = [tile.repeat(zoom, axis=0).repeat(zoom, axis=1) for tile in shades]
    (height, width), across = tiles[0].shape[:2], min(len(tiles), columns)
    rows = -(-len(tiles) // across)
    size = (GAP + rows * (height + GAP), GAP + across * (width + GAP))
    sheet = np.full((*size, *tiles[0].shape[2:]), 255, np.uint8)
    covered = np.zeros(size, np.uint8)
    for index, tile in enumerate(tiles):
        top, left = GAP + index // across * (height + GAP), GAP + index % across * (width + GAP)
        sheet[top : top + height, left : left + width] = tile
        covered[top : top + height, left : left + width] = 255
    return Image.fromarray(np.dstack([sheet, covered]) if is_clear() else sheet)
