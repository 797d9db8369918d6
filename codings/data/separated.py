"""Tables as text: which character separates the fields, which line names the columns, where rows begin."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

WORDS = {
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    "space": " ",
    "pipe": "|",
    "colon": ":",
    "point": ".",
    "\\t": "\t",
}
SEPARATORS = ("\t", ";", "|", ",")  # the likelier one first, where all lines agree on several
HEAD = 500  # records that the separator is found in, at most
HEAD_CHARACTERS, HEAD_LINES = 2**16, 20  # as much text at least, if it has so many lines
NUMERAL = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?%?")
SEVERAL = re.compile(rf"{NUMERAL.pattern}( +{NUMERAL.pattern})+")
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
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


def check_header(path: Path, header: bool | int | None) -> None:
    """Raises ValueError if it is no number of a line."""
    if header is not None and not isinstance(header, bool) and header < 1:
        raise ValueError(f"{path} cannot be read with header={header}: lines are counted from 1")


def in_words(sep: str) -> str:
    """What is said of a separator: "semicolons"."""
    return next((f"{word}s" for word, character in WORDS.items() if character == sep), repr(sep))


def character(path: Path, option: str, value: str | None) -> str | None:
    """The one character that an option's value stands for: itself, or that of a word such as "comma"."""
    found = value if value is None else WORDS.get(value.lower(), value)
    if found is not None and len(found) != 1:
        raise ValueError(
            f"{path} cannot be read with {option}={value}: write one character, or one of the words "
            f"{', '.join(word for word in WORDS if word.isalpha())}"
        )
    return found


def find_layout(path: Path, text: str, sep: str | None, header: bool | int | None) -> Layout:
    """How `text` is a table, with the separator `sep` and names where `header` says, if these are given.

    Raises
    ------
    ValueError
        If the first line holds numbers, or if the first lines do not have as many fields as there are names.
    """
    line, begin, comment, hint = _beginning(text, header)
    body = text[begin:]
    found = ["lines that begin with # left out"] if comment and header is None else []
    if not body.strip():
        raise ValueError(f"{path} is empty: it has no rows")
    try:
        beginning = _head(body)
        sep = sep or hint or find_separator(beginning)
        head = list(islice(_records(beginning, sep), HEAD))
    except csv.Error as error:
        raise ValueError(_unreadable(path, error)) from error
    (used, first), *others = head
    names = _names_in(comment, sep) if header is None else []
    if names and len(names) == len(first) and is_data(first):
        found = ["names taken from the line that begins with #"]
        others, used = head, 0
    elif header is False:
        names, others, used = [f"x{i}" for i in range(_usual([first, *[r for _, r in others]]))], head, 0
    else:
        names = first
        refuse_data(path, names, header, line + 1)
    if header is not False:
        names = _completed(path, names, [record for _, record in others], line + 1, found)
    rows = _after(body, used)
    return Layout(sep, names, rows, line + used, found)


def find_separator(body: str) -> str:
    """The character that all lines hold equally often outside quotes, or nearly all; a comma, if none."""
    shares = {sep: _share(body, sep) for sep in SEPARATORS}
    agreed = [sep for sep, share in shares.items() if share == 1]
    if agreed:
        return _best(body, agreed)
    likeliest = max(SEPARATORS, key=lambda sep: shares[sep])
    if shares[likeliest] > 0.5:
        return likeliest
    if _share(body, " ") == 1 and _has_numbers(body):
        return " "
    for sep in (*SEPARATORS, " "):
        if _is_numbered(body, sep):
            return sep
    if likeliest == "," and _is_one_column(body):
        return "\t"  # which it does not hold: its commas are the signs of decimals
    return likeliest if shares[likeliest] else ","


def check_fields(path: Path, layout: Layout) -> None:
    """Raises ValueError, with the line, if a row has more or fewer fields than there are names."""
    try:
        for line, record in _records(layout.rows, layout.sep):
            if len(record) != len(layout.names):
                raise ValueError(_ragged(path, layout.line + line, len(record), layout))
    except csv.Error as error:
        raise ValueError(_unreadable(path, error)) from error


def is_data(fields: list[str]) -> bool:
    """Whether a first line holds values rather than names; 0, 1, 2... are names, as pandas gives them."""
    filled = [field for field in fields if field]
    numbers = [field for field in filled if NUMERAL.fullmatch(field)]
    counted = [[str(i + first) for i in range(len(numbers))] for first in (0, 1)]
    counts = numbers in counted and (len(numbers) > 1 or numbers == filled)
    return bool(numbers) and not counts


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
    for content in _lines(text):
        bare = content.strip()
        if match := HINT.fullmatch(content.strip("\r\n")):
            hint = match[1]
        elif bare.startswith("#") and header is not True and line >= before:
            comment = bare
        elif bare and line >= before:
            break
        line, begin = line + 1, begin + len(content)
    return line, begin, comment, hint


def _names_in(comment: str, sep: str) -> list[str]:
    bare = comment.lstrip("#")
    return next((record for _, record in _records(bare, sep)), []) if bare.strip() else []


def _records(body: str, sep: str) -> Iterator[tuple[int, list[str]]]:
    """The number of the last line of each record that is not blank, from 1, and its fields."""
    lines = _lines(body)
    if sep == " ":
        lines = (" ".join(line.split()) + "\n" for line in lines)
    reader = csv.reader(lines, delimiter=sep, skipinitialspace=True)
    for record in reader:
        if len(record) > 1 or (record and record[0].strip()):
            yield reader.line_num, [field.strip() for field in record]


def _lines(text: str) -> Iterator[str]:
    """With their ends; the text is not copied as a whole."""
    return (match[0] for match in LINE.finditer(text))


def _head(body: str) -> str:
    """The first lines, as many as it takes to see how fields are separated."""
    lines: list[str] = []
    characters = 0
    for line in _lines(body):
        if characters >= HEAD_CHARACTERS and len(lines) >= HEAD_LINES:
            break
        lines.append(line)
        characters += len(line)
    return "".join(lines)


def _after(body: str, lines: int) -> str:
    """What follows after a number of lines."""
    return body[sum(len(line) for line in islice(_lines(body), lines)) :]


def _usual(records: list[list[str]]) -> int:
    return Counter(map(len, records)).most_common(1)[0][0]


def _completed(
    path: Path, names: list[str], records: list[list[str]], line: int, found: list[str]
) -> list[str]:
    """The names, with one more where rows have one field more: R's row names, or a separator at the end."""
    if not records:
        raise ValueError(f"{path} is empty: it has no rows under its names")
    usual = _usual(records)
    if usual == len(names):
        return names
    wider = [record for record in records if len(record) == usual]
    if usual == len(names) + 1 and not any(record[-1] for record in wider):
        return [*names, ""]
    if usual == len(names) + 1 and len({record[0] for record in wider}) == len(wider):
        return ["", *names]  # R's write.table
    raise ValueError(
        f"{path} has {len(names)} {'field' if len(names) == 1 else 'fields'} in line {line}, where names of "
        f"columns belong, and {usual} in the lines below: if the names stand in another line, say which, "
        "as in header=3, or give the separator, as in sep=semicolon"
    )


def _share(body: str, sep: str) -> float:
    """The share of lines with as many fields as most have, which are at least two and are named; or 0."""
    try:
        counts = [len(record) for _, record in islice(_records(body, sep), HEAD)]
    except csv.Error:  # such as a field that never ends
        return 0.0
    if not counts:
        return 0.0
    first, *others = counts
    usual = Counter(others).most_common(1)[0][0] if others else first
    if usual < 2 or first < 2:
        return 0.5 * (usual > 1) * others.count(usual) / len(counts)
    named = first in (usual, usual - 1)
    return (named + others.count(usual)) / len(counts) * (1 if named else 0.6)


def _best(body: str, agreed: list[str]) -> str:
    """Of separators that all lines agree on, the first that does more than end them.

    Spaces, if they separate numbers in each field that tabs do, as in tables laid out by hand.
    """
    best = next(
        (sep for sep in agreed if any(r[-1] for _, r in islice(_records(body, sep), HEAD))), agreed[0]
    )
    if best == "\t" and len({len(record) for _, record in islice(_records(body, " "), HEAD)}) == 1:
        laid_out = (any(map(SEVERAL.fullmatch, r)) for _, r in islice(_records(body, "\t"), 1, HEAD))
        return " " if all(laid_out) else best
    return best


def _has_numbers(body: str) -> bool:
    _, *others = (record for _, record in islice(_records(body, " "), HEAD))
    return bool(others) and all(any(map(NUMERAL.fullmatch, record)) for record in others)


def _is_numbered(body: str, sep: str) -> bool:
    """Whether rows have one field more than the first line, and these fields count them, as R's do."""
    first, *others = (record for _, record in islice(_records(body, sep), HEAD))
    if not others or any(len(record) != len(first) + 1 for record in others):
        return False
    counts = sorted(record[0] for record in others)
    return any(counts == sorted(str(i + start) for i in range(len(counts))) for start in (0, 1))


def _is_one_column(body: str) -> bool:
    """Whether there are lines of one number each under a name."""
    first, *others = (record for _, record in islice(_records(body, "\t"), HEAD))
    return (
        len(first) == 1
        and "," not in first[0]
        and all(len(r) == 1 and NUMERAL.fullmatch(r[0]) for r in others)
    )


def _unreadable(path: Path, error: csv.Error) -> str:
    return f"{path} cannot be read as a table ({error}): is a quote left open?"


def _ragged(path: Path, line: int, fields: int, layout: Layout) -> str:
    return (
        f"{path} has {fields} {'field' if fields == 1 else 'fields'} in line {line}, where there are "
        f"{len(layout.names)} columns (separated by {in_words(layout.sep)}): correct that line, or put a "
        "field that holds the separator in quotes"
    )
