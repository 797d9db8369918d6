"""What the two networks of a GAN minimise against each other: the losses of its phases."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras
from keras import ops

from codings import backend, losses
from codings.backend.scope import given
from codings.layers import AdaptiveAugmentation, ReplayBuffer


@dataclass(frozen=True)
class Duel:
    """A generator against a discriminator. Its methods are losses of phases: they take a batch.

    Parameters
    ----------
    generator, discriminator : keras.Model
    loss : str
        A name of `codings.losses.ADVERSARIAL`.
    coding_size : int
    pack : int
        How many instances the discriminator judges together.
    scaled : callable
        From a batch to its instances, (batch, ...), as the networks see them. What else is in a batch are
        their labels, one-hot.
    memory : ReplayBuffer, optional
        Of what was generated earlier, in the place of half of what the discriminator sees.
    augmentation : AdaptiveAugmentation, optional
        The discriminator's first layer, if it has one.
    """

    generator: keras.Model
    discriminator: keras.Model
    loss: str
    coding_size: int
    pack: int
    scaled: Callable[[tuple], Any]
    memory: ReplayBuffer | None = None
    augmentation: AdaptiveAugmentation | None = None

    @property
    def judging(self) -> keras.Model:
        """What the discriminator's phase updates: with replay, a memory as well."""
        return self.discriminator if self.memory is None else Remembering(self.discriminator, self.memory)

    def discriminate(self, batch: tuple, training: bool) -> Any:
        """The discriminator's loss; of a critic's, with its gradient penalty."""
        real, *labels = packed(self.pack, self.scaled(batch), *batch[1:])
        fake, *fake_labels = packed(
            self.pack, *self._replayed(self._fake(batch, training), batch[1:], training)
        )

        def scores(x: Any, labels: list = labels) -> Any:
            return self.discriminator(given([x, *labels]), training=training)

        of_real = scores(real)
        if self.augmentation is not None and training:
            self.augmentation.adapt(of_real)
        minimised = losses.ADVERSARIAL[self.loss]
        loss = minimised.discriminator(of_real, scores(fake, fake_labels))
        if minimised.gradient_penalty:
            loss += minimised.gradient_penalty * losses.gradient_penalty(scores, real, fake)
        return loss

    def generate(self, batch: tuple, training: bool) -> Any:
        """The generator's loss."""
        fake = packed(self.pack, self._fake(batch, training), *batch[1:])
        return losses.ADVERSARIAL[self.loss].generator(self.discriminator(given(fake), training=training))

    def r1(self, batch: tuple, training: bool) -> Any:
        """The R1 penalty on the discriminator, of weight 1."""
        real, *labels = packed(self.pack, self.scaled(batch), *batch[1:])
        return losses.r1(lambda x: self.discriminator(given([x, *labels]), training=training), real)

    def _fake(self, batch: tuple, training: bool) -> Any:
        """As many generated instances as there are in the batch, of the same labels."""
        codings = backend.normal((batch[0].shape[0], self.coding_size))
        return self.generator(given([codings, *batch[1:]]), training=training)

    def _replayed(self, fake: Any, labels: Sequence[Any], training: bool) -> list:
        if self.memory is None:
            return [fake, *labels]
        n, *shape = fake.shape
        rows = ops.concatenate([ops.reshape(fake, (n, -1)), *labels], axis=1)
        fake, replayed = ops.split(self.memory(rows, training=training), [math.prod(shape)], axis=1)
        return [ops.reshape(fake, (n, *shape)), *([replayed] if labels else [])]


def packed(pack: int, *tensors: Any) -> list:
    """Instances, and their labels, (batch, ...) each, in packs: (batch // pack, pack, ...)."""
    if pack == 1:
        return list(tensors)
    packs = tensors[0].shape[0] // pack
    return [ops.reshape(x[: packs * pack], (packs, pack, *x.shape[1:])) for x in tensors]


class Remembering(keras.Model):
    """A discriminator and its memory of what the generator made: with replay, its phase changes both."""

    def __init__(self, discriminator: keras.Model, memory: keras.Layer):
        super().__init__(name=discriminator.name)
        self.discriminator = discriminator
        self.memory = memory
        self.built = True
