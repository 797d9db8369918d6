"""What the notebooks share: the data, how long to train, and how to show a picture."""

import io
import os
from dataclasses import replace
from typing import Any

import numpy as np
from IPython.display import Image
from matplotlib.figure import Figure

from codings.data import Dataset, load
from codings.data.sources import SOURCES
from codings.training.seeding import draw_seed

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


def _part(data: Dataset, rows: slice) -> Dataset:
    return replace(data, X=data.X[rows], y=data.y[rows])
