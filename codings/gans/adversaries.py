"""Which two networks a GAN trains against each other, and which it shows meanwhile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras

from codings.layers import AdaptiveAugmentation


@dataclass(frozen=True)
class Adversaries:
    """Two networks against each other for some epochs: a stage of the training.

    Parameters
    ----------
    generator, discriminator : keras.Model
        Those that are trained.
    averaged : keras.Model
        A generator like the one in training: with its weights, or with their moving average.
    epochs : int
    augmentation : AdaptiveAugmentation, optional
        The discriminator's first layer, if it has one.
    """

    generator: keras.Model
    discriminator: keras.Model
    averaged: keras.Model
    epochs: int
    augmentation: AdaptiveAugmentation | None = None


class ShowCurrent(keras.callbacks.Callback):
    """While a GAN trains, makes the networks of the stage it is in those of the estimator.

    Parameters
    ----------
    stages : sequence of Adversaries
    show : callable
        Called before each of their epochs with them, and whether they are the last.

    Attributes
    ----------
    shown : list of Adversaries
        Those whose stage has begun.
    """

    def __init__(self, stages: Sequence[Any], show: Callable[[Any, bool], None]):
        super().__init__()
        self.by_epoch = [one for one in stages for _ in range(one.epochs)]
        self.show = show
        self.shown = self.by_epoch[:1]

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.begin(epoch)

    def begin(self, epoch: int) -> None:
        """Shows the networks that train in an epoch, counted from 0."""
        current = self.by_epoch[epoch]
        self.shown = self.by_epoch[: epoch + 1]
        self.show(current, current is self.by_epoch[-1])
