"""What every GAN does alike: two networks against each other, in phases."""

import math
from abc import abstractmethod
from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any, ClassVar

import keras
import numpy as np
from keras import layers, ops
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted

from codings import backend, losses
from codings.backend.calls import predict
from codings.backend.scope import given
from codings.checks import check_codings
from codings.gans.duel import Duel, packed
from codings.generative import Generative, between
from codings.layers import MinibatchStdev, ReplayBuffer
from codings.training import Phase, Stage, warm_cosine
from codings.training.phase import Loss

AVERAGED = 1000  # steps over which the generator's weights are averaged, or a share of a short training
AVERAGED_SHARE = 0.05
ENTRIES = 160  # of an instance, to 1 of the weight of the R1 penalty


class Adversarial(Generative):
    """The contract of the package's GANs. A subclass gives the layers of the two networks."""

    _parameter_constraints: ClassVar[dict[str, list]] = {
        **Generative._parameter_constraints,
        "loss": [StrOptions(set(losses.ADVERSARIAL))],
        "r1": [Interval(Real, 0, None, closed="left"), None],
        "every": [Interval(Integral, 1, None, closed="left")],
        "critic_steps": [Interval(Integral, 1, None, closed="left")],
        "pack": [Interval(Integral, 1, None, closed="left")],
        "minibatch_std": ["boolean", None],
        "spectral": ["boolean"],
        "average": ["boolean"],
        "replay": ["boolean"],
        "learning_rate": [Interval(Real, 0, None, closed="neither")],
    }
    _saved_networks: ClassVar[tuple[str, ...]] = ("generator_", "discriminator_")
    _beta_1: ClassVar[float] = 0.5  # Adam's
    _beta_2: ClassVar[float] = 0.99

    loss: str
    r1: float | None
    every: int
    critic_steps: int
    pack: int
    minibatch_std: bool | None
    spectral: bool
    average: bool
    replay: bool
    learning_rate: float

    @abstractmethod
    def _drawn(self, codings: Any, shape: tuple[int, ...]) -> Any:
        """The generator's layers: from codings, with labels beside them, to instances of `shape`."""

    @abstractmethod
    def _seen(self, packs: Any, shape: tuple[int, ...]) -> Any:
        """The discriminator's layers up to its last: from packs of instances, (batch, pack, *shape)."""

    def _build(self, shape: tuple[int, ...]) -> None:
        self._in_training = self._generator(shape)
        self.generator_ = self._generator(shape)
        self.discriminator_ = self._discriminator(shape)

    def _generator(self, shape: tuple[int, ...]) -> keras.Model:
        codings = keras.Input((int(self.coding_size),), name="codings")
        labels = self._label_inputs()
        drawn = self._drawn(layers.Concatenate()([codings, *labels]) if labels else codings, shape)
        return keras.Model([codings, *labels] if labels else codings, drawn, name="generator")

    def _discriminator(self, shape: tuple[int, ...]) -> keras.Model:
        """From instances, or packs of them, to scores, (batch, 1).

        Labels are compared with what is seen: Miyato and Koyama (2018), "cGANs with projection
        discriminator", https://arxiv.org/abs/1802.05637
        """
        packed = () if self.pack == 1 else (int(self.pack),)
        instances = keras.Input((*packed, *shape), name="instances")
        labels = self._label_inputs(*packed)
        seen = self._seen(layers.Reshape((int(self.pack), *shape))(instances), shape)
        if len(shape) > 1 if self.minibatch_std is None else self.minibatch_std:
            seen = MinibatchStdev()(seen)
        seen = layers.Flatten()(seen)
        scores = self._limited(layers.Dense(1))(seen)
        if labels:
            wanted = self._limited(layers.Dense(seen.shape[-1], use_bias=False))(layers.Flatten()(labels[0]))
            scores = layers.Add()([scores, layers.Dot(axes=1)([wanted, seen])])
        return keras.Model([instances, *labels] if labels else instances, scores, name="discriminator")

    def _label_inputs(self, *packed: int) -> list:
        return [] if self.classes_ is None else [keras.Input((*packed, len(self.classes_)), name="label")]

    def _limited(self, layer: keras.Layer) -> keras.Layer:
        """A layer of the discriminator, its weights' spectral norm held at 1 if that is wanted."""
        return layers.SpectralNormalization(layer) if self.spectral else layer

    def _stages(self, n: int) -> list[Stage]:
        batch = min(self.batch_size, n)
        least = max(self.pack, 2)  # fewer have no statistics
        if batch < least:
            raise ValueError(
                f"batches of n_samples={batch} are too small for pack={self.pack}, which needs {least} or "
                "more: choose a larger batch_size, or give more instances."
            )
        steps = self.epochs * -(-n // batch)
        of_generator = self._optimizer(-(-steps // self.critic_steps), averaged=self.average)
        of_discriminator = self._optimizer(steps + (-(-steps // self.every) if self._r1 else 0))
        duel = self._duel(batch)
        phases = [
            Phase("discriminator", duel.judging, of_discriminator, duel.discriminate),
            Phase("generator", self._in_training, of_generator, duel.generate, self.critic_steps),
        ]
        if self._r1:
            penalty = self._penalty(duel, of_discriminator)
            phases.append(Phase("r1", self.discriminator_, of_discriminator, penalty, self.every))
        return [Stage(phases, self.epochs)]

    def _duel(self, batch: int) -> Duel:
        memory = None
        if self.replay:
            classes = 0 if self.classes_ is None else len(self.classes_)
            memory = ReplayBuffer()
            memory.build((batch, math.prod(self._shape) + classes))
        return Duel(
            self._in_training,
            self.discriminator_,
            self.loss,
            int(self.coding_size),
            int(self.pack),
            self._scaled,
            memory,
        )

    def _penalty(self, duel: Duel, optimizer: keras.optimizers.Optimizer) -> Loss:
        """The R1 penalty, as much at once as it would be in the steps for which it stands.

        For tables it fades as the learning rate falls: at first it keeps the discriminator from running
        ahead, so that no mode is lost; at the end it would keep it from seeing how narrow modes are.
        """

        def penalty(batch: tuple, training: bool) -> Any:
            faded = optimizer.learning_rate / self.learning_rate if len(self._shape) == 1 else 1.0
            return self._r1 * faded * self.every * duel.r1(batch, training)

        return penalty

    @property
    def _r1(self) -> float:
        """The weight of the R1 penalty: the more entries an instance has, the less each may slope."""
        if self.r1 is not None:
            return self.r1
        return 0.0 if self.loss == "wasserstein" else math.prod(self._shape) / ENTRIES

    def _optimizer(self, steps: int, averaged: bool = False) -> keras.optimizers.Optimizer:
        span = max(1.0, min(AVERAGED, AVERAGED_SHARE * steps))
        rate = warm_cosine(self.learning_rate, steps)
        return keras.optimizers.Adam(
            rate, self._beta_1, self._beta_2, use_ema=averaged, ema_momentum=1 - 1 / span
        )

    def _callbacks(self, stages: Sequence[Stage]) -> list[keras.callbacks.Callback]:
        phase = stages[0].phases[1]

        def average(batch: int, logs: Any = None) -> None:
            self.generator_.set_weights(phase.network.get_weights())
            if self.average:
                phase.optimizer.finalize_variable_values(self.generator_.trainable_variables)

        return [keras.callbacks.LambdaCallback(on_train_batch_end=average)]

    def _scaled(self, batch: tuple) -> Any:
        x = super()._scaled(batch)
        return 2 * x - 1 if self.range_.bounded else x

    def interpolate(self, a: Any, b: Any, steps: int = 10, *, y: Any = None) -> np.ndarray:
        """The way from coding `a` to `b`, both (coding_size,): the instances of (steps, ...) points between.

        The points are evenly spaced, ends included. A conditional model needs the label `y`. Raises
        ValueError if `steps` is below 2, or the codings have another width.
        """
        check_is_fitted(self)
        a, b = check_codings(self, [a, b])
        return self.inverse_transform(between(a, b, steps), y)

    def judge(self, X: Any, y: Any = None) -> np.ndarray:
        """The discriminator's scores of `X`, (n, ...): (n,), high for what looks real to it.

        A conditional model needs the labels `y`, (n,) or one for all. With `pack`, each pack of rows, one
        after the other, has one score: (n // pack,).
        """
        return predict(self.discriminator_, *map(ops.convert_to_numpy, self._shown(X, y)))[:, 0]

    def slope(self, X: Any, y: Any = None) -> float:
        """The norm of the gradient of the generator's loss at instances `X`, (n, ...): its mean over them.

        Where it is near 0, the generator can learn nothing. Takes what `judge` does.
        """
        X = self._checked(X)
        x, *labels = map(
            ops.convert_to_tensor, packed(int(self.pack), self._to_networks(X), *self._labels(y, len(X)))
        )
        loss = losses.ADVERSARIAL[self.loss].generator

        def all_losses(x: Any) -> Any:
            return len(x) * loss(self.discriminator_(given([x, *labels])))

        gradients = ops.convert_to_numpy(backend.input_gradient(all_losses, x))
        return float(np.linalg.norm(gradients.reshape(len(gradients), -1), axis=1).mean())

    def _shown(self, X: Any, y: Any) -> list:
        """Instances, and their labels, as the discriminator takes them."""
        X = self._checked(X)
        return packed(int(self.pack), self._to_networks(X), *self._labels(y, len(X)))

    @property
    def _output(self) -> str:
        """The generator's last activation: pixels lie in [-1, 1] here, and other data anywhere."""
        return "tanh" if self.range_.bounded else "linear"

    @property
    def _coding_width(self) -> int:
        return self.generator_.inputs[0].shape[-1]

    @property
    def _shape(self) -> tuple[int, ...]:
        return self.generator_.output_shape[1:]

    def _to_networks(self, X: np.ndarray) -> np.ndarray:
        x = self.range_.apply(X)
        return 2 * x - 1 if self.range_.bounded else x

    def _decode(self, *codings: np.ndarray) -> np.ndarray:
        drawn = predict(self.generator_, *codings)
        return self.range_.undo((drawn + 1) / 2 if self.range_.bounded else drawn)
