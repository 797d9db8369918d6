"""What a decoder's outputs stand for: the distributions of instances, given their codings."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from codings import losses, metrics


class Likelihood(NamedTuple):
    """A distribution p(x|z) whose means are a decoder's outputs, each entry by itself.

    Parameters
    ----------
    loss : callable
        Of tensors x and outputs, (batch, ...) as networks see them: minus the log-likelihood over the number
        of entries, but for a constant and a factor; ().
    log_density : callable
        Of arrays x, outputs and the log variance of normal noise, to (n,) in nats.
    draw : callable
        Of outputs, the log variance of normal noise and a numpy.random.RandomState: instances, (n, ...).
    """

    loss: Callable[[Any, Any], Any]
    log_density: Callable[[np.ndarray, np.ndarray, Any], np.ndarray]
    draw: Callable[[np.ndarray, Any, np.random.RandomState], np.ndarray]


def _draw_normal(outputs: np.ndarray, log_variance: Any, random: np.random.RandomState) -> np.ndarray:
    return (outputs + np.exp(log_variance / 2) * random.standard_normal(outputs.shape)).astype(np.float32)


def _draw_bernoulli(outputs: np.ndarray, log_variance: Any, random: np.random.RandomState) -> np.ndarray:
    return (random.random_sample(outputs.shape) < outputs).astype(np.float32)


def _bernoulli_log_density(x: np.ndarray, outputs: np.ndarray, log_variance: Any) -> np.ndarray:
    return metrics.bernoulli_log_density(x, outputs)


LIKELIHOODS = {
    "normal": Likelihood(losses.reconstruction, metrics.normal_log_density, _draw_normal),
    "bernoulli": Likelihood(losses.cross_entropy, _bernoulli_log_density, _draw_bernoulli),
}
"""By name. "normal" is squared errors; "bernoulli", for pixels and binary values in [0, 1], cross-entropy."""
