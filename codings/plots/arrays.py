"""What every plot asks of its arrays: numbers, finite, of a shape that can be drawn."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Bounds = tuple[float, float] | None  # of pixels: what is black, and what is white


def finite(name: str, values: npt.ArrayLike) -> Floats:
    """``values`` as float64.

    Raises
    ------
    ValueError
        If they are not numbers, or some are NaN or infinite.
    """
    try:
        floats = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be an array of numbers, all rows of one length") from None
    if not np.isfinite(floats).all():
        raise ValueError(f"{name} holds NaN or infinity: leave those instances out")
    return floats


def pictures(name: str, images: npt.ArrayLike) -> Array:
    """Images (n, height, width[, 1 or 3]) with a single channel dropped, dtype and values untouched.

    Raises
    ------
    ValueError
        If ``images`` has any other shape, or no pixels.
    """
    array = np.asarray(images)
    if array.ndim not in (3, 4) or (array.ndim == 4 and array.shape[-1] not in (1, 3)):
        raise ValueError(
            f"{name} must have the shape (n, height, width) or (n, height, width, 1 or 3), "
            f"not {array.shape}: reshape it"
        )
    if array.size == 0:
        raise ValueError(f"{name} is empty, with the shape {array.shape}: pass at least one image")
    return array[..., 0] if array.ndim == 4 and array.shape[-1] == 1 else array


def pixel_range(name: str, images: Array, bounds: Bounds = None) -> tuple[float, float]:
    """The values drawn as 0 and as 1: the `bounds`, where they are known.

    Else all of uint8; [0, 1] for floats inside it, and the extremes of others.
    """
    if bounds is not None:
        return bounds
    if images.dtype == np.uint8:
        return 0.0, 255.0
    floats = finite(name, images)
    low, high = float(floats.min()), float(floats.max())
    return (0.0, 1.0) if low >= 0.0 and high <= 1.0 else (low, high)


def scaled(name: str, images: Array, low: float, high: float) -> Floats:
    """Pixels in [0, 1]: ``low`` becomes 0, ``high`` becomes 1, and what lies beyond is clipped."""
    span = high - low if high > low else 1.0
    return np.clip((finite(name, images) - low) / span, 0.0, 1.0)
