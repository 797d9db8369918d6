"""A space: a function from instances to their features, with a name that stands beside every figure."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from codings.data.dataset import is_table
from codings.data.kinds import find_encoding
from codings.data.scaling import find_range


@dataclass(frozen=True)
class Space:
    """A space in which instances are measured.

    Parameters
    ----------
    name : str
        It stands beside every figure: figures compare only within one space.
    features : callable
        From instances, (n, ...) in the data's own range, to their features, (n, width).
    probabilities : callable, optional
        From instances to a classifier's probabilities, (n, classes), each row summing to 1.
    lacks : str
        Why there are no probabilities, where one would expect some.
    """

    name: str
    features: Callable[[Any], np.ndarray]
    probabilities: Callable[[Any], np.ndarray] | None = None
    lacks: str = ""


def pixel_space(X: Any) -> Space:
    """The instances' own entries, scaled as those of the data `X`, (n, ...), are for a network.

    Of a DataFrame, its columns as they are encoded for one.
    """
    scaling = "auto" if np.ndim(X) > 2 else "standard"  # which are the same of tables, but for a question
    scale = find_encoding(X, partial(find_range, scaling=scaling)) if is_table(X) else find_range(X, scaling)
    return Space("pixels", lambda instances: scale.apply(instances).reshape(len(instances), -1))


def image_scaling(X: np.ndarray) -> Callable[[Any], np.ndarray]:
    """From images like those of `X` to what a network sees: scaled, (n, height, width, channels)."""
    scale = find_range(X)

    def images(X: Any) -> np.ndarray:
        Z = scale.apply(X)
        return Z if Z.ndim == 4 else Z[..., None]

    return images
