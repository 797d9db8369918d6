"""What keeps codings sparse."""

from typing import Any

import keras
from keras import ops

from codings.layers.precision import wide


@keras.saving.register_keras_serializable(package="codings")
class KLDivergenceRegularizer(keras.regularizers.Regularizer):
    r"""Pulls the mean activation of each unit over the batch towards a target.

    It is :math:`w \sum_j [t \log \frac{t}{m_j} + (1 - t) \log \frac{1 - t}{1 - m_j}]`, the divergence
    between units that are active with probability :math:`t` and those that are with :math:`m_j`, unit
    j's mean activation. Activations belong to [0, 1], as a sigmoid's do; means are clipped a little within,
    so that the divergence and its gradient stay finite where a unit is never or always active.

    Meant as the ``activity_regularizer`` of a layer. Keras divides every activity penalty by the batch size:
    in a batch of 32 the book's weight of 5e-3 counts as 5e-3 / 32.

    Parameters
    ----------
    weight : float, 0 or more
    target : float in (0, 1)
        The mean activation that each unit should have.

    Raises
    ------
    ValueError
        If `weight` is negative, or `target` is not between 0 and 1.

    Examples
    --------
    >>> sparse = KLDivergenceRegularizer(weight=5e-3, target=0.1)
    >>> layer = keras.layers.Dense(300, activation="sigmoid", activity_regularizer=sparse)

    References
    ----------
    Géron, "Hands-On Machine Learning", section "Sparse Autoencoders". Ng (2011), "Sparse autoencoder",
    https://web.stanford.edu/class/cs294a/sparseAutoencoder.pdf
    """

    def __init__(self, weight: float, target: float = 0.1):
        if weight < 0:
            raise ValueError(f"KLDivergenceRegularizer: weight={weight} must be 0 or more.")
        if not 0 < target < 1:
            raise ValueError(f"KLDivergenceRegularizer: target={target} must be between 0 and 1.")
        self.weight = weight
        self.target = target

    def __call__(self, x: Any) -> Any:
        """The penalty of activations `x`, (batch, units) in [0, 1]: a scalar."""
        mean, t = ops.clip(ops.mean(wide(x), axis=0), 1e-6, 1 - 1e-6), self.target
        return self.weight * ops.sum(t * ops.log(t / mean) + (1 - t) * ops.log((1 - t) / (1 - mean)))

    def get_config(self) -> dict[str, float]:
        return {"weight": self.weight, "target": self.target}
