"""What the phases minimise: scalars from tensors, in `keras.ops`."""

from typing import Any

from keras import ops


def reconstruction(x: Any, reconstructed: Any) -> Any:
    """The mean squared error over every entry of every instance.

    Parameters
    ----------
    x, reconstructed : tensor, (batch, ...)
        In the range in which the network sees the data: pixels in [0, 1].

    Returns
    -------
    tensor, ()
    """
    return ops.mean(ops.square(x - reconstructed))


def latent(mean: Any, log_variance: Any) -> Any:
    r"""The latent loss: how far each instance's codings are distributed from the standard normal.

    It is :math:`-\frac{1}{2} \sum_j (1 + \gamma_j - e^{\gamma_j} - \mu_j^2)`, with the log variance
    :math:`\gamma`: 0 where the codings' distribution is the prior, and never below.

    Parameters
    ----------
    mean, log_variance : tensor, (batch, coding_size)

    Returns
    -------
    tensor, (batch,)
        In nats.

    References
    ----------
    Kingma and Welling (2014), "Auto-encoding variational Bayes", appendix B,
    https://arxiv.org/abs/1312.6114
    """
    return -ops.sum(1 + log_variance - ops.exp(log_variance) - ops.square(mean), axis=-1) / 2
