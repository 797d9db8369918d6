"""`load`: data by the name of a set, or by the path of a file or folder."""

import difflib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from codings.data import published
from codings.data.dataset import Dataset
from codings.data.files import reader
from codings.data.folder import folder
from codings.data.memmap import allow, is_mapped
from codings.data.memory import check_fits, in_bytes, limited
from codings.data.mixtures import grid, ring
from codings.data.options import bind, defaults, parse
from codings.data.sprite_images import sprites
from codings.data.tables import FOR_TABLES
from codings.logger import logger


@dataclass(frozen=True)
class Source:
    """A named data set, and where it comes from."""

    name: str
    description: str
    read: Callable[..., Dataset]
    place: str | None = None

    @property
    def options(self) -> dict[str, Any]:
        """The options that it takes, and their defaults."""
        return defaults(self.read)

    def origin(self) -> str:
        """Where `load` would take it from now, in words; neither reads it nor loads a framework."""
        return self.place or published.origin(self.name)


_ALL = (
    Source("digits", "1,797 handwritten digits, 8 x 8, grey", published.digits, "bundled with scikit-learn"),
    Source(
        "sprites", "any number of shapes, any size, grey or RGB, all factors known", sprites, "drawn here"
    ),
    Source("ring", "8 Gaussians on a circle in the plane", ring, "drawn here"),
    Source("grid", "25 Gaussians on a grid in the plane", grid, "drawn here"),
    Source("fashion-mnist", "70,000 pieces of clothing, 28 x 28, grey", published.fashion_mnist),
    Source("mnist", "70,000 handwritten digits, 28 x 28, grey", published.mnist),
    Source("cifar10", "60,000 photographs of ten kinds of things, 32 x 32, RGB", published.cifar10),
)
SOURCES: dict[str, Source] = {source.name: source for source in _ALL}
PREFIX = "set:"
"""Before the name of a set, where a file or folder has the same name."""


REGULAR = "give a regular file or a folder, and write what comes from a program into one first"


def load(source: str | os.PathLike[str], *, memory: int | str | None = None, **options: Any) -> Dataset:
    """Read a data set.

    Parameters
    ----------
    source : str or path
        The name of one of `SOURCES`, or the path of a folder of images or of a file: an array, a table, an
        image or a .zip of images; `codings.data.files.READERS` has the endings. Text may add options after
        a colon: ``"sprites:n=5000,size=64"``, ``"flowers.csv:label=species"``. A path which exists just as
        written is never split at a colon; of several colons, the last one counts before which there is
        something. Where a name is that of a file or folder here as well, write ``./digits`` for that, and
        ``set:digits`` for the named set.
    memory : int or text, optional
        How much the data may take, in bytes or as in ``"500MiB"``, ``"2GiB"``; in text it is an option like
        any other, ``"photos:memory=1GiB"``. Images and the arrays of .npz files that take more are unpacked
        into a temporary file, and mapped, and models train on what is mapped without bringing more of it into
        memory. A .npy file is always mapped. Tables, and sets that are drawn, cannot be, and are refused.
    **options
        Those of that source; these go before those in `source`.

    Returns
    -------
    Dataset
        A table's `X` is a DataFrame with the file's columns, any other an array. `notes` says what the
        reader had to decide; so does the logger ``codings``.

    Raises
    ------
    ValueError
        If there is no such set, file or folder, if both are meant, if it cannot be read, is a pipe or a
        device, takes more than `memory`, or if it has no such option.
    """
    named = isinstance(source, str) and source.startswith(PREFIX)
    if isinstance(source, str):
        source, given = _split(source.removeprefix(PREFIX) if named else source, named)
        memory = given.pop("memory", None) if memory is None else memory
        options = given | options
    most = None if memory is None else in_bytes(memory)
    with limited(most):
        data = _read(source, named, options)
        _check_memory(data)
    if most is not None and isinstance(data.X, np.ndarray):
        allow(data.X, most)
    for said in data.notes:
        logger.info(said)
    return data


def _read(source: str | os.PathLike[str], named: bool, options: dict[str, Any]) -> Dataset:
    if isinstance(source, str) and source in SOURCES:
        if not named:
            _check_unique(source)
        read = SOURCES[source].read
        return read(**bind(read, options, source))
    if named or not os.path.exists(source):
        raise ValueError(_unknown(source))
    path = Path(source)
    if not (path.is_dir() or path.is_file()):
        raise ValueError(f"{path} is a pipe or a device, which can be read only once: {REGULAR}")
    read = folder if path.is_dir() else reader(path)
    return read(path, **bind(read, options, str(path)))


def _check_memory(data: Dataset) -> None:
    X = data.X
    if not isinstance(X, np.ndarray):
        check_fits(data.name, int(X.memory_usage().to_numpy().sum()), FOR_TABLES)
    elif not is_mapped(X):
        check_fits(data.name, X.nbytes, "write it to a .npy file, which is read from the disk")


def with_options(source: str, **options: str | None) -> str:
    """`source`, as `load` takes it, with these options after its colon, in the place of the same ones there.

    Those that are None are left as they are.
    """
    new = {name: value for name, value in options.items() if value is not None}
    if not new:
        return source
    prefix = PREFIX if source.startswith(PREFIX) else ""
    name, known = _split(source.removeprefix(PREFIX), bool(prefix))
    written = (f'{k}="{v}"' if "," in v else f"{k}={v}" for k, v in (known | new).items())
    return f"{prefix}{name}:{','.join(written)}"


def address(source: str | os.PathLike[str]) -> str:
    """`source`, as `load` takes it, for any working folder: a path in it is absolute."""
    text = os.fspath(source)
    name = source if not isinstance(source, str) or text.startswith(PREFIX) else _split(text, False)[0]
    if text.startswith(PREFIX) or name in SOURCES or not os.path.exists(name):
        return text
    return os.path.abspath(name) + text[len(os.fspath(name)) :]


def _split(source: str, named: bool) -> tuple[str, dict[str, Any]]:
    """What stands before the colon, and the options behind it."""
    if source in SOURCES or (os.path.exists(source) and not named):
        return source, {}
    # A colon before a slash belongs to a drive's letter or to an address.
    colons = [match.start() for match in re.finditer(r"(?<=.):(?![\\/])", source, flags=re.DOTALL)]
    if not colons:
        return source, {}
    there = [i for i in colons if source[:i] in SOURCES or (os.path.exists(source[:i]) and not named)]
    colon = there[-1] if there else colons[0]
    name = source[:colon]
    return name, parse(source[colon + 1 :], name)


def _check_unique(name: str) -> None:
    """Raises ValueError if a file or folder here has the name of a set, unless the set is read from it."""
    if os.path.exists(name) and os.path.realpath(name) != os.path.realpath(SOURCES[name].origin()):
        raise ValueError(
            f"{name!r} is a named set, and there is {'a folder' if os.path.isdir(name) else 'a file'} of "
            f"that name here: write ./{name} for what is here, or {PREFIX}{name} for the named set"
        )


def _unknown(source: str | os.PathLike[str]) -> str:
    """What to say of a source that is neither a named set nor a path that exists."""
    text = os.fspath(source)
    if text == "-":
        return f"- would be standard input, which is no file: {REGULAR}"
    if not isinstance(source, str) or Path(text).name != text or Path(text).suffix:
        return f"no such file or folder: {text}"
    near = difflib.get_close_matches(text.lower(), SOURCES, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return (
        f"unknown data {text!r}: {hint}The named sets are {', '.join(SOURCES)}; "
        "anything else must be the path of a file or folder that exists"
    )
