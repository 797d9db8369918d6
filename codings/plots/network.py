"""A network's layers side by side: what each makes of the last one's output, and how large that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from codings.plots.boxes import Box, Boxes

if TYPE_CHECKING:
    import keras

DPI = 144
COLUMNS = 6  # beside each other, before the next row begins
COLUMN, WIDTH = 1.6, 0.42  # inches: from one column to the next, and of a box
LOWEST, DOUBLING = 0.12, 0.11  # inches: the height of a single number, and what twice as many add
LINE, GAP, ROOM = 0.2, 0.06, 0.2  # inches: of text, around it, and between boxes of a column
LEARNED, FIXED, INK = "tab:blue", "0.7", "0.45"
LETTERS: dict[str, Any] = {"ha": "center", "fontsize": 12, "linespacing": 1.1, "parse_math": False}

Places = dict[int, tuple[float, float]]  # the middles of boxes, by their indices


def architecture(network: keras.Model) -> Figure:
    """Draw a Keras model: a box for each layer, from its input to its output.

    A box is the higher, the more numbers an instance has there: each doubling adds the same. Above it stands
    what the layer is; below, its output's shape without the batch, and in brackets how many weights it has
    that no box before has. Boxes with weights are blue. Layers that change no size, such as an activation or
    a normalisation, are named in the box before; models within the model are drawn layer by
    layer, and a layer that is called more than once stands where it is called first.

    Parameters
    ----------
    network : keras.Model
        Such as an estimator's ``autoencoder_``, ``generator_`` or ``discriminator_``.

    Raises
    ------
    ValueError
        If the model is no Functional or Sequential one, or has not been built.
    """
    if not getattr(network, "built", False) or not getattr(network, "inputs", None):
        raise ValueError(
            f"{type(network).__name__} cannot be drawn: pass a Sequential or Functional model that is built"
        )
    graph = Boxes()
    graph.add_network(network, [])
    rows = _rows(graph.boxes)
    heights = [max(sum(_height(graph.boxes[i]) for i in column) for column in row) for row in rows]
    size = COLUMN * max(map(len, rows)), sum(heights)
    figure = Figure(figsize=size, dpi=DPI)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0), xlim=(0, size[0]), ylim=(0, size[1]))
    axes.set_axis_off()
    places: Places = {}
    top = size[1]
    for row, height in zip(rows, heights, strict=True):
        for number, column in enumerate(row):
            places |= _places(graph.boxes, column, (number + 0.5) * COLUMN, top - height / 2)
        top -= height
    _draw_arrows(axes, graph.boxes, places)
    for index, place in places.items():
        _draw_box(axes, graph.boxes[index], *place)
    return figure


def _rows(boxes: Sequence[Box]) -> list[list[list[int]]]:
    """The indices of boxes, by the row and then by the column in which they are drawn."""
    columns: list[list[int]] = [[] for _ in range(1 + max(box.column for box in boxes))]
    for index, box in enumerate(boxes):
        columns[box.column].append(index)
    return [columns[first : first + COLUMNS] for first in range(0, len(columns), COLUMNS)]


def _side(box: Box) -> float:
    """How high it is, in inches."""
    return LOWEST + DOUBLING * math.log2(box.size)


def _height(box: Box) -> float:
    """How much room it takes: as much above its middle as below."""
    return _side(box) + 2 * LINE * max(len(box.words), len(_below(box))) + 2 * GAP + ROOM


def _below(box: Box) -> list[str]:
    size = "x".join("?" if side is None else f"{side:,}" for side in box.shape) or "1"
    return [size, f"({box.weights:,})"] if box.weights else [size]


def _places(boxes: Sequence[Box], column: list[int], x: float, middle: float) -> Places:
    top = middle + sum(_height(boxes[index]) for index in column) / 2
    places: Places = {}
    for index in column:
        height = _height(boxes[index])
        places[index] = x, top - height / 2
        top -= height
    return places


def _draw_box(axes: Axes, box: Box, x: float, y: float) -> None:
    side = _side(box)
    colour = LEARNED if box.weights else FIXED
    axes.add_patch(Rectangle((x - WIDTH / 2, y - side / 2), WIDTH, side, facecolor=colour, edgecolor="none"))
    axes.text(x, y + side / 2 + GAP, "\n".join(box.words), va="bottom", **LETTERS)
    axes.text(x, y - side / 2 - GAP, "\n".join(_below(box)), va="top", **LETTERS)


def _draw_arrows(axes: Axes, boxes: Sequence[Box], places: Places) -> None:
    """To each box from those that it reads; from one in another row, out of that row and into this."""
    edge = WIDTH / 2 + 0.04
    for index, (x, y) in places.items():
        for parent in boxes[index].parents:
            from_x, from_y = places[parent]
            if boxes[parent].column // COLUMNS == boxes[index].column // COLUMNS:
                far = boxes[index].column - boxes[parent].column > 1
                _arrow(axes, (from_x + edge, from_y), (x - edge, y), 0.25 if far else 0.0)
            else:
                _arrow(axes, (from_x + edge, from_y), (from_x + COLUMN / 2, from_y))
                _arrow(axes, (x - COLUMN / 2, y), (x - edge, y))


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], bent: float = 0.0) -> None:
    style: dict[str, Any] = {"arrowstyle": "-|>", "connectionstyle": f"arc3,rad={bent}", "mutation_scale": 9}
    axes.add_patch(FancyArrowPatch(start, end, color=INK, linewidth=1, shrinkA=0, shrinkB=0, **style))
