"""What the notebooks share: the data, how long to train, and how to show a picture."""

import io
import logging
import os
from dataclasses import replace
from typing import Any

import numpy as np
from IPython.display import Image
from matplotlib.figure import Figure

from codings import plots
from codings.data import Dataset, load
from codings.data.sources import SOURCES
from codings.training.seeding import draw_seed

# TensorFlow tells of each network that is traced anew, as many small ones are here.
logging.getLogger("tensorflow").setLevel(logging.ERROR)

QUICK = bool(os.environ.get("CODINGS_QUICK"))  # only to see that every cell runs
QUICK_IMAGES = 256
SEED = draw_seed(0)  # of first weights and batches, where an estimator is told random_state=0


def images() -> tuple[Dataset, Dataset]:
    """Images to train on, and others to validate: Fashion MNIST where it is, handwritten digits elsewhere.

    (n, height, width) float32 in [0, 1]. Of Fashion MNIST the first 55,000 and last 5,000, as in the book.
    """
    if QUICK or "download" in SOURCES["fashion-mnist"].origin():
        data = load("digits")
        held_out = len(data.X) // 5
        few = slice(QUICK_IMAGES) if QUICK else slice(-held_out)
        return _part(data, few), _part(data, slice(-held_out, None))
    data = load("fashion-mnist")
    data = replace(data, X=data.X / np.float32(255))
    return _part(data, slice(55_000)), _part(data, slice(55_000, None))


def epochs(number: int) -> int:
    """So many epochs of Fashion MNIST; ten times as many of the digits, which are thirty times fewer."""
    if QUICK:
        return 2
    return number if len(images()[0].X) > 10_000 else 10 * number


def small(data: Dataset) -> Dataset:
    """The images at half their side, each pixel the mean of four; digits, small already, as they are."""
    n, height, width = data.X.shape
    if height < 16:
        return data
    return replace(data, X=data.X.reshape(n, height // 2, 2, width // 2, 2).mean((2, 4)))


def show(picture: Any) -> Image:
    """A figure of matplotlib, or an image of Pillow, in the notebook."""
    file = io.BytesIO()
    if hasattr(picture, "savefig"):
        picture.savefig(file, format="png", dpi=80, bbox_inches="tight")
    else:
        picture.save(file, format="png")
    return Image(file.getvalue())


def curves(lines: dict[str, Any], x: str, y: str) -> Image:
    """Curves in one picture: by name, the pair of their x and their y; `x` and `y` name the axes."""
    figure = Figure(figsize=(6.5, 4.0), layout="constrained")
    axes = figure.add_subplot(xlabel=x, ylabel=y)
    for name, points in lines.items():
        axes.plot(*points, label=name)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    return show(figure)


def strips(data: np.ndarray, moments: dict[str, dict[str, np.ndarray]]) -> Image:
    """Points of the plane over time: for each training, by its name, a row of samples, by their moment."""
    columns = max(map(len, moments.values()))
    figure = Figure(figsize=(1.9 * columns + 0.6, 2.1 * len(moments)), layout="constrained")
    grid = figure.subplots(len(moments), columns, squeeze=False)
    side = 1.6 * np.abs(data).max()
    for axes_of_row, (name, row) in zip(grid, moments.items(), strict=True):
        for axes, (moment, samples) in zip(axes_of_row, row.items(), strict=False):
            few = {"s": 16, "color": "black", "zorder": 3} if len(data) < 100 else {"s": 4, "color": "0.75"}
            axes.scatter(*data[:800].T, linewidths=0, **few)
            axes.scatter(*samples.T, s=4, color="C3", alpha=0.5, linewidths=0)
            axes.set(xlim=(-side, side), ylim=(-side, side), xticks=[], yticks=[], aspect="equal")
            axes.set_title(moment, fontsize=11)
        axes_of_row[0].set_ylabel(name, fontsize=11)
    return show(figure)


def contest(history: Any) -> Image:
    """The losses of a GAN, with what they are where the discriminator cannot tell: log 4 and log 2."""
    figure = plots.losses(history)
    axes = figure.axes[0]
    for index, name in enumerate(("4", "2")):
        height = np.log(float(name))
        axes.axhline(height, color=f"C{index}", linestyle=":", linewidth=1.5)
        place = {"xytext": (4, 0), "textcoords": "offset points", "va": "center", "color": f"C{index}"}
        axes.annotate(f"log {name}", (1.0, height), xycoords=axes.get_yaxis_transform(), **place)
    return show(figure)


def diagram(panels: dict[str, tuple[dict[str, tuple[float, float]], list[tuple[str, str, str]]]]) -> Image:
    """What goes where: by its title, each panel's boxes with their places, and the arrows between them.

    An arrow is (from, to, kind): a "value" is grey and straight; a "slope", red, bends around; one that is
    "stopped" is a slope that does not arrive.
    """
    figure = Figure(figsize=(9.0, 1.9 * len(panels)), layout="constrained")
    rows = figure.subplots(len(panels), 1, squeeze=False)[:, 0]
    for axes, (title, (boxes, arrows)) in zip(rows, panels.items(), strict=True):
        axes.set(xlim=(-0.6, max(x for x, _ in boxes.values()) + 0.6), ylim=(-0.75, 1.5))
        axes.set_title(title, fontsize=12, loc="left")
        axes.set_axis_off()
        style = {"ha": "center", "va": "center", "fontsize": 12, "bbox": {"boxstyle": "round", "fc": "0.92"}}
        drawn = {name: axes.text(*place, name, **style).get_bbox_patch() for name, place in boxes.items()}
        for start, end, kind in arrows:
            colour, bent = ("0.35", 0) if kind == "value" else ("tab:red", -0.35)
            ends = {"patchA": drawn[start], "patchB": drawn[end], "shrinkA": 2, "shrinkB": 2}
            look = {"arrowstyle": "-|>", "color": colour, "linestyle": ":" if kind == "stopped" else "-"}
            arc = {"connectionstyle": f"arc3,rad={bent}", "linewidth": 1.6, "mutation_scale": 14}
            axes.annotate("", boxes[end], boxes[start], arrowprops=ends | look | arc)
            if kind == "stopped":
                middle = [(a + b) / 2 for a, b in zip(boxes[start], boxes[end], strict=True)]
                axes.text(middle[0], middle[1] - 0.42, "✗", color="tab:red", fontsize=16, ha="center")
    return show(figure)


def _part(data: Dataset, rows: slice) -> Dataset:
    return replace(data, X=data.X[rows], y=data.y[rows])
