"""Keeps the last good weights, for when training leaves the finite numbers."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import NoReturn

import numpy as np

from codings.backend import State
from codings.training.phase import Phase

KEPT = 2  # generations of weights


class Guard:
    """Checks every loss, and now and then the weights; goes back to the last good ones if it must.

    Parameters
    ----------
    phases : sequence of Phase
    works : callable
        Whether the losses on some batch are finite with the weights as they are: before training leaves the
        finite numbers, weights may be so large that networks draw what is not finite.
    """

    def __init__(self, phases: Sequence[Phase], works: Callable[[], bool]):
        self.phases = phases
        self._works = works
        self._state = State(
            (), [phase.network for phase in phases]
        )  # optimizers' would cost three times that
        self._first = self._state.arrays()
        self._good = deque([self._first], maxlen=KEPT)

    def check(self, losses: np.ndarray, step: int) -> None:
        """Raises FloatingPointError unless all of `losses`, (steps, phases), are finite.

        `step` is the number of the first. Where a loss is finite but its gradient is not, the next
        step's loss tells, or the weights when they are next kept.
        """
        bad = np.argwhere(~np.isfinite(losses))
        if len(bad):
            row, column = bad[0]
            self._stop(self.phases[column], f"its loss is {losses[row, column]} at step {step + row}")

    def keep(self, step: int) -> None:
        """Keeps the weights as they are after `step`; raises FloatingPointError if a weight is not finite."""
        arrays = self._state.arrays()
        for phase in self.phases:
            weights = (arrays[i] for i in self._state.places(phase.network.weights))
            if not all(np.isfinite(array).all() for array in weights):
                self._stop(phase, f"its network's weights are not finite after step {step}")
        self._good.append(arrays)

    def _stop(self, phase: Phase, what: str) -> NoReturn:
        for arrays in (*reversed(self._good), self._first):
            self._state.write(arrays)
            if self._works():
                break
        raise FloatingPointError(
            f"phase {phase.name!r} diverged: {what}. The last good weights are kept; "
            "try a lower learning_rate, or look for extreme values in the data."
        )
