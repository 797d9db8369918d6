"""Rows of a table as lines over their features, several states of one instance over each other."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from codings.plots.arrays import Array, Floats, finite
from codings.plots.letters import PLAIN, legend

DPI = 144
COLUMNS = 5  # panels beside each other
LEGEND = 3  # titles beside each other
FEW = 16  # features, up to which each gets a dot
COLOURS = ("tab:red", "tab:blue", "tab:green", "tab:orange", "tab:purple", "tab:brown", "tab:olive")


def lines(tables: Mapping[str, Array], titles: Sequence[str], names: Sequence[str] = ()) -> Figure:
    """Draw a panel for each row; the first table is a broad grey line, the others are drawn over it.

    Parameters
    ----------
    tables : mapping of name to array of shape (n, features), all of one shape
        The names are what errors call them.
    titles : sequence of str
        What the legend calls them.
    names : sequence of str, (n,), optional
        What stands above each panel.

    Raises
    ------
    ValueError
        If they are empty, hold no numbers, or NaN or infinity.
    """
    first, reference = next(iter(tables.items()))
    if reference.size == 0:
        raise ValueError(f"{first} is empty, with the shape {reference.shape}: pass at least one instance")
    drawn = [finite(name, table) for name, table in tables.items()]
    count = len(reference)
    columns = min(count, COLUMNS)
    rows = -(-count // columns)
    figure = Figure(figsize=(0.6 + 1.9 * max(columns, 2), 0.8 + 1.3 * rows), dpi=DPI, layout="constrained")
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    for axes, *states in zip(grid.flat, *drawn, strict=False):
        handles = _overlaid(axes, states)
    for axes, name in zip(grid.flat, names, strict=False):
        axes.set_title(name, fontsize=8, **PLAIN)
    for axes in grid.flat[count:]:
        axes.set_axis_off()
    for axes in grid.flat[count - columns : count]:  # the lowest of each column
        axes.tick_params(labelbottom=True)
    place = {"loc": "outside upper center", "ncols": min(len(titles), LEGEND), "frameon": False}
    legend(figure, handles, titles, **place)
    figure.supxlabel("feature", fontsize=10)
    return figure


def _overlaid(axes: Axes, states: list[Floats]) -> list[Line2D]:
    features = np.arange(len(states[0]))
    marker = "o" if len(features) <= FEW else ""
    handles = axes.plot(features, states[0], color="0.6", linewidth=2.4, marker=marker, markersize=5)
    for index, state in enumerate(states[1:]):
        colour = COLOURS[index % len(COLOURS)]
        handles += axes.plot(features, state, color=colour, linewidth=1.1, marker=marker, markersize=2.5)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    return handles
