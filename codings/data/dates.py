"""Dates in the columns of a table, which are read where they can be read in one way only."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

DATE = re.compile(r"(\d{4}([-/.])\d{1,2}\2\d{1,2}|\d{1,2}([-/.])\d{1,2}\3(\d{4}|\d{2}))([ T]\d.*)?")
ZONE = re.compile(r":\d{2}(?:\.\d+)?\s*(Z|[+-]\d{2}:?(?:\d{2})?)$")  # after the time
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")


def may_be_dates(column: pd.Series) -> bool:
    there = column.dropna()
    return column.dtype.kind in "M" or bool(len(there) and all(map(looks_like_a_date, there.unique())))


def looks_like_a_date(value: object) -> bool:
    return isinstance(value, date) or (isinstance(value, str) and DATE.fullmatch(value.strip()) is not None)


def dates_of(path: Path, column: pd.Series) -> pd.Series:
    """The dates that a column stands for, in UTC where they have several time zones.

    Raises
    ------
    ValueError
        If day and month may change places, if only some have a time zone, or if one is in no calendar, or
        lies too far from today.
    """
    import pandas as pd

    if column.dtype.kind == "M":
        of_arrow = str(column.dtype).startswith(("date32", "date64"))
        return column.astype("datetime64[s]") if of_arrow else column
    there = column.dropna().drop_duplicates()  # of each date the first row
    text = there[there.map(lambda value: isinstance(value, str))].str.strip()
    zones = text.str.extract(ZONE, expand=False)
    if zones.isna().any() and zones.notna().any():
        raise ValueError(
            f"{path} has dates in column {column.name!r} of which some have a time zone, and "
            f"{_first(text[zones.isna()])} has none: give it one"
        )
    odd = text[text.map(YEAR_FIRST.match).isna()]
    if len(odd):
        raise ValueError(_unclear(path, odd))
    if not text.str[4:5].isin(["-"]).all():  # 2024/12/31 is written so in Japan, and 2024.12.31 in Hungary
        column = column.map(_with_dashes)
    try:
        return pd.to_datetime(column, format="ISO8601", utc=zones.nunique() > 1)
    except ValueError as error:
        read = pd.to_datetime(there.map(_with_dashes), format="ISO8601", errors="coerce", utc=True)
        odd = there[read.isna()] if read.isna().any() else there
        far = isinstance(error, pd.errors.OutOfBoundsDatetime)
        raise ValueError(_far(path, odd) if far else _none(path, odd)) from error


def _far(path: Path, odd: pd.Series) -> str:
    return (
        f"{path} has dates in column {odd.name!r} of which {_first(odd)} lies outside of the years 1678 to "
        "2261: leave it empty where it stands for a missing value"
    )


def _none(path: Path, odd: pd.Series) -> str:
    return (
        f"{path} has dates in column {odd.name!r} of which {_first(odd)} is none as 2024-12-31 and "
        "2024-12-31 13:45 are: correct it, or leave it empty where it stands for a missing value"
    )


def _unclear(path: Path, odd: pd.Series) -> str:
    return (
        f"{path} has dates in column {odd.name!r} ({_first(odd)}), which may be read in more than one way: "
        "write them as in 2024-12-31, or remove the column"
    )


def _with_dashes(value: object) -> object:
    """A date that begins with the year as in 2024-12-31."""
    return YEAR_FIRST.sub(r"\1-\3-\4", value.strip(), count=1) if isinstance(value, str) else value


def _first(values: pd.Series) -> str:
    return f"{values.iloc[0]!r} in row {values.index[0]}"
