"""The kernel distance between two sets of features."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from codings.metrics.estimate import SPREAD, Estimate, check_features, warn_of_few

ENOUGH = 1000
BLOCK = 1024  # rows at a time


def kernel_distance(real: np.ndarray, fake: np.ndarray) -> Estimate:
    r"""How far two sets of features are apart, by a polynomial kernel; lower is better, 0 is right.

    It is the maximum mean discrepancy, squared, for the kernel :math:`k(x, y) = (x \cdot y / d + 1)^3`,
    unbiased, over all pairs:

    .. math:: \frac{1}{n (n - 1)} \sum_{i \ne j} k(x_i, x_j) + \frac{1}{m (m - 1)} \sum_{i \ne j} k(y_i, y_j)
        - \frac{2}{n m} \sum_{i, j} k(x_i, y_j)

    Unbiased, it may be below 0 where the sets are alike. With Inception's features it is the KID, which the
    literature takes as the mean over subsets of 1,000: its expectation is the same, and it varies more.

    Parameters
    ----------
    real, fake : array, (n, features) and (m, features)

    Returns
    -------
    Estimate
        Its interval has all distances from which the value lies 1.96 standard errors or less. The variance is
        the U-statistic's: that of the projections on either set, which grows with the distance, and that of
        what is left of the kernel, which alone remains where there is none.

    Raises
    ------
    ValueError
        If a set has fewer than two samples, is not finite, or they differ in width.

    References
    ----------
    Bińkowski et al. (2018), "Demystifying MMD GANs", https://arxiv.org/abs/1801.01401. Its variance:
    Sutherland et al. (2017), "Generative models and model criticism via optimized maximum mean discrepancy",
    https://arxiv.org/abs/1611.04488. Checked against the sums of the definition, written out; as in
    https://github.com/mbinkowski/MMD-GAN
    """
    real, fake = check_features(real, fake)
    samples = min(len(real), len(fake))
    warn_of_few("kernel_distance", samples, ENOUGH, "it is unbiased, but varies much")
    of_real, of_fake, across = _sums(real, real), _sums(fake, fake), _sums(real, fake)
    value = of_real.mean + of_fake.mean - 2 * across.mean
    low, high = _interval(value, of_real, of_fake, across)
    return Estimate(value, low, high, samples)


class Sums(NamedTuple):
    """Of a kernel's matrix, (n, m), whose diagonal is left out where it is of one set: the mean of each row
    and of each column, of all, and the mean square of what rows and columns do not tell."""

    rows: np.ndarray
    columns: np.ndarray
    mean: float
    rest: float


def _sums(x: np.ndarray, y: np.ndarray) -> Sums:
    n, same = len(x), x is y
    rows, columns, squares = np.empty(n), np.zeros(len(y)), 0.0
    for start, k in _kernel(x, y):
        if same:
            k[np.arange(len(k)), start + np.arange(len(k))] = 0.0
        rows[start : start + len(k)] = k.sum(axis=1)
        columns += k.sum(axis=0)
        squares += float(np.einsum("ij,ij->", k, k))
    rows, columns = rows / (len(y) - same), columns / (n - same)
    mean = float(rows.mean())
    rest = squares / (n * (len(y) - same)) - mean**2 - float(rows.var() + columns.var())
    return Sums(rows, columns, mean, max(rest, 0.0))


def _kernel(x: np.ndarray, y: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Blocks of rows of the matrix of the kernel, (block, m), with the number of the first."""
    for start in range(0, len(x), BLOCK):
        base = x[start : start + BLOCK] @ y.T / x.shape[1] + 1
        yield start, base * base * base  # NumPy's power is ten times as slow


def _interval(value: float, real: Sums, fake: Sums, across: Sums) -> tuple[float, float]:
    """The distances d from which the value lies within 1.96 standard errors, of a variance rest + slope d.

    The projections vary by what is left of the kernel, too: half of that goes, and the other half makes up
    for a slope that is found too small where the value is.
    """
    n, m = len(across.rows), len(across.columns)
    rest = 2 * real.rest / n**2 + 2 * fake.rest / m**2 + 4 * across.rest / (n * m)
    projections = (real.rows - across.rows).var(ddof=1) / n + (fake.rows - across.columns).var(ddof=1) / m
    slope = max(float(4 * projections - rest), 0.0) / max(value, rest**0.5, np.finfo(float).tiny)
    centre = value + SPREAD**2 * slope / 2
    reach = max(centre**2 - value**2 + SPREAD**2 * rest, 0.0) ** 0.5
    if_alike = value - SPREAD * rest**0.5
    return min(if_alike, 0.0) or centre - reach, max(centre + reach, 0.0)
