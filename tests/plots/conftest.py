from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def _draw(figure: Figure) -> np.ndarray:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    bounds = figure.get_tightbbox(canvas.get_renderer())
    width, height = figure.get_size_inches()
    inside = bounds.x0 >= 0 and bounds.y0 >= 0 and bounds.x1 <= width and bounds.y1 <= height
    assert inside, f"cut off: {bounds} on a figure of {width} x {height} inches"
    return np.asarray(canvas.buffer_rgba())[..., :3]


@pytest.fixture
def draw() -> Callable[[Figure], np.ndarray]:
    """Draws a figure to pixels (height, width, 3), and fails if something sticks out of it."""
    return _draw
