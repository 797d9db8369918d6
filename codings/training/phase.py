"""What there is to train: phases, and stages of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras

from codings.training.average import Average

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
        ``loss(batch, training)`` returns a scalar, or a tuple of it and of tensors for `after`, in plain
        Keras: `keras.ops` and calls of models. `batch` is a tuple with one tensor for each array of the data,
        (batch, ...) in the array's own dtype; `training` is False where the loss is only measured. Draws
        come from layers that hold a `keras.random.SeedGenerator`, or from `codings.backend.normal` and
        `uniform`.

        What layers assign while the loss calls them, such as moving averages, is kept for `network` and left
        out for any other, which is how a phase leaves those as they are. What the loss itself assigns would
        be lost, and raises ValueError: that belongs in `after`.
    every : int
        The phase runs at every step whose number is a multiple of this.
    after : callable, optional
        Called after each update, with what the loss returned beside the scalar, to assign to untrainable
        variables of `network`. So a layer fades in, or an augmentation adapts.

    Raises
    ------
    ValueError
        If `every` is below 1, or the network is not built.
    """

    name: str
    network: keras.Model
    optimizer: keras.optimizers.Optimizer
    loss: Loss
    every: int = 1
    after: Callable[..., None] | None = None

    def __post_init__(self) -> None:
        if self.every < 1:
            raise ValueError(f"phase {self.name!r}: every={self.every} must be 1 or more.")
        if not (self.network.built or self.network.variables):
            raise ValueError(
                f"phase {self.name!r}: its network {self.network.name!r} has no weights yet: build it, as by "
                "keras.Input as its first layer."
            )
        self.optimizer.build(self.network.trainable_variables)

    def runs(self, steps: int) -> int:
        """How many times it runs in the first `steps` steps."""
        return -(-steps // self.every)


@dataclass(frozen=True)
class Stage:
    """Phases that are trained together, one after the other at each step, for some epochs.

    Greedy layer-wise training and the growth of a ProGAN are lists of stages.

    Parameters
    ----------
    phases : sequence of Phase
        Of different names.
    epochs : int
    averages : sequence of Average
        Networks that follow those of the phases, brought up to date after each compiled call.

    Raises
    ------
    ValueError
        If `epochs` is below 1, there are no phases, or two of one name.
    """

    phases: Sequence[Phase]
    epochs: int
    averages: Sequence[Average] = ()

    def __post_init__(self) -> None:
        names = [phase.name for phase in self.phases]
        if not names or len(names) != len(set(names)):
            raise ValueError(f"stage of {names}: it must have phases, one or more, of different names.")
        if self.epochs < 1:
            raise ValueError(f"stage of {', '.join(names)}: epochs={self.epochs} must be 1 or more.")

    def phase(self, name: str) -> Phase:
        """The phase of that name; raises KeyError if there is none."""
        return {phase.name: phase for phase in self.phases}[name]
