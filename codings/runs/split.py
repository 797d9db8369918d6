"""Which rows of the data a run trains on, and which it holds out."""

import math
from typing import Any

import numpy as np

from codings.data import first_of_their_kind, is_mapped, is_table

Rows = slice | np.ndarray


def held_out(n: int, validation: float) -> int:
    """How many of `n` instances `validation` holds out; raises ValueError if that leaves none."""
    if not 0 <= validation < math.inf or (validation > 1 and validation != int(validation)):
        raise ValueError(
            f"validation={validation:g} must be a share below 1, a whole number of instances, or 0 for none."
        )
    share = 0 < validation < 1
    count = max(1, round(n * validation)) if share else int(validation)
    if count >= n:
        raise ValueError(
            f"validation={validation:g} holds out {count} of {n} instances, which leaves none to train on: "
            "choose less, or 0 for none."
        )
    return count


def split_rows(X: Any, count: int) -> tuple[Rows, Rows]:
    """The rows to train on, and `count` to hold out.

    At random, since data often come sorted by class; but of a memory map the last ones, since any
    others would bring all of it into memory. Of a table, a row of each category is trained on, and one that
    misses what others miss.
    """
    if is_mapped(X) or not count:
        return slice(len(X) - count), slice(len(X) - count, None)
    shuffled = np.random.default_rng(0).permutation(len(X))
    if is_table(X):
        shuffled = shuffled[np.argsort(first_of_their_kind(X.iloc[shuffled]), kind="stable")]
    return np.sort(shuffled[count:]), np.sort(shuffled[:count])
