"""Strange images, what was expected of them, and where they differ."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from codings.plots.arrays import Bounds, finite, pictures, pixel_range, scaled
from codings.plots.letters import PLAIN

DPI = 144
COLUMNS = 10  # images beside each other
SIDE = 0.8  # of an image, in inches
STATES = ("image", "expected", "adds")


def explained(
    images: npt.ArrayLike,
    expected: npt.ArrayLike,
    contributions: npt.ArrayLike,
    titles: Sequence[str] = (),
    *,
    bounds: Bounds = None,
) -> Figure:
    """Draw each image, below it what was expected, and below that how much each pixel adds.

    Parameters
    ----------
    images, expected : array-like of one shape, (n, height, width) or (n, height, width, 1 or 3)
        uint8 pixels are read as 0 to 255, others as [0, 1] or, beyond that, between the images' extremes.
    contributions : array-like of that shape, 0 or more
        Those of an image are drawn from 0, black, to its greatest.
    titles : sequence of str
        What stands above each image: its row and its score.
    bounds : (low, high), optional
        The values of black and of white, in the place of those above.

    Raises
    ------
    ValueError
        If they are no images, of different shapes, or hold NaN or infinity, or titles are not as many.
    """
    first, second = pictures("images", images), pictures("expected", expected)
    adds = finite("contributions", pictures("contributions", contributions))
    shapes = {first.shape, second.shape, adds.shape}
    if len(shapes) > 1:
        raise ValueError(f"images, expected and contributions have shapes {shapes}: give them of one shape.")
    if titles and len(titles) != len(first):
        raise ValueError(f"there are {len(titles)} titles for {len(first)} images: give one for each.")
    limits = pixel_range("images", first, bounds)
    drawn = [scaled("images", first, *limits), scaled("expected", second, *limits), _brightness(adds)]
    return _panels(drawn, titles or [""] * len(first))


def _brightness(adds: np.ndarray) -> np.ndarray:
    """From 0 to 1 within each image; its colours are added up."""
    adds = adds.sum(axis=-1) if adds.ndim == 4 else adds
    greatest = adds.max(axis=(1, 2), keepdims=True)
    return adds / np.where(greatest > 0, greatest, 1.0)


def _panels(drawn: Sequence[np.ndarray], titles: Sequence[str]) -> Figure:
    count = len(titles)
    columns, bands = min(count, COLUMNS), -(-count // COLUMNS)
    size = (SIDE * (columns + 1), (SIDE + 0.1) * len(STATES) * bands)
    figure = Figure(figsize=size, dpi=DPI, layout="constrained")
    grid = figure.subplots(len(STATES) * bands, columns, squeeze=False)
    for axes in grid.flat:
        axes.set_axis_off()
    for i, title in enumerate(titles):
        band, column = divmod(i, COLUMNS)
        panels = grid[band * len(STATES) : (band + 1) * len(STATES), column]
        panels[0].set_title(title, fontsize=7, **PLAIN)
        for axes, state, images in zip(panels, STATES, drawn, strict=True):
            _draw(axes, images[i], "magma" if state == STATES[-1] else "gray", "" if column else state)
    return figure


def _draw(axes: Axes, image: np.ndarray, cmap: str, label: str) -> None:
    axes.imshow(image, cmap=cmap, vmin=0.0, vmax=1.0)
    axes.text(-0.1, 0.5, label, transform=axes.transAxes, ha="right", va="center", fontsize=7)
