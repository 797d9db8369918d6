"""What the notebooks share: the data, how long to train, and how to show a picture."""

import io
import os
from dataclasses import replace
from typing import Any

import numpy as np
from IPython.display import Image

from codings.data import Dataset, load
from codings.data.sources import SOURCES

QUICK = bool(os.environ.get("CODINGS_QUICK"))  # only to see that every cell runs
QUICK_IMAGES = 256


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


def show(picture: Any) -> Image:
    """A figure of matplotlib, or an image of Pillow, in the notebook."""
    file = io.BytesIO()
    if hasattr(picture, "savefig"):
        picture.savefig(file, format="png", dpi=80, bbox_inches="tight")
    else:
        picture.save(file, format="png")
    return Image(file.getvalue())


def _part(data: Dataset, rows: slice) -> Dataset:
    return replace(data, X=data.X[rows], y=data.y[rows])
