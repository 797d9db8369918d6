"""Where a training stands."""

from collections.abc import Sequence
from typing import NamedTuple, Self


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

    @property
    def begun(self) -> int:
        """How many epochs have begun."""
        return self.epoch + bool(self.batch)

    def step(self, epoch_steps: int) -> int:
        """How many steps lie before it, where each epoch has `epoch_steps`."""
        return self.epoch * epoch_steps + self.batch

    def in_stages(self, planned: Sequence[int], now: Sequence[int]) -> Self:
        """The same place where stages that were planned to have `planned` epochs each now have others.

        Raises
        ------
        ValueError
            If a stage that has ended has another length now, or the one under way is over.
        """
        stage = min(self.stage, len(now) - 1)
        if list(planned[:stage]) != list(now[:stage]) or len(planned) != len(now):
            raise ValueError(
                "epochs cannot be changed any more: this model trains in stages whose lengths follow from "
                "it, and the first is over. Leave epochs as it was."
            )
        if sum(now) < self.epoch or (sum(now) == self.epoch and self.batch):
            raise ValueError(
                f"epochs={sum(now)} are fewer than the {self.epoch} that are trained already: ask for as "
                "many or more."
            )
        over = self.epoch == sum(now[: stage + 1])
        return self._replace(stage=stage + over)
