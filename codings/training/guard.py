"""Keeps the last good weights, for when training leaves the finite numbers."""

import time
from collections.abc import Sequence
from typing import NoReturn

import keras
import numpy as np

from codings.training.phase import Phase

KEEP_SECONDS = 2.0  # copying a large network's weights after every call would cost


class Guard:
    """Checks every loss, and now and then the weights; goes back to the last good ones if it must."""

    def __init__(self, phases: Sequence[Phase]):
        self.phases = phases
        self._good = [_copies(phase.network) for phase in phases]
        self._kept = time.monotonic()

    def check(self, losses: np.ndarray, step: int) -> None:
        """Raises FloatingPointError unless all of `losses`, (steps, phases), are finite.

        `step` is the number of the first. Where a loss is finite but its gradient is not, the next
        step's loss tells, or the weights when they are next kept.
        """
        bad = np.argwhere(~np.isfinite(losses))
        if len(bad):
            row, column = bad[0]
            self._stop(self.phases[column], f"its loss is {losses[row, column]} at step {step + row}")
        if time.monotonic() - self._kept > KEEP_SECONDS:
            self.keep(step + len(losses) - 1)

    def keep(self, step: int) -> None:
        """Keeps the weights as they are after `step`; raises FloatingPointError if they are not finite."""
        weights = [_copies(phase.network) for phase in self.phases]
        for phase, arrays in zip(self.phases, weights, strict=True):
            if not all(np.isfinite(array).all() for array in arrays):
                self._stop(phase, f"its network's weights are not finite after step {step}")
        self._good, self._kept = weights, time.monotonic()

    def _stop(self, phase: Phase, what: str) -> NoReturn:
        for other, arrays in zip(self.phases, self._good, strict=True):
            other.network.set_weights(arrays)
        raise FloatingPointError(
            f"phase {phase.name!r} diverged: {what}. The last good weights are kept; "
            "try a lower learning_rate, or look for extreme values in the data."
        )


def _copies(network: keras.Model) -> list[np.ndarray]:
    return [np.array(w) for w in network.get_weights()]
