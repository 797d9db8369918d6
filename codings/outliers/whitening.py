"""Codings in units of their own deviations."""

from typing import NamedTuple, Self

import numpy as np

RIDGE = 0.1  # of the mean variance: directions in which codings hardly vary would count beyond measure


class Whitening(NamedTuple):
    """A linear map that makes codings uncorrelated, and nearly of variance 1.

    Distances after it are Mahalanobis distances before, in which wide and narrow directions count alike.

    Parameters
    ----------
    mean : array, (coding_size,) float64
    matrix : array, (coding_size, coding_size) float64
    """

    mean: np.ndarray
    matrix: np.ndarray

    @classmethod
    def fit(cls, codings: np.ndarray) -> Self:
        """That of `codings`, (n, coding_size)."""
        mean = codings.mean(axis=0, dtype=np.float64)
        centred = codings - mean
        variances, axes = np.linalg.eigh(centred.T @ centred / len(codings))
        floor = RIDGE * max(variances.mean(), np.finfo(np.float32).tiny)
        return cls(mean, axes / np.sqrt(np.maximum(variances, 0) + floor))

    def apply(self, codings: np.ndarray) -> np.ndarray:
        """`codings`, (n, coding_size), mapped: float64 of the same shape."""
        return (codings - self.mean) @ self.matrix
