"""Means and deviations of an array's columns, in flat memory, which a few wild entries do not move."""

import math
from typing import NamedTuple

import numpy as np

from codings.data.memmap import blocks

FENCE = 5.0  # interquartile ranges beyond the quartiles: of a normal column nothing lies so far out
FENCE_ROWS = 10_000  # on which the quartiles are found


class Extremes(NamedTuple):
    """The least and the greatest entry of an array, and whether all entries are whole numbers."""

    low: float
    high: float
    whole: bool


def extremes(X: np.ndarray, *, exact: bool = False) -> Extremes:
    """Those of `X`, (n, ...), in one pass over blocks of rows: a memory map stays on disk.

    Bytes above 127 are known to be pixels, so that the pass ends there, unless the extremes shall be `exact`.

    Raises
    ------
    ValueError
        If `X` holds NaN or infinity; the sentence names the first such row.
    """
    low, high, whole = math.inf, -math.inf, True
    for start, block in blocks(X):
        least, greatest = float(block.min()), float(block.max())
        if not (math.isfinite(least) and math.isfinite(greatest)):
            raise ValueError(_not_finite(block, start))
        low, high = min(low, least), max(high, greatest)
        whole = whole and (block.dtype.kind in "bui" or bool((block == np.rint(block)).all()))
        if X.dtype == np.uint8 and high > 127 and not exact:
            break
    return Extremes(low, high, whole)


class Moments(NamedTuple):
    """Of each column, (columns,) float64: mean, standard deviation, the least and the greatest entry."""

    mean: np.ndarray
    deviation: np.ndarray
    least: np.ndarray
    greatest: np.ndarray


def moments(X: np.ndarray, columns: int) -> Moments:
    """Those of each column.

    Entries far outside of their column's quartiles do not count in the first two; see `fences`. Blocks are
    merged by Chan, Golub and LeVeque's pairwise update, which does not cancel where the mean is large beside
    the deviation:
    http://i.stanford.edu/pub/cstr/reports/cs/tr/79/773/CS-TR-79-773.pdf

    Parameters
    ----------
    X : array, (n, ...)
        A memory map stays on disk.
    columns : int
        How many there are: X counts as (rows, columns), in the order of its entries.
    """
    low, high = fences(X, columns)
    count, mean, squares = (np.zeros(columns) for _ in range(3))
    least, greatest = np.full(columns, np.inf), np.full(columns, -np.inf)
    for _, block in blocks(X):
        values = block.reshape(-1, columns).astype(np.float64)
        least, greatest = np.minimum(least, values.min(axis=0)), np.maximum(greatest, values.max(axis=0))
        within = (values >= low) & (values <= high)
        found = within.sum(axis=0)
        block_mean = np.sum(values, axis=0, where=within) / np.maximum(found, 1)
        deviations = np.subtract(values, block_mean, out=values, where=within)
        block_squares = np.sum(np.square(deviations, out=deviations, where=within), axis=0, where=within)
        total, delta = np.maximum(count + found, 1), block_mean - mean
        mean += delta * found / total
        squares += block_squares + delta**2 * count * found / total
        count += found
    return Moments(mean, np.sqrt(squares / count), least, greatest)


def fences(X: np.ndarray, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Below and above which an entry counts as wild: (columns,) each. Takes what `moments` does.

    They are Tukey's, but farther out; where more than half of a column is one value, the quartiles are those
    of its other entries.
    """
    step = -(-len(X) * math.prod(X.shape[1:]) // (FENCE_ROWS * columns))
    rows = np.asarray(X[:: min(step, len(X))], dtype=np.float64).reshape(-1, columns)
    low, high = np.quantile(rows, [0.25, 0.75], axis=0)
    for j in np.flatnonzero(low == high):
        others = rows[rows[:, j] != low[j], j]
        if len(others):
            quartiles = np.quantile(others, [0.25, 0.75])
            low[j], high[j] = min(quartiles[0], low[j]), max(quartiles[1], high[j])
    margin = np.where(high > low, FENCE * (high - low), np.inf)
    return low - margin, high + margin


def _not_finite(block: np.ndarray, start: int) -> str:
    """What is wrong with a block of rows, the first of which is row `start`, that is not all finite."""
    rows = block.reshape(len(block), -1)
    first = int(np.argmin(np.isfinite(rows).all(axis=1)))
    what = "NaN" if np.isnan(rows[first]).any() else "infinity"
    where = f"row {start + first}"
    if block.ndim == 2:
        where += f", column {np.argmin(np.isfinite(rows[first]))}"
    return (
        f"X holds {what}, first in {where}: remove or fill such values first, "
        "for example with scikit-learn's SimpleImputer"
    )
