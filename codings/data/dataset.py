"""What every source of data comes back as."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from codings.data.memmap import release

if TYPE_CHECKING:
    import pandas as pd

    Instances = TypeVar("Instances", np.ndarray, pd.DataFrame, np.ndarray | pd.DataFrame)


BLOCK = 4096  # rows at a time


@dataclass(frozen=True, eq=False)
class Dataset:
    """Instances, with their labels and their factors of variation where these are known.

    Parameters
    ----------
    name : str
        That of the set, or the path of the file or folder.
    X : array, (n, features), (n, height, width) or (n, height, width, channels), or DataFrame, (n, features)
        uint8 in 0..255 or floats. A file's array may be a memory map, with the file's own numeric dtype. A
        table is a DataFrame, with the names of its columns; `rows` gives rows of either.
    y : array, (n,), int64, or None
        Indices into `classes`; None where there are no labels.
    classes : tuple of str
        The labels' names.
    factors : mapping of str to array, (n,)
        What each instance was drawn with, where that is known.
    notes : tuple of str
        What the reader had to decide, and what it left out: a sentence each.

    Raises
    ------
    ValueError
        If `X` is empty, holds no numbers or is not of 2 to 4 dimensions, or if `y` is not as long as `X`.
    """

    name: str
    X: np.ndarray | pd.DataFrame
    y: np.ndarray | None = None
    classes: tuple[str, ...] = ()
    factors: dict[str, np.ndarray] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.X, np.ndarray) and self.X.dtype.kind not in "buif":
            raise ValueError(f"{self.name} holds {self.X.dtype} values: it must hold numbers")
        if not 2 <= self.X.ndim <= 4:
            raise ValueError(
                f"{self.name} has shape {self.X.shape}: it must be (n, features), (n, height, width) "
                "or (n, height, width, channels)"
            )
        if self.X.size == 0:
            raise ValueError(f"{self.name} is empty: its shape is {self.X.shape}")
        if self.y is not None and self.y.shape != (len(self.X),):
            raise ValueError(f"{self.name} has {len(self.X)} instances, but labels of shape {self.y.shape}")


def rows(X: Instances, which: slice | np.ndarray | list[int]) -> Instances:
    """Rows of an array or of a DataFrame by their numbers, (m,), or a slice of them."""
    return X[which] if isinstance(X, np.ndarray) else X.iloc[which]


def in_blocks(X: Instances) -> Iterator[Instances]:
    """All rows of an array or of a DataFrame, 4,096 at a time: a map is never all in memory."""
    for start in range(0, len(X), BLOCK):
        yield rows(X, slice(start, start + BLOCK))
        if isinstance(X, np.ndarray):
            release(X)


def is_table(X: object) -> bool:
    """Whether `X` is a DataFrame of pandas."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(X, pandas.DataFrame)


def all_numbers(X: Any) -> bool:
    """Whether an array or a DataFrame holds numbers alone, none of them missing."""
    if not is_table(X):
        return True
    return all(dtype.kind in "iuf" for dtype in X.dtypes) and not X.isna().any(axis=None)


def joined(parts: Sequence[Any]) -> Any:
    """Arrays, or DataFrames, of some rows each as one of all rows."""
    if not is_table(parts[0]):
        return np.concatenate(parts)
    import pandas as pd

    return pd.concat(parts, ignore_index=True)


def encode(labels: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """Labels of any kind, (n,), as int64 indices, (n,), into their sorted names."""
    try:
        values, y = np.unique(labels, return_inverse=True)
    except TypeError:  # numbers beside text
        values, y = np.unique([str(label) for label in labels], return_inverse=True)
    return y.astype(np.int64), tuple(_text(value) for value in values)


def _text(label: Any) -> str:
    return label.decode(errors="replace") if isinstance(label, bytes) else str(label)
