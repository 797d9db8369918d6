"""The columns of a table: their names, and what they are taken for, or why they are refused."""

from __future__ import annotations

from collections import Counter
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from codings.data.dates import dates_of, looks_like_a_date, may_be_dates
from codings.data.numerals import is_numeral

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 5  # names in a sentence


def names(columns: pd.Index | list[str]) -> str:
    """The first few names, quoted."""
    shown = ", ".join(repr(str(name)) for name in list(columns)[:SHOWN])
    return f"{shown} and {len(columns) - SHOWN} more" if len(columns) > SHOWN else shown


def named(path: Path, given: list[str]) -> list[str]:
    """The columns' names, "Unnamed: 2" for a third without one; raises ValueError if two are the same."""
    twice = [name for name, count in Counter(given).items() if name and count > 1]
    if twice:
        raise ValueError(f"{path} has two columns or more called {names(twice)}: give each a name of its own")
    return [name or _placeholder(i, given) for i, name in enumerate(given)]


def refuse_nested(path: Path, table: pd.DataFrame) -> None:
    """Raises ValueError for a column that holds lists, arrays or mappings."""
    for name in table.columns:
        if table[name].dtype.kind != "O" or is_declared(table[name]):
            continue
        odd = table[name].map(lambda value: isinstance(value, list | tuple | dict | set | np.ndarray))
        if odd.any():
            kind = type(table[name][odd].iloc[0]).__name__
            raise ValueError(
                f"{path} holds a {kind} in row {int(np.argmax(odd))} of column {name!r}: give each of its "
                "entries a column of its own, or remove it"
            )


def _placeholder(i: int, given: list[str]) -> str:
    """What pandas calls a column without a name: "Unnamed: 0.1" where "Unnamed: 0" is taken."""
    name = f"Unnamed: {i}"
    return name if name not in given else next(n for k in count(1) if (n := f"{name}.{k}") not in given)


def features(path: Path, table: pd.DataFrame, label: str | None) -> tuple[pd.DataFrame, list[str]]:
    """The features of a table, all columns but `label`; and what they were taken for, where it is no number.

    Text is a category, and dates that begin with the year are dates.

    Raises
    ------
    ValueError
        If a label is missing, or a feature holds infinity, something else among numbers, or dates that can be
        read in two ways: with the column, the row and what to do.
    """
    X = table if label is None else table.drop(columns=label)
    if not len(X.columns):
        raise ValueError(f"{path} has no features: {names(table.columns)} is the only column")
    if label is not None and (gone := table[label].isna() | (table[label] == "").fillna(False)).any():
        row = int(np.argmax(gone))
        also = "; NA, None and null are read as missing, too, and want another name where they are labels"
        raise ValueError(
            f"{path} misses labels in {label!r}, first in row {row}: remove or fill such rows"
            f"{'' if path.suffix.lower() == '.parquet' else also}"
        )
    text = [name for name in X.columns if not is_number(X[name]) and not _is_flag(X[name])]
    written = [name for name in text if not is_declared(X[name])]
    dates = {name: dates_of(path, X[name]) for name in written if may_be_dates(X[name])}
    for name in written:
        if name not in dates:
            _refuse_odd(path, X[name])
    for name in X.columns:
        if is_number(X[name]):
            _refuse_infinity(path, X[name])
    kinds = {name: X[name].nunique() for name in text if name not in dates}
    return X.assign(**dates), _taken(X, kinds, list(dates))


def _taken(X: pd.DataFrame, kinds: dict[str, int], dates: list[str]) -> list[str]:
    """What columns were taken for, in words."""
    found = []
    if kinds:
        counted = [f"{name!r} ({count})" for name, count in list(kinds.items())[:SHOWN]]
        more = f" and {len(kinds) - SHOWN} more" if len(kinds) > SHOWN else ""
        found.append(f"categories in {', '.join(counted)}{more}")
    if dates:
        found.append(f"dates in {names(dates)}")
    missing = X.isna().sum()
    if missing.any():
        gaps = missing[missing > 0]
        values = "1 value" if gaps.sum() == 1 else f"{gaps.sum():,} values"
        found.append(f"{values} missing, in {names(gaps.index)}")
    return found


def _refuse_odd(path: Path, column: pd.Series) -> None:
    """Raises ValueError for a column of numbers, percentages or dates that holds something else besides."""
    there = column.dropna().astype(str)
    counts = there.value_counts(sort=False)
    for what, belongs in _kinds(counts.index.to_series()).items():
        odd = counts[~belongs.to_numpy()]
        if 0 < odd.sum() <= len(there) / 2:
            first = there[there.isin(odd.index)]
            raise ValueError(
                f"{path} has {first.iloc[0]!r} in row {first.index[0]} of column {column.name!r}, which "
                f"holds {what} otherwise: correct it, or leave it empty where it stands for a missing value"
            )


def _kinds(values: pd.Series) -> dict[str, pd.Series]:
    """Which of some texts are numbers, percentages and dates, however these are written."""
    import pandas as pd

    numerals, percent = values.map(is_numeral), values.str.rstrip().str.endswith("%")
    return {
        "numbers": pd.to_numeric(values, errors="coerce").notna() | (numerals & ~percent),
        "percentages": numerals & percent,
        "dates": values.map(looks_like_a_date),
    }


def _refuse_infinity(path: Path, column: pd.Series) -> None:
    infinite = np.isinf(column.to_numpy(np.float64, na_value=np.nan))
    if infinite.any():
        raise ValueError(
            f"{path} holds infinity in row {np.argmax(infinite)} of column {column.name!r}: remove or "
            "replace such values"
        )


def _is_flag(column: pd.Series) -> bool:
    """Whether all that is there is True or False, though some are missing."""
    return all(isinstance(value, bool | np.bool_) for value in column.dropna().unique())


def is_declared(column: pd.Series) -> bool:
    """Whether a column's values were declared as categories, and are so whatever they look like."""
    import pandas as pd

    return isinstance(column.dtype, pd.CategoricalDtype)


def is_number(column: pd.Series) -> bool:
    """Whether a column holds real numbers, or True and False."""
    from pandas.api.types import is_complex_dtype, is_numeric_dtype

    return is_numeric_dtype(column) and not is_complex_dtype(column)
