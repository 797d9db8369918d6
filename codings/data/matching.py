"""Tables beside the one that a model was fitted on: their columns by name, and what these hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from codings.data.column import Column
from codings.data.columns import is_number, names
from codings.data.encoding import Encoding, matrix

if TYPE_CHECKING:
    import pandas as pd


def matched(
    X: np.ndarray | pd.DataFrame, fitted: np.ndarray | None, what: str
) -> tuple[np.ndarray | pd.DataFrame, tuple[str, ...]]:
    """`X` with its columns in the order of those `fitted`, and what was decided about it.

    Parameters
    ----------
    X : array or DataFrame, (n, features)
    fitted : array of str, or None
        The names that the model was trained on; None where they had none, and then `X` loses its own.
    what : str
        Of the data, for an error.

    Raises
    ------
    ValueError
        If names are missing or too many; the sentence says which.
    """
    if fitted is None:
        return (X if isinstance(X, np.ndarray) else _plain(X, what)), ()
    wanted = list(fitted)
    if isinstance(X, np.ndarray):
        return _with_names(X, wanted, what)
    there = list(X.columns)
    if there == wanted:
        return X, ()
    missing = [name for name in wanted if name not in there]
    surplus = [name for name in there if name not in wanted]
    if missing or surplus:
        raise ValueError(_differing(what, missing, surplus))
    return X[wanted], (f"{what}: columns put in the order that the model was trained on",)


def _with_names(
    X: np.ndarray, wanted: list[str], what: str
) -> tuple[np.ndarray | pd.DataFrame, tuple[str, ...]]:
    if X.ndim != 2 or X.shape[1] != len(wanted):
        return X, ()  # which the model refuses
    import pandas as pd

    note = f"{what}: its columns have no names, and are taken for those of the training in their order"
    return pd.DataFrame(X, columns=wanted), (note,)


def _plain(X: pd.DataFrame, what: str) -> np.ndarray:
    """A table as an array, for a model that was trained on one; raises ValueError if it holds no numbers."""
    odd = [name for name in X.columns if not is_number(X[name])]
    if odd:
        raise ValueError(
            f"{what} has no numbers in {names(odd)}, but the model was trained on an array of numbers: give "
            "the columns that it was trained on"
        )
    return matrix(X)


def _differing(what: str, missing: list[str], surplus: list[str]) -> str:
    lacks = [f"lacks the columns {names(missing)}"] if missing else []
    more = [f"has {names(surplus)}, which the model does not know"] if surplus else []
    remedy = f", or name the labels as in training, with label={surplus[0]}" if surplus else ""
    return (
        f"{what} {' and '.join([*lacks, *more])}: give the columns that the model was trained on, in any "
        f"order{remedy}"
    )


def check_columns(encoding: Encoding, X: Any, what: str = "X") -> None:
    """Raises ValueError if a column of `X` holds what that of the encoding does not; see `check_table`."""
    for column in encoding.columns:
        values, where = X[column.name], f"column {column.name!r} of {what}"
        _check_missing(column, values, where)
        if column.categorical:
            _check_known(column, values, where)
        elif not values.isna().all():
            _check_numbers(column, values, where)


def _check_missing(column: Column, values: pd.Series, where: str) -> None:
    gone = values.isna().to_numpy()
    if gone.any() and not column.missing:
        raise ValueError(
            f"{where} has no value in row {np.argmax(gone)}, and had all values in fit: fill it, for example "
            "with scikit-learn's SimpleImputer, or fit on data that miss some."
        )


def _check_known(column: Column, values: pd.Series, where: str) -> None:
    unknown = (column.codes(values) < 0) & values.notna().to_numpy()
    if unknown.any():
        row = int(np.argmax(unknown))
        value = values.astype(object).iloc[row]  # as Python has it
        raise ValueError(
            f"{where} holds {value!r} in row {row}, which fit has not seen: it has seen "
            f"{names(list(column.categories))}. Correct it, or fit on data that have it."
        )


def _check_numbers(column: Column, values: pd.Series, where: str) -> None:
    from pandas.api import types

    dates = types.is_datetime64_any_dtype(values.dtype)
    numbers = types.is_numeric_dtype(values.dtype) and not types.is_complex_dtype(values.dtype)
    if not (dates if column.kind == "date" else numbers):
        remedy = "pd.to_datetime" if column.kind == "date" else "pd.to_numeric"
        raise ValueError(
            f"{where} holds {values.dtype} values, and {column.kind}s in fit: use {remedy} on it."
        )
    if dates:
        _check_time_zone(column, values, where)
    infinite = np.isinf(column.numbers(values))
    if infinite.any():
        raise ValueError(
            f"{where} holds infinity in row {np.argmax(infinite)}: remove or replace such values."
        )


def _check_time_zone(column: Column, values: pd.Series, where: str) -> None:
    had, has = "," in column.dtype, getattr(values.dtype, "tz", None) is not None
    if had and not has:
        raise ValueError(f"{where} has no time zone, and had one in fit: use .dt.tz_localize on it.")
    if has and not had:
        raise ValueError(f"{where} has a time zone, and had none in fit: use .dt.tz_convert(None) on it.")
