"""One file as a data set: its type is told by its name."""

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from codings.data.archives import LITTLE, Refusal, array_header, check_archive, check_array
from codings.data.collection import SUFFIXES
from codings.data.dataset import Dataset, encode
from codings.data.folder import archive, image
from codings.data.idx import is_idx, read_idx
from codings.data.memory import limit
from codings.data.scratch import fill, room
from codings.data.spreadsheets import excel
from codings.data.tables import csv, parquet

Reader = Callable[..., Dataset]


def npy(path: Path) -> Dataset:
    """A .npy file, as a memory map in the dtype that it has.

    Raises
    ------
    ValueError
        If the file is corrupt or holds no numbers.
    """
    try:
        # np.load would take a broken file for a pickle, and say so. No pickle is read here either.
        X = np.lib.format.open_memmap(path, mode="r")
    except (OSError, ValueError) as error:
        raise ValueError(f"{path} cannot be read as a .npy file: {error}") from error
    return Dataset(str(path), X)


def npz(path: Path, array: str | None = None) -> Dataset:
    """A .npz file: X is the array called `array`, else "X", else the only one there is beside the labels.

    y is the array called "y" or "labels", where there is one.

    Raises
    ------
    ValueError
        If the file is corrupt, would unpack to more than 64 MiB and 100 times its size, or does not say which
        array is meant.
    """
    if not zipfile.is_zipfile(path):
        raise ValueError(f"{path} cannot be read as a .npz file: it is no zip archive, or not a whole one")
    _check(path)
    with np.load(path, allow_pickle=False) as file:
        label = next((name for name in ("y", "labels") if name in file.files and name != array), None)
        X = _array(path, file, _choose(path, [name for name in file.files if name != label], array))
        if label is None:
            return Dataset(str(path), X)
        labels = _member(path, file, label)
    if labels.shape == (*X.shape[:1], 1):
        labels = labels[:, 0]
    if labels.ndim != 1:
        raise ValueError(f"{path} has labels of shape {labels.shape} in {label!r}: they must be (n,)")
    y, classes = encode(_stripped(path, labels, label))
    return Dataset(str(path), X, y, classes)


def _stripped(path: Path, labels: np.ndarray, name: str) -> np.ndarray:
    """Labels, (n,), without spaces around their text; raises ValueError if one is missing."""
    text = labels.dtype.kind in "US"
    labels = np.strings.strip(labels) if text else labels
    gone = np.strings.str_len(labels) == 0 if text else labels != labels
    if gone.any():
        row = np.argmax(gone)
        raise ValueError(f"{path} misses labels in {name!r}, first in row {row}: remove or fill such rows")
    return labels


def _check(path: Path) -> None:
    """Raises ValueError if arrays are larger than what is there, or packed to less than a hundredth."""
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            check_archive(file, archive, LITTLE)
            for name in archive.namelist():
                check_array(archive, name)
    except Refusal as error:
        raise ValueError(f"{error} If you trust it, unpack it to .npy files.") from error
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{path} cannot be read as a .npz file: {error}") from error


def _array(path: Path, file: np.lib.npyio.NpzFile, name: str) -> np.ndarray:
    """An array that may be larger than the limit of memory: it is unpacked into a map then."""
    most = limit()
    assert file.zip is not None
    entry = file.zip.getinfo(f"{name}.npy")
    if most is None or entry.file_size <= most:
        return _member(path, file, name)
    try:
        with file.zip.open(entry) as stream:
            shape, transposed, dtype = array_header(stream)
            if dtype.hasobject:
                raise ValueError("it holds objects, which only a pickle could hold")
            X = room(shape[::-1] if transposed else shape, dtype)
            fill(X, stream)
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{path} has an array {name!r} that cannot be read: {error}") from error
    return X.T if transposed else X


def _member(path: Path, file: np.lib.npyio.NpzFile, name: str) -> np.ndarray:
    try:
        return np.asarray(file[name])
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{path} has an array {name!r} that cannot be read: {error}") from error


def _choose(path: Path, names: list[str], array: str | None) -> str:
    """The name, among those of the arrays of a .npz file, of the one that is X."""
    if array is None:
        array = "X" if "X" in names or len(names) != 1 else names[0]
    if array not in names:
        there = ", ".join(names) or "none"
        raise ValueError(f"{path} has no array {array!r}: choose with array= among those it has ({there})")
    return array


def idx(path: Path) -> Dataset:
    """An IDX file, gzipped or not; a memory map if it is not."""
    return Dataset(str(path), read_idx(path))


TEXT = [ending + zipped for zipped in ("", ".gz") for ending in (".csv", ".tsv", ".txt")]
READERS: dict[str, Reader] = {
    ".npy": npy,
    ".npz": npz,
    **dict.fromkeys(TEXT, csv),
    ".xlsx": excel,
    ".parquet": parquet,
    ".zip": archive,
    **dict.fromkeys(SUFFIXES, image),
}
"""The functions that read files, by the endings of their names."""
KINDS = {
    "an array": ".npy, .npz, IDX (-ubyte or .idx, also with .gz)",
    "a table": f"{', '.join(TEXT)}, .xlsx, .parquet",
    "images": "a folder or .zip of them, flat or with one subfolder per class",
    "an image": ", ".join(SUFFIXES),
}
"""What may be read, and from what."""


def reader(path: Path) -> Reader:
    """The function that reads the file at `path`.

    Raises
    ------
    ValueError
        If its name has none of the endings that can be read.
    """
    if is_idx(path):
        return idx
    name = path.name.lower()
    for ending, read in READERS.items():
        if name.endswith(ending):
            return read
    known = "; ".join(f"{what} ({how})" for what, how in KINDS.items())
    raise ValueError(f"{path} is of no type that can be read: give {known}")
