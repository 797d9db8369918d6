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
from codings.training.loop import VALIDATION_BATCH
from codings.training.phase import Loss
from codings.training.seeding import draw_seed, seeded

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
    _saved_arrays: ClassVar[tuple[str, ...]] = ()
    _rate: ClassVar[float] = 0.15  # benchmarks/learning_rate.py has it beside fixed rates
    _beta_2: ClassVar[float] = 0.999  # Adam's

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
        data = (X, *self._beside(y, len(X)))
        held_out = self._held_out(validation, X.shape[1:])
        self.range_ = Range.find(X)
        seed = draw_seed(self.random_state)
        with seeded(seed):
            self._adopt(self._network(X.shape[1:]))
        self.history_ = History()
        try:
            fit(
                self._stages(len(X)),
                data,
                batch_size=self.batch_size,
                seed=seed,
                validation=held_out,
                validation_batch=self._validation_batch,
                callbacks=callbacks,
                verbose=self.verbose,
                history=self.history_,
            )
        finally:
            self._finish(X)
        return self

    def _beside(self, y: Any, n: int) -> tuple[np.ndarray, ...]:
        """What is trained on beside the `n` instances: nothing, unless a model takes labels."""
        return ()

    def _held_out(self, validation: Any, shape: tuple[int, ...]) -> tuple[np.ndarray, ...] | None:
        return None if validation is None else (check_instances(self, validation, shape=shape),)

    def _finish(self, X: np.ndarray) -> None:
        """What else is learned from `X` once the networks are trained, to the end or not: nothing here."""

    @property
    def _validation_batch(self) -> int:
        return VALIDATION_BATCH

    def _stages(self, n: int) -> list[Stage]:
        return [self._stage("reconstruction", self.autoencoder_, self._loss, n, self.epochs)]

    def _stage(self, name: str, network: keras.Model, loss: Loss, n: int, epochs: int) -> Stage:
        """One phase alone, with Adam, for some epochs of `n` instances."""
        steps = epochs * -(-n // min(self.batch_size, n))
        optimizer = keras.optimizers.Adam(warm_cosine(self._peak_rate(network), steps), beta_2=self._beta_2)
        return Stage([Phase(name, network, optimizer, loss)], epochs)

    def _peak_rate(self, network: keras.Model) -> float:
        if self.learning_rate is not None:
            return self.learning_rate
        widest = max(max(weights.shape) for weights in network.trainable_variables)
        return self._rate / widest**0.5

    def _loss(self, batch: tuple, training: bool) -> Any:
        x = self._scaled(batch)
        return self._penalised(losses.reconstruction(x, self.autoencoder_(x, training=training)))

    def _scaled(self, batch: tuple) -> Any:
        """A batch's instances in the range that the networks see."""
        return (ops.cast(batch[0], "float32") - self.range_.offset) / self.range_.scale

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

    def __getstate__(self) -> dict[str, Any]:
        state = super().__getstate__().items()
        cut = {name for name, value in state if isinstance(value, keras.Model)} - {*self._saved_networks}
        return {name: value for name, value in state if name not in cut}

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
        return self._by_blocks(self._encode, self._checked(X))

    def inverse_transform(self, X: Any) -> np.ndarray:
        """The instances that codings `X`, (n, coding_size), stand for: (n, ...) in the data's own range."""
        check_is_fitted(self)
        return self._by_blocks(self._decode, check_codings(self, X))

    def reconstruct(self, X: Any) -> np.ndarray:
        """`X` encoded and decoded again, in its own shape, and in the range and dtype of the fit."""
        return self._by_blocks(lambda block: self._decode(self._encode(block)), self._checked(X))

    def score_samples(self, X: Any) -> np.ndarray:
        """Minus each instance's mean squared error, (n,) float64: low for outliers.

        In the units of the training loss: pixels count as [0, 1], whatever their dtype.
        """
        return self._by_blocks(self._score, self._checked(X))

    def score(self, X: Any, y: Any = None) -> float:
        """Minus the mean squared error over `X`; higher is better. The mean of `score_samples`."""
        return float(self.score_samples(X).mean())

    def save(self, folder: str | PathLike) -> None:
        """Writes the fitted estimator to `folder`, for `codings.load`; see `codings.saving.save`."""
        check_is_fitted(self)
        saving.save(self, folder)

    def _checked(self, X: Any) -> np.ndarray:
        check_is_fitted(self)
        return check_instances(self, X, shape=self.encoder_.input_shape[1:])

    def _by_blocks(self, function: Callable[..., np.ndarray], *arrays: np.ndarray) -> np.ndarray:
        starts = range(0, len(arrays[0]), BLOCK)
        return np.concatenate([function(*(array[i : i + BLOCK] for array in arrays)) for i in starts])

    def _encode(self, X: np.ndarray) -> np.ndarray:
        return predict(self.encoder_, self.range_.apply(X))

    def _decode(self, *codings: np.ndarray) -> np.ndarray:
        return self.range_.undo(predict(self.decoder_, *codings))

    def _score(self, *instances: np.ndarray) -> np.ndarray:
        x = self.range_.apply(instances[0])
        return -squared_errors(x, predict(self.autoencoder_, x, *instances[1:]))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []
        return tags


def squared_errors(x: np.ndarray, reconstructed: np.ndarray) -> np.ndarray:
    """Each instance's mean squared error, (n,) float64."""
    return np.square(x - reconstructed, dtype=np.float64).reshape(len(x), -1).mean(1)
