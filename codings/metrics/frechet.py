"""The Fréchet distance between two sets of features."""

import numpy as np
from scipy.linalg import eigh

from codings.metrics.estimate import Estimate, check_features, warn_of_few, with_interval

ENOUGH = 10  # samples a feature
RESAMPLED = 10


def frechet_distance(real: np.ndarray, fake: np.ndarray) -> Estimate:
    r"""How far two sets of features are apart, each taken for a normal distribution; lower is better.

    .. math:: \|\mu_r - \mu_f\|^2 + \mathrm{tr}(C_r + C_f - 2 (C_r C_f)^{1/2})

    With Inception's features it is the FID. It is biased upwards by about :math:`c / n`; the warning for
    few samples estimates by how much, from the figure of half of the samples.

    Parameters
    ----------
    real, fake : array, (n, features) and (m, features)

    Returns
    -------
    Estimate
        0 or more, in squared units of the features.

    Raises
    ------
    ValueError
        If a set has fewer than two samples, is not finite, or they differ in width.

    References
    ----------
    Heusel et al. (2017), "GANs trained by a two time-scale update rule converge to a local Nash
    equilibrium", https://arxiv.org/abs/1706.08500. Its bias: Chong and Forsyth (2020),
    https://arxiv.org/abs/1911.07023. Checked against the formula by `scipy.linalg.sqrtm`, as in
    https://github.com/bioinf-jku/TTUR/blob/master/fid.py
    """
    real, fake = check_features(real, fake)
    estimate = with_interval(_distance, real, fake, resampled=RESAMPLED)
    needed = ENOUGH * real.shape[1]
    if estimate.samples < needed and estimate.samples >= 4:
        bias = _distance(real[::2], fake[::2]) - estimate.value
        warn_of_few("frechet_distance", estimate.samples, needed, f"it is about {max(bias, 0):.3g} too high")
    return estimate


def _distance(real: np.ndarray, fake: np.ndarray) -> float:
    a, b = np.cov(real, rowvar=False), np.cov(fake, rowvar=False)
    a, b = np.atleast_2d(a), np.atleast_2d(b)
    gap = real.mean(0) - fake.mean(0)
    return float(max(gap @ gap + np.trace(a) + np.trace(b) - 2 * _trace_of_root(a, b), 0.0))


def _trace_of_root(a: np.ndarray, b: np.ndarray) -> float:
    r"""The trace of :math:`(ab)^{1/2}` of covariances, by the symmetric :math:`a^{1/2} b a^{1/2}`."""
    values, vectors = eigh(a)
    root = vectors * np.sqrt(np.clip(values, 0, None)) @ vectors.T
    return float(np.sqrt(np.clip(eigh(root @ b @ root, eigvals_only=True), 0, None)).sum())
