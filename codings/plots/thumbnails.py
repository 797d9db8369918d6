"""Small images laid over the points of a map, none of them over another."""

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from codings.plots.arrays import Array, Bounds, Floats, finite, pixel_range, scaled

SIDE = 0.052  # an image's longer side, as a fraction of the map's
ROOM = 1.3  # the space each image is given, in images: what remains shows the points between them


def place_thumbnails(points: npt.ArrayLike, size: tuple[float, float]) -> npt.NDArray[np.intp]:
    """Choose points on which rectangles can be centred without overlapping.

    Greedy, as in the book: points are taken in their order, and one is left out if a rectangle on it would
    overlap a rectangle already placed. Every point left out is therefore close to one that was taken.

    Parameters
    ----------
    points : array-like of shape (n, 2)
        Centres, by convention in [0, 1] x [0, 1].
    size : (width, height)
        Of a rectangle, in the units of ``points``; both above 0.

    Returns
    -------
    ndarray of int, in increasing order
        Indices of the chosen points: any two are at least ``width`` apart across or ``height`` apart upwards.

    Raises
    ------
    ValueError
        If ``points`` is not of shape (n, 2) or not finite, or ``size`` not positive.
    """
    centres = finite("points", points)
    if centres.ndim != 2 or centres.shape[1] != 2:
        raise ValueError(
            f"points must have the shape (n, 2), not {centres.shape}: pass an x and a y for each"
        )
    if not min(size) > 0:
        raise ValueError(f"size must be positive, not {size}: pass a width and a height above 0")
    chosen = []
    free = np.ones(len(centres), dtype=bool)
    while free.any():
        first = int(free.argmax())
        chosen.append(first)
        free &= (np.abs(centres - centres[first]) >= size).any(axis=1)
    return np.array(chosen, dtype=np.intp)


def draw_thumbnails(
    axes: Axes, points: Floats, images: Array, edges: Floats, cmap: str, bounds: Bounds = None
) -> None:
    """Draw as many of ``images`` (n, height, width[, 3]) as fit over ``points`` (n, 2), framed in ``edges``.

    The axes' limits must be set, and its box square: sizes are fractions of it, which makes the images
    disjoint at every resolution.
    """
    corners = np.array([axes.get_xlim(), axes.get_ylim()])
    low, span = corners[:, 0], np.ptp(corners, axis=1)
    height, width = images.shape[1:3]
    size = SIDE * np.array([width, height]) / max(width, height)
    chosen = place_thumbnails((points - low) / span, tuple(ROOM * size))
    shown = scaled("images", images[chosen], *pixel_range("images", images[chosen], bounds))
    half = size * span / 2
    for centre, image in zip(points[chosen], shown, strict=True):
        (left, bottom), (right, top) = centre - half, centre + half
        axes.imshow(
            image, extent=(left, right, bottom, top), aspect="auto", cmap=cmap, vmin=0, vmax=1, zorder=2
        )
    frame = half * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    frames = points[chosen][:, None] + frame
    axes.add_collection(
        PolyCollection(frames, facecolors="none", edgecolors=edges[chosen], linewidths=1.1, zorder=3)
    )
    axes.set(xlim=corners[0], ylim=corners[1])
