"""What many trials found, by each of the options that differed."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from codings.plots.letters import PLAIN

DPI = 144
ACROSS = 3  # drawings in a row
SIZE = (3.1, 2.6)  # of each, in inches
COLOUR, BEST = "C0", "C3"


def slices(
    options: Mapping[str, Sequence], values: npt.ArrayLike, what: str, logarithmic: Sequence[str] = ()
) -> Figure:
    """Draw a value over each of several options: a dot for each trial, the best one as a star.

    Parameters
    ----------
    options : mapping of str to sequence, (trials,)
        Numbers, or text, which is drawn in the order in which it first comes.
    values : array-like, (trials,)
        Finite; the least is the best.
    what : str
        The values in words.
    logarithmic : sequence of str
        Options whose axis is logarithmic.

    Raises
    ------
    ValueError
        If there is nothing to draw, or lengths differ.
    """
    values = np.asarray(values, dtype=np.float64)
    if not options or not len(values) or any(len(column) != len(values) for column in options.values()):
        raise ValueError("options must be columns with an entry for each of the values, one or more")
    rows = -(-len(options) // ACROSS)
    columns = min(len(options), ACROSS)
    figure = Figure(figsize=(SIZE[0] * columns, SIZE[1] * rows), dpi=DPI, layout="constrained")
    axes = np.atleast_1d(figure.subplots(rows, columns, sharey=True)).ravel()
    for i, (name, column) in enumerate(options.items()):
        _slice(axes[i], name, column, values, name in logarithmic)
        if i % columns == 0:
            axes[i].set_ylabel(what, **PLAIN)
    for unused in axes[len(options) :]:
        unused.remove()
    return figure


def _slice(axes: Axes, name: str, column: Sequence, values: np.ndarray, is_logarithmic: bool) -> None:
    words = any(isinstance(one, str) for one in column)
    names = list(dict.fromkeys(map(str, column)))
    places = np.array([names.index(str(one)) for one in column]) if words else np.asarray(column, float)
    best = int(np.argmin(values))
    axes.scatter(places, values, s=14, color=COLOUR, alpha=0.6, linewidths=0)
    axes.scatter(places[best], values[best], s=110, marker="*", color=BEST)
    if words:
        axes.set_xticks(range(len(names)), names, rotation=30, ha="right", **PLAIN)
        axes.set_xlim(-0.5, len(names) - 0.5)
    elif is_logarithmic:
        axes.set_xscale("log")
        ticks = np.geomspace(places.min(), places.max(), 3)
        axes.set_xticks(ticks, [f"{tick:.2g}" for tick in ticks])
        axes.minorticks_off()
    if values.min() > 0 and values.max() >= 10 * values.min():
        axes.set_yscale("log")
    axes.set_title(name, fontsize=10, **PLAIN)
    axes.spines[["top", "right"]].set_visible(False)
