"""The one place that scales: from the data as people have them to what networks see, and back."""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from codings.data.memmap import blocks, release


@dataclass(frozen=True)
class Range:
    """The range of an array X, and the map to what networks see, Z = (X - offset) / scale.

    ============================  ==========  ==================  ========
    X                             offset      scale               bounds
    ============================  ==========  ==================  ========
    uint8                         0           255                 0..255
    other, all within [0, 1]      0           1                   0..1
    any other                     mean        standard deviation  none
    ============================  ==========  ==================  ========

    Mean and standard deviation are of all entries: one number each for the whole array, so that the
    features keep their proportions. Bounded data become [0, 1], or [-1, 1] for generators: 2 Z - 1.

    The same map is there for arrays (`apply`, `undo`), for tensors (`scale_tensor`, `unscale_tensor`), for a
    batch in training (`device_rows`, `scale_batch`) and as Keras layers (`codings.layers.Scaling`,
    `codings.layers.Unscaling`). From float64 the offset is subtracted before anything is rounded, so that
    data keep their digits however large it is.

    Parameters
    ----------
    offset, scale : float
        Of the map above; `scale` is above 0.
    low, high : float or None
        The least and the greatest value X may take; None where it is unbounded.
    dtype : "uint8", "float32" or "float64"
        Of what `undo` returns.
    symmetric : bool
        Whether bounded data become [-1, 1].
    """

    offset: float
    scale: float
    low: float | None
    high: float | None
    dtype: str
    symmetric: bool = False

    @classmethod
    def find(cls, X: np.ndarray, *, symmetric: bool = False) -> Self:
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
            return cls(0.0, 255.0, 0.0, 255.0, "uint8", symmetric)
        dtype = "float64" if X.dtype.kind == "f" and X.dtype.itemsize >= 8 else "float32"
        low, high, mean, deviation = _moments(X)
        if low >= 0 and high <= 1:
            return cls(0.0, 1.0, 0.0, 1.0, dtype, symmetric)
        # Rounding gives constant data a tiny deviation, by which nothing should be divided.
        return cls(mean, deviation if low < high and deviation > 0 else 1.0, None, None, dtype, symmetric)

    @property
    def bounded(self) -> bool:
        """Whether X lies between known bounds, as images do."""
        return self.low is not None

    @property
    def mirrored(self) -> bool:
        """Whether networks see [-1, 1]."""
        return self.bounded and self.symmetric

    def apply(self, X: np.ndarray) -> np.ndarray:
        """What networks see of `X`, (n, ...): float32 of the same shape."""
        X = np.asarray(X)
        wide = self._wide or (X.dtype.kind == "f" and X.dtype.itemsize >= 8)
        Z = X.astype(np.float64 if wide else np.float32)
        np.subtract(Z, self.offset, out=Z)
        np.divide(Z, self.scale, out=Z)
        Z = Z.astype(np.float32, copy=False)
        return 2 * Z - 1 if self.mirrored else Z

    def undo(self, Z: np.ndarray) -> np.ndarray:
        """X of what a network returned, in X's own dtype: clipped to the bounds, and rounded for integers."""
        dtype = np.dtype(self.dtype)
        Z = (Z + 1) / 2 if self.mirrored else Z
        X = np.array(Z, dtype=np.float64 if dtype.itemsize == 8 else np.float32)
        np.multiply(X, self.scale, out=X)
        np.add(X, self.offset, out=X)
        if self.bounded:
            np.clip(X, self.low, self.high, out=X)
        if dtype.kind in "ui":
            np.rint(X, out=X)
        return X.astype(dtype, copy=False)

    def device_rows(self, X: np.ndarray) -> Any:
        """`X`, (n, ...), as training reads it: float64 less the offset, anything else as it is.

        What comes back has a length, a shape and a dtype, and gives rows by number or slice as arrays.
        """
        return Shifted(X, self.offset) if self._wide else X

    def scale_batch(self, batch: Any) -> Any:
        """What networks see of a batch, a tensor (batch, ...) of rows that `device_rows` gave."""
        from keras import ops

        x = ops.cast(batch, "float32")
        z = (x if self._wide else x - self.offset) / self.scale
        return 2 * z - 1 if self.mirrored else z

    def scale_tensor(self, x: Any) -> Any:
        """`apply` for a tensor, (n, ...) in X's own dtype."""
        from keras import ops

        z = ops.cast((ops.cast(x, self._computed) - self.offset) / self.scale, "float32")
        return 2 * z - 1 if self.mirrored else z

    def unscale_tensor(self, z: Any) -> Any:
        """`undo` for a tensor, (n, ...) float32."""
        from keras import ops

        z = (z + 1) / 2 if self.mirrored else z
        x = ops.cast(z, self._computed) * self.scale + self.offset
        x = ops.clip(x, self.low, self.high) if self.bounded else x
        return ops.cast(ops.round(x) if self.dtype == "uint8" else x, self.tensor_dtype)

    @property
    def _wide(self) -> bool:
        return self.dtype == "float64"

    @property
    def tensor_dtype(self) -> str:
        """X's own dtype, or float32 for float64 where the backend has none, as JAX by default."""
        from keras import backend, ops

        return backend.standardize_dtype(ops.convert_to_tensor(np.zeros(1, self.dtype)).dtype)

    @property
    def _computed(self) -> str:
        """The dtype in which a tensor's offset and scale are applied."""
        return self.tensor_dtype if self._wide else "float32"


class Shifted:
    """Rows of an array less an offset, subtracted in float64 and rounded to float32 as they are read.

    Parameters
    ----------
    array : array, (n, ...)
        A memory map stays one.
    offset : float
    """

    dtype = np.dtype(np.float32)

    def __init__(self, array: np.ndarray, offset: float):
        self.array = array
        self.offset = offset

    @property
    def shape(self) -> tuple[int, ...]:
        return self.array.shape

    def __len__(self) -> int:
        return len(self.array)

    def __getitem__(self, rows: Any) -> np.ndarray:
        wide = self.array[rows]
        narrow = np.empty(wide.shape, np.float32)
        np.subtract(wide, self.offset, out=narrow, dtype=np.float64, casting="same_kind")
        release(self.array)
        return narrow


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
