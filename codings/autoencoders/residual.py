"""What rows of a table vary by beyond what a decoder's outputs do."""

from typing import NamedTuple

import numpy as np

WIDEST = 1000  # columns: above, each has noise of its own
QUANTILES = 2000  # at most, of a column


class Residual(NamedTuple):
    r"""Noise that is added to a decoder's outputs, and the way from there to how columns are distributed.

    By the law of total covariance, :math:`\mathrm{Cov}(x) = \mathrm{Cov}(\hat x) + F F^T`: with normal noise
    of that covariance, columns vary and correlate as the data do. Then each column is mapped so that its
    quantiles are those of the data: normal noise alone would know no heavy tails, steps or bounds.

    Parameters
    ----------
    factor : array, (columns, columns)
        The F above. Directions in which the outputs vary more than the data have no noise.
    drawn, data : array, (quantiles, columns)
        The quantiles of outputs with noise, and those of the data.
    """

    factor: np.ndarray
    drawn: np.ndarray
    data: np.ndarray

    @classmethod
    def fit(cls, data: np.ndarray, outputs: np.ndarray, random: np.random.RandomState) -> "Residual":
        """That of `data`, (n, columns), and of `outputs`, (m, columns), for codings drawn at random.

        What of the data is missing is NaN.
        """
        factor = _factor(data, outputs)
        noisy = _noisy(outputs, factor, random)
        count = min(len(data), QUANTILES)
        levels = (np.arange(count) + 0.5) / count
        quantiles = (np.nanquantile(values, levels, axis=0).astype(np.float32) for values in (noisy, data))
        return cls(factor, *quantiles)

    @classmethod
    def of(cls, rows: np.ndarray) -> "Residual":
        """What `as_rows` gave."""
        columns = rows.shape[1]
        return cls(rows[:columns], *np.split(rows[columns:], 2))

    def as_rows(self) -> np.ndarray:
        """All in one array, (columns + 2 * quantiles, columns)."""
        return np.concatenate(self)

    def draw(self, outputs: np.ndarray, random: np.random.RandomState) -> np.ndarray:
        """Rows of which a decoder's `outputs`, (n, columns), are the means: (n, columns) float32."""
        noisy = _noisy(outputs, self.factor, random)
        columns = zip(noisy.T, self.drawn.T, self.data.T, strict=True)
        return np.stack([np.interp(*column) for column in columns], axis=1).astype(np.float32)


def _factor(data: np.ndarray, outputs: np.ndarray) -> np.ndarray:
    if data.shape[1] > WIDEST:
        beyond = np.nanvar(data, axis=0, dtype=np.float64) - outputs.var(axis=0, dtype=np.float64)
        return np.diag(np.sqrt(np.clip(beyond, 0, None))).astype(np.float32)
    beyond = np.atleast_2d(_covariance(data) - np.cov(outputs.T.astype(np.float64)))
    variances, directions = np.linalg.eigh(beyond)
    return (directions * np.sqrt(np.clip(variances, 0, None))).astype(np.float32)


def _covariance(data: np.ndarray) -> np.ndarray:
    """Of each two columns over the rows in which neither is missing."""
    if not np.isnan(data).any():
        return np.cov(data.T.astype(np.float64))
    return np.ma.cov(np.ma.masked_invalid(data.T.astype(np.float64))).filled(0.0)


def _noisy(outputs: np.ndarray, factor: np.ndarray, random: np.random.RandomState) -> np.ndarray:
    return outputs + random.standard_normal(outputs.shape) @ factor.T
