"""How far rows are from their nearest among very many others, in flat memory."""

from collections.abc import Iterable, Iterator

import numpy as np

BLOCK_ENTRIES = 2**24  # of a block of the others, and of its distances: 64 MiB each


def nearest_distances(rows: np.ndarray, others: np.ndarray | Iterable[np.ndarray]) -> np.ndarray:
    r"""The Euclidean distance of each row to its nearest among `others`: (n,) float64.

    Every one of them is looked at. Which is nearest is found in float32, by
    :math:`\|a - b\|^2 = \|a\|^2 - 2 a \cdot b + \|b\|^2`, a matrix product; how far it is, in float64, so
    that a copy has the distance 0.

    Parameters
    ----------
    rows : array, (n, features)
        In memory.
    others : array, (m, features), or iterable of such arrays
        An array, a memory map too, is read block by block.

    Raises
    ------
    ValueError
        If there are no others, they are not finite, or differ in width from the rows.

    References
    ----------
    Checked against `sklearn.metrics.pairwise_distances_argmin_min`.
    """
    rows = np.asarray(rows, dtype=np.float64).reshape(len(rows), -1)
    centre = rows.mean(axis=0)
    scale = np.abs(rows - centre).max() or 1.0
    queries = ((rows - centre) / scale).astype(np.float32)
    least = np.full(len(rows), np.inf, dtype=np.float32)
    nearest = np.full_like(rows, np.inf)
    for block in _blocks(others, most=max(1, BLOCK_ENTRIES // max(queries.shape))):
        if block.shape[1] != rows.shape[1]:
            raise ValueError(f"the sets have {rows.shape[1]} and {block.shape[1]} features: take the same.")
        close, which = _nearest_of(queries, _centred(block, centre, scale))
        nearer = close < least
        least[nearer] = close[nearer]
        nearest[nearer] = block[which[nearer]]
    if not np.isfinite(least).all():
        raise ValueError("there is nothing to compare with: give at least one row of finite features.")
    return np.linalg.norm(rows - nearest, axis=1)


def _blocks(others: np.ndarray | Iterable[np.ndarray], most: int) -> Iterator[np.ndarray]:
    """Blocks of at most so many rows, flat: (block, features)."""
    for part in [others] if isinstance(others, np.ndarray) else others:
        for start in range(0, len(part), most):
            block = part[start : start + most]
            yield block.reshape(len(block), -1)


def _centred(block: np.ndarray, centre: np.ndarray, scale: float) -> np.ndarray:
    """In float32, rounded after the offset is gone."""
    precise = np.result_type(block.dtype, np.float32)
    centred = np.subtract(block, centre.astype(precise), dtype=precise).astype(np.float32, copy=False)
    centred /= np.float32(scale)
    return centred


def _nearest_of(queries: np.ndarray, block: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each query the least squared distance to a row of the block, less its own norm, and which row."""
    norms = np.einsum("ij,ij->i", block, block)
    if not np.isfinite(norms).all():
        raise ValueError("features hold NaN or infinity: look at the instances that they come from.")
    products = queries @ block.T
    products *= -2
    products += norms
    which = products.argmin(axis=1)
    return products[np.arange(len(queries)), which], which
