"""The Fréchet distance between two sets of features."""

import numpy as np
from scipy.linalg import eigh

from codings.metrics.estimate import SPREAD, Estimate, check_features, warn_of_few
from codings.metrics.halves import by_halves, splits

ENOUGH = 10  # samples a feature


def frechet_distance(real: np.ndarray, fake: np.ndarray) -> Estimate:
    r"""How far two sets of features are apart, each taken for a normal distribution; lower is better.

    .. math:: \|\mu_r - \mu_f\|^2 + \mathrm{tr}(C_r + C_f - 2 (C_r C_f)^{1/2})

    With Inception's features it is the FID. It is biased upwards by about :math:`c / n`, with a c that
    differs from model to model: compare figures of as many samples only, or take
    `frechet_distance_at_infinity`. The warning for few samples estimates the bias, by random halves.

    Parameters
    ----------
    real, fake : array, (n, features) and (m, features)

    Returns
    -------
    Estimate
        0 or more, in squared units of the features. It has no interval: an interval around a biased figure
        need not hold the true one.

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
    value, samples = _distance(real, fake), min(len(real), len(fake))
    needed = ENOUGH * real.shape[1]
    if samples < needed:
        warn_of_few("frechet_distance", samples, needed, f"it is {_bias(value, real, fake)} too high")
    return Estimate(value, None, None, samples)


def frechet_distance_at_infinity(real: np.ndarray, fake: np.ndarray) -> Estimate:
    r"""The Fréchet distance that infinitely many samples would have, from how it falls with their number.

    .. math:: 2 d_n - \overline{d_{n/2}}

    for the distance :math:`d_n` of all samples and the mean of those of random halves: what is left of a bias
    of :math:`c / n`. It may be below 0 where the sets are alike.

    Parameters
    ----------
    real, fake : array, (n, features) and (m, features)

    Returns
    -------
    Estimate
        Its interval is the value and 1.96 standard errors to either side. It has none below 10 samples a
        feature, where the bias does not yet fall as :math:`1 / n`, and the value is no better.

    Raises
    ------
    ValueError
        If a set has fewer than four samples, is not finite, or they differ in width.

    References
    ----------
    Chong and Forsyth (2020), "Effectively unbiased FID and Inception score and where to find them",
    https://arxiv.org/abs/1911.07023, which fits a line through more sizes than two. Checked against the
    distances of known normal distributions: `benchmarks/intervals.py`.
    """
    real, fake = check_features(real, fake, least=4)
    value, samples = _distance(real, fake), min(len(real), len(fake))
    bias, variance = by_halves(_distance, value, real, fake)
    if samples < ENOUGH * real.shape[1]:
        return Estimate(value - bias, None, None, samples)
    alike = _variance_where_alike(real, fake)
    reach = SPREAD * max(variance - 2 * alike, alike) ** 0.5
    return Estimate(value - bias, value - bias - reach, value - bias + reach, samples)


def _bias(value: float, real: np.ndarray, fake: np.ndarray) -> str:
    """How far the `value` is too high, in words, by random halves: of classes in turn, every other row lacks
    half of them.
    """
    if min(len(real), len(fake)) < 4:  # a half has one row, which does not vary
        return "far"
    halves = zip(*next(splits(real, fake)), strict=True)
    return f"about {max(np.mean([_distance(*half) for half in halves]) - value, 0):.3g}"


def _variance_where_alike(real: np.ndarray, fake: np.ndarray) -> float:
    """What the distance varies by where there is none, and means and covariances enter it squared: that among
    the halves of each set. It is in the variance by halves three times.
    """
    within = [[_distance(*halves) for halves in split] for split in splits(real, fake)]
    sizes = np.array([len(real), len(fake)])
    wider = sizes * (1 / sizes).sum() / 4  # the variances of the means, beside those of two halves
    return float(np.mean(np.var(within, axis=0, ddof=1) * wider**2))


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
