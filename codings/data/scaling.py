"""How data are scaled for networks: the rule, and the options that overrule it."""

import math
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from codings.data.moments import Extremes, extremes, moments
from codings.data.range import Range

SCALINGS = ("auto", "pixels", "standard", "center")
KNEE = 5.0  # deviations; benchmarks/scaling.py has it beside others
SMALLEST = 7  # pixels a side of images that a table is thought to hold
# A deviation below so many times the precision is none: more of float64, in which more is computed.
ROUNDING = {"float32": 8, "float64": 64}
EXACT = 2**53  # the greatest of the whole numbers that float64 all has


def find_range(
    X: np.ndarray,
    scaling: str = "auto",
    bounds: Sequence[float] | None = None,
    *,
    symmetric: bool = False,
    by_column: bool | None = None,
) -> Range:
    """The range of `X`, and how it is scaled for networks, in passes over blocks: a memory map stays on disk.

    The rule, "auto":

    - Images of whole numbers, 0 or above: 0 to the greatest number of as many bits as are in use.
    - Images of other values within [0, 1], [-1, 1], or 0 to 255 where they come above 127: these bounds.
    - Tables: each column less its mean, over its standard deviation, wild entries left out of both; beyond 5
      deviations values count by their logarithm.
    - Other images: likewise, each channel.

    "pixels" looks for bounds in tables, too: say so where they are flattened images. Whole numbers up to 255,
    or numbers in [0, 1], in as many columns as a square has pixels get a warning. "standard" scales all data
    as tables are. "center" takes one deviation for all columns, which so keep their proportions, and no
    logarithm.

    Parameters
    ----------
    X : array, (n, features), (n, height, width) or (n, height, width, channels)
    scaling : "auto", "pixels", "standard" or "center"
    bounds : (low, high), optional
        The least and the greatest value that data can take, where it is known: it overrules `scaling`.
    symmetric : bool
        Whether networks see bounded data in [-1, 1] instead of [0, 1].
    by_column : bool, optional
        Whether the last axis counts as columns with units of their own; by default in tables, and channels.

    Raises
    ------
    ValueError
        If `X` is empty, holds no numbers, NaN or infinity, lies outside of `bounds`, has no bounds where
        `scaling` asks for some, or holds whole numbers beyond 2 ** 53; or if `bounds` are not finite.
    """
    X = np.asanyarray(X)
    if X.dtype.kind not in "buif":
        raise ValueError(f"X holds {X.dtype} values: it must hold numbers")
    if X.size == 0:
        raise ValueError(f"X is empty: its shape is {X.shape}")
    found = extremes(X, exact=bounds is not None)
    if bounds is not None:
        given = _checked(bounds, found)
        _check_exact(X, found)
        return _bounded(X, given, symmetric)
    if scaling == "pixels" or (scaling == "auto" and X.ndim > 2):
        known = pixel_bounds(found)
        if known is not None:
            _check_exact(X, found)
            return _bounded(X, known, symmetric)
        if scaling == "pixels":
            raise ValueError(
                f'scaling="pixels" finds no bounds of pixels: X lies in [{found.low:g}, {found.high:g}]. '
                "Give them, bounds=(low, high)."
            )
    if scaling == "auto" and X.ndim == 2 and _look_flattened(X.shape[1], found):
        warnings.warn(
            f"X has {X.shape[1]} features in [{found.low:g}, {found.high:g}], and each is scaled by itself: "
            'if they are the pixels of flattened images, say scaling="pixels"; if not, scaling="standard".',
            stacklevel=5,
        )
    _check_exact(X, found)
    by_column = X.ndim in (2, 4) if by_column is None else by_column
    return _unbounded(X, scaling, X.shape[-1] if by_column else 1)


def pixel_bounds(found: Extremes) -> tuple[float, float] | None:
    """The bounds of pixels with these extremes, or None where they are those of no pixels."""
    low, high, whole = found
    if low >= 0 and whole:
        return 0.0, 2.0 ** max(1, int(high).bit_length()) - 1
    if low >= 0 and high <= 1:
        return 0.0, 1.0
    if low >= -1 and high <= 1:
        return -1.0, 1.0
    return (0.0, 255.0) if low >= 0 and 127 < high <= 255 else None


def _look_flattened(columns: int, found: Extremes) -> bool:
    """Whether a table looks like images, grey or in three colours, whose pixels were put in a row."""
    sides = {math.isqrt(columns // channels) for channels in (1, 3) if columns % channels == 0}
    square = any(side >= SMALLEST and columns in (side**2, 3 * side**2) for side in sides)
    return square and 0 <= found.low < found.high <= (255 if found.whole else 1)


def _checked(bounds: Any, found: Extremes) -> tuple[float, float]:
    low, high = bounds if np.shape(bounds) == (2,) else (math.nan, math.nan)
    if not -math.inf < low < high < math.inf:
        raise ValueError(f"bounds={bounds!r} must be two finite numbers, the lower one first.")
    if found.low < low or found.high > high:
        raise ValueError(
            f"X lies in [{found.low:g}, {found.high:g}], outside of bounds={bounds!r}: give wider ones."
        )
    return float(low), float(high)


def _check_exact(X: np.ndarray, found: Extremes) -> None:
    """Refuses whole numbers of which float64 does not have all."""
    if X.dtype.kind not in "iu" or max(-found.low, found.high) < EXACT:
        return
    places = np.argwhere((X > EXACT) | (X < -EXACT))
    if len(places):
        first = places[0].tolist()
        raise ValueError(
            f"X holds whole numbers beyond 2 ** 53 ({X[tuple(first)]} at {first}), of which neighbours "
            "cannot be told apart: leave them out if they are names, or subtract the least."
        )


def _bounded(X: np.ndarray, bounds: tuple[float, float], symmetric: bool) -> Range:
    low, high = bounds
    dtype = X.dtype.name if X.dtype.kind in "bui" else _float_for(X.dtype)
    return Range(low, high - low, low, high, dtype, symmetric)


def _unbounded(X: np.ndarray, scaling: str, columns: int) -> Range:
    mean, deviation, least, greatest = moments(X, columns)
    dtype = _float_for(X.dtype)
    rounding = np.finfo(dtype).eps * ROUNDING[dtype] * np.abs(mean)
    deviation = np.where(deviation > rounding, deviation, 0.0)
    none = np.where(least < greatest, np.maximum(rounding, 1.0), 1.0)  # which outweighs no other column
    centred = scaling == "center"
    if centred:
        deviation, none = np.sqrt(np.mean(np.square(deviation), keepdims=True)), np.ones(1)
    scale = np.where(deviation > 0, deviation, none)
    one = columns == 1 and X.ndim > 2
    found = Range(
        float(mean[0]) if one else tuple(mean.tolist()),
        float(scale[0]) if one or centred else tuple(scale.tolist()),
        None,
        None,
        dtype,
        knee=None if centred else KNEE,
    )
    return found if centred else _with_reach(found, least, greatest)


def _with_reach(found: Range, least: np.ndarray, greatest: np.ndarray) -> Range:
    """A range with a knee, of data whose columns have these extremes."""
    seen = np.abs([found.apply(least[None]), found.apply(greatest[None])]).max(axis=(0, 1))
    return replace(found, reach=tuple(np.maximum(seen, KNEE).tolist()))


def _float_for(dtype: np.dtype) -> str:
    """The floats that hold what `dtype` does: float32 for up to 16 bits, and for itself."""
    return "float32" if np.result_type(dtype, np.float32) == np.float32 else "float64"
