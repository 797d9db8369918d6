"""The generative adversarial network of dense layers, for tables and images."""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from keras import layers

from codings.checks import whole_numbers
from codings.gans.base import Adversarial


class GAN(Adversarial):
    """A generator that draws instances, and a discriminator that tells them from real ones: dense layers.

    Each step has two phases: the discriminator learns to score real instances high and generated ones low,
    and then the generator learns to draw what the discriminator scores high.

    Parameters
    ----------
    coding_size : int
        The width of the codings, which are drawn from a standard normal distribution.
    hidden : sequence of int
        The widths of the generator's hidden layers; the discriminator's are the same, reversed.
    """

    _parameter_constraints: ClassVar[dict[str, list]] = {
        **Adversarial._parameter_constraints,
        "hidden": ["array-like"],
    }

    def __init__(
        self,
        coding_size: int = 30,
        *,
        hidden: Sequence[int] = (100, 150),
        loss: str = "non-saturating",
        r1: float = 1.0,
        every: int = 1,
        critic_steps: int = 1,
        pack: int = 1,
        minibatch_std: bool = False,
        spectral: bool = False,
        average: bool = True,
        replay: bool = False,
        conditional: bool | None = None,
        epochs: int = 10,
        batch_size: int = 32,
        learning_rate: float = 0.001,
        random_state: int | np.random.RandomState | None = None,
        verbose: bool = True,
    ):
        self.coding_size = coding_size
        self.hidden = hidden
        self.loss = loss
        self.r1 = r1
        self.every = every
        self.critic_steps = critic_steps
        self.pack = pack
        self.minibatch_std = minibatch_std
        self.spectral = spectral
        self.average = average
        self.replay = replay
        self.conditional = conditional
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.verbose = verbose

    def _drawn(self, codings: Any, shape: tuple[int, ...]) -> Any:
        x = codings
        for width in whole_numbers("hidden", self.hidden):
            x = layers.Dense(width, kernel_initializer="he_normal", use_bias=False)(x)
            x = layers.BatchNormalization()(x)
            x = layers.ReLU()(x)
        x = layers.Dense(int(np.prod(shape)), activation=self._output)(x)
        return layers.Reshape(shape)(x)

    def _seen(self, packs: Any, shape: tuple[int, ...]) -> Any:
        x = layers.Flatten()(packs)
        for width in reversed(whole_numbers("hidden", self.hidden)):
            x = self._limited(layers.Dense(width, kernel_initializer="he_normal"))(x)
            x = layers.LeakyReLU(negative_slope=0.2)(x)
        return x
