"""What there is to train: phases, and stages of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras

Loss = Callable[..., Any]


@dataclass(frozen=True)
class Phase:
    """Whose weights are updated, and what they minimise.

    An autoencoder has one phase, a GAN two: the discriminator's and the generator's.

    Parameters
    ----------
    name : str
        How losses and errors name the phase.
    network : keras.Model
        Built. The phase changes this network's weights and moving averages, and no other's.
    optimizer : keras.optimizers.Optimizer
        Of this phase alone.
    loss : callable
        ``loss(batch, training)`` returns a scalar, in plain Keras: `keras.ops` and calls of models.
        `batch` is a tuple with one tensor for each array of the data, (batch, ...) in the array's own
        dtype; `training` is False where the loss is only measured. Draws come from layers that hold a
        `keras.random.SeedGenerator`, or from `codings.backend.normal` and `uniform`.
    every : int
        The phase runs at every step whose number is a multiple of this.

    Raises
    ------
    ValueError
        If `every` is below 1.
    """

    name: str
    network: keras.Model
    optimizer: keras.optimizers.Optimizer
    loss: Loss
    every: int = 1

    def __post_init__(self) -> None:
        if self.every < 1:
            raise ValueError(f"phase {self.name!r}: every={self.every} must be 1 or more.")
        self.optimizer.build(self.network.trainable_variables)


@dataclass(frozen=True)
class Stage:
    """Phases that are trained together, one after the other at each step, for some epochs.

    Greedy layer-wise training and the growth of a ProGAN are lists of stages.
    """

    phases: Sequence[Phase]
    epochs: int
