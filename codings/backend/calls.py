"""Networks called on arrays: compiled once for each network, however often and from wherever."""

from collections.abc import Callable, Sequence
from weakref import WeakKeyDictionary

import keras
import numpy as np

from codings.backend import compile_model
from codings.backend.forks import check_fork

BLOCK = 4096  # rows at a time: a memory map is never in memory as a whole

_compiled: WeakKeyDictionary[keras.Model, Callable[..., np.ndarray]] = WeakKeyDictionary()


def predict(network: keras.Model, *inputs: np.ndarray) -> np.ndarray:
    """What `network` makes of `inputs`, each (n, ...) float32, without ``training``: an array, (n, ...)."""
    check_fork()
    if network not in _compiled:
        _compiled[network] = compile_model(network)
    call = _compiled[network]
    starts = range(0, len(inputs[0]), BLOCK)
    return np.concatenate([_padded(call, [x[i : i + BLOCK] for x in inputs]) for i in starts])


def _padded(call: Callable[..., np.ndarray], inputs: Sequence[np.ndarray]) -> np.ndarray:
    """Calls on a power of two of rows: a compilation for each of these, not for each length.

    From 32 rows on, because one row alone shall give the same digits as among others.
    """
    n = len(inputs[0])
    room = [np.zeros((max(1 << (n - 1).bit_length(), 32), *x.shape[1:]), np.float32) for x in inputs]
    for place, x in zip(room, inputs, strict=True):
        place[:n] = x
    return call(*room)[:n]
