"""How a training ended, in a file of its run; while it lasts there is none."""

import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from codings.files import in_shell, in_words, read_json, write_json
from codings.runs.schemas import Ending

ENDING = "ending.json"
FINISHED, INTERRUPTED, DIVERGED, FAILED = "finished", "interrupted", "diverged", "failed"


def write_ending(folder: Path, error: BaseException | None = None) -> None:
    """Writes that training came to its end, or what ended it before."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    write_json(folder / ENDING, {"how": _how(error), "said": _said(error), "ended": now})


def read_ending(folder: Path) -> dict[str, Any] | None:
    """Raises ValueError if the file is damaged."""
    path = folder / ENDING
    return read_json(path, Ending) if path.is_file() else None


def begin_again(folder: Path) -> None:
    """Forgets how an earlier training in the folder ended."""
    (folder / ENDING).unlink(missing_ok=True)


def to_go_on(folder: Path) -> str:
    """What one types to go on with the training in a folder, whatever its name has in it."""
    return f"To go on: codings resume {in_shell(folder)}"


def _how(error: BaseException | None) -> str:
    if error is None:
        return FINISHED
    if isinstance(error, FloatingPointError):
        return DIVERGED
    return INTERRUPTED if isinstance(error, KeyboardInterrupt) else FAILED


def _said(error: BaseException | None) -> str:
    number = getattr(error, "number", None)  # of `codings.interrupt.Interrupted`
    if number is not None:
        return signal.Signals(number).name
    return "" if error is None else in_words(error) or type(error).__name__
