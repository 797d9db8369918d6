"""What every GAN does alike: two networks against each other, in phases."""

import math
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import keras
import numpy as np
from keras import layers, ops
from sklearn.utils.validation import check_is_fitted

from codings import backend, losses
from codings.backend.calls import even_batches, predict, predict_together
from codings.backend.scope import given
from codings.checks import check_codings
from codings.duel import Duel, packed
from codings.estimator import FitPlan
from codings.gans.adversaries import Adversaries, ShowCurrent
from codings.gans.networks import Features, Generate, build_discriminator, build_generator
from codings.gans.techniques import Techniques
from codings.generative import Generative, around
from codings.layers import ReplayBuffer, SpectralNormalization
from codings.parameters import NOT_NEGATIVE, POSITIVE, POSITIVE_INTEGER, one_of, option, optional, parameters
from codings.training import Average, Phase, Stage, adam
from codings.training.feed import epoch_steps
from codings.training.phase import Loss

ENTRIES = 160  # of an instance, to 1 of the weight of the R1 penalty


@parameters
class Adversarial(Generative):
    """The contract of the package's GANs. A subclass builds the networks."""

    loss: str = option(
        one_of(tuple(losses.ADVERSARIAL)),
        "What the two networks minimise; wasserstein has a gradient penalty, and relativistic penalises the "
        "slope at generated instances, too. See `codings.losses.ADVERSARIAL`.",
        "non-saturating",
    )
    r1: float | None = option(
        optional(NOT_NEGATIVE),
        "Weight of the R1 penalty on the discriminator's slope; None for an instance's entries over 160, 0 "
        "to leave it out. None is 4.9 for 28x28 pixels, and 0 for the Wasserstein loss, which has a penalty "
        "of its own. The slope is that at real instances. For tables the penalty fades as the learning rate "
        "falls.",
        None,
    )
    r1_interval: int = option(
        POSITIVE_INTEGER,
        "Steps from one R1 penalty to the next: 8 for every eighth step. The penalty is multiplied by as "
        "many, so that its mean over the steps stays the same: lazy regularisation.",
        1,
    )
    epochs: int = option(POSITIVE_INTEGER, "Passes through the training data.", 10)
    learning_rate: float = option(
        POSITIVE,
        "Peak learning rate of Adam, for both networks. The rate climbs to its peak in 200 steps, and then "
        "falls along a cosine.",
        0.001,
    )

    abilities: ClassVar[tuple[str, ...]] = ("judge", "slope")
    _saved_networks: ClassVar[tuple[str, ...]] = ("generator_", "discriminator_")
    _symmetric: ClassVar[bool] = True
    _beta_1: ClassVar[float] = 0.5  # Adam's
    _beta_2: ClassVar[float] = 0.99
    settled_ = True  # False while there are networks to come, as for a GAN that grows

    @abstractmethod
    def _adversaries(self, shape: tuple[int, ...], n: int) -> Sequence[Adversaries]:
        """The networks for `n` instances of `shape`, in the order in which they are trained."""

    @property
    def _techniques(self) -> Techniques:
        """Which techniques steady the training: those of the GANs that leave no choice."""
        return Techniques()

    def _networks_of(
        self,
        generate: Generate,
        features: Features,
        shape: tuple[int, ...],
        dense: Callable[..., keras.Layer] | None = None,
    ) -> tuple[keras.Model, keras.Model, keras.Model]:
        """A generator of the layers of `generate`, a discriminator of those of `features` and `dense`.

        The third is a copy of the generator, for its average.
        """
        used = self._techniques
        varied = len(shape) > 1 or self.range_.parts is not None  # else categories are soon lost
        generator = build_generator(generate, int(self.coding_size), self._number_of_classes)
        averaged = keras.models.clone_model(generator)
        averaged.set_weights(generator.get_weights())
        discriminator = build_discriminator(
            features,
            shape,
            self._number_of_classes,
            pack=int(used.pack),
            minibatch_std=varied if used.minibatch_std is None else used.minibatch_std,
            dense=dense or self._dense,
        )
        return generator, discriminator, averaged

    @property
    def _number_of_classes(self) -> int:
        return 0 if self.classes_ is None else len(self.classes_)

    def _dense(self, units: int, use_bias: bool = True) -> keras.Layer:
        """The discriminator's last layer."""
        return self._normalized(layers.Dense(units, use_bias=use_bias))

    def _normalized(self, layer: keras.Layer) -> keras.Layer:
        """A layer of the discriminator, its weights' spectral norm held at 1 if that is wanted."""
        return SpectralNormalization(layer) if self._techniques.spectral else layer

    def _held_out(self, validation: Any, shape: tuple[int, ...], classes: np.ndarray | None) -> tuple:
        X, y = super()._held_out(validation, shape, classes)
        self._check_pack(X)
        return X, y

    def _check_pack(self, X: Any) -> None:
        pack = self._techniques.pack
        if len(X) < pack:
            raise ValueError(
                f"X has n_samples={len(X)}, but this {type(self).__name__} judges {pack} together: give as "
                "many, or more."
            )

    def _plan(self, X: np.ndarray) -> FitPlan:
        used = self._techniques
        batch = min(self.batch_size, len(X))
        least = max(used.pack, 2)  # fewer have no statistics
        adversaries = self._adversaries(self.range_.shape_of(X), len(X))
        if batch < least:
            raise ValueError(
                f"batches of n_samples={batch} are too small for pack={used.pack}, which needs {least} or "
                "more: choose a larger batch_size, or give more instances."
            )
        self._show(adversaries[0], len(adversaries) == 1)
        stages = [self._stage(one, batch, epoch_steps(len(X), batch)) for one in adversaries]
        current = ShowCurrent(adversaries, self._show)
        return FitPlan(stages, [current], lambda position: current.begin(max(position.begun - 1, 0)))

    def _stage(self, adversaries: Adversaries, batch: int, steps_an_epoch: int) -> Stage:
        used, steps = self._techniques, adversaries.epochs * steps_an_epoch
        r1 = self._r1
        of_generator = self._optimizer(-(-steps // used.critic_steps), averaged=used.average)
        of_discriminator = self._optimizer(steps + (-(-steps // self.r1_interval) if r1 else 0))
        duel = self._duel(adversaries, batch)
        augmentation = adversaries.augmentation
        phases = [
            Phase(
                "discriminator",
                duel.network,
                of_discriminator,
                duel.discriminate,
                after=None if augmentation is None else augmentation.adapt,
            ),
            Phase("generator", adversaries.generator, of_generator, duel.generate, used.critic_steps),
        ]
        if r1:
            penalty = self._penalty(duel, of_discriminator, r1)
            phases.append(Phase("r1", adversaries.discriminator, of_discriminator, penalty, self.r1_interval))
        average = Average(adversaries.generator, adversaries.averaged, of_generator)
        return Stage(phases, adversaries.epochs, [average])

    def _duel(self, adversaries: Adversaries, batch: int) -> Duel:
        memory, width = None, int(self.coding_size)
        if self._techniques.replay:
            memory = ReplayBuffer()
            memory.build((batch, math.prod(self._shape) + self._number_of_classes))

        def real(batch: tuple, training: bool) -> Sequence[Any]:
            return [self._scaled(batch), *batch[1:]]

        def fake(batch: tuple, training: bool) -> Sequence[Any]:
            codings = backend.normal((batch[0].shape[0], width))
            drawn = adversaries.generator(given([codings, *batch[1:]]), training=training)
            return [drawn, *batch[1:]]

        pack = int(self._techniques.pack)
        return Duel(adversaries.discriminator, self.loss, real, fake, pack, memory)

    def _penalty(self, duel: Duel, optimizer: keras.optimizers.Optimizer, weight: float) -> Loss:
        """The R1 penalty, as much at once as it would be in the steps for which it stands.

        For tables it fades as the learning rate falls: at first it keeps the discriminator from running
        ahead, so that no mode is lost; at the end it would keep it from seeing how narrow modes are.
        """

        def penalty(batch: tuple, training: bool) -> Any:
            faded = optimizer.learning_rate / self.learning_rate if len(self._shape) == 1 else 1.0
            return weight * faded * self.r1_interval * duel.penalty(batch, training)

        return penalty

    @property
    def _r1(self) -> float:
        """The weight of the R1 penalty: the more entries an instance has, the less each may slope."""
        if self.r1 is not None:
            return self.r1
        penalised = losses.ADVERSARIAL[self.loss].gradient_penalty  # by its own
        return 0.0 if penalised else math.prod(self._shape) / ENTRIES

    def _optimizer(self, steps: int, averaged: bool = False) -> keras.optimizers.Optimizer:
        return adam(self.learning_rate, steps, beta_1=self._beta_1, beta_2=self._beta_2, averaged=averaged)

    def _show(self, adversaries: Adversaries, settled: bool) -> None:
        """From now on the estimator's networks are these."""
        self.generator_, self.discriminator_ = adversaries.averaged, adversaries.discriminator
        self.settled_ = settled

    def interpolate(self, a: Any, b: Any, steps: int = 10, *, y: Any = None) -> np.ndarray:
        """The way from coding `a` to `b`, both (coding_size,): the instances of (steps, ...) points between.

        The way is around the origin, since what lies on the straight one is shorter than codings that are
        drawn: see `codings.generative.around`. Ends are included. A conditional model needs the label `y`.
        Raises ValueError if `steps` is below 2, or the codings have another width.
        """
        check_is_fitted(self)
        a, b = (check_codings(self, [end])[0] for end in (a, b))
        return self.inverse_transform(around(a, b, steps), y)

    def judge(self, X: Any, y: Any = None) -> np.ndarray:
        """The discriminator's scores of `X`, (n, ...): (n,), high for what looks real to it.

        A conditional model needs the labels `y`, (n,) or one for all. With `pack`, each pack of rows, one
        after the other, has one score: (n // pack,). With `minibatch_std`, as ProGAN and StyleGAN have it,
        scores depend on how much `X` varies. Raises ValueError for instances of another shape than fitted,
        fewer than a pack, and labels that are missing or unknown.
        """
        inputs = map(ops.convert_to_numpy, self._discriminator_inputs(X, y))
        return predict_together(self.discriminator_, *inputs)[:, 0]

    def slope(self, X: Any, y: Any = None) -> float:
        """The norm of the gradient of the generator's loss at instances `X`, (n, ...): its mean over them.

        Where it is near 0, the generator can learn nothing. Of a relativistic loss it is that beside real
        instances with the same mean score. Takes what `judge` does, and raises the same.
        """
        inputs = map(ops.convert_to_numpy, self._discriminator_inputs(X, y))
        batches = even_batches(self.discriminator_, *inputs)
        return float(
            np.concatenate([self._slopes(*map(ops.convert_to_tensor, one)) for one in batches]).mean()
        )

    def _slopes(self, x: Any, *labels: Any) -> np.ndarray:
        """Of each instance, or pack of them: (n,)."""
        minimised = losses.ADVERSARIAL[self.loss]

        def all_losses(x: Any) -> Any:
            scores = self.discriminator_(given([x, *labels]))
            if minimised.relativistic:
                scores -= ops.stop_gradient(ops.mean(scores))
            return len(x) * minimised.generator(scores)

        gradients = ops.convert_to_numpy(backend.input_gradient(all_losses, x))
        return np.linalg.norm(gradients.reshape(len(gradients), -1), axis=1)

    def _discriminator_inputs(self, X: Any, y: Any) -> list:
        """Instances, and their labels, scaled and packed."""
        X = self._checked(X)
        self._check_pack(X)
        return packed(int(self._techniques.pack), self.range_.apply(X), *self._labels(y, len(X)))

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

    def _outputs(self, *codings: np.ndarray) -> np.ndarray:
        return predict(self.generator_, *codings)

    def _data_encoder(self) -> None:
        return None

    def _data_decoder(self) -> keras.Model:
        return self._to_data(self.generator_)
