"""Room for arrays: in memory, or in a temporary file that is mapped, if they are large."""

import contextlib
import math
import os
import re
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import IO

import numpy as np

from codings.data.memmap import release
from codings.data.memory import MAPPED_BEYOND, in_words, limit

PREFIX, SUFFIX = "codings-", ".map"
NAMED_BY = ("TMPDIR", "TEMP", "TMP")
READ_BYTES = 2**18  # at a time from a stream, which holds them once more
FOR_LARGE = "/var/tmp"  # /tmp is in memory itself on many systems


def room(shape: tuple[int, ...], dtype: np.dtype | type = np.uint8) -> np.ndarray:
    """An array to fill: beyond the limit of memory, or 1 GiB, it is mapped to a temporary file.

    The file lies in TMPDIR, or else in /var/tmp, and is removed with the array or at the end of the program.
    What a program that was killed has left there is removed as well.

    Raises ValueError if there is no room on the disk.
    """
    nbytes = math.prod(shape) * np.dtype(dtype).itemsize
    most = limit()
    if nbytes <= (MAPPED_BEYOND if most is None else most):
        return np.empty(shape, dtype)
    place = _place()
    _clear(place)
    if shutil.disk_usage(place).free < nbytes:
        raise ValueError(
            f"{in_words(nbytes)} of data do not fit into {place}: set TMPDIR to a folder with more space, or "
            "read less, such as smaller images"
        )
    return _mapped(place, shape, np.dtype(dtype), nbytes)


def fill(X: np.ndarray, stream: IO[bytes]) -> None:
    """Reads the contiguous array `X` from a stream, in flat memory; raises EOFError if that ends before."""
    content = X.reshape(-1).view(np.uint8).data
    for start in range(0, len(content), READ_BYTES):
        block = content[start : start + READ_BYTES]
        while block:
            many = stream.readinto(block)  # type: ignore[attr-defined]
            if not many:
                raise EOFError("it ends before the array does")
            block = block[many:]
        release(X)


def _mapped(place: str, shape: tuple[int, ...], dtype: np.dtype, nbytes: int) -> np.ndarray:
    # The file has a name because joblib's workers open a memory map by it.
    prefix = f"{PREFIX}{os.getpid()}-"
    with tempfile.NamedTemporaryFile(prefix=prefix, suffix=SUFFIX, dir=place, delete=False) as file:
        try:
            if hasattr(os, "posix_fallocate"):  # else a disk that fills up would end the process
                os.posix_fallocate(file.fileno(), 0, nbytes)
            X = np.memmap(file, dtype, "r+", shape=shape)
        except BaseException:
            _remove(file.name)
            raise
    weakref.finalize(X, _remove, file.name)
    return X


def _place() -> str:
    named = (os.environ[name] for name in NAMED_BY if os.environ.get(name))
    return next(named, FOR_LARGE if os.access(FOR_LARGE, os.W_OK) else tempfile.gettempdir())


def _clear(place: str) -> None:
    import psutil

    for path in Path(place).glob(f"{PREFIX}*{SUFFIX}"):
        match = re.match(rf"{PREFIX}(\d+)-", path.name)
        if match is not None and not psutil.pid_exists(int(match[1])):
            _remove(str(path))


def _remove(name: str) -> None:
    with contextlib.suppress(OSError):  # Windows keeps a file that is still mapped
        os.unlink(name)
