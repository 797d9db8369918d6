"""The variational autoencoder, which generates: its codings follow a distribution to draw from."""

from collections.abc import Sequence
from functools import partial
from numbers import Integral
from typing import Any, ClassVar

import keras
import numpy as np
from keras import layers, ops
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from codings import metrics
from codings.autoencoders.base import Autoencoder, squared_errors
from codings.autoencoders.halves import ACTIVATION, ACTIVATIONS, chain, convolutional_halves, dense_halves
from codings.autoencoders.mixture import ROWS
from codings.autoencoders.posterior import Posterior
from codings.autoencoders.spread import Spread
from codings.checks import whole_numbers
from codings.data.dataset import rows
from codings.data.encoding import Encoding
from codings.estimator import FitPlan
from codings.generative import Generative, around, between
from codings.images import images_only
from codings.labels import best_labels
from codings.layers import LatentLoss, OutputNoise, Sampling
from codings.layers.output_noise import LEAST
from codings.parameters import FLAG, NOT_NEGATIVE, WIDTHS, Seed, one_of, option, optional, parameters

DENSE, CONVOLUTIONAL = (150, 100), (16, 32, 64)


@parameters
class VariationalAutoencoder(Generative, Autoencoder):
    r"""A variational autoencoder, which generates new instances.

    It is probabilistic. The encoder makes of an instance a normal distribution over codings, :math:`q(z|x)`,
    by its mean and log variance; the codings are drawn from it, and decoded. The loss is the error plus the
    latent loss, :math:`\beta \, \mathrm{KL}(q(z|x) \| N(0, I))`, over the number of entries of an instance:
    so codings drawn from a standard normal distribution decode to something like the data. With
    :math:`\beta = 1` it is, up to a constant and a factor, minus the evidence lower bound of
    :math:`\log p(x)`, where the decoder's outputs :math:`\hat x(z)` are the means of :math:`p(x|z)`.

    With a normal likelihood, :math:`p(x|z) = N(\hat x(z), \mathrm{diag}(\sigma^2))`. Of a table, training
    learns :math:`\sigma` for each column, and the error is
    :math:`\frac{1}{2} \sum_j (x_j - \hat x_j)^2 / \sigma_j^2 + \log \sigma_j^2`. Means alone would vary less
    than the data do, :math:`\mathrm{Var}(x_j) = \mathrm{Var}(\hat x_j) + \sigma_j^2`, and be correlated more.
    Of images the error is the squared one, as of :math:`\sigma^2 = 1/2`, and one :math:`\sigma` is estimated
    after training. `noise_` has it; `elbo` and `log_likelihood` use it.

    Given labels, it is conditional: its decoder sees the label beside the codings, which then hold what the
    label does not tell. Its encoder sees none, so that `transform` needs none.

    Attributes
    ----------
    autoencoder_, decoder_ : keras.Model
        A conditional one's take the label, one-hot, as a second input.
    encoder_ : keras.Model
        From an instance to the mean of its codings.
    noise_ : array, (features,) of a table, () of images
        The standard deviation of instances around the decoder's outputs, as networks see both. Of a table
        with categories, that of its numbers.
    mixture_ : array, (components, 1 + coding_size + coding_size ** 2), or None
        Of a table: the mixture of normal distributions that its codings follow, estimated after training; the
        weight, mean and covariance of each. Of a conditional model, each class has components of its own.
    class_weights_ : array, (classes, components), or None
        Of a table, of a conditional model: the components' weights in each class.
    residual_ : array, (features + 2 * quantiles, features), or None
        Of a table: how its rows differ from the decoder's outputs, estimated after training; see
        `codings.autoencoders.residual.Residual`.
    log_weights_ : array, (width - numbers,), or None
        Of a table with categories or missing values: what the logarithms of their probabilities are raised by
        in `sample`, so that each is as likely as in the data.
    classes_, class_prior_ : see `codings.generative.Generative`
    history_ : History
        "loss" and, with `validation`, "val_loss", one value an epoch.
    range_ : Range
        How the data are scaled for the networks.

    See Also
    --------
    codings.layers.Sampling, codings.layers.LatentLoss : its layers.

    References
    ----------
    Kingma and Welling (2014), "Auto-encoding variational Bayes", https://arxiv.org/abs/1312.6114. Rybkin,
    Daniilidis and Levine (2021), "Simple and effective VAE training with calibrated decoders",
    https://arxiv.org/abs/2006.13202: the noise. Burda, Grosse and Salakhutdinov (2016), "Importance weighted
    autoencoders", https://arxiv.org/abs/1509.00519: the likelihood. Higgins et al. (2017), "beta-VAE",
    https://openreview.net/forum?id=Sy2fzU9gl. Sohn, Lee and Yan (2015), "Learning structured output
    representation using deep conditional generative models", https://papers.nips.cc/paper/5775. Géron,
    "Hands-On Machine Learning", section "Variational Autoencoders".

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
        "some; numbers that a regression predicts are none. Say False in a Pipeline that ends in a "
        "classifier: it hands the labels to every step.",
        None,
    )
    activation: str = option(one_of(ACTIVATIONS), ACTIVATION, "silu")
    batch_size: int = 128

    abilities: ClassVar[tuple[str, ...]] = ("latent_loss", "elbo", "log_likelihood", "active_units")
    _saved_arrays: ClassVar[tuple[str, ...]] = (
        *Generative._saved_arrays, "mixture_", "residual_", "log_weights_", "class_weights_"
    )  # fmt: skip
    _epochs: ClassVar[int] = 25

    def _network(self, shape: tuple[int, ...]) -> keras.Model:
        if self.convolutional:
            images_only(self, shape)
        build, default = (
            (convolutional_halves, CONVOLUTIONAL) if self.convolutional else (dense_halves, DENSE)
        )
        hidden = whole_numbers("hidden", default if self.hidden is None else self.hidden)
        if self.convolutional and not hidden:
            raise ValueError("hidden=() must hold numbers of filters, one or more, where convolutional=True.")
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
        noise = OutputNoise(by_column=len(shape) == 1 and self.likelihood == "normal", name="noise")
        return keras.Model([x, *labels] if labels else x, noise(chain(z, up)), name="autoencoder")

    def _plan(self, X: np.ndarray) -> FitPlan:
        if X.ndim == 2 and len(X) < 2:
            raise ValueError(f"X has n_samples={len(X)} row: a {type(self).__name__} needs two or more.")
        self._keep(Spread())  # callbacks may draw before anything is estimated
        return super()._plan(X)._replace(finish=partial(self._finish, X))

    def _finish(self, X: np.ndarray, *labels: np.ndarray) -> None:
        """What is estimated once the networks are trained, on instances evenly chosen: how they spread."""
        chosen = slice(None, None, -(-len(X) // ROWS))
        some, labels = rows(X, chosen), tuple(label[chosen] for label in labels)
        codings = self._by_blocks(lambda x: self._posterior_of(x).draw(np.random.default_rng(0)), some)
        spread = Spread()
        if X.ndim == 2 and self.likelihood == "normal":
            x = self._by_blocks(self.range_.apply, some)
            outputs_of = partial(self._by_blocks, self._outputs)
            spread = Spread.fit(x, codings, labels, outputs_of, self.range_.parts)
        elif X.ndim == 2:
            spread = Spread.of_codings(codings, labels)
        elif self.likelihood == "normal":
            self._estimate_noise(some, codings, labels)
        self._keep(spread)

    def _keep(self, spread: Spread) -> None:
        self.mixture_, self.residual_, self.log_weights_, self.class_weights_ = spread

    def _estimate_noise(self, X: np.ndarray, codings: np.ndarray, labels: tuple) -> None:
        """Of images, one variance for all entries: the mean squared error of instances drawn and decoded."""

        def errors(block: np.ndarray, *codings: np.ndarray) -> np.ndarray:
            return squared_errors(self.range_.apply(block), self._outputs(*codings))

        variance = self._by_blocks(errors, X, codings, *labels).mean()
        self._noise.raw.assign(np.log(max(variance, LEAST)))

    def _posterior_of(self, X: np.ndarray) -> Posterior:
        return Posterior.of(self.range_.apply(X), self._posterior)

    @property
    def _noise(self) -> OutputNoise:
        return self.autoencoder_.get_layer("noise")

    @property
    def noise_(self) -> np.ndarray:
        """See the attributes."""
        check_is_fitted(self, "autoencoder_")
        return np.exp(self._log_noise / 2)

    def _adopt(self, autoencoder: keras.Model) -> None:
        mean, log_variance, z = (
            autoencoder.get_layer(name).output for name in ("codings", "log_variance", "sampling")
        )
        x, *labels = autoencoder.inputs
        inputs = [z, autoencoder.get_layer("condition").output] if labels else z
        self.autoencoder_ = autoencoder
        self.encoder_ = keras.Model(x, mean, name="encoder")
        self.decoder_ = keras.Model(inputs, autoencoder.output, name="decoder")
        beside = layers.Concatenate(dtype="float32")  # whatever Keras's policy is where it is unpickled
        self._posterior = keras.Model(x, beside([mean, log_variance]), name="posterior")

    def _loss(self, batch: tuple, training: bool) -> Any:
        x = self._scaled(batch)
        # As in training where it is only measured: its codings are drawn there, too.
        outputs = self.autoencoder_([x, *batch[1:]] if len(batch) > 1 else x, training=True)
        learned = self._log_variance if self._noise.by_column else None
        return self._penalised(self._likelihood.loss(x, outputs, learned))

    def sample(
        self, n: int = 1, *, y: Any = None, noise: bool | None = None, random_state: Seed = None
    ) -> np.ndarray:
        r"""New instances, (n, ...) in the range of the fit, from codings drawn at random.

        Codings of images are drawn from the standard normal distribution, of rows of a table from `mixture_`.
        With noise, images are drawn from :math:`p(x|z)`. Rows get the noise that columns have together,
        :math:`\mathrm{Cov}(x) = \mathrm{Cov}(\hat x(z)) + F F^T`, and each column is then mapped to the
        quantiles of the data: they vary, and correlate, as the data do.

        Parameters
        ----------
        n, y, random_state : see `codings.generative.Generative.sample`, which raises what this does
        noise : bool, optional
            Whether instances are drawn, or are the means of p(x|z), which are smoother than the data, and
            vary less. By default rows of a table are drawn, and images are means.
        """
        check_is_fitted(self)
        if len(self._shape) == 1 if noise is None else noise:
            return super().sample(n, y=y, random_state=random_state)
        return self.inverse_transform(*self.sample_codings(n, y=y, random_state=random_state))

    def _instances(self, outputs: np.ndarray, random: np.random.RandomState) -> np.ndarray:
        if self.mixture_ is None or self.likelihood == "bernoulli":
            return self._likelihood.draw(outputs, self._log_noise, random)
        return self._spread.draw(outputs, self.range_.parts, random)

    def sample_codings(
        self, n: int = 1, *, y: Any = None, random_state: Seed = None
    ) -> tuple[np.ndarray, Any]:
        """Codings as `sample` draws them, and their labels: see `codings.generative.Generative`.

        Those of rows of a table come from `mixture_`, by the weights of their classes.
        """
        random = check_random_state(random_state)
        codings, y = super().sample_codings(n, y=y, random_state=random)
        labels = () if self._spread.class_weights is None else self._labels(y, n)
        return self._spread.draw_codings(codings, random, *labels), y

    @property
    def _spread(self) -> Spread:
        by_class = getattr(self, "class_weights_", None)  # which pickles of former versions lack
        return Spread(self.mixture_, self.residual_, self.log_weights_, by_class)

    @property
    def _log_noise(self) -> np.ndarray:
        return ops.convert_to_numpy(self._log_variance)

    @property
    def _log_variance(self) -> Any:
        """Of the noise around numbers, a tensor: (numbers,) of a table, () of images."""
        log_variance, parts = self._noise.log_variance, self.range_.parts
        return log_variance if parts is None else log_variance[: parts.numbers]

    def interpolate(self, a: Any, b: Any, steps: int = 10) -> np.ndarray:
        """The way from instance `a` to `b`, both (...): (steps, ...), decoded from between their codings.

        The way is around the prior's mean, so that codings stay as long as those that are drawn: see
        `codings.generative.around`. The first is `a` reconstructed and the last is `b`. A conditional model
        goes from the label that suits `a` best to that of `b`. Raises ValueError if `steps` is below 2, or
        they are not of the shape that was fitted.
        """
        check_is_fitted(self)
        ends = self._checked(self.range_.table([a, b]) if isinstance(self.range_, Encoding) else [a, b])
        a, b = self._codings_of(ends)
        way = around(a, b, steps)
        labels = [between(best[0], best[1], steps) for best in self._conditions(ends)]
        return self._by_blocks(self._decode, way, *labels)

    def active_units(self, X: Any) -> int:
        """How many of the codings tell something about the instances; see `codings.metrics.active_units`."""
        return metrics.active_units(self._codings_of(self._checked(X)))

    def reconstruct(self, X: Any, y: Any = None) -> np.ndarray:
        """`X` encoded and decoded again, in its own shape and range.

        Of images with bounds and of a DataFrame the dtypes are those of the fit; all else comes as floats.
        Without labels `y`, (n,), a conditional model gives each instance the label that suits it best.
        """
        X = self._checked(X)
        return self._by_blocks(self._reconstruct, X, *self._conditions(X, y))

    def score_samples(self, X: Any, y: Any = None) -> np.ndarray:
        """Minus each instance's mean squared error, (n,) float64: low for outliers; see `reconstruct`."""
        X = self._checked(X)
        return self._by_blocks(self._score, X, *self._conditions(X, y))

    def score(self, X: Any, y: Any = None) -> float:
        """Minus the mean squared error over `X`; higher is better. The mean of `score_samples`."""
        return float(self.score_samples(X, y).mean())

    def _conditions(self, X: Any, y: Any = None) -> tuple[np.ndarray, ...]:
        """The labels beside instances: of a conditional model without `y`, those that suit them best."""
        if self.classes_ is None:
            return ()
        if y is not None:
            return self._labels(y, len(X))
        best = partial(best_labels, self._score, classes=len(self.classes_))
        return (self._by_blocks(best, X),)

    def latent_loss(self, X: Any) -> np.ndarray:
        """How far each instance's codings are from the prior, (n,) in nats: 0 or more, never clamped."""
        return self._by_blocks(lambda x: self._posterior_of(x).latent_loss(), self._checked(X))

    def elbo(self, X: Any, y: Any = None, *, samples: int = 100, random_state: Seed = None) -> np.ndarray:
        """The evidence lower bound of each instance's log-likelihood, (n,) in nats; higher is better.

        Estimated from `samples` draws of its codings; takes what `log_likelihood` does.
        """
        return self._log_weights(X, y, samples, random_state).mean(axis=0)

    def log_likelihood(
        self, X: Any, y: Any = None, *, samples: int = 100, random_state: Seed = None
    ) -> np.ndarray:
        """Each instance's log-likelihood by importance sampling, (n,) in nats; higher is better.

        With a normal likelihood it is a density's, of what networks see: pixels in [0, 1], columns of a
        table in their standard deviations; it may be positive. It errs below, and less so the more codings
        are drawn for each instance; see `codings.metrics.log_mean_exp`.

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

    def _log_weights(self, X: Any, y: Any, samples: int, random_state: Seed) -> np.ndarray:
        """Those of `Posterior.log_weights`: (samples, n)."""
        X = self._checked(X)
        if not isinstance(samples, Integral) or samples < 1:
            raise ValueError(f"samples={samples!r} must be a whole number of codings to draw, 1 or more.")
        random = check_random_state(random_state)
        density = partial(self._likelihood.log_density, log_variance=self._log_noise)

        def log_weights(block: np.ndarray, *label: np.ndarray) -> np.ndarray:
            x, decode = self.range_.apply(block), lambda z: self._outputs(z, *label)
            return Posterior.of(x, self._posterior).log_weights(x, decode, density, samples, random)

        return self._by_blocks(log_weights, X, *self._conditions(X, y)).T
