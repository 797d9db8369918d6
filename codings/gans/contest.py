"""Which two networks a GAN trains against each other, and what it shows of them meanwhile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras

from codings.training import Stage


@dataclass(frozen=True)
class Contest:
    """Two networks against each other for some epochs: a stage of the training.

    Parameters
    ----------
    generator, discriminator : keras.Model
        Those that are trained.
    shown : keras.Model
        A generator like the one in training: with its weights, or with their moving average.
    epochs : int
    """

    generator: keras.Model
    discriminator: keras.Model
    shown: keras.Model
    epochs: int


class Showing(keras.callbacks.Callback):
    """While a GAN trains, shows the networks of the contest it is in, the generator's weights averaged.

    Parameters
    ----------
    contests : sequence of Contest
    stages : sequence of Stage
        That of each contest; its second phase is the generator's.
    show : callable
        Called with a contest, before each epoch of it.
    average : bool
        Whether the generator's optimizer averages its weights.
    """

    def __init__(
        self,
        contests: Sequence[Contest],
        stages: Sequence[Stage],
        show: Callable[[Contest], Any],
        average: bool,
    ):
        super().__init__()
        self.by_epoch = [
            (contest, stage.phases[1].optimizer)
            for contest, stage in zip(contests, stages, strict=True)
            for _ in range(contest.epochs)
        ]
        self.show = show
        self.average = average

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.contest, self.optimizer = self.by_epoch[epoch]
        self.show(self.contest)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        shown = self.contest.shown
        shown.set_weights(self.contest.generator.get_weights())
        if self.average:
            self.optimizer.finalize_variable_values(shown.trainable_variables)
