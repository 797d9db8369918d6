"""Text from data, drawn letter for letter: matplotlib reads formulas between two $, and hides _names."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.textpath import TextPath

PLAIN: dict[str, Any] = {"parse_math": False}
"""For matplotlib's functions that write text."""


def legend(place: Figure | Axes, handles: Sequence[Any], names: Sequence[str], **style: Any) -> None:
    """Draws a legend of `handles`, which says `names` as they are."""
    drawn = place.legend(handles, [f"{i}" for i in range(len(names))], **style)
    for text, name in zip(drawn.get_texts(), names, strict=True):
        text.set_parse_math(False)
        text.set_text(name)


def width(text: str, size: float) -> float:
    """Of a line of text of that size, in typographic points."""
    return (
        float(TextPath((0, 0), text.replace("$", r"\$"), size=size).get_extents().width)
        if text.strip()
        else 0.0
    )
