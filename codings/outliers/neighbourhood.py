"""How far instances are from the usual ones, in units of the usual ones' own deviations."""

from typing import NamedTuple, Self

import numpy as np

from codings.outliers.distances import nearest

RIDGE = 0.1  # of the mean variance: directions in which the usual ones hardly vary would count beyond measure
BLOCK = 8192  # rows that are mapped at a time


class Neighbourhood(NamedTuple):
    r"""Samples of the usual instances, after a linear map that makes these uncorrelated.

    The map is :math:`u = (\Sigma + \rho I)^{-1/2} (z - \mu)`. Distances after it are Mahalanobis distances
    before, in which wide and narrow directions count alike.

    Parameters
    ----------
    mean : array, (width,) float64
    whitening : array, (width, width) float64
    samples : array, (samples, size, width) float64
        Mapped.
    """

    mean: np.ndarray
    whitening: np.ndarray
    samples: np.ndarray

    @classmethod
    def fit(cls, samples: np.ndarray) -> Self:
        """That of `samples`, (samples, size, width), mapped by the mean and covariance of all in them."""
        usual = samples.reshape(-1, samples.shape[-1])
        mean = usual.mean(axis=0, dtype=np.float64)
        centred = usual - mean
        variances, axes = np.linalg.eigh(centred.T @ centred / len(usual))
        floor = RIDGE * max(variances.mean(), np.finfo(np.float32).tiny)
        return cls.of(mean, axes / np.sqrt(np.maximum(variances, 0) + floor), samples)

    @classmethod
    def of(cls, mean: np.ndarray, whitening: np.ndarray, samples: np.ndarray) -> Self:
        """That of samples which are not mapped yet."""
        return cls(mean, whitening, (samples - mean) @ whitening)

    @property
    def length(self) -> float:
        """The root mean square of the samples' distances from their mean."""
        return float(np.sqrt(np.square(self.samples).sum(axis=-1).mean()))

    def distance(self, x: np.ndarray) -> np.ndarray:
        """Of each of `x`, (n, width), the mean over samples of the distance to the nearest, (n,) float64."""
        blocks = np.split(x, range(BLOCK, len(x), BLOCK))
        mapped = ((block - self.mean) @ self.whitening for block in blocks)
        return np.concatenate([nearest(block, self.samples) for block in mapped])
