"""Zip archives whose members are read into memory: what would take far more than they hold is refused."""

import math
import os
import zipfile
from typing import IO

import numpy as np

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


def most_unpacked(file: IO[bytes]) -> int:
    """How many bytes may be unpacked from a file of data."""
    return max(MOST * os.fstat(file.fileno()).st_size, LITTLE)


def check_archive(file: IO[bytes], archive: zipfile.ZipFile, allowed: int = 0) -> None:
    """Raises Refusal if all that a zip file holds would be over 100 times as large as the file."""
    check_unpacked(file, sum(entry.file_size for entry in archive.infolist()), allowed)


def check_array(archive: zipfile.ZipFile, name: str) -> None:
    """Raises ValueError if the member `name` of a .npz file claims to hold a larger array than it does."""
    entry = archive.getinfo(name)
    with archive.open(entry) as member:
        version = np.lib.format.read_magic(member)
        read = "read_array_header_1_0" if version == (1, 0) else "read_array_header_2_0"
        shape, _, dtype = getattr(np.lib.format, read)(member)
    if not dtype.hasobject and math.prod(shape) * dtype.itemsize > entry.file_size:
        raise ValueError(f"the header of {name} says {shape} {dtype}, and it has {entry.file_size:,} bytes")
