"""Images: a folder of them, flat or with one subfolder per class, a .zip, or a single file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from codings.data.attempts import Attempts
from codings.data.collection import Collection, Picture, in_folder, in_zip, one_file
from codings.data.dataset import Dataset
from codings.data.decoder import (
    GREY,
    SIXTEEN_BITS,
    UPPER_BITS,
    Header,
    decoded,
    decoded_bits,
    header,
    usual_bits,
)
from codings.data.memmap import BLOCK_BYTES, release
from codings.data.options import Size
from codings.data.scratch import room

ON_ERROR = ("raise", "skip")


def folder(
    path: Path,
    size: Size | None = None,
    channels: int | None = None,
    part: str | None = None,
    bits: int | None = None,
    on_error: str = "raise",
) -> Dataset:
    """All images of a folder, by the natural order of their names; all are decoded before any is returned.

    X is (n, height, width) if all are grey, and (n, height, width, 3) otherwise; uint8. Images in subfolders
    are labelled by these. Transparency becomes white; a camera's rotation flag is obeyed; of an animation, or
    of several pages, the first picture counts. Links are followed. What was passed over is said in the data's
    `notes`. Beyond 1 GiB, or the `memory` that `codings.data.load` was given, X is a memory map of a file in
    TMPDIR, or /var/tmp, which is removed with the array or at the end of the program.

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
        How many bits grey images of 16 bits have in use: 12 of many cameras and scanners. Of those in colour
        the upper 8 bits are read.
    on_error : "raise" or "skip"
        Whether images that are broken, or have gone since the folder was listed, are an error that names all
        of them, or are left out, and counted in `notes`.

    Raises
    ------
    ValueError
        If there are no images, if any are broken (all of these are named) and are not skipped, if their sizes
        differ and `size` is not given, or if images of 16 bits are nearly black and `bits` is not given.
    """
    return _dataset(path, in_folder(path, part), size, channels, bits, on_error)


def archive(
    path: Path,
    size: Size | None = None,
    channels: int | None = None,
    part: str | None = None,
    bits: int | None = None,
    on_error: str = "raise",
) -> Dataset:
    """All images of a .zip, which is not unpacked; as `folder`. Folders that hold all of it do not count."""
    return _dataset(path, in_zip(path, part), size, channels, bits, on_error)


def image(
    path: Path, size: Size | None = None, channels: int | None = None, bits: int | None = None
) -> Dataset:
    """A single image; as `folder`. X is (1, height, width) or (1, height, width, 3)."""
    return _dataset(path, one_file(path), size, channels, bits)


def _dataset(
    path: Path,
    collection: Collection,
    size: Size | None,
    channels: int | None,
    bits: int | None,
    on_error: str = "raise",
) -> Dataset:
    if channels not in (None, 1, 3):
        raise ValueError(f"{path} can be read with channels=1 (grey) or channels=3 (RGB), not {channels}")
    size = None if size is None else Size.of(size)
    if size is not None and min(size) < 1:
        raise ValueError(f"{path} cannot be scaled to {size} pixels: give a size of at least 1")
    if bits is not None and not 8 <= bits <= 16:
        raise ValueError(f"{path} can be read with bits=8 to bits=16, not {bits}")
    if on_error not in ON_ERROR:
        raise ValueError(f"{path} can be read with on_error=raise or on_error=skip, not {on_error}")
    attempts = Attempts(path, collection.pictures, skip=on_error == "skip")
    headers = _headers(attempts)
    pictures = [collection.pictures[i] for i in headers]
    seen = list(headers.values())
    width, height = size or _common([(h.width, h.height) for h in seen], pictures, path)
    grey = channels == 1 if channels else all(h.mode in GREY for h in seen)
    _refuse_upper_bits(attempts, headers, bits)
    if bits is None:
        bits = _bits(attempts, headers)
    X, kept = _decoded(attempts, list(headers), (height, width), grey, size, bits)
    y = None if collection.y is None else collection.y[kept]
    found = [*collection.found, *_several(seen), *attempts.skipped()]
    count = "1 image" if len(X) == 1 else f"{len(X):,} images"
    notes = (f"{path}: {count}; {'; '.join(found)}",) if found else ()
    return Dataset(str(path), X, y, collection.classes, notes=notes)


def _headers(attempts: Attempts) -> dict[int, Header]:
    """By the numbers of their pictures."""
    pictures = attempts.pictures
    try:
        return attempts.each(lambda i: header(pictures[i]))
    except ValueError:  # other files may be broken beyond their headers: name all of them at once
        attempts.each(lambda i: decoded(pictures[i], "RGB", None, 16))
        raise


def _decoded(
    attempts: Attempts, chosen: list[int], sides: tuple[int, int], grey: bool, size: Size | None, bits: int
) -> tuple[np.ndarray, list[int]]:
    """The images with these numbers, (n, height, width) or (n, height, width, 3), and the numbers of these n.

    Where some cannot be decoded, and are skipped, those that follow move up.
    """
    X = room((len(chosen), *sides) if grey else (len(chosen), *sides, 3))
    places = {i: place for place, i in enumerate(chosen)}
    often = max(1, BLOCK_BYTES // X[0].nbytes)

    def decode(i: int) -> None:
        X[places[i]] = decoded(attempts.pictures[i], "L" if grey else "RGB", size, bits)
        if places[i] % often == 0:
            release(X)

    kept = list(attempts.each(decode, chosen))
    release(X)
    if len(kept) == len(chosen):
        return X, kept
    for place, i in enumerate(kept):
        X[place] = X[places[i]]
        if place % often == 0:
            release(X)
    return X[: len(kept)], kept


def _several(headers: list[Header]) -> list[str]:
    """How many pictures are left out that lie in files of several."""
    files = [h.frames for h in headers if h.frames > 1]
    left = sum(files) - len(files)
    if not files:
        return []
    those = "a file holds" if len(files) == 1 else f"{len(files):,} files hold"
    return [f"{those} several pictures, of which the first was taken and {left:,} left out"]


def _refuse_upper_bits(attempts: Attempts, headers: dict[int, Header], bits: int | None) -> None:
    """Raises ValueError if images of which 8 bits of 16 are read would come out nearly black."""
    deep = [i for i, h in headers.items() if h.mode in UPPER_BITS]
    if not deep or bits == 16:
        return
    most = bits or max(attempts.each(lambda i: decoded_bits(attempts.pictures[i]), deep).values())
    if bits or usual_bits(most) < 16:
        raise ValueError(
            f"{attempts.path} has images of 16 bits in colour, or with transparency, of which the upper 8 "
            f"bits are read, but {most} of 16 are in use: write them with 8 bits, or say bits=16 if they are "
            "as dark as that"
        )


def _bits(attempts: Attempts, headers: dict[int, Header]) -> int:
    """16, unless pictures of 16 bits would come out nearly black: then it raises ValueError."""
    deep = [i for i, h in headers.items() if h.mode in SIXTEEN_BITS]
    if not deep:
        return 16
    most = max(attempts.each(lambda i: decoded_bits(attempts.pictures[i]), deep).values())
    usual = usual_bits(most)
    if most and usual < 16:
        raise ValueError(
            f"{attempts.path} has grey images of 16 bits, of which {most} are in use at most, so that they "
            f"would come out nearly black: say bits={usual}, or bits=16 if they are as dark as that"
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
