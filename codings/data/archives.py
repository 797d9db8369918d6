"""Packed files that are read into memory: what would take far more than they hold is refused.

Size alone tells no bomb: a table of zeros is packed to a thousandth. But 64 MiB harm no machine, and of what
is larger, no measured data come near a hundredth. How much memory is free is not asked: a file that is read
today should be read tomorrow.
"""

import gzip
import math
import os
import zipfile
from typing import IO

import numpy as np

from codings.data.memory import check_fits, limit

MOST = 100  # times as large as the file may be what is unpacked from it
LITTLE = 2**26  # bytes that may be unpacked from any file: rows of zeros are packed to a thousandth


class Refusal(ValueError):
    """A file asks for what no honest file would: to run code, or for memory beyond measure."""


def check_unpacked(file: IO[bytes], size: int, allowed: int = 0) -> None:
    """Raises Refusal if what is unpacked from a file, `size` bytes, is over 100 times as large as the file.

    `allowed` bytes it may have in any case.
    """
    held = os.fstat(file.fileno()).st_size
    if size > max(MOST * held, allowed):
        raise Refusal(
            f"{file.name} is refused: {held:,} bytes would become {size:,} in memory, more than {MOST} times "
            "as many."
        )


def unzipped(packed: IO[bytes], remedy: str) -> bytes:
    """The content of an open .gz file, of which no more is unpacked than it may hold.

    Raises
    ------
    Refusal
        If that is more than 64 MiB, and more than 100 times the size of the file.
    ValueError
        If it is more than the limit of memory; the sentence ends in `remedy`.
    """
    most = max(MOST * os.fstat(packed.fileno()).st_size, LITTLE)
    allowed = limit()
    with gzip.open(packed) as file:
        content = file.read(most + 1 if allowed is None else min(most, allowed) + 1)
    check_unpacked(packed, len(content), LITTLE)
    check_fits(packed.name, len(content), remedy)
    return content


def check_archive(file: IO[bytes], archive: zipfile.ZipFile, allowed: int = 0) -> None:
    """Raises Refusal if all that a zip file holds would be over 100 times as large as the file."""
    check_unpacked(file, sum(entry.file_size for entry in archive.infolist()), allowed)


def check_array(archive: zipfile.ZipFile, name: str) -> None:
    """Raises ValueError if the member `name` of a .npz file claims to hold a larger array than it does."""
    entry = archive.getinfo(name)
    with archive.open(entry) as member:
        shape, _, dtype = array_header(member)
    if not dtype.hasobject and math.prod(shape) * dtype.itemsize > entry.file_size:
        raise ValueError(f"the header of {name} says {shape} {dtype}, and it has {entry.file_size:,} bytes")


def array_header(member: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype]:
    """Shape, whether the order is Fortran's, and dtype, from the beginning of a .npy file."""
    version = np.lib.format.read_magic(member)
    read = "read_array_header_1_0" if version == (1, 0) else "read_array_header_2_0"
    return getattr(np.lib.format, read)(member)
