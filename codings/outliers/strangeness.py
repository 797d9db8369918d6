"""How strange instances are: codings, columns and errors, measured by those of the usual ones."""

from typing import NamedTuple, Self

import numpy as np

from codings.outliers.distances import SAME
from codings.outliers.neighbourhood import Neighbourhood

LEAST = 0.01  # of the mean error: a column that is always met exactly would count beyond measure
CLOSEST = 0.25  # of the usual distance: beside rows with a copy all others would count beyond measure
FENCE = 1.5  # interquartile ranges above the upper quartile, as in a box plot
TINY = float(np.finfo(np.float32).tiny)


class Seen(NamedTuple):
    """Instances as a detector sees them.

    Parameters
    ----------
    codings : array, (n, coding_size) float64
    columns : array, (n, features), or None
        Of tables, as networks see them; None of images.
    errors : array, (n, features), or None
        Each entry less what the autoencoder makes of it; None where codings show all.
    """

    codings: np.ndarray
    columns: np.ndarray | None
    errors: np.ndarray | None


class Strangeness(NamedTuple):
    """What instances are measured by; `codings.OutlierDetector` has the mathematics.

    Parameters
    ----------
    codings : Neighbourhood
    columns : Neighbourhood, or None
    errors : array, (features,) float64, or None
        The usual error of each entry.
    least, scale : array, (1 to 3,) float64
        What each of these counts as at least, and what it is divided by, so that the median of their
        geometric mean is 1.
    """

    codings: Neighbourhood
    columns: Neighbourhood | None
    errors: np.ndarray | None
    least: np.ndarray
    scale: np.ndarray

    @classmethod
    def fit(cls, seen: Seen, usual: np.ndarray, drawn: np.ndarray) -> tuple[Self, np.ndarray]:
        """That of the instances that are seen.

        `usual` are the rows of the usual ones, (m,), and `drawn` samples of these, (samples, size). Beside it
        comes how strange each of the instances is, (n,).
        """
        near_codings = Neighbourhood.fit(seen.codings[drawn])
        near_columns = None if seen.columns is None else Neighbourhood.fit(seen.columns[drawn])
        of_entries = None if seen.errors is None else _usual_errors(seen.errors[usual])
        unscaled = cls(near_codings, near_columns, of_entries, np.zeros(1), np.ones(1))
        parts = unscaled._parts(seen)
        pairs = zip(parts.T, unscaled._lengths(), strict=True)
        least = CLOSEST * np.array([_usual_distance(part, usual, length) for part, length in pairs])
        medians = np.maximum(np.median(parts, axis=0), least)
        measured = unscaled._replace(least=least, scale=medians)
        found = measured._replace(scale=medians * np.median(measured._together(parts)))
        return found, found._together(parts)

    def of(self, seen: Seen) -> np.ndarray:
        """How many times as strange instances are as the middle of what was fitted, (n,) float64."""
        return self._together(self._parts(seen))

    def _parts(self, seen: Seen) -> np.ndarray:
        """Distance among codings and, where there are such, among columns, and error: (n, 1 to 3)."""
        parts = [self.codings.distance(seen.codings)]
        if self.columns is not None and seen.columns is not None:
            parts.append(self.columns.distance(seen.columns))
        if self.errors is not None:
            parts.append(np.sqrt(np.square(seen.errors / self.errors).mean(axis=1)))
        return np.stack(parts, axis=1)

    def _lengths(self) -> list[float]:
        """Of each of these the usual size, (1 to 3): that of errors is 1, for they are in usual errors."""
        near = [one.length for one in (self.codings, self.columns) if one is not None]
        return near if self.errors is None else [*near, 1.0]

    def _together(self, parts: np.ndarray) -> np.ndarray:
        return np.exp(np.log(np.maximum(parts, self.least) / self.scale).mean(axis=1))


def threshold(scores: np.ndarray, contamination: str | float) -> float:
    """The score, minus a strangeness, below which an instance is an outlier."""
    if contamination != "auto":
        return float(np.percentile(scores, 100 * float(contamination)))
    logs = np.log(np.maximum(-scores, TINY))
    low, high = np.percentile(logs, [25, 75])
    return -float(np.exp(high + FENCE * (high - low)))


def _usual_distance(distances: np.ndarray, usual: np.ndarray, length: float) -> float:
    """The median of those, (n,), of `usual` rows, (m,), that are more than rounding of a length.

    Where usual rows are all the same it is that of all rows; without such, the length.
    """
    for some in (distances[usual], distances):
        apart = some[some > SAME * length]
        if len(apart):
            return float(np.median(apart))
    return max(length, TINY)


def _usual_errors(errors: np.ndarray) -> np.ndarray:
    """Of each entry, (features,), from (n, features); none is nothing."""
    usual = np.sqrt(np.square(errors).mean(axis=0))
    return np.maximum(usual, LEAST * usual.mean() + TINY)
