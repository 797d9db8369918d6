"""Shards: files that are alike, named by a pattern, ``shards/*.parquet``."""

import glob
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from codings.data.writing import ending_of

OPTIONS = re.compile(r":[^:/\\]*=[^:]*$")  # behind a pattern, as behind any source


class Shard(NamedTuple):
    """A file of rows; `source` is it as `codings.data.load` takes it."""

    path: Path
    source: str

    @property
    def state(self) -> list[int]:
        """Size in bytes, and when it was written, in ns: what tells it from what it was."""
        about = self.path.stat()
        return [about.st_size, about.st_mtime_ns]


def is_pattern(source: str) -> bool:
    """Whether it names shards, and no file, folder or set."""
    return glob.has_magic(_split(source)[0]) and not os.path.exists(_split(source)[0])


def find_shards(source: str) -> list[Shard]:
    """The files of a pattern, with the options behind it, in the order of their names.

    Raises ValueError if there is none, or two have the same name in different folders.
    """
    pattern, options = _split(source)
    found = [Path(name) for name in sorted(glob.glob(pattern, recursive=True)) if os.path.isfile(name)]
    if not found:
        raise ValueError(
            f"no file is named like {pattern}: put the pattern in quotes, as in 'shards/*.parquet'."
        )
    by_name: dict[str, Path] = {}
    for path in found:
        other = by_name.setdefault(path.name, path)
        if other is not path:
            raise ValueError(f"{other} and {path} would be the same part: do one folder after the other.")
    return [Shard(path, f"{path}{options}") for path in found]


def part_names(shards: Sequence[Shard], ending: str | None) -> list[str]:
    """The names of the parts: those of the shards, with another ending where one is given.

    Raises ValueError if two are the same, or an ending can be read but not written.
    """
    names = [_part_name(shard.path, ending) for shard in shards]
    if len({*names}) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(
            f"two shards would be the part {twice}: give them names that differ before the ending."
        )
    return names


def _part_name(path: Path, ending: str | None) -> str:
    own = ending_of(path)
    if not own and ending is None:
        raise ValueError(
            f"parts cannot be written as {path.name} ends: choose with --ending, .parquet for instance."
        )
    stem = path.name[: -len(own)] if own else path.name.partition(".")[0]
    return f"{stem}{ending or own}"


def _split(source: str) -> tuple[str, str]:
    match = OPTIONS.search(source)
    return (source[: match.start()], match[0]) if match else (source, "")
