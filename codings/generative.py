"""What models that generate do alike: take labels if they are given, and draw new instances."""

from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from codings.checks import check_codings
from codings.decoding import Decoding
from codings.labels import are_amounts, find_classes, one_hot
from codings.parameters import FLAG, Seed, option, optional, parameters

STRAIGHT = 1e-3  # the sine of an angle below which the way around is as good as straight, or undefined


@parameters
class Generative(Decoding):
    """Adds labels, as an option, and `sample`, to the contract.

    Attributes
    ----------
    classes_ : array, (classes,), or None
        The labels, sorted, where it is conditional.
    class_prior_ : array, (classes,), or None
        The share that each label has of the training data. None, too, of a model that was saved before there
        was this: it draws each label as likely.
    """

    conditional: bool | None = option(
        optional(FLAG),
        "Learn with the data's labels, to sample by label. None means that it does so if `fit` is given "
        "some; numbers to be predicted by a regression, as a Pipeline passes them on, are none.",
        None,
    )

    abilities: ClassVar[tuple[str, ...]] = ("sample", "sample_codings", "interpolate")
    _saved_arrays: ClassVar[tuple[str, ...]] = ("classes_", "class_prior_")
    _takes_labels: ClassVar[bool] = True

    def sample(self, n: int = 1, *, y: Any = None, random_state: Seed = None) -> np.ndarray:
        """New instances, (n, ...) in the range of the fit, from codings drawn at random.

        Of images with bounds and of a DataFrame the dtypes are those of the fit; all else comes as floats.

        Parameters
        ----------
        n : int
        y : a label, or array-like, (n,), optional
            Of a conditional model, which label each shall have; without it they are drawn, as often as in
            the training data.
        random_state : int, RandomState or None

        Raises
        ------
        ValueError
            If `n` is below 1, `y` holds a label that `fit` has not seen, or it was given no labels.
        """
        random = check_random_state(random_state)
        codings, y = self.sample_codings(n, y=y, random_state=random)

        def drawn(*block: np.ndarray) -> Any:
            instances = self._instances(self._outputs(*block), random)
            return self.range_.undo(self.range_.draw(instances, random))

        return self._by_blocks(drawn, codings, *self._labels(y, n))

    def _instances(self, outputs: np.ndarray, random: np.random.RandomState) -> np.ndarray:
        """Instances as networks see them, (n, ...), around a network's outputs: of most models, these."""
        return outputs

    def inverse_transform(self, X: Any, y: Any = None) -> np.ndarray:
        """The instances that codings `X`, (n, coding_size), stand for: (n, ...) in the data's own range.

        A conditional model needs their labels `y`: (n,), or one for all. Raises ValueError if these are
        missing or unknown, or the codings have another width.
        """
        check_is_fitted(self)
        codings = check_codings(self, X)
        return self._by_blocks(self._decode, codings, *self._labels(y, len(codings)))

    def _decoded_as(self, codings: np.ndarray, y: Any) -> np.ndarray:
        return self.inverse_transform(codings, y)

    def sample_codings(
        self, n: int = 1, *, y: Any = None, random_state: Seed = None
    ) -> tuple[np.ndarray, Any]:
        """Codings as `sample` draws them, and their labels: for `inverse_transform`.

        Parameters
        ----------
        n : int
        y : a label, or array-like, (n,), optional
            Of a conditional model; without it labels are drawn, as often as in the training data.
        random_state : int, RandomState or None

        Returns
        -------
        codings : array, (n, coding_size) float32
        y : array, (n,), or `y` as it was given
            None of a model that is not conditional.

        Raises
        ------
        ValueError
            If `n` is below 1.
        """
        check_is_fitted(self)
        if not isinstance(n, Integral) or n < 1:
            raise ValueError(f"n={n!r} must be a whole number of instances, 1 or more.")
        random = check_random_state(random_state)
        codings = random.standard_normal((n, self._coding_width)).astype(np.float32)
        if y is None and self.classes_ is not None:
            y = random.choice(self.classes_, n, p=getattr(self, "class_prior_", None))
        return codings, y

    def _classes_in(self, y: Any, n: int) -> np.ndarray | None:
        if self.conditional is False or (self.conditional is None and (y is None or are_amounts(y, n))):
            return None
        return find_classes(y, n)

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


def around(a: np.ndarray, b: np.ndarray, steps: int) -> np.ndarray:
    r"""Points on the way from `a` to `b`, (width,), around the origin: (steps, width), ends included.

    .. math:: \frac{\sin((1 - t) \omega)}{\sin \omega} a + \frac{\sin(t \omega)}{\sin \omega} b

    for t from 0 to 1, evenly spaced, and the angle :math:`\omega` between a and b. Of many dimensions, nearly
    all that is drawn from a standard normal distribution has about one length,
    :math:`\sqrt{\mathrm{width}}`, which is kept on this way; half way along the straight one it is shorter,
    by a factor of 0.7. Where a and b lie on one line through the origin, the way is straight.

    Raises ValueError if `steps` is no whole number, or below 2.

    References
    ----------
    White (2016), "Sampling generative networks", section 2.1, https://arxiv.org/abs/1609.04468
    """
    straight = between(a, b, steps)
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    angle = np.arccos(np.clip(np.dot(a, b) / lengths, -1, 1)) if lengths else 0.0
    if np.sin(angle) < STRAIGHT:
        return straight
    share = np.linspace(0, 1, steps)[:, None]
    way = (np.sin((1 - share) * angle) * a + np.sin(share * angle) * b) / np.sin(angle)
    return way.astype(np.float32)
