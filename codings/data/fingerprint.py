"""A short text that tells data from other data."""

import hashlib
from typing import Any

import numpy as np

from codings.data.dataset import is_table, rows
from codings.data.memmap import blocks

MOST_BYTES = 256 * 2**20  # that are read: of larger data, rows evenly chosen


def fingerprint(X: Any) -> str:
    """The shape, dtype and a checksum of an array or DataFrame, (n, ...): the same for the same content.

    Of data above 256 MiB it is of as many rows as that holds, evenly chosen: a change elsewhere is not seen.
    """
    if is_table(X):
        return _of_table(X)
    X = np.asarray(X) if not isinstance(X, np.ndarray) else X
    checksum = hashlib.blake2b(digest_size=16)
    step = -(-max(X.nbytes, 1) // MOST_BYTES)
    for _, block in blocks(X[::step]):
        checksum.update(np.ascontiguousarray(block if X.dtype.kind != "O" else block.astype(str)).data)
    return f"{_shape(X)} {X.dtype} {checksum.hexdigest()}"


def _of_table(table: Any) -> str:
    import pandas as pd

    some = rows(table, slice(None, None, -(-max(int(table.memory_usage().sum()), 1) // MOST_BYTES)))
    values = pd.util.hash_pandas_object(some, index=False).to_numpy()
    checksum = hashlib.blake2b(values.tobytes(), digest_size=16)
    for name, dtype in zip(table.columns, table.dtypes, strict=True):
        checksum.update(f"{name} {dtype}\n".encode())
    return f"{_shape(table)} table {checksum.hexdigest()}"


def _shape(X: Any) -> str:
    return "x".join(map(str, X.shape))
