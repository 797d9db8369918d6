"""How the codings of instances are distributed, to a variational autoencoder, and what that tells of them."""

from collections.abc import Callable
from typing import NamedTuple

import keras
import numpy as np
from keras import ops

from codings import losses, metrics
from codings.backend.calls import predict


class Posterior(NamedTuple):
    r"""The normal distributions of instances' codings, :math:`q(z|x)`.

    Parameters
    ----------
    mean, log_variance : array, (n, coding_size) float32
    """

    mean: np.ndarray
    log_variance: np.ndarray

    @classmethod
    def of(cls, x: np.ndarray, network: keras.Model) -> "Posterior":
        """That of instances `x`, (n, ...) as networks see them; log variances are kept within their bounds.

        `network` gives means and log variances beside each other, (n, 2 * coding_size).
        """
        mean, log_variance = np.split(predict(network, x), 2, axis=1)
        return cls(mean, np.clip(log_variance, *losses.LOG_VARIANCE))

    def draw(self, random: np.random.Generator) -> np.ndarray:
        """Codings, one for each instance: (n, coding_size) float32."""
        normal = random.standard_normal(self.mean.shape, np.float32)
        return self.mean + np.exp(self.log_variance / 2) * normal

    def latent_loss(self) -> np.ndarray:
        """How far it is from the prior, (n,) in nats; see `codings.losses.latent`."""
        return ops.convert_to_numpy(losses.latent(*self))

    def log_weights(
        self,
        x: np.ndarray,
        decode: Callable[[np.ndarray], np.ndarray],
        log_density: Callable[[np.ndarray, np.ndarray], np.ndarray],
        samples: int,
        random: np.random.RandomState,
    ) -> np.ndarray:
        r"""The logarithms of :math:`p(x, z) / q(z|x)` for codings drawn from it, (n, samples) in nats.

        Their mean is the evidence lower bound of :math:`\log p(x)`; the logarithm of the weights' mean is an
        estimate of it, by importance sampling. `decode` and `log_density` are those of
        `codings.metrics.log_weight`.

        References
        ----------
        Burda, Grosse and Salakhutdinov (2016), "Importance weighted autoencoders",
        https://arxiv.org/abs/1509.00519
        """
        drawn = [metrics.log_weight(x, *self, decode, log_density, random) for _ in range(samples)]
        return np.stack(drawn, axis=1)
