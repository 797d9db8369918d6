"""Tables: .csv and .parquet files, of which one column may be the labels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from codings.data.dataset import Dataset, encode

if TYPE_CHECKING:
    import pandas as pd


def csv(path: Path, label: str | None = None) -> Dataset:
    """A .csv file whose first line names its columns.

    X is (n, features), float64: all columns but `label`, which becomes y, and but an unnamed first column
    that merely counts the rows, as pandas writes it.

    Raises
    ------
    ValueError
        If the file cannot be parsed, has no line of names, has text outside `label`, or misses values.
    """
    import pandas as pd

    try:
        first = pd.read_csv(path, header=None, nrows=1)
        table = pd.read_csv(path, low_memory=False)  # else a column's type may change midway
    except (OSError, ValueError) as error:
        raise ValueError(f"{path} cannot be read as a .csv file: {error}") from error
    if _is_data(first):
        raise ValueError(f"{path} begins with a line of numbers: add a first line that names its columns")
    if str(table.columns[0]) == "Unnamed: 0" and table.iloc[:, 0].equals(pd.Series(range(len(table)))):
        table = table.iloc[:, 1:]
    return _dataset(path, table, label)


def parquet(path: Path, label: str | None = None) -> Dataset:
    """A .parquet file; as `csv`. It needs pyarrow."""
    import pandas as pd

    try:
        table = pd.read_parquet(path, engine="pyarrow")
    except ImportError as error:
        raise ValueError(f"{path} cannot be read without pyarrow: pip install 'codings[parquet]'") from error
    except (OSError, ValueError) as error:
        raise ValueError(f"{path} cannot be read as a .parquet file: {error}") from error
    return _dataset(path, table, label)


def _is_data(first: pd.DataFrame) -> bool:
    """Whether the first line holds values rather than names; 0, 1, 2... are names, as pandas gives them."""
    if not all(dtype.kind in "if" for dtype in first.dtypes):
        return False
    values = first.dropna(axis=1).to_numpy()[0]
    counted = np.arange(len(values))
    return not (np.array_equal(values, counted) or np.array_equal(values, counted + 1))


def _dataset(path: Path, table: pd.DataFrame, label: str | None) -> Dataset:
    table.columns = [str(column) for column in table.columns]
    features = table if label is None else table.drop(columns=label, errors="ignore")
    _check(path, table, features, label)
    X = features.to_numpy(dtype=np.float64)  # what a file says, to its last digit
    if label is None:
        return Dataset(str(path), X)
    y, classes = encode(table[label].to_numpy())
    return Dataset(str(path), X, y, classes)


def _check(path: Path, table: pd.DataFrame, features: pd.DataFrame, label: str | None) -> None:
    if len(table) == 0:
        raise ValueError(f"{path} is empty: it has no rows")
    if label is not None and label not in table.columns:
        raise ValueError(f"{path} has no column {label!r} for label=: it has {_names(table.columns)}")
    missing = table.columns[table.isna().any()]
    if len(missing):
        row = int(np.argmax(table[missing[0]].isna()))
        raise ValueError(
            f"{path} misses values in {_names(missing)}, first in row {row}: remove or fill them first"
        )
    text = [name for name in features.columns if not _is_numeric(features[name])]
    if text:
        remedy = f"take the labels from one with the option label={text[0]}, " if label is None else ""
        raise ValueError(f"{path} has no numbers in {_names(text)}: {remedy}remove or encode such columns")


def _is_numeric(column: pd.Series) -> bool:
    from pandas.api.types import is_complex_dtype, is_numeric_dtype

    return is_numeric_dtype(column) and not is_complex_dtype(column)


def _names(columns: pd.Index | list[str]) -> str:
    """The first few names, quoted."""
    shown = ", ".join(repr(str(name)) for name in list(columns)[:5])
    return f"{shown} and {len(columns) - 5} more" if len(columns) > 5 else shown
