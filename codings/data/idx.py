"""IDX, the format of MNIST's files: https://web.archive.org/web/20220509025752/http://yann.lecun.com/exdb/mnist/

Two zero bytes, a type code, the number of dimensions; each dimension as four bytes; then the values, in
big-endian order throughout.
"""

import math
import zlib
from pathlib import Path

import numpy as np

from codings.data.archives import Refusal, unzipped

TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def is_idx(path: Path) -> bool:
    """Whether the file's name is that of an IDX file: it ends in -ubyte or .idx, and .gz perhaps."""
    return path.name.lower().removesuffix(".gz").endswith(("-ubyte", ".idx"))


def read_idx(path: Path) -> np.ndarray:
    """The array of an IDX file, of any shape: a read-only memory map, or in memory if it is gzipped.

    Raises
    ------
    ValueError
        If the file is no IDX file, is corrupt, or is shorter or longer than its header says; or if it would
        unpack to more than 64 MiB and 100 times its size.
    """
    if path.name.lower().endswith(".gz"):
        content = _unzip(path)
        dtype, shape, offset = _header(path, content[:1024], len(content))
        values = np.frombuffer(content, dtype, offset=offset).reshape(shape)
        return values.astype(dtype.newbyteorder("="), copy=False)
    try:
        with path.open("rb") as file:
            start = file.read(1024)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error}") from error
    dtype, shape, offset = _header(path, start, path.stat().st_size)
    if math.prod(shape) == 0:  # nothing cannot be mapped
        return np.empty(shape, dtype)
    return np.memmap(path, dtype, "r", offset, shape)


def _unzip(path: Path) -> bytes:
    try:
        with path.open("rb") as packed:
            return unzipped(packed, "unzip it, so that it is read from the disk")
    except Refusal:
        raise
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{path} cannot be unzipped: {error}") from error


def _header(path: Path, start: bytes, length: int) -> tuple[np.dtype, tuple[int, ...], int]:
    """Type, shape and where the values begin, from the `start` of a content of `length` bytes."""
    if len(start) < 4 or start[:2] != b"\0\0" or start[2] not in TYPES:
        raise ValueError(f"{path} is no IDX file: it begins with the bytes {start[:4].hex(' ') or '(none)'}")
    dtype, ndim = np.dtype(TYPES[start[2]]), start[3]
    offset = 4 + 4 * ndim
    if len(start) < offset:
        raise ValueError(f"{path} ends within its header: it has {length} bytes")
    shape = tuple(int(side) for side in np.frombuffer(start, ">u4", ndim, offset=4))
    expected = offset + math.prod(shape) * dtype.itemsize
    if length != expected:
        fault = "is truncated" if length < expected else "is too long"
        raise ValueError(
            f"{path} {fault}: its header says {expected} bytes for the shape {shape}, and it has {length}"
        )
    return dtype, shape, offset
