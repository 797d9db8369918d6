"""The spaces by the names that `codings evaluate --space` takes. Importing this loads no framework."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from codings.images import is_image

if TYPE_CHECKING:
    from codings.data import Dataset
    from codings.spaces.space import Space


def _classifier(data: Dataset) -> Space:
    from codings.spaces import classifier_space

    return classifier_space(data)


def _contrastive(data: Dataset) -> Space:
    from codings.spaces import contrastive_space

    return contrastive_space(data)


def _inception(data: Dataset) -> Space:
    from codings.spaces import inception_space

    return inception_space(np.asarray(data.X))


def _pixels(data: Dataset) -> Space:
    from codings.spaces import pixel_space

    return pixel_space(data.X)


SPACES: dict[str, Callable[[Dataset], Space]] = {
    "classifier": _classifier,
    "contrastive": _contrastive,
    "inception": _inception,
    "pixels": _pixels,
}
"""From the name of a space to what makes it for some data."""


def default_space(data: Dataset) -> str:
    """The name of the space for these data.

    Of images, a classifier's where they have labels of several classes, and otherwise that of views told
    apart; of anything else, the entries' own.
    """
    if not is_image(data.X.shape[1:]):
        return "pixels"
    several = data.y is not None and len(np.unique(data.y)) > 1
    return "classifier" if several else "contrastive"
