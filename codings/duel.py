"""What two networks minimise against each other: the losses of a generator's and a discriminator's phase."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras
from keras import ops

from codings import losses
from codings.backend.scope import given
from codings.layers import ReplayBuffer

Instances = Callable[[tuple, bool], Sequence[Any]]


@dataclass(frozen=True)
class Duel:
    """A discriminator that tells real from fake, and whatever makes the fake. Its methods are phases' losses.

    A GAN's real instances are data, and its fake ones are generated. In an adversarial autoencoder draws
    from the prior are real, and codings are fake.

    Parameters
    ----------
    discriminator : keras.Model
        From instances, and labels if there are any, to scores, (batch, 1).
    loss : str
        A name of `codings.losses.ADVERSARIAL`.
    real, fake : callable
        ``real(batch, training)`` returns the real instances, (batch, ...), and what the discriminator is told
        besides, such as labels, one-hot: a sequence of tensors. `fake` returns as many fake ones, and
        what belongs to them.
    pack : int
        How many instances the discriminator judges together.
    memory : ReplayBuffer, optional
        Of what was fake earlier, in the place of half of what the discriminator sees.

    Raises
    ------
    ValueError
        If there is no such loss.
    """

    discriminator: keras.Model
    loss: str
    real: Instances
    fake: Instances
    pack: int = 1
    memory: ReplayBuffer | None = None

    def __post_init__(self) -> None:
        if self.loss not in losses.ADVERSARIAL:
            raise ValueError(f"loss={self.loss!r} must be one of {', '.join(losses.ADVERSARIAL)}.")

    @property
    def network(self) -> keras.Model:
        """What the discriminator's phase updates: with replay, a memory as well."""
        return self.discriminator if self.memory is None else Remembering(self.discriminator, self.memory)

    def discriminate(self, batch: tuple, training: bool) -> tuple[Any, Any]:
        """The discriminator's loss, and by how much it takes the real instances for real, (batch, 1).

        A critic's loss includes its gradient penalty. What is above 0 is taken for real: it is the score
        less the loss's boundary or, where it has none, halfway between the mean scores of real and of fake.
        """
        real, *labels = packed(self.pack, *self.real(batch, training))
        fakes = self.fake(batch, training)
        fake, *fake_labels = packed(self.pack, *self._replayed(fakes, training))

        def scores(x: Any, labels: list = labels) -> Any:
            return self.discriminator(given([x, *labels]), training=training)

        of_real, of_fake = scores(real), scores(fake, fake_labels)
        minimised = losses.ADVERSARIAL[self.loss]
        loss = minimised.discriminator(of_real, of_fake)
        if minimised.gradient_penalty:
            loss += minimised.gradient_penalty * losses.gradient_penalty(scores, real, fake)
        boundary = minimised.boundary
        if boundary is None:
            boundary = (ops.mean(of_real) + ops.mean(of_fake)) / 2
        return loss, of_real - boundary

    def generate(self, batch: tuple, training: bool) -> Any:
        """The loss of what makes the fake instances."""
        minimised = losses.ADVERSARIAL[self.loss]
        fake = packed(self.pack, *self.fake(batch, training))
        scores = self.discriminator(given(fake), training=training)
        if minimised.relativistic:
            real = packed(self.pack, *self.real(batch, training))
            scores -= self.discriminator(given(real), training=training)
        return minimised.generator(scores)

    def penalty(self, batch: tuple, training: bool) -> Any:
        """The R1 penalty on the discriminator, of weight 1, and R2 if the loss is relativistic."""
        found = self._slope(self.real(batch, training), training)
        if losses.ADVERSARIAL[self.loss].relativistic:
            found += self._slope(self.fake(batch, training), training)
        return found

    def _slope(self, instances: Sequence[Any], training: bool) -> Any:
        """Half the squared norm of the discriminator's gradient at instances, with their labels."""
        x, *labels = packed(self.pack, *instances)
        return losses.r1(lambda x: self.discriminator(given([x, *labels]), training=training), x)

    def _replayed(self, fakes: Sequence[Any], training: bool) -> list:
        """Instances and labels, half of them from memory, if there is one."""
        if self.memory is None:
            return list(fakes)
        n = fakes[0].shape[0]
        rows = ops.concatenate([ops.reshape(x, (n, -1)) for x in fakes], axis=1)
        widths = [math.prod(x.shape[1:]) for x in fakes]
        ends = [sum(widths[: i + 1]) for i in range(len(widths) - 1)]
        rows = self.memory(rows, training=training)
        columns = ops.split(rows, ends, axis=1) if ends else [rows]  # TensorFlow cannot split at no place
        return [ops.reshape(x, like.shape) for x, like in zip(columns, fakes, strict=True)]


def packed(pack: int, *tensors: Any) -> list:
    """Instances, and their labels, (batch, ...) each, in packs: (batch // pack, pack, ...)."""
    if pack == 1:
        return list(tensors)
    packs = tensors[0].shape[0] // pack
    return [ops.reshape(x[: packs * pack], (packs, pack, *x.shape[1:])) for x in tensors]


@keras.saving.register_keras_serializable(package="codings")
class Remembering(keras.Model):
    """A discriminator and its memory of what was fake: with replay, its phase changes both."""

    def __init__(self, discriminator: keras.Model, memory: keras.Layer, **kwargs: Any):
        super().__init__(**kwargs)
        self.discriminator = discriminator
        self.memory = memory
        self.built = True

    def get_config(self) -> dict[str, Any]:
        parts = {"discriminator": self.discriminator, "memory": self.memory}
        return {name: keras.saving.serialize_keras_object(part) for name, part in parts.items()}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Remembering":
        return cls(**{name: keras.saving.deserialize_keras_object(part) for name, part in config.items()})
