"""Standard streams that a shell has closed, and warnings in one line each."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import click


def fill_closed() -> None:
    """What is written to a standard stream that is closed, as by ``>&-``, goes nowhere.

    Otherwise the next file that is opened would get its number, and with it what libraries write there.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free: this one
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8", closefd=False))


@contextmanager
def warnings_in_one_line() -> Iterator[None]:
    """Warnings without the file and the line that they come from."""
    with warnings.catch_warnings():
        warnings.showwarning = _show
        yield


def _show(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    warn(message)


def warn(message: Warning | str) -> None:
    """Says on standard error what is no error, in one line."""
    click.echo(f"Warning: {' '.join(str(message).split())}", err=True)
