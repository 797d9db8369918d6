"""What models that generate do alike: take labels if they are given, and draw new instances."""

from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from codings.checks import check_codings, check_instances
from codings.estimator import Estimator
from codings.labels import find_classes, one_hot


class Generative(Estimator):
    """Adds labels, as an option, and `sample`, to the contract.

    Its constructor takes `conditional`: whether `fit` uses labels; None is whether it is given some.
    """

    _parameter_constraints: ClassVar[dict[str, list]] = {
        **Estimator._parameter_constraints,
        "conditional": ["boolean", None],
    }
    _saved_arrays: ClassVar[tuple[str, ...]] = ("classes_",)

    conditional: bool | None
    classes_: np.ndarray | None

    def sample(
        self, n: int = 1, *, y: Any = None, random_state: int | np.random.RandomState | None = None
    ) -> np.ndarray:
        """New instances, (n, ...) in the range and dtype of the fit, from codings drawn at random.

        Parameters
        ----------
        n : int
        y : a label, or array-like, (n,), optional
            Of a conditional model, which label each shall have; without it they are drawn, each as likely.
        random_state : int, RandomState or None

        Raises
        ------
        ValueError
            If `n` is below 1, `y` holds a label that `fit` has not seen, or it was given no labels.
        """
        return self.inverse_transform(*self._draw_codings(n, y, random_state))

    def inverse_transform(self, X: Any, y: Any = None) -> np.ndarray:
        """The instances that codings `X`, (n, coding_size), stand for: (n, ...) in the data's own range.

        A conditional model needs their labels `y`: (n,), or one for all.
        """
        check_is_fitted(self)
        codings = check_codings(self, X)
        return self._by_blocks(self._decode, codings, *self._labels(y, len(codings)))

    def _draw_codings(
        self, n: int, y: Any, random_state: int | np.random.RandomState | None
    ) -> tuple[np.ndarray, Any]:
        """Codings, (n, coding_size), and labels `y`, drawn where a conditional model is given none."""
        check_is_fitted(self)
        if not isinstance(n, Integral) or n < 1:
            raise ValueError(f"n={n!r} must be a whole number of instances, 1 or more.")
        random = check_random_state(random_state)
        codings = random.standard_normal((n, self._coding_width)).astype(np.float32)
        if y is None and self.classes_ is not None:
            y = random.choice(self.classes_, n)
        return codings, y

    def _beside(self, y: Any, n: int) -> tuple[np.ndarray, ...]:
        """What is trained on beside the `n` instances: their labels, one-hot, if the model takes any."""
        self.classes_ = None
        if self.conditional is False or (self.conditional is None and y is None):
            return ()
        self.classes_ = find_classes(y, n)
        return (one_hot(y, self.classes_, n),)

    def _held_out(self, validation: Any, shape: tuple[int, ...]) -> tuple[np.ndarray, ...] | None:
        if self.classes_ is None or validation is None:
            return super()._held_out(validation, shape)
        if not (isinstance(validation, tuple) and len(validation) == 2):
            raise ValueError("validation must be a pair (X, y) where fit is given labels: add the labels.")
        X = check_instances(self, validation[0], shape=shape)
        return X, one_hot(validation[1], self.classes_, len(X))

    def _labels(self, y: Any, n: int) -> tuple[np.ndarray, ...]:
        """What goes in beside `n` codings: their labels, one-hot, if the model is conditional."""
        if self.classes_ is None:
            if y is not None:
                raise ValueError(
                    f"y={y!r} means nothing to a model that was fitted without labels: fit(X, y)."
                )
            return ()
        if y is None:
            raise ValueError("a conditional model needs labels y: one for each instance, or one for all.")
        return (one_hot(y, self.classes_, n),)


def between(a: np.ndarray, b: np.ndarray, steps: int) -> np.ndarray:
    """Evenly spaced points on the way from `a` to `b`, both (width,): (steps, width), ends included.

    Raises ValueError if `steps` is no whole number, or below 2.
    """
    if not isinstance(steps, Integral) or steps < 2:
        raise ValueError(f"steps={steps!r} must be a whole number, 2 or more: the two ends are counted.")
    share = np.linspace(0, 1, steps, dtype=np.float32)[:, None]
    return (1 - share) * a + share * b
