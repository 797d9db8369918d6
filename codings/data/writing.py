"""Arrays and tables as files: the other way round of `codings.data.files`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from codings.data.dataset import is_table
from codings.data.encoding import matrix
from codings.files import replacing


def write_array(path: Path, array: Any, column: str) -> Any:
    """Writes an array or a DataFrame, (n, ...), to a file of one of the endings in `WRITERS`.

    A file of that name is replaced once the new one is whole. Tables have a row for each instance, and
    columns called ``column_1`` and so on, or ``column`` for an array of one dimension; a DataFrame's have its
    own names. Returns what was written.

    Raises ValueError for a table that is no array, where one is asked for.
    """
    ending = ending_of(path)
    if is_table(array) and ending in (".npy", ".npz"):
        array = _numbers(path, array)
    with replacing(path) as new:
        WRITERS[ending](new, array, column)
    return array


def ending_of(path: Path) -> str:
    """The ending that says what is written; empty if nothing can be."""
    return next((ending for ending in WRITERS if path.name.lower().endswith(ending)), "")


def _npy(path: Path, array: np.ndarray, column: str) -> None:
    with path.open("wb") as file:  # given a path, NumPy would add .npy to .NPY
        np.save(file, array)


def _npz(path: Path, array: np.ndarray, column: str) -> None:
    with path.open("wb") as file:
        np.savez_compressed(file, X=array)


def _csv(path: Path, array: Any, column: str) -> None:
    _table(array, column).to_csv(path, index=False)  # which packs it where the name ends in .gz


def _parquet(path: Path, array: Any, column: str) -> None:
    _table(array, column).to_parquet(path, engine="pyarrow", index=False)


def _numbers(path: Path, table: Any) -> np.ndarray:
    """A table of numbers as an array, NaN where they are missing; raises ValueError for any other."""
    odd = [name for name in table.columns if table[name].dtype.kind not in "biuf"]
    if odd:
        raise ValueError(f"{path} cannot hold the column {odd[0]!r}, which has no numbers: write .csv.")
    return matrix(table)


def _table(array: Any, column: str) -> Any:
    import pandas as pd

    if isinstance(array, pd.DataFrame):
        return array
    if array.ndim == 1:
        return pd.DataFrame({column: array})
    rows = array.reshape(len(array), -1)
    return pd.DataFrame(rows, columns=[f"{column}_{i + 1}" for i in range(rows.shape[1])])


WRITERS: dict[str, Callable[[Path, Any, str], None]] = {
    ".npy": _npy,
    ".npz": _npz,
    ".csv": _csv,
    ".csv.gz": _csv,
    ".parquet": _parquet,
}
