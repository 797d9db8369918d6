"""Labels brought to colours, with what a legend or a colour bar needs to explain them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib import colormaps
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize, to_rgba

from codings.plots.arrays import Array, Floats

MOST_CLASSES = 20
PALETTE = np.asarray(colormaps["tab20"](np.r_[0:20:2, 1:20:2]))  # tab10, then its lighter shades
PLAIN = "#4c6a92"


class Colours(NamedTuple):
    """A colour for each point (n, 4), explained by ``legend`` (classes), ``scale`` (numbers) or neither."""

    rgba: Floats
    legend: dict[str, Floats]
    scale: ScalarMappable | None = None


def colours(labels: Array | None, classes: Sequence[str], count: int) -> Colours:
    """A colour of its own for each of up to 20 classes; a continuous scale for measurements and for more.

    Small whole labels keep their colour whatever else is present: class 3 is always tab10's fourth.

    Raises
    ------
    ValueError
        If ``classes`` is given and a label is no index into it.
    """
    if labels is None:
        return Colours(np.tile(to_rgba(PLAIN), (count, 1)), {})
    values, ranks = np.unique(labels, return_inverse=True)
    whole = values.dtype.kind != "U" and bool((values == np.round(values)).all())
    if len(classes) and not (whole and values[0] >= 0 and values[-1] < len(classes)):
        raise ValueError(
            f"labels must be whole numbers from 0 to {len(classes) - 1}, indices into classes: "
            "encode them so, or leave classes out"
        )
    if len(values) > MOST_CLASSES or not (whole or values.dtype.kind == "U"):
        return _continuous(labels, ranks)
    return _categorical(values, ranks, whole, classes)


def _categorical(values: Array, ranks: Array, whole: bool, classes: Sequence[str]) -> Colours:
    small = whole and values[0] >= 0 and values[-1] < MOST_CLASSES
    slots = values.astype(int) if small else np.arange(len(values))
    palette = PALETTE[slots]
    names = [str(classes[int(v)]) if len(classes) else f"{int(v) if whole else v}" for v in values]
    return Colours(palette[ranks], dict(zip(names, palette, strict=True)))


def _continuous(labels: Array, ranks: Array) -> Colours:
    """Text has an order but no measure, so its scale is drawn by rank and left unexplained."""
    text = labels.dtype.kind == "U"
    numbers = ranks if text else labels.astype(np.float64)
    scale = ScalarMappable(Normalize(numbers.min(), numbers.max()), "viridis")
    return Colours(np.asarray(scale.to_rgba(numbers)), {}, None if text else scale)
