"""Curves over the epochs of a training, losses and measures, from plain arrays."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from codings.plots.arrays import Floats

DPI = 144
VALIDATION = "val_"


def losses(history: Mapping[str, npt.ArrayLike]) -> Figure:
    """Draw every loss of ``history`` against the epoch.

    A loss and its validation share a colour: training is a solid line, validation a dashed one. The axis is
    logarithmic when all losses are positive and span a decade or more.

    Parameters
    ----------
    history : mapping of str to array-like of shape (epochs,)
        The keys that end in "loss" are drawn ("loss", "generator_loss", "val_loss"), the others ("epoch",
        "seconds", "accuracy") are not. Epochs are counted from 1. NaN and infinity leave gaps.

    Raises
    ------
    ValueError
        If there is no loss, or losses are empty, not one number an epoch, or of different lengths.
    """
    figure = Figure(figsize=(7.0, 4.2), dpi=DPI, layout="constrained")
    _losses(figure.add_subplot(), history)
    return figure


def losses_and_measures(
    history: Mapping[str, npt.ArrayLike], measures: Mapping[str, npt.ArrayLike]
) -> Figure:
    """Draw every loss of ``history``, as `losses` does, and below them ``measures``, against the epoch.

    Parameters
    ----------
    history : mapping of str to array-like of shape (epochs,)
    measures : mapping of str to array-like of shape (epochs,)
        Each is drawn, under its name, on one linear axis.

    Raises
    ------
    ValueError
        As `losses` does, and if there are no measures.
    """
    curves = {key: _curve(key, values) for key, values in measures.items()}
    if not curves:
        raise ValueError("there are no measures to draw: pass one value an epoch, by name")
    figure = Figure(figsize=(7.0, 7.0), dpi=DPI, layout="constrained")
    above, below = figure.subplots(2, sharex=True)
    _losses(above, history)
    for colour, (key, curve) in enumerate(curves.items()):
        _draw(below, key, curve, color=f"C{colour}", linestyle="-")
    _scale(below, np.array([]), epochs=max(map(len, curves.values())))
    _legend(below, len(curves))
    above.set_xlabel("")
    below.set_ylabel("measure")
    return figure


def _losses(axes: Axes, history: Mapping[str, npt.ArrayLike]) -> None:
    curves = {key: _curve(key, values) for key, values in history.items() if key.endswith("loss")}
    if not curves:
        raise ValueError(f'history holds no loss, only {sorted(history)}: pass a key that ends in "loss"')
    lengths = {key: len(curve) for key, curve in curves.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(
            f"history must hold one value an epoch under each key, not {lengths}: fill gaps with NaN"
        )
    names = list(dict.fromkeys(key.removeprefix(VALIDATION) for key in curves))
    for colour, name in enumerate(names):
        for key, style in ((name, "-"), (VALIDATION + name, "--")):
            if key in curves:
                _draw(axes, key, curves[key], color=f"C{colour}", linestyle=style)
    _scale(axes, np.concatenate(list(curves.values())), epochs=max(lengths.values()))
    _legend(axes, len(names))


def _legend(axes: Axes, names: int) -> None:
    columns = 2 if names == 1 else min(names, 3)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=columns,
        frameon=False,
        fontsize="small",
        handlelength=1.6,
        columnspacing=1.2,
    )


def _curve(key: str, values: npt.ArrayLike) -> Floats:
    try:
        curve = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"history[{key!r}] must hold one number an epoch") from None
    if curve.ndim != 1 or curve.size == 0:
        raise ValueError(
            f"history[{key!r}] must have the shape (epochs,), not {curve.shape}: one number an epoch"
        )
    curve[~np.isfinite(curve)] = np.nan
    return curve


def _draw(axes: Axes, key: str, curve: Floats, **style: Any) -> None:
    name = key.removeprefix(VALIDATION).replace("_", " ")
    label = f"validation {name}" if key.startswith(VALIDATION) else name
    if (dots := np.flatnonzero(_alone(curve))).size:
        fill = "none" if key.startswith(VALIDATION) else "full"
        style |= {"marker": "o", "markersize": 5, "fillstyle": fill, "markevery": dots.tolist()}
    axes.plot(np.arange(1, len(curve) + 1), curve, label=label, linewidth=1.6, **style)


def _alone(curve: Floats) -> npt.NDArray[np.bool_]:
    """Values without a neighbour: no line leads to them, so they need a dot."""
    known = np.pad(np.isfinite(curve), 1)
    return known[1:-1] & ~known[:-2] & ~known[2:]


def _scale(axes: Axes, values: Floats, epochs: int) -> None:
    axes.set(xlabel="epoch", ylabel="loss")
    axes.xaxis.set_major_locator(MaxNLocator(steps=[1, 2, 5, 10], integer=True, min_n_ticks=1))
    margin = 0.5 if epochs == 1 else 0.02 * (epochs - 1)
    axes.set_xlim(max(0.5, 1 - margin), epochs + margin)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(alpha=0.3, linewidth=0.6)
    known = values[np.isfinite(values)]
    if known.size and known.min() > 0 and known.max() >= 10 * known.min():
        _logarithmic(axes, decades=np.log10(known.max() / known.min()))


def _logarithmic(axes: Axes, decades: float) -> None:
    axes.set_yscale("log")
    if decades < 3:  # powers of ten alone would leave one or two ticks
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.yaxis.set_minor_formatter(NullFormatter())
