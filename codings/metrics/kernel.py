"""The kernel distance between two sets of features."""

import numpy as np

from codings.metrics.estimate import SPREAD, Estimate, check_features, warn_of_few

SUBSETS, SUBSET_SIZE = 100, 1000


def kernel_distance(real: np.ndarray, fake: np.ndarray) -> Estimate:
    r"""How far two sets of features are apart, by a polynomial kernel; lower is better.

    It is the maximum mean discrepancy, squared, for the kernel :math:`k(x, y) = (x \cdot y / d + 1)^3`,
    unbiased, averaged over 100 subsets of at most 1,000 samples each. Unbiased, it may be below 0 where
    the sets are alike. With Inception's features it is the KID.

    Parameters
    ----------
    real, fake : array, (n, features) and (m, features)

    Returns
    -------
    Estimate
        Its interval is from the standard deviation of the subsets' mean, taken for independent.

    Raises
    ------
    ValueError
        If a set has fewer than two samples, is not finite, or they differ in width.

    References
    ----------
    Bińkowski et al. (2018), "Demystifying MMD GANs", https://arxiv.org/abs/1801.01401. Checked against the
    sums of the definition, written out; as in https://github.com/mbinkowski/MMD-GAN
    """
    real, fake = check_features(real, fake)
    samples = min(len(real), len(fake))
    warn_of_few("kernel_distance", samples, SUBSET_SIZE, "it is unbiased, but varies much")
    size, random = min(SUBSET_SIZE, samples), np.random.default_rng(0)
    found = [
        _squared_discrepancy(*(rows[random.choice(len(rows), size, replace=False)] for rows in (real, fake)))
        for _ in range(SUBSETS)
    ]
    # Subsets of few samples overlap: as many count as fit in the set side by side.
    reach = SPREAD * float(np.std(found)) / min(SUBSETS, max(1, samples // size)) ** 0.5
    value = float(np.mean(found))
    return Estimate(value, value - reach, value + reach, samples)


def _squared_discrepancy(x: np.ndarray, y: np.ndarray) -> float:
    n = len(x)
    same = sum(k.sum() - np.trace(k) for k in (_kernel(x, x), _kernel(y, y)))
    return same / (n * (n - 1)) - 2 * _kernel(x, y).mean()


def _kernel(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return (x @ y.T / x.shape[1] + 1) ** 3
