"""Arrays as they come from users, checked: what is wrong is said in one sentence."""

from collections.abc import Sequence
from numbers import Integral
from typing import Any

import numpy as np
from sklearn.utils.validation import check_array, validate_data

from codings.data.memmap import is_mapped
from codings.data.range import Range

DTYPES = (np.float32, np.float64, np.uint8)  # kept as they are
EXACT = 2**24  # up to which float32 holds every whole number


def check_instances(
    estimator: Any, X: Any, *, reset: bool = False, shape: tuple[int, ...] | None = None
) -> np.ndarray:
    """`X` as an array of numbers, (n, ...), of the `shape` that was fitted, if it is given.

    With `reset`, scikit-learn's record of the features is set from `X`. A memory map stays one.

    Raises
    ------
    ValueError
        If it is empty, holds text, NaN or infinite values, its instances differ in shape, or are not
        of `shape`.
    """
    _refuse_ragged(X)
    dtypes = (_dtype_for(X), *DTYPES)  # other numbers become the first
    kind = {"dtype": dtypes, "allow_nd": True, "ensure_all_finite": not is_mapped(X)}
    try:
        if reset or (getattr(X, "ndim", 2) == 2 and len(shape or ()) == 1):
            X = validate_data(estimator, X, reset=reset, **kind)
        else:  # of images scikit-learn would count rows of pixels as features
            X = check_array(X, **kind)
    except ValueError as error:
        _explain_text(error)
        raise
    if shape is not None and X.shape[1:] != shape:
        raise ValueError(
            f"X has instances of shape {X.shape[1:]}, but {type(estimator).__name__} was fitted on {shape}: "
            "crop, resize or reshape them to that."
        )
    if is_mapped(X) and not reset:
        Range.find(X)  # which reads it block by block, and refuses what is not finite
    return X


def check_codings(estimator: Any, X: Any) -> np.ndarray:
    """`X` as codings, (n, coding_size) float32; raises ValueError if they have another width."""
    _refuse_ragged(X)
    try:
        X = check_array(X, dtype=np.float32, allow_nd=True)
    except ValueError as error:
        _explain_text(error)
        raise
    width = estimator._coding_width
    if X.shape[1:] != (width,):
        raise ValueError(
            f"X has shape {X.shape}, but the codings of this {type(estimator).__name__} have (n, {width}): "
            "give codings as `transform` returns them."
        )
    return X


def check_latents(X: Any, shape: tuple[int, int]) -> np.ndarray:
    """`X` as latents, (n, layers, coding_size) float32; raises ValueError if they are of another `shape`."""
    X = check_array(X, dtype=np.float32, allow_nd=True)
    if X.shape[1:] != shape:
        raise ValueError(
            f"X has shape {X.shape}, but the latents of this StyleGAN have (n, {shape[0]}, {shape[1]}): give "
            "them as `latents` and `project` return them."
        )
    return X


def _dtype_for(X: Any) -> type:
    """What numbers of no dtype of ours become: float64 where float32 would not hold them, and for lists."""
    if isinstance(X, list | tuple):
        return np.float64
    values = X.to_numpy() if hasattr(X, "to_numpy") else X
    whole = isinstance(values, np.ndarray) and values.dtype.kind in "iu" and values.size and not is_mapped(X)
    return np.float64 if whole and max(int(values.max()), -int(values.min())) > EXACT else np.float32


def _refuse_ragged(X: Any) -> None:
    shapes = sorted({np.shape(x) for x in X}) if isinstance(X, list | tuple) else []
    if len(shapes) > 1:
        seen = ", ".join(map(str, shapes[:4]))
        raise ValueError(f"X has instances of differing shapes ({seen}): crop or resize them to one.")


def _explain_text(error: ValueError) -> None:
    if "could not convert string" in str(error) or "bytes/strings" in str(error):
        raise ValueError(
            f"X holds text where numbers belong ({error}): encode that column, or leave it out."
        ) from None


def whole_numbers(name: str, values: Sequence[int]) -> list[int]:
    """The widths of layers as plain numbers; raises ValueError unless all are positive whole ones."""
    if not all(isinstance(value, Integral) and value > 0 for value in values):
        raise ValueError(f"{name}={values!r} must be widths of layers: positive whole numbers.")
    return [int(value) for value in values]
