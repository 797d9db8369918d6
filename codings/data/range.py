"""The one place that scales: from the data as people have them to what networks see, and back."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from codings.data.memmap import release

FARTHEST = 1e15  # deviations, which float32 still squares and sums; what lies farther counts as that


@dataclass(frozen=True)
class Range:
    """The range of an array X, and the map to what networks see, Z = (X - offset) / scale.

    `codings.data.find_range` finds it. Bounded data become [0, 1], or [-1, 1] for generators: 2 Z - 1. Of
    others, entries far out count by their logarithm where there is a `knee`: a Z above it becomes
    knee + log(1 + Z - knee), and one below -knee likewise, so that a wild entry does not outweigh all others.
    On the way back a network's error out there would grow exponentially: what it returns beyond the `reach`
    counts as that.

    The same map is there for arrays (`apply`, `undo`), for tensors (`scale_tensor`, `unscale_tensor`), for a
    batch in training (`device_rows`, `scale_batch`) and as Keras layers (`codings.layers.Scaling`,
    `codings.layers.Unscaling`). The offset is subtracted before anything is rounded to float32, so that
    data keep their digits however large it is.

    Parameters
    ----------
    offset, scale : float, or sequence of float
        Of the map above; one number for each entry of X's last axis, or one for all. `scale` is above 0.
    low, high : float or None
        The least and the greatest value X may take; None where it is unbounded.
    dtype : str
        NumPy's name of the dtype that `undo` returns.
    symmetric : bool
        Whether bounded data become [-1, 1].
    knee : float or None
        In units of `scale`; None where all entries count as they are.
    reach : sequence of float, or None
        The greatest Z, of either sign, that each column of the data had, and no less than the knee; None
        where it is not known, as in ranges that former versions saved.
    """

    offset: float | tuple[float, ...]
    scale: float | tuple[float, ...]
    low: float | None
    high: float | None
    dtype: str
    symmetric: bool = False
    knee: float | None = None
    reach: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        for name in ("offset", "scale", "reach"):  # lists are what JSON makes of tuples
            if isinstance(getattr(self, name), list):
                object.__setattr__(self, name, tuple(getattr(self, name)))

    def __str__(self) -> str:
        if self.bounded:
            return f"values in [{self.low:g}, {self.high:g}]"
        if isinstance(self.scale, tuple):
            return "each column less its mean, over its standard deviation"
        if isinstance(self.offset, tuple):
            return "each column less its mean, all over one standard deviation"
        return "all values less their mean, over their standard deviation"

    @property
    def parts(self) -> None:
        """See `codings.data.encoding.Encoding`: all entries of an array are numbers."""
        return None

    def shape_of(self, X: np.ndarray) -> tuple[int, ...]:
        """Of an instance of `X` as networks see it: its own."""
        return X.shape[1:]

    @property
    def bounded(self) -> bool:
        """Whether X lies between known bounds, as images do."""
        return self.low is not None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The least and the greatest value X may take; None where it is unbounded."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    @property
    def mirrored(self) -> bool:
        """Whether networks see [-1, 1]."""
        return self.bounded and self.symmetric

    def apply(self, X: np.ndarray) -> np.ndarray:
        """What networks see of `X`, (n, ...): float32 of the same shape."""
        X = np.asarray(X)
        wide = not self.bounded or self._wide or X.dtype.itemsize >= 8
        Z = X.astype(np.float64 if wide else np.float32)
        np.subtract(Z, self._offset, out=Z)
        with np.errstate(over="ignore"):
            np.divide(Z, self._scale, out=Z)
        if not self.bounded:
            np.clip(Z, -FARTHEST, FARTHEST, out=Z)
            if self.knee is not None:
                _bend(Z, self.knee)
        Z = Z.astype(np.float32, copy=False)
        return 2 * Z - 1 if self.mirrored else Z

    def undo(self, Z: np.ndarray) -> np.ndarray:
        """X of what a network returned, in X's own dtype: clipped to the bounds, and rounded for integers."""
        X = self.place(Z)
        if self.bounded:
            np.clip(X, self.low, self.high, out=X)
        dtype = np.dtype(self.dtype)
        if dtype.kind in "bui":
            np.rint(X, out=X)
        if dtype.kind in "ui":
            np.clip(X, *_limits(dtype), out=X)
        return X.astype(dtype, copy=False)

    def place(self, Z: np.ndarray) -> np.ndarray:
        """Where `Z`, (n, ...) as networks see it, lies in X's units: floats, neither rounded nor bounded."""
        Z = (Z + 1) / 2 if self.mirrored else Z
        X = np.array(Z, dtype=np.float64 if self._long or not self.bounded else np.float32)
        if self.knee is not None:
            _straighten(X, self.knee, self._reach)
        np.multiply(X, self._scale, out=X)
        np.add(X, self._offset, out=X)
        if self._long:
            return X
        greatest = np.finfo(np.float32).max
        return np.clip(X, -greatest, greatest, out=X).astype(np.float32, copy=False)

    def draw(self, Z: np.ndarray, random: np.random.RandomState) -> np.ndarray:
        """Instances, as networks see them, from what a network returned: of an array `Z` itself, (n, ...)."""
        return Z

    def device_rows(self, X: np.ndarray) -> Any:
        """`X`, (n, ...), as training reads it: pixels as they are, anything else as networks see it.

        What comes back has a length, a shape and a dtype, and gives rows by number or slice as arrays.
        """
        if not self._scaled_in_the_step:
            return Converted(X, self.apply)
        return X if X.dtype == self.dtype else Converted(X, lambda rows: rows.astype(np.float32))

    def scale_batch(self, batch: Any) -> Any:
        """What networks see of a batch, a tensor (batch, ...) of rows that `device_rows` gave."""
        from keras import ops

        if not self._scaled_in_the_step:
            return batch
        z = (ops.cast(batch, "float32") - self.offset) / self.scale
        return 2 * z - 1 if self.mirrored else z

    def scale_tensor(self, x: Any) -> Any:
        """`apply` for a tensor, (n, ...) in X's own dtype."""
        from keras import ops

        z = (ops.cast(x, self._computed) - self._constant(self.offset)) / self._constant(self.scale)
        if self.mirrored:
            return 2 * ops.cast(z, "float32") - 1
        if self.bounded:
            return ops.cast(z, "float32")
        z = ops.clip(z, -FARTHEST, FARTHEST)
        if self.knee is not None:  # without log1p and expm1, which files of exported networks lack
            beyond = ops.maximum(ops.abs(z) - self.knee, 0.0)
            z = ops.where(beyond > 0, ops.sign(z) * (self.knee + ops.log(1 + beyond)), z)
        return ops.cast(z, "float32")

    def unscale_tensor(self, z: Any) -> Any:
        """`undo` for a tensor, (n, ...) float32."""
        from keras import ops

        z = ops.cast((z + 1) / 2 if self.mirrored else z, self._computed)
        if self.knee is not None:
            reach = self._constant(self._reach)
            z = ops.minimum(ops.maximum(z, -reach), reach)
            beyond = ops.maximum(ops.abs(z) - self.knee, 0.0)
            z = ops.where(beyond > 0, ops.sign(z) * (self.knee - 1 + ops.exp(beyond)), z)
        x = z * self._constant(self.scale) + self._constant(self.offset)
        x = ops.clip(x, self.low, self.high) if self.bounded else x
        return ops.cast(ops.round(x) if np.dtype(self.dtype).kind in "bui" else x, self.tensor_dtype)

    @cached_property
    def _offset(self) -> np.ndarray:
        return np.asarray(self.offset)

    @cached_property
    def _scale(self) -> np.ndarray:
        return np.asarray(self.scale)

    @property
    def _reach(self) -> np.ndarray:
        """Of each column, or of all."""
        return np.asarray((self.knee or 0.0) + np.log(FARTHEST) if self.reach is None else self.reach)

    def _constant(self, value: Any) -> Any:
        from keras import ops

        return ops.convert_to_tensor(np.asarray(value), self._computed)

    @property
    def _scaled_in_the_step(self) -> bool:
        """Whether rows lie on the device as they are, and are scaled in each step."""
        return self.bounded and self.dtype in ("uint8", "float32")

    @property
    def _wide(self) -> bool:
        return np.dtype(self.dtype).itemsize >= 8

    @property
    def _long(self) -> bool:
        """Whether float32 has too few digits for the dtype."""
        dtype = np.dtype(self.dtype)
        return self._wide or (dtype.kind in "iu" and dtype.itemsize >= 4)

    @property
    def tensor_dtype(self) -> str:
        """X's own dtype, or the narrower one where the backend has no wider, as JAX by default."""
        from keras import backend, ops

        return backend.standardize_dtype(ops.convert_to_tensor(np.zeros(1, self.dtype)).dtype)

    @property
    def _computed(self) -> str:
        """The dtype in which a tensor's offset and scale are applied."""
        wide = self._wide or not self.bounded
        return Range(0.0, 1.0, None, None, "float64").tensor_dtype if wide else "float32"


class Converted:
    """Rows of an array that are converted to float32 as they are read.

    Parameters
    ----------
    array : array, (n, ...)
        A memory map stays one.
    convert : callable
        From rows to float32 of the same shape.
    """

    dtype = np.dtype(np.float32)

    def __init__(self, array: np.ndarray, convert: Any):
        self.array = array
        self.convert = convert

    @property
    def shape(self) -> tuple[int, ...]:
        return self.array.shape

    def __len__(self) -> int:
        return len(self.array)

    def __getitem__(self, rows: Any) -> np.ndarray:
        converted = self.convert(self.array[rows])
        release(self.array)
        return converted


def _limits(dtype: np.dtype) -> tuple[float, float]:
    """The least and the greatest float64 that integers of `dtype` hold."""
    info = np.iinfo(dtype)
    greatest = float(info.max)
    return float(info.min), greatest if int(greatest) <= info.max else float(np.nextafter(greatest, 0))


def _bend(Z: np.ndarray, knee: float) -> None:
    """Replaces what lies beyond the knee by its logarithm, in place."""
    far = np.abs(Z) > knee
    Z[far] = np.sign(Z[far]) * (knee + np.log1p(np.abs(Z[far]) - knee))


def _straighten(Z: np.ndarray, knee: float, reach: np.ndarray) -> None:
    """Undoes `_bend`, in place, no farther out than the reach."""
    np.clip(Z, -reach, reach, out=Z)
    far = np.abs(Z) > knee
    Z[far] = np.sign(Z[far]) * (knee + np.expm1(np.abs(Z[far]) - knee))
