"""Originals above their reconstructions."""

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from codings.plots.arrays import Array, Floats, finite, pictures, pixel_range, scaled

DPI = 144
COLUMNS = 10  # images beside each other
TABLE_COLUMNS = 5
TITLES = ("original", "reconstruction")

# Lengths in pixels at DPI. Whole numbers keep every image on the pixel grid, so that it is drawn sharp.
IMAGE, LARGEST, SHORTEST = 112, 168, 24
GAP, BAND_GAP, MARGIN, TITLE = 8, 28, 12, 172


def reconstructions(
    originals: npt.ArrayLike, reconstructed: npt.ArrayLike, n: int = 10, *, cmap: str = "binary"
) -> Figure:
    """Draw the first ``n`` instances and what became of them.

    Images stand in two labelled rows, ten to a row. A table has no picture, even where a row could be folded
    into a square: each instance becomes a line over its features, the reconstruction drawn over the original.

    Parameters
    ----------
    originals, reconstructed : array-like of one shape
        Images (n, height, width) or (n, height, width, 1 or 3), or a table (n, features). uint8 pixels are
        read as 0 to 255. Other pixels are read as [0, 1], unless the drawn originals leave that range: then
        the originals' least and greatest value bound both rows. Reconstructions beyond are clipped.
    n : int
        How many to draw, at least 1; all of them where there are fewer.
    cmap : str
        The colormap of grey images. The book's "binary" draws 0 white; "gray" draws it black.

    Raises
    ------
    ValueError
        If the shapes differ or cannot be drawn, if there is nothing to draw, or a drawn value is not finite.
    """
    before, after = np.asarray(originals), np.asarray(reconstructed)
    if before.shape != after.shape:
        raise ValueError(
            f"reconstructed must have the shape of originals, {before.shape}, not {after.shape}: "
            "pass the same instances to both"
        )
    if n < 1:
        raise ValueError(f"n must be at least 1, not {n}: it is how many instances are drawn")
    if before.ndim == 2:
        return _lines(before[:n], after[:n])
    pairs = _on_one_scale(pictures("originals", before)[:n], pictures("reconstructed", after)[:n])
    return _rows(pairs, cmap)


def _on_one_scale(before: Array, after: Array) -> tuple[Floats, Floats]:
    limits = pixel_range("originals", before)
    if after.dtype == np.uint8:
        after_limits = (0.0, 255.0)
    else:
        after_limits = (0.0, 1.0) if before.dtype == np.uint8 else limits
    return scaled("originals", before, *limits), scaled("reconstructed", after, *after_limits)


def _image_size(height: int, width: int) -> tuple[int, int]:
    """Pixels on the figure: a whole multiple of a small image's own, fewer than a large one has."""
    side = max(height, width)
    zoom = max(1, round(IMAGE / side)) if side <= LARGEST else LARGEST / side
    return max(SHORTEST, round(zoom * height)), max(SHORTEST, round(zoom * width))


def _rows(pairs: tuple[Floats, Floats], cmap: str) -> Figure:
    """Bands of at most ``COLUMNS`` pairs, laid out in whole pixels from the top left corner."""
    count = len(pairs[0])
    columns = min(count, COLUMNS)
    height, width = _image_size(*pairs[0].shape[1:3])
    step, band = width + GAP, 2 * height + GAP + BAND_GAP
    across = TITLE + columns * step - GAP + MARGIN
    down = -(-count // columns) * band - BAND_GAP + 2 * MARGIN
    figure = Figure(figsize=(across / DPI, down / DPI), dpi=DPI)
    for row, (title, images) in enumerate(zip(TITLES, pairs, strict=True)):
        for index, image in enumerate(images):
            left = TITLE + index % columns * step
            bottom = down - MARGIN - index // columns * band - row * (height + GAP) - height
            axes = figure.add_axes((left / across, bottom / down, width / across, height / down))
            axes.imshow(image, cmap=cmap, vmin=0.0, vmax=1.0)
            axes.set_axis_off()
            if left == TITLE:
                middle = (bottom + height / 2) / down
                figure.text((TITLE - 2 * GAP) / across, middle, title, ha="right", va="center", fontsize=10)
    return figure


def _lines(before: Array, after: Array) -> Figure:
    if before.size == 0:
        raise ValueError(f"originals is empty, with the shape {before.shape}: pass at least one instance")
    count = len(before)
    tables = finite("originals", before), finite("reconstructed", after)
    columns = min(count, TABLE_COLUMNS)
    rows = -(-count // columns)
    figure = Figure(figsize=(0.6 + 1.9 * max(columns, 2), 0.8 + 1.3 * rows), dpi=DPI, layout="constrained")
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    for axes, *pair in zip(grid.flat, *tables, strict=False):
        handles = _overlaid(axes, *pair)
    for axes in grid.flat[count:]:
        axes.set_axis_off()
    for axes in grid.flat[count - columns : count]:  # the lowest of each column
        axes.tick_params(labelbottom=True)
    figure.legend(handles, TITLES, loc="outside upper center", ncols=2, frameon=False)
    figure.supxlabel("feature", fontsize=10)
    return figure


def _overlaid(axes: Axes, before: Floats, after: Floats) -> list[Line2D]:
    features = np.arange(len(before))
    marker = "o" if len(features) <= 16 else ""
    (below,) = axes.plot(features, before, color="0.6", linewidth=2.4, marker=marker, markersize=5)
    (above,) = axes.plot(features, after, color="tab:red", linewidth=1.1, marker=marker, markersize=2.5)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    return [below, above]
