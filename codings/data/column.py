"""One column of a table: what it holds, as numbers or as codes of categories, and back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

DAY = 86_400  # seconds


@dataclass(frozen=True)
class Column:
    """What a column of the fitted table holds, and how it comes back.

    Parameters
    ----------
    name : str or int
    kind : "number", "date", "category" or "boolean"
        Dates are days since 1970 inside. Text is a category.
    dtype : str
        That of pandas, to give back.
    missing : bool
        Whether values may be missing.
    categories : tuple of str, int, float or bool
        Of categories and booleans, in order: those that were seen, or that pandas declares.
    ordered : bool or None
        Of the dtype "category"; None of any other.
    decimals : int or None
        Of numbers: to how many all are written; None for more than 6. Of dates 0 without a time, 6 with
        fractions of seconds, and None of others.
    least, greatest : float
        Of numbers and dates; of categories the places of those that were seen.
    """

    name: Any
    kind: str
    dtype: Any
    missing: bool = False
    categories: tuple = ()
    ordered: bool | None = None
    decimals: int | None = None
    least: float = 0.0
    greatest: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "categories", tuple(self.categories))  # of which JSON makes a list

    @property
    def categorical(self) -> bool:
        """Whether it holds categories, or booleans, which are two."""
        return self.kind in ("category", "boolean")

    @property
    def width(self) -> int:
        """How many entries its categories take, a missing one included."""
        return len(self.categories) + self.missing

    def numbers(self, values: pd.Series) -> np.ndarray:
        """Those of a column of numbers or dates, (n,) float64, NaN where they are missing."""
        if values.isna().all():  # of any dtype
            return np.full(len(values), np.nan)
        return days(values) if self.kind == "date" else values.to_numpy(np.float64, na_value=np.nan)

    def codes(self, values: pd.Series) -> np.ndarray:
        """The places of categories, (n,): as many as there are where they are missing, -1 where unknown."""
        import pandas as pd

        found = pd.Index(self.categories, dtype=object).get_indexer(values.astype(object))
        missing = values.isna().to_numpy()
        unknown = (found < 0) & ~missing
        if unknown.any():
            found[unknown] = [self._read.get(_key(value), -1) for value in values[unknown]]
        return np.where(missing, len(self.categories) if self.missing else -1, found)

    @cached_property
    def _read(self) -> dict[tuple[bool, Any], int]:
        """The places of text by what is read from a file that has no other text in that column: True, 1..."""
        text = [(i, _as_read(value)) for i, value in enumerate(self.categories) if isinstance(value, str)]
        return {_key(value): i for i, value in text if not isinstance(value, str)}

    def of_numbers(self, numbers: np.ndarray) -> pd.Series:
        """Numbers, (n,), as the column's own: of its decimals and dtype, missing where they are NaN."""
        import pandas as pd

        if self.least == self.greatest:
            numbers = np.where(np.isnan(numbers), np.nan, self.least)
        if self.kind == "date":
            return self._of_days(numbers)
        if self.decimals is not None:
            numbers = np.round(numbers, self.decimals)
        if np.dtype(self._numpy).kind in "iu":
            bounds = np.iinfo(self._numpy)
            numbers = np.clip(numbers, bounds.min, bounds.max)
            if not self.missing:
                return pd.Series(numbers.astype(self._numpy), dtype=self.dtype)
        return pd.Series(pd.array(numbers, dtype="Float64") if self._nullable else numbers).astype(self.dtype)

    def of_codes(self, codes: np.ndarray) -> pd.Series:
        """What places of categories, (n,), stand for, in the column's own dtype; missing beyond the last."""
        import pandas as pd

        if self.least == self.greatest:
            codes = np.where(codes < len(self.categories), int(self.least), codes)
        values = np.array([*self.categories, None], dtype=object)[codes]
        if self.ordered is not None:
            index = pd.Index(list(self.categories))
            return pd.Series(pd.Categorical(values, categories=index, ordered=self.ordered))
        if self.dtype == "object":
            values[codes == len(self.categories)] = np.nan
        return pd.Series(values, dtype=object).astype(self._own)

    @property
    def _own(self) -> Any:
        """The dtype of text; by the name of Arrow's pandas would make another one."""
        if self.dtype != "string[pyarrow]":
            return self.dtype
        import pandas as pd
        import pyarrow as pa

        return pd.ArrowDtype(pa.string())

    @property
    def _numpy(self) -> str:
        """NumPy's name of a dtype of numbers: that of "Int64" and "int64[pyarrow]" is "int64"."""
        return self.dtype.lower().removesuffix("[pyarrow]").replace("double", "float64")

    @property
    def _nullable(self) -> bool:
        return self.dtype != self._numpy

    def _of_days(self, numbers: np.ndarray) -> pd.Series:
        import pandas as pd

        parts, unit = (10**6, "us") if self.decimals else (1, "s")
        times = np.round(numbers) * DAY if self.decimals == 0 else np.round(numbers * DAY * parts)
        dates = pd.Series(np.where(np.isnan(times), 0, times).astype("int64").astype(f"datetime64[{unit}]"))
        dates = dates.mask(np.isnan(times))
        return (dates.dt.tz_localize("UTC") if "," in self.dtype else dates).astype(self.dtype)


def _as_read(text: str) -> bool | float | str:
    flags = {"true": True, "false": False}
    if text.lower() in flags:
        return flags[text.lower()]
    try:
        return float(text)
    except ValueError:
        return text


def _key(value: Any) -> tuple[bool, Any]:
    """Tells True from 1."""
    return isinstance(value, bool | np.bool_), value


def days(dates: pd.Series) -> np.ndarray:
    """Dates, with or without a time zone, as days since 1970 in UTC: (n,) float64, NaN where missing."""
    times = (dates.dt.tz_convert(None) if dates.dt.tz is not None else dates).to_numpy()
    whole = times.astype("datetime64[D]")  # in nanoseconds, pandas has no year 9999
    parts = (times - whole) / np.timedelta64(1, "D")
    return np.where(np.isnat(times), np.nan, whole.astype(np.int64) + parts)
