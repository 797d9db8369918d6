"""Points of the plane: samples over the data that they should look like."""

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

DPI = 144


def plane(data: npt.ArrayLike, samples: npt.ArrayLike) -> Figure:
    """Draw data in the plane, grey, and a generator's samples over them.

    Parameters
    ----------
    data, samples : array-like, (n, 2) and (m, 2)
        Samples beyond the data's range, widened by a quarter on each side, are left out; the title says how
        many.

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
    figure = Figure(figsize=(5.0, 5.0), dpi=DPI, layout="constrained")
    axes = figure.add_subplot(
        xlim=(low[0] - margin[0], high[0] + margin[0]), ylim=(low[1] - margin[1], high[1] + margin[1])
    )
    for name, values, style in (
        ("data", points["data"], {"color": "0.75"}),
        ("samples", points["samples"][inside], {"color": "C3", "alpha": 0.5}),
    ):
        axes.scatter(values[:, 0], values[:, 1], s=8, linewidths=0, label=name, **style)
    if not inside.all():
        axes.set_title(f"{(~inside).sum()} of {len(inside)} samples lie beyond", fontsize=10)
    axes.set_aspect("equal")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="upper right")
    return figure
