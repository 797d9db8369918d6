"""Sequences of different lengths: one array of them all, with NaN after the end of each."""

from typing import Any

import numpy as np

from codings.data.scaling import SMALLEST
from codings.refusals import explain


def padded(X: Any, steps: int = 0) -> Any:
    """A list of sequences of different lengths, (length, features) or (length,), as (n, steps, features).

    After the end of each stands NaN. There are as many steps as the longest has, and no fewer than `steps`.
    Of one length, `steps` or any if that is 0, they come back as they are, but that `steps` tells numbers
    from a table: (length,) becomes (length, 1). So does anything else. Raises ValueError if one of them is
    empty, they differ in features, or hold text, and TypeError if they hold other objects than numbers.
    """
    if not isinstance(X, list | tuple) or not X:
        return X
    sequences = [np.asarray(x) for x in X]
    lengths = {len(x) for x in sequences if x.ndim}
    if not lengths or (len(lengths) == 1 and not steps):
        return X
    sequences = [x[:, None] if x.ndim == 1 else x for x in sequences]
    if lengths == {steps}:
        return sequences
    _check_features(sequences)
    made = np.full((len(sequences), max(steps, *lengths), *sequences[0].shape[1:]), np.nan)
    for row, sequence in zip(made, sequences, strict=True):
        try:
            row[: len(sequence)] = sequence
        except (TypeError, ValueError) as error:
            explain(error)
            raise
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


def may_be_images(X: np.ndarray, high: float) -> bool:
    """Whether sequences, (n, steps, ...) with the bound `high`, may be images whose rows are the steps.

    Images do not end early. Those of other numbers than bytes, beyond 1, have 7 pixels a side or more.
    """
    if there(X) is not None:
        return False
    return high <= 1 or X.dtype == np.uint8 or min(X.shape[1:3]) >= SMALLEST


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
