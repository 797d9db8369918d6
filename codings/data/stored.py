"""Ranges and encodings from what a file holds of them, checked: a wrong scale would be wrong numbers."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from codings.data.column import Column
from codings.data.encoding import Encoding
from codings.data.range import Range

KINDS = ("number", "date", "category", "boolean")


def read_range(fields: Mapping[str, Any]) -> Range | Encoding:
    """The range of an array, or the encoding of a table, of whose fields JSON was made.

    Raises ValueError if a field is missing, of another type or out of its range.
    """
    import msgspec

    kind: type[Range | Encoding] = Encoding if "columns" in fields else Range
    try:
        found = msgspec.convert(fields, kind)
    except msgspec.ValidationError as error:
        raise ValueError(f"range: {error}") from error
    if isinstance(found, Encoding):
        _check_encoding(found)
    else:
        _check(found)
    return found


def _check(found: Range) -> None:
    if not all(scale > 0 for scale in _several(found.scale)):
        raise ValueError(f"range: scale {found.scale} must be above 0")
    lengths = {len(values) for values in (found.offset, found.scale) if isinstance(values, tuple)}
    if len(lengths) > 1 or 0 in lengths:
        raise ValueError(f"range: offset and scale have {sorted(lengths)} entries")
    low, high = found.low, found.high
    if (low is None) != (high is None) or (low is not None and high is not None and not low < high):
        raise ValueError(f"range: low {low} must be below high {high}")
    if found.knee is not None and found.knee <= 0:
        raise ValueError(f"range: knee {found.knee} must be above 0")
    if found.reach is not None and not all(reach >= (found.knee or 0) for reach in found.reach):
        raise ValueError(f"range: reach {found.reach} must not be below the knee {found.knee}")
    if found.reach is not None and len(found.reach) != len(_several(found.offset)):
        raise ValueError(
            f"range: offset and reach have {len(_several(found.offset))} and {len(found.reach)} entries"
        )
    if _kind(found.dtype) not in "buif":
        raise ValueError(f"range: dtype {found.dtype!r} is none of numbers")


def _check_encoding(found: Encoding) -> None:
    if not found.columns:
        raise ValueError("range: it has no columns")
    for column in found.columns:
        _check_column(column)
    numbers, scale = len(found.numbers), found.range
    if (scale is None) != (numbers == 0):
        raise ValueError(f"range: {numbers} columns of numbers, and the range {scale}")
    if scale is not None:
        _check(scale)
        if {len(v) for v in (scale.offset, scale.scale) if isinstance(v, tuple)} - {numbers}:
            raise ValueError(f"range: {numbers} columns of numbers, and a range of others")


def _check_column(column: Column) -> None:
    where = f"range: column {column.name!r}"
    if not isinstance(column.name, str | int) or not isinstance(column.dtype, str):
        raise ValueError(f"{where} has no name, or no dtype")
    if column.kind not in KINDS:
        raise ValueError(f"{where} is of the kind {column.kind!r}; there are {', '.join(KINDS)}")
    if column.categorical != bool(column.categories):
        raise ValueError(
            f"{where} is of the kind {column.kind!r}, and has {len(column.categories)} categories"
        )
    if not column.least <= column.greatest:
        raise ValueError(f"{where} has least {column.least} above greatest {column.greatest}")


def _kind(dtype: str) -> str:
    try:
        return np.dtype(dtype).kind
    except TypeError:
        return "?"


def _several(values: float | tuple[float, ...]) -> tuple[float, ...]:
    return values if isinstance(values, tuple) else (values,)
