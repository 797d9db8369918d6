"""What every model does alike: take data, train phases on them, and save what was learned."""

import math
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from numbers import Real
from os import PathLike
from typing import Any, ClassVar, NamedTuple, Self

import keras
import numpy as np
from sklearn.base import BaseEstimator, clone
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from codings import backend, saving
from codings.backend import processes
from codings.backend.forks import check_fork
from codings.backend.precision import check_precision
from codings.checks import check_instances, check_names, check_range, check_table, naming_validation
from codings.continuing import agreed, check_classes, left, opened
from codings.data.dataset import is_table, joined, rows
from codings.data.encoding import Encoding
from codings.data.range import Range
from codings.labels import class_shares, one_hot, pair
from codings.parameters import FLAG, POSITIVE_INTEGER, SEED, VERBOSE, Seed, option, parameters
from codings.rollback import unless_it_fails
from codings.training import Stage, Training
from codings.training.callbacks import listed
from codings.training.checkpoints import Checkpoints
from codings.training.pace import ClockPace
from codings.training.position import Position
from codings.training.seeding import seeded, shared_seed
from codings.training.timing import seconds_of
from codings.training.validation import VALIDATION_BATCH

BLOCK = 4096  # rows that are scaled at a time, so that a memory map is never in memory as a whole


class FitPlan(NamedTuple):
    """What one fit does: made by the estimator, run and then dropped.

    Parameters
    ----------
    stages : sequence of Stage
        What is trained.
    callbacks : sequence of keras.callbacks.Callback
        What the model itself does meanwhile.
    restored : callable, optional
        Called with the position from which a training goes on, or at which it has ended, that was begun
        elsewhere: what the callbacks would have done up to there.
    finish : callable, optional
        What else is learned once the networks are trained, to the end or not. Called with the labels, (n,
        classes) one-hot, where there are any.
    """

    stages: Sequence[Stage]
    callbacks: Sequence[keras.callbacks.Callback] = ()
    restored: Callable[[Position], None] | None = None
    finish: Callable[..., None] | None = None


@parameters
class Estimator(BaseEstimator, ABC):
    """The contract of the package's models. A subclass builds its networks, and plans what trains them.

    Attributes
    ----------
    abilities : tuple of str
        What its users may ask for, methods and attributes, besides what its base classes declare; see `can`.
    """

    batch_size: int = option(
        POSITIVE_INTEGER, "Instances per step. Cut to the number of instances where there are fewer.", 32
    )
    random_state: Seed = option(
        SEED,
        "Seed: the same number gives the same weights each time. That holds on the same machine and backend, "
        "with as many cores.",
        None,
    )
    verbose: bool | int = option(VERBOSE, "Show a progress bar on a terminal.", True)
    warm_start: bool = option(
        FLAG,
        "Let `fit`, called again with more `epochs`, go on from where the last one ended; False trains anew. "
        "The learning rate takes the place that it has at that epoch of the longer training. `save` does "
        "not keep what this needs; checkpoints do.",
        False,
    )
    abilities: ClassVar[tuple[str, ...]] = ("fit", "save")
    _saved_networks: ClassVar[tuple[str, ...]]
    _saved_arrays: ClassVar[tuple[str, ...]] = ()
    _saved_models: ClassVar[tuple[str, ...]] = ()
    _takes_labels: ClassVar[bool] = False

    @abstractmethod
    def _plan(self, X: np.ndarray) -> FitPlan:
        """Makes the networks for instances like `X`, with their first weights, and what trains them on it."""

    def fit(
        self,
        X: Any,
        y: Any = None,
        *,
        validation: Any = None,
        callbacks: Any = None,
        checkpoint: str | PathLike[str] | Checkpoints | None = None,
    ) -> Self:
        """Trains the networks on `X`: anew, or from where the checkpoints in a folder stand.

        Parameters
        ----------
        X : array-like, (n, features), (n, height, width) or (n, height, width, channels)
            Numbers of any type; the option `scaling` says what they are taken for. A memory map stays one:
            above 1 GiB it is streamed. Or a DataFrame, (n, columns): numbers, categories, booleans, text of
            few values and dates, some missing; see `codings.data.find_encoding`. What comes out is then
            one, too, with the same columns, dtypes and categories.
        y : array-like, (n,), optional
            Labels, for a model that takes them; any other ignores them.
        validation : array-like, (m, ...), or tuple of it and labels, (m,), optional
            Instances of the same kind; their loss is measured after each epoch. Where `fit` is given labels
            that it learns from, they need theirs; any other model ignores them.
        callbacks : keras.callbacks.Callback, or sequence of them, optional
            EarlyStopping, ReduceLROnPlateau, ModelCheckpoint, TensorBoard and all others that Keras ships,
            but for BackupAndRestore, OrbaxCheckpoint and SwapEMAWeights.
        checkpoint : path, or Checkpoints, optional
            A folder for checkpoints: one every two minutes, at the end of each stage, and where training is
            interrupted by Ctrl-C, SIGTERM or SIGHUP. Called again with the same arguments and data, `fit`
            goes on from the newest, and ends with the same weights, to the last bit, as if it had never
            stopped. `epochs` may be raised: the learning rate then takes the place that it has at that epoch
            of the longer training. See `codings.Checkpoints`.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If a parameter is out of its range, a callback cannot do here what it is for, Keras's dtype
            policy is not float32, or the data are empty, of differing shapes, no numbers, NaN or infinite,
            or `validation` is in another range than `X`. If the checkpoints are of another training, or
            another process writes to their folder. The estimator stays as it was then, fitted or not.
        FloatingPointError
            If training diverges. The estimator is fitted then, with the last good weights.
        KeyboardInterrupt
            After Ctrl-C, between two compiled calls. The estimator is fitted then, as far as it came.
        OSError
            If a checkpoint cannot be written. Those before it are whole.
        ConnectionError
            If another process that trains with this one, by `codings.distribute`, has ended.
        RuntimeError
            If the process was forked from one that had loaded the framework.
        """
        self._validate_params()
        callbacks = listed(callbacks)
        first = processes.is_first()
        with opened(checkpoint if first else None) as checkpoints:
            with unless_it_fails(self):
                plan, training = self._begin(X, y, validation, checkpoints)
            self.history_ = training.history
            try:
                training.run(
                    [*plan.callbacks, *(callbacks if first else ())],
                    verbose=bool(self.verbose) and first,
                    checkpoints=checkpoints,
                )
            except ConnectionError:  # the weights are lost with the call that failed
                raise
            except BaseException:
                self._end(plan, training)
                raise
            self._end(plan, training)
        return self

    def _end(self, plan: FitPlan, training: Training) -> None:
        if self.warm_start:
            self._trained = training.arrays()
        if plan.finish is not None:
            plan.finish(*training.feed.arrays[1:])

    def epochs_within(self, X: Any, y: Any = None, *, minutes: float) -> int:
        """How many epochs of `X`, with labels `y`, this machine trains in so many minutes, at least 1.

        Some steps are timed, on networks that are thrown away: it takes some seconds, and what compiling
        takes. ``model.set_params(epochs=...)`` with it trains about as long. Raises ValueError if `minutes`
        is not a finite number above 0, and for what `fit` refuses.
        """
        if not 0 < minutes < math.inf:
            raise ValueError(f"minutes={minutes!r} must be a finite number above 0.")
        self._validate_params()
        plan, training = self._unfitted().set_params(warm_start=False)._begin(X, y)
        how = {"batch_size": self.batch_size, "seed": training.seed}
        seconds = seconds_of(plan.stages, training.feed.arrays, **how)
        epochs = sum(stage.epochs for stage in plan.stages) * 60 * minutes / seconds
        most = (2**31 - 1) // training.feed.steps  # steps are counted in int32
        return max(1, int(min(epochs, most)))

    def _unfitted(self) -> Self:
        """A model of the same arguments."""
        return clone(self)

    def _begin(
        self, X: Any, y: Any = None, validation: Any = None, checkpoints: Checkpoints | None = None
    ) -> tuple[FitPlan, Training]:
        """All that comes before the first step: data checked, networks built, training planned."""
        check_precision()
        check_fork()
        warm = left(self)
        X = self._checked_to_fit(X) if warm is None else self._checked(X)
        classes = self._classes_in(y, len(X))
        if warm is not None:
            check_classes(self, classes)
        else:
            self.range_ = self._range_of(X)
        held_out = measured = None
        if validation is not None:
            with naming_validation():
                held_out = self._held_out(validation, X.shape[1:], classes)
                measured = self._rows(held_out[0], held_out[1], classes)
        if self._takes_labels:
            self.classes_ = classes
            self.class_prior_ = None if classes is None else class_shares(y, classes, len(X))
        kept = agreed(self, checkpoints, X=X, y=y, validation=held_out) or warm
        seed = shared_seed(self.random_state) if kept is None else int(kept["seed"])
        with seeded(seed), backend.plain_names():
            plan = self._plan(X)
        training = Training(
            plan.stages,
            self._rows(X, y, classes),
            batch_size=self.batch_size,
            seed=seed,
            validation=measured,
            validation_batch=self._validation_batch,
            pace=None if checkpoints is None else ClockPace(60 * checkpoints.minutes),
        )
        if kept is not None:
            training.restore(kept)
            if plan.restored is not None:
                plan.restored(training.position)
        if kept is warm is not None and training.ended:
            warnings.warn("warm_start=True and no more epochs: nothing is trained.", stacklevel=4)
        return plan, training

    def _checked_to_fit(self, X: Any) -> np.ndarray:
        return check_names(self, X) if is_table(X) else check_instances(self, X, reset=True)

    @abstractmethod
    def _range_of(self, X: Any) -> Range | Encoding:
        """How `X`, an array or a DataFrame, is scaled for the networks."""

    def _classes_in(self, y: Any, n: int) -> np.ndarray | None:
        """The classes of the labels `y` of `n` instances that are learned from, if any are."""
        return None

    def _held_out(self, validation: Any, shape: tuple[int, ...], classes: np.ndarray | None) -> tuple:
        """Instances held out, checked, and their labels."""
        if isinstance(validation, Real):
            raise ValueError(
                f"validation={validation} must be instances that are held out, not a share of X: split X "
                "before, as by sklearn.model_selection.train_test_split."
            )
        labelled = isinstance(validation, tuple | list) and len(validation) == 2
        if classes is None and labelled and np.ndim(self._in_one(validation[0])) == len(shape) + 1:
            validation = validation[0]
        X, y = (validation, None) if classes is None else pair(validation)
        return self._known(X, shape), y

    def _in_one(self, X: Any) -> Any:
        """`X` in one array, where instances may be given that make none by themselves."""
        return X

    def _rows(self, X: np.ndarray, y: Any, classes: np.ndarray | None) -> tuple:
        """What a batch consists of: rows of `X` and, where there are classes, labels one-hot."""
        labels = () if classes is None else (one_hot(y, classes, len(X)),)
        return self.range_.device_rows(X), *labels

    def _scaled(self, batch: tuple) -> Any:
        """A batch's instances in the range that the networks see."""
        return self.range_.scale_batch(batch[0])

    @property
    def _validation_batch(self) -> int:
        return VALIDATION_BATCH

    @property
    def _noise_reach(self) -> tuple[float, float]:
        """How many widths below and above a bounded range the noise reaches that it is trained with."""
        return 0.0, 0.0

    @classmethod
    def can(cls, ability: str) -> bool:
        """Whether it has this for its users: "transform", "sample", "denoise" and so on."""
        return any(ability in vars(base).get("abilities", ()) for base in cls.__mro__)

    def save(self, folder: str | PathLike) -> None:
        """Writes the fitted estimator to `folder`, for `codings.load`; see `codings.saving.save`."""
        check_is_fitted(self)
        saving.save(self, folder)

    @property
    @abstractmethod
    def _shape(self) -> tuple[int, ...]:
        """Of one of the instances that were fitted."""

    def _checked(self, X: Any) -> np.ndarray:
        check_is_fitted(self)
        return self._known(X, self._shape)

    def _known(self, X: Any, shape: tuple[int, ...]) -> Any:
        """`X`, checked: of the columns that were fitted, or of instances of `shape`."""
        if isinstance(self.range_, Encoding):
            return check_table(self, X)
        return check_range(self, check_instances(self, X, shape=shape))

    def _by_blocks(self, function: Callable[..., Any], *arrays: Any) -> Any:
        """What `function` makes of blocks of rows, as one; a DataFrame made of one keeps its index."""
        starts = range(0, len(arrays[0]), BLOCK)
        found = joined([function(*(rows(a, slice(i, i + BLOCK)) for a in arrays)) for i in starts])
        return found.set_axis(arrays[0].index) if is_table(found) and is_table(arrays[0]) else found

    def __getstate__(self) -> dict[str, Any]:
        state = super().__getstate__().items()
        cut = {name for name, value in state if isinstance(value, keras.Layer)} - {*self._saved_networks}
        return {name: value for name, value in state if name not in cut}


class TakesNoTables(BaseEstimator):
    """Mixed into estimators of images and sequences: tells scikit-learn that a table is nothing for them."""

    _takes_mixed: ClassVar[bool] = False

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        return tags
