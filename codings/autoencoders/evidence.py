"""How likely instances are to a variational autoencoder: their evidence, and its lower bound."""

from abc import abstractmethod
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from keras import ops
from sklearn.utils import check_random_state

from codings import losses, metrics
from codings.autoencoders.base import Autoencoder
from codings.backend.calls import predict


class Evidence(Autoencoder):
    r"""Adds the log-likelihood of instances, :math:`\log p(x)`, to an autoencoder that is probabilistic.

    It is estimated from codings that are drawn from :math:`q(z|x)`: each has the weight
    :math:`p(x, z) / q(z|x)`. The mean of the weights' logarithms is the evidence lower bound, and the
    logarithm of their mean the likelihood, by importance sampling.

    References
    ----------
    Burda, Grosse and Salakhutdinov (2016), "Importance weighted autoencoders",
    https://arxiv.org/abs/1509.00519
    """

    abilities: ClassVar[tuple[str, ...]] = ("latent_loss", "elbo", "log_likelihood")

    @abstractmethod
    def _spread(self, x: np.ndarray) -> list[np.ndarray]:
        """Mean and log variance of scaled instances' codings, each (n, coding_size)."""

    @property
    @abstractmethod
    def _log_noise(self) -> np.ndarray:
        """The log variance of instances around the decoder's outputs: () or (numbers,)."""

    def latent_loss(self, X: Any) -> np.ndarray:
        """How far each instance's codings are from the prior, (n,) in nats: 0 or more, never clamped."""

        def divergence(x: np.ndarray) -> np.ndarray:
            return ops.convert_to_numpy(losses.latent(*self._spread(self.range_.apply(x))))

        return self._by_blocks(divergence, self._checked(X))

    def elbo(
        self,
        X: Any,
        y: Any = None,
        *,
        samples: int = 100,
        random_state: int | np.random.RandomState | None = None,
    ) -> np.ndarray:
        """The evidence lower bound of each instance's log-likelihood, (n,) in nats; higher is better.

        Estimated from `samples` draws of its codings; takes what `log_likelihood` does.
        """
        return self._log_weights(X, y, samples, random_state).mean(axis=0)

    def log_likelihood(
        self,
        X: Any,
        y: Any = None,
        *,
        samples: int = 100,
        random_state: int | np.random.RandomState | None = None,
    ) -> np.ndarray:
        """Each instance's log-likelihood by importance sampling, (n,) in nats; higher is better.

        With a normal likelihood it is a density's, of what networks see: pixels in [0, 1], columns of a
        table in their standard deviations; it may be positive. It errs below, and less so the more codings
        are drawn for each instance; see `codings.metrics.log_mean_exp`.

        Parameters
        ----------
        X : array-like, (n, ...)
        y : array-like, (n,), optional
            Labels, for a conditional model; without them each instance gets the one that suits it best.
        samples : int
            Codings drawn for each instance, 1 or more.
        random_state : int, RandomState or None
        """
        return metrics.log_mean_exp(self._log_weights(X, y, samples, random_state))

    def _log_weights(
        self, X: Any, y: Any, samples: int, random_state: int | np.random.RandomState | None
    ) -> np.ndarray:
        """The logarithm of p(x, z) / q(z|x) for drawn codings, (samples, n)."""
        X = self._checked(X)
        if not isinstance(samples, Integral) or samples < 1:
            raise ValueError(f"samples={samples!r} must be a whole number of codings to draw, 1 or more.")
        random = check_random_state(random_state)
        of_noise, noise = self._likelihood.log_density, self._log_noise

        def density(x: np.ndarray, outputs: np.ndarray) -> np.ndarray:
            return of_noise(x, outputs, noise)

        def weights(block: np.ndarray, *label: np.ndarray) -> np.ndarray:
            x = self.range_.apply(block)

            def decode(z: np.ndarray) -> np.ndarray:
                return predict(self.decoder_, z, *label)

            spread = self._spread(x)
            drawn = (metrics.log_weight(x, *spread, decode, density, random) for _ in range(samples))
            return np.stack(list(drawn), axis=1)

        return self._by_blocks(weights, X, *self._conditions(X, y)).T
