"""Arrays as they come from users, checked: what is wrong is said in one sentence."""

import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from numbers import Integral
from typing import Any

import numpy as np
from sklearn.utils.validation import check_array, validate_data

from codings.data.columns import names
from codings.data.dataset import is_table
from codings.data.encoding import matrix
from codings.data.matching import check_columns
from codings.data.moments import extremes
from codings.refusals import explain, refuse, refuse_ragged

NOISE = 9  # widths of a range that noisy floats may leave it: dropout that keeps a tenth makes ten of one


@contextmanager
def naming_validation() -> Iterator[None]:
    """Within it a ValueError is told of the validation: "X" alone would be what is trained on."""
    try:
        yield
    except ValueError as error:
        if str(error).startswith("validation"):
            raise
        raise ValueError(f"validation: {error}") from error


def check_instances(
    estimator: Any,
    X: Any,
    *,
    reset: bool = False,
    shape: tuple[int, ...] | None = None,
    missing: bool = False,
) -> np.ndarray:
    """`X` as an array of numbers, (n, ...), of the `shape` that was fitted, if it is given.

    With `reset`, scikit-learn's record of the features is set from `X`. With `missing`, NaN may stand for
    what is not there. A memory map stays one.

    Raises
    ------
    ValueError
        If it is empty, holds anything but numbers, NaN or infinite values, its instances differ in shape, or
        are not of `shape`.
    TypeError
        If it holds objects of which Python makes no numbers.
    """
    refuse(X)
    X = _without_pandas_na(X)
    finite: bool | str = "allow-nan" if missing else False  # else `extremes`, or a fit's range, says where
    kind = {"dtype": "numeric", "allow_nd": True, "ensure_all_finite": finite}
    try:
        if reset or (getattr(X, "ndim", 2) == 2 and len(shape or ()) == 1):
            X = validate_data(estimator, X, reset=reset, **kind)
        else:  # of images scikit-learn would count rows of pixels as features
            X = check_array(X, **kind)
        if X.dtype.kind == "O":  # as of a list with None, or of Decimals
            X = X.astype(np.float64)
    except (TypeError, ValueError) as error:
        explain(error)
        raise
    if X.dtype.kind not in "buif":
        raise ValueError(f"X holds {X.dtype} values: make numbers of them.")
    if shape is not None and X.shape[1:] != shape:
        raise ValueError(
            f"X has instances of shape {X.shape[1:]}, but {type(estimator).__name__} was fitted on {shape}: "
            "crop, resize or reshape them to that."
        )
    if not reset and not missing:
        extremes(X)
    return X


def check_names(estimator: Any, X: Any) -> Any:
    """`X`, a DataFrame, as it is, its columns recorded as scikit-learn does."""
    if X.columns.is_unique:  # else they are refused later, by name
        validate_data(estimator, X, reset=True, skip_check_array=True)
    return X


def check_table(estimator: Any, X: Any) -> Any:
    """`X` as a DataFrame of the columns that were fitted; an array is one where all of them are numbers.

    Raises
    ------
    ValueError
        If there are no rows, columns are missing, too many or in another order, or a column holds categories
        that were not seen, another kind of values, infinity, or nothing where nothing was missing. The
        sentence names column and row.
    """
    encoding = estimator.range_
    if not is_table(X):
        if encoding.parts is not None:
            raise ValueError(
                f"{type(estimator).__name__} was fitted on a DataFrame with the columns "
                f"{names(encoding.names)}: give a DataFrame of these."
            )
        X = encoding.table(check_instances(estimator, X, shape=(len(encoding.columns),)))
    else:
        validate_data(estimator, X, reset=False, skip_check_array=True)
    if list(X.columns) != encoding.names:
        raise ValueError(
            f"X has the columns {names(X.columns)}, but {type(estimator).__name__} was fitted on "
            f"{names(encoding.names)}: give these, in this order."
        )
    if not len(X):
        raise ValueError(f"X is empty: its shape is {X.shape}")
    check_columns(encoding, X)
    if encoding.bounded:
        check_range(estimator, matrix(X))
    return X


def check_range(estimator: Any, X: np.ndarray) -> np.ndarray:
    """`X`, (n, ...), as it is; raises ValueError if it lies in another range than that fitted.

    Floats may leave the range on either side, as noise does: farther where the model's own noise does.
    """
    fitted = estimator.range_
    if not fitted.bounded or (X.dtype == np.uint8 and (fitted.low, fitted.high) == (0, 255)):
        return X
    low, high, _ = extremes(X, exact=True)
    floats = X.dtype.kind == "f"
    width = fitted.high - fitted.low
    least, most = (max(NOISE, noise) * width if floats else 0 for noise in estimator._noise_reach)
    outside = low < fitted.low - least or high > fitted.high + most
    noisy = estimator._noise_reach[0] > 0
    below = not noisy and low < fitted.low - width / 2 and high <= fitted.high  # as [-1, 1] is of [0, 1]
    shrunk = floats and fitted.high > 1 and low >= -1 and 0 < high <= 1
    if outside or below or shrunk:
        raise ValueError(
            f"X lies in [{low:g}, {high:g}], but {type(estimator).__name__} was fitted on {fitted}: scale X "
            f"to these, or fit it anew on data like X, with bounds=({low:g}, {high:g}) where it says too "
            "little of them."
        )
    if fitted.low < 0 <= low:
        warnings.warn(
            f"X has no value below 0, but {type(estimator).__name__} was fitted on {fitted}: if X is scaled "
            "to [0, 1], give 2 * X - 1.",
            stacklevel=3,
        )
    return X


def check_codings(estimator: Any, X: Any) -> np.ndarray:
    """`X` as codings, (n, coding_size) float32; raises ValueError if they have another width."""
    refuse_ragged(X)
    try:
        X = check_array(X, dtype=np.float32, allow_nd=True)
    except (TypeError, ValueError) as error:
        explain(error)
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


def _without_pandas_na(X: Any) -> Any:
    """An array of objects with NaN for pandas's NA, of which NumPy makes no number."""
    pandas = sys.modules.get("pandas")
    if pandas is None or not isinstance(X, np.ndarray) or X.dtype.kind != "O":
        return X
    return np.where(pandas.isna(X), np.nan, X)


def whole_numbers(name: str, values: Sequence[int]) -> list[int]:
    """The widths of layers as plain numbers; raises ValueError unless all are positive whole ones."""
    if not all(isinstance(value, Integral) and value > 0 for value in values):
        raise ValueError(f"{name}={values!r} must be widths of layers: positive whole numbers.")
    return [int(value) for value in values]
