"""`load`: data by the name of a set, or by the path of a file or folder."""

import difflib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codings.data import published
from codings.data.dataset import Dataset
from codings.data.files import reader
from codings.data.folder import folder
from codings.data.mixtures import grid, ring
from codings.data.options import bind, defaults, parse
from codings.data.sprite_images import sprites
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


def load(source: str | os.PathLike[str], **options: Any) -> Dataset:
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
        If there is no such set, file or folder, if both are meant, if it cannot be read, or if it has no
        such option.
    """
    named = isinstance(source, str) and source.startswith(PREFIX)
    if isinstance(source, str):
        source, given = _split(source.removeprefix(PREFIX) if named else source, named)
        options = given | options
    if isinstance(source, str) and source in SOURCES:
        if not named:
            _check_unique(source)
        read = SOURCES[source].read
        return _noted(read(**bind(read, options, source)))
    if named or not os.path.exists(source):
        raise ValueError(_unknown(source))
    path = Path(source)
    read = folder if path.is_dir() else reader(path)
    return _noted(read(path, **bind(read, options, str(path))))


def _noted(data: Dataset) -> Dataset:
    for said in data.notes:
        logger.info(said)
    return data


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
    if not isinstance(source, str) or Path(text).name != text or Path(text).suffix:
        return f"no such file or folder: {text}"
    near = difflib.get_close_matches(text.lower(), SOURCES, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return (
        f"unknown data {text!r}: {hint}The named sets are {', '.join(SOURCES)}; "
        "anything else must be the path of a file or folder that exists"
    )
