"""The chapter's map of codings: each instance a point, images of some laid over them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from codings.plots.arrays import Array, Bounds, Floats, finite, pictures
from codings.plots.colours import Colours, colours
from codings.plots.letters import legend
from codings.plots.projection import METHODS, project
from codings.plots.thumbnails import draw_thumbnails

DPI = 144
SIDE, SCALE, DOT, LETTER = 7.0, 1.2, 0.6, 0.08  # inches: the map, a colour bar, a legend's dot and letter
MARGIN = 0.04  # around the points, as a fraction of their extent: room for an image on the outermost


def codings_map(
    codings: npt.ArrayLike,
    images: npt.ArrayLike | None = None,
    labels: npt.ArrayLike | None = None,
    classes: Sequence[str] = (),
    method: str = "tsne",
    random_state: int | None = 0,
    max_points: int = 5000,
    *,
    cmap: str = "gray",
    bounds: Bounds = None,
) -> Figure:
    """Draw codings in the plane, coloured by label, with images that do not overlap.

    Two-dimensional codings are drawn as they are and one-dimensional ones against the instances' order;
    ``method`` brings larger ones to two dimensions. Only the neighbourhoods of a t-SNE map can be read, not
    its directions or distances, so its axes are left out.

    Parameters
    ----------
    codings : array-like of shape (n, coding_size)
    images : array-like of shape (n, height, width) or (n, height, width, 1 or 3), optional
        uint8, or floats in [0, 1]; floats beyond are scaled by the extremes of the images drawn.
    labels : array-like of shape (n,), optional
        Up to 20 classes, as text or whole numbers, get a colour and a line of the legend each. Other numbers
        are drawn on a continuous scale.
    classes : sequence of str
        ``classes[k]`` is the name of label k.
    method : "tsne" or "pca"
    random_state : int or None
        Seed of t-SNE and of the choice of points: the same seed, the same figure (scikit-learn's t-SNE also
        asks for the same number of threads).
    max_points : int
        Above this, a random choice of that many instances is drawn.
    cmap : str
        The colormap of grey images. "gray" draws 0 black and 1 white; the book's "binary" draws a negative.
    bounds : (low, high), optional
        The images' values of black and of white, where these are not 0 and 255, or 0 and 1.

    Raises
    ------
    ValueError
        If an array is empty, not finite, of another length than codings or of a shape that cannot be drawn;
        if a label is no index into ``classes``; if there are too few codings for ``method``.
    """
    if method not in METHODS:
        raise ValueError(f'method must be "tsne" or "pca", not {method!r}')
    if max_points < 1:
        raise ValueError(
            f"max_points must be at least 1, not {max_points}: it is how many instances are drawn"
        )
    table = _table(codings)
    pixels = None if images is None else _as_long("images", pictures("images", images), table)
    painted = colours(None if labels is None else _label_column(labels, table), classes, len(table))
    kept = _choice(len(table), max_points, random_state)
    points, names = project(table[kept], method, random_state)

    figure = Figure(figsize=(SIDE + _explanation_width(painted), SIDE), dpi=DPI, layout="constrained")
    axes = _square_axes(figure, points, names)
    axes.scatter(
        points[:, 0], points[:, 1], c=painted.rgba[kept], s=_area(len(points)), linewidths=0, zorder=1
    )
    if pixels is not None:
        draw_thumbnails(axes, points, pixels[kept], painted.rgba[kept], cmap, bounds)
    _explain(figure, axes, painted)
    return figure


def _table(codings: npt.ArrayLike) -> Floats:
    table = finite("codings", codings)
    if table.ndim != 2:
        raise ValueError(f"codings must have the shape (n, coding_size), not {table.shape}: reshape them")
    if table.size == 0:
        raise ValueError(f"codings is empty, with the shape {table.shape}: pass at least one")
    return table


def _as_long(name: str, array: Array, table: Floats) -> Array:
    if len(array) != len(table):
        raise ValueError(
            f"{name} must be as many as codings, {len(table)}, not {len(array)}: pass the same instances"
        )
    return array


def _label_column(labels: npt.ArrayLike, table: Floats) -> Array:
    """One label each, (n,): numbers finite, anything else as text."""
    column = np.asarray(labels)
    if column.ndim == 2 and column.shape[1] == 1:
        column = column[:, 0]
    if column.ndim != 1:
        raise ValueError(
            f"labels must have the shape (n,), not {column.shape}: pass one label for each instance"
        )
    column = _as_long("labels", column, table)
    return finite("labels", column) if column.dtype.kind in "biuf" else column.astype(str)


def _choice(count: int, most: int, random_state: int | None) -> npt.NDArray[np.intp]:
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(random_state).choice(count, most, replace=False))


def _area(count: int) -> float:
    """Of a point, in square typographic points: smaller the more there are."""
    return float(np.clip(16000 / count, 7, 36))


def _square_axes(figure: Figure, points: Floats, names: tuple[str, ...]) -> Axes:
    axes = figure.add_subplot()
    axes.set_box_aspect(1)
    axes.set_anchor("SW")  # elsewhere, the layout measures too little room for the axis labels
    low, high = points.min(axis=0), points.max(axis=0)
    extent = np.where(high > low, high - low, 1.0)
    low, high = low - MARGIN * extent, high + MARGIN * extent
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    if not names:
        axes.set_axis_off()
        return axes
    axes.set(xlabel=names[0], ylabel=names[1])
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def _explanation_width(painted: Colours) -> float:
    if painted.scale is not None:
        return SCALE
    return DOT + LETTER * max(map(len, painted.legend)) if painted.legend else 0.0


def _explain(figure: Figure, axes: Axes, painted: Colours) -> None:
    if painted.scale is not None:
        figure.colorbar(painted.scale, ax=axes, shrink=0.6, label="label")
    if painted.legend:
        dots = [Line2D([], [], linestyle="none", marker="o", color=rgba) for rgba in painted.legend.values()]
        legend(figure, dots, list(painted.legend), loc="outside right upper", frameon=False)
