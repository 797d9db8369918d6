"""Rows of tables as a page has them, and rows that it was given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from codings.data import Encoding, is_table

FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def names(range_: Any, width: int, known: Any = None) -> list[str]:
    """Of a table's columns: its own, or x1 and so on."""
    if isinstance(range_, Encoding):
        return list(map(str, range_.names))
    return [f"x{i + 1}" for i in range(width)] if known is None else list(map(str, known))


def plain(X: Any) -> list[list[float | str | None]]:
    """Rows of an array or a DataFrame for JSON: numbers, text, and None for what is missing."""
    if is_table(X):
        return [[_plain(value) for value in row] for row in X.itertuples(index=False)]
    return [[_plain(value) for value in row] for row in X.reshape(len(X), -1).tolist()]


def typed(values: Sequence[str], estimator: Any, X: Any) -> Any:
    """A row as somebody typed it, one text for each column, as an array or a table of one row like `X`.

    Raises ValueError if there are too many or too few, or one is no value of its column.
    """
    wanted = names(estimator.range_, math.prod(X.shape[1:]))
    if len(values) != len(wanted):
        raise ValueError(f"the row has {len(values)} values: give {len(wanted)}, for {_listed(wanted)}.")
    if not is_table(X):
        numbers = [_number(value, name) for value, name in zip(values, wanted, strict=True)]
        return np.array(numbers, X.dtype if X.dtype.kind == "f" else np.float64).reshape(1, *X.shape[1:])
    columns = X.columns
    row = X.iloc[[0]].reset_index(drop=True).astype(object)
    for value, name in zip(values, columns, strict=True):
        row[name] = [_of_column(value.strip(), X[name], str(name))]
    return row.astype(X.dtypes.to_dict())


def _of_column(value: str, known: Any, name: str) -> Any:
    import pandas as pd

    if not value:
        return _nothing(known, name)
    if pd.api.types.is_bool_dtype(known.dtype):
        return _flag(value, name)
    if pd.api.types.is_integer_dtype(known.dtype):
        return _whole(value, name, np.iinfo(getattr(known.dtype, "numpy_dtype", known.dtype)))
    if pd.api.types.is_numeric_dtype(known.dtype):
        return _number(value, name)
    if pd.api.types.is_datetime64_any_dtype(known.dtype):
        return _date(value, known.dtype, name)
    found = [one for one in known.dropna().unique() if str(one).strip() == value]
    if not found:
        seen = _listed(sorted(map(str, known.dropna().unique())))
        raise ValueError(f"{value!r} is nothing that the column {name} has held: it has held {seen}.")
    return found[0]


def _nothing(known: Any, name: str) -> None:
    """Raises ValueError unless the column may have gaps."""
    if isinstance(known.dtype, np.dtype) and known.dtype.kind in "bui":
        raise ValueError(f"the column {name} has no gaps: give a value.")


def _flag(value: str, name: str) -> bool:
    if value.lower() not in FLAGS:
        raise ValueError(f"{value!r} is neither true nor false, as all of the column {name} are.")
    return FLAGS[value.lower()]


def _whole(value: str, name: str, limits: np.iinfo) -> int:
    number = _number(value, name)
    if not number.is_integer():
        raise ValueError(f"{value!r} is no whole number, and the column {name} holds whole numbers.")
    whole = int(value) if value.lstrip("+-").isdecimal() else int(number)  # of many digits, all
    if not limits.min <= whole <= limits.max:
        raise ValueError(f"the column {name} holds numbers from {limits.min} to {limits.max}, not {value}.")
    return whole


def _number(value: str, name: str) -> float:
    try:
        number = float(value)
    except ValueError:
        raise ValueError(f"{value!r} is no number, and the column {name} holds numbers.") from None
    if not math.isfinite(number):
        raise ValueError(f"the column {name} cannot hold {value!r}: give a finite number.")
    return number


def _date(value: str, dtype: Any, name: str) -> Any:
    """In the column's zone, which one without a zone is taken to be in; in a column without one, as it is."""
    import pandas as pd

    zone = getattr(dtype, "tz", None)
    try:
        date = pd.to_datetime(value)
        if date.tz is None or zone is None:
            return date.tz_localize(None).tz_localize(zone, ambiguous=False, nonexistent="shift_forward")
        return date.tz_convert(zone)
    except (ValueError, OverflowError):
        raise ValueError(
            f"{value!r} is no date, and the column {name} holds dates, as in 2026-11-28."
        ) from None


def _plain(value: Any) -> float | str | None:
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, int | float | np.number):
        return float(value) if math.isfinite(value) else None
    return None if _is_missing(value) else str(value)


def _is_missing(value: Any) -> bool:
    import pandas as pd

    return value is None or value is pd.NA or value != value


def _listed(values: Sequence[str], most: int = 8) -> str:
    return ", ".join(values[:most]) + (" and others" if len(values) > most else "")
