"""Standard streams that a shell has closed, names that they cannot write, and warnings in one line each."""

from __future__ import annotations

import codecs
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import click

ANY = "codings-any"  # how `any_names` encodes


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
def any_names() -> Iterator[None]:
    """What standard output cannot encode is no error: names of files go out as the system has them.

    On Unix these are bytes, which need not be text: `ls` writes them so. What else there is no code for, as
    of Japanese in Latin-1, is written as Python does on standard error.
    """
    former = getattr(sys.stdout, "errors", None)
    if former != "strict" or not hasattr(sys.stdout, "reconfigure"):
        yield
        return
    stream = sys.stdout
    stream.reconfigure(errors=ANY)
    try:
        yield
    finally:
        stream.reconfigure(errors=former)


def _any(error: UnicodeError) -> tuple[str | bytes, int]:
    try:
        return codecs.lookup_error("surrogateescape")(error)
    except UnicodeError:
        return codecs.lookup_error("backslashreplace")(error)


codecs.register_error(ANY, _any)


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
