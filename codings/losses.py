"""What the phases minimise: scalars from tensors, in `keras.ops`."""

from collections.abc import Callable
from typing import Any, NamedTuple

from keras import ops

from codings import backend

LEAST_PROBABILITY = 1e-7  # of a category, for its logarithm
LOG_VARIANCE = (-30.0, 5.0)  # bounds: standard deviations of codings from 3e-7 to 12, where the prior has 1


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


def cross_entropy(x: Any, reconstructed: Any) -> Any:
    r"""The binary cross-entropy over every entry, :math:`-x \log \hat x - (1 - x) \log(1 - \hat x)`, in nats.

    Parameters
    ----------
    x, reconstructed : tensor, (batch, ...)
        In [0, 1]: pixels, or binary values and their probabilities.

    Returns
    -------
    tensor, ()
    """
    return ops.mean(ops.binary_crossentropy(x, reconstructed))


def normal(x: Any, mean: Any, log_variance: Any) -> Any:
    r"""Minus the log density of normal distributions over every entry, but for the constant
    :math:`\frac{1}{2} \log 2 \pi`, in nats.

    Parameters
    ----------
    x, mean : tensor, (batch, ...)
    log_variance : tensor, broadcast to the shape of `x`

    Returns
    -------
    tensor, ()
    """
    return ops.mean(ops.square(x - mean) * ops.exp(-log_variance) + log_variance) / 2


def mixed(x: Any, outputs: Any, parts: Any, log_variance: Any = None) -> Any:
    r"""Minus the log-likelihood of rows of a table over their width, in nats.

    Numbers are normal, what is missing is Bernoulli and categories are categorical, each by itself. Missing
    numbers do not count. Of the normal distribution the constant is left out.

    Parameters
    ----------
    x : tensor, (batch, width)
        Numbers, masks and one-hot blocks; see `codings.data.encoding.Encoding`.
    outputs : tensor, (batch, width)
        The numbers' means, and probabilities.
    parts : codings.data.encoding.Parts
    log_variance : tensor, (numbers,) or (), optional
        Without it, numbers count by their squared errors: as with a variance of 1/2, less its constant.

    Returns
    -------
    tensor, ()
    """
    count, first = parts.numbers, parts.first_block
    errors = ops.square(x[:, :count] - outputs[:, :count])
    if log_variance is not None:
        errors = (errors * ops.exp(-log_variance) + log_variance) / 2
    masks = x[:, count:first]
    if parts.masked:
        there = [1 - masks[:, parts.masked.index(i)] if i in parts.masked else None for i in range(count)]
        ones = ops.ones_like(masks[:, 0])
        errors = errors * ops.stack([ones if one is None else one for one in there], axis=-1)
    bits = ops.binary_crossentropy(masks, outputs[:, count:first])
    surprise = -x[:, first:] * ops.log(ops.clip(outputs[:, first:], LEAST_PROBABILITY, 1.0))
    return ops.mean(ops.sum(ops.concatenate([errors, bits, surprise], axis=-1), axis=-1)) / x.shape[-1]


def bounded(log_variance: Any) -> Any:
    """The log variance of codings, clipped to `LOG_VARIANCE`, -30 to 5; what lies within is left as it is.

    The encoder gives instances far from all others, such as the outliers of a standardised table, log
    variances to match, and above 88 the exponential is infinite in float32.

    Parameters
    ----------
    log_variance : tensor, any shape

    Returns
    -------
    tensor, of that shape
        The gradient passes as if nothing were clipped (a straight-through estimator): what the latent loss
        asks at the bound draws back what is beyond.

    References
    ----------
    Bengio, Leonard and Courville (2013), "Estimating or propagating gradients through stochastic neurons",
    https://arxiv.org/abs/1308.3432. Rombach et al. (2022), "High-resolution image synthesis with latent
    diffusion models", https://arxiv.org/abs/2112.10752: their code clips to -30 and 20. With 20, a single
    outlier can still be nearly the whole of the loss.
    """
    zero = log_variance - ops.stop_gradient(log_variance)  # its gradient is 1
    return ops.stop_gradient(ops.clip(log_variance, *LOG_VARIANCE)) + zero


def latent(mean: Any, log_variance: Any) -> Any:
    r"""The latent loss: how far each instance's codings are distributed from the standard normal.

    It is :math:`-\frac{1}{2} \sum_j (1 + \gamma_j - e^{\gamma_j} - \mu_j^2)`, with the log variance
    :math:`\gamma`: 0 where the codings' distribution is the prior, and never below. The log variance is
    `bounded`.

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
    log_variance = bounded(log_variance)
    return -ops.sum(1 + log_variance - ops.exp(log_variance) - ops.square(mean), axis=-1) / 2


class AdversarialLoss(NamedTuple):
    """What the two networks of a GAN minimise, given the discriminator's scores.

    Scores are (batch, 1): high for what looks real; of the first two, log odds. `discriminator` takes
    those of real and of generated instances, `generator` only the latter; both return a tensor, (). Where
    `gradient_penalty` is not 0, the discriminator's needs that penalty, of this weight, besides. Where it is
    `relativistic`, the generator's takes by how much a generated instance scores above a real one, and the
    slope is penalised at generated instances as well as at real ones (R2 beside R1). At `boundary` a score
    says neither real nor generated; None where only differences of scores count, so that none does.
    """

    discriminator: Callable[[Any, Any], Any]
    generator: Callable[[Any], Any]
    gradient_penalty: float = 0.0
    relativistic: bool = False
    boundary: float | None = 0.0


def _cross_entropy(real: Any, fake: Any) -> Any:
    return ops.mean(ops.softplus(-real)) + ops.mean(ops.softplus(fake))


def _squares(real: Any, fake: Any) -> Any:
    return (ops.mean(ops.square(real - 1)) + ops.mean(ops.square(fake))) / 2


def _hinge(real: Any, fake: Any) -> Any:
    return ops.mean(ops.relu(1 - real)) + ops.mean(ops.relu(1 + fake))


def _looks_real(fake: Any) -> Any:
    return ops.mean(ops.softplus(-fake))


ADVERSARIAL = {
    "non-saturating": AdversarialLoss(_cross_entropy, _looks_real),
    "minimax": AdversarialLoss(_cross_entropy, lambda fake: -ops.mean(ops.softplus(fake))),
    "least-squares": AdversarialLoss(_squares, lambda fake: ops.mean(ops.square(fake - 1)) / 2, boundary=0.5),
    "hinge": AdversarialLoss(_hinge, lambda fake: -ops.mean(fake)),
    "wasserstein": AdversarialLoss(
        lambda real, fake: ops.mean(fake) - ops.mean(real),
        lambda fake: -ops.mean(fake),
        gradient_penalty=10.0,
        boundary=None,
    ),
    "relativistic": AdversarialLoss(
        lambda real, fake: _looks_real(real - fake), _looks_real, relativistic=True, boundary=None
    ),
}
"""By name. The first two: Goodfellow et al. (2014), https://arxiv.org/abs/1406.2661. Least squares: Mao et
al. (2017), https://arxiv.org/abs/1611.04076. Hinge: Lim and Ye (2017), https://arxiv.org/abs/1705.02894.
Wasserstein: Arjovsky et al. (2017), https://arxiv.org/abs/1701.07875; its penalty: see `gradient_penalty`.
Relativistic: Jolicoeur-Martineau (2019), https://arxiv.org/abs/1807.00734, with both penalties as in Huang et
al. (2024), "The GAN is dead; long live the GAN!", https://arxiv.org/abs/2501.05441 (R3GAN)."""


def r1(scores: Callable[[Any], Any], real: Any) -> Any:
    r"""The R1 penalty, :math:`\frac{1}{2} E \|\nabla D(x)\|^2` at real instances; R2 at generated ones.

    Parameters
    ----------
    scores : callable
        From instances to the discriminator's scores, (batch, 1).
    real : tensor, (batch, ...)

    Returns
    -------
    tensor, ()

    References
    ----------
    Mescheder, Geiger and Nowozin (2018), "Which training methods for GANs do actually converge?",
    https://arxiv.org/abs/1801.04406
    """
    return ops.mean(_squared_slopes(scores, real)) / 2


def gradient_penalty(scores: Callable[[Any], Any], real: Any, fake: Any) -> Any:
    r"""The penalty that keeps a critic's slope at 1, :math:`E (\|\nabla D(\hat x)\| - 1)^2`.

    Each :math:`\hat x` lies between a real and a generated instance, at a place that is drawn from the
    uniform distribution, the same for all entries of an instance.

    Parameters
    ----------
    scores : callable
        From instances to the critic's scores, (batch, 1).
    real, fake : tensor, (batch, ...)

    Returns
    -------
    tensor, ()

    References
    ----------
    Gulrajani et al. (2017), "Improved training of Wasserstein GANs", algorithm 1,
    https://arxiv.org/abs/1704.00028
    """
    place = backend.uniform((ops.shape(real)[0], *(1,) * (len(real.shape) - 1)))
    squared = _squared_slopes(scores, fake + place * (real - fake))
    # The root has no slope at 0, which a critic of constant score would meet.
    return ops.mean(ops.square(ops.sqrt(squared + 1e-12) - 1))


def _squared_slopes(scores: Callable[[Any], Any], x: Any) -> Any:
    """The squared norm of the scores' gradient at each instance, (batch,)."""
    return ops.sum(ops.square(backend.input_gradient(scores, x)), axis=tuple(range(1, len(x.shape))))
