"""A moving average of a network's weights, to draw with while the network itself is trained."""

from dataclasses import dataclass

import keras

SPAN = 1000  # steps over which weights are averaged, or a share of a short training
SHARE = 0.05


@dataclass(frozen=True)
class Average:
    """A network that follows another in training: with its weights, or with their moving average.

    Which of the two is the optimizer's choice, by ``use_ema``. Statistics that are not trained, such as those
    of batch normalisation, are taken over as they are.

    Parameters
    ----------
    network : keras.Model
        The one that is trained.
    averaged : keras.Model
        One of the same layers, which follows.
    optimizer : keras.optimizers.Optimizer
        That of `network`.

    References
    ----------
    Yazici et al. (2019), "The unusual effectiveness of averaging in GAN training",
    https://arxiv.org/abs/1806.04498
    """

    network: keras.Model
    averaged: keras.Model
    optimizer: keras.optimizers.Optimizer

    def update(self) -> None:
        """Brings `averaged` up to date."""
        self.averaged.set_weights(self.network.get_weights())
        if self.optimizer.use_ema:
            self.optimizer.finalize_variable_values(self.averaged.trainable_variables)


def momentum(steps: int) -> float:
    """Of an average over the last 1,000 steps, or a twentieth of all `steps` if that is less."""
    return 1 - 1 / max(1.0, min(SPAN, SHARE * steps))
