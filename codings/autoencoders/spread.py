"""How rows of a table spread, estimated after training: what new ones are drawn from."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from codings.autoencoders.calibration import find_log_weights, weighted
from codings.autoencoders.likelihoods import observed
from codings.autoencoders.mixture import ROWS, Mixture, by_class
from codings.autoencoders.residual import Residual
from codings.data.encoding import Parts

Outputs = Callable[..., np.ndarray]


class Spread(NamedTuple):
    """How the codings of rows are distributed, and rows around a decoder's outputs.

    Parameters
    ----------
    mixture : array, (components, 1 + coding_size + coding_size ** 2), or None
        Of codings; see `Mixture`. None of images, of which none of this is estimated.
    residual : array, (columns + 2 * quantiles, columns), or None
        Of numbers; see `Residual`. None where there are none, or none are normal.
    log_weights : array, (width - numbers,), or None
        Of categories and masks; see `find_log_weights`.
    class_weights : array, (classes, components), or None
        Those of the mixture in each class. None where there are no labels, or a former version saved it.
    """

    mixture: np.ndarray | None = None
    residual: np.ndarray | None = None
    log_weights: np.ndarray | None = None
    class_weights: np.ndarray | None = None

    @classmethod
    def of_codings(cls, codings: np.ndarray, labels: tuple) -> "Spread":
        """That of codings alone, (n, coding_size), with their labels, one-hot, if there are any."""
        mixture, weights = by_class(codings, *labels) if labels else (Mixture.fit(codings), None)
        return cls(mixture.as_rows(), class_weights=weights)

    @classmethod
    def fit(
        cls, x: np.ndarray, codings: np.ndarray, labels: tuple, outputs_of: Outputs, parts: Parts | None
    ) -> "Spread":
        """That of rows `x`, (n, width) as networks see them, with their codings and labels.

        `outputs_of` gives a decoder's outputs, (m, width), of codings, with labels beside them if there are.
        """
        random = np.random.RandomState(0)
        found = cls.of_codings(codings, labels)
        some = random.randint(len(x), size=ROWS)
        chosen = [label[some] for label in labels]
        outputs = outputs_of(found.draw_codings(codings[some], random, *chosen), *chosen)
        log_weights = None
        if parts is not None:
            log_weights = find_log_weights(x, outputs, parts)
            outputs = outputs[:, : parts.numbers]
            x = np.where(observed(x, parts) == 1, x[:, : parts.numbers], np.nan)
        residual = Residual.fit(x, outputs, random).as_rows() if x.shape[1] else None
        return found._replace(residual=residual, log_weights=log_weights)

    def draw_codings(
        self, prior: np.ndarray, random: np.random.RandomState, labels: np.ndarray | None = None
    ) -> np.ndarray:
        """Codings from the mixture, as many as those from the prior, (n, coding_size); without one, those.

        Beside `labels`, (n, classes) one-hot, each is drawn as its class's are.
        """
        if self.mixture is None:
            return prior
        weights = None if labels is None or self.class_weights is None else labels @ self.class_weights
        return Mixture.of(self.mixture).draw(len(prior), random, weights)

    def draw(self, outputs: np.ndarray, parts: Parts | None, random: np.random.RandomState) -> np.ndarray:
        """Rows around `outputs` of a decoder, (n, width): of masks and categories, probabilities."""
        if parts is not None and self.log_weights is not None:
            outputs = weighted(outputs, self.log_weights, parts)
        if self.residual is None:
            return outputs
        count = self.residual.shape[1]
        numbers = Residual.of(self.residual).draw(outputs[:, :count], random)
        return np.hstack([numbers, outputs[:, count:]])
