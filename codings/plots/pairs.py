"""Originals above their reconstructions."""

import numpy.typing as npt
from matplotlib.figure import Figure

from codings.plots.arrays import Bounds
from codings.plots.comparison import draw_rows

TITLES = ("original", "reconstruction")


def reconstructions(
    originals: npt.ArrayLike,
    reconstructed: npt.ArrayLike,
    n: int = 10,
    *,
    cmap: str = "gray",
    bounds: Bounds = None,
) -> Figure:
    """Draw the first ``n`` instances and what became of them: `rows`, with these two.

    Images stand in two labelled rows, ten to a row. Of a table, each instance becomes a line over its
    features, the reconstruction drawn over the original.

    Parameters
    ----------
    originals, reconstructed : array-like of one shape
        Images (n, height, width) or (n, height, width, 1 or 3), or a table (n, features). uint8 pixels are
        read as 0 to 255. Other pixels are read as [0, 1], unless the drawn originals leave that range: then
        the originals' least and greatest value bound both rows. Reconstructions beyond are clipped.
    n : int
        How many to draw, at least 1; all of them where there are fewer.
    cmap : str
        The colormap of grey images. "gray" draws 0 black and 1 white; the book's "binary" draws a negative.
    bounds : (low, high), optional
        The values of black and of white, `(0, 1)` of uint8 masks for instance, in the place of those above.

    Raises
    ------
    ValueError
        If the shapes differ or cannot be drawn, if there is nothing to draw, or a drawn value is not finite.
    """
    return draw_rows({"originals": originals, "reconstructed": reconstructed}, TITLES, n, cmap, bounds)
