"""Sequences of different lengths: one array of them all, with NaN after the end of each."""

from typing import Any

import numpy as np


def padded(X: Any, steps: int = 0) -> Any:
    """A list of sequences of different lengths, (length, features) or (length,), as (n, steps, features).

    After the end of each stands NaN. There are as many steps as the longest has, and no fewer than `steps`.
    Anything else comes back as it is. Raises ValueError if one of them is empty, or they differ in features.
    """
    if not isinstance(X, list | tuple) or not X:
        return X
    sequences = [np.asarray(x) for x in X]
    lengths = {len(x) for x in sequences if x.ndim}
    if len(lengths) == 1 and steps in (0, *lengths):
        return X
    sequences = [x[:, None] if x.ndim == 1 else x for x in sequences]
    _check_features(sequences)
    made = np.full((len(sequences), max(steps, *lengths), *sequences[0].shape[1:]), np.nan)
    for row, sequence in zip(made, sequences, strict=True):
        row[: len(sequence)] = sequence
    return made


def there(X: np.ndarray) -> np.ndarray | None:
    """Which steps of sequences, (n, steps, ...), are there: (n, steps) bool; None if all are.

    Raises
    ------
    ValueError
        If NaN stands anywhere but after the end of a sequence, or one has no step.
    """
    if X.dtype.kind != "f":
        return None
    missing = np.isnan(X).reshape(*X.shape[:2], -1)
    if not missing.any():
        return None
    there = ~missing.all(axis=2)
    ends = there.sum(axis=1, keepdims=True)
    wrong = (there != (np.arange(X.shape[1]) < ends)) | (missing.any(axis=2) & there) | (ends == 0)
    if wrong.any():
        row, step = np.argwhere(wrong)[0]
        raise ValueError(
            f"X holds NaN in row {row} at step {step}, which is not after the end of a sequence: fill such "
            "values, and let NaN stand only in all features of the steps that a sequence does not have."
        )
    return there


def _check_features(sequences: list[np.ndarray]) -> None:
    shapes = {x.shape[1:]: i for i, x in reversed([*enumerate(sequences)])}
    if len(shapes) > 1:
        (_, i), (_, j) = sorted(shapes.items(), key=lambda item: item[1])[:2]
        raise ValueError(
            f"X has sequences of differing shapes ({sequences[i].shape}, {sequences[j].shape}), in rows {i} "
            f"and {j}: they may differ in steps, but not in what a step holds."
        )
    empty = [i for i, x in enumerate(sequences) if not len(x)]
    if empty:
        raise ValueError(f"X has a sequence without steps, row {empty[0]}: leave it out.")
