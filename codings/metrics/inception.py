"""The inception score."""

import numpy as np
from scipy.special import xlogy

from codings.metrics.estimate import SPREAD, Estimate, warn_of_few
from codings.metrics.halves import by_halves

ENOUGH = 5000
FEWEST = 20  # of which halves tell anything


def inception_score(probabilities: np.ndarray) -> Estimate:
    r"""How surely a classifier tells generated instances apart, and into how many classes; higher is better.

    .. math:: \exp E_x \mathrm{KL}(p(y|x) \| p(y))

    It lies between 1 and the number of classes. It sees no real instances: one good image of each class is
    enough for the best score.

    Parameters
    ----------
    probabilities : array, (n, classes)
        The classifier's, of generated instances; each row sums to 1.

    Returns
    -------
    Estimate
        Its value is the score. Its interval is that of the score of infinitely many instances: few make it
        too low, and random halves tell by how much. There is none below 20.

    Raises
    ------
    ValueError
        If the rows are not probabilities.

    References
    ----------
    Salimans et al. (2016), "Improved techniques for training GANs", section 4,
    https://arxiv.org/abs/1606.03498. Checked against its definition on known distributions.
    """
    p = np.asarray(probabilities, dtype=np.float64)
    if p.ndim != 2 or not len(p) or (p < 0).any() or not np.allclose(p.sum(1), 1, atol=1e-3):
        raise ValueError("probabilities must be (n, classes), each row summing to 1: a softmax's output.")
    warn_of_few("inception_score", len(p), ENOUGH, "it is too low where there are many classes")
    value = _score(p)
    if len(p) < FEWEST:
        return Estimate(value, None, None, len(p))
    bias, variance = by_halves(_score, value, p)
    ends = value - bias + SPREAD * variance**0.5 * np.array([-1, 1])
    low, high = np.clip(ends, 1, p.shape[1])
    return Estimate(value, float(low), float(high), len(p))


def _score(p: np.ndarray) -> float:
    mean = p.mean(0)
    return float(np.exp((xlogy(p, p) - xlogy(p, mean)).sum(1).mean()))
