"""Whether generated instances are copies of those that were trained on."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from codings.metrics.estimate import Estimate, check_features, of_share
from codings.metrics.nearest import nearest_distances


def memorisation(
    fake: np.ndarray, train: npt.ArrayLike | Iterable[npt.ArrayLike], held_out: np.ndarray
) -> Estimate:
    """How much nearer to the training set generated instances are than held-out ones are; 0.5 is right.

    It is the chance that a generated instance lies nearer to its nearest training instance than a held-out
    one does to its own, ties counted half: 0.5 where they are alike, 1 for copies, and less where generated
    instances are farther off than the data's own. All training instances are looked at, in flat memory.

    Parameters
    ----------
    fake, held_out : array, (n, features) and (m, features)
        Features or pixels.
    train : array-like, (t, features), or iterable of such
        The same of all instances that were trained on: give part of them, and copies of the others pass for
        new.

    Returns
    -------
    Estimate
        In [0, 1]. Its interval is that of a training set that stays as it is: see `nearer`.

    Raises
    ------
    ValueError
        If a set has fewer than two samples, is not finite, or they differ in width.

    References
    ----------
    Meehan, Chaudhuri and Dasgupta (2020), "A non-parametric test to detect data-copying in generative
    models", https://arxiv.org/abs/2004.05675: its statistic, in one cell. Checked against
    `scipy.stats.mannwhitneyu`.
    """
    fake, held_out = check_features(fake, held_out)
    distances = nearest_distances(np.concatenate([fake, held_out]), train)
    return nearer(*np.split(distances, [len(fake)]))


def nearer(distances: np.ndarray, held_out: np.ndarray) -> Estimate:
    r"""The chance that one of `distances`, (n,), is below one of `held_out`, (m,); ties count half.

    It is the area under the ROC curve. Its variance is that of the shares of the one set below each of the
    other, :math:`s_1^2 / n + s_2^2 / m`, and the interval is symmetric in the log odds. Where all of one set
    are below all of the other, or all are the same, there is no variance, and the interval is Wilson's, of a
    share of the smaller set.

    References
    ----------
    DeLong, DeLong and Clarke-Pearson (1988), "Comparing the areas under two or more correlated receiver
    operating characteristic curves", https://doi.org/10.2307/2531595. In log odds: Newcombe (2006),
    "Confidence intervals for an effect size measure based on the Mann-Whitney statistic. Part 2",
    https://doi.org/10.1002/sim.2324
    """
    below, above = 1 - _shares_below(distances, held_out), _shares_below(held_out, distances)
    value, samples = float(below.mean()), min(len(below), len(above))
    variance = below.var(ddof=1) / len(below) + above.var(ddof=1) / len(above)
    return of_share(value, float(variance) ** 0.5, samples)


def _shares_below(values: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The share of `others`, (m,), below each of `values`, (n,); ties count half."""
    others = np.sort(others)
    first, last = (np.searchsorted(others, values, side=side) for side in ("left", "right"))
    return (first + last) / (2 * len(others))
