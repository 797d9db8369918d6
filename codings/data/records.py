"""Text as lines, and as records of fields; a quoted field may hold separators and lines."""

import csv
import re
from collections.abc import Iterator

NUMERAL = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?%?")
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
HEAD_CHARACTERS, HEAD_LINES = 2**16, 20  # as much text at least, if it has so many lines


def records(body: str, sep: str) -> Iterator[tuple[int, list[str]]]:
    """The number of the last line of each record that is not blank, from 1, and its fields."""
    text = lines(body)
    if sep == " ":
        text = (" ".join(line.split()) + "\n" for line in text)
    reader = csv.reader(text, delimiter=sep, skipinitialspace=True)
    for record in reader:
        if len(record) > 1 or (record and record[0].strip()):
            yield reader.line_num, [field.strip() for field in record]


def lines(text: str) -> Iterator[str]:
    """With their ends; the text is not copied as a whole."""
    return (match[0] for match in LINE.finditer(text))


def head_of(body: str) -> str:
    """The first lines, as many as it takes to see how fields are separated."""
    taken: list[str] = []
    characters = 0
    for line in lines(body):
        if characters >= HEAD_CHARACTERS and len(taken) >= HEAD_LINES:
            break
        taken.append(line)
        characters += len(line)
    return "".join(taken)
