"""What is measured of models with latent variables."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import logsumexp

LEAST_VARIANCE = 0.01


def active_units(means: np.ndarray) -> int:
    r"""How many codings say something about the instance: those whose mean varies from one to another.

    A unit is active if :math:`\mathrm{Var}_x(E_{q(z|x)}[z]) > 0.01`. One that the latent loss has switched
    off has the prior's mean, 0, for every instance.

    Parameters
    ----------
    means : array, (n, coding_size)
        The mean of each instance's codings.

    References
    ----------
    Burda, Grosse and Salakhutdinov (2016), "Importance weighted autoencoders", section 5.2 and its
    released code, https://arxiv.org/abs/1509.00519
    """
    return int((np.var(means, axis=0, dtype=np.float64) > LEAST_VARIANCE).sum())


def normal_log_density(x: np.ndarray, mean: Any, log_variance: Any) -> np.ndarray:
    """The log density of instances under independent normal distributions, (n,) float64, in nats.

    Parameters
    ----------
    x : array, (n, ...)
    mean, log_variance : numbers, or arrays of the shape of `x`

    References
    ----------
    Checked against `scipy.stats.norm.logpdf`.
    """
    deviations = np.square(x - mean, dtype=np.float64) / np.exp(log_variance)
    entries = -(np.log(2 * np.pi) + log_variance + deviations) / 2
    return entries.reshape(len(x), -1).sum(axis=1)


def bernoulli_log_density(x: np.ndarray, probability: np.ndarray) -> np.ndarray:
    """The log probability of instances of independent binary entries, (n,) float64, in nats.

    Parameters
    ----------
    x : array, (n, ...)
        In [0, 1]: what lies between counts as a share of draws.
    probability : array, of the shape of `x`
        Kept 1e-7 away from 0 and 1.

    References
    ----------
    Checked against `scipy.stats.bernoulli.logpmf`.
    """
    p = np.clip(probability.astype(np.float64), 1e-7, 1 - 1e-7)
    entries = x * np.log(p) + (1 - x) * np.log1p(-p)
    return entries.reshape(len(x), -1).sum(axis=1)


def log_weight(
    x: np.ndarray,
    mean: np.ndarray,
    log_variance: np.ndarray,
    decode: Callable[[np.ndarray], np.ndarray],
    log_density: Callable[[np.ndarray, np.ndarray], np.ndarray],
    random: np.random.RandomState,
) -> np.ndarray:
    r"""The importance weight of one draw of codings for each instance, :math:`\log p(x, z) / q(z|x)`.

    Parameters
    ----------
    x : array, (n, ...)
    mean, log_variance : array, (n, coding_size) float32
        Of the normal distribution :math:`q(z|x)` that the codings are drawn from.
    decode : callable
        From codings, (n, coding_size) float32, to the mean of :math:`p(x|z)`, (n, ...).
    log_density : callable
        From instances and such means to :math:`\log p(x|z)`, (n,) in nats. The prior is standard normal.
    random : numpy.random.RandomState

    Returns
    -------
    array, (n,) float64
        In nats; see `log_mean_exp`.
    """
    z = mean + np.exp(log_variance / 2) * random.standard_normal(mean.shape).astype(np.float32)
    joint = log_density(x, decode(z)) + normal_log_density(z, 0.0, 0.0)
    return joint - normal_log_density(z, mean, log_variance)


def log_mean_exp(log_weights: np.ndarray) -> np.ndarray:
    r"""The importance-weighted estimate of a log-likelihood, :math:`\log \frac{1}{k} \sum_i w_i`.

    With :math:`w = p(x, z) / q(z|x)` for k codings drawn from q it is, in expectation, a lower bound of
    :math:`\log p(x)` that grows with k; with one draw it is the evidence lower bound.

    Parameters
    ----------
    log_weights : array, (k, n)

    Returns
    -------
    array, (n,)
        In nats.

    References
    ----------
    Burda, Grosse and Salakhutdinov (2016), "Importance weighted autoencoders",
    https://arxiv.org/abs/1509.00519
    """
    return logsumexp(log_weights, axis=0) - np.log(len(log_weights))
