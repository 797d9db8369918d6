"""A mixture of normal distributions over codings, as the encoder leaves them."""

import warnings
from typing import NamedTuple

import numpy as np

COMPONENTS = (1, 2, 4, 8, 16)
EACH = 20  # instances a component needs at least
ROWS = 5000  # on which it is fitted


class Mixture(NamedTuple):
    """Weights, (components,), means, (components, width), and covariances, (components, width, width)."""

    weights: np.ndarray
    means: np.ndarray
    covariances: np.ndarray

    @classmethod
    def fit(cls, codings: np.ndarray) -> "Mixture":
        """That of `codings`, (n, width): of 1 to 16 components, the one with the best BIC.

        References
        ----------
        Ghosh et al. (2020), "From variational to deterministic autoencoders", section 4: ex-post density
        estimation, https://arxiv.org/abs/1903.12436. The mixture is scikit-learn's.
        """
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.mixture import GaussianMixture

        counts = [k for k in COMPONENTS if k == 1 or k * EACH <= len(codings)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            fitted = [GaussianMixture(k, reg_covar=1e-4, random_state=0).fit(codings) for k in counts]
        best = min(fitted, key=lambda mixture: mixture.bic(codings))
        return cls(best.weights_, best.means_, best.covariances_)

    @classmethod
    def of(cls, rows: np.ndarray) -> "Mixture":
        """What `as_rows` gave."""
        width = int(np.sqrt(rows.shape[1] - 0.75) - 0.5)  # of 1 + width + width ** 2 columns
        weights, means, covariances = np.split(rows, [1, 1 + width], axis=1)
        return cls(weights[:, 0], means, covariances.reshape(-1, width, width))

    def as_rows(self) -> np.ndarray:
        """One row a component, (components, 1 + width + width ** 2): weight, mean and covariance."""
        flat = self.covariances.reshape(len(self.weights), -1)
        return np.column_stack([self.weights, self.means, flat])

    def draw(self, n: int, random: np.random.RandomState, weights: np.ndarray | None = None) -> np.ndarray:
        """Codings, (n, width) float32, in random order; with `weights`, (n, components), each by its own."""
        if weights is None:
            which = random.choice(len(self.weights), n, p=self.weights)
        else:
            up_to = weights.cumsum(axis=1)
            which = (random.random_sample((n, 1)) * up_to[:, -1:] >= up_to).sum(axis=1)
        drawn = random.standard_normal((n, self.means.shape[1]))
        for component in np.unique(which):  # a covariance for each of n would take n * width ** 2 numbers
            own = which == component
            factor = np.linalg.cholesky(self.covariances[component])
            drawn[own] = drawn[own] @ factor.T + self.means[component]
        return drawn.astype(np.float32)


def by_class(codings: np.ndarray, labels: np.ndarray) -> tuple[Mixture, np.ndarray]:
    """The mixture of codings, (n, width), and its weights in each class, (classes, components).

    `labels` are one-hot, (n, classes). Each class has components of its own; one with too few instances for
    any takes those of a mixture of all.
    """
    places = labels.argmax(axis=1)
    counts = np.bincount(places, minlength=labels.shape[1])
    enough = np.flatnonzero(counts >= max(EACH, 2 * codings.shape[1]))
    parts = [Mixture.fit(codings), *(Mixture.fit(codings[places == label]) for label in enough)]
    ends = np.cumsum([len(part.weights) for part in parts])
    weights = np.zeros((len(counts), ends[-1]))
    weights[:, : ends[0]] = parts[0].weights
    for label, part, end in zip(enough, parts[1:], ends[1:], strict=True):
        weights[label] = 0
        weights[label, end - len(part.weights) : end] = part.weights
    means, covariances = (np.concatenate([part[i] for part in parts]) for i in (1, 2))
    return Mixture(counts @ weights / counts.sum(), means, covariances), weights
