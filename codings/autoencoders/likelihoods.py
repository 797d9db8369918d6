"""What a decoder's outputs stand for: the distributions of instances, given their codings."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from codings import losses, metrics
from codings.data.encoding import Parts


class Likelihood(NamedTuple):
    """A distribution p(x|z) whose means are a decoder's outputs, each entry by itself.

    Parameters
    ----------
    loss : callable
        Of tensors x and outputs, (batch, ...) as networks see them, and the log variance of normal noise, or
        None where it is not learned: minus the log-likelihood over the number of entries, but for a constant
        and a factor; ().
    log_density : callable
        Of arrays x, outputs and the log variance of normal noise, to (n,) in nats.
    draw : callable
        Of outputs, the log variance of normal noise and a numpy.random.RandomState: instances, (n, ...).
    """

    loss: Callable[[Any, Any, Any], Any]
    log_density: Callable[[np.ndarray, np.ndarray, Any], np.ndarray]
    draw: Callable[[np.ndarray, Any, np.random.RandomState], np.ndarray]


def _normal_loss(x: Any, outputs: Any, log_variance: Any) -> Any:
    if log_variance is None:
        return losses.reconstruction(x, outputs)
    return losses.normal(x, outputs, log_variance)


def _bernoulli_loss(x: Any, outputs: Any, log_variance: Any) -> Any:
    return losses.cross_entropy(x, outputs)


def _draw_normal(outputs: np.ndarray, log_variance: Any, random: np.random.RandomState) -> np.ndarray:
    return (outputs + np.exp(log_variance / 2) * random.standard_normal(outputs.shape)).astype(np.float32)


def _draw_bernoulli(outputs: np.ndarray, log_variance: Any, random: np.random.RandomState) -> np.ndarray:
    return (random.random_sample(outputs.shape) < outputs).astype(np.float32)


def _bernoulli_log_density(x: np.ndarray, outputs: np.ndarray, log_variance: Any) -> np.ndarray:
    return metrics.bernoulli_log_density(x, outputs)


def of_table(parts: Parts) -> Likelihood:
    """That of rows of a table: normal numbers, and what is missing and categories by their probabilities."""
    count, first = parts.numbers, parts.first_block

    def log_density(x: np.ndarray, outputs: np.ndarray, log_variance: Any) -> np.ndarray:
        there = observed(x, parts)
        normal = np.log(2 * np.pi) + log_variance + np.square(x - outputs)[:, :count] / np.exp(log_variance)
        bits = metrics.bernoulli_log_density(x[:, count:first], outputs[:, count:first])
        chosen = (x * np.log(np.clip(outputs, losses.LEAST_PROBABILITY, 1)))[:, first:].sum(axis=1)
        return -(normal * there).sum(axis=1, dtype=np.float64) / 2 + bits + chosen

    def loss(x: Any, outputs: Any, log_variance: Any) -> Any:
        return losses.mixed(x, outputs, parts, log_variance)

    def draw(outputs: np.ndarray, log_variance: Any, random: np.random.RandomState) -> np.ndarray:
        return np.hstack([_draw_normal(outputs[:, :count], log_variance, random), outputs[:, count:]])

    return Likelihood(loss, log_density, draw)


def observed(x: np.ndarray, parts: Parts) -> np.ndarray:
    """Which numbers of rows, (n, width) as networks see them, are there: (n, numbers), 1 or 0."""
    there = np.ones((len(x), parts.numbers))
    there[:, list(parts.masked)] = 1 - x[:, parts.numbers : parts.first_block]
    return there


LIKELIHOODS = {
    "normal": Likelihood(_normal_loss, metrics.normal_log_density, _draw_normal),
    "bernoulli": Likelihood(_bernoulli_loss, _bernoulli_log_density, _draw_bernoulli),
}
"""By name. "normal" is squared errors; "bernoulli", for pixels and binary values in [0, 1], cross-entropy."""
