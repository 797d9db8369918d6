"""Tables: text and .parquet files, of which one column may be the labels."""

from __future__ import annotations

import io
import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from codings.data.columns import features, named, names, refuse_nested
from codings.data.dataset import Dataset, encode
from codings.data.layout import Layout, check_fields, check_header, find_layout
from codings.data.memory import check_fits
from codings.data.numerals import WHOLE, check_signs
from codings.data.rubble import without_rubble
from codings.data.scaling import EXACT
from codings.data.separators import character, in_words
from codings.data.signs import numbered, signs_of
from codings.data.text import read_text

if TYPE_CHECKING:
    import pandas as pd

FOR_TABLES = "write its numbers to a .npy file, which is read from the disk"
USUAL = {".csv": ",", ".tsv": "\t"}  # separators that nobody is told of


def csv(
    path: Path,
    label: str | None = None,
    sep: str | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
    header: bool | int | None = None,
    encoding: str | None = None,
) -> Dataset:
    """A table as text, .csv, .tsv or .txt, also with .gz, whose first line names its columns.

    X is a DataFrame, (n, features): all columns but `label`, which becomes y, and but row numbers and row
    names, as pandas and R write them: a first column without a name, whose values all differ, or count anew
    where tables were joined. Its columns are numbers, booleans, dates or text, which models take for
    categories, and values may be missing. Whatever is not given is found where that is safe, and said in the
    data's `notes`.

    Parameters
    ----------
    label : str, optional
        The name of the column that holds labels.
    sep : str, optional
        What separates fields: one character, or comma, semicolon, tab, space or pipe. A space stands for any
        number of them.
    decimal : str, optional
        The sign before decimals: a character, or point or comma. A comma is found only if it separates no
        fields, if all numbers with a fraction have it, and if it cannot stand between thousands.
    thousands : str, optional
        What stands between thousands: a character, or comma, point or space. One of both tells of the other.
    header : bool or int, optional
        Whether the first line names the columns; without one, they are x0, x1... A number says which line
        does, from 1; what stands above is left out.
    encoding : str, optional
        Such as utf-8 or cp1252.

    Raises
    ------
    ValueError
        If the file cannot be parsed, has no line of names, rows of other widths, a name twice, something else
        among numbers, or misses labels: with the line, or the column and row, counted from 0.
    """
    check_header(path, header)
    sep = character(path, "sep", sep)
    decimal, thousands = character(path, "decimal", decimal), character(path, "thousands", thousands)
    check_signs(path, decimal, thousands)
    text, found = read_text(path, encoding, FOR_TABLES)
    layout = find_layout(path, text, sep, header)
    usual = USUAL.get(Path(path.name.lower().removesuffix(".gz")).suffix)
    if sep is None and layout.sep != usual and len(layout.names) > 1:
        found.append(f"separated by {in_words(layout.sep)}")
    table = _parsed(path, layout, ".")
    sign, thousands = signs_of(path, table, label, layout.sep, decimal, thousands)
    if sign == ",":
        table = _parsed(path, layout, ",")
        found += [] if decimal else ["decimal commas"]
    return dataset(path, _exact(path, layout, table), label, sign, thousands, found + layout.found)


def parquet(path: Path, label: str | None = None) -> Dataset:
    """A .parquet file; as `csv`. It needs pyarrow. An index that has a name is a column."""
    import pandas as pd

    try:
        _check_parquet(path)
        table = _whole(path, pd.read_parquet(path, engine="pyarrow"))
        declared = _declared(path)
    except ImportError as error:
        raise ValueError(f"{path} cannot be read without pyarrow: pip install 'codings[parquet]'") from error
    except (OSError, ValueError, TypeError) as error:  # the last for dtypes of pandas that it cannot make
        if str(error).startswith(str(path)):
            raise
        raise ValueError(f"{path} cannot be read as a .parquet file: {error}") from error
    table = _with_index(table)
    table.columns = named(path, [str(column) for column in table.columns])
    refuse_nested(path, table)
    return dataset(path, table.astype({k: v for k, v in declared.items() if k in table.columns}), label)


def _with_index(table: pd.DataFrame) -> pd.DataFrame:
    """The table with indices that have a name as its first columns; those without only number the rows."""
    nameless = [i for i, name in enumerate(table.index.names) if name is None]
    if len(nameless) == table.index.nlevels:
        return table.reset_index(drop=True)
    return table.reset_index(nameless, drop=True).reset_index(allow_duplicates=True)


def _whole(path: Path, table: pd.DataFrame) -> pd.DataFrame:
    """The table with "Int64" for columns of whole numbers that became floats too large to be exact."""
    import pandas as pd
    from pyarrow import parquet, types

    whole = {field.name for field in parquet.read_schema(path) if types.is_integer(field.type)}
    inexact = [name for name in _inexact(table) if name in whole]
    if not inexact:
        return table
    exact = pd.read_parquet(path, engine="pyarrow", columns=inexact, dtype_backend="numpy_nullable")
    return table.assign(**{name: exact[name].array for name in inexact})


def _declared(path: Path) -> dict[str, pd.CategoricalDtype]:
    """The columns that pandas wrote as categories, of which Parquet itself keeps those of text alone."""
    import pandas as pd
    from pyarrow import parquet

    columns = (parquet.read_schema(path).pandas_metadata or {}).get("columns", [])
    kinds = [column for column in columns if column.get("pandas_type") == "categorical"]
    return {c["name"]: pd.CategoricalDtype(ordered=(c.get("metadata") or {}).get("ordered")) for c in kinds}


def _check_parquet(path: Path) -> None:
    """Raises ValueError if the table will take more memory than the limit; ImportError without pyarrow."""
    from pyarrow import parquet

    about = parquet.read_metadata(path)
    check_fits(path, 8 * about.num_rows * about.num_columns, FOR_TABLES)


def dataset(
    path: Path,
    table: pd.DataFrame,
    label: str | None,
    decimal: str | None = None,
    thousands: str | None = None,
    found: list[str] | None = None,
) -> Dataset:
    """The features and labels of a table, and what was decided about it in one sentence.

    Where the sign before decimals is known, text of numbers that are written with others is refused.
    """
    if len(table) == 0:
        raise ValueError(f"{path} is empty: it has no rows")
    if label is not None and label not in table.columns:
        said = "".join(f"; {what}" for what in found or [])
        raise ValueError(f"{path} has no column {label!r} for label=: it has {names(table.columns)}{said}")
    table, left_out = without_rubble(table, label)
    table, numerals = numbered(path, table, label, decimal, thousands)
    X, taken = features(path, table, label)
    decided = dict.fromkeys([*(found or []), *numerals, *left_out, *taken])
    note = f"{path}: {_of(len(X), 'row')} of {_of(len(X.columns), 'column')}; {'; '.join(decided)}"
    notes = (note,) if decided else ()
    if label is None:
        return Dataset(str(path), X, notes=notes)
    y, classes = encode(table[label].to_numpy())
    return Dataset(str(path), X, y, classes, notes=notes)


def _parsed(path: Path, layout: Layout, decimal: str, dtype: type | None = None) -> pd.DataFrame:
    """The rows, as pandas reads them; of one `dtype`, or of those that it finds."""
    import pandas as pd

    columns = named(path, layout.names)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # first rows with more fields are cut
            table = pd.read_csv(
                io.BytesIO(layout.rows.encode()),
                sep=r"\s+" if layout.sep == " " else layout.sep,
                decimal=decimal,
                dtype=dtype,
                header=None,
                names=columns,
                index_col=False,
                skipinitialspace=True,
                low_memory=False,  # else a column's type may change midway
            )
    except (OSError, ValueError, pd.errors.ParserWarning) as error:
        check_fields(path, layout)
        if match := re.search(r"EOF inside string starting at row (\d+)", str(error)):
            raise ValueError(
                f"{path} has a quote that is left open, from row {match[1]} on: close it"
            ) from error
        raise ValueError(f"{path} cannot be read as a table: {error}") from error
    if table.iloc[:, -1].isna().any() and not _is_even(layout, len(table)):  # as pandas fills short rows
        check_fields(path, layout)
    return table


def _is_even(layout: Layout, rows: int) -> bool:
    """Whether no row can be short, where none is too long: there are as many separators as so many have."""
    plain = layout.sep != " " and '"' not in layout.rows
    return plain and layout.rows.count(layout.sep) == rows * (len(layout.names) - 1)


def _exact(path: Path, layout: Layout, table: pd.DataFrame) -> pd.DataFrame:
    """The table with text for columns of whole numbers that became floats, which do not have all of them."""
    inexact = _inexact(table)
    if not inexact:
        return table
    text = _parsed(path, layout, ".", str)[inexact]
    whole = [name for name in inexact if text[name].dropna().map(WHOLE.fullmatch).notna().all()]
    return table.assign(**{name: text[name] for name in whole})


def _inexact(table: pd.DataFrame) -> list[str]:
    """The columns of floats beside a gap that are too large for all whole numbers to be exact."""
    gaps = table.columns[table.isna().any()]
    return [name for name in gaps if table[name].dtype.kind == "f" and (table[name].abs() >= EXACT).any()]


def _of(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")
