"""What every GAN does alike: two networks against each other, in phases."""

import math
from abc import abstractmethod
from collections.abc import Callable, Sequence
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
from codings.gans.contest import Contest, Showing
from codings.gans.duel import Duel, packed
from codings.generative import Generative, between
from codings.layers import AdaptiveAugmentation, MinibatchStdev, ReplayBuffer
from codings.training import Phase, Stage, warm_cosine
from codings.training.phase import Loss

AVERAGED = 1000  # steps over which the generator's weights are averaged, or a share of a short training
AVERAGED_SHARE = 0.05
ENTRIES = 160  # of an instance, to 1 of the weight of the R1 penalty

Drawn = Callable[[Any, list], Any]
Seen = Callable[[Any], Any]


class Adversarial(Generative):
    """The contract of the package's GANs. A subclass gives the layers of its networks."""

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
    _unsaved: ClassVar[tuple[str, ...]] = ("_contests",)
    _beta_1: ClassVar[float] = 0.5  # Adam's
    _beta_2: ClassVar[float] = 0.99
    _augmentation: AdaptiveAugmentation | None = None
    settled_ = True  # False while there are networks to come, as for a GAN that grows

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
    def _contests_for(self, shape: tuple[int, ...]) -> list[Contest]:
        """The networks for instances of `shape`, in the order in which they are trained: see `_opposed`."""

    def _build(self, shape: tuple[int, ...]) -> None:
        self._contests = self._contests_for(shape)
        self._show(self._contests[0])

    def _opposed(self, drawn: Drawn, seen: Seen, shape: tuple[int, ...]) -> Contest:
        """A generator of the layers of `drawn` against a discriminator of those of `seen`.

        ``drawn(codings, labels)`` leads to instances of `shape`; the labels are a list of one tensor, or of
        none. ``seen(packs)`` is the discriminator up to its last layer, from (batch, pack, ...).
        """
        generator = self._generator(drawn)
        shown = keras.models.clone_model(generator)
        shown.set_weights(generator.get_weights())
        return Contest(generator, self._discriminator(seen, shape), shown, self.epochs)

    def _generator(self, drawn: Drawn) -> keras.Model:
        codings = keras.Input((int(self.coding_size),), name="codings")
        labels = self._label_inputs()
        return keras.Model(given([codings, *labels]), drawn(codings, labels), name="generator")

    def _discriminator(self, seen: Seen, shape: tuple[int, ...]) -> keras.Model:
        """From instances, or packs of them, to scores, (batch, 1).

        Labels are compared with what is seen: Miyato and Koyama (2018), "cGANs with projection
        discriminator", https://arxiv.org/abs/1802.05637
        """
        packed = () if self.pack == 1 else (int(self.pack),)
        instances = keras.Input((*packed, *shape), name="instances")
        labels = self._label_inputs(*packed)
        features = seen(layers.Reshape((int(self.pack), *shape))(instances))
        if len(shape) > 1 if self.minibatch_std is None else self.minibatch_std:
            features = MinibatchStdev()(features)
        features = layers.Flatten()(features)
        scores = self._dense(1)(features)
        if labels:
            wanted = self._dense(features.shape[-1], use_bias=False)(layers.Flatten()(labels[0]))
            scores = layers.Add()([scores, layers.Dot(axes=1)([wanted, features])])
        return keras.Model(given([instances, *labels]), scores, name="discriminator")

    def _dense(self, units: int, use_bias: bool = True) -> keras.Layer:
        """The discriminator's last layer."""
        return self._limited(layers.Dense(units, use_bias=use_bias))

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
        return [self._stage(contest, batch, -(-n // batch)) for contest in self._contests]

    def _stage(self, contest: Contest, batch: int, epoch_steps: int) -> Stage:
        steps = contest.epochs * epoch_steps
        of_generator = self._optimizer(-(-steps // self.critic_steps), averaged=self.average)
        of_discriminator = self._optimizer(steps + (-(-steps // self.every) if self._r1 else 0))
        duel = self._duel(contest, batch)
        phases = [
            Phase("discriminator", duel.judging, of_discriminator, duel.discriminate),
            Phase("generator", contest.generator, of_generator, duel.generate, self.critic_steps),
        ]
        if self._r1:
            penalty = self._penalty(duel, of_discriminator)
            phases.append(Phase("r1", contest.discriminator, of_discriminator, penalty, self.every))
        return Stage(phases, contest.epochs)

    def _duel(self, contest: Contest, batch: int) -> Duel:
        memory = None
        if self.replay:
            classes = 0 if self.classes_ is None else len(self.classes_)
            memory = ReplayBuffer()
            memory.build((batch, math.prod(self._shape) + classes))
        return Duel(
            contest.generator,
            contest.discriminator,
            self.loss,
            int(self.coding_size),
            int(self.pack),
            self._scaled,
            memory,
            self._augmentation,
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
        penalised = losses.ADVERSARIAL[self.loss].gradient_penalty  # by its own
        return 0.0 if penalised else math.prod(self._shape) / ENTRIES

    def _optimizer(self, steps: int, averaged: bool = False) -> keras.optimizers.Optimizer:
        span = max(1.0, min(AVERAGED, AVERAGED_SHARE * steps))
        rate = warm_cosine(self.learning_rate, steps)
        return keras.optimizers.Adam(
            rate, self._beta_1, self._beta_2, use_ema=averaged, ema_momentum=1 - 1 / span
        )

    def _callbacks(self, stages: Sequence[Stage]) -> list[keras.callbacks.Callback]:
        return [Showing(self._contests, stages, self._show, self.average)]

    def _show(self, contest: Contest) -> None:
        """From now on the estimator's networks are these."""
        self.generator_, self.discriminator_ = contest.shown, contest.discriminator
        self.settled_ = contest is self._contests[-1]

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in super().__getstate__().items() if name not in self._unsaved}

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
        return self._undone(predict(self.generator_, *codings))

    def _undone(self, drawn: np.ndarray) -> np.ndarray:
        """What a generator has drawn, in the range of the data."""
        return self.range_.undo((drawn + 1) / 2 if self.range_.bounded else drawn)


def joined(codings: Any, labels: list) -> Any:
    """Codings, and labels if there are any, as one input of a generator."""
    return layers.Concatenate()([codings, *labels]) if labels else codings
