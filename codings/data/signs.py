"""Numbers in the columns of a table that are text: which signs they have, and what they are."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codings.data.columns import is_declared, names
from codings.data.numerals import as_numbers, bare, find_signs, other_numeral
from codings.data.separators import in_words

if TYPE_CHECKING:
    import pandas as pd

SAMPLE = 1000  # rows that are looked at first


def signs_of(
    path: Path,
    table: pd.DataFrame,
    label: str | None,
    sep: str,
    decimal: str | None = None,
    thousands: str | None = None,
) -> tuple[str, str | None]:
    """The signs before decimals and between thousands: those given; others from the first rows, if enough."""
    if decimal is not None and thousands is not None:
        return decimal, thousands
    with contextlib.suppress(ValueError):
        found = find_signs(path, _texts(table.head(SAMPLE), label), sep, decimal, thousands)
        if found != (decimal or ".", thousands):
            return found
    return find_signs(path, _texts(table, label), sep, decimal, thousands)


def _texts(table: pd.DataFrame, label: str | None) -> dict[str, list[str]]:
    """The differing values of columns that are no numbers, by the columns' names."""
    return {
        name: [bare(str(value)) for value in table[name].dropna().unique()]
        for name, dtype in zip(table.columns, table.dtypes, strict=True)
        if name != label and dtype.kind not in "biuf"
    }


def numbered(
    path: Path, table: pd.DataFrame, label: str | None, decimal: str | None, thousands: str | None
) -> tuple[pd.DataFrame, list[str]]:
    """The table with numbers for columns that hold nothing but numbers, however they are written."""
    changed: dict[str, Any] = {}
    for name, dtype in zip(table.columns, table.dtypes, strict=True):
        if name != label and dtype.kind not in "biuf" and not is_declared(table[name]):
            numbers = _numbers(path, table[name], decimal, thousands)
            if numbers is not None:
                changed[name] = numbers
    if not changed:
        return table, []
    name = next(iter(changed))
    text = table[name].dropna().astype(str)
    pairs = list(zip(text, changed[name].dropna(), strict=True))
    value, number = next((pair for pair in pairs if not pair[0].strip().isdecimal()), pairs[0])
    example = f"such as {value!r} as {f'{number:.10g}' if isinstance(number, float) else number}"
    return table.assign(**changed), [f"text read as numbers in {names(list(changed))} ({example})"]


def _numbers(path: Path, column: pd.Series, decimal: str | None, thousands: str | None) -> pd.Series | None:
    """Those that a column of text stands for, if it does; raises ValueError if they cannot be told."""
    try:
        numbers = as_numbers(column, decimal or ".", thousands)
    except ValueError as error:
        raise ValueError(
            f"{path} has whole numbers of too many digits in column {column.name!r}, such as "
            f"{max(column.dropna().astype(str), key=len)!r}: remove the column, or put a letter before "
            "them if they are names"
        ) from error
    if numbers is None and decimal and (value := other_numeral(column, decimal, thousands)):
        raise ValueError(
            f"{path} has {value!r} in column {column.name!r}, which is no number with decimal "
            f"{in_words(decimal)}{_between(thousands)}: write all numbers alike, or give their signs as "
            "decimal= and thousands="
        )
    return numbers


def _between(thousands: str | None) -> str:
    return "" if thousands is None else f" and {in_words(thousands)} between thousands"
