"""Networks called on arrays: compiled once for each network, however often and from wherever."""

from collections.abc import Callable
from weakref import WeakKeyDictionary

import keras
import numpy as np

from codings.backend import compile_model

BLOCK = 4096  # rows at a time: a memory map is never in memory as a whole

_compiled: WeakKeyDictionary[keras.Model, Callable[[np.ndarray], np.ndarray]] = WeakKeyDictionary()


def predict(network: keras.Model, x: np.ndarray) -> np.ndarray:
    """What `network` makes of `x`, (n, ...) float32, with ``training=False``: an array, (n, ...)."""
    if network not in _compiled:
        _compiled[network] = compile_model(network)
    call = _compiled[network]
    return np.concatenate([_padded(call, x[i : i + BLOCK]) for i in range(0, len(x), BLOCK)])


def _padded(call: Callable[[np.ndarray], np.ndarray], x: np.ndarray) -> np.ndarray:
    """Calls on a power of two of rows: a compilation for each of these, not for each length.

    From 32 rows on, because one row alone shall give the same digits as among others.
    """
    room = np.zeros((max(1 << (len(x) - 1).bit_length(), 32), *x.shape[1:]), np.float32)
    room[: len(x)] = x
    return call(room)[: len(x)]
