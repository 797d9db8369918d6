"""Where results go: the ending of a file's name tells its type, and is checked before any work."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

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
        if path.suffix.lower() == ".parquet" and find_spec("pyarrow") is None:
            self.fail(f"{value!r} needs pyarrow: pip install 'codings[parquet]'.", param, ctx)
        return path


def write(path: Path, array: np.ndarray | pd.DataFrame, column: str, *, quiet: bool = False) -> None:
    """Writes `array`, (n, ...), and says so.

    A file of that name is replaced once the new one is whole. Tables have a row for each instance, and
    columns called ``column_1`` and so on, or ``column`` for an array of one dimension; a DataFrame's have its
    own names. Raises ValueError for one that is no array, where one is asked for.
    """
    from codings.data import is_table
    from codings.files import replacing

    table = is_table(array)
    if table and path.suffix.lower() in (".npy", ".npz"):
        array = _numbers(path, array)

    writer: Callable[[Path, Any, str], None] = WRITERS[path.suffix.lower()]
    with replacing(path) as new:
        writer(new, array, column)
    if not quiet:
        click.echo(f"{path}: {'a table' if table else array.dtype} of shape {array.shape}")


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


def _npy(path: Path, array: np.ndarray, column: str) -> None:
    import numpy as np

    with path.open("wb") as file:  # given a path, NumPy would add .npy to .NPY
        np.save(file, array)


def _npz(path: Path, array: np.ndarray, column: str) -> None:
    import numpy as np

    with path.open("wb") as file:
        np.savez_compressed(file, X=array)


def _csv(path: Path, array: np.ndarray, column: str) -> None:
    _table(array, column).to_csv(path, index=False)


def _parquet(path: Path, array: np.ndarray, column: str) -> None:
    _table(array, column).to_parquet(path, engine="pyarrow", index=False)


def _numbers(path: Path, table: Any) -> np.ndarray:
    """A table of numbers as an array; raises ValueError for any other."""
    import numpy as np

    odd = [name for name in table.columns if table[name].dtype.kind not in "biuf"]
    if odd:
        raise ValueError(f"{path} cannot hold the column {odd[0]!r}, which has no numbers: write .csv.")
    return table.to_numpy(np.result_type(*table.dtypes))


def _table(array: Any, column: str) -> Any:
    import pandas as pd

    if isinstance(array, pd.DataFrame):
        return array
    if array.ndim == 1:
        return pd.DataFrame({column: array})
    rows = array.reshape(len(array), -1)
    return pd.DataFrame(rows, columns=[f"{column}_{i + 1}" for i in range(rows.shape[1])])


WRITERS: dict[str, Callable[[Path, np.ndarray, str], None]] = {
    ".npy": _npy,
    ".npz": _npz,
    ".csv": _csv,
    ".parquet": _parquet,
}
