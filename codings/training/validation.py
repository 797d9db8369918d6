"""The losses on instances that are held out."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from codings.training.feed import check_lengths

VALIDATION_BATCH = 1000


class Validation:
    """Instances held out, in batches of nearly the same length.

    Parameters
    ----------
    arrays : sequence of array, each (m, ...)
    size : int
        Of a batch, at most.

    Raises
    ------
    ValueError
        If the arrays are of different lengths, or empty.
    """

    def __init__(self, arrays: Sequence[Any], size: int):
        check_lengths("validation", arrays)
        self.arrays = arrays
        self.size = size

    def mean(self, measure: Callable[[tuple], np.ndarray]) -> np.ndarray:
        """The mean over all instances of what `measure` finds on a batch, (phases,)."""
        n = len(self.arrays[0])
        even = -(-n // -(-n // self.size))
        batches = [tuple(array[i : i + even] for array in self.arrays) for i in range(0, n, even)]
        return np.average([measure(b) for b in batches], axis=0, weights=[len(b[0]) for b in batches])
