"""What the columns of a table hold: found once, when a model is fitted, or refused by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from codings.data.column import DAY, Column, days
from codings.data.columns import names
from codings.data.dates import DATE
from codings.data.encoding import Encoding, matrix
from codings.data.range import Range
from codings.data.scaling import EXACT, find_range

if TYPE_CHECKING:
    import pandas as pd

FEW = 20  # categories that make sense in any table
EACH = 5  # rows that a category has, on average, where there are more of them
MOST = 1000  # categories
DECIMALS = 6
ONLY_ARROW = ("date", "halffloat", "decimal")  # dtypes of pyarrow that neither pandas nor NumPy computes with


def find_encoding(X: Any, find: Callable[[np.ndarray], Range] = find_range, what: str = "X") -> Encoding:
    """The encoding of a table.

    - Numbers are scaled by column, as `codings.data.find_range` does. Whole ones stay whole.
    - Dates are numbers inside: days.
    - Booleans, text of few values and pandas's categories are categories. Of the latter, all that are
      declared are known, though none of these rows has one: so say `.astype("category")` before rows are
      split.
    - Any of them may be missing where some are missing here.

    Parameters
    ----------
    X : DataFrame, (n, columns)
    find : callable
        Finds the range of a table of numbers and dates alone, from (n, columns).
    what : str
        Of the table, for an error.

    Raises
    ------
    ValueError
        If the table is empty or constant, or a column has no values, too many categories, infinite numbers,
        two names, or values that are none of the above. The sentence names the column and says what to do.
    """
    _check_names(X, what)
    if not len(X) or not len(X.columns):
        raise ValueError(f"{what} is empty: its shape is {X.shape}")
    given = [str(x) if isinstance(x, str) else x for x in X.columns.tolist()]  # as Python has them, for JSON
    columns = tuple(replace(find_column(X[name], what), name=name) for name in given)
    if len(X) > 1 and all(_is_constant(column) for column in columns):
        raise ValueError(
            f"{what} is constant: each column, such as {names([X.columns[0]])}, holds one value alone. There "
            "is nothing to learn from it."
        )
    if all(column.kind == "number" and not column.missing for column in columns):
        return Encoding(columns, find(matrix(X)))
    numbers = [column.numbers(X[column.name]) for column in columns if not column.categorical]
    if not any(column.categorical or column.missing for column in columns):
        return Encoding(columns, find(np.column_stack(numbers)))
    return Encoding(columns, _range_of(numbers))


def first_of_their_kind(X: pd.DataFrame) -> np.ndarray:
    """Whether a row is the first with a category, or the first in which a column misses its value: (n,)."""
    first = np.zeros(len(X), bool)
    for name in X.columns:
        missing = X[name].isna()
        kinds = missing if X[name].dtype.kind in "iufM" else X[name].astype(str).where(~missing, None)
        if missing.any() or kinds is not missing:
            first |= ~kinds.duplicated().to_numpy()
    return first


def find_column(values: pd.Series, what: str = "X") -> Column:
    """What one column holds; raises ValueError as `find_encoding` does."""
    import pandas as pd
    from pandas.api import types

    dtype, where = values.dtype, f"column {values.name!r} of {what}"
    if isinstance(dtype, pd.SparseDtype):
        raise ValueError(f"{where} is sparse: use .sparse.to_dense() on it.")
    if str(dtype).startswith(ONLY_ARROW) and str(dtype).endswith("[pyarrow]"):
        raise ValueError(_of_no_kind(where, dtype))
    if values.isna().all():
        raise ValueError(f"{where} has no values: remove it, or fill it.")
    if types.is_bool_dtype(dtype) and not isinstance(dtype, pd.CategoricalDtype):
        return _categories(values, "boolean", where)
    if isinstance(dtype, pd.CategoricalDtype):
        return _categories(values, "category", where)
    if types.is_numeric_dtype(dtype) and not types.is_complex_dtype(dtype):
        return _number(values, where)
    if types.is_datetime64_any_dtype(dtype):
        return _date(values)
    if types.is_object_dtype(dtype) or types.is_string_dtype(dtype):
        return _text(values, where)
    raise ValueError(_of_no_kind(where, dtype))


def _of_no_kind(where: str, dtype: Any) -> str:
    return f"{where} holds {dtype} values: make numbers, dates or categories of them, or remove it."


def _check_names(X: pd.DataFrame, what: str) -> None:
    given, twice = list(X.columns), X.columns[X.columns.duplicated()].unique()
    if len(twice):
        raise ValueError(
            f"{what} has two columns or more called {names(twice)}: give each a name of its own."
        )
    for kind in (str, int):
        if all(isinstance(name, kind) for name in given):
            return
    odd = next(name for name in given if not isinstance(name, str))
    raise ValueError(
        f"{what} has a column called {odd!r}, which is no text: name all columns by text, as by "
        "X.columns = X.columns.map(str)."
    )


def _is_constant(column: Column) -> bool:
    if column.missing:
        return False
    return column.least == column.greatest


def _range_of(columns: list[np.ndarray]) -> Range | None:
    """Each column scaled by what of it is there, as in tables of numbers alone."""
    if not columns:
        return None
    found = [find_range(values[~np.isnan(values), None], "standard") for values in columns]
    offset, scale, reach = (tuple(getattr(one, k)[0] for one in found) for k in ("offset", "scale", "reach"))
    return Range(offset, scale, None, None, "float64", knee=found[0].knee, reach=reach)


def _number(values: pd.Series, where: str) -> Column:
    numbers = values.to_numpy(np.float64, na_value=np.nan)
    if np.isinf(numbers).any():
        row = int(np.argmax(np.isinf(numbers)))
        raise ValueError(f"{where} holds infinity in row {row}: remove or replace such values.")
    if values.dtype.kind in "iu" and (np.abs(numbers) > EXACT).any():
        row = int(np.argmax(np.abs(numbers) > EXACT))
        raise ValueError(
            f"{where} holds whole numbers beyond 2 ** 53 ({values.iloc[row]} in row {row}), of which "
            "neighbours cannot be told apart: make text of them if they are names, or subtract the least."
        )
    return _measured(values, "number", numbers, _decimals(numbers, values.dtype))


def _date(values: pd.Series) -> Column:
    numbers = days(values)
    there = numbers[~np.isnan(numbers)]
    if (there == np.round(there)).all():
        return _measured(values, "date", numbers, 0)
    seconds, exact = DAY * there, 4 * DAY * np.spacing(np.abs(there).max())
    whole = np.abs(seconds - np.round(seconds)).max() <= exact
    return _measured(values, "date", numbers, None if whole else DECIMALS)


def _measured(values: pd.Series, kind: str, numbers: np.ndarray, decimals: int | None) -> Column:
    least, greatest = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    return Column(
        values.name,
        kind,
        str(values.dtype),
        bool(np.isnan(numbers).any()),
        decimals=decimals,
        least=least,
        greatest=greatest,
    )


def _decimals(numbers: np.ndarray, dtype: Any) -> int | None:
    """To how many decimals all numbers are written, in the precision of their dtype."""
    own = np.float32 if str(dtype).lower().startswith(("float32", "float16")) else np.float64
    there = numbers[~np.isnan(numbers)].astype(own)
    some = there[:FEW]
    for count in range(DECIMALS + 1):
        if all((np.round(x.astype(np.float64), count).astype(own) == x).all() for x in (some, there)):
            return count
    return None


def _text(values: pd.Series, where: str) -> Column:
    """A column of text, or of Python's objects."""
    from pandas.api.types import infer_dtype

    there = values.dropna().astype(object)
    found = infer_dtype(there, skipna=True)
    if found == "boolean":
        return _categories(values, "boolean", where)
    example = f"{there.iloc[0]!r} in row {_row_of(values, there.index[:1])}"
    if found in ("integer", "floating", "mixed-integer-float", "decimal"):
        raise ValueError(f"{where} holds numbers as objects ({example}): use pd.to_numeric on it.")
    if found in ("date", "datetime", "datetime64"):
        raise ValueError(f"{where} holds dates as objects ({example}): use pd.to_datetime on it.")
    if found != "string":
        kinds = sorted({type(value).__name__ for value in there})
        raise ValueError(
            f"{where} holds {' and '.join(kinds)} values ({example}): make all of them numbers, or all of "
            "them text."
        )
    _check_text(values, there, where, example)
    return _categories(values, "category", where)


def _check_text(values: pd.Series, there: pd.Series, where: str, example: str) -> None:
    """Raises ValueError for text that stands for numbers or dates."""
    import pandas as pd

    if there.map(DATE.fullmatch).notna().all():
        raise ValueError(f"{where} holds dates as text ({example}): use pd.to_datetime on it.")
    no_numbers = pd.to_numeric(there, errors="coerce").isna().to_numpy()
    if not no_numbers.any():
        raise ValueError(
            f"{where} holds numbers as text ({example}): use pd.to_numeric on it, or "
            '.astype("category") where they name kinds.'
        )
    if no_numbers.sum() <= len(there) / 2:
        odd = there[no_numbers]
        raise ValueError(
            f"{where} holds {odd.iloc[0]!r} in row {_row_of(values, odd.index[:1])} among numbers: correct "
            'it, or use pd.to_numeric(..., errors="coerce") where it stands for a missing value.'
        )


def _row_of(values: pd.Series, label: Any) -> int:
    return int(values.index.get_indexer_for(label)[0])


def _categories(values: pd.Series, kind: str, where: str) -> Column:
    import pandas as pd

    there = values.dropna()
    if kind == "category" and isinstance(values.dtype, pd.CategoricalDtype):
        known, ordered = list(values.cat.categories), bool(values.cat.ordered)
    else:
        known, ordered = sorted(there.unique()), None
    categories = tuple(_plain(value, where) for value in known)
    _check_count(categories, there, where)
    column = Column(values.name, kind, str(values.dtype), bool(values.isna().any()), categories, ordered)
    seen = column.codes(there)
    return replace(column, least=float(seen.min()), greatest=float(seen.max()))


def _check_count(categories: tuple, there: pd.Series, where: str) -> None:
    """Raises ValueError if there are more categories than can be learned from so many rows."""
    count = len(categories)
    alone = count == len(there) > FEW / 2
    if alone or count > min(MOST, max(FEW, len(there) / EACH)):
        raise ValueError(
            f"{where} has {count} categories in {len(there)} rows, such as {str(categories[0])!r}: too "
            "many to learn from. Remove it, or group its values into few."
        )


def _plain(value: Any, where: str) -> Any:
    """A category as Python's own text or number."""
    value = value.item() if isinstance(value, np.generic) else value
    if not isinstance(value, str | int | float | bool):
        raise ValueError(
            f"{where} has categories such as {value!r}: make text of them, as by .astype(str), or numbers."
        )
    return value
