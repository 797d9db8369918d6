"""The same instances in several states, one titled row for each: images below each other, tables as lines."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from codings.plots.arrays import Array, Bounds, Floats, finite, pictures, pixel_range, scaled
from codings.plots.letters import PLAIN, width
from codings.plots.lines import lines

DPI = 144
FONT = 10
COLUMNS = 10  # images beside each other
NOISE = 16.0  # up to which floats beside bytes are noisy pixels of [0, 1]; beyond, they are in bytes' units

# Lengths in pixels at DPI. Whole numbers keep every image on the pixel grid, so that it is drawn sharp.
IMAGE, LARGEST, SHORTEST = 112, 168, 24
GAP, BAND_GAP, MARGIN = 8, 28, 12


def rows(
    instances: Mapping[str, npt.ArrayLike], n: int = 10, *, cmap: str = "gray", bounds: Bounds = None
) -> Figure:
    """Draw the first ``n`` instances of each array: a row for each, under its title.

    What belongs together stands below each other: an instance, what noise made of it, and what a model made
    of that; or a query and the instances nearest to it. Images stand ten to a row. A table has no picture,
    even where a row could be folded into a square: each instance becomes lines over its features, one for
    each array.

    Parameters
    ----------
    instances : mapping of title to array-like, all of one shape
        Images (n, height, width) or (n, height, width, 1 or 3), or tables (n, features). uint8 pixels are
        read as 0 to 255. Other pixels are read as [0, 1], unless those drawn of the first array leave that
        range: then their least and greatest value bound all rows. Beside bytes they
        are read as these are, unless none lies far above 1. What lies beyond is clipped.
    n : int
        How many to draw, at least 1; all of them where there are fewer.
    cmap : str
        The colormap of grey images. "gray" draws 0 black and 1 white; the book's "binary" draws a negative.
    bounds : (low, high), optional
        The values of black and of white, `(0, 1)` of uint8 masks for instance, in the place of those above.

    Raises
    ------
    ValueError
        If there is no array, if the shapes differ or cannot be drawn, if there is nothing to draw, or a
        drawn value is not finite.
    """
    if not instances:
        raise ValueError("instances is empty: pass at least one array, under its title")
    named = {f"instances[{title!r}]": array for title, array in instances.items()}
    return draw_rows(named, list(instances), n, cmap, bounds)


def draw_rows(
    arrays: Mapping[str, npt.ArrayLike],
    titles: Sequence[str],
    n: int,
    cmap: str = "gray",
    bounds: Bounds = None,
) -> Figure:
    """As `rows`, for ``arrays`` under the names that errors call them by, and a title for each."""
    checked = {name: np.asarray(array) for name, array in arrays.items()}
    (first, reference), *others = checked.items()
    for name, array in others:
        if array.shape != reference.shape:
            raise ValueError(
                f"{name} must have the shape of {first}, {reference.shape}, not {array.shape}: "
                "pass the same instances to both"
            )
    if n < 1:
        raise ValueError(f"n must be at least 1, not {n}: it is how many instances are drawn")
    if reference.ndim == 2:
        return lines({name: array[:n] for name, array in checked.items()}, titles)
    drawn = {name: pictures(name, array)[:n] for name, array in checked.items()}
    return _images(_on_one_scale(drawn, bounds), titles, cmap)


def _on_one_scale(arrays: dict[str, Array], bounds: Bounds) -> list[Floats]:
    if bounds is not None:
        return [scaled(name, array, *bounds) for name, array in arrays.items()]
    first, *_ = arrays
    limits = pixel_range(first, arrays[first])
    return [
        scaled(name, array, *_limits(name, array, arrays[first], limits)) for name, array in arrays.items()
    ]


def _limits(name: str, array: Array, reference: Array, limits: tuple[float, float]) -> tuple[float, float]:
    """Bytes and floats may meet: pixels of [0, 1], with some noise, are read in that range beside bytes."""
    if array.dtype == np.uint8:
        return 0.0, 255.0
    if reference.dtype == np.uint8 and finite(name, array).max() <= NOISE:
        return 0.0, 1.0
    return limits


def _image_size(height: int, width: int) -> tuple[int, int]:
    """Pixels on the figure: a whole multiple of a small image's own, fewer than a large one has."""
    side = max(height, width)
    zoom = max(1, round(IMAGE / side)) if side <= LARGEST else LARGEST / side
    return max(SHORTEST, round(zoom * height)), max(SHORTEST, round(zoom * width))


def _text_width(text: str) -> int:
    """Pixels on the figure."""
    return math.ceil(width(text, FONT) * DPI / 72)


def _images(states: list[Floats], titles: Sequence[str], cmap: str) -> Figure:
    """Bands of at most ``COLUMNS`` instances, laid out in whole pixels from the top left corner."""
    count = len(states[0])
    columns = min(count, COLUMNS)
    height, wide = _image_size(*states[0].shape[1:3])
    start = MARGIN + max(map(_text_width, titles)) + 2 * GAP
    step, band = wide + GAP, len(states) * (height + GAP) - GAP + BAND_GAP
    across = start + columns * step - GAP + MARGIN
    down = -(-count // columns) * band - BAND_GAP + 2 * MARGIN
    figure = Figure(figsize=(across / DPI, down / DPI), dpi=DPI)
    for row, (title, images) in enumerate(zip(titles, states, strict=True)):
        for index, image in enumerate(images):
            left = start + index % columns * step
            bottom = down - MARGIN - index // columns * band - row * (height + GAP) - height
            axes = figure.add_axes((left / across, bottom / down, wide / across, height / down))
            axes.imshow(image, cmap=cmap, vmin=0.0, vmax=1.0)
            axes.set_axis_off()
            if left == start:
                at = (start - 2 * GAP) / across, (bottom + height / 2) / down
                figure.text(*at, title, ha="right", va="center", fontsize=FONT, **PLAIN)
    return figure
