"""Instances as pixels that a page draws, and pixels that it was given as instances."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from codings.images import ImageShape

WHITE = 255


@dataclass(frozen=True)
class Pixels:
    """The map between images as a model has them and what a screen shows.

    Parameters
    ----------
    shape : tuple of int
        Of an instance: (height, width), or (height, width, channels) with 1 or 3 channels.
    low, high : float
        What is black, and what is white.
    dtype : str
        Of instances.
    """

    shape: tuple[int, ...]
    low: float
    high: float
    dtype: str

    @property
    def size(self) -> ImageShape:
        return ImageShape.of(self.shape)

    def shown(self, X: np.ndarray) -> np.ndarray:
        """Instances, (n, height, width[, channels]), as uint8, (n, height, width, channels)."""
        share = (np.asarray(X, np.float64) - self.low) / (self.high - self.low)
        shown = np.rint(np.clip(share, 0, 1) * WHITE).astype(np.uint8)
        return shown if shown.ndim == 4 else shown[..., None]

    def taken(self, pixels: np.ndarray) -> np.ndarray:
        """Pixels, uint8, (n, height, width, channels), as instances of the shape and dtype."""
        X = self.low + pixels.reshape(len(pixels), *self.shape) / WHITE * (self.high - self.low)
        whole = np.dtype(self.dtype).kind in "bui"
        return (np.rint(X) if whole else X).astype(self.dtype)


def pixels_of(range_: Any, shape: tuple[int, ...], X: np.ndarray) -> Pixels:
    """How images of `shape` are shown: between the bounds of their range, or else the extremes of `X`."""
    if range_.bounded:
        low, high = float(range_.low), float(range_.high)
    else:
        low, high = float(np.min(X)), float(np.max(X))
    return Pixels(shape, low, high if high > low else low + 1, range_.dtype)
