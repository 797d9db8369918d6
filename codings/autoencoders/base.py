"""What every autoencoder does alike: fit on arrays, give codings, reconstruct, score, save."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from numbers import Integral, Real
from os import PathLike
from typing import Any, ClassVar, Self

import keras
import numpy as np
from keras import ops
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils._param_validation import Interval
from sklearn.utils.validation import check_is_fitted

from codings import losses, saving
from codings.autoencoders.checks import check_codings, check_instances
from codings.backend.calls import predict
from codings.data.range import Range
from codings.training import History, Phase, Stage, fit, warm_cosine
from codings.training.seeding import draw_seed, seeded

RATE = 0.15  # benchmarks/learning_rate.py has it beside fixed rates, on tables and images
BLOCK = 4096  # rows that are scaled at a time, so that a memory map is never in memory as a whole


class Autoencoder(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator, ABC):
    """The contract of the package's autoencoders. A subclass gives its layers in `_network`."""

    _parameter_constraints: ClassVar[dict[str, list]] = {
        "coding_size": [Interval(Integral, 1, None, closed="left")],
        "epochs": [Interval(Integral, 1, None, closed="left")],
        "batch_size": [Interval(Integral, 1, None, closed="left")],
        "learning_rate": [Interval(Real, 0, None, closed="neither"), None],
        "random_state": ["random_state"],
        "verbose": ["boolean"],
    }
    _saved_networks: ClassVar[tuple[str, ...]] = ("autoencoder_",)

    coding_size: int
    epochs: int
    batch_size: int
    learning_rate: float | None
    random_state: int | np.random.RandomState | None
    verbose: bool

    @abstractmethod
    def _network(self, shape: tuple[int, ...]) -> keras.Model:
        """The autoencoder for instances of `shape`: a flat Keras model with a layer named "codings".

        Flat, because weights that encoder and decoder share stay shared only within one file's model.
        """

    def fit(
        self,
        X: Any,
        y: Any = None,
        *,
        validation: Any = None,
        callbacks: Sequence[keras.callbacks.Callback] = (),
    ) -> Self:
        """Trains the networks, anew, to reconstruct `X`.

        Parameters
        ----------
        X : array-like, (n, features), (n, height, width) or (n, height, width, channels)
            uint8 pixels, or floats. Floats that all lie in [0, 1] are taken for pixels, any others for
            unbounded values. A memory map stays one: above 1 GiB it is streamed.
        y : ignored
        validation : array-like, (m, ...), optional
            Instances of the same kind; their loss is measured after each epoch.
        callbacks : sequence of keras.callbacks.Callback
            EarlyStopping, CSVLogger, TensorBoard and others.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If a parameter is out of its range, or the data are empty, of differing shapes, no numbers,
            NaN or infinite.
        FloatingPointError
            If training diverges. The estimator is fitted then, with the last good weights.
        """
        self._validate_params()
        X = check_instances(self, X, reset=True)
        held_out = None if validation is None else (check_instances(self, validation, shape=X.shape[1:]),)
        self.range_ = Range.find(X)
        seed = draw_seed(self.random_state)
        with seeded(seed):
            self._adopt(self._network(X.shape[1:]))
        self.history_ = History()
        fit(
            self._stages(len(X)),
            (X,),
            batch_size=self.batch_size,
            seed=seed,
            validation=held_out,
            callbacks=callbacks,
            verbose=self.verbose,
            history=self.history_,
        )
        return self

    def _stages(self, n: int) -> list[Stage]:
        steps = self.epochs * -(-n // min(self.batch_size, n))
        optimizer = keras.optimizers.Adam(warm_cosine(self._peak_rate(), steps))
        return [Stage([Phase("reconstruction", self.autoencoder_, optimizer, self._loss)], self.epochs)]

    def _peak_rate(self) -> float:
        if self.learning_rate is not None:
            return self.learning_rate
        widest = max(max(weights.shape) for weights in self.autoencoder_.trainable_variables)
        return RATE / widest**0.5

    def _loss(self, batch: tuple, training: bool) -> Any:
        x = (ops.cast(batch[0], "float32") - self.range_.offset) / self.range_.scale
        return losses.reconstruction(x, self.autoencoder_(x, training=training))

    def _adopt(self, autoencoder: keras.Model) -> None:
        """Takes a network, and its two halves: models of the same layers."""
        codings = autoencoder.get_layer("codings").output
        self.autoencoder_ = autoencoder
        self.encoder_ = keras.Model(autoencoder.input, codings, name="encoder")
        self.decoder_ = keras.Model(codings, autoencoder.output, name="decoder")

    def __getstate__(self) -> dict[str, Any]:
        state = super().__getstate__()
        return {name: value for name, value in state.items() if name not in ("encoder_", "decoder_")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        if "autoencoder_" in state:
            self._adopt(state["autoencoder_"])

    @property
    def _n_features_out(self) -> int:
        return self.encoder_.output_shape[-1]

    def transform(self, X: Any) -> np.ndarray:
        """The codings of `X`, (n, coding_size) float32.

        Raises ValueError for instances of another shape than fitted, NaN or infinite values, and
        scikit-learn's NotFittedError before `fit`. So do the methods below.
        """
        return self._by_blocks(self._checked(X), self._encode)

    def inverse_transform(self, X: Any) -> np.ndarray:
        """The instances that codings `X`, (n, coding_size), stand for: (n, ...) in the data's own range."""
        check_is_fitted(self)
        return self._by_blocks(check_codings(self, X), self._decode)

    def reconstruct(self, X: Any) -> np.ndarray:
        """`X` encoded and decoded again, in its own shape, and in the range and dtype of the fit."""
        return self._by_blocks(self._checked(X), lambda block: self._decode(self._encode(block)))

    def score_samples(self, X: Any) -> np.ndarray:
        """Minus each instance's mean squared error, (n,) float64: low for outliers.

        In the units of the training loss: pixels count as [0, 1], whatever their dtype.
        """
        return self._by_blocks(self._checked(X), self._score)

    def score(self, X: Any, y: Any = None) -> float:
        """Minus the mean squared error over `X`; higher is better. The mean of `score_samples`."""
        return float(self.score_samples(X).mean())

    def save(self, folder: str | PathLike) -> None:
        """Writes the fitted estimator to `folder`, for `codings.load`; see `codings.saving.save`."""
        check_is_fitted(self)
        saving.save(self, folder)

    def _checked(self, X: Any) -> np.ndarray:
        check_is_fitted(self)
        return check_instances(self, X, shape=self.autoencoder_.input_shape[1:])

    def _by_blocks(self, X: np.ndarray, function: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
        return np.concatenate([function(X[i : i + BLOCK]) for i in range(0, len(X), BLOCK)])

    def _encode(self, X: np.ndarray) -> np.ndarray:
        return predict(self.encoder_, self.range_.apply(X))

    def _decode(self, Z: np.ndarray) -> np.ndarray:
        return self.range_.undo(predict(self.decoder_, Z))

    def _score(self, X: np.ndarray) -> np.ndarray:
        scaled = self.range_.apply(X)
        errors = np.square(scaled - predict(self.autoencoder_, scaled), dtype=np.float64)
        return -errors.reshape(len(X), -1).mean(1)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []
        return tags
