"""The variational autoencoder's layers: codings drawn around their mean, and the price of each."""

from typing import Any

import keras
from keras import ops

from codings import backend, losses
from codings.layers.precision import wide


@keras.saving.register_keras_serializable(package="codings")
class Sampling(keras.layers.Layer):
    r"""Codings drawn from a normal distribution, :math:`\mu + e^{\gamma / 2} \varepsilon`.

    The draw :math:`\varepsilon` comes from outside, so that gradients reach mean and log variance
    :math:`\gamma = \log \sigma^2` (the reparameterization trick). Without ``training``, codings are the mean.
    The log variance is clipped to -30 and 5; see `codings.losses.bounded`.

    Input shape
        Two tensors, mean and log variance, each (batch, coding_size).

    Output shape
        (batch, coding_size)

    References
    ----------
    Kingma and Welling (2014), "Auto-encoding variational Bayes", https://arxiv.org/abs/1312.6114. Géron,
    "Hands-On Machine Learning", section "Variational Autoencoders".
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator()
        self.built = True

    def call(self, inputs: Any, training: bool = False) -> Any:
        mean, log_variance = inputs
        if not training:
            return mean
        deviation = ops.exp(losses.bounded(log_variance) / 2)
        return mean + deviation * ops.cast(backend.normal(ops.shape(mean), self.seed_generator), mean.dtype)

    def compute_output_shape(self, input_shape: Any) -> tuple:
        return input_shape[0]


@keras.saving.register_keras_serializable(package="codings")
class LatentLoss(keras.layers.Layer):
    r"""Adds the latent loss of mean and log variance to the model's losses, and passes both through.

    The latent loss is the divergence of the codings' distribution from the standard normal one,
    :math:`-\frac{1}{2} \sum_j (1 + \gamma_j - e^{\gamma_j} - \mu_j^2)`, here its mean over the batch.
    Here the log variance is clipped to -30 and 5, see `codings.losses.bounded`; it is passed on as it came.

    Parameters
    ----------
    weight : float, 0 or more
        What it counts beside the reconstruction loss. Where that is a mean over pixels, 1 / pixels gives
        the variational bound of Gaussian pixels; larger weights give a beta-VAE.

    Input shape, output shape
        Two tensors, mean and log variance, each (batch, coding_size).

    Raises
    ------
    ValueError
        If `weight` is negative.

    References
    ----------
    Kingma and Welling (2014), "Auto-encoding variational Bayes", appendix B,
    https://arxiv.org/abs/1312.6114. Higgins et al. (2017), "beta-VAE",
    https://openreview.net/forum?id=Sy2fzU9gl
    """

    def __init__(self, weight: float = 1.0, **kwargs: Any):
        super().__init__(**kwargs)
        if weight < 0:
            raise ValueError(f"LatentLoss: weight={weight} must be 0 or more.")
        self.weight = weight
        self.built = True

    def call(self, inputs: Any) -> Any:
        mean, log_variance = inputs
        self.add_loss(self.weight * ops.mean(losses.latent(wide(mean), wide(log_variance))))
        return mean, log_variance

    def compute_output_shape(self, input_shape: Any) -> tuple:
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "weight": self.weight}
