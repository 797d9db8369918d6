"""One line on a terminal that says what is being done; nothing in a pipe."""

from __future__ import annotations

import logging
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from codings.logger import logger

CLEAR = "\r\x1b[2K"


class StatusLine(logging.Handler):
    """Writes each step of the logger over the one before, and takes the last one away when it has ended."""

    def emit(self, record: logging.LogRecord) -> None:
        step = getattr(record, "step", None)
        if step is not None:
            width = shutil.get_terminal_size().columns - 1
            sys.stderr.write(CLEAR + (f"{step} ..."[:width] if step else ""))
            sys.stderr.flush()


@contextmanager
def status_line() -> Iterator[None]:
    """Shows steps while it lasts, where standard error is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    handler, level = StatusLine(), logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
