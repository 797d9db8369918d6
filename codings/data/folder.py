"""Images: a folder of them, flat or with one subfolder per class, a .zip, or a single file."""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import tempfile
import weakref
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np

from codings.data.collection import Collection, Picture, in_folder, in_zip, one_file
from codings.data.dataset import Dataset
from codings.data.decoder import GREY, SIXTEEN_BITS, Header, decoded, decoded_bits, header
from codings.data.options import Size

MEMORY_BYTES = 2**30
LEAST_BITS = 12  # of 16: with fewer in use, an image would come out nearly black

T = TypeVar("T")


def folder(
    path: Path,
    size: Size | None = None,
    channels: int | None = None,
    part: str | None = None,
    bits: int | None = None,
) -> Dataset:
    """All images of a folder, by the natural order of their names; all are decoded before any is returned.

    X is (n, height, width) if all are grey, and (n, height, width, 3) otherwise; uint8. Images in subfolders
    are labelled by these. Transparency becomes white; a camera's rotation flag is obeyed; of an animation, or
    of several pages, the first picture counts. Links are followed. What was passed over is said in the data's
    `notes`. Beyond 1 GiB, X is a memory map of a file in the temporary folder (TMPDIR), which is removed with
    the array or at the end of the program.

    Parameters
    ----------
    size : int or text, optional
        The new size in pixels, width x height as in ``"64x48"``; one number means a square. Images are
        scaled until they cover it, and the middle is cut out.
    channels : 1 or 3, optional
        Grey or RGB, whatever the images are.
    part : str, optional
        The subfolder to read. Where subfolders are called train, test and so on, they are no classes but
        parts, and train is taken.
    bits : int, optional
        How many bits grey images of 16 bits have in use: 12 of many cameras and scanners.

    Raises
    ------
    ValueError
        If there are no images, if any are broken (all of these are named), if their sizes differ and `size`
        is not given, or if images of 16 bits are nearly black and `bits` is not given.
    """
    return _dataset(path, in_folder(path, part), size, channels, bits)


def archive(
    path: Path,
    size: Size | None = None,
    channels: int | None = None,
    part: str | None = None,
    bits: int | None = None,
) -> Dataset:
    """All images of a .zip, which is not unpacked; as `folder`. Folders that hold all of it do not count."""
    return _dataset(path, in_zip(path, part), size, channels, bits)


def image(
    path: Path, size: Size | None = None, channels: int | None = None, bits: int | None = None
) -> Dataset:
    """A single image; as `folder`. X is (1, height, width) or (1, height, width, 3)."""
    return _dataset(path, one_file(path), size, channels, bits)


def _dataset(
    path: Path, collection: Collection, size: Size | None, channels: int | None, bits: int | None
) -> Dataset:
    if channels not in (None, 1, 3):
        raise ValueError(f"{path} can be read with channels=1 (grey) or channels=3 (RGB), not {channels}")
    size = None if size is None else Size.of(size)
    if size is not None and min(size) < 1:
        raise ValueError(f"{path} cannot be scaled to {size} pixels: give a size of at least 1")
    if bits is not None and not 8 <= bits <= 16:
        raise ValueError(f"{path} can be read with bits=8 to bits=16, not {bits}")
    pictures, y, classes, found = collection
    headers = _headers(path, pictures)
    width, height = size or _common([(h.width, h.height) for h in headers], pictures, path)
    grey = channels == 1 if channels else all(h.mode in GREY for h in headers)
    if bits is None:
        bits = _bits(path, pictures, headers)
    X = _empty((len(pictures), height, width) if grey else (len(pictures), height, width, 3))

    def decode(i: int) -> None:
        X[i] = decoded(pictures[i], "L" if grey else "RGB", size, bits)

    _each(decode, pictures, path)
    found = [*found, *_several(headers)]
    count = "1 image" if len(X) == 1 else f"{len(X):,} images"
    notes = (f"{path}: {count}; {'; '.join(found)}",) if found else ()
    return Dataset(str(path), X, y, classes, notes=notes)


def _headers(path: Path, pictures: list[Picture]) -> list[Header]:
    try:
        return _each(lambda i: header(pictures[i]), pictures, path)
    except ValueError:  # other files may be broken beyond their headers: name all of them at once
        _each(lambda i: decoded(pictures[i], "RGB", None, 16), pictures, path)
        raise


def _each(function: Callable[[int], T], pictures: list[Picture], path: Path) -> list[T]:
    """`function` of each picture's index, in threads; one error names every file for which it failed."""

    def attempt(i: int) -> tuple[list[T], list[str]]:
        try:
            return [function(i)], []
        except Exception as error:  # Pillow's decoders raise almost anything on broken files
            what = "not an image" if type(error).__name__ == "UnidentifiedImageError" else str(error)
            return [], [f"{pictures[i].name} ({what})"]

    with ThreadPoolExecutor() as pool:
        results = list(pool.map(attempt, range(len(pictures))))
    broken = [fault for _, faults in results for fault in faults]
    if broken:
        raise ValueError(f"{path} has broken images, to be removed or replaced: {', '.join(broken)}")
    return [value for values, _ in results for value in values]


def _several(headers: list[Header]) -> list[str]:
    """How many pictures are left out that lie in files of several."""
    files = [h.frames for h in headers if h.frames > 1]
    left = sum(files) - len(files)
    if not files:
        return []
    those = "a file holds" if len(files) == 1 else f"{len(files):,} files hold"
    return [f"{those} several pictures, of which the first was taken and {left:,} left out"]


def _bits(path: Path, pictures: list[Picture], headers: list[Header]) -> int:
    """16, unless pictures of 16 bits would come out nearly black: then it raises ValueError."""
    deep = [picture for picture, h in zip(pictures, headers, strict=True) if h.mode in SIXTEEN_BITS]
    if not deep:
        return 16
    most = max(_each(lambda i: decoded_bits(deep[i]), deep, path))
    if 0 < most <= LEAST_BITS:
        usual = next(bits for bits in (8, 10, 12) if bits >= most)
        raise ValueError(
            f"{path} has grey images of 16 bits, of which {most} are in use at most, so that they would come "
            f"out nearly black: say bits={usual}, or bits=16 if they are as dark as that"
        )
    return 16


def _common(sizes: list[tuple[int, int]], pictures: list[Picture], path: Path) -> tuple[int, int]:
    """The one width and height of all images."""
    (size, count), *others = Counter(sizes).most_common()
    if not others:
        return size
    other, file = next((each, p.name) for each, p in zip(sizes, pictures, strict=True) if each != size)
    raise ValueError(
        f"{path} has images of {len(others) + 1} sizes: {count} of {size[0]}x{size[1]}, and "
        f"{len(sizes) - count} of others, such as {file} of {other[0]}x{other[1]}: "
        f'scale them with the option size, as in "{path}:size={min(size)}"'
    )


def _empty(shape: tuple[int, ...]) -> np.ndarray:
    """An array of uint8 to fill: in memory, or mapped to a temporary file if it is large."""
    nbytes = math.prod(shape)
    if nbytes <= MEMORY_BYTES:
        return np.empty(shape, np.uint8)
    place = tempfile.gettempdir()
    if shutil.disk_usage(place).free < nbytes:
        raise ValueError(
            f"{nbytes / 2**30:.1f} GiB of decoded images do not fit into {place}: "
            "set TMPDIR to a folder with more space, or give a smaller size"
        )
    # The file has a name because joblib's workers open a memory map by it.
    with tempfile.NamedTemporaryFile(prefix="codings-", suffix=".u8", delete=False) as file:
        X = np.memmap(file, np.uint8, "w+", shape=shape)
    weakref.finalize(X, _remove, file.name)
    return X


def _remove(name: str) -> None:
    with contextlib.suppress(OSError):  # Windows keeps a file that is still mapped
        os.unlink(name)
