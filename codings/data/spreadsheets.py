"""Sheets of .xlsx files."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from codings.data.archives import LITTLE, Refusal, check_archive
from codings.data.columns import named, names
from codings.data.dataset import Dataset
from codings.data.layout import check_header, refuse_data
from codings.data.memory import check_fits
from codings.data.numerals import check_signs
from codings.data.separators import character
from codings.data.signs import signs_of
from codings.data.tables import FOR_TABLES, dataset

if TYPE_CHECKING:
    import pandas as pd


def excel(
    path: Path,
    label: str | None = None,
    sheet: int | str | None = None,
    header: bool | int | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
) -> Dataset:
    """A sheet of an .xlsx file; as `csv`. It needs openpyxl.

    Parameters
    ----------
    sheet : int or str, optional
        Its number, from 1, or its name; by default the first one.
    """
    check_header(path, header)
    decimal, thousands = character(path, "decimal", decimal), character(path, "thousands", thousands)
    check_signs(path, decimal, thousands)
    cells, found = _sheet(path, sheet)
    first = _first(path, cells, header)
    cells = cells.iloc[first:]
    if header is False:
        given = [f"x{i}" for i in range(cells.shape[1])]
    else:
        given = [_name(value) for value in cells.iloc[0]]
        refuse_data(path, given, header, first + 1)
        cells = cells.iloc[1:]
    table = cells.reset_index(drop=True).infer_objects()
    table.columns = named(path, given)
    decimal, thousands = signs_of(path, table, label, "\t", decimal, thousands)
    return dataset(path, table, label, decimal, thousands, found)


def _first(path: Path, cells: pd.DataFrame, header: bool | int | None) -> int:
    """The row that names the columns, or without names the first of values: empty ones above do not count."""
    least = 0 if header is None or isinstance(header, bool) else header - 1
    filled = cells.notna().any(axis=1).to_numpy()
    if not filled[least:].any():
        raise ValueError(f"{path} is empty: it has no rows{f' from line {header} on' if least else ''}")
    return least + int(filled[least:].argmax())


def _name(value: object) -> str:
    """What a cell calls a column: 2019 also where other cells made 2019.0 of it."""
    if value is None or value != value:
        return ""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()


def _sheet(path: Path, sheet: int | str | None) -> tuple[pd.DataFrame, list[str]]:
    """The cells of a sheet, and which it is, if there are several and none was asked for."""
    import pandas as pd

    try:
        _check(path)
        with pd.ExcelFile(path, engine="openpyxl") as book:
            there = [str(name) for name in book.sheet_names]
            name = _chosen(path, there, sheet)
            cells = pd.read_excel(book, sheet_name=name, header=None)
    except ImportError as error:
        raise ValueError(f"{path} cannot be read without openpyxl: pip install 'codings[excel]'") from error
    except Refusal:
        raise
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        if str(error).startswith(str(path)):
            raise
        raise ValueError(f"{path} cannot be read as an .xlsx file: {error}") from error
    if not cells.size:
        raise ValueError(f"{path} is empty: the sheet {name!r} has no rows")
    several = sheet is None and len(there) > 1
    return cells, [f"sheet {name!r}, the first of {len(there)} (sheet= takes another)"] if several else []


def _check(path: Path) -> None:
    """Raises Refusal if it is a bomb, ValueError above the limit of memory, ImportError without openpyxl."""
    import openpyxl  # noqa: F401

    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        check_archive(file, archive, LITTLE)
        check_fits(path, sum(entry.file_size for entry in archive.infolist()), FOR_TABLES)


def _chosen(path: Path, there: list[str], sheet: int | str | None) -> str:
    """The name of a sheet by its number or name."""
    if sheet is None:
        return there[0]
    if str(sheet) in there:
        return str(sheet)
    if isinstance(sheet, int) and 1 <= sheet <= len(there):
        return there[sheet - 1]
    raise ValueError(f"{path} has no sheet {sheet!r}: it has {names(there)}")
