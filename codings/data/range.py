"""One place finds the range of the data, scales them for the networks, and undoes it."""

import math
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np

from codings.data.memmap import blocks


@dataclass(frozen=True)
class Range:
    """The range of an array X, and the affine map Z = (X - offset) / scale that networks see.

    ============================  ==========  ==================  ========
    X                             offset      scale               bounds
    ============================  ==========  ==================  ========
    uint8                         0           255                 0..255
    other, all within [0, 1]      0           1                   0..1
    any other                     mean        standard deviation  none
    ============================  ==========  ==================  ========

    Mean and standard deviation are of all entries: one number each for the whole array, so that the
    features keep their proportions.

    Parameters
    ----------
    offset, scale : float
        Of the map above; `scale` is above 0.
    low, high : float or None
        The least and the greatest value X may take; None where it is unbounded.
    dtype : "uint8", "float32" or "float64"
        Of what `undo` returns.
    """

    offset: float
    scale: float
    low: float | None
    high: float | None
    dtype: str

    @classmethod
    def find(cls, X: np.ndarray) -> Self:
        """The range of `X`, (n, ...), in one pass over blocks of rows: a memory map stays on disk.

        Integers other than uint8, booleans and float16 count as float32.

        Raises
        ------
        ValueError
            If `X` is empty, holds no numbers, or holds NaN or infinity.
        """
        X = np.asanyarray(X)
        if X.dtype.kind not in "buif":
            raise ValueError(f"X holds {X.dtype} values: it must hold numbers")
        if X.size == 0:
            raise ValueError(f"X is empty: its shape is {X.shape}")
        if X.dtype == np.uint8:
            return cls(0.0, 255.0, 0.0, 255.0, "uint8")
        dtype = "float64" if X.dtype.kind == "f" and X.dtype.itemsize >= 8 else "float32"
        low, high, mean, deviation = _moments(X)
        if low >= 0 and high <= 1:
            return cls(0.0, 1.0, 0.0, 1.0, dtype)
        # Rounding gives constant data a tiny deviation, by which nothing should be divided.
        return cls(mean, deviation if low < high and deviation > 0 else 1.0, None, None, dtype)

    @property
    def bounded(self) -> bool:
        """Whether X lies between known bounds, as images do."""
        return self.low is not None

    def apply(self, X: np.ndarray) -> np.ndarray:
        """(X - offset) / scale, float32, of the shape of `X`; in [0, 1] where the range is bounded."""
        X = np.asarray(X)
        wide = X.dtype.kind == "f" and X.dtype.itemsize >= 8
        Z = X.astype(np.float64 if wide else np.float32)
        np.subtract(Z, self.offset, out=Z)
        np.divide(Z, self.scale, out=Z)
        return Z.astype(np.float32, copy=False)

    def undo(self, Z: np.ndarray) -> np.ndarray:
        """Z * scale + offset in X's own dtype: clipped to the bounds, and rounded for integers."""
        dtype = np.dtype(self.dtype)
        X = np.array(Z, dtype=np.float64 if dtype.itemsize == 8 else np.float32)
        np.multiply(X, self.scale, out=X)
        np.add(X, self.offset, out=X)
        if self.bounded:
            np.clip(X, self.low, self.high, out=X)
        if dtype.kind in "ui":
            np.rint(X, out=X)
        return X.astype(dtype, copy=False)

    def to_dict(self) -> dict[str, Any]:
        """The fields, fit for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> Self:
        """The range that `to_dict` described."""
        return cls(**fields)


def _moments(X: np.ndarray) -> tuple[float, float, float, float]:
    """Minimum, maximum, mean and standard deviation of all entries of `X`, in float64.

    Blocks are merged by Chan, Golub and LeVeque's pairwise update, which does not cancel where the mean is
    large beside the deviation: http://i.stanford.edu/pub/cstr/reports/cs/tr/79/773/CS-TR-79-773.pdf
    """
    low, high = math.inf, -math.inf
    count, mean, squares = 0, 0.0, 0.0
    for start, block in blocks(X):
        least, greatest = float(block.min()), float(block.max())
        if not (math.isfinite(least) and math.isfinite(greatest)):
            raise ValueError(_not_finite(block, start))
        low, high = min(low, least), max(high, greatest)
        block_mean = float(block.mean(dtype=np.float64))
        deviations = block.astype(np.float64)
        deviations -= block_mean
        block_squares = float(np.vdot(deviations, deviations))
        total = count + block.size
        delta = block_mean - mean
        mean += delta * block.size / total
        squares += block_squares + delta * delta * count * block.size / total
        count = total
    return low, high, mean, math.sqrt(squares / count)


def _not_finite(block: np.ndarray, start: int) -> str:
    """What is wrong with a block of rows, the first of which is row `start`, that is not all finite."""
    rows = block.reshape(len(block), -1)
    first = int(np.argmin(np.isfinite(rows).all(axis=1)))
    what = "NaN" if np.isnan(rows[first]).any() else "infinity"
    return (
        f"X holds {what}, first in row {start + first}: remove or fill such values first, "
        "for example with scikit-learn's SimpleImputer"
    )
