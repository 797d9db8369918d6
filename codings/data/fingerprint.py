"""Whether data are those of another day: by their shape and a cheap checksum."""

import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from codings.data.dataset import Dataset, is_table

WHOLE_BYTES = 2**28  # up to which every byte of an array counts
ROWS = 1024  # of a larger one, evenly spread, the first and the last among them


def fingerprint(data: Dataset) -> dict[str, Any]:
    """The shape of `data`, and a checksum of instances, columns' names and labels, as JSON holds them.

    Of arrays above 256 MiB it is of 1,024 rows, evenly spread, so that a memory map is not read as a whole.
    """
    checksum = _of_table(data.X) if is_table(data.X) else _of_array(np.asarray(data.X))
    if data.y is not None:
        checksum = zlib.crc32(repr(data.classes).encode() + data.y.tobytes(), checksum)
    return {"shape": list(data.X.shape), "checksum": f"{checksum:08x}"}


def changes(data: Dataset, known: Mapping[str, Any]) -> str | None:
    """What is different from the data with the fingerprint `known`, in words; None if nothing is."""
    now = fingerprint(data)
    if now["shape"] != known["shape"]:
        return f"their shape is {tuple(now['shape'])}, and it was {tuple(known['shape'])}"
    return "they hold other values" if now["checksum"] != known["checksum"] else None


def _of_array(X: np.ndarray) -> int:
    if X.nbytes > WHOLE_BYTES:
        X = X[np.unique(np.linspace(0, len(X) - 1, ROWS).astype(np.intp))]
    return zlib.crc32(np.ascontiguousarray(X).data.cast("B"), zlib.crc32(str(X.dtype).encode()))


def _of_table(X: Any) -> int:
    from pandas.util import hash_pandas_object

    names = zlib.crc32(repr([str(name) for name in X.columns]).encode())
    return zlib.crc32(hash_pandas_object(X, index=False).to_numpy().tobytes(), names)
