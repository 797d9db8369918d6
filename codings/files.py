"""Files that are there whole or not at all."""

import csv
import errno
import json
import math
import os
import re
import secrets
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import numpy as np

REMEDY = "restore it, or train again"

Schema = TypeVar("Schema")

_writing: set[str] = set()  # names of the folders that this process is writing


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to: the file takes the place of `path` at the end, if nothing fails before.

    It lies on the disk by then. Whatever earlier writes of `path` left when they were killed is removed.
    """
    clear(path.parent, f".{path.name}-")
    with writing(path.parent, f".{path.name}-", path) as scratch:
        new = scratch / path.name
        yield new
        flush(new)
        os.replace(new, path)
    shutil.rmtree(scratch, ignore_errors=True)
    flush(path.parent)


@contextmanager
def naming(path: Path, scratch: Path | None = None) -> Iterator[None]:
    """An OSError within it names `path`, if it names no file, as of a full disk, or one in `scratch`."""
    try:
        yield
    except OSError as error:
        if error.filename is not None and not _lies_in(scratch, error.filename):
            raise
        why = error.strerror or " ".join(str(error).split())
        raise OSError(error.errno or errno.EIO, why, str(path)) from error


def _lies_in(folder: Path | None, name: str | bytes | int) -> bool:
    if folder is None or isinstance(name, int):
        return False
    path = Path(os.fsdecode(name))
    return path == folder or folder in path.parents


def in_words(error: BaseException) -> str:
    """What an error says, in one line: one of the system's as the file, and what is wrong with it."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return " ".join(str(error).split())


def in_shell(path: str | os.PathLike[str]) -> str:
    """A path as one types it in a command: quoted where it must be, and never an option."""
    name = os.fspath(path)
    name = f"./{name}" if name.startswith("-") else name
    return subprocess.list2cmdline([name]) if os.name == "nt" else shlex.quote(name)


@contextmanager
def writing(parent: Path, prefix: str, of: Path | None = None) -> Iterator[Path]:
    """A new folder in `parent`, which is removed if anything fails before the end.

    Its name says which process writes it: so `clear` knows what nobody is going to finish. An OSError within
    it names the file `of` which this is written, or else `parent`.
    """
    folder = parent / f"{prefix}{os.getpid()}-{secrets.token_hex(4)}"
    _writing.add(folder.name)
    try:
        with naming(of or parent, folder):
            folder.mkdir()
            yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        _writing.discard(folder.name)


def is_written(name: str, prefix: str) -> bool:
    """Whether this is the name of a folder that `writing` has made."""
    return _process(name, prefix) is not None


def clear(parent: Path, prefix: str, keep: str | None = None, old: str | None = None) -> None:
    """Removes folders of `writing` but for `keep`: `old`, and those that no process is writing any more."""
    for folder in list(parent.iterdir()):
        process = _process(folder.name, prefix)
        if process is not None and folder.name != keep and (folder.name == old or _is_over(folder, process)):
            shutil.rmtree(folder, ignore_errors=True)


def flush(path: Path) -> None:
    """Waits until a file, or a folder's list of its files, lies on the disk."""
    folder = path.is_dir()
    if folder and os.name == "nt":  # which has no such thing
        return
    descriptor = os.open(path, os.O_RDONLY if folder else os.O_RDWR)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some file systems have no such thing either
            raise
    finally:
        os.close(descriptor)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Writes `content`, whose numbers must be finite: JSON knows no others."""
    with replacing(path) as new:
        new.write_text(json.dumps(content, indent=2, allow_nan=False) + "\n", encoding="utf-8")


def read_json(path: Path, schema: Any = dict[str, Any], remedy: str = REMEDY) -> dict[str, Any]:
    """The JSON object in a file, with all its keys.

    Raises ValueError if there is none, or it holds NaN or infinity, or is not as `schema` has it; see
    `conforming`.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is damaged ({error}): {remedy}.") from error
    conforming(path, content, schema, remedy)
    return content


def conforming(path: Path, content: Any, schema: type[Schema], remedy: str = REMEDY) -> Schema:
    """What the file held as `schema` has it, a type that `msgspec` knows.

    Raises ValueError if something is missing, of another type or out of its range: the sentence says where.
    """
    import msgspec

    try:
        return msgspec.convert(content, schema)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        told = f"{where.strip('`').removeprefix('$.')}: {what}" if where else what
        raise ValueError(f"{path} is damaged ({told}): {remedy}.") from error


def write_history(path: Path, history: Mapping[str, np.ndarray]) -> None:
    """Writes a line an epoch, counted from 1, and a column for each of the arrays, (epochs,)."""
    columns = [history[name].tolist() for name in history]
    with replacing(path) as new, new.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["epoch", *history])
        lines.writerows([epoch, *values] for epoch, values in enumerate(zip(*columns, strict=True), 1))


def read_history(path: Path) -> dict[str, np.ndarray]:
    """The columns that `write_history` wrote, without the epochs' numbers; raises ValueError if damaged.

    A last line that does not end is of an epoch that was being added, and is left out.
    """
    try:
        whole, end, _ = path.read_text(encoding="utf-8").rpartition("\n")
        header, *lines = csv.reader(f"{whole}{end}".splitlines())
        values = np.array(lines, dtype=np.float64).reshape(len(lines), len(header))
    except ValueError as error:
        raise ValueError(f"{path} is damaged ({error}): {REMEDY}.") from error
    return {name: values[:, i] for i, name in enumerate(header) if name != "epoch"}


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"it holds {constant}, which is no number")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse(text)


def _process(name: str, prefix: str) -> int | None:
    """The number of the process that made a folder of that name by `writing`; None of any other name."""
    match = re.fullmatch(rf"{re.escape(prefix)}(\d+)-[0-9a-f]{{8}}", name)
    return int(match[1]) if match else None


def _is_over(folder: Path, process: int) -> bool:
    import psutil

    if process == os.getpid():  # it may have the number of one that was killed
        return folder.name not in _writing
    return not psutil.pid_exists(process)
