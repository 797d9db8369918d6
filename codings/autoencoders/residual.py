"""What rows of a table vary by beyond what a decoder's outputs do."""

from typing import NamedTuple

import numpy as np

WIDEST = 1000  # columns: above, each has noise of its own
QUANTILES = 2000  # at most, of a column
ROUNDS = 4


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
        """That of `data`, (n, columns), and of a decoder's `outputs` for codings drawn at random.

        Both are float32; what of the data is missing is NaN. The map changes covariances, so that F is
        corrected for it, in a few rounds.
        """
        covariance, of_outputs = _covariance(data), _covariance(outputs)
        count = min(len(data), QUANTILES)
        quantiles, wanted = _quantiles(data, count), covariance
        for _ in range(ROUNDS):
            factor = _factor(wanted - of_outputs)
            drawn = _quantiles(_noisy(outputs, factor, random), count)
            residual = cls(factor, drawn, quantiles)
            wanted = wanted + covariance - _covariance(residual.draw(outputs, random))
        return residual

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


def _covariance(rows: np.ndarray) -> np.ndarray:
    """(columns, columns), of rows in which neither is missing; of many columns only the variances."""
    if rows.shape[1] > WIDEST:
        return np.diag(np.nanvar(rows, axis=0, dtype=np.float64))
    if np.isnan(rows).any():
        there = np.ma.masked_invalid(rows.astype(np.float64))
        return np.ma.filled(np.atleast_2d(np.ma.cov(there, rowvar=False)), 0.0)
    return np.atleast_2d(np.cov(rows.T.astype(np.float64)))


def _quantiles(rows: np.ndarray, count: int) -> np.ndarray:
    """`count` of each column, (count, columns), in the middles of equal parts: of as many, its entries."""
    levels = (np.arange(count) + 0.5) / count
    return np.nanquantile(rows, levels, axis=0, method="hazen").astype(np.float32)


def _factor(covariance: np.ndarray) -> np.ndarray:
    """F of the nearest covariance that there can be."""
    variances, directions = np.linalg.eigh(covariance)
    return (directions * np.sqrt(np.clip(variances, 0, None))).astype(np.float32)


def _noisy(outputs: np.ndarray, factor: np.ndarray, random: np.random.RandomState) -> np.ndarray:
    return outputs + random.standard_normal(outputs.shape) @ factor.T
