"""Points of the plane: samples over the data that they should look like."""

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from codings.plots.letters import PLAIN, legend

DPI = 144


def plane(
    data: npt.ArrayLike, samples: npt.ArrayLike, titles: tuple[str, str] = ("data", "samples")
) -> Figure:
    """Draw points in the plane, grey, and others over them: such as data, and a generator's samples.

    Parameters
    ----------
    data, samples : array-like, (n, 2) and (m, 2)
        Samples beyond the data's range, widened by a quarter on each side, are left out; the title says how
        many.
    titles : pair of str
        What the legend calls the two.

    Raises
    ------
    ValueError
        If there is nothing to draw, or it has another shape.
    """
    points = {
        name: np.asarray(values, dtype=np.float64) for name, values in (("data", data), ("samples", samples))
    }
    for name, values in points.items():
        if values.ndim != 2 or values.shape[1] != 2 or not len(values):
            raise ValueError(f"{name} has shape {values.shape}: it must be points of the plane, (n, 2)")
    low, high = points["data"].min(0), points["data"].max(0)
    margin = np.where(high > low, (high - low) / 4, 1.0)
    inside = ((points["samples"] >= low - margin) & (points["samples"] <= high + margin)).all(1)
    width, height = high - low + 2 * margin
    figure = Figure(
        figsize=(5.0, np.clip(5.0 * height / width, 2.0, 9.0) + 0.5), dpi=DPI, layout="constrained"
    )
    axes = figure.add_subplot(
        xlim=(low[0] - margin[0], high[0] + margin[0]), ylim=(low[1] - margin[1], high[1] + margin[1])
    )
    dots = [
        axes.scatter(values[:, 0], values[:, 1], s=8, linewidths=0, **style)
        for values, style in (
            (points["data"], {"color": "0.75"}),
            (points["samples"][inside], {"color": "C3", "alpha": 0.5}),
        )
    ]
    if not inside.all():
        beyond = f"{(~inside).sum()} of {len(inside)} {titles[1]} lie beyond"
        axes.set_title(beyond, fontsize=10, **PLAIN)
    axes.set_aspect("equal")
    axes.spines[["top", "right"]].set_visible(False)
    legend(figure, dots, titles, frameon=False, loc="outside upper center", ncols=2, markerscale=2.5)
    return figure
