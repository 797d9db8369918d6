"""Pictures that fail do not fail a run: a warning says so, and the model is kept."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from codings.files import replacing
from codings.logger import step


@contextmanager
def drawing(name: str) -> Iterator[None]:
    """A picture is drawn within it, and saved.

    What goes wrong becomes a warning, but for files that cannot be written: see `pictures_may_fail`.
    """
    with step(f"drawing {name}"):
        try:
            yield
        except (OSError, MemoryError):
            raise
        except Exception as error:
            _warn(f"the picture {name} could not be drawn", error)


@contextmanager
def pictures_may_fail(folder: Path) -> Iterator[None]:
    """Where pictures cannot be written to `folder`, a warning says so, and no more are drawn."""
    try:
        yield
    except (OSError, MemoryError) as error:
        _warn(f"pictures could not be written to {folder}", error)


def save(drawn: Any, path: Path, **how: Any) -> None:
    """Writes a figure of matplotlib or an image of Pillow, which is there whole or not at all."""
    write = drawn.savefig if hasattr(drawn, "savefig") else drawn.save
    with replacing(path) as new:
        write(new, **how)


def _warn(what: str, error: Exception) -> None:
    why = getattr(error, "strerror", None) or str(error) or type(error).__name__
    warnings.warn(f"{what} ({why}): the model is whole without.", stacklevel=4)
