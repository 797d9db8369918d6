"""Autoencoders that may be conditional: the decoder sees a label beside the codings."""

from typing import Any

import numpy as np

from codings.autoencoders.base import Autoencoder
from codings.generative import Generative


class Conditional(Generative, Autoencoder):
    """Adds to an autoencoder that generates what it makes of instances that come without their labels.

    Its encoder sees no label. Where the decoder needs one that is not given, each instance gets the label
    under which it is reconstructed best.
    """

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

    def _conditions(self, X: Any, y: Any = None) -> tuple[np.ndarray, ...]:
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
