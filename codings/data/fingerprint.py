"""A short text that tells data from other data, and whether data are those of another day."""

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from codings.data.dataset import Dataset, is_table, rows
from codings.data.memmap import at_once, release

Rows = slice | np.ndarray
MOST_BYTES = 256 * 2**20  # that are read: of larger data, rows evenly chosen


def fingerprint(X: Any) -> str:
    """The shape, dtype and a checksum of an array or DataFrame, (n, ...): the same for the same content.

    Of data above 256 MiB it is of as many rows as that holds, evenly chosen, the first and the last among
    them: a change elsewhere is not seen.
    """
    if is_table(X):
        return _of_table(X)
    X = np.asarray(X)
    checksum = hashlib.blake2b(digest_size=16)
    if X.dtype.kind == "O":
        checksum.update(X[_chosen(X, X.nbytes)].astype(str).tobytes())
    else:
        _add(checksum, X)
    return f"{_shape(X)} {X.dtype} {checksum.hexdigest()}"


def of_dataset(data: Dataset) -> dict[str, Any]:
    """The shape of `data`, and checksums of instances, labels and classes, as JSON holds them."""
    labels = None if data.y is None else fingerprint(data.y)
    return {
        "shape": list(data.X.shape),
        "instances": fingerprint(data.X),
        "labels": labels,
        "classes": [*data.classes],
    }


def changes(data: Dataset, known: Mapping[str, Any]) -> str | None:
    """What is different from the data that `of_dataset` gave `known` for, in words; None if nothing is."""
    now = of_dataset(data)
    if now["shape"] != known["shape"]:
        return f"their shape is {tuple(now['shape'])}, and it was {tuple(known['shape'])}"
    return "they hold other values" if now != dict(known) else None


def _add(checksum: Any, X: np.ndarray) -> None:
    """The bytes of the rows that are read, in flat memory: a memory map stays on disk."""
    chosen = np.arange(len(X))[_chosen(X, X.nbytes)]
    often = at_once(X, len(chosen))
    for i in range(0, len(chosen), often):
        checksum.update(np.ascontiguousarray(X[chosen[i : i + often]]).data)
        release(X)


def _of_table(table: Any) -> str:
    import pandas as pd

    some = rows(table, _chosen(table, int(table.memory_usage().sum())))
    values = pd.util.hash_pandas_object(some, index=False).to_numpy()
    checksum = hashlib.blake2b(values.tobytes(), digest_size=16)
    for name, dtype in zip(table.columns, table.dtypes, strict=True):
        checksum.update(f"{name} {dtype}\n".encode())
    return f"{_shape(table)} table {checksum.hexdigest()}"


def _chosen(X: Any, nbytes: int) -> Rows:
    """The rows of `X` that are read."""
    n = len(X)
    most = max(2, n * MOST_BYTES // max(nbytes, 1))
    return slice(None) if n <= most else np.unique(np.linspace(0, n - 1, most).astype(np.intp))


def _shape(X: Any) -> str:
    return "x".join(map(str, X.shape))
