"""How sparse codings are: the chapter's two histograms."""

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from codings.plots.arrays import Floats, finite
from codings.plots.ground import INK

DPI = 144
BINS = 25
COLOUR = "#4c6a92"


def sparsity(codings: npt.ArrayLike, target: float | None = None) -> Figure:
    """Draw how often units are active, and how active each is on average.

    On the left, the histogram of all activations: of sparse codings nearly all lie at 0. On the right, that
    of each unit's mean over the instances, with the mean over all, and the target that units were drawn to.

    Parameters
    ----------
    codings : array-like of shape (n, units)
        Activations: in [0, 1], or of any range.
    target : float, optional
        The mean activation that each unit should have.

    Raises
    ------
    ValueError
        If codings are not of that shape, empty or not finite, or the target is not finite.
    """
    activations = finite("codings", codings)
    if activations.ndim != 2 or activations.size == 0:
        raise ValueError(
            f"codings must have the shape (n, units) and not be empty, not {activations.shape}: reshape them"
        )
    if target is not None and not np.isfinite(target):
        raise ValueError(f"target must be a mean activation, not {target}: leave it out if there is none")
    figure = Figure(figsize=(9.0, 3.8), dpi=DPI, layout="constrained")
    left, right = figure.subplots(1, 2)
    _shares(left, activations.ravel(), _bins(activations, 1.0))
    left.set(title="All activations", xlabel="activation", ylabel="share of activations")
    means = activations.mean(axis=0)
    _shares(right, means, _bins(means, target or 0.0))
    right.set(title="Each unit's mean", xlabel="mean activation of a unit", ylabel="share of units")
    _mark(right, "mean of all units", float(means.mean()), color=INK, linestyle="--")
    if target is not None:
        _mark(right, "target", target, color="tab:red", linestyle=":")
    figure.legend(handles=right.lines, loc="outside lower right", ncols=2, frameon=False)
    return figure


def _bins(values: Floats, high: float) -> Floats:
    """From 0 to `high`, or to where the values lie that go beyond."""
    low, high = min(0.0, float(values.min())), max(high, float(values.max()))
    return np.linspace(low, high if high > low else low + 1, BINS + 1)


def _mark(axes: Axes, name: str, value: float, **style: Any) -> None:
    axes.axvline(value, linewidth=1.6, label=f"{name}: {value:.3g}", **style)


def _shares(axes: Axes, values: Floats, bins: Floats) -> None:
    shares = np.histogram(values, bins)[0] / len(values)
    axes.bar(bins[:-1], shares, 0.92 * np.diff(bins), align="edge", color=COLOUR)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g}%"))
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", alpha=0.3, linewidth=0.6)
    axes.set_axisbelow(True)
