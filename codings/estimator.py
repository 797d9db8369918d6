"""What every model does alike: fit on arrays by the engine, and save."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from numbers import Integral, Real
from os import PathLike
from typing import Any, ClassVar, Self

import keras
import numpy as np
from keras import ops
from sklearn.base import BaseEstimator
from sklearn.utils._param_validation import Interval
from sklearn.utils.validation import check_is_fitted

from codings import saving
from codings.checks import check_instances
from codings.data.range import Range
from codings.training import History, Stage, fit
from codings.training.loop import VALIDATION_BATCH
from codings.training.seeding import draw_seed, seeded

BLOCK = 4096  # rows that are scaled at a time, so that a memory map is never in memory as a whole


class Estimator(BaseEstimator, ABC):
    """The contract of the package's models. A subclass gives its networks, and the stages that train them."""

    _parameter_constraints: ClassVar[dict[str, list]] = {
        "coding_size": [Interval(Integral, 1, None, closed="left")],
        "epochs": [Interval(Integral, 1, None, closed="left")],
        "batch_size": [Interval(Integral, 1, None, closed="left")],
        "learning_rate": [Interval(Real, 0, None, closed="neither"), None],
        "random_state": ["random_state"],
        "verbose": ["boolean"],
    }
    _saved_networks: ClassVar[tuple[str, ...]]
    _saved_arrays: ClassVar[tuple[str, ...]] = ()

    coding_size: int
    epochs: int
    batch_size: int
    learning_rate: float | None
    random_state: int | np.random.RandomState | None
    verbose: bool

    @abstractmethod
    def _build(self, shape: tuple[int, ...]) -> None:
        """Makes the networks for instances of `shape`, with their first weights."""

    @abstractmethod
    def _stages(self, n: int) -> list[Stage]:
        """What trains them, on `n` instances."""

    def fit(
        self,
        X: Any,
        y: Any = None,
        *,
        validation: Any = None,
        callbacks: Sequence[keras.callbacks.Callback] = (),
    ) -> Self:
        """Trains the networks, anew, on `X`.

        Parameters
        ----------
        X : array-like, (n, features), (n, height, width) or (n, height, width, channels)
            uint8 pixels, or floats. Floats that all lie in [0, 1] are taken for pixels, any others for
            unbounded values. A memory map stays one: above 1 GiB it is streamed.
        y : array-like, (n,), optional
            Labels, for a model that takes them; any other ignores them.
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
            self._build(X.shape[1:])
        stages = self._stages(len(X))
        self.history_ = History()
        try:
            fit(
                stages,
                data,
                batch_size=self.batch_size,
                seed=seed,
                validation=held_out,
                validation_batch=self._validation_batch,
                callbacks=[*self._callbacks(stages), *callbacks],
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

    def _callbacks(self, stages: Sequence[Stage]) -> list[keras.callbacks.Callback]:
        """What the model itself does while `stages` train, a few times a second: nothing here."""
        return []

    def _scaled(self, batch: tuple) -> Any:
        """A batch's instances in the range that the networks see."""
        return (ops.cast(batch[0], "float32") - self.range_.offset) / self.range_.scale

    def _finish(self, X: np.ndarray) -> None:
        """What else is learned from `X` once the networks are trained, to the end or not: nothing here."""

    @property
    def _validation_batch(self) -> int:
        return VALIDATION_BATCH

    def save(self, folder: str | PathLike) -> None:
        """Writes the fitted estimator to `folder`, for `codings.load`; see `codings.saving.save`."""
        check_is_fitted(self)
        saving.save(self, folder)

    def _checked(self, X: Any) -> np.ndarray:
        check_is_fitted(self)
        return check_instances(self, X, shape=self._shape)

    @abstractmethod
    def _decode(self, *codings: np.ndarray) -> np.ndarray:
        """The instances of codings, (n, coding_size), with labels beside them if the model is conditional."""

    @property
    @abstractmethod
    def _shape(self) -> tuple[int, ...]:
        """Of one of the instances that were fitted."""

    @property
    @abstractmethod
    def _coding_width(self) -> int:
        """Of the fitted networks: `coding_size` may have been set to another since."""

    def _by_blocks(self, function: Callable[..., np.ndarray], *arrays: np.ndarray) -> np.ndarray:
        starts = range(0, len(arrays[0]), BLOCK)
        return np.concatenate([function(*(array[i : i + BLOCK] for array in arrays)) for i in starts])

    def __getstate__(self) -> dict[str, Any]:
        state = super().__getstate__().items()
        cut = {name for name, value in state if isinstance(value, keras.Layer)} - {*self._saved_networks}
        return {name: value for name, value in state if name not in cut}
