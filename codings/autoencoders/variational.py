"""The variational autoencoder, which generates: its codings follow a distribution to draw from."""

from collections.abc import Sequence
from numbers import Integral
from typing import Any, ClassVar

import keras
import numpy as np
from keras import layers, ops
from sklearn.utils import check_random_state

from codings import losses, metrics
from codings.autoencoders.base import Autoencoder
from codings.autoencoders.halves import ACTIVATION, ACTIVATIONS, chain, convolutional_halves, dense_halves
from codings.backend.calls import predict
from codings.checks import whole_numbers
from codings.generative import Generative, between
from codings.images import images_only
from codings.layers import LatentLoss, Sampling
from codings.parameters import FLAG, NOT_NEGATIVE, WIDTHS, one_of, option, optional, parameters

VARIANCE = 0.5  # of the decoder's normal distribution: squared errors count as they are
DENSE, CONVOLUTIONAL = (150, 100), (16, 32, 64)


@parameters
class VariationalAutoencoder(Generative, Autoencoder):
    r"""A variational autoencoder, which generates new instances.

    It is probabilistic. The encoder makes of an instance a normal distribution over codings, :math:`q(z|x)`,
    by its mean and log variance; the codings are drawn from it, and decoded. The loss is the mean squared
    error plus the latent loss, :math:`\beta \, \mathrm{KL}(q(z|x) \| N(0, I))`, over the number of entries of
    an instance: so codings drawn from a standard normal distribution decode to something like the data.

    With :math:`\beta = 1` it is, up to a constant and a factor, minus the evidence lower bound of
    :math:`p(x|z) = N(\hat x(z), I/2)`. `elbo` and `log_likelihood` are of that density, in the range that the
    network sees: pixels in [0, 1].

    Given labels, it is conditional: its decoder sees the label beside the codings, which then hold what the
    label does not tell. Its encoder sees none, so that `transform` needs none.

    Attributes
    ----------
    autoencoder_, decoder_ : keras.Model
        A conditional one's take the label, one-hot, as a second input.
    encoder_ : keras.Model
        From an instance to the mean of its codings.
    classes_ : array, (classes,), or None
        The labels, sorted, where it is conditional.
    history_ : History
        "loss" and, with `validation`, "val_loss", one value an epoch.
    range_ : Range
        How the data are scaled for the networks.

    See Also
    --------
    codings.layers.Sampling, codings.layers.LatentLoss : its layers.

    References
    ----------
    Kingma and Welling (2014), "Auto-encoding variational Bayes", https://arxiv.org/abs/1312.6114. Higgins et
    al. (2017), "beta-VAE", https://openreview.net/forum?id=Sy2fzU9gl. Sohn, Lee and Yan (2015), "Learning
    structured output representation using deep conditional generative models",
    https://papers.nips.cc/paper/5775. Géron, "Hands-On Machine Learning", section "Variational Autoencoders".

    Examples
    --------
    >>> import codings
    >>> digits = codings.data.load("digits")
    >>> model = codings.VariationalAutoencoder(coding_size=4, epochs=2).fit(digits.X, digits.y)
    >>> model.sample(5, y=3).shape  # five threes
    (5, 8, 8)
    >>> model.interpolate(digits.X[0], digits.X[1], steps=7).shape
    (7, 8, 8)
    """

    coding_size: int = 10
    hidden: Sequence[int] | None = option(
        optional(WIDTHS),
        "Widths of the encoder's hidden layers, by default 150,100; of convolutions the filters, 16,32,64. "
        "The decoder's are the same, reversed.",
        None,
    )
    beta: float = option(
        NOT_NEGATIVE,
        "Weight of the latent loss. Above 1, factors of variation come apart better, and reconstructions "
        "suffer.",
        1.0,
    )
    convolutional: bool = option(
        FLAG,
        "Convolutions instead of dense layers, for images. They are those of `ConvolutionalAutoencoder`.",
        False,
    )
    conditional: bool | None = option(
        optional(FLAG),
        "Learn with the data's labels, to sample by label. None means that it does so if `fit` is given "
        "some. Say False in a Pipeline that ends in a classifier: it hands the labels to every step.",
        None,
    )
    activation: str = option(one_of(ACTIVATIONS), ACTIVATION, "silu")
    epochs: int = 25
    batch_size: int = 128

    abilities: ClassVar[tuple[str, ...]] = ("latent_loss", "elbo", "log_likelihood", "active_units")

    def _network(self, shape: tuple[int, ...]) -> keras.Model:
        if self.convolutional:
            images_only(self, shape)
        build, default = (
            (convolutional_halves, CONVOLUTIONAL) if self.convolutional else (dense_halves, DENSE)
        )
        hidden = whole_numbers("hidden", default if self.hidden is None else self.hidden)
        down, up = build(shape, hidden, self.activation, self._output)
        x = keras.Input(shape)
        labels = [] if self.classes_ is None else [keras.Input((len(self.classes_),), name="label")]
        encoded = chain(x, down)
        mean = layers.Dense(int(self.coding_size), name="codings")(encoded)
        log_variance = layers.Dense(int(self.coding_size), name="log_variance")(encoded)
        priced = LatentLoss(self.beta / int(np.prod(shape)), name="latent_loss")([mean, log_variance])
        z = Sampling(name="sampling")(priced)
        if labels:  # Keras cannot save a model whose input is another model's, cut from it, as well
            z = layers.Concatenate()([z, layers.Identity(name="condition")(labels[0])])
        return keras.Model([x, *labels] if labels else x, chain(z, up), name="autoencoder")

    def _adopt(self, autoencoder: keras.Model) -> None:
        mean, log_variance, z = (
            autoencoder.get_layer(name).output for name in ("codings", "log_variance", "sampling")
        )
        x, *labels = autoencoder.inputs
        inputs = [z, autoencoder.get_layer("condition").output] if labels else z
        self.autoencoder_ = autoencoder
        self.encoder_ = keras.Model(x, mean, name="encoder")
        self.decoder_ = keras.Model(inputs, autoencoder.output, name="decoder")
        self._posterior = keras.Model(x, layers.Concatenate()([mean, log_variance]), name="posterior")

    def _loss(self, batch: tuple, training: bool) -> Any:
        x = self._scaled(batch)
        # As in training where it is only measured: its codings are drawn there, too.
        outputs = self.autoencoder_([x, *batch[1:]] if len(batch) > 1 else x, training=True)
        return self._penalised(losses.reconstruction(x, outputs))

    def interpolate(self, a: Any, b: Any, steps: int = 10) -> np.ndarray:
        """The way from instance `a` to `b`, both (...): (steps, ...), evenly spaced between their codings.

        The first is `a` reconstructed and the last is `b`. A conditional model goes from the label that
        suits `a` best to that of `b`. Raises ValueError if `steps` is below 2.
        """
        ends = self._checked(np.stack([a, b]))
        ways = [between(way[0], way[1], steps) for way in (self._codings_of(ends), *self._best(ends))]
        return self._by_blocks(self._decode, *ways)

    def reconstruct(self, X: Any, y: Any = None) -> np.ndarray:
        """`X` encoded and decoded again, in its own shape, and in the range and dtype of the fit.

        Without labels `y`, (n,), a conditional model gives each instance the label that suits it best.
        """
        X = self._checked(X)
        return self._by_blocks(
            lambda x, *label: self._decode(self._encode(x), *label), X, *self._conditions(X, y)
        )

    def score_samples(self, X: Any, y: Any = None) -> np.ndarray:
        """Minus each instance's mean squared error, (n,) float64: low for outliers; see `reconstruct`."""
        X = self._checked(X)
        return self._by_blocks(self._score, X, *self._conditions(X, y))

    def score(self, X: Any, y: Any = None) -> float:
        """Minus the mean squared error over `X`; higher is better. The mean of `score_samples`."""
        return float(self.score_samples(X, y).mean())

    def latent_loss(self, X: Any) -> np.ndarray:
        """How far each instance's codings are from the prior, (n,) in nats: 0 or more, never clamped."""

        def divergence(x: np.ndarray) -> np.ndarray:
            return ops.convert_to_numpy(losses.latent(*self._spread(self.range_.apply(x))))

        return self._by_blocks(divergence, self._checked(X))

    def elbo(
        self,
        X: Any,
        y: Any = None,
        *,
        samples: int = 100,
        random_state: int | np.random.RandomState | None = None,
    ) -> np.ndarray:
        """The evidence lower bound of each instance's log-likelihood, (n,) in nats; higher is better.

        Estimated from `samples` draws of its codings; takes what `log_likelihood` does.
        """
        return self._log_weights(X, y, samples, random_state).mean(axis=0)

    def log_likelihood(
        self,
        X: Any,
        y: Any = None,
        *,
        samples: int = 100,
        random_state: int | np.random.RandomState | None = None,
    ) -> np.ndarray:
        """Each instance's log-likelihood by importance sampling, (n,) in nats; higher is better.

        It is a density's, in the range that the network sees: of pixels in [0, 1] it may be positive. It
        errs below, and less so the more codings are drawn for each instance; see
        `codings.metrics.log_mean_exp`.

        Parameters
        ----------
        X : array-like, (n, ...)
        y : array-like, (n,), optional
            Labels, for a conditional model; without them each instance gets the one that suits it best.
        samples : int
            Codings drawn for each instance, 1 or more.
        random_state : int, RandomState or None
        """
        return metrics.log_mean_exp(self._log_weights(X, y, samples, random_state))

    def active_units(self, X: Any) -> int:
        """How many of the codings tell something about the instances; see `codings.metrics.active_units`."""
        return metrics.active_units(self._codings_of(self._checked(X)))

    def _log_weights(
        self, X: Any, y: Any, samples: int, random_state: int | np.random.RandomState | None
    ) -> np.ndarray:
        """The logarithm of p(x, z) / q(z|x) for drawn codings, (samples, n)."""
        X = self._checked(X)
        if not isinstance(samples, Integral) or samples < 1:
            raise ValueError(f"samples={samples!r} must be a whole number of codings to draw, 1 or more.")
        random = check_random_state(random_state)

        def weights(block: np.ndarray, *label: np.ndarray) -> np.ndarray:
            x = self.range_.apply(block)

            def decode(z: np.ndarray) -> np.ndarray:
                return predict(self.decoder_, z, *label)

            spread = self._spread(x)
            drawn = (metrics.log_weight(x, *spread, decode, VARIANCE, random) for _ in range(samples))
            return np.stack(list(drawn), axis=1)

        return self._by_blocks(weights, X, *self._conditions(X, y)).T

    def _spread(self, x: np.ndarray) -> list[np.ndarray]:
        """Mean and log variance, within its bounds, of scaled instances' codings, each (n, coding_size)."""
        mean, log_variance = np.split(predict(self._posterior, x), 2, axis=1)
        return [mean, np.clip(log_variance, *losses.LOG_VARIANCE)]

    def _conditions(self, X: np.ndarray, y: Any) -> tuple[np.ndarray, ...]:
        """The labels beside instances: of a conditional model without `y`, those that suit them best."""
        if self.classes_ is None:
            return ()
        return self._best(X) if y is None else self._labels(y, len(X))

    def _best(self, X: np.ndarray) -> tuple[np.ndarray, ...]:
        """The label under which each instance is reconstructed best, one-hot, if the model is conditional."""
        if self.classes_ is None:
            return ()
        labels = np.eye(len(self.classes_), dtype=np.float32)

        def best(block: np.ndarray) -> np.ndarray:
            scores = [self._score(block, np.tile(label, (len(block), 1))) for label in labels]
            return labels[np.argmax(scores, axis=0)]

        return (self._by_blocks(best, X),)
