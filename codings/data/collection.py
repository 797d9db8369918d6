"""Where images are found: in a folder, in a .zip, or in one file; in their order, and by class."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

import numpy as np

SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".jfif", ".jpe", ".bmp", ".dib", ".gif", ".webp", ".tif", ".tiff"),
    *(".ppm", ".pgm", ".pbm", ".pnm", ".jp2", ".tga"),
)
TRAIN = ("train", "training")
PARTS = (*TRAIN, "test", "testing", "val", "valid", "validation", "dev")


class Picture(NamedTuple):
    """A file by its name within the folder or .zip, and what opens it."""

    name: PurePosixPath
    open: Callable[[], IO[bytes]]


class Collection(NamedTuple):
    """Images in order, with their labels, (n,), and the labels' names where they lie in folders by class.

    `found` says what was decided, and what was passed over.
    """

    pictures: list[Picture]
    y: np.ndarray | None
    classes: tuple[str, ...]
    found: list[str]


def in_folder(path: Path, part: str | None = None) -> Collection:
    """The images of a folder, flat or with one subfolder per class; one that holds all others is no class."""
    try:
        files = list(_walk(path, PurePosixPath(), frozenset()))
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error}") from error
    return _collected(path, _within(_visible(files), 2, part), part)


def in_zip(path: Path, part: str | None = None) -> Collection:
    """The images of a .zip, which is not unpacked; folders that hold all of it do not count."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} cannot be read as a .zip file: {error}") from error
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    files = [Picture(PurePosixPath(e.filename.replace("\\", "/")), _unzipper(archive, e)) for e in entries]
    locked = next((entry.filename for entry in entries if entry.flag_bits & 1), None)
    if locked is not None:
        raise ValueError(f"{path} is locked by a password ({locked}): unpack it, and give the folder")
    return _collected(path, _within(_visible(files), 1, part), part)


def one_file(path: Path) -> Collection:
    """A single image."""
    return Collection([Picture(PurePosixPath(path.name), _opener(path))], None, (), [])


def _unzipper(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: io.BytesIO(archive.read(entry))


def _walk(path: Path, name: PurePosixPath, above: frozenset[str]) -> Iterator[Picture]:
    """All files below a folder, through links, but for links to a folder that they lie in."""
    above |= {os.path.realpath(path)}
    for entry in path.iterdir():
        inner = name / entry.name
        if entry.is_dir():
            if os.path.realpath(entry) not in above:
                yield from _walk(entry, inner, above)
        elif entry.is_file() or entry.is_symlink():  # a link that leads nowhere is named as broken
            yield Picture(inner, _opener(entry))


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: path.open("rb")


def _visible(files: list[Picture]) -> list[Picture]:
    """Those that no system has put there: nothing hidden, and nothing of __MACOSX."""
    hidden = re.compile(r"\..*|__MACOSX")
    return [file for file in files if not any(hidden.fullmatch(part) for part in file.name.parts)]


def _within(files: list[Picture], least: int, part: str | None) -> list[Picture]:
    """The files below the folders that hold all images, whose names keep `least` parts, and a `part`."""
    images = [file.name.parts for file in files if _is_image(file)]
    asked = () if part is None else (*PARTS, part.lower())
    depth = 0
    while images and min(map(len, images)) > depth + least and len({p[: depth + 1] for p in images}) == 1:
        if images[0][depth].lower() in asked:
            break
        depth += 1
    above = images[0][:depth] if images else ()
    return [
        file._replace(name=PurePosixPath(*file.name.parts[depth:]))
        for file in files
        if file.name.parts[:depth] == above
    ]


def _is_image(file: Picture) -> bool:
    return file.name.suffix.lower() in SUFFIXES


def _collected(path: Path, files: list[Picture], part: str | None) -> Collection:
    """The images among the files in natural order: 2.png before 10.png.

    Of folders that are all called train, test and so on, it takes that named `part`, or train.

    Raises
    ------
    ValueError
        If there are no images, some lie beside folders of others, there is no such part, or none is named
        where train is not there.
    """
    files, found = _part(path, files, part)
    pictures = sorted(filter(_is_image, files), key=lambda picture: _natural(picture.name))
    flat = [picture for picture in pictures if len(picture.name.parts) == 1]
    inner = [picture for picture in pictures if len(picture.name.parts) > 1]
    if flat and inner:
        raise ValueError(
            f"{path} has images beside its subfolders ({flat[0].name} beside {inner[0].name.parts[0]}): "
            "put all of them into subfolders, one per class, or none"
        )
    if not pictures:
        raise ValueError(f"{path} has no images{_others(files)}: those that can be read are {_endings()}")
    found += _passed_over(files)
    if flat:
        return Collection(flat, None, (), found)
    groups = {name: list(group) for name, group in groupby(inner, key=lambda picture: picture.name.parts[0])}
    y = np.repeat(np.arange(len(groups), dtype=np.int64), [len(group) for group in groups.values()])
    return Collection(inner, y, tuple(groups), found)


def _part(path: Path, files: list[Picture], part: str | None) -> tuple[list[Picture], list[str]]:
    """The files of one part, where the folders are parts of a data set rather than classes."""
    images = [file.name.parts for file in files if _is_image(file)]
    folders = sorted({parts[0] for parts in images if len(parts) > 1})
    found = []
    if part is None:
        whole = any(len(parts) == 1 for parts in images)
        trains = [folder for folder in folders if folder.lower() in TRAIN]
        if whole or len(folders) < 2 or any(f.lower() not in PARTS for f in folders):
            return files, []
        if not trains:
            raise ValueError(
                f"{path} has the parts {', '.join(folders)} of a data set, and none called train: say which "
                f"to read, as in part={folders[0]}"
            )
        part = trains[0]
        others = ", ".join(folder for folder in folders if folder != part)
        found = [f"the images of {part} taken (part= takes those of {others})"]
    if part not in folders:
        there = ", ".join(folders) or "none"
        raise ValueError(f"{path} has no folder {part!r} for part=: its folders with images are {there}")
    return [
        file._replace(name=file.name.relative_to(part)) for file in files if file.name.parts[0] == part
    ], found


def _natural(name: PurePosixPath) -> list[tuple[list[tuple[int, int, str]], str]]:
    """What puts 2 before 10, folder by folder."""

    def split(text: str) -> list[tuple[int, int, str]]:
        pieces = re.split(r"(\d+)", text)
        return [(0, int(p), "") if p.isdecimal() else (1, 0, p.lower()) for p in pieces if p]

    return [(split(part), part) for part in name.parts]


def _passed_over(files: list[Picture]) -> list[str]:
    """How many files are no images that can be read, by their endings."""
    others = Counter(file.name.suffix.lower() or "no ending" for file in files if not _is_image(file))
    if not others:
        return []
    count = others.total()
    kinds = ", ".join(f"{many} {ending}" for ending, many in others.most_common())
    return [
        f"{count} {'file that is no image' if count == 1 else 'files that are no images'} left out ({kinds})"
    ]


def _others(files: list[Picture]) -> str:
    names = sorted(str(file.name) for file in files)
    return f", but {names[0]}" + (" and others" if len(names) > 1 else "") if names else ""


def _endings() -> str:
    return ", ".join(SUFFIXES)
