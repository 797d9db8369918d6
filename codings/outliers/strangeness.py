"""How strange instances are: their codings and errors, measured by those of the usual ones."""

from typing import NamedTuple, Self

import numpy as np

from codings.outliers.distances import nearest
from codings.outliers.whitening import Whitening

LEAST = 0.01  # of the mean error: a column that is always met exactly would count beyond measure
FENCE = 1.5  # interquartile ranges above the upper quartile, as in a box plot
TINY = float(np.finfo(np.float32).tiny)


class Strangeness(NamedTuple):
    """What instances are measured by; `codings.OutlierDetector` has the mathematics.

    Parameters
    ----------
    mean : array, (coding_size,) float64
        Of the codings of usual instances.
    whitening : array, (coding_size, coding_size) float64
        See `Whitening`.
    neighbours : array, (samples, size, coding_size) float64
        Samples of them, whitened.
    errors : array, (features,) float64, or None
        The usual error of each entry; None where codings show all.
    scale : array, (1 or 2,) float64
        The medians of distance and error.
    """

    mean: np.ndarray
    whitening: np.ndarray
    neighbours: np.ndarray
    errors: np.ndarray | None
    scale: np.ndarray

    @classmethod
    def fit(
        cls, codings: np.ndarray, errors: np.ndarray | None, usual: np.ndarray, drawn: np.ndarray
    ) -> tuple[Self, np.ndarray]:
        """That of instances by their codings, (n, coding_size), and errors, (n, features) or None.

        `usual` are the rows of the usual ones, (m,), and `drawn` samples of these, (samples, size). Beside it
        comes how strange each of the instances is, (n,).
        """
        white = Whitening.fit(codings[usual])
        of_entries = None if errors is None else _usual_errors(errors[usual])
        unscaled = cls(*white, white.apply(codings[drawn]), of_entries, np.ones(1))
        parts = unscaled._parts(codings, errors)
        found = unscaled._replace(scale=np.maximum(np.median(parts, axis=0), TINY))
        return found, found._together(parts)

    def of(self, codings: np.ndarray, errors: np.ndarray | None) -> np.ndarray:
        """How many times as strange instances are as the middle of what was fitted, (n,) float64."""
        return self._together(self._parts(codings, errors))

    def _parts(self, codings: np.ndarray, errors: np.ndarray | None) -> np.ndarray:
        """Distance among codings and, where these are too few to show all, error: (n, 1 or 2)."""
        distance = nearest(Whitening(self.mean, self.whitening).apply(codings), self.neighbours)
        if errors is None:
            return distance[:, None]
        error = np.sqrt(np.square(errors / self.errors).mean(axis=1))
        return np.stack([distance, error], axis=1)

    def _together(self, parts: np.ndarray) -> np.ndarray:
        return np.exp(np.log(parts / self.scale + TINY).mean(axis=1))


def threshold(scores: np.ndarray, contamination: str | float) -> float:
    """The score, minus a strangeness, below which an instance is an outlier."""
    if contamination != "auto":
        return float(np.percentile(scores, 100 * float(contamination)))
    logs = np.log(np.maximum(-scores, TINY))
    low, high = np.percentile(logs, [25, 75])
    return -float(np.exp(high + FENCE * (high - low)))


def _usual_errors(errors: np.ndarray) -> np.ndarray:
    """Of each entry, (features,), from (n, features); none is nothing."""
    usual = np.sqrt(np.square(errors).mean(axis=0))
    return np.maximum(usual, LEAST * usual.mean() + TINY)
