"""Pictures of what a network has found: what its units look for, and which instances share a hash."""

from typing import Any

import numpy as np

UNITS = 8
EXCITING = 9  # images to a unit
HASHES, SHARING = 8, 8  # hashes, and images to each, at most


def units(estimator: Any, X: np.ndarray) -> Any:
    """The units of the encoder's first layer that vary most over images `X`, (n, ...), if it is dense."""
    import keras

    from codings import plots

    first = next((layer for layer in estimator.encoder_.layers if layer.weights), None)
    if not isinstance(first, keras.layers.Dense) or first.kernel.shape[0] != X[0].size:
        return None
    below = keras.Model(estimator.encoder_.input, first.output)
    active = keras.ops.convert_to_numpy(below(estimator.range_.apply(X)))
    chosen = np.argsort(-active.std(axis=0))[:UNITS]
    weights = keras.ops.convert_to_numpy(first.kernel)[:, chosen]
    exciting = np.argsort(-active[:, chosen], axis=0)[:EXCITING]
    return plots.units(weights.T.reshape(-1, *X.shape[1:]), X[exciting.T], bounds=estimator.range_.bounds)


def hashes(estimator: Any, X: np.ndarray) -> Any:
    """The hashes that most of the images `X`, (n, ...), have, each beside the first images that have it."""
    from codings import plots

    found, which, counts = np.unique(estimator.hash(X), axis=0, return_inverse=True, return_counts=True)
    common = np.argsort(-counts, kind="stable")[:HASHES]
    many = min(SHARING, counts[common[-1]])
    rows = {_bits(found[i]): X[np.flatnonzero(which == i)[:many]] for i in common}
    return plots.rows(rows, many, bounds=estimator.range_.bounds)


def _bits(hash: np.ndarray) -> str:
    """In fours, as in 0110 1001."""
    bits = "".join(map(str, hash))
    return " ".join(bits[i : i + 4] for i in range(0, len(bits), 4))
