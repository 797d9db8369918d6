"""Tables for a terminal, and plain aligned text for anything else."""

import sys
from collections.abc import Sequence

import click


def show(rows: Sequence[Sequence[str]], header: Sequence[str] = ()) -> None:
    """Prints rows of cells on standard output."""
    if sys.stdout.isatty():
        _on_a_terminal(rows, header)
    else:
        _aligned([header, *rows] if header else rows)


def _on_a_terminal(rows: Sequence[Sequence[str]], header: Sequence[str]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD if header else None, show_header=bool(header))
    for name in header or [""] * len(rows[0]):
        table.add_column(name, overflow="fold")  # a path must stay whole
    for row in rows:
        table.add_row(*row)
    Console(markup=False, highlight=False).print(table)


def _aligned(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())
