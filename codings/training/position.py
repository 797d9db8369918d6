"""Where a training stands."""

from typing import NamedTuple


class Position(NamedTuple):
    """The batch that comes next.

    The order of the batches, what is drawn at each step, and the learning rate follow from it and the seed,
    so that a training which is taken up at a position goes on as if it had never stopped.

    Parameters
    ----------
    stage : int
        Counted from 0, as are the others.
    epoch : int
        Of the whole training: a stage's first follows the last one of the stage before.
    batch : int
        Of that epoch.
    """

    stage: int = 0
    epoch: int = 0
    batch: int = 0

    def step(self, epoch_steps: int) -> int:
        """How many steps lie before it, where each epoch has `epoch_steps`."""
        return self.epoch * epoch_steps + self.batch
