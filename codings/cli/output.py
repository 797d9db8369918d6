"""Where results go: the ending of a file's name tells its type, and is checked before any work."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

ARRAYS = (".npy", ".npz", ".csv", ".parquet")


class Output(click.ParamType):
    """A file to be written, of one of these endings."""

    name = "file"

    def __init__(self, *endings: str):
        self.endings = endings

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        if path.suffix.lower() not in self.endings:
            self.fail(f"{value!r} must end in one of {', '.join(self.endings)}.", param, ctx)
        if path.is_dir() or not path.parent.is_dir():
            self.fail(f"{value!r} cannot be a file: its folder must exist, and be no file.", param, ctx)
        if not os.access(path.parent, os.W_OK):
            self.fail(f"{value!r} cannot be written: its folder may only be read.", param, ctx)
        if path.suffix.lower() == ".parquet" and find_spec("pyarrow") is None:
            self.fail(f"{value!r} needs pyarrow: pip install 'codings[parquet]'.", param, ctx)
        return path

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return [CompletionItem(incomplete, type="file")]


def write(path: Path, array: np.ndarray | pd.DataFrame, column: str, *, quiet: bool = False) -> None:
    """Writes `array`, (n, ...), and says so.

    A file of that name is replaced once the new one is whole. Tables have a row for each instance, and
    columns called ``column_1`` and so on, or ``column`` for an array of one dimension; a DataFrame's have its
    own names. Raises ValueError for one that is no array, where one is asked for.
    """
    from codings.data import is_table
    from codings.data.writing import write_array

    array = write_array(path, array, column)
    if not quiet:
        click.echo(f"{path}: {'a table' if is_table(array) else array.dtype} of shape {array.shape}")


def picture(path: Path, save: Callable[[Path], Any], *, quiet: bool = False) -> None:
    """Saves a picture, replaces a file of that name once the new one is whole, and says so."""
    from codings.files import replacing

    with replacing(path) as new:
        save(new)
    if not quiet:
        click.echo(str(path))


def is_picture(path: Path) -> bool:
    return path.suffix.lower() == ".png"


def only_images(shape: tuple[int, ...]) -> None:
    """Raises ValueError if instances of this shape are not images."""
    from codings.images import is_image

    if not is_image(shape):
        raise ValueError(
            f"instances of shape {shape} are no pictures, grey or RGB: write them to .npy, .csv or .parquet."
        )
