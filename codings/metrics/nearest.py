"""How far rows are from their nearest among very many others, in flat memory."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

BLOCK_ENTRIES = 2**24  # of a block of the others, and of its distances: 64 MiB each
CLOSE = 16  # candidates for each query, on average, from which on it is cheaper to tell them apart better
MARGIN = 4  # of the bound on rounding, for that of the bound itself


def nearest_distances(rows: np.ndarray, others: npt.ArrayLike | Iterable[npt.ArrayLike]) -> np.ndarray:
    r"""The Euclidean distance of each row to its nearest among `others`: (n,) float64.

    Every one of them is looked at. Which may be nearest is found by
    :math:`\|a - b\|^2 = \|a\|^2 - 2 a \cdot b + \|b\|^2`, a matrix product in float32: all that
    rounding may have put behind another. Where these are many, as of rows in tight groups, it is taken in
    float64, too. How far they are is found in float64, so that a copy has the distance 0.

    Parameters
    ----------
    rows : array, (n, features)
        In memory.
    others : array-like, (m, features), or iterable of such
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
    centre = np.median(rows, axis=0).astype(np.float32).astype(np.float64)  # rows far off do not draw it away
    scale = np.abs(rows - centre).max() or 1.0
    queries, least = (rows - centre) / scale, np.full(len(rows), np.inf)
    for block in _blocks(others, most=max(1, BLOCK_ENTRIES // max(rows.shape))):
        if block.shape[1] != rows.shape[1]:
            raise ValueError(f"the sets have {rows.shape[1]} and {block.shape[1]} features: take the same.")
        for which, near in _candidates(queries, block, centre, scale, least):
            np.minimum.at(least, which, np.square((rows[which] - near) / scale).sum(axis=1))
    if not np.isfinite(least).all():
        raise ValueError("there is nothing to compare with: give at least one row of finite features.")
    return np.sqrt(least) * scale


def _blocks(others: npt.ArrayLike | Iterable[npt.ArrayLike], most: int) -> Iterator[np.ndarray]:
    """Blocks of at most so many rows, flat: (block, features)."""
    parts: Any = [others] if _is_table(others) else others
    for part in map(np.asarray, parts):
        for start in range(0, len(part), most):
            block = part[start : start + most]
            yield block.reshape(len(block), -1)


def _is_table(others: object) -> bool:
    """Whether it is one: an array, a DataFrame, or a list of rows, which are no tables themselves."""
    return hasattr(others, "__array__") or (isinstance(others, list) and np.ndim(others[:1]) < 3)


def _candidates(
    queries: np.ndarray, block: np.ndarray, centre: np.ndarray, scale: float, least: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Numbers of queries, (pairs,), and what may be nearest to each, (pairs, features), some pairs at a time.

    `least`, (n,), are the least squared distances up to now.
    """
    which, near = _pairs(queries, _centred(block, centre, scale, precise=False), least)
    if len(which) > CLOSE * len(queries):
        block = np.unique(block, axis=0)  # copies of each other are equally near
        which, near = _pairs(queries, _centred(block, centre, scale, precise=True), least)
    step = max(1, BLOCK_ENTRIES // len(centre))
    for start in range(0, len(which), step):
        yield which[start : start + step], block[near[start : start + step]]


def _centred(block: np.ndarray, centre: np.ndarray, scale: float, *, precise: bool) -> np.ndarray:
    """In float64, or in float32, rounded after the offset is gone."""
    kind = np.result_type(block.dtype, np.float64 if precise else np.float32)
    centred = np.subtract(block, centre.astype(kind), dtype=kind)
    centred /= kind.type(scale)
    return centred if precise else centred.astype(np.float32, copy=False)


def _pairs(queries: np.ndarray, block: np.ndarray, least: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    r"""All that rounding may have put behind the nearest, and that may be nearer than `least`.

    An entry of a product of w columns is off by at most :math:`w \epsilon \|a\| \|b\|`, and what is as near
    as d to a query a has :math:`\|b\|^2 \le 2 (\|a\|^2 + d^2)`.
    """
    norms = np.einsum("ij,ij->i", block, block)
    if not np.isfinite(norms).all():
        raise ValueError("features hold NaN or infinity: look at the instances that they come from.")
    own = np.einsum("ij,ij->i", queries, queries)
    squares = queries.astype(block.dtype) @ block.T
    squares *= -2
    squares += norms
    closest = np.maximum(squares.min(axis=1) + own, 0)
    error = MARGIN * (block.shape[1] + 1) * np.finfo(block.dtype).eps * (own + np.minimum(closest, least))
    most = np.where(least > 0, np.minimum(least, closest + error) + error - own, -np.inf)
    which, near = np.nonzero(squares <= most[:, None].astype(block.dtype))
    return which, near
