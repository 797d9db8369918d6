"""A folder of images, flat or with one subfolder per class."""

from __future__ import annotations

import contextlib
import math
import os
import re
import shutil
import tempfile
import weakref
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from codings.data.dataset import Dataset

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
SIXTEEN_BITS = ("I", "I;16", "I;16B", "I;16L", "I;16N")
GREY = ("1", "L", "LA", *SIXTEEN_BITS)
MEMORY_BYTES = 2**30

T = TypeVar("T")


def folder(path: Path, size: int | None = None, channels: int | None = None) -> Dataset:
    """All images of a folder, by the natural order of their names; all are decoded before any is returned.

    X is (n, height, width) if all are grey, and (n, height, width, 3) otherwise; uint8. Images in subfolders
    are labelled by these. Transparency becomes white; a camera's rotation flag is obeyed; of an animation the
    first picture counts. Beyond 1 GiB, X is a memory map of a file in the temporary folder (TMPDIR), which is
    removed with the array or at the end of the program.

    Parameters
    ----------
    size : int, optional
        The images' new height and width: the short side is scaled to it, and the middle is cut out.
    channels : 1 or 3, optional
        Grey or RGB, whatever the images are.

    Raises
    ------
    ValueError
        If there are no images, if any are broken (all of these are named), or if their sizes differ
        and `size` is not given.
    """
    if channels not in (None, 1, 3):
        raise ValueError(f"{path} can be read with channels=1 (grey) or channels=3 (RGB), not {channels}")
    if size is not None and size < 1:
        raise ValueError(f"{path} cannot be scaled to {size} pixels: give a size of at least 1")
    files, y, classes = _find(path)
    try:
        headers = _each(lambda i: _header(files[i]), files, path)
    except ValueError:  # other files may be broken beyond their headers: name all of them at once
        _each(lambda i: _decode(files[i], "RGB", None), files, path)
        raise
    width, height = (size, size) if size else _common([header[0] for header in headers], files, path)
    grey = channels == 1 if channels else all(mode in GREY for _, mode in headers)
    X = _empty((len(files), height, width) if grey else (len(files), height, width, 3))

    def decode(i: int) -> None:
        X[i] = _decode(files[i], "L" if grey else "RGB", size)

    _each(decode, files, path)
    return Dataset(str(path), X, y, classes)


def _find(path: Path) -> tuple[list[Path], np.ndarray | None, tuple[str, ...]]:
    """The images' files in order, and their labels, (n,), if they lie in subfolders."""
    try:
        flat = _images(path, path.iterdir())
        subfolders = sorted(entry for entry in path.iterdir() if entry.is_dir())
        found = {sub.name: _images(path, sub.rglob("*")) for sub in subfolders}
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error}") from error
    found = {name: files for name, files in found.items() if files}
    if flat and found:
        raise ValueError(
            f"{path} has images beside its subfolders ({flat[0].name} beside {next(iter(found))}): "
            "put all of them into subfolders, one per class, or none"
        )
    if not flat and not found:
        raise ValueError(f"{path} has no images: those that can be read are {', '.join(SUFFIXES)}")
    if flat:
        return flat, None, ()
    y = np.repeat(np.arange(len(found), dtype=np.int64), [len(files) for files in found.values()])
    return [file for files in found.values() for file in files], y, tuple(found)


def _images(root: Path, entries: Iterable[Path]) -> list[Path]:
    """The images among the entries in natural order: 2.png before 10.png; hidden files do not count."""
    names = (entry.relative_to(root) for entry in entries if entry.suffix.lower() in SUFFIXES)
    visible = [name for name in names if not any(part.startswith(".") for part in name.parts)]
    return [root / name for name in sorted(visible, key=_natural) if (root / name).is_file()]


def _natural(name: Path) -> tuple[list[str | int], str]:
    parts = re.split(r"(\d+)", name.as_posix())
    return [int(part) if part.isdecimal() else part.lower() for part in parts], name.as_posix()


def _each(function: Callable[[int], T], files: list[Path], path: Path) -> list[T]:
    """`function` of each file's index, in threads; one error names every file for which it failed."""

    def attempt(i: int) -> tuple[list[T], list[str]]:
        try:
            return [function(i)], []
        except Exception as error:  # Pillow's decoders raise almost anything on broken files
            what = "not an image" if type(error).__name__ == "UnidentifiedImageError" else str(error)
            return [], [f"{files[i].relative_to(path)} ({what})"]

    with ThreadPoolExecutor() as pool:
        results = list(pool.map(attempt, range(len(files))))
    broken = [fault for _, faults in results for fault in faults]
    if broken:
        raise ValueError(f"{path} has broken images, to be removed or replaced: {', '.join(broken)}")
    return [value for values, _ in results for value in values]


def _header(file: Path) -> tuple[tuple[int, int], str]:
    """Width and height, and Pillow's mode, without decoding the image."""
    from PIL import Image

    with Image.open(file) as image:
        width, height = image.size
        turned = _from_camera(image) and image.getexif().get(0x0112, 1) >= 5
        mode = "L" if image.mode == "LA" else image.mode
    return ((height, width) if turned else (width, height)), mode


def _decode(file: Path, mode: str, size: int | None) -> np.ndarray:
    """The image in mode L or RGB, (height, width) or (height, width, 3), uint8."""
    from PIL import Image, ImageOps

    with Image.open(file) as opened:
        opened.load()
        upright = ImageOps.exif_transpose(opened) if _from_camera(opened) else opened
        image = _opaque(upright).convert(mode)
    if size is not None:
        image = ImageOps.fit(image, (size, size), method=Image.Resampling.LANCZOS)
    return np.asarray(image)


def _from_camera(image: Image) -> bool:
    # Other formats may keep the flag after the pixels, where only decoding finds it.
    return image.format in ("JPEG", "MPO")


def _opaque(image: Image) -> Image:
    """The image in eight bits and upon white."""
    from PIL import Image as pillow

    if image.mode == "F":
        raise ValueError("its pixels are floating-point numbers")
    if image.mode in SIXTEEN_BITS:  # convert would cut off all above 255
        return pillow.fromarray((np.clip(np.asarray(image), 0, 65535) // 256).astype(np.uint8))
    if not image.has_transparency_data:
        return image
    white = pillow.new("RGBA", image.size, "white")
    white.alpha_composite(image.convert("RGBA"))
    return white


def _common(sizes: list[tuple[int, int]], files: list[Path], path: Path) -> tuple[int, int]:
    """The one width and height of all images."""
    (size, count), *others = Counter(sizes).most_common()
    if not others:
        return size
    other, file = next((each, file) for each, file in zip(sizes, files, strict=True) if each != size)
    raise ValueError(
        f"{path} has images of {len(others) + 1} sizes: {count} of {size[0]}x{size[1]}, and "
        f"{len(sizes) - count} of others, such as {file.relative_to(path)} of {other[0]}x{other[1]}: "
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
