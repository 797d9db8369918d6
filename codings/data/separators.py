"""Which character separates the fields of a table that is text."""

import csv
import re
from collections import Counter
from itertools import islice
from pathlib import Path

from codings.data.records import NUMERAL, records

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
SEVERAL = re.compile(rf"{NUMERAL.pattern}( +{NUMERAL.pattern})+")


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
    if likeliest == "," and is_one_column(body):
        return "\t"  # which it does not hold: its commas are the signs of decimals
    return likeliest if shares[likeliest] else ","


def _fields(body: str, sep: str) -> list[list[str]]:
    """Those of the first records."""
    return [fields for _, fields in islice(records(body, sep), HEAD)]


def _best(body: str, agreed: list[str]) -> str:
    """Of separators that all lines agree on, the first that does more than end them.

    Spaces, if they separate numbers in each field that tabs do, as in tables laid out by hand.
    """
    best = next((sep for sep in agreed if any(fields[-1] for fields in _fields(body, sep))), agreed[0])
    if best == "\t" and len(set(map(len, _fields(body, " ")))) == 1:
        laid_out = all(any(map(SEVERAL.fullmatch, fields)) for fields in _fields(body, best)[1:])
        return " " if laid_out else best
    return best


def _share(body: str, sep: str) -> float:
    """The share of lines with as many fields as most have, which are at least two and are named; or 0."""
    try:
        counts = [len(fields) for fields in _fields(body, sep)]
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


def _has_numbers(body: str) -> bool:
    _, *others = _fields(body, " ")
    return bool(others) and all(any(map(NUMERAL.fullmatch, fields)) for fields in others)


def _is_numbered(body: str, sep: str) -> bool:
    """Whether rows have one field more than the first line, and these fields count them, as R's do."""
    first, *others = _fields(body, sep)
    if not others or any(len(record) != len(first) + 1 for record in others):
        return False
    counts = sorted(record[0] for record in others)
    return any(counts == sorted(str(i + start) for i in range(len(counts))) for start in (0, 1))


def is_one_column(body: str) -> bool:
    """Whether there are lines of one number each under a name."""
    first, *others = _fields(body, "\t")
    return (
        len(first) == 1
        and "," not in first[0]
        and all(len(r) == 1 and NUMERAL.fullmatch(r[0]) for r in others)
    )
