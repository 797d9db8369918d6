"""What every autoencoder does alike: fit on arrays, give codings, reconstruct, score, save."""

from abc import abstractmethod
from typing import Any, ClassVar

import keras
import numpy as np
from sklearn.base import ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils import Tags

from codings.autoencoders.components import begin_at_components
from codings.autoencoders.likelihoods import LIKELIHOODS, Likelihood, observed, of_table
from codings.backend.calls import predict
from codings.data.encoding import Parts
from codings.decoding import Decoding
from codings.estimator import FitPlan
from codings.layers import Probabilities
from codings.parameters import POSITIVE, POSITIVE_INTEGER, one_of, option, optional, parameters
from codings.training import Phase, Stage, adam
from codings.training.feed import epoch_steps
from codings.training.phase import Loss

STEPS = 1000  # that training takes at least, by default: on few data a few epochs would learn nothing


@parameters
class Autoencoder(ClassNamePrefixFeaturesOutMixin, TransformerMixin, Decoding):
    """The contract of the package's autoencoders. A subclass gives its layers in `_network`."""

    epochs: int | None = option(
        optional(POSITIVE_INTEGER),
        "Passes through the training data. By default a number that suits the model, 10 to 100, or as many "
        "as make 1,000 steps where that is more.",
        None,
    )
    learning_rate: float | None = option(
        optional(POSITIVE),
        "Peak learning rate of Adam; by default 0.15 over the square root of the widest layer's width. The "
        "rate climbs to its peak in 200 steps, and then falls along a cosine. The input counts as a layer, "
        "too: wide layers get stuck at rates that narrow ones need.",
        None,
    )

    likelihood: str = option(
        one_of(tuple(LIKELIHOODS)),
        "The distribution whose means the decoder gives. normal is trained by squared errors; bernoulli, for "
        "pixels and for values of 0 and 1, by binary cross-entropy.",
        "normal",
    )

    abilities: ClassVar[tuple[str, ...]] = ("transform", "reconstruct", "score", "score_samples")
    _saved_networks: ClassVar[tuple[str, ...]] = ("autoencoder_",)
    _takes_mixed: ClassVar[bool] = True
    _epochs: ClassVar[int] = 20  # where the data are many
    _rate: ClassVar[float] = 0.15  # benchmarks/learning_rate.py has it beside fixed rates
    _beta_2: ClassVar[float] = 0.999  # Adam's

    @abstractmethod
    def _network(self, shape: tuple[int, ...]) -> keras.Model:
        """The autoencoder for instances of `shape`: a flat Keras model with a layer named "codings".

        Flat, because weights that encoder and decoder share stay shared only within one file's model.
        """

    def _plan(self, X: np.ndarray) -> FitPlan:
        if self.likelihood == "bernoulli" and self.range_.parts is not None:
            raise ValueError(
                'likelihood="bernoulli" is for pixels and for values of 0 and 1, but X has categories or '
                "missing values, which have likelihoods of their own: leave it out."
            )
        if self.likelihood == "bernoulli" and not self.range_.bounded:
            raise ValueError(
                'likelihood="bernoulli" is for pixels and for values of 0 and 1, but X has no bounds: say '
                'scaling="pixels" or bounds=(low, high), or likelihood="normal".'
            )
        self._adopt(self._with_probabilities(self._network(self.range_.shape_of(X))))
        begin_at_components(self.autoencoder_, X, self.range_)
        epochs = self._passes(len(X))
        return FitPlan([self._stage("reconstruction", self.autoencoder_, self._loss, len(X), epochs)])

    def _with_probabilities(self, network: keras.Model) -> keras.Model:
        return with_probabilities(network, self.range_.parts)

    def _passes(self, n: int) -> int:
        """How many epochs of `n` instances are trained."""
        enough = -(-STEPS // epoch_steps(n, self.batch_size))
        return max(self._epochs, enough) if self.epochs is None else self.epochs

    def _stage(self, name: str, network: keras.Model, loss: Loss, n: int, epochs: int) -> Stage:
        """One phase alone, with Adam, for some epochs of `n` instances."""
        steps = epochs * epoch_steps(n, self.batch_size)
        optimizer = adam(self._peak_rate(network), steps, beta_2=self._beta_2)
        return Stage([Phase(name, network, optimizer, loss)], epochs)

    def _peak_rate(self, network: keras.Model) -> float:
        if self.learning_rate is not None:
            return self.learning_rate
        widest = max(max(weights.shape) for weights in network.trainable_variables)
        return self._rate / widest**0.5

    def _loss(self, batch: tuple, training: bool) -> Any:
        x = self._scaled(batch)
        outputs = self.autoencoder_(x, training=training)
        return self._penalised(self._likelihood.loss(x, outputs, None))

    @property
    def _likelihood(self) -> Likelihood:
        parts = self.range_.parts
        return LIKELIHOODS[self.likelihood] if parts is None else of_table(parts)

    def _penalised(self, loss: Any) -> Any:
        """`loss` and what layers and regularisers added when the autoencoder was last called."""
        return sum(self.autoencoder_.losses, start=loss)

    @property
    def _output(self) -> str:
        """The activation of the last layer: pixels lie in [0, 1], and other data anywhere."""
        return "sigmoid" if self.range_.bounded else "linear"

    def _adopt(self, autoencoder: keras.Model) -> None:
        """Takes a network, and its two halves: models of the same layers."""
        codings = autoencoder.get_layer("codings").output
        self.autoencoder_ = autoencoder
        self.encoder_ = keras.Model(autoencoder.input, codings, name="encoder")
        self.decoder_ = keras.Model(codings, autoencoder.output, name="decoder")

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        if "autoencoder_" in state:
            self._adopt(state["autoencoder_"])

    @property
    def _n_features_out(self) -> int:
        return self._coding_width

    def transform(self, X: Any) -> np.ndarray:
        """The codings of `X`, (n, coding_size) float32.

        Raises ValueError for instances of another shape than fitted, NaN or infinite values, and
        scikit-learn's NotFittedError before `fit`. So do the methods below.
        """
        return self._codings_of(self._checked(X))

    def _coded(self, group: Any) -> np.ndarray:
        return self._codings_of(self._checked(group))

    def _codings_of(self, X: np.ndarray) -> np.ndarray:
        """An array whatever `set_output` says, of instances that are checked already."""
        return self._by_blocks(self._encode, X)

    def reconstruct(self, X: Any) -> np.ndarray:
        """`X` encoded and decoded again, in its own shape and range.

        Of images with bounds and of a DataFrame the dtypes are those of the fit; all else comes as floats.
        """
        return self._by_blocks(self._reconstruct, self._checked(X))

    def score_samples(self, X: Any) -> np.ndarray:
        """Minus each instance's mean squared error, (n,) float64: low for outliers.

        As networks see them: pixels count as [0, 1], and columns of a table in their standard deviations. Of
        a table with categories it is the mean over the columns: of a category the Brier score counts, of a
        number that is missing the squared error of the probability that it is.
        """
        return self._by_blocks(self._score, self._checked(X))

    def score(self, X: Any, y: Any = None) -> float:
        """Minus the mean squared error over `X`; higher is better. The mean of `score_samples`."""
        return float(self.score_samples(X).mean())

    @property
    def _coding_width(self) -> int:
        return self.encoder_.output_shape[-1]

    @property
    def _shape(self) -> tuple[int, ...]:
        return self.encoder_.input_shape[1:]

    def _data_encoder(self) -> keras.Model:
        return self._from_data(self.encoder_)

    def _data_decoder(self) -> keras.Model:
        return self._to_data(self.decoder_)

    def _encode(self, X: np.ndarray) -> np.ndarray:
        return predict(self.encoder_, self.range_.apply(X))

    def _reconstruct(self, X: np.ndarray, *labels: np.ndarray) -> np.ndarray:
        return self._decode(self._encode(X), *labels)

    def _outputs(self, *codings: np.ndarray) -> np.ndarray:
        return predict(self.decoder_, *codings)

    def _conditions(self, X: Any, y: Any = None) -> tuple[np.ndarray, ...]:
        """What the decoder sees beside the codings of `X`, given labels `y`: of most models nothing."""
        return ()

    def _score(self, *instances: np.ndarray) -> np.ndarray:
        x = self.range_.apply(instances[0])
        outputs = predict(self.autoencoder_, x, *instances[1:])
        parts = self.range_.parts
        return -(squared_errors(x, outputs) if parts is None else errors_by_column(x, outputs, parts))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []
        return tags


def with_probabilities(network: keras.Model, parts: Parts | None) -> keras.Model:
    """`network` with probabilities of masks and categories as its outputs, where a table has some."""
    if parts is None:
        return network
    last = Probabilities(len(parts.masked), parts.blocks, name="probabilities")
    return keras.Model(network.input, last(network.output), name=network.name)


def errors_by_column(x: np.ndarray, reconstructed: np.ndarray, parts: Parts) -> np.ndarray:
    """The mean over a row's columns of their squared errors, (n,) float64.

    A category's is the Brier score, the squared error of its probabilities, summed; a number that may be
    missing has that of its mask besides, and counts where it is there.
    """
    errors = np.square(x - reconstructed, dtype=np.float64)
    errors[:, : parts.numbers] *= observed(x, parts)
    return errors.sum(axis=1) / (parts.numbers + len(parts.blocks))


def squared_errors(x: np.ndarray, reconstructed: np.ndarray) -> np.ndarray:
    """Each instance's mean squared error, (n,) float64."""
    return np.square(x - reconstructed, dtype=np.float64).reshape(len(x), -1).mean(1)
