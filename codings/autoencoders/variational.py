"""The variational autoencoder, which generates: its codings follow a distribution to draw from."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

import keras
import numpy as np
from keras import layers, ops
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from codings import losses, metrics
from codings.autoencoders.base import squared_errors
from codings.autoencoders.conditional import Conditional
from codings.autoencoders.evidence import Evidence
from codings.autoencoders.halves import ACTIVATION, ACTIVATIONS, chain, convolutional_halves, dense_halves
from codings.autoencoders.mixture import ROWS, Mixture
from codings.autoencoders.spread import Spread
from codings.backend.calls import predict
from codings.checks import whole_numbers
from codings.data.dataset import rows
from codings.data.encoding import Encoding
from codings.estimator import FitPlan
from codings.generative import Generative, around, between
from codings.images import images_only
from codings.layers import LatentLoss, OutputNoise, Sampling
from codings.layers.output_noise import LEAST
from codings.parameters import FLAG, NOT_NEGATIVE, WIDTHS, one_of, option, optional, parameters

DENSE, CONVOLUTIONAL = (150, 100), (16, 32, 64)


@parameters
class VariationalAutoencoder(Conditional, Evidence):
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
        weight, mean and covariance of each.
    residual_ : array, (features + 2 * quantiles, features), or None
        Of a table: how its rows differ from the decoder's outputs, estimated after training; see
        `codings.autoencoders.residual.Residual`.
    log_weights_ : array, (width - numbers,), or None
        Of a table with categories or missing values: what the logarithms of their probabilities are raised by
        in `sample`, so that each is as likely as in the data.
    classes_ : array, (classes,), or None
        The labels, sorted, where it is conditional.
    class_prior_ : array, (classes,), or None
        The share of each in the training data.
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
    https://arxiv.org/abs/2006.13202: the noise. Higgins et
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
        "some; numbers that a regression predicts are none. Say False in a Pipeline that ends in a "
        "classifier: it hands the labels to every step.",
        None,
    )
    activation: str = option(one_of(ACTIVATIONS), ACTIVATION, "silu")
    batch_size: int = 128

    _saved_arrays: ClassVar[tuple[str, ...]] = (
        *Generative._saved_arrays,
        "mixture_",
        "residual_",
        "log_weights_",
    )

    abilities: ClassVar[tuple[str, ...]] = ("active_units",)

    _epochs: ClassVar[int] = 25

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
        noise = OutputNoise(by_column=len(shape) == 1 and self.likelihood == "normal", name="noise")
        return keras.Model([x, *labels] if labels else x, noise(chain(z, up)), name="autoencoder")

    def _plan(self, X: np.ndarray) -> FitPlan:
        if X.ndim == 2 and len(X) < 2:
            raise ValueError(f"X has n_samples={len(X)} row: a {type(self).__name__} needs two or more.")
        return super()._plan(X)._replace(finish=lambda: self._finish(X))

    def _finish(self, X: np.ndarray) -> None:
        """What is estimated once the networks are trained, on instances evenly chosen: how they spread."""
        some = rows(X, slice(None, None, -(-len(X) // ROWS)))
        codings = self._by_blocks(self._drawn, some)
        labels = self._conditions(some)
        spread = None
        if X.ndim == 2 and self.likelihood == "normal":
            x = self._by_blocks(self.range_.apply, some)
            spread = Spread.fit(
                x, codings, labels, partial(self._by_blocks, self._outputs), self.range_.parts
            )
        elif X.ndim == 2:
            spread = Spread(Mixture.fit(codings).as_rows())
        elif self.likelihood == "normal":
            self._estimate_noise(some, codings, labels)
        self._set_spread(*spread or (None, None, None))

    def _set_spread(self, *arrays: np.ndarray | None) -> None:
        self.mixture_, self.residual_, self.log_weights_ = arrays

    def _estimate_noise(self, X: np.ndarray, codings: np.ndarray, labels: tuple) -> None:
        """Of images, one variance for all entries: the mean squared error of instances drawn and decoded."""

        def errors(block: np.ndarray, *codings: np.ndarray) -> np.ndarray:
            return squared_errors(self.range_.apply(block), self._outputs(*codings))

        variance = self._by_blocks(errors, X, codings, *labels).mean()
        self._noise.raw.assign(np.log(max(variance, LEAST)))

    def _drawn(self, X: np.ndarray) -> np.ndarray:
        """Codings of instances, drawn from q(z|x): (n, coding_size) float32, the same each time."""
        mean, log_variance = self._spread(self.range_.apply(X))
        normal = np.random.default_rng(0).standard_normal(mean.shape, np.float32)
        return mean + np.exp(log_variance / 2) * normal

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
        self._posterior = keras.Model(x, layers.Concatenate()([mean, log_variance]), name="posterior")

    def _loss(self, batch: tuple, training: bool) -> Any:
        x = self._scaled(batch)
        # As in training where it is only measured: its codings are drawn there, too.
        outputs = self.autoencoder_([x, *batch[1:]] if len(batch) > 1 else x, training=True)
        learned = self._log_variance if self._noise.by_column else None
        return self._penalised(self._likelihood.loss(x, outputs, learned))

    def sample(
        self,
        n: int = 1,
        *,
        y: Any = None,
        noise: bool | None = None,
        random_state: int | np.random.RandomState | None = None,
    ) -> np.ndarray:
        r"""New instances, (n, ...) in the range and dtype of the fit, from codings drawn at random.

        Codings of images are drawn from the standard normal distribution, of rows of a table from `mixture_`.
        With noise, images are drawn from :math:`p(x|z)`. Rows get the noise that columns have together,
        :math:`\mathrm{Cov}(x) = \mathrm{Cov}(\hat x(z)) + F F^T`, and each column is then mapped to the
        quantiles of the data: they vary, and correlate, as the data do.

        Parameters
        ----------
        n : int
        y : a label, or array-like, (n,), optional
            Of a conditional model, which label each shall have; without it they are drawn, as often as in
            the training data.
        noise : bool, optional
            Whether instances are drawn, or are the means of p(x|z), which are smoother than the data, and
            vary less. By default rows of a table are drawn, and images are means.
        random_state : int, RandomState or None

        Raises
        ------
        ValueError
            If `n` is below 1, `y` holds a label that `fit` has not seen, or it was given no labels.
        """
        random = check_random_state(random_state)
        codings, y = self.sample_codings(n, y=y, random_state=random)
        if not (len(self._shape) == 1 if noise is None else noise):
            return self.inverse_transform(codings, y)

        spread = self._spread_of_rows

        def drawn(*block: np.ndarray) -> Any:
            outputs = self._outputs(*block)
            if spread is None or self.likelihood == "bernoulli":
                instances = self._likelihood.draw(outputs, self._log_noise, random)
            else:
                instances = spread.draw(outputs, self.range_.parts, random)
            return self.range_.undo(self.range_.draw(instances, random))

        return self._by_blocks(drawn, codings, *self._labels(y, n))

    def sample_codings(
        self, n: int = 1, *, y: Any = None, random_state: int | np.random.RandomState | None = None
    ) -> tuple[np.ndarray, Any]:
        """Codings as `sample` draws them, and their labels: see `codings.generative.Generative`.

        Those of rows of a table come from `mixture_`.
        """
        random = check_random_state(random_state)
        codings, y = super().sample_codings(n, y=y, random_state=random)
        spread = self._spread_of_rows
        return (codings if spread is None else spread.draw_codings(n, random)), y

    @property
    def _spread_of_rows(self) -> Spread | None:
        """What rows of a table are drawn from; None of images."""
        return None if self.mixture_ is None else Spread(self.mixture_, self.residual_, self.log_weights_)

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
        goes from the label that suits `a` best to that of `b`. Raises ValueError if `steps` is below 2.
        """
        range_ = self.range_
        ends = self._checked(range_.table([a, b]) if isinstance(range_, Encoding) else np.stack([a, b]))
        a, b = self._codings_of(ends)
        way = around(a, b, steps)
        labels = [between(best[0], best[1], steps) for best in self._best(ends)]
        return self._by_blocks(self._decode, way, *labels)

    def active_units(self, X: Any) -> int:
        """How many of the codings tell something about the instances; see `codings.metrics.active_units`."""
        return metrics.active_units(self._codings_of(self._checked(X)))

    def _spread(self, x: np.ndarray) -> list[np.ndarray]:
        """Mean and log variance, within its bounds, of scaled instances' codings, each (n, coding_size)."""
        mean, log_variance = np.split(predict(self._posterior, x), 2, axis=1)
        return [mean, np.clip(log_variance, *losses.LOG_VARIANCE)]
