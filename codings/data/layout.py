"""Tables as text: which line names the columns, and where rows begin."""

import csv
import re
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from codings.data.records import NUMERAL, head_of, lines, records
from codings.data.separators import HEAD, SEPARATORS, find_separator, in_words, is_one_column

HINT = re.compile(r"\"?sep=(.)\"?", re.IGNORECASE)  # Excel's own first line


class Layout(NamedTuple):
    """How a text is a table.

    Parameters
    ----------
    sep : str
        What separates fields; a space stands for any number of spaces and tabs.
    names : list of str
        The columns', as they are written: of those without a name, "".
    rows : str
        The text from the first row of values on.
    line : int
        How many lines stand before that.
    found : list of str
        What was decided, in words.
    """

    sep: str
    names: list[str]
    rows: str
    line: int
    found: list[str]


def find_layout(path: Path, text: str, sep: str | None, header: bool | int | None) -> Layout:
    """How `text` is a table, with the separator `sep` and names where `header` says, if these are given.

    Raises
    ------
    ValueError
        If the first line holds numbers, or if the first lines do not have as many fields as there are names.
    """
    line, begin, comment, hint = _beginning(text, header)
    body = text[begin:]
    beginning = head_of(body)
    try:
        if next(records(beginning, ","), None) is None:
            raise ValueError(f"{path} is empty: it has no rows")
        sep = sep or hint or _sure_separator(path, beginning)
        (used, first), *others = islice(records(beginning, sep), HEAD)
        _refuse_whole_lines(path, first, sep, [fields for _, fields in others])
    except csv.Error as error:
        raise ValueError(_unreadable(path, error)) from error
    values = [fields for _, fields in others]
    found = ["lines that begin with # left out"] if comment and header is None else []
    rows = _after(body, used)
    above = _fields_of(comment, sep) if header is None else []
    if header is False:
        names, used, rows = [f"x{i}" for i in range(_usual([first, *values]))], 0, body
    elif len(above) == len(first) and (is_data(first) or (_count(first) and _are_names(above))):
        names, used, rows, found = above, 0, body, ["names taken from the line that begins with #"]
    else:
        refuse_data(path, first, header, line + 1)
        names = _completed(path, first, values, line + 1, _has_quoted_names(rows, sep))
        if header is None and _count(first):
            found.append(
                f"line {line + 1} taken for names, though it holds numbers (header=no if it is a row)"
            )
    return Layout(sep, names, rows, line + used, found)


def _sure_separator(path: Path, beginning: str) -> str:
    """The one found; raises ValueError where commas may separate row numbers, or stand before decimals."""
    sep = find_separator(beginning)
    first = next(records(beginning, sep))[1]
    unquoted = "," in beginning and '"' not in beginning
    if sep == "," and len(first) == 1 and unquoted and is_one_column(beginning):
        raise ValueError(
            f"{path} has one name, {first[0]!r}, over numbers with a comma: say sep=comma if it separates "
            "row numbers from them, or sep=tab,decimal=comma if it stands before decimals"
        )
    return sep


def check_fields(path: Path, layout: Layout) -> None:
    """Raises ValueError, with the line, if a row has more or fewer fields than there are names."""
    try:
        for line, record in records(layout.rows, layout.sep):
            if len(record) != len(layout.names):
                raise ValueError(_ragged(path, layout.line + line, len(record), layout))
    except csv.Error as error:
        raise ValueError(_unreadable(path, error)) from error


def _refuse_whole_lines(path: Path, names: list[str], sep: str, rows: list[list[str]]) -> None:
    """Raises ValueError if lines are not separated by `sep`, but by something else."""
    for other in SEPARATORS:
        if other != sep and all(len(fields) == 1 and other in fields[0] for fields in [names, *rows]):
            raise ValueError(
                f"{path} has one column, {names[0]!r}, if {in_words(sep)} separate its fields: they seem to "
                f"be separated by {in_words(other)}, as sep={in_words(other).removesuffix('s')} says"
            )


def check_header(path: Path, header: bool | int | None) -> None:
    """Raises ValueError if it is no number of a line."""
    if header is not None and not isinstance(header, bool) and header < 1:
        raise ValueError(f"{path} cannot be read with header={header}: lines are counted from 1")


def is_data(fields: list[str]) -> bool:
    """Whether a first line holds values rather than names; 0, 1, 2... are names, as pandas gives them."""
    filled = [field for field in fields if field]
    numbers = _numbers(filled)
    return bool(numbers) and not (_count(numbers) and (len(numbers) > 1 or numbers == filled))


def _numbers(fields: list[str]) -> list[str]:
    return [field for field in fields if NUMERAL.fullmatch(field)]


def _count(fields: list[str]) -> bool:
    """Whether they are 0, 1, 2... or 1, 2, 3..."""
    return fields in [[str(i + first) for i in range(len(fields))] for first in (0, 1)]


def refuse_data(path: Path, names: list[str], header: bool | int | None, line: int) -> None:
    """Raises ValueError if what stands for the columns' names is numbers, and `header` does not say so."""
    if header is None and is_data(names):
        number = next(name for name in names if NUMERAL.fullmatch(name))
        raise ValueError(
            f"{path} begins with numbers ({number} in line {line}) where names of columns belong: read it "
            "with header=no, which calls them x0, x1..., or with header=yes if these are names"
        )


def _beginning(text: str, header: bool | int | None) -> tuple[int, int, str, str | None]:
    """Lines and characters before the table, the last comment right before it, and Excel's hint."""
    line = begin = 0
    comment, hint = "", None
    before = header - 1 if isinstance(header, int) and not isinstance(header, bool) else 0
    for content in lines(text):
        bare = content.strip()
        if match := HINT.fullmatch(content.strip("\r\n")):
            hint = match[1]
        elif bare.startswith("#") and (header is None or header is False):
            comment = bare
        elif bare and line >= before:
            break
        line, begin = line + 1, begin + len(content)
    return line, begin, comment, hint


def _fields_of(comment: str, sep: str) -> list[str]:
    return next((fields for _, fields in records(comment.lstrip("#"), sep)), [])


def _are_names(fields: list[str]) -> bool:
    """Whether a comment is names rather than a remark or numbers."""
    return len(fields) > 1 and not _numbers(fields)


def _after(body: str, count: int) -> str:
    """What follows after a number of lines."""
    return body[sum(map(len, islice(lines(body), count))) :]


def _usual(rows: list[list[str]]) -> int:
    """How many fields most rows have."""
    return Counter(map(len, rows)).most_common(1)[0][0]


def _completed(path: Path, names: list[str], rows: list[list[str]], line: int, quoted: bool) -> list[str]:
    """The names, with one more where rows have one field more: R's row names, or a separator at the end.

    Row names are `quoted`, count the rows, or are no numbers: others may be values.
    """
    if not rows:
        raise ValueError(f"{path} is empty: it has no rows under its names")
    usual = _usual(rows)
    if usual == len(names):
        return names
    wider = [fields for fields in rows if len(fields) == usual]
    if usual == len(names) + 1 and not any(fields[-1] for fields in wider):
        return [*names, ""]
    if usual == len(names) + 1 and len({fields[0] for fields in wider}) == len(wider):
        if quoted or _are_row_names([fields[0] for fields in wider]):
            return ["", *names]  # R's write.table
        raise ValueError(
            f"{path} has {_of_fields(len(names))} in line {line}, where names of columns belong, and "
            f"{usual} in the lines below, of which the first ({wider[0][0]!r} and so on) may be row numbers "
            "or values: name each column, or put numbers with decimal commas in quotes"
        )
    raise ValueError(
        f"{path} has {_of_fields(len(names))} in line {line}, where names of "
        f"columns belong, and {usual} in the lines below: if the names stand in another line, say which, "
        "as in header=3, or give the separator, as in sep=semicolon"
    )


def _are_row_names(fields: list[str]) -> bool:
    """Whether first fields, all different, are mostly no numbers, or count the rows in any order."""
    return 2 * len(_numbers(fields)) < len(fields) or _count(sorted(fields, key=lambda f: (len(f), f)))


def _has_quoted_names(rows: str, sep: str) -> bool:
    """Whether the first row begins with a quoted field, and has others without quotes, as R writes them."""
    first = next(lines(rows), "")
    return first.lstrip().startswith('"') and len(re.findall(r'"[^"]*"', first)) <= first.count(sep)


def _of_fields(count: int) -> str:
    return f"{count} {'field' if count == 1 else 'fields'}"


def _unreadable(path: Path, error: csv.Error) -> str:
    return f"{path} cannot be read as a table ({error}): is a quote left open?"


def _ragged(path: Path, line: int, fields: int, layout: Layout) -> str:
    return (
        f"{path} has {_of_fields(fields)} in line {line}, where there are "
        f"{len(layout.names)} columns (separated by {in_words(layout.sep)}): correct that line, or put a "
        "field that holds the separator in quotes"
    )
