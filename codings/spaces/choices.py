"""The spaces by the names that `codings evaluate --space` takes. Importing this loads no framework."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from codings.data import Dataset
    from codings.spaces.space import Space


def _classifier(data: Dataset) -> Space:
    from codings.spaces import classifier_space

    return classifier_space(data)


def _inception(data: Dataset) -> Space:
    from codings.spaces import inception_space

    return inception_space(np.asarray(data.X))


def _pixels(data: Dataset) -> Space:
    from codings.spaces import pixel_space

    return pixel_space(data.X)


SPACES: dict[str, Callable[[Dataset], Space]] = {
    "classifier": _classifier,
    "inception": _inception,
    "pixels": _pixels,
}
"""From the name of a space to what makes it for some data."""


def default_space(data: Dataset) -> str:
    """The name of the space for these data: a classifier's for images of several classes, or the pixels'."""
    several = data.y is not None and len(np.unique(data.y)) > 1
    return "classifier" if several and data.X.ndim > 2 else "pixels"
