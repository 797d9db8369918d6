"""Arrays in memory of their own: what malloc has freed it keeps in part, and large arrays come and go."""

import math
import mmap

import numpy as np

PRIVATE = {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS} if hasattr(mmap, "MAP_ANONYMOUS") else {}


def zeros(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """Zeros of `shape` that begin at a page; the system has them back when the last view of them is gone."""
    count = math.prod(shape)
    pages = mmap.mmap(-1, max(1, count * dtype.itemsize), **PRIVATE)
    return np.frombuffer(pages, dtype, count).reshape(shape)


def begins_at_page(array: np.ndarray) -> bool:
    """Whether `array` can be shared with a framework, which asks for memory at a multiple of 64 bytes."""
    return array.flags.c_contiguous and array.ctypes.data % mmap.PAGESIZE == 0
