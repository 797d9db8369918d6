"""Networks called on arrays: compiled once for each network, however often and from wherever."""

import math
from collections.abc import Callable, Iterator, Sequence
from weakref import WeakKeyDictionary

import keras
import numpy as np

from codings.backend import compile_model
from codings.backend.forks import check_fork

MOST, FEWEST = 4096, 32  # rows at a time: a memory map is never in memory as a whole
ENTRIES = 1 << 22  # of the inputs or outputs of so many rows: layers within have some ten times as many

_compiled: WeakKeyDictionary[keras.Model, Callable[..., np.ndarray]] = WeakKeyDictionary()


def predict(network: keras.Model, *inputs: np.ndarray) -> np.ndarray:
    """What `network` makes of `inputs`, each (n, ...) float32, without ``training``: an array, (n, ...)."""
    call, block = _call_of(network), _rows_at_once(network)
    starts = range(0, len(inputs[0]), block)
    return np.concatenate([_padded(call, [x[i : i + block] for x in inputs]) for i in starts])


def predict_together(network: keras.Model, *inputs: np.ndarray) -> np.ndarray:
    """As `predict`, of a network to which it matters what else is in a batch: nothing is but `inputs`."""
    call = _call_of(network)
    return np.concatenate([call(*batch) for batch in even_batches(network, *inputs)])


def even_batches(network: keras.Model, *inputs: np.ndarray) -> Iterator[list[np.ndarray]]:
    """`inputs`, each (n, ...), in as few batches as memory has room for, of nearly the same length."""
    n = len(inputs[0])
    even = -(-n // -(-n // _rows_at_once(network)))
    for i in range(0, n, even):
        yield [x[i : i + even] for x in inputs]


def _call_of(network: keras.Model) -> Callable[..., np.ndarray]:
    check_fork()
    if network not in _compiled:
        _compiled[network] = compile_model(network)
    return _compiled[network]


def _rows_at_once(network: keras.Model) -> int:
    """A power of two: fewer of large images, so that what the layers make of them fits into memory."""
    shapes = [tensor.shape[1:] for tensor in (*network.inputs, *network.outputs)]
    entries = max(math.prod(side or 1 for side in shape) for shape in shapes)
    rows = ENTRIES // entries
    return min(max(1 << max(rows.bit_length() - 1, 0), FEWEST), MOST)


def _padded(call: Callable[..., np.ndarray], inputs: Sequence[np.ndarray]) -> np.ndarray:
    """Calls on a power of two of rows: a compilation for each of these, not for each length.

    From 32 rows on, because one row alone shall give the same digits as among others.
    """
    n = len(inputs[0])
    room = [np.zeros((max(1 << (n - 1).bit_length(), FEWEST), *x.shape[1:]), np.float32) for x in inputs]
    for place, x in zip(room, inputs, strict=True):
        place[:n] = x
    return call(*room)[:n]
