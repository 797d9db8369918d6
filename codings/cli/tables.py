"""Tables that fit a terminal, and plain aligned text for anything else.

What one must type is never cut: lines are broken at spaces alone, and a word that is too long for the
terminal stays whole.
"""

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest

import click

GAP = "  "
Rows = Sequence[Sequence[str]]


def show(rows: Rows, header: Sequence[str] = ()) -> None:
    """Prints rows of cells on standard output."""
    if not sys.stdout.isatty():
        lines = _aligned([header, *rows] if header else rows)
    else:
        lines = _fitted(rows, header, shutil.get_terminal_size().columns)
    click.echo("\n".join(lines))


def _fitted(rows: Rows, header: Sequence[str], width: int) -> list[str]:
    """The lines of a table of at most `width` characters; where words are too long, one cell to a line."""
    cells = [header, *rows] if header else rows
    natural = [max(map(len, column)) for column in zip(*cells, strict=True)]
    least = [max(map(_longest, column)) for column in zip(*cells, strict=True)]
    room = width - len(GAP) * (len(natural) - 1)
    if sum(least) > room:
        return [line for row in rows for line in _stacked(row, header, width)]
    widths = _narrowed(natural, least, room)
    lines = [_aligned(_broken(row, widths), widths) for row in cells]
    rule = ["─" * min(width, sum(widths) + len(GAP) * (len(widths) - 1))] if header else []
    return [*lines[0], *rule, *(line for row in lines[1:] for line in row)]


def _longest(cell: str) -> int:
    """Of its words."""
    return max(map(len, cell.split()), default=0)


def _narrowed(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """The widths of columns, the widest of which give up what there is too much of."""
    widths = list(natural)
    while sum(widths) > room:
        widest = max((i for i in range(len(widths)) if widths[i] > least[i]), key=widths.__getitem__)
        widths[widest] -= 1
    return widths


def _broken(row: Sequence[str], widths: Sequence[int]) -> list[tuple[str, ...]]:
    """A row as the lines that it takes."""
    return list(zip_longest(*map(_wrapped, row, widths), fillvalue=""))


def _wrapped(cell: str, width: int) -> list[str]:
    return textwrap.wrap(cell, max(width, 1), break_long_words=False, break_on_hyphens=False) or [""]


def _stacked(row: Sequence[str], header: Sequence[str], width: int) -> Iterator[str]:
    """The first cell, and the others indented below it, each after its column's name."""
    first, *others = row
    yield first
    for name, cell in zip_longest(header[1:], others, fillvalue=""):
        if cell:
            text = f"{name}: {cell}" if name else cell
            yield from (GAP + line for line in _wrapped(text, width - len(GAP)))


def _aligned(rows: Rows, widths: Sequence[int] = ()) -> list[str]:
    widths = widths or [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
