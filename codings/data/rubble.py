"""What of a table is no feature: row numbers, and empty rows and columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from codings.data.columns import is_declared, is_number, names

if TYPE_CHECKING:
    import pandas as pd

UNNAMED = re.compile(r"|Unnamed: \d+(\.\d+)*|__index_level_\d+__")
ROW_NAMES = ("rownames", "row.names", "row_names", "index")  # only where they count the rows


def without_rubble(table: pd.DataFrame, label: str | None) -> tuple[pd.DataFrame, list[str]]:
    """The table without row numbers, empty rows and empty columns without a name; and what was left out.

    Text has no spaces around it, and is missing if it is nothing else.
    """
    found: list[str] = []
    table = _stripped(table)
    filled = table.notna()
    if not filled.all(axis=None):
        table, found = _without_empty(table, filled)
    while len(table.columns) > 1 and table.columns[0] != label and (what := _numbering(table)):
        found.append(f"{what} left out")
        table = table.iloc[:, 1:]
    return table, found + (_doubtful(table.drop(columns=label or [])) if len(table) > 2 else [])


def _doubtful(X: pd.DataFrame) -> list[str]:
    """Which features may be none, in words."""
    unnamed = [name for name in X.columns if UNNAMED.fullmatch(name)]
    counting = [name for name in X.columns if _counts(X[name])]
    told = [name for name in X.columns if name.lower() in ROW_NAMES and _tells_apart(X[name])]
    reasons = {
        "numbers the rows": counting,
        "may number the rows": [name for name in told if name not in counting],
        "has no name": unnamed,
    }
    return [
        f"{names(them)} taken as a feature, though it {reason}: remove it if that is all"
        for reason, them in reasons.items()
        if them
    ]


def _stripped(table: pd.DataFrame) -> pd.DataFrame:
    """The table without spaces around its text; declared categories stay as they are."""
    changed = {}
    for name in table.columns:
        column = table[name]
        if column.dtype.kind == "O" and not is_declared(column) and any(map(_has_spaces, column.unique())):
            stripped = column.map(lambda value: (value.strip() or None) if isinstance(value, str) else value)
            changed[name] = stripped if column.dtype == object else stripped.astype(column.dtype)
    return table.assign(**changed) if changed else table


def _has_spaces(value: object) -> bool:
    return isinstance(value, str) and value != value.strip()


def _without_empty(table: pd.DataFrame, filled: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    found = []
    unnamed = [name for name in table.columns[~filled.any()] if UNNAMED.fullmatch(name)]
    if unnamed:
        table = table.drop(columns=unnamed)
        found.append("columns without name and values left out")
    blank = ~filled.any(axis=1)
    if blank.any():
        table = table[~blank].reset_index(drop=True).infer_objects()
        found.append(f"{blank.sum()} empty {'row' if blank.sum() == 1 else 'rows'} left out")
    return table, found


def _numbering(table: pd.DataFrame) -> str | None:
    """What a first column is that only tells the rows apart, or None."""
    name, first = str(table.columns[0]), table.iloc[:, 0]
    if UNNAMED.fullmatch(name):
        if _tells_apart(first):
            return "row numbers in the first column, which has no name,"
        if first.is_unique and not is_number(first):
            return "row names in the first column, which has no name,"
    return f"row numbers in {name!r}" if name.lower() in ROW_NAMES and _counts(first) else None


def _tells_apart(column: pd.Series) -> bool:
    """Whether it is whole numbers that all differ, or that count anew where tables were joined."""
    return _is_whole(column) and (column.is_unique or _counts_anew(column.to_numpy(np.float64)))


def _counts_anew(values: np.ndarray) -> bool:
    """Whether numbers, (n,), are runs of 0, 1, 2... or of 1, 2, 3..., most of them long."""
    begins = np.flatnonzero(np.diff(values) != 1) + 1
    runs = len(begins) + 1
    return bool(values[0] in (0, 1) and (values[begins] == values[0]).all() and 2 * runs < len(values))


def _is_whole(column: pd.Series) -> bool:
    if not is_number(column) or column.dtype.kind == "b" or column.isna().any():
        return False
    return bool((column % 1 == 0).all() and (column >= 0).all())


def _counts(column: pd.Series) -> bool:
    """Whether it is 0, 1, 2... or 1, 2, 3..."""
    if column.dtype.kind not in "iu" or column.isna().any():
        return False
    return bool(column.iloc[0] in (0, 1) and (np.diff(column.to_numpy()) == 1).all())
