"""Numbers as people write them: decimal commas, groups of thousands, percentages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from codings.data.scaling import EXACT

if TYPE_CHECKING:
    import pandas as pd

GROUPS = ".,'\u2019 \u00a0\u202f"  # that stand between thousands, if the decimal sign is another
WHOLE = re.compile(r"[+-]?\d+")
COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
GROUPED = re.compile(r"[+-]?\d{1,3}((?P<group>[.,'\u2019 \u00a0\u202f])\d{3})((?P=group)\d{3})*([.,]\d+)?")
PLAIN = {0x2212: "-"} | {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}  # as keyboards have them
BEGINS = "+-.,0123456789"
READINGS = ((".", None), (".", ","), (",", None))  # signs before decimals and between thousands
MAYBE_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")  # 1,234 is one number or another


def check_signs(path: Path, decimal: str | None, thousands: str | None) -> None:
    """Raises ValueError if one sign is given for both."""
    if decimal is not None and decimal == thousands:
        raise ValueError(
            f"{path} cannot be read with decimal={decimal} and thousands={thousands}: they must be two signs"
        )


def find_signs(
    path: Path,
    texts: dict[str, list[str]],
    sep: str,
    decimal: str | None = None,
    thousands: str | None = None,
) -> tuple[str, str | None]:
    """The sign before decimals, and what stands between thousands, if that is given or a comma.

    Parameters
    ----------
    texts : dict of str to list of str
        The differing values of the columns that are no numbers as they stand, by the columns' names.
    sep : str
        What separates fields.
    decimal, thousands : str, optional
        The one that is given: it tells what commas are, and points if they stand between thousands.

    Raises
    ------
    ValueError
        If commas in numbers may be one or the other; the sentence names a column.
    """
    meanings = {name: _meaning(values) for name, values in texts.items() if _has_commas(values)}
    if decimal is not None or thousands is not None:
        before_decimals = decimal == "," or thousands not in (None, ",")
        if before_decimals:
            return decimal or ("," if meanings or thousands == "." else "."), thousands
        return decimal or ".", "," if meanings else thousands
    known = set(meanings.values()) - {"unclear"}
    if meanings and (len(known) != 1 or (known == {"decimals"} and sep == ",")):
        name = next(
            (name for name, meaning in meanings.items() if meaning != "thousands"), next(iter(meanings))
        )
        raise ValueError(_unclear(path, name, next(value for value in texts[name] if "," in value)))
    return ("," if "decimals" in known else "."), ("," if "thousands" in known else None)


def as_numbers(values: pd.Series, decimal: str, thousands: str | None) -> pd.Series | None:
    """The numbers that a column of text stands for; None unless all that is there is a number.

    Whole numbers that float64 does not have stay whole, "Int64", where values are missing besides. Raises
    ValueError for whole numbers of more digits than any integer has.
    """
    import pandas as pd

    there = values.dropna().astype(str)
    kinds = there.unique()
    if not len(kinds) or are_percentages(kinds) not in (0, len(kinds)):
        return None
    if not all(_is_number(bare(value), decimal, thousands) for value in kinds):
        return None
    plain = there.map(bare)
    for group in _groups(decimal, thousands):
        plain = plain.str.replace(group, "", regex=False)
    numbers = pd.to_numeric(plain.str.replace(decimal, ".", regex=False))
    if numbers.dtype.kind == "O":
        raise ValueError("no dtype holds integers of such sizes together")
    if len(numbers) < len(values) and numbers.dtype.kind in "iu" and (numbers.abs() > EXACT).any():
        numbers = numbers.astype("Int64" if numbers.dtype.kind == "i" else "UInt64")
    return numbers.reindex(values.index)


def other_numeral(values: pd.Series, decimal: str, thousands: str | None) -> str | None:
    """A number that is written with other signs, if all that is there is numbers in some way; or None."""
    there = values.dropna().astype(str).unique()
    if are_percentages(there) not in (0, len(there)) or not all(map(is_numeral, there)):
        return None
    return next((value for value in there if not _is_number(bare(value), decimal, thousands)), None)


def is_numeral(value: str) -> bool:
    """Whether it is a number or percentage, whatever its signs before decimals and between thousands."""
    plain = bare(value)
    return plain[:1] in BEGINS and any(_is_number(plain, *signs) for signs in READINGS)


def are_percentages(values: Iterable[str]) -> int:
    """How many of them end in a percent sign."""
    return sum(value.rstrip().endswith(("%", "\uff05")) for value in values)


def bare(value: str) -> str:
    """A number without a percent sign, with the minus of a keyboard, and no character of full width."""
    return value.strip().translate(PLAIN).removesuffix("%").rstrip()


def _groups(decimal: str, thousands: str | None) -> list[str]:
    """What may stand between thousands: as given, or anything but points and commas, which may be decimal."""
    if thousands is not None:
        return [thousands]
    return [group for group in GROUPS if group != decimal and (group not in ".," or decimal == ",")]


def _is_number(value: str, decimal: str, thousands: str | None) -> bool:
    return _pattern(decimal, thousands).fullmatch(value) is not None


@cache
def _pattern(decimal: str, thousands: str | None) -> re.Pattern[str]:
    """What numbers look like: plain ones, or with groups of thousands."""
    point = re.escape(decimal)
    plain = rf"(\d+({point}\d*)?|{point}\d+)([eE][+-]?\d+)?"
    groups = "".join(map(re.escape, _groups(decimal, thousands)))
    grouped = rf"\d{{1,3}}(?P<group>[{groups}])\d{{3}}((?P=group)\d{{3}})*({point}\d+)?"
    return re.compile(rf"[+-]?({plain}|{grouped})", re.ASCII)


def _has_commas(values: list[str]) -> bool:
    """Whether all are numbers, some of them with a comma."""
    numbers = all(WHOLE.fullmatch(v) or COMMA.fullmatch(v) or GROUPED.fullmatch(v) for v in values)
    return numbers and any("," in value for value in values)


def _meaning(values: list[str]) -> str:
    """What commas stand before in a column: "decimals", "thousands", or "unclear"."""
    commas = [value for value in values if "," in value]
    grouped = any(map(_is_grouped, commas))
    decimal = not all(_is_grouped(value) or MAYBE_GROUPED.fullmatch(value) for value in commas)
    return {(True, False): "thousands", (False, True): "decimals"}.get((grouped, decimal), "unclear")


def _is_grouped(value: str) -> bool:
    """Whether commas can stand between nothing but thousands: 1,234,567 or 1,234.5."""
    return value.count(",") > 1 or ("." in value and value.rindex(".") > value.rindex(","))


def _unclear(path: Path, name: str, value: str) -> str:
    return (
        f"{path} has {value!r} in column {name!r}, whose comma may stand before decimals or between "
        "thousands: say which with decimal=comma or thousands=comma"
    )
