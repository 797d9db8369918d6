"""Batches in an order that follows from the seed, from data on the device or streamed in chunks."""

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from codings import backend
from codings.backend import own_pages
from codings.data.memmap import allowed, at_once, release

RESIDENT_BYTES = 2**30
CHUNK_BYTES = 2**26
CHUNKS = 8  # of what data may take in memory, where that was said: up to four are there at a time


class Chunk(NamedTuple):
    """Data on the device, and which of their rows make which batch."""

    data: tuple  # of tensors, (rows, ...)
    order: object  # (steps, batch) int32 tensor
    steps: int  # how many rows of `order` are batches: the first ones


def order_of(n: int, batch: int, seed: int, epoch: int) -> np.ndarray:
    """The rows of each batch of an epoch, (ceil(n / batch), batch) int32.

    Batches are cut from an endless row of shuffled passes through the data, so that all instances come
    equally often even where n is no multiple of the batch: an epoch's last batch is filled up from the
    next pass, and the next epoch goes on from there.
    """
    rows = np.empty(-(-n // batch) * batch, np.int32)
    filled = 0
    while filled < len(rows):
        number, first = divmod(epoch * len(rows) + filled, n)
        count = min(n - first, len(rows) - filled)
        rows[filled : filled + count] = _shuffled(n, seed, number)[first : first + count]
        filled += count
    return rows.reshape(-1, batch)


def _shuffled(n: int, seed: int, number: int) -> np.ndarray:
    """One pass, (n,) int32: the numbers of `Generator.permutation`, which takes twice the memory."""
    rows = np.arange(n, dtype=np.int32)
    np.random.default_rng((seed, number)).shuffle(rows)
    return rows


def epoch_steps(n: int, batch_size: int) -> int:
    """How many batches an epoch of `n` instances has."""
    return -(-n // min(batch_size, n))


def check_lengths(what: str, arrays: Sequence[Any]) -> None:
    """Raises ValueError unless all arrays have as many rows, and at least one."""
    lengths = sorted({len(array) for array in arrays})
    if len(lengths) != 1 or lengths == [0]:
        raise ValueError(f"{what} have arrays of {lengths} rows: all must have as many, and at least one.")


class Feed:
    """Data as batches, epoch by epoch, each epoch in an order of its own.

    Data below 1 GiB are put on the device once and stay there. Larger ones are read in chunks of many
    batches by a thread, while the chunk before trains. The batches are the same either way.
    Of data for which `codings.data.load` was given a `memory`, that much counts instead of 1 GiB.

    Several devices each have all of the former, and of a chunk of the latter their parts of its batches,
    which is all that their process reads.

    Parameters
    ----------
    arrays : sequence of array, each (n, ...)
        Or whatever has a length, a shape and a dtype, and gives arrays of its rows. Memory maps stay maps: no
        more than two chunks of them are in memory.
    batch_size : int
        Cut to n where it is larger.
    seed : int
        What the orders follow from, with the number of the epoch.

    Raises
    ------
    ValueError
        If the arrays are of different lengths, or empty, `batch_size` is below 1, or several devices do not
        divide the batch.
    """

    def __init__(self, arrays: Sequence[Any], batch_size: int, seed: int):
        check_lengths("data", arrays)
        if batch_size < 1:
            raise ValueError(f"batch_size={batch_size} must be 1 or more.")
        self.arrays = tuple(arrays)
        self.n = len(arrays[0])
        self.batch = min(batch_size, self.n)
        self.seed = seed
        self.steps = epoch_steps(self.n, batch_size)
        self._parts = backend.parts(self.batch)
        row_bytes = sum(_narrow(array[:1]).nbytes for array in arrays)
        most = min(RESIDENT_BYTES, *map(_allowed, arrays))
        chunk_bytes = min(CHUNK_BYTES, most // CHUNKS) if most < RESIDENT_BYTES else CHUNK_BYTES
        self._chunk_steps = max(1, min(self.steps, chunk_bytes // (row_bytes * self.batch)))
        self._resident = None
        if row_bytes * self.n <= most:
            self._resident = tuple(backend.to_device(_narrow(array[:])) for array in self.arrays)

    def some(self) -> tuple:
        """A batch's first rows of each array, as the data have them."""
        return tuple(array[: self.batch] for array in self.arrays)

    def epoch(self, number: int, first: int = 0) -> Iterator[Chunk]:
        """The chunks of an epoch, from its batch `first` on: one chunk where the data lie on the device."""
        order = order_of(self.n, self.batch, self.seed, number)[first:]
        if self._resident is not None:
            rows = np.zeros((self.steps, self.batch), np.int32)  # one shape, whatever the first batch
            rows[: len(order)] = order
            parts = [rows[:, part] for part in self._parts]
            yield Chunk(self._resident, backend.to_devices(parts, axis=1), len(order))
            return
        pieces = [order[i : i + self._chunk_steps] for i in range(0, len(order), self._chunk_steps)]
        if not pieces:
            return
        with ThreadPoolExecutor(1) as reader:
            ahead = reader.submit(self._read, pieces[0])
            for following in [*pieces[1:], None]:
                chunk = ahead.result()
                if following is not None:
                    ahead = reader.submit(self._read, following)
                yield chunk

    def _read(self, order: np.ndarray) -> Chunk:
        """What this process's devices train on of the batches in `order`."""
        pieces = [self._piece(order[:, part]) for part in self._parts]
        data = tuple(
            backend.to_devices(arrays, axis=0) for arrays in zip(*(d for d, _ in pieces), strict=True)
        )
        return Chunk(data, backend.to_devices([places for _, places in pieces], axis=1), len(order))

    def _piece(self, order: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
        """The rows of `order`, (steps, rows a step), from the data, and the places of each among these."""
        rows = order.ravel()
        by_place = np.argsort(rows)  # reading in the file's order is what disks are good at
        shape = (self._chunk_steps, order.shape[1])
        arrays = [_gather(array, rows[by_place], math.prod(shape)) for array in self.arrays]
        places = np.zeros(math.prod(shape), np.int32)
        places[by_place] = np.arange(len(rows))
        return arrays, places.reshape(shape)


def _narrow(array: np.ndarray) -> np.ndarray:
    """Networks compute in float32: wider floats only cost room on the device."""
    return array.astype(np.float32) if array.dtype == np.float64 else array


def _gather(array: Any, rows: np.ndarray, room: int) -> np.ndarray:
    """The rows of `array`, in an array of `room` rows: every chunk of one shape needs one compilation."""
    chunk = own_pages.zeros((room, *array.shape[1:]), _narrow(array[:1]).dtype)
    source = _source(array)
    often = at_once(source, len(rows))
    for i in range(0, len(rows), often):
        some = rows[i : i + often]
        chunk[i : i + len(some)] = array[some]
        release(source)
    return chunk


def _source(array: Any) -> Any:
    """What rows are read from, where they are converted on the way."""
    return getattr(array, "array", array)


def _allowed(array: Any) -> int:
    """How many bytes of an array may be in memory."""
    found = allowed(_source(array))
    return RESIDENT_BYTES if found is None else found
