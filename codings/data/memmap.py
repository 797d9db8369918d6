"""Memory maps: is an array one, read it block by block, give its pages back, and how many it may have."""

import math
import mmap
from collections.abc import Iterator

import numpy as np

BLOCK_BYTES = 16 * 2**20
AROUND = 2**21  # bytes that a system may bring into memory with each that is read: a huge page


def is_mapped(array: np.ndarray) -> bool:
    """Whether `array` is a memory map of NumPy's, or a view upon one (also as a plain ndarray)."""
    return _mapping(array) is not None


def release(array: np.ndarray) -> None:
    """Let the system drop the pages of the whole map under `array`, if there is one, from memory.

    Only resident memory changes: the next access reads the pages again. A copy-on-write map is left alone,
    since its changes exist nowhere else. Does nothing where the system has no `madvise`.
    """
    found = _mapping(array)
    if found is None or not hasattr(mmap, "MADV_DONTNEED"):
        return
    memmap, mapping = found
    if memmap.mode in ("r", "r+", "w+"):
        mapping.madvise(mmap.MADV_DONTNEED)


def allow(array: np.ndarray, nbytes: int) -> None:
    """Notes that no more than `nbytes` of the map under `array`, if there is one, shall be in memory."""
    found = _mapping(array)
    if found is not None:
        found[0].allowed = nbytes  # type: ignore[attr-defined]


def allowed(array: np.ndarray) -> int | None:
    """What `allow` noted for the map under `array`, if there is one and it has."""
    found = _mapping(array)
    return None if found is None else getattr(found[0], "allowed", None)


def blocks(array: np.ndarray, nbytes: int = BLOCK_BYTES) -> Iterator[tuple[int, np.ndarray]]:
    """Successive rows, as (index of the first row, view of about `nbytes` of rows, at least one).

    The pages of a memory map are released after each block, so that resident memory stays flat.
    """
    row_bytes = array.itemsize * math.prod(array.shape[1:])
    rows = max(1, nbytes // max(1, row_bytes))
    for start in range(0, len(array), rows):
        yield start, array[start : start + rows]
        release(array)


def at_once(array: np.ndarray, count: int) -> int:
    """How many of `count` rows, spread over all of `array`, bring about 16 MiB of a map into memory."""
    row = array.itemsize * math.prod(array.shape[1:])
    return max(1, BLOCK_BYTES // (row + AROUND), count * BLOCK_BYTES // max(1, array.nbytes))


def _mapping(array: np.ndarray) -> tuple[np.memmap, mmap.mmap] | None:
    """The memmap that owns the memory of `array`, and its mapping, found along the chain of bases."""
    owner: object = array
    while isinstance(owner, np.ndarray):
        if isinstance(owner, np.memmap) and isinstance(owner.base, mmap.mmap):
            return owner, owner.base
        owner = owner.base
    return None
